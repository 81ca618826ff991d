"""Figures and breakdowns as rows of a table, for CSV and the terminal."""

from typing import Any

from asskomm.core.zahlen import ja_nein

from ..enums import Kennzahl
from ..stats import Aufgliederung, Kennzahlen, json_wert, wissensstand_text
from .definitionen import DEFINITIONEN

Tabelle = tuple[list[str], list[list[Any]]]


def kennzahlen_tabelle(ergebnis: Kennzahlen | Aufgliederung, *, fiktiv: bool) -> Tabelle:
    """Head and rows; an unknown value is an empty cell, every row names key date and knowledge."""
    if isinstance(ergebnis, Aufgliederung):
        return _aufgliederung(ergebnis, fiktiv)
    ende = [ergebnis.stichtag.isoformat(), wissensstand_text(ergebnis.wissensstand), ja_nein(fiktiv)]
    zeilen = [[k.value, DEFINITIONEN[k].titel, _zelle(ergebnis.wert(k)), *ende] for k in Kennzahl]
    return ["kennzahl", "bezeichnung", "wert", "stichtag", "wissensstand", "fiktiv"], zeilen


def _aufgliederung(a: Aufgliederung, fiktiv: bool) -> Tabelle:
    ende = [a.stichtag.isoformat(), wissensstand_text(a.wissensstand), ja_nein(fiktiv)]
    kopf = [a.nach.value, "schluessel", "koerperschaften", *(k.value for k in a.kennzahlen)]
    zeilen = [
        [g.name, g.schluessel, g.koerperschaften, *(_zelle(g.werte[k]) for k in a.kennzahlen), *ende] for g in a.gruppen
    ]
    return [*kopf, "stichtag", "wissensstand", "fiktiv"], zeilen


def _zelle(wert: object) -> Any:
    return "" if wert is None else json_wert(wert)
