"""The page of one case: an agreement, a coaching, an analysis, as its parties may see it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from asskomm.core import workflow
from asskomm.core.models import Dokument, User
from vereinbarungen.enums import BESTAND, VereinbarungStatus, Zeichnungsform
from vereinbarungen.models import Coachauftrag, Coachingprozess, Sicherheitsanalyse, Unterzeichnung, Vereinbarung

from . import lagen, schriftwechsel
from .lagen import Lage
from .spuren import ist_eigene, mit_parteien, mit_stand, spur_analyse, spur_coaching, spur_vereinbarung
from .stellen import portalsicht

_WEG = (
    (VereinbarungStatus.IN_ABSTIMMUNG, "Text abstimmen"),
    (VereinbarungStatus.BESCHLUSS_AUSSTEHEND, "Beschluss"),
    (VereinbarungStatus.ZEICHNUNGSREIF, "Vorbereitung der Zeichnung"),
    (VereinbarungStatus.IN_ZEICHNUNG, "Unterzeichnung"),
    (VereinbarungStatus.IN_KRAFT, "In Kraft"),
)


class Parteizeile(NamedTuple):
    name: str
    eigene: bool
    stand: str
    art: str  # of the badge
    unterschrift: Unterzeichnung | None
    form: str
    funktion: str


def vereinbarungen(user: Any) -> QuerySet[Vereinbarung]:
    return Vereinbarung.objects.visible_to(portalsicht(user))


def find_vereinbarung(user: Any, pk: int) -> dict[str, Any] | None:
    """Values of the page, or None where the person has no such agreement."""
    sicht = portalsicht(user)
    auswahl = mit_parteien(mit_stand(Vereinbarung.objects.visible_to(sicht)))
    gueltige = Prefetch("parteien__unterzeichnungen", queryset=Unterzeichnung.objects.gueltig())
    v = auswahl.select_related("signierte_fassung").prefetch_related(gueltige).filter(pk=pk).first()
    if v is None:
        return None
    return {
        "v": v,
        "spur": spur_vereinbarung(sicht, v),
        "schritte": _schritte(v),
        "parteien": [_partei(sicht, v, p) for p in v.parteien.all()],
        "parteispalten": ["Partei", "Stand", "Unterzeichnet", "Funktion"],
        "beschluesse": v.gremienbeschluesse.visible_to(sicht).select_related("kommune").order_by("datum", "pk"),
        "dateien": _dateien(v),
        "schriftwechsel": schriftwechsel.hinweis(user, v),
        "zeitstrahl": verlauf(v.verlauf.all(), lagen.VEREINBARUNG, ohne=(VereinbarungStatus.ENTWURF,)),
    }


def _schritte(v: Vereinbarung) -> list[tuple[str, str]]:
    """The way of an agreement that is still on it; a council's decision is not always needed."""
    stufen = [status for status, _ in _WEG]
    if v.status not in stufen[:-1]:
        return []
    hier = stufen.index(VereinbarungStatus(v.status))
    return [(wort, "erledigt" if i < hier else "aktuell" if i == hier else "offen") for i, (_, wort) in enumerate(_WEG)]


def _partei(sicht: User, v: Vereinbarung, partei: Any) -> Parteizeile:
    """Functions only: names of those who signed are no matter of the portal."""
    u = next(iter(partei.unterzeichnungen.all()), None)
    if u is not None:
        stand, art = "unterzeichnet", "erfolg"
    elif not partei.erforderlich:
        stand, art = "nicht erforderlich", "neutral"
    elif v.status in BESTAND:
        stand, art = "vor dem Portal", "neutral"
    elif v.status == VereinbarungStatus.IN_ZEICHNUNG:
        stand, art = "steht aus", "warnung"
    else:
        stand, art = "noch nicht", "neutral"
    form = str(u.get_form_display()) if u and u.form != Zeichnungsform.UNBEKANNT else ""
    funktion = u.funktion if u else partei.vorgesehen
    return Parteizeile(str(partei), ist_eigene(sicht, partei), stand, art, u, form, funktion)


def _dateien(v: Vereinbarung) -> list[tuple[str, str, str]]:
    texte = v.vertragstexte.filter(dokument__isnull=False).select_related("dokument").order_by("-fassung")
    paare = [(f"Text, Fassung {t.fassung}", t.dokument) for t in texte if t.dokument]
    if v.signierte_fassung:
        paare.insert(0, ("Unterzeichnete Fassung", v.signierte_fassung))
    return [(wort, reverse("portal:eigenes_dokument", args=[v.pk, d.pk]), _format(d)) for wort, d in paare]


def _format(dokument: Dokument) -> str:
    return f"{dokument.name.rpartition('.')[2].upper()}, {max(1, round(dokument.groesse / 1000))} KB"


def find_dokument(user: Any, pk: int, dokument_id: int) -> Dokument | None:
    """A file of an agreement that the person may see; never a file by its own number."""
    v = vereinbarungen(user).select_related("signierte_fassung").filter(pk=pk).first()
    if v is None:
        return None
    if v.signierte_fassung_id == dokument_id:
        return v.signierte_fassung
    text = v.vertragstexte.filter(dokument=dokument_id).select_related("dokument").first()
    return text.dokument if text else None


def find_coaching(user: Any, pk: int) -> dict[str, Any] | None:
    sicht = portalsicht(user)
    c = mit_stand(Coachingprozess.objects.visible_to(sicht)).select_related("kommune").filter(pk=pk).first()
    if c is None:
        return None
    auftraege = Coachauftrag.objects.visible_to(sicht).filter(prozess=c).select_related("coach")
    return {
        "c": c,
        "spur": spur_coaching(sicht, c),
        "auftraege": auftraege.order_by("-gueltig_von", "pk"),
        "schriftwechsel": schriftwechsel.hinweis(user, c),
        "zeitstrahl": verlauf(c.verlauf.all(), lagen.COACHING),
    }


def find_analyse(user: Any, pk: int) -> dict[str, Any] | None:
    sicht = portalsicht(user)
    auswahl = mit_stand(Sicherheitsanalyse.objects.visible_to(sicht)).prefetch_related("kommunen", "module")
    a = auswahl.filter(pk=pk).first()
    if a is None:
        return None
    return {
        "a": a,
        "spur": spur_analyse(sicht, a),
        "schriftwechsel": schriftwechsel.hinweis(user, a),
        "zeitstrahl": verlauf(a.verlauf.all(), lagen.ANALYSE),
    }


def verlauf(ereignisse: QuerySet, tabelle: dict[str, Lage], *, ohne: Iterable[str] = ()) -> list[dict[str, str]]:
    """Day and state, newest first; without what was taken back, without grounds and names."""
    zeilen = ereignisse.filter(aufgehoben_durch__isnull=True).exclude(uebergang=workflow.RUECKNAHME)
    reihe = zeilen.exclude(nach__in=tuple(ohne)).order_by("-wirksam_am", "-pk")
    eintraege = [
        {"datum": str(e.wirksam), "iso": e.wirksam_am.isoformat(), "titel": _gross(tabelle[e.nach].wort)} for e in reihe
    ]
    return [{**e, "marke": "neueste"} if nr == 0 else e for nr, e in enumerate(eintraege)]


def _gross(wort: str) -> str:
    return wort[:1].upper() + wort[1:]
