"""A row of a spreadsheet as its reader hands it over, and what in it is no value to take over."""

from dataclasses import dataclass
from typing import Any, NamedTuple

BEIBLAETTER = frozenset({"Angaben", "Hinweise"})
"""Sheets of our own exports and templates that hold no rows; readers pass over them."""
MAX_SPALTEN = 500


@dataclass(frozen=True)
class OhneWert:
    """A cell that shows something but holds no value to take over. `wert`: what it shows, if that is known."""

    grund: str
    wert: Any = None

    def __str__(self) -> str:
        return self.grund


FORMEL = OhneWert("Formeln werden nicht übernommen; bitte den Wert eintragen.")
FEHLERWERT = OhneWert("Die Zelle zeigt einen Fehler der Tabellenkalkulation; bitte den Wert eintragen.")


def verbunden(bereich: str, wert: Any) -> OhneWert:
    """Of merged cells only the first has the value that all of them show."""
    text = f"Die Zellen {bereich} sind verbunden. Bitte die Verbindung aufheben und jede Zelle ausfüllen."
    return OhneWert(text, wert)


class Blattzeile(NamedTuple):
    """`verborgen`: hidden or filtered out; whoever looks at the table does not see it."""

    nummer: int
    zellen: list[Any]
    verborgen: bool = False


class MehrereBlaetter(Exception):
    def __init__(self, namen: list[str]) -> None:
        self.namen = namen
        super().__init__(namen)
