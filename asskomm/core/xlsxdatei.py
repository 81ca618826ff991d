"""Reads the one visible, filled sheet of an Excel workbook. Only tabellendatei calls this, after it has looked at the
archive; a damaged file makes the libraries below fail in ways that nobody can list."""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from .blattzeile import BEIBLAETTER, FEHLERWERT, FORMEL, MAX_SPALTEN, Blattzeile, MehrereBlaetter, verbunden

_VERBUNDEN = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*?\bref=["']\$?([A-Z]{1,3}\$?\d{1,7}:[$A-Z\d]{2,12})["']""")
_ZEILE = re.compile(rb"<(?:\w+:)?row\s([^<>]*)>")
_NUMMER = re.compile(rb"""\br=["'](\d{1,7})["']""")
_VERBORGEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_OHNE_WERT = {"f": FORMEL, "e": FEHLERWERT}


def lies_xlsx(inhalt: bytes, *, hoechstens: int) -> Iterator[Blattzeile]:
    """`hoechstens`: so many rows are looked at to tell whether a sheet is filled."""
    # not data_only: a formula must show up as such, its cached result may be anything
    mappe = load_workbook(io.BytesIO(inhalt), read_only=True, data_only=False, keep_links=False)
    for blatt in _sichtbare_blaetter(mappe, hoechstens):
        verborgene, bereiche = _gestalt(inhalt, blatt)
        for nummer, zellen in enumerate(blatt.iter_rows(), start=1):
            werte = [_OHNE_WERT.get(z.data_type, z.value) for z in zellen]
            for spalte in bereiche.get(nummer, ()):
                if spalte <= len(werte) and werte[spalte - 1] is not None:
                    werte[spalte - 1] = verbunden(bereiche[nummer][spalte], werte[spalte - 1])
            yield Blattzeile(nummer, werte, nummer in verborgene)


def _sichtbare_blaetter(mappe: Any, hoechstens: int) -> list[Any]:
    """The one sheet with content that a person sees on opening the file; none when all are empty."""
    sichtbare = [b for b in mappe.worksheets if b.sheet_state == "visible" and b.title not in BEIBLAETTER]
    for blatt in sichtbare:
        blatt.reset_dimensions()  # the declared size of the sheet may be a lie
    gefuellte = [b for b in sichtbare if any(_ist_gefuellt(zeile) for zeile in islice(b.values, hoechstens))]
    if len(gefuellte) > 1:
        raise MehrereBlaetter([b.title for b in gefuellte])
    return gefuellte


def _ist_gefuellt(werte: Any) -> bool:
    """A row that is too long counts as well: reading refuses it, instead of looking at thousands of them."""
    return len(werte) > MAX_SPALTEN or any(w is not None and str(w).strip() for w in werte)


def _gestalt(inhalt: bytes, blatt: Any) -> tuple[set[int], dict[int, dict[int, str]]]:
    """Hidden rows, and merged cells by row and column; openpyxl tells neither when it reads row by row."""
    with zipfile.ZipFile(io.BytesIO(inhalt)) as archiv:
        xml = archiv.read(blatt._worksheet_path)
    verborgene = {int(nr[1]) for z in _ZEILE.findall(xml) if _VERBORGEN.search(z) and (nr := _NUMMER.search(z))}
    bereiche: dict[int, dict[int, str]] = {}
    for roh in _VERBUNDEN.findall(xml):
        bereich = roh.decode().replace("$", "")
        spalte, zeile, *_ = range_boundaries(bereich)
        bereiche.setdefault(int(zeile or 0), {})[int(spalte or 0)] = bereich
    return verborgene, bereiche
