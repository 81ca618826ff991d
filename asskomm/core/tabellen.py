"""Columns of the data tables on our own pages. (Uploaded tables are read by core.tabellendatei.)"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Spalte:
    """A column heading. `sort` is the key in the address that sorts by it; empty: not sortable."""

    text: str
    sort: str = ""
    zahl: bool = False
    unsichtbar: bool = False  # heading for assistive technology only, as over a column of buttons
