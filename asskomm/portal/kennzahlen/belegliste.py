"""The rows behind a figure as a list: its columns, its order, and where the same rows can be searched and saved."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.urls import reverse

from asskomm.core.tabellen import Spalte
from kommunen.search import fold

from ..enums import Ebene, Kennzahl
from .belegseite import Belegzeile

_NACH_NUMMER = (Kennzahl.VEREINBARUNGEN, Kennzahl.VEREINBARUNGEN_IN_KRAFT)
_EBENEN = {
    Kennzahl.BERATEN: Ebene.BERATEN,
    Kennzahl.ENG: Ebene.ENG,
    Kennzahl.KPR: Ebene.KPR,
    Kennzahl.KPR_LANDKREISE: Ebene.KPR,
    Kennzahl.KOMMUNEN_MIT_VEREINBARUNG: Ebene.VEREINBARUNG,
    Kennzahl.VEREINBARUNGEN_IN_KRAFT: Ebene.VEREINBARUNG,
    Kennzahl.COACHING: Ebene.COACHING,
    Kennzahl.ANALYSEN: Ebene.ANALYSE,
    Kennzahl.ANALYSEN_KOMMUNEN: Ebene.ANALYSE,
}


def _name(zeile: Belegzeile) -> str:
    return min((k.sortiername for k in zeile.beleg.koerperschaften), default="")


def _kreis(zeile: Belegzeile) -> str:
    return min((fold(k.landkreis) for k in zeile.beleg.koerperschaften), default="")


_ORDNUNG: dict[str, Callable[[Belegzeile], Any]] = {
    "nummer": lambda z: (z.beleg.nummer or 10**9, z.beleg.ab),
    "name": _name,
    "landkreis": lambda z: (_kreis(z), _name(z)),
    "seit": lambda z: (z.beleg.ab, z.beleg.nummer or 10**9, _name(z)),
}


class Belegsortierung(NamedTuple):
    """How the list of a figure is laid out and sorted; without a key in the address by the day."""

    kennzahl: Kennzahl
    vorgabe: str = "seit"

    @property
    def mit_nummer(self) -> bool:
        return self.kennzahl in _NACH_NUMMER

    @property
    def spalten(self) -> list[Spalte]:
        weitere = [Spalte("Kommune", "name"), Spalte("Landkreis", "landkreis"), Spalte("zählt seit", "seit")]
        return [Spalte("Nr.", "nummer", zahl=True), *weitere] if self.mit_nummer else weitere

    def sortiert(self, zeilen: Iterable[Belegzeile], schluessel: str) -> list[Belegzeile]:
        """Unknown keys leave the order as it is."""
        ordnung = _ORDNUNG.get(schluessel.removeprefix("-"))
        return sorted(zeilen, key=ordnung, reverse=schluessel.startswith("-")) if ordnung else list(zeilen)


def listen_zu(kennzahl: Kennzahl, stichtag: dt.date) -> list[tuple[str, str]]:
    """Words and addresses: the directory with its search and filters, and the open data of the same subject."""
    wege = []
    if ebene := _EBENEN.get(kennzahl):
        verzeichnis = f"{reverse('portal:kommunen')}?ebene={ebene.value}&stichtag={stichtag.isoformat()}"
        wege.append(("Im Verzeichnis suchen, filtern und herunterladen", verzeichnis))
    if kennzahl in _NACH_NUMMER:
        wege.append(("Alle Vereinbarungen als CSV-Datei", reverse("portal:daten_vereinbarungen_csv")))
    if kennzahl == Kennzahl.GEFOERDERT:
        wege.append(("Zuwendungen als CSV-Datei", reverse("portal:daten_zuwendungen_csv")))
    return wege
