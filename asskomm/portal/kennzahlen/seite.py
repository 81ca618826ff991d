"""The finished values of the statistics pages."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from asskomm.core import charts
from asskomm.core.tabellen import Spalte

from ..enums import Gliederung, Kennzahl
from ..models import Kennzahlenfreigabe, VeroeffentlichteZahl
from ..stats import Aufgliederung, Gruppe, aufgliederung, compute_kennzahlen, stand_am, zeitreihe
from .anfrage import ERSTER_TAG
from .bestand import Faktenbestand
from .definitionen import DEFINITIONEN, Definition, wert_text
from .vergleich import Abweichung, Gegenueberstellung, stelle_gegenueber, vergleiche_freigabe

Punkte = list[tuple[dt.date, int | Decimal]]
SCHRITTE = 24  # values of a sparkline
KURZ = {
    Kennzahl.BERATEN: "beraten",
    Kennzahl.ENG: "eng",
    Kennzahl.KPR: "KPR",
    Kennzahl.KPR_LANDKREISE: "KPR Landkreis",
    Kennzahl.VEREINBARUNGEN: "Verein­barungen",
    Kennzahl.VEREINBARUNGEN_IN_KRAFT: "davon in Kraft",
    Kennzahl.KOMMUNEN_MIT_VEREINBARUNG: "Gemeinden gebunden",
    Kennzahl.COACHING: "Coaching",
    Kennzahl.ANALYSEN: "Analysen",
    Kennzahl.ANALYSEN_KOMMUNEN: "Kommunen mit Analyse",
    Kennzahl.GEFOERDERT: "gefördert",
}


@dataclass(frozen=True)
class Zahl:
    """A figure with its definition, course and the way to what is behind it."""

    definition: Definition
    text: str
    werte: tuple[int | Decimal, ...]
    url: str


@dataclass(frozen=True)
class Verlauf:
    definition: Definition
    diagramm: charts.Zeitreihe | None
    zeilen: tuple[tuple[dt.date, str], ...]
    spalten = (Spalte("ab"), Spalte("Wert", zahl=True))


@dataclass(frozen=True)
class Statistik:
    zahlen: tuple[Zahl, ...]
    verlaeufe: tuple[Verlauf, ...]
    gliederung: Aufgliederung
    gruppen: tuple[Gruppe, ...]
    spalten: tuple[Spalte, ...]
    freigabe: Kennzahlenfreigabe | None
    abweichungen: tuple[Abweichung, ...]
    freigabetage: tuple[dt.date, ...]
    veroeffentlicht: tuple[Gegenueberstellung, ...]
    quellen: tuple[str, ...]

    @property
    def veroeffentlicht_am_tag(self) -> tuple[Gegenueberstellung, ...]:
        return tuple(g for g in self.veroeffentlicht if g.zahl.stichtag == self.gliederung.stichtag)

    @property
    def verschwiegen(self) -> bool:
        """Some number of the breakdown is left out."""
        return any(w is None for g in self.gruppen for w in g.reihe)


def statistik(*, stichtag: dt.date, nach: Gliederung, sort: str, jetzt: dt.datetime, heute: dt.date) -> Statistik:
    """Everything on the page in six queries."""
    bestand = Faktenbestand.load(stichtag=stichtag, oeffentlich_um=jetzt)
    freigaben = list(Kennzahlenfreigabe.objects.order_by("-stichtag", "-pk"))
    freigabe = next((f for f in freigaben if f.stichtag == stichtag), None)
    gliederung = aufgliederung(nach=nach, stichtag=stichtag, wissensstand=jetzt, oeffentlich_um=jetzt, bestand=bestand)
    published = VeroeffentlichteZahl.objects.gueltig().order_by("stichtag", "kennzahl", "pk")
    neben = stelle_gegenueber(published, bestand=bestand, jetzt=jetzt, heute=heute)
    return Statistik(
        zahlen=zahlen(bestand, stichtag, jetzt),
        verlaeufe=tuple(verlauf(k, bestand, stichtag, jetzt) for k in (Kennzahl.VEREINBARUNGEN, Kennzahl.BERATEN)),
        gliederung=gliederung,
        gruppen=sortiere(gliederung.gruppen, sort),
        spalten=spalten(nach),
        freigabe=freigabe,
        abweichungen=tuple(vergleiche_freigabe(freigabe, bestand=bestand, jetzt=jetzt)) if freigabe else (),
        freigabetage=tuple(dict.fromkeys(f.stichtag for f in freigaben)),
        veroeffentlicht=tuple(neben),
        quellen=tuple(dict.fromkeys(g.zahl.quelle for g in neben)),
    )


def zahlen(bestand: Faktenbestand, stichtag: dt.date, jetzt: dt.datetime) -> tuple[Zahl, ...]:
    """Every figure of the day as a card; also for the start page."""
    alle = compute_kennzahlen(stichtag=stichtag, wissensstand=jetzt, bestand=bestand)
    liste = []
    for kennzahl, definition in DEFINITIONEN.items():
        punkte = zeitreihe(kennzahl=kennzahl, bis=stichtag, wissensstand=jetzt, bestand=bestand)
        url = f"{reverse('portal:kennzahl', args=[kennzahl.value])}?stichtag={stichtag.isoformat()}"
        werte = _stichproben(punkte, stichtag)
        liste.append(Zahl(definition, wert_text(kennzahl, alle.wert(kennzahl)), werte, url))
    return tuple(liste)


def _stichproben(punkte: Punkte, bis: dt.date) -> tuple[int | Decimal, ...]:
    spanne = (bis - ERSTER_TAG).days
    if not punkte or spanne < SCHRITTE:
        return ()
    tage = [ERSTER_TAG + dt.timedelta(days=round(spanne * i / (SCHRITTE - 1))) for i in range(SCHRITTE)]
    return tuple(stand_am(punkte, tag) for tag in tage)


def verlauf(kennzahl: Kennzahl, bestand: Faktenbestand, stichtag: dt.date, jetzt: dt.datetime) -> Verlauf:
    """The course up to the day; of several changes in a month the chart and its table show the last."""
    punkte = je_monat(zeitreihe(kennzahl=kennzahl, bis=stichtag, wissensstand=jetzt, bestand=bestand))
    einheit = "€" if kennzahl == Kennzahl.FOERDERMITTEL else ""
    diagramm = charts.zeitreihe(punkte, von=ERSTER_TAG, bis=stichtag, einheit=einheit)
    zeilen = tuple((tag, wert_text(kennzahl, wert)) for tag, wert in reversed(punkte))
    return Verlauf(DEFINITIONEN[kennzahl], diagramm, zeilen)


def je_monat(punkte: Iterable[tuple[dt.date, int | Decimal]]) -> Punkte:
    letzte = {(tag.year, tag.month): (tag, wert) for tag, wert in punkte}
    return list(letzte.values())


def spalten(nach: Gliederung) -> tuple[Spalte, ...]:
    umfang = "Körperschaften" if nach == Gliederung.ART else "Gemeinden"
    figuren = (Spalte(text, sort=k.value, zahl=True) for k, text in KURZ.items())
    return (Spalte(str(nach.label), sort="name"), Spalte(umfang, sort="umfang", zahl=True), *figuren)


def sortiere(gruppen: Sequence[Gruppe], sort: str) -> tuple[Gruppe, ...]:
    """By the key in the address ("-beraten" = most first); an unknown key keeps the usual order."""
    schluessel, absteigend = sort.removeprefix("-"), sort.startswith("-")
    if schluessel in Kennzahl.values and schluessel != Kennzahl.FOERDERMITTEL:
        return tuple(sorted(gruppen, key=lambda g: g.werte[Kennzahl(schluessel)] or 0, reverse=absteigend))
    if schluessel == "umfang":
        return tuple(sorted(gruppen, key=lambda g: g.koerperschaften, reverse=absteigend))
    return tuple(reversed(gruppen)) if sort == "-name" else tuple(gruppen)
