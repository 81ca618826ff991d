"""Tables written for spreadsheets: CSV and XLSX, safe against formulas. Reading stands in tabellendatei."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import openpyxl

from .tabellendatei import ist_formelverdaechtig

_STEUERZEICHEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def ohne_formel(wert: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe; `ohne_apostroph` takes it off again."""
    if not isinstance(wert, str):
        return wert
    wert = _STEUERZEICHEN.sub("", wert)
    return f"'{wert}" if ist_formelverdaechtig(wert) else wert


def ohne_apostroph(text: str) -> str:
    return text[1:] if text.startswith("'") and ist_formelverdaechtig(text[1:]) else text


def als_csv(spalten: Sequence[str], zeilen: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with BOM and semicolons: what a German Excel opens with umlauts."""
    ziel = io.StringIO(newline="")
    schreiber = csv.writer(ziel, delimiter=";", lineterminator="\r\n")
    schreiber.writerow(spalten)
    schreiber.writerows([_csv_text(ohne_formel(w)) for w in zeile] for zeile in zeilen)
    return b"\xef\xbb\xbf" + ziel.getvalue().encode()


def _csv_text(wert: Any) -> str:
    if wert is None:
        return ""
    if isinstance(wert, dt.date):
        return f"{wert:%d.%m.%Y}"
    return str(wert).replace(".", ",") if isinstance(wert, Decimal) else str(wert)


def als_xlsx(spalten: Sequence[str], zeilen: Iterable[Sequence[Any]], *, titel: str) -> bytes:
    mappe = openpyxl.Workbook(write_only=True)
    blatt = mappe.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", titel)[:31])
    blatt.append(list(spalten))
    for zeile in zeilen:
        blatt.append([ohne_formel(w) for w in zeile])
    ziel = io.BytesIO()
    mappe.save(ziel)
    return ziel.getvalue()
