"""The uploaded file as a table: where its headings stand, and names for columns that have none or share one."""

from collections.abc import Sequence

from django.core.files import File
from openpyxl.utils import get_column_letter

from ..tabellendatei import Dateispalte, Rohtabelle, lies_anfang, lies_rohtabelle
from .zuordnung import schlage_vor

ANFANG = 20
"""Among so many rows the headings are looked for; above them stand titles, dates and notes."""


def lies_quelle(datei: File, kopfzeile: int) -> Rohtabelle:
    tabelle = lies_rohtabelle(datei, kopfzeile=kopfzeile)
    return Rohtabelle(benenne(tabelle.kopf), tabelle.zeilen)


def finde_kopfzeile(datei: File, spalten: Sequence[Dateispalte]) -> int:
    """The first row with more than one cell, unless a later one names more of our columns, and at least two."""
    anfang = lies_anfang(datei, zeilen=ANFANG)
    moegliche = [z for z in anfang if sum(map(bool, z[1])) > 1] or anfang[:1]
    erkannt = {nr: len(schlage_vor(texte, spalten).spalten) for nr, texte in moegliche}
    if not erkannt:
        return 0
    erste, beste = next(iter(erkannt)), max(erkannt, key=lambda nr: (erkannt[nr], -nr))
    return beste if erkannt[beste] > max(1, erkannt[erste]) else erste


def benenne(kopf: Sequence[str]) -> tuple[str, ...]:
    """Every column gets a name of its own, by its letter where the file gives none."""
    namen: list[str] = []
    for ort, text in enumerate(kopf, 1):
        name = text or f"Spalte {get_column_letter(ort)} ohne Überschrift"
        namen.append(f"{name} (Spalte {get_column_letter(ort)})" if name in namen else name)
    return tuple(namen)
