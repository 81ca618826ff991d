"""Released and published figures beside the live computation, with the difference explained."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..enums import Kennzahl
from ..models import Kennzahlenfreigabe, VeroeffentlichteZahl
from ..stats import Beleg, Wert, belege, compute_kennzahlen, stand_am, zeitreihe
from .bestand import Faktenbestand, Wissen
from .definitionen import wert_text

HOECHSTENS_NAMEN = 10


@dataclass(frozen=True)
class Abweichung:
    """One figure that the stock of today counts differently from the released set."""

    kennzahl: Kennzahl
    freigegeben: Wert
    heute: Wert
    gruende: tuple[str, ...]

    @property
    def freigegeben_text(self) -> str:
        return wert_text(self.kennzahl, self.freigegeben)

    @property
    def heute_text(self) -> str:
        return wert_text(self.kennzahl, self.heute)


def vergleiche_freigabe(
    freigabe: Kennzahlenfreigabe, *, bestand: Faktenbestand, jetzt: dt.datetime
) -> list[Abweichung]:
    """Differing figures, with the late entries and annulments since the release by name."""
    heute = compute_kennzahlen(stichtag=freigabe.stichtag, wissensstand=jetzt, bestand=bestand)
    liste = []
    for kennzahl in Kennzahl:
        damals = lies_wert(kennzahl, freigabe.werte.get(kennzahl.value))
        if damals != heute.wert(kennzahl):
            gruende = _gruende(kennzahl, freigabe, bestand, jetzt)
            liste.append(Abweichung(kennzahl, damals, heute.wert(kennzahl), gruende))
    return liste


def lies_wert(kennzahl: Kennzahl, wert: Any) -> Wert:
    """A value of the JSON of `kennzahlen` as a number again."""
    if kennzahl == Kennzahl.FOERDERMITTEL and wert is not None:
        return Decimal(wert)
    zahl: Wert = wert
    return zahl


def _gruende(
    kennzahl: Kennzahl, freigabe: Kennzahlenfreigabe, bestand: Faktenbestand, jetzt: dt.datetime
) -> tuple[str, ...]:
    if kennzahl == Kennzahl.FOERDERMITTEL:
        return ("Der Haushaltsansatz ist nach der Freigabe erfasst oder geändert worden.",)
    angaben: dict[str, Any] = {"kennzahl": kennzahl, "stichtag": freigabe.stichtag, "bestand": bestand}
    damals = {b.objekt: b for b in belege(wissensstand=freigabe.wissensstand, **angaben)}
    heute = {b.objekt: b for b in belege(wissensstand=jetzt, **angaben)}
    neu = [b for o, b in heute.items() if o not in damals]
    weg = [b for o, b in damals.items() if o not in heute]
    oeffentlich = kennzahl != Kennzahl.GEFOERDERT
    gruende = []
    if neu:
        gruende.append(f"{len(neu)} nachträglich erfasst{_namen(neu, oeffentlich)}.")
    if weg:
        gruende.append(f"{len(weg)} annulliert oder berichtigt{_namen(weg, oeffentlich)}.")
    if len(damals) != lies_wert(kennzahl, freigabe.werte.get(kennzahl.value)):
        gruende.append("Außerdem hat sich das Register geändert, zum Beispiel durch das Ausscheiden einer Kommune.")
    return tuple(gruende)


def _namen(zeilen: Sequence[Beleg], oeffentlich: bool) -> str:
    """Recipients of grants are counted, not named: many stay below the limit for naming them."""
    if not oeffentlich:
        return ""
    namen = [name for zeile in zeilen if (name := beleg_name(zeile))]
    rest = len(namen) - HOECHSTENS_NAMEN
    text = ", ".join(namen[:HOECHSTENS_NAMEN]) + (f" und {rest} weitere" if rest > 0 else "")
    return f": {text}" if text else ""


def beleg_name(zeile: Beleg) -> str:
    namen = " / ".join(k.name for k in zeile.koerperschaften)
    return f"Nr. {zeile.nummer} {namen}" if zeile.nummer else namen


@dataclass(frozen=True)
class Gegenueberstellung:
    """A figure as published, beside what the system has on record for that day."""

    zahl: VeroeffentlichteZahl
    veroeffentlicht: int | Decimal
    erfasst: Wert

    @property
    def stimmt(self) -> bool:
        return self.erfasst == self.veroeffentlicht

    @property
    def text(self) -> str:
        return wert_text(Kennzahl(self.zahl.kennzahl), self.veroeffentlicht)

    @property
    def erfasst_text(self) -> str:
        return wert_text(Kennzahl(self.zahl.kennzahl), self.erfasst)


def stelle_gegenueber(
    zahlen: Iterable[VeroeffentlichteZahl], *, bestand: Faktenbestand, jetzt: dt.datetime, heute: dt.date
) -> list[Gegenueberstellung]:
    wissen = bestand.wissen(jetzt)
    kurven = {k: zeitreihe(kennzahl=k, bis=heute, wissensstand=jetzt, bestand=bestand) for k in Kennzahl}
    return [Gegenueberstellung(z, _ganz(z), _erfasst(z, kurven, wissen)) for z in zahlen]


def _erfasst(zahl: VeroeffentlichteZahl, kurven: dict[Kennzahl, Any], wissen: Wissen) -> Wert:
    if zahl.kennzahl == Kennzahl.FOERDERMITTEL:
        return wissen.haushaltsansaetze.get(zahl.stichtag.year)
    return stand_am(kurven[Kennzahl(zahl.kennzahl)], zahl.stichtag)


def _ganz(zahl: VeroeffentlichteZahl) -> int | Decimal:
    return zahl.wert if zahl.kennzahl == Kennzahl.FOERDERMITTEL else int(zahl.wert)
