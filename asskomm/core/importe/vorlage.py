"""Files that people get: the template of a kind, the list of errors, and their own file back with the errors in it."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ..importarten import Importart
from ..models import Import
from ..tabellenausgabe import als_csv, als_xlsx, ohne_formel
from ..tabellendatei import Dateispalte
from .quelle import lies_quelle
from .zuordnung import Zuordnung

FEHLERSPALTE = "Fehler"
HINWEISSPALTEN = ("Spalte", "Pflicht", "Was hineingehört", "Beispiel")
FEHLERLISTE = ("Zeile", "Spalte", "Wert in der Datei", "Was ist falsch", "Was hineingehört")
_LETZTE_ZEILE = 50_001
_MAX_LISTE = 255  # characters that a list of values in a cell rule may have


def vorlage_csv(art: Importart) -> bytes:
    return als_csv([s.name for s in art.resource.dateispalten()], [])


def vorlage_xlsx(art: Importart) -> bytes:
    """Headings with choices where a column allows only some values, and a sheet that explains each column."""
    mappe = openpyxl.Workbook()
    blatt: Any = mappe.active
    blatt.title = "Daten"
    spalten = art.resource.dateispalten()
    blatt.append([s.name for s in spalten])
    for nr, spalte in enumerate(spalten, 1):
        buchstabe = get_column_letter(nr)
        blatt[f"{buchstabe}1"].font = Font(bold=True)
        blatt.column_dimensions[buchstabe].width = max(14, len(spalte.name) + 4)
        if regel := _auswahl(spalte):
            regel.add(f"{buchstabe}2:{buchstabe}{_LETZTE_ZEILE}")
            blatt.add_data_validation(regel)
    blatt.freeze_panes = "A2"
    _hinweise(mappe.create_sheet("Hinweise"), art, spalten)
    ziel = io.BytesIO()
    mappe.save(ziel)
    return ziel.getvalue()


def _auswahl(spalte: Dateispalte) -> DataValidation | None:
    liste = ",".join(spalte.auswahl)
    if not spalte.auswahl or len(liste) > _MAX_LISTE or any("," in w for w in spalte.auswahl):
        return None
    regel = DataValidation(type="list", formula1=f'"{liste}"', allow_blank=True)
    regel.errorTitle, regel.error = spalte.name, f"Möglich sind: {', '.join(spalte.auswahl)}."[:250]
    return regel


def _hinweise(blatt: Any, art: Importart, spalten: list[Dateispalte]) -> None:
    blatt.append([f"{art.titel}: so füllen Sie das Blatt „Daten“ aus"])
    blatt["A1"].font = Font(bold=True, size=14)
    for text in (
        *art.hinweise,
        "Die Überschriften bleiben in der ersten Zeile; die Reihenfolge der Spalten ist frei.",
        "Formeln und verbundene Zellen werden nicht gelesen. Übernommen wird alles oder nichts.",
    ):
        blatt.append([text])
    blatt.append([])
    blatt.append(list(HINWEISSPALTEN))
    for zelle in blatt[blatt.max_row]:
        zelle.font = Font(bold=True)
    for s in spalten:
        blatt.append([s.name, "ja" if s.pflicht else "nein", s.hilfe, ohne_formel(s.beispiel)])
    for buchstabe, breite in zip("ABCD", (28, 10, 70, 30), strict=True):
        blatt.column_dimensions[buchstabe].width = breite
    for zeile in blatt.iter_rows(min_row=2, min_col=3, max_col=3):
        zeile[0].alignment = Alignment(wrap_text=True, vertical="top")


def fehlerliste(zum_import: Import, art: Importart) -> Iterator[list[Any]]:
    """One row for each finding."""
    hilfen = {s.name: s.hilfe for s in art.resource.dateispalten()}
    zeilen = zum_import.zeilen.filter(art="FEHLER").order_by("nr").values_list("nr", "befunde")
    for nr, befunde in zeilen.iterator(chunk_size=2000):
        for spalte, wert, text in befunde:
            yield [nr, spalte, wert, text, hilfen.get(spalte, "")]


def datei_mit_fehlern(zum_import: Import) -> bytes:
    """The file as it was uploaded, with one column more; it can be corrected and uploaded again."""
    befunde = dict(zum_import.zeilen.filter(art="FEHLER").values_list("nr", "befunde"))
    with zum_import.oeffne() as datei:
        tabelle = lies_quelle(datei, Zuordnung.aus(zum_import.zuordnung).kopfzeile)
        kopf = [k for k in tabelle.kopf if k != FEHLERSPALTE]
        orte = [ort for ort, k in enumerate(tabelle.kopf) if k != FEHLERSPALTE]
        zeilen = ([*_zellen(z.zellen, orte), _text(befunde.get(z.nummer, ()))] for z in tabelle.zeilen)
        return als_xlsx([*kopf, FEHLERSPALTE], zeilen, titel="Daten")


def _zellen(zellen: tuple[str, ...], orte: Iterable[int]) -> list[str]:
    return [zellen[ort] if ort < len(zellen) else "" for ort in orte]


def _text(befunde: Any) -> str:
    return "; ".join(f"{spalte}: {text}" if spalte else text for spalte, _, text in befunde)
