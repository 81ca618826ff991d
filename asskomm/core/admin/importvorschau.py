"""Rows of the preview as the page shows them: each cell with its old and its new value, and what is wrong with it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from asskomm.core.importarten import Importart
from asskomm.core.models import Importzeile, Zeilenart

FILTER: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("alle", tuple(Zeilenart.values)),
    "fehler": ("nur Fehler", (Zeilenart.FEHLER,)),
    "aenderungen": ("nur Änderungen", (Zeilenart.GEAENDERT,)),
    "neu": ("nur neue", (Zeilenart.NEU,)),
}
"""What a person may look at: word, and kinds of rows."""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAGT_ES_SCHON = ("möglich sind", "bitte", "meinten sie", "nicht eindeutig", "denselben eintrag")
Leser = Callable[[str], str]
_FARBEN = {
    Zeilenart.NEU: "erfolg",
    Zeilenart.GEAENDERT: "info",
    Zeilenart.UNVERAENDERT: "neutral",
    Zeilenart.FEHLER: "fehler",
}


@dataclass(frozen=True)
class Zelle:
    """`alt` is set where the value changes; `bleibt`: the file says otherwise, the stock stays."""

    wert: str
    alt: str | None = None
    bleibt: bool = False
    fehlerhaft: bool = False
    gelesen_als: str = ""  # the row that the text means, where it is spelled otherwise


@dataclass(frozen=True)
class Vorschauzeile:
    nummer: int
    vorgang: str
    farbe: str
    zellen: tuple[Zelle, ...]
    befunde: tuple[str, ...]
    url: str = ""  # of what the row has become, or would change


def vorschauzeilen(
    zeilen: Iterable[Importzeile], spalten: Sequence[str], art: Importart, *, verweisen: bool = True
) -> list[Vorschauzeile]:
    """`verweisen`: rows lead to their objects, which after an undo may be gone."""
    hilfen = {s.name: s.hilfe for s in art.resource.dateispalten()}
    ziel = f"admin:{art.name.replace('.', '_')}_change" if verweisen else ""
    resource = art.resource()
    leser = resource.schluesselleser()
    tage = frozenset(resource.besondere_spalten()[0])
    return [_vorschauzeile(zeile, [(s, s in tage, leser.get(s)) for s in spalten], hilfen, ziel) for zeile in zeilen]


def _vorschauzeile(
    zeile: Importzeile, spalten: Sequence[tuple[str, bool, Leser | None]], hilfen: dict[str, str], ziel: str
) -> Vorschauzeile:
    fehlerhafte = {spalte for spalte, _, _ in zeile.befunde}
    return Vorschauzeile(
        zeile.nr,
        zeile.get_art_display(),
        _FARBEN[Zeilenart(zeile.art)],
        tuple(_zelle(zeile, spalte, ist_tag, leser, spalte in fehlerhafte) for spalte, ist_tag, leser in spalten),
        tuple(_befund(spalte, text, hilfen) for spalte, _, text in zeile.befunde),
        reverse(ziel, args=[zeile.objekt_id]) if ziel and zeile.objekt_id else "",
    )


def _zelle(zeile: Importzeile, spalte: str, ist_tag: bool, leser: Leser | None, fehlerhaft: bool) -> Zelle:
    """A real date of a spreadsheet is stored as ISO, which cannot be mistaken; people see it as they write it."""
    wert, aenderung = zeile.werte.get(spalte, ""), zeile.aenderungen.get(spalte)
    if ist_tag and _ISO.fullmatch(wert):
        wert = f"{wert[8:]}.{wert[5:7]}.{wert[:4]}"
    if aenderung is None:
        return Zelle(wert, fehlerhaft=fehlerhaft, gelesen_als=leser(wert) if leser and wert else "")
    alt, neu, *bleibt = aenderung
    return Zelle(neu, alt=alt, bleibt=bool(bleibt), fehlerhaft=fehlerhaft)


def _befund(spalte: str, text: str, hilfen: dict[str, str]) -> str:
    """Where, what, and what would be right."""
    hilfe = hilfen.get(spalte, "")
    sagt_es_schon = any(wort in text.casefold() for wort in _SAGT_ES_SCHON)
    richtig = f" Richtig wäre: {hilfe}." if hilfe and hilfe != "Text" and not sagt_es_schon else ""
    return f"{spalte}: {text}{richtig}" if spalte else text
