"""The plain text of a press text, taken apart for display: paragraphs, sub-headings, lists, tables.

Blank lines separate the blocks. A block that starts with "## " is a sub-heading, lines that start with "- " are a
list, lines that start with "|" a table whose first line is its head.
"""

import re
from dataclasses import dataclass

from asskomm.core.tabellen import Spalte

SCHREIBHILFE = (
    "Absätze durch eine Leerzeile trennen. Zwischenüberschriften beginnen mit „## “, Listenpunkte mit „- “, "
    "Tabellenzeilen mit „|“ (die erste Zeile ist der Kopf)."
)


@dataclass(frozen=True)
class Block:
    art: str  # absatz, ueberschrift, liste, tabelle
    text: str = ""
    punkte: tuple[str, ...] = ()
    kopf: tuple[str, ...] = ()
    zeilen: tuple[tuple[str, ...], ...] = ()

    @property
    def spalten(self) -> list[Spalte]:
        """For the table component: the first column names the row, the others are figures."""
        return [Spalte(text, zahl=nr > 0) for nr, text in enumerate(self.kopf)]


def gliedere(text: str) -> list[Block]:
    stuecke = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return [_block(stueck.strip()) for stueck in stuecke if stueck.strip()]


def _block(stueck: str) -> Block:
    zeilen = [z.strip() for z in stueck.splitlines()]
    if len(zeilen) == 1 and stueck.startswith("## "):
        return Block("ueberschrift", stueck.removeprefix("## ").strip())
    if all(z.startswith("- ") for z in zeilen):
        return Block("liste", punkte=tuple(z.removeprefix("- ").strip() for z in zeilen))
    if len(zeilen) > 1 and all(z.startswith("|") for z in zeilen):
        kopf, *rest = (_zellen(z) for z in zeilen)
        breite = len(kopf)
        return Block("tabelle", kopf=kopf, zeilen=tuple((*z, *[""] * breite)[:breite] for z in rest))
    return Block("absatz", " ".join(zeilen))


def _zellen(zeile: str) -> tuple[str, ...]:
    return tuple(z.strip() for z in zeile.strip("|").split("|"))


def tabelle(kopf: tuple[str, ...], zeilen: list[tuple[str, ...]]) -> str:
    """The text form of a table."""
    return "\n".join("| " + " | ".join(zeile) + " |" for zeile in (kopf, *zeilen))
