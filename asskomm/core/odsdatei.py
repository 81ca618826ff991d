"""Reads the one visible, filled sheet of an OpenDocument spreadsheet, element by element.

Only tabellendatei calls this, after it has looked at the archive. The XML is read with expat and without any
declaration of entities, so that nothing unfolds. Repeated rows and cells are counted, never multiplied.
"""

import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError, XMLPullParser

from openpyxl.utils import get_column_letter

from .blattzeile import BEIBLAETTER, FEHLERWERT, FORMEL, MAX_SPALTEN, Blattzeile, MehrereBlaetter, verbunden

ODS_KENNUNG = b"application/vnd.oasis.opendocument.spreadsheet"
# Damaged, encrypted (RuntimeError), or packed in a way that zipfile does not know.
UNLESBAR = (zipfile.BadZipFile, zlib.error, ParseError, RuntimeError, EOFError, ValueError, KeyError, OSError)
MAX_TIEFE = 1000
_STUECK = 65536
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


def lies_ods(inhalt: bytes) -> Iterator[Blattzeile]:
    """The rows of the sheet, with gaps in the numbers where rows are empty; raises one of UNLESBAR or of the above."""
    gefuellte = list(dict.fromkeys(name for name, _ in _gefuellte_zeilen(inhalt)))
    if len(gefuellte) > 1:
        raise MehrereBlaetter(gefuellte)
    yield from (zeile for _, zeile in _gefuellte_zeilen(inhalt))


def _gefuellte_zeilen(inhalt: bytes) -> Iterator[tuple[str, Blattzeile]]:
    with zipfile.ZipFile(io.BytesIO(inhalt)) as archiv, archiv.open("content.xml") as strom:
        leser, davor = _Leser(), b""
        while stueck := strom.read(_STUECK):
            if any(z in davor + stueck for z in (b"<!DOCTYPE", b"<!ENTITY", b"\x00")):
                raise ValueError("declaration, or an encoding that could hide one")
            leser.lies(stueck)
            davor = stueck[-16:]
            yield from leser.fertige()
        leser.parser.close()
        yield from leser.fertige()


class _Leser:
    """Follows the elements; drops each once it is read, and keeps only those of an open row: memory stays bounded."""

    def __init__(self) -> None:
        self.parser: Any = XMLPullParser(events=("start", "end"))
        self._verborgen: set[str] = set()  # styles of sheets that are not shown
        self._stil = ""
        self._blatt: str | None = None
        self._nummer = 0
        self._zeilen: list[tuple[str, Blattzeile]] = []
        self._offene: list[Any] = []
        self._in_zeilen = 0

    def lies(self, stueck: bytes) -> None:
        self.parser.feed(stueck)
        for ereignis, element in self.parser.read_events():
            if ereignis == "start":
                self._offene.append(element)
                self._beginn(element)
            else:
                self._offene.pop()
                self._ende(element)
            if len(self._offene) > MAX_TIEFE:
                raise ValueError("nested")

    def fertige(self) -> list[tuple[str, Blattzeile]]:
        fertig, self._zeilen = self._zeilen, []
        return fertig

    def _beginn(self, element: Any) -> None:
        if element.tag == f"{_STYLE}style":
            self._stil = element.get(f"{_STYLE}name", "")
        elif element.tag == f"{_STYLE}table-properties" and element.get(f"{_TABLE}display") == "false":
            self._verborgen.add(self._stil)
        elif element.tag == f"{_TABLE}table-row":
            self._in_zeilen += 1
        elif element.tag == f"{_TABLE}table":
            name = element.get(f"{_TABLE}name", "")
            sichtbar = element.get(f"{_TABLE}style-name", "") not in self._verborgen and name not in BEIBLAETTER
            self._blatt = name if sichtbar else None
            self._nummer = 0

    def _ende(self, element: Any) -> None:
        if element.tag == f"{_TABLE}table-row":
            self._zeile(element)
            self._in_zeilen -= 1
        elif element.tag == f"{_TABLE}table":
            self._blatt = None
        if self._offene and not self._in_zeilen:
            del self._offene[-1][:]

    def _zeile(self, element: Any) -> None:
        wie_oft = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
        verborgen = element.get(f"{_TABLE}visibility", "visible") != "visible"
        zellen = _zellen(element, self._nummer + 1)
        if self._blatt is not None and any(z is not None and str(z).strip() for z in zellen):
            if wie_oft > 1000:
                raise ValueError("repeated")
            self._zeilen += [
                (self._blatt, Blattzeile(self._nummer + n, zellen, verborgen)) for n in range(1, wie_oft + 1)
            ]
        self._nummer += wie_oft


def _zellen(zeile: Any, nummer: int) -> list[Any]:
    zellen: list[Any] = []
    for zelle in zeile:
        if zelle.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        wert = _wert(zelle)
        breite, hoehe = (int(zelle.get(f"{_TABLE}number-{art}-spanned", "1")) for art in ("columns", "rows"))
        if wert is not None and (breite > 1 or hoehe > 1):
            ort = len(zellen) + 1
            ende = f"{get_column_letter(min(ort + breite - 1, MAX_SPALTEN))}{nummer + hoehe - 1}"
            wert = verbunden(f"{get_column_letter(ort)}{nummer}:{ende}", wert)
        wie_oft = int(zelle.get(f"{_TABLE}number-columns-repeated", "1"))
        if wert is None and len(zellen) > MAX_SPALTEN:
            continue
        if wert is not None and wie_oft > MAX_SPALTEN:
            raise ValueError("repeated")
        zellen += [wert] * min(wie_oft, MAX_SPALTEN)
    while zellen and zellen[-1] is None:
        zellen.pop()
    return zellen


def _wert(zelle: Any) -> Any:
    if zelle.get(f"{_TABLE}formula") is not None:
        return FORMEL
    if zelle.get(f"{_CALCEXT}value-type") == "error":
        return FEHLERWERT
    leser = _ARTEN.get(zelle.get(f"{_OFFICE}value-type", ""))
    return leser(zelle) if leser else _text(zelle)


def _tag(zelle: Any) -> Any:
    text = zelle.get(f"{_OFFICE}date-value", "")
    return dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)


_ARTEN = {
    "float": lambda z: float(z.get(f"{_OFFICE}value")),
    "currency": lambda z: float(z.get(f"{_OFFICE}value")),
    "percentage": lambda z: float(z.get(f"{_OFFICE}value")),
    "date": _tag,
    "boolean": lambda z: z.get(f"{_OFFICE}boolean-value") == "true",
}


def _text(zelle: Any) -> str | None:
    """Paragraphs of the cell itself; a comment beside it is no value. Several blanks stand as one element."""
    absaetze = ["".join(_teile(absatz)) for absatz in zelle.findall(f"{_TEXT}p")]
    return "\n".join(absaetze) or None


def _teile(element: Any) -> Iterator[str]:
    yield element.text or ""
    for kind in element:
        if kind.tag == f"{_TEXT}s":
            yield " " * min(int(kind.get(f"{_TEXT}c", "1")), 100)
        elif kind.tag == f"{_TEXT}line-break":
            yield "\n"
        else:
            yield from _teile(kind)
        yield kind.tail or ""
