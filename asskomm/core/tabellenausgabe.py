"""Tables written for spreadsheets: CSV, XLSX and ODS, safe against formulas. Reading stands in tabellendatei.

Rows may come from an iterator: none of the formats holds more than one row at a time beside what it has written.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from .stichtag import BERLIN
from .tabellendatei import ist_formelverdaechtig

_STEUERZEICHEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LEERZEICHEN = re.compile(r"^ +|(?<= ) +| +$")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
CSV = "text/csv; charset=utf-8"
FORMATE = {"xlsx": XLSX, "ods": ODS, "csv": CSV}
"""What people choose from, with the media type."""
ANGABENBLATT = "Angaben"
"""Name of the sheet that says where a table comes from; readers pass over it."""
Angaben = Sequence[tuple[str, Any]]


def ohne_formel(wert: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe; `ohne_apostroph` takes it off again."""
    if not isinstance(wert, str):
        return wert
    wert = _STEUERZEICHEN.sub("", wert)
    return f"'{wert}" if ist_formelverdaechtig(wert) else wert


def ohne_apostroph(text: str) -> str:
    return text[1:] if text.startswith("'") and ist_formelverdaechtig(text[1:]) else text


def als_tabelle(
    format: str, spalten: Sequence[str], zeilen: Iterable[Sequence[Any]], *, titel: str, angaben: Angaben = ()
) -> bytes:
    """In one of FORMATE. A CSV has neither a title nor a place for `angaben`."""
    if format == "csv":
        return als_csv(spalten, zeilen)
    return (als_ods if format == "ods" else als_xlsx)(spalten, zeilen, titel=titel, angaben=angaben)


def als_csv(spalten: Sequence[str], zeilen: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with BOM and semicolons: what a German Excel opens with umlauts."""
    ziel = io.StringIO(newline="")
    schreiber = csv.writer(ziel, delimiter=";", lineterminator="\r\n")
    schreiber.writerow([ohne_formel(s) for s in spalten])
    schreiber.writerows([_csv_text(ohne_formel(w)) for w in zeile] for zeile in zeilen)
    return b"\xef\xbb\xbf" + ziel.getvalue().encode()


def _csv_text(wert: Any) -> str:
    if wert is None:
        return ""
    if isinstance(wert, dt.datetime):
        return f"{_xlsx_wert(wert):%d.%m.%Y %H:%M}"
    if isinstance(wert, dt.date):
        return f"{wert:%d.%m.%Y}"
    return str(wert).replace(".", ",") if isinstance(wert, Decimal) else str(wert)


def als_xlsx(spalten: Sequence[str], zeilen: Iterable[Sequence[Any]], *, titel: str, angaben: Angaben = ()) -> bytes:
    """`angaben`: pairs for a second sheet."""
    mappe = openpyxl.Workbook(write_only=True)
    blatt = mappe.create_sheet(_blattname(titel))
    blatt.freeze_panes = "A2"
    for nr, spalte in enumerate(spalten):
        blatt.column_dimensions[openpyxl.utils.get_column_letter(nr + 1)].width = min(max(len(spalte) + 4, 14), 40)
    blatt.append([_fett(blatt, ohne_formel(s)) for s in spalten])
    for zeile in zeilen:
        blatt.append([_xlsx_wert(ohne_formel(w)) for w in zeile])
    if angaben:
        zweites = mappe.create_sheet(ANGABENBLATT)
        zweites.column_dimensions["A"].width, zweites.column_dimensions["B"].width = 24, 80
        for name, wert in angaben:
            zweites.append([name, _xlsx_wert(ohne_formel(wert))])
    ziel = io.BytesIO()
    mappe.save(ziel)
    return ziel.getvalue()


def _fett(blatt: Any, text: str) -> WriteOnlyCell:
    zelle = WriteOnlyCell(blatt, value=text)
    zelle.font = Font(bold=True)
    return zelle


def _xlsx_wert(wert: Any) -> Any:
    """Spreadsheets know no time zones: a moment is told in Saxony's time."""
    if isinstance(wert, dt.datetime) and wert.tzinfo:
        return wert.astimezone(BERLIN).replace(tzinfo=None, microsecond=0)
    return wert


def _blattname(titel: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", titel)[:31]


# --- OpenDocument

_ODS_KOPF = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3">'
    "<office:automatic-styles>"
    '<number:date-style style:name="N1"><number:day number:style="long"/><number:text>.</number:text>'
    '<number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/>'
    "</number:date-style>"
    '<number:date-style style:name="N2"><number:day number:style="long"/><number:text>.</number:text>'
    '<number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/>'
    '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/></number:date-style>'
    '<style:style style:name="tag" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="zeitpunkt" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="kopf" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="spalte" style:family="table-column">'
    '<style:table-column-properties style:column-width="4.5cm"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_ODS_ENDE = "</office:spreadsheet></office:body></office:document-content>"
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def als_ods(spalten: Sequence[str], zeilen: Iterable[Sequence[Any]], *, titel: str, angaben: Angaben = ()) -> bytes:
    """Written by hand: odfpy builds a tree of the whole table and takes a minute for 20,000 rows."""
    ziel = io.BytesIO()
    with zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as archiv:
        archiv.writestr(zipfile.ZipInfo("mimetype"), ODS)  # first and unpacked, so that programs know it by its start
        archiv.writestr("META-INF/manifest.xml", _ODS_MANIFEST)
        with archiv.open("content.xml", "w") as inhalt:
            strom = io.TextIOWrapper(inhalt, encoding="utf-8", write_through=False)
            strom.write(_ODS_KOPF)
            _ods_blatt(strom, _blattname(titel), spalten, zeilen)
            if angaben:
                _ods_blatt(strom, ANGABENBLATT, (), angaben)
            strom.write(_ODS_ENDE)
            strom.flush()
            strom.detach()
    return ziel.getvalue()


def _ods_blatt(strom: io.TextIOBase, name: str, spalten: Sequence[str], zeilen: Iterable[Sequence[Any]]) -> None:
    anzahl = len(spalten) or 2
    strom.write(f"<table:table table:name={quoteattr(name)}>")
    strom.write(f'<table:table-column table:style-name="spalte" table:number-columns-repeated="{anzahl}"/>')
    if spalten:
        kopf = "".join(_ods_text(ohne_formel(s), ' table:style-name="kopf"') for s in spalten)
        strom.write(f"<table:table-header-rows><table:table-row>{kopf}</table:table-row></table:table-header-rows>")
    for zeile in zeilen:
        zellen = "".join(_ods_zelle(ohne_formel(w)) for w in zeile)
        strom.write(f"<table:table-row>{zellen}</table:table-row>")
    strom.write("</table:table>")


def _ods_zelle(wert: Any) -> str:
    if wert is None or wert == "":
        return "<table:table-cell/>"
    wert = _xlsx_wert(wert)
    if isinstance(wert, dt.datetime):
        return _ods_wert("date", "date-value", wert.isoformat(), f"{wert:%d.%m.%Y %H:%M}", "zeitpunkt")
    if isinstance(wert, dt.date):
        return _ods_wert("date", "date-value", wert.isoformat(), f"{wert:%d.%m.%Y}", "tag")
    if isinstance(wert, int | float | Decimal) and not isinstance(wert, bool):
        return _ods_wert("float", "value", str(wert), _csv_text(wert))
    return _ods_text(str(wert))


def _ods_wert(art: str, attribut: str, wert: str, text: str, stil: str = "") -> str:
    stil = f' table:style-name="{stil}"' if stil else ""
    anfang = f'<table:table-cell{stil} office:value-type="{art}" office:{attribut}="{wert}">'
    return f"{anfang}<text:p>{escape(text)}</text:p></table:table-cell>"


def _ods_text(text: str, stil: str = "") -> str:
    absaetze = "".join(f"<text:p>{_ods_absatz(z)}</text:p>" for z in text.split("\n"))
    return f'<table:table-cell{stil} office:value-type="string">{absaetze}</table:table-cell>'


def _ods_absatz(text: str) -> str:
    """OpenDocument folds blanks, unless they are named."""
    gezaehlt = _LEERZEICHEN.sub(lambda m: f'<text:s text:c="{len(m[0])}"/>', escape(text))
    return gezaehlt.replace("\t", "<text:tab/>")
