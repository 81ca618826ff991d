"""What a cell of a register file may contain: each reader returns the value or raises ValueError (German)."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from asskomm.core.stichtag import lies_tag

Leser = Callable[[str], Any]
_FORMELZEICHEN = ("=", "+", "@", "\t")


@dataclass(frozen=True)
class Feld:
    name: str
    lies: Leser
    pflicht: bool = True
    leer: Any = ""
    freiwillig: bool = False  # the file may leave the column out


def text(hoechstens: int) -> Leser:
    def lies(roh: str) -> str:
        if roh.startswith(_FORMELZEICHEN):
            raise ValueError("beginnt wie eine Formel; bitte nur Text eintragen")
        if len(roh) > hoechstens:
            raise ValueError(f"ist mit {len(roh)} Zeichen zu lang (höchstens {hoechstens})")
        return roh

    return lies


def muster(regel: str, erklaerung: str) -> Leser:
    def lies(roh: str) -> str:
        if not re.fullmatch(regel, roh, flags=re.ASCII):
            raise ValueError(f"„{roh[:40]}“ ist nicht gültig: {erklaerung}")
        return roh

    return lies


def schluessel(stellen: int, was: str) -> Leser:
    return muster(rf"14\d{{{stellen - 2}}}", f"{was} hat {stellen} Ziffern und beginnt in Sachsen mit 14")


slug = muster(r"[a-z0-9]+(?:-[a-z0-9]+)*", "nur Kleinbuchstaben, Ziffern und Bindestriche")
plz = muster(r"\d{5}", "eine Postleitzahl hat fünf Ziffern")
internetadresse = muster(r"https?://[^\s\"<>]{3,190}", "eine Internetadresse beginnt mit http:// oder https://")


def ganzzahl(hoechstens: int) -> Leser:
    def lies(roh: str) -> int:
        if not re.fullmatch(r"\d{1,9}", roh, flags=re.ASCII):
            raise ValueError(f"„{roh[:40]}“ ist keine ganze Zahl ohne Punkt und Komma")
        if int(roh) > hoechstens:
            raise ValueError(f"{roh} ist zu groß (höchstens {hoechstens})")
        return int(roh)

    return lies


def dezimal(stellen: int, von: str, bis: str) -> Leser:
    def lies(roh: str) -> Decimal:
        if not re.fullmatch(r"-?\d{1,9}(?:\.\d{1,9})?", roh, flags=re.ASCII):
            raise ValueError(f"„{roh[:40]}“ ist keine Zahl mit Dezimalpunkt (z. B. 36.57)")
        zahl = Decimal(roh)
        if not Decimal(von) <= zahl <= Decimal(bis):
            raise ValueError(f"{roh} liegt nicht zwischen {von} und {bis}")
        return round(zahl, stellen)

    return lies


def tag(roh: str) -> dt.date:
    return lies_tag(roh)


def wahl(werte: dict[str, Any]) -> Leser:
    def lies(roh: str) -> Any:
        if roh not in werte:
            raise ValueError(f"„{roh[:40]}“ ist unbekannt; möglich sind: {', '.join(werte)}")
        return werte[roh]

    return lies


def liste(leser: Leser) -> Leser:
    """Parts separated by a vertical bar."""

    def lies(roh: str) -> tuple[Any, ...]:
        return tuple(leser(teil.strip()) for teil in roh.split("|"))

    return lies
