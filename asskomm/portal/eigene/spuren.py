"""The cases of a side as tracks: where each stands, with whom it lies since when, what follows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, F, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.urls import reverse

from asskomm.core.models import User
from asskomm.core.roles import KOMMUNE_ROLLEN, POLIZEI_ROLLEN
from asskomm.core.stichtag import UngefaehresDatum
from kommunen.enums import KprStatus
from kommunen.models import KommunalerPraeventionsrat, Kommune
from vereinbarungen.enums import Parteirolle, VereinbarungStatus
from vereinbarungen.models import Coachingprozess, Sicherheitsanalyse, Unterzeichnung, Vereinbarung, Vertragspartei

from . import lagen
from .lagen import Lage

COACHING, ANALYSE, KPR = "Coaching", "Sicherheitsanalyse", "Präventionsrat"
# Words of the states, title where the case has none, name of its page.
_ARTEN: dict[str, tuple[dict[str, Lage], str, str]] = {
    COACHING: (lagen.COACHING, "Begleitendes Coaching", "portal:eigenes_coaching"),
    ANALYSE: (lagen.ANALYSE, "Sicherheitsanalyse", "portal:eigene_analyse"),
    KPR: (lagen.KPR, "Kommunaler Präventionsrat", ""),
}


class Zeile(NamedTuple):
    """What a track needs of a coaching, an analysis or a council."""

    art: str
    pk: int
    titel: str
    status: str
    am: dt.date | None
    genauigkeit: str | None


class Wer(NamedTuple):
    """Somebody whose turn it is: the name, and how it stands in a sentence."""

    name: str
    satz: str


@dataclass(frozen=True)
class Spur:
    """One case as the parties see it."""

    art: str
    titel: str
    lage: Lage
    bei: tuple[Wer, ...] = ()
    bei_ihnen: bool = False
    was: str = ""
    seit: UngefaehresDatum | None = None
    url: str = ""
    zusatz: str = ""

    @property
    def liegt(self) -> str:
        """Liegt bei Ihnen und beim Landespräventionsrat"""
        saetze = [*(["bei Ihnen"] if self.bei_ihnen else []), *(wer.satz for wer in self.bei)]
        return f"Liegt {_und(saetze)}" if saetze else ""

    @property
    def bei_namen(self) -> str:
        """For a column: Ihnen, Landespräventionsrat"""
        return ", ".join([*(["Ihnen"] if self.bei_ihnen else []), *(wer.name for wer in self.bei)])


def _und(teile: list[str]) -> str:
    return " und ".join([", ".join(teile[:-1]), teile[-1]] if len(teile) > 1 else teile)


def mit_stand(menge: QuerySet) -> QuerySet:
    """`stand_am`, `stand_genauigkeit`: since when the case is in its state, in the same query."""
    ereignisse: Any = menge.model._meta.get_field("verlauf").related_model
    gueltige = ereignisse.objects.filter(objekt=OuterRef("pk"), aufgehoben_durch__isnull=True)
    letztes = gueltige.order_by("-wirksam_am", "-pk")
    return menge.annotate(
        stand_am=Subquery(letztes.values("wirksam_am")[:1]),
        stand_genauigkeit=Subquery(letztes.values("wirksam_am_genauigkeit")[:1]),
    )


def mit_parteien(menge: QuerySet) -> QuerySet:
    """The parties with `unterzeichnet`: one query more."""
    gueltige = Unterzeichnung.objects.gueltig().filter(partei=OuterRef("pk"))
    parteien = Vertragspartei.objects.annotate(unterzeichnet=Exists(gueltige))
    auswahl = parteien.select_related("kommune", "polizeidirektion").order_by("rolle", "pk")
    return menge.prefetch_related(Prefetch("parteien", queryset=auswahl))


def der_kommune(sicht: User, kommune: Kommune) -> list[Spur]:
    """The offers side by side; they begin in any order (fachmodell 0.3). Three queries."""
    return [*_vereinbarungen(sicht, kommune), *_weitere(sicht, kommune)]


def _vereinbarungen(sicht: User, kommune: Kommune) -> list[Spur]:
    eigene = kommune.beteiligungen.gueltig().values("vereinbarung")
    menge = Vereinbarung.objects.visible_to(sicht).filter(pk__in=eigene)
    return [spur_vereinbarung(sicht, v) for v in mit_parteien(mit_stand(menge)).order_by("-pk")]


def _weitere(sicht: User, kommune: Kommune) -> list[Spur]:
    """Coaching, analyses and council in one query: of each only what a track shows."""
    raete = KommunalerPraeventionsrat.objects.visible_to(sicht).exclude(status=KprStatus.AUFGELOEST)
    teile = (
        _teil(1, COACHING, Coachingprozess.objects.visible_to(sicht).filter(kommune=kommune), "anliegen"),
        _teil(2, ANALYSE, Sicherheitsanalyse.objects.visible_to(sicht).filter(kommunen=kommune), "bezeichnung"),
        _teil(3, KPR, raete.filter(kommune=kommune), "name"),
    )
    zeilen = teile[0].union(*teile[1:], all=True).order_by("rang", "-nr")
    return [_spur(sicht, Zeile(*angaben)) for _, *angaben in zeilen]


def _teil(rang: int, art: str, menge: QuerySet, titel: str) -> QuerySet:
    return (
        mit_stand(menge)
        .order_by()
        .annotate(rang=Value(rang), art=Value(art, output_field=CharField()), nr=F("pk"), titel=F(titel))
        .values_list("rang", "art", "nr", "titel", "status", "stand_am", "stand_genauigkeit")
    )


def spur_vereinbarung(sicht: User, v: Vereinbarung) -> Spur:
    """Needs `mit_stand` and `mit_parteien`."""
    lage = lagen.VEREINBARUNG[v.status]
    return Spur(
        art=str(v.get_art_display()),
        titel=v.bezeichnung,
        lage=lage,
        seit=_seit(v),
        zusatz=f"Nr. {v.nummer_text}" if v.laufende_nr else "",
        url=reverse("portal:eigene_vereinbarung", args=[v.pk]),
        **(_offene(sicht, v) if v.status == VereinbarungStatus.IN_ZEICHNUNG else _bei(sicht, lage)),
    )


def _offene(sicht: User, v: Vereinbarung) -> dict[str, Any]:
    """While signatures are missing, it lies with those who have not signed."""
    parteien: Iterable[Any] = v.parteien.all()
    offen = [p for p in parteien if p.erforderlich and not p.unterzeichnet]
    andere = tuple(_wer(p) for p in offen if not ist_eigene(sicht, p))
    return {"bei": andere, "bei_ihnen": len(andere) < len(offen), "was": _unterschriften(offen)}


def ist_eigene(sicht: User, partei: Vertragspartei) -> bool:
    """Whether the person stands on the side of this party."""
    if partei.kommune is not None:
        return partei.kommune.organisation_id in sicht.organisationen(*KOMMUNE_ROLLEN)
    if partei.polizeidirektion is not None:
        return partei.polizeidirektion.organisation_id in sicht.organisationen(*POLIZEI_ROLLEN)
    return False


def _wer(partei: Vertragspartei) -> Wer:
    name = str(partei)
    saetze = {Parteirolle.KOMMUNE: f"bei {name}", Parteirolle.POLIZEI: f"bei der {name}"}
    return Wer(name, saetze.get(Parteirolle(partei.rolle), lagen.BEI[lagen.LPR]))


def _unterschriften(offen: Iterable[Vertragspartei]) -> str:
    namen = [str(p) for p in offen]
    if not namen:
        return "Alle Unterschriften liegen vor; das Inkrafttreten wird eingetragen."
    anfang = "Es fehlt noch die Unterschrift" if len(namen) == 1 else "Es fehlen noch die Unterschriften"
    return f"{anfang}: {', '.join(namen)}."


def spur_coaching(sicht: User, c: Coachingprozess) -> Spur:
    """Needs `mit_stand`, as the next."""
    return _spur(sicht, Zeile(COACHING, c.pk, c.anliegen, c.status, *_stand(c)))


def spur_analyse(sicht: User, a: Sicherheitsanalyse) -> Spur:
    return _spur(sicht, Zeile(ANALYSE, a.pk, a.bezeichnung, a.status, *_stand(a)))


def _spur(sicht: User, z: Zeile) -> Spur:
    tabelle, ersatz, adresse = _ARTEN[z.art]
    lage = tabelle[z.status]
    return Spur(
        art=z.art,
        titel=z.titel or ersatz,
        lage=lage,
        seit=_datum(z.am, z.genauigkeit),
        url=reverse(adresse, args=[z.pk]) if adresse else "",
        **_bei(sicht, lage),
    )


def seiten(sicht: User) -> frozenset[str]:
    """The sides of lagen.py on which the person stands."""
    wege = ((lagen.KOMMUNE, KOMMUNE_ROLLEN), (lagen.POLIZEI, POLIZEI_ROLLEN), (lagen.COACH, {"CO"}))
    return frozenset(seite for seite, rollen in wege if sicht.hat_rolle(*rollen))


def _bei(sicht: User, lage: Lage) -> dict[str, Any]:
    eigene = seiten(sicht)
    return {
        "bei": tuple(Wer(b, lagen.BEI[b]) for b in lage.bei if b not in eigene),
        "bei_ihnen": any(b in eigene for b in lage.bei),
        "was": lage.was,
    }


def _seit(objekt: Any) -> UngefaehresDatum | None:
    return _datum(*_stand(objekt))


def _stand(objekt: Any) -> tuple[dt.date | None, str | None]:
    return objekt.stand_am, objekt.stand_genauigkeit


def _datum(am: dt.date | None, genauigkeit: str | None) -> UngefaehresDatum | None:
    return UngefaehresDatum(am, genauigkeit) if am and genauigkeit else None
