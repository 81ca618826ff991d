"""The public profile of a body as finished values."""

import datetime as dt
from typing import Any, NamedTuple

from django.urls import reverse

from kommunen import stats as kommunen_stats
from kommunen.enums import KommuneArt
from kommunen.stats import Koerperschaft
from vereinbarungen import stats as vereinbarungen_stats

from .. import verzeichnis
from ..enums import Ebene, Stufe
from ..karte.ebenen import Anzeige, anzeige
from ..karte.geometrie import nachbarn
from ..kennzahlen.bestand import Faktenbestand
from ..netzwerk import Netz, Netzzeile, Status, Steckbrief, steckbriefe
from .auszug import EINWOHNER, FELD, KONTAKT, KPR_KONTAKT, NACHFOLGER, Angabe, Vertrag, load_angaben, load_vertraege
from .zeitstrahl import zeitstrahl

Weg = tuple[str, str]
"""A word and the address behind it."""


class Spur(NamedTuple):
    """One of the parallel offers: where the body stands in it."""

    name: str
    art: str  # of the badge
    wort: str
    text: str


def load_profil(slug: str, *, heute: dt.date, jetzt: dt.datetime) -> dict[str, Any] | None:
    """Values of the page, or None where no such body exists. Seven queries."""
    register = kommunen_stats.load_register(heute)
    koerperschaft = next((k for k in register.values() if k.slug == slug), None)
    if koerperschaft is None:
        return None
    bestand = Faktenbestand(
        register=register,
        kommunen=kommunen_stats.load_fakten(),
        vereinbarungen=vereinbarungen_stats.load_fakten(oeffentlich_um=jetzt),
        foerderung=[],  # grants that may be named come with the details
    )
    vertraege = load_vertraege(koerperschaft.id, _vertragsschluessel(bestand, koerperschaft, jetzt), jetzt)
    namen = {pk: v.vereinbarung for pk, v in vertraege.items()}
    # A retired body is shown as it was on its last day.
    tag = min(heute, koerperschaft.gueltig_bis or heute)
    netz = Netz(stichtag=tag, jetzt=jetzt, bestand=bestand, felder=(), vertraege=namen, _steckbriefe=steckbriefe())
    return _inhalt(netz, koerperschaft, vertraege, load_angaben(koerperschaft.id, heute), heute)


def _vertragsschluessel(bestand: Faktenbestand, k: Koerperschaft, jetzt: dt.datetime) -> set[int]:
    """Agreements that bind or bound the body, itself or through an association."""
    wissen = bestand.wissen(jetzt)
    ueber = {g.vereinbarung for g in wissen.gebunden if g.kommune == k.id}
    return ueber | {s.objekt for s in wissen.vereinbarungen if k.id in s.kommunen}  # type: ignore[misc]


def _inhalt(
    netz: Netz, k: Koerperschaft, vertraege: dict[int, Vertrag], angaben: dict[str, list[Angabe]], heute: dt.date
) -> dict[str, Any]:
    zeile = netz.zeilen[k.id]
    verbaende = [v for v, mitglieder in netz.mitglieder.items() if k.id in mitglieder]
    bestehen = k.besteht_am(heute)
    return {
        "k": k,
        "s": zeile.steckbrief,
        "art": KommuneArt(k.art).label,
        "homepage": zeile.steckbrief.homepage.removeprefix("https://").removeprefix("http://").rstrip("/"),
        "anzeige": _stand(anzeige(zeile, Ebene.STUFE)),
        "spuren": _spuren(zeile),
        "zeitstrahl": zeitstrahl(
            kommune=k.id, wissen=netz.wissen, vertraege=vertraege, angaben=angaben, verbaende=verbaende, heute=heute
        ),
        "einwohner": _einwohner(angaben),
        "felder": [(a.text, f"{reverse('portal:kommunen')}?handlungsfeld={a.zusatz}") for a in angaben[FELD]],
        "kpr_kontakt": [a for a in angaben[KPR_KONTAKT] if a.text or a.zusatz or a.weiteres],
        "kontakte": angaben[KONTAKT],
        "verbaende": _wege(netz, verbaende),
        "mitglieder": _wege(netz, netz.mitglieder.get(k.id, [])),
        "nachbarn": _nachbarn(netz, zeile.steckbrief) if bestehen else [],
        "nachfolger": [(a.text, verzeichnis.adresse(a.zusatz)) for a in angaben[NACHFOLGER]],
        "besteht": bestehen,
        "kreis": (k.landkreis, f"{reverse('portal:kommunen')}?landkreis={k.landkreis_slug}"),
        "kreiskarte": f"{reverse('portal:karte')}?landkreis={k.landkreis_slug}",
        "im_kreis": sum(z.koerperschaft.landkreis_slug == k.landkreis_slug for z in netz.gemeinden),
        "pd": (f"Polizeidirektion {k.polizeidirektion}", f"{reverse('portal:kommunen')}?pd={k.polizeidirektion_slug}"),
    }


def _stand(gezeigt: Anzeige) -> Anzeige:
    """Beside a name the step "noch nicht" says too little."""
    return gezeigt._replace(text="noch keine Zusammenarbeit") if gezeigt.text == Stufe.NOCH_NICHT.label else gezeigt


_WORTE: tuple[tuple[Ebene, str, str], ...] = (
    (Ebene.BERATEN, "Beratung", "beraten"),
    (Ebene.ENG, "Enge Zusammenarbeit", "ja"),
    (Ebene.VEREINBARUNG, "Kooperationsvereinbarung", "in Kraft"),
    (Ebene.KPR, "Kommunaler Präventionsrat", "besteht"),
    (Ebene.COACHING, "Begleitendes Coaching", "ja"),
    (Ebene.ANALYSE, "Sicherheitsanalyse", "abgeschlossen"),
)


def _spuren(zeile: Netzzeile) -> list[Spur]:
    """The offers side by side: they start in any order, so this is no ladder (fachmodell 0.3)."""
    return [_spur(zeile, ebene, name, wort) for ebene, name, wort in _WORTE]


def _spur(zeile: Netzzeile, ebene: Ebene, name: str, wort: str) -> Spur:
    status = zeile.ebenen.get(ebene)
    if status is None:
        return Spur(name, "neutral", "noch nicht", "")
    texte = [_seit(ebene, status), f"über {status.ueber.name}" if status.ueber else ""]
    if ebene == Ebene.VEREINBARUNG and zeile.vereinbarungen:
        bezug = zeile.vereinbarungen[0]
        texte.insert(0, verzeichnis.nummer(bezug.nummer_text))
    return Spur(name, "erfolg", wort, ", ".join(t for t in texte if t))


def _seit(ebene: Ebene, status: Status) -> str:
    if status.ab is None:
        return ""
    nur_jahr = ebene in {Ebene.COACHING, Ebene.BERATEN}  # of these the public sees the year
    return f"seit {status.ab.year if nur_jahr else status.ab_text}"


def _einwohner(angaben: dict[str, list[Angabe]]) -> list[tuple[str, str]]:
    """Each population figure with its day and basis; two censuses make no trend, so nothing is compared."""
    return [
        (verzeichnis.zahl(a.zahl), f"{a.am:%d.%m.%Y}" + (f", {a.text}" if a.text else ""))
        for a in reversed(angaben[EINWOHNER])
    ]


def _wege(netz: Netz, schluessel: list[int]) -> list[Weg]:
    bodies = sorted((netz.bestand.register[n] for n in schluessel), key=lambda k: k.sortiername)
    return [(k.name, verzeichnis.adresse(k.slug)) for k in bodies]


def _nachbarn(netz: Netz, s: Steckbrief) -> list[Weg]:
    """The municipalities beside it on the map of hexagons."""
    if s.wabe_spalte is None or s.wabe_zeile is None:
        return []
    orte = set(nachbarn(s.wabe_spalte, s.wabe_zeile))
    daneben = [
        z.koerperschaft.id for z in netz.gemeinden if (z.steckbrief.wabe_spalte, z.steckbrief.wabe_zeile) in orte
    ]
    return _wege(netz, daneben)
