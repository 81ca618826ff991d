"""The figures of a day, their breakdown, course and rows, each as a function of key date and knowledge.

`wissensstand`: what the office knew at that moment. `oeffentlich_um`: leaves out agreements whose Sperrfrist still
runs then; None counts them all (internal). Whoever needs several of these loads one `Faktenbestand` and passes it
on; each function alone takes four queries, whatever the number of rows.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from asskomm.core import fakten as f
from asskomm.core.stichtag import BERLIN, Genauigkeit, tagesende
from kommunen.enums import Groessenklasse, KommuneArt
from kommunen.search import fold
from kommunen.stats import Koerperschaft

from .enums import Gliederung, Kennzahl
from .kennzahlen.bestand import Faktenbestand, Wissen
from .kennzahlen.definitionen import spannen
from .kennzahlen.geheimhaltung import verschwiegene_gruppen

Wert = int | Decimal | None


@dataclass(frozen=True)
class Kennzahlen:
    """The figures of a day; counts are integers, the sum is in euros, None = not known."""

    stichtag: dt.date
    wissensstand: dt.datetime
    beraten: int
    eng: int
    kpr: int
    kpr_landkreise: int
    vereinbarungen: int
    vereinbarungen_in_kraft: int
    kommunen_mit_vereinbarung: int
    coaching: int
    analysen: int
    analysen_kommunen: int
    gefoerdert: int
    foerdermittel: Decimal | None

    def as_json(self) -> dict[str, Any]:
        werte = {feld.name: json_wert(getattr(self, feld.name)) for feld in fields(self)}
        return {**werte, "wissensstand": wissensstand_text(self.wissensstand)}

    def wert(self, kennzahl: Kennzahl) -> Wert:
        wert: Wert = getattr(self, kennzahl.value)
        return wert


def json_wert(wert: object) -> Any:
    """Dates in ISO form, money as a string with two decimals."""
    if isinstance(wert, dt.date):
        return wert.isoformat()
    return f"{wert:.2f}" if isinstance(wert, Decimal) else wert


def wissensstand_text(moment: dt.datetime) -> str:
    """A whole day (that is, its end) as the day, any other moment with its time, in Saxon time."""
    lokal = moment.astimezone(BERLIN)
    return lokal.date().isoformat() if lokal == tagesende(lokal.date()) else lokal.isoformat(timespec="seconds")


def compute_kennzahlen(
    *,
    stichtag: dt.date,
    wissensstand: dt.datetime,
    oeffentlich_um: dt.datetime | None = None,
    bestand: Faktenbestand | None = None,
) -> Kennzahlen:
    """All figures of a day by the rules of kennzahlen.definitionen (issue A, section 4)."""
    bestand = bestand or Faktenbestand.load(stichtag=stichtag, oeffentlich_um=oeffentlich_um)
    wissen = bestand.wissen(wissensstand)
    werte = {k.value: _wert(k, wissen, stichtag) for k in Kennzahl}
    return Kennzahlen(stichtag=stichtag, wissensstand=wissensstand, **werte)  # type: ignore[arg-type]


def _wert(kennzahl: Kennzahl, wissen: Wissen, stichtag: dt.date) -> Wert:
    if kennzahl == Kennzahl.FOERDERMITTEL:
        return wissen.haushaltsansaetze.get(stichtag.year)
    return len({s.objekt for s in spannen(kennzahl, wissen) if s.gilt_am(stichtag)})


# --- Breakdown


@dataclass(frozen=True)
class Gruppe:
    """`koerperschaften`: municipalities of the group on the day (by kind: the bodies of that kind).

    In public, the number of funded bodies is None where it would let readers work out a recipient
    (kennzahlen.geheimhaltung).
    """

    schluessel: str
    name: str
    koerperschaften: int
    werte: dict[Kennzahl, int | None]

    @property
    def reihe(self) -> tuple[int | None, ...]:
        return tuple(self.werte.values())


@dataclass(frozen=True)
class Aufgliederung:
    nach: Gliederung
    stichtag: dt.date
    wissensstand: dt.datetime
    kennzahlen: tuple[Kennzahl, ...]
    gruppen: tuple[Gruppe, ...]
    gesamt: Kennzahlen

    hinweis = (
        "Eine gemeinsame Vereinbarung oder Analyse zählt in jeder Gruppe einmal, die sie berührt. Die Summe der "
        "Gruppen kann deshalb größer sein als die Zahl für ganz Sachsen."
    )

    def as_json(self) -> dict[str, Any]:
        gruppen = [
            {"schluessel": g.schluessel, "name": g.name, "koerperschaften": g.koerperschaften}
            | {k.value: w for k, w in g.werte.items()}
            for g in self.gruppen
        ]
        return {**self.gesamt.as_json(), "nach": self.nach.value, "hinweis": self.hinweis, "gruppen": gruppen}


OHNE_ANGABE = "ohne-angabe"


def aufgliederung(
    *,
    nach: Gliederung | str,
    stichtag: dt.date,
    wissensstand: dt.datetime,
    oeffentlich_um: dt.datetime | None = None,
    bestand: Faktenbestand | None = None,
) -> Aufgliederung:
    """Every count by Landkreis, Polizeidirektion, kind or size class; ValueError for any other `nach`."""
    nach = Gliederung(nach)
    bestand = bestand or Faktenbestand.load(stichtag=stichtag, oeffentlich_um=oeffentlich_um)
    wissen = bestand.wissen(wissensstand)
    kennzahlen = tuple(k for k in Kennzahl if k != Kennzahl.FOERDERMITTEL)
    gruppe_von = {k.id: _gruppe(nach, k) for k in bestand.register.values()}
    gezaehlt = {k: _je_gruppe(spannen(k, wissen), stichtag, gruppe_von) for k in kennzahlen}
    umfang = _umfang(nach, stichtag, bestand.register.values())
    verschwiegen = _verschwiegen(nach, umfang, bestand) if oeffentlich_um is not None else frozenset()
    gruppen = tuple(
        Gruppe(s, name, umfang[s], {k: _zahl(k, gezaehlt[k][s], s in verschwiegen) for k in kennzahlen})
        for s, name in _gruppen(nach, bestand.register.values())
        if s != OHNE_ANGABE or umfang[s] or any(gezaehlt[k][s] for k in kennzahlen)
    )
    gesamt = compute_kennzahlen(stichtag=stichtag, wissensstand=wissensstand, bestand=bestand)
    return Aufgliederung(nach, stichtag, wissensstand, kennzahlen, gruppen, gesamt)


def _zahl(kennzahl: Kennzahl, objekte: set[Hashable], verschwiegen: bool) -> int | None:
    return None if verschwiegen and kennzahl == Kennzahl.GEFOERDERT else len(objekte)


def _verschwiegen(nach: Gliederung, umfang: dict[str, int], bestand: Faktenbestand) -> frozenset[str]:
    """The Polizeidirektion of a Landkreis has a public number too, so each is a block of its own.

    By kind and size class all groups keep silent: from one day to the next the Landkreis, the kind and the size class
    that grow by one would together name the body.
    """
    if nach in (Gliederung.ART, Gliederung.GROESSE):
        return frozenset(schluessel for schluessel, _ in _gruppen(nach, ()))
    je_kreis = nach == Gliederung.LANDKREIS
    bloecke = {k.landkreis_slug: k.polizeidirektion_slug for k in bestand.register.values()} if je_kreis else {}
    return verschwiegene_gruppen(umfang, bloecke)


def _gruppe(nach: Gliederung, k: Koerperschaft) -> str:
    if nach == Gliederung.LANDKREIS:
        return k.landkreis_slug
    if nach == Gliederung.POLIZEIDIREKTION:
        return k.polizeidirektion_slug
    if nach == Gliederung.ART:
        return k.art
    return k.groesse.value if k.groesse is not None else OHNE_ANGABE


def _gruppen(nach: Gliederung, register: Iterable[Koerperschaft]) -> list[tuple[str, str]]:
    """Every group in its order, also those without any row."""
    if nach == Gliederung.ART:
        return [(a.value, str(a.label)) for a in KommuneArt]
    if nach == Gliederung.GROESSE:
        return [*((g.value, f"{g.label} Einwohner") for g in Groessenklasse), (OHNE_ANGABE, "ohne Angabe")]
    if nach == Gliederung.LANDKREIS:
        paare = {(k.landkreis_slug, k.landkreis) for k in register}
    else:
        paare = {(k.polizeidirektion_slug, f"PD {k.polizeidirektion}") for k in register}
    return sorted(paare, key=lambda paar: (fold(paar[1]), paar[0]))


def _je_gruppe(alle: Iterable[f.Spanne], stichtag: dt.date, gruppe_von: dict[int, str]) -> dict[str, set[Hashable]]:
    gruppen: dict[str, set[Hashable]] = defaultdict(set)
    for spanne in alle:
        if spanne.gilt_am(stichtag):
            for koerperschaft in spanne.kommunen:
                gruppen[gruppe_von[koerperschaft]].add(spanne.objekt)
    return gruppen


def _umfang(nach: Gliederung, stichtag: dt.date, register: Iterable[Koerperschaft]) -> dict[str, int]:
    umfang: dict[str, int] = defaultdict(int)
    for k in register:
        if k.besteht_am(stichtag) and (k.ist_gemeinde or nach == Gliederung.ART):
            umfang[_gruppe(nach, k)] += 1
    return umfang


# --- Course over time


def zeitreihe(
    *,
    kennzahl: Kennzahl,
    bis: dt.date,
    wissensstand: dt.datetime,
    oeffentlich_um: dt.datetime | None = None,
    bestand: Faktenbestand | None = None,
) -> list[tuple[dt.date, int | Decimal]]:
    """Every day up to `bis` on which the figure changed, with its value from that day on; computed in one pass."""
    bestand = bestand or Faktenbestand.load(stichtag=bis, oeffentlich_um=oeffentlich_um)
    wissen = bestand.wissen(wissensstand)
    if kennzahl == Kennzahl.FOERDERMITTEL:
        jahre = sorted(wissen.haushaltsansaetze.items())
        return [(dt.date(jahr, 1, 1), betrag) for jahr, betrag in jahre if jahr <= bis.year]
    return [(tag, wert) for tag, wert in f.kurve(spannen(kennzahl, wissen)) if tag <= bis]


def stand_am(punkte: Sequence[tuple[dt.date, int | Decimal]], tag: dt.date) -> int | Decimal:
    """The value of a course on a day."""
    return next((wert for ab, wert in reversed(punkte) if ab <= tag), 0)


# --- Rows behind a figure


@dataclass(frozen=True)
class Beleg:
    """One counted unit: since when it counts, and the bodies it stands for on the day."""

    objekt: Hashable
    ab: dt.date
    genauigkeit: str
    nummer: int | None
    koerperschaften: tuple[Koerperschaft, ...]


def belege(
    *,
    kennzahl: Kennzahl,
    stichtag: dt.date,
    wissensstand: dt.datetime,
    oeffentlich_um: dt.datetime | None = None,
    bestand: Faktenbestand | None = None,
) -> list[Beleg]:
    """The rows behind a figure, the earliest first; as many as the figure says."""
    bestand = bestand or Faktenbestand.load(stichtag=stichtag, oeffentlich_um=oeffentlich_um)
    gruppen: dict[Hashable, list[f.Spanne]] = defaultdict(list)
    for spanne in spannen(kennzahl, bestand.wissen(wissensstand)):
        if spanne.gilt_am(stichtag):
            gruppen[spanne.objekt].append(spanne)
    zeilen = [_beleg(objekt, liste, bestand) for objekt, liste in gruppen.items()]
    return sorted(zeilen, key=beleg_ordnung)


def _beleg(objekt: Hashable, liste: list[f.Spanne], bestand: Faktenbestand) -> Beleg:
    erste = min(liste, key=lambda s: s.von)
    ids = dict.fromkeys(k for s in liste for k in s.kommunen)
    nummer = next((s.nummer for s in liste if s.nummer is not None), None)
    bodies = sorted((bestand.register[k] for k in ids), key=lambda k: k.sortiername)
    genauigkeit = erste.genauigkeit or Genauigkeit.TAG.value
    return Beleg(objekt, erste.von, genauigkeit, nummer, tuple(bodies))


def beleg_ordnung(beleg: Beleg) -> tuple[dt.date, int, str]:
    name = beleg.koerperschaften[0].sortiername if beleg.koerperschaften else ""
    return beleg.ab, beleg.nummer or 10**9, name
