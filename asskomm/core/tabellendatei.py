"""Reads uploaded tables (CSV, XLSX, ODS) into rows of text, or refuses them with every finding by row and column.

Nothing in a file is trusted: size, ending and content, encoding, the unpacked size of an archive, the number of rows,
the headings, formulas. What comes out is text as a clerk would read it in the table; dates of a spreadsheet come out
as ISO dates.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.files import File
from openpyxl.utils import get_column_letter

from .blattzeile import FORMEL, MAX_SPALTEN, Blattzeile, MehrereBlaetter, OhneWert
from .errors import Ablehnung
from .odsdatei import ODS_KENNUNG, UNLESBAR, lies_ods
from .stichtag import UngefaehresDatum, lies_tag
from .xlsxdatei import lies_xlsx
from .zahlen import ja_nein

MAX_BYTES = 20 * 1024 * 1024
MAX_ZEILEN = 50_000
MAX_ENTPACKT = 100 * 1024 * 1024
MAX_VERHAELTNIS = 200  # unpacked to packed; ordinary workbooks stay below 30
MAX_TEILE = 500
MAX_ZEICHEN = 5_000
MAX_BEFUNDE = 200
_MAKROS = ("vbaproject", "basic/", "scripts/")
_MEHRERE = "Mehrere Tabellenblätter sind ausgefüllt ({}). Bitte nur eines speichern."
_ZAHL = re.compile(r"[+-]?[\d\s./(),-]*")  # also telephone numbers and a lone dash
_UHRZEIT = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( Uhr)?$")  # the day counts, not the hour
_ZWEISTELLIG = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_JAHR = re.compile(r"\b(?:19|20)\d\d\b")
_FORMELZEICHEN = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Dateispalte:
    """A column that a file may have. `pflicht`: the heading must be there (the cells may be empty)."""

    name: str
    pflicht: bool = True
    schluessel: bool = False  # no value twice in this column
    beispiel: str = ""
    hilfe: str = ""
    auswahl: tuple[str, ...] = ()  # the only values allowed
    synonyme: tuple[str, ...] = ()  # folded words that other files use as heading


@dataclass(frozen=True)
class Befund:
    """What is wrong, and where: the row as the spreadsheet counts it, the heading of the column."""

    text: str
    zeile: int | None = None
    spalte: str = ""

    def __str__(self) -> str:
        ort = ", ".join(
            teil
            for teil in (f"Zeile {self.zeile}" if self.zeile else "", f"Spalte „{self.spalte}“" if self.spalte else "")
            if teil
        )
        return f"{ort}: {self.text}" if ort else self.text


class Tabellenfehler(Ablehnung):
    def __init__(self, befunde: Iterable[Befund]) -> None:
        self.befunde = list(befunde)[:MAX_BEFUNDE]
        super().__init__([str(b) for b in self.befunde])


@dataclass(frozen=True)
class Tabellenzeile:
    nummer: int
    werte: dict[str, str] = field(default_factory=dict)  # one entry per expected column, missing ones empty

    def __getitem__(self, spalte: str) -> str:
        return self.werte.get(spalte, "")


@dataclass(frozen=True)
class Rohzeile:
    """A row as it stands in the file. `befunde`: what is wrong with a cell, by its place; -1 = with the row."""

    nummer: int
    zellen: tuple[str, ...]
    befunde: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Rohtabelle:
    kopf: tuple[str, ...]
    zeilen: Iterator[Rohzeile]


def lies_rohtabelle(datei: File, *, kopfzeile: int = 0) -> Rohtabelle:
    """The headings as they are, and the filled rows one by one; Tabellenfehler where the file cannot be read at all.

    `kopfzeile`: the row where the headings stand; what is above it is passed over. 0 = the first filled row.
    A file may also fail on the way, while its rows are fetched.
    """
    zeilen = _gefuellte_zeilen(datei)
    erste = next((z for z in zeilen if z.nummer >= kopfzeile), None)
    if erste is None:
        raise Tabellenfehler([Befund("Die Datei enthält keine Zeilen.")])
    kopf = _texte(erste)
    return Rohtabelle(tuple(kopf), (_rohzeile(zeile, len(kopf)) for zeile in zeilen))


def lies_anfang(datei: File, *, zeilen: int) -> list[tuple[int, list[str]]]:
    """The first filled rows with their numbers, to tell where the headings stand."""
    return [(z.nummer, _texte(z)) for z in islice(_gefuellte_zeilen(datei), zeilen)]


def _gefuellte_zeilen(datei: File) -> Iterator[Blattzeile]:
    inhalt = _inhalt(datei)
    return _begrenzt(_LESER[_format(datei.name or "", inhalt)](inhalt))


def _texte(zeile: Blattzeile) -> list[str]:
    texte = [_zellentext(z) for z in zeile.zellen]
    while texte and not texte[-1]:
        texte.pop()
    return texte


def lies_tabelle(datei: File, spalten: Sequence[Dateispalte], *, weitere: Collection[str] = ()) -> list[Tabellenzeile]:
    """The filled rows of a file with these columns; `weitere` names further headings that are accepted and ignored.

    Raises Tabellenfehler with all findings at once.
    """
    tabelle = lies_rohtabelle(datei)
    kopf = list(tabelle.kopf)
    if befunde := [*kopf_befunde(kopf, spalten), *_unbekannte(kopf, spalten, weitere)]:
        raise Tabellenfehler(befunde)
    ergebnis, befunde = _lies_zeilen(tabelle.zeilen, kopf, spalten)
    befunde += _doppelte(ergebnis, spalten)
    if befunde:
        raise Tabellenfehler(sorted(befunde, key=lambda b: b.zeile or 0))
    if not ergebnis:
        raise Tabellenfehler([Befund("Unter der Kopfzeile steht keine Zeile mit Werten.")])
    return ergebnis


def lies_datumszelle(text: str) -> UngefaehresDatum:
    """A date cell as German text, ISO or date of the spreadsheet; a bare Excel serial is refused with its meaning."""
    text = _UHRZEIT.sub("", text.strip())
    if text.isascii() and text.isdigit() and len(text) == 5:
        tag = dt.date(1899, 12, 30) + dt.timedelta(days=int(text))
        raise ValueError(
            f"„{text}“ ist eine Excel-Zahl (vermutlich {tag:%d.%m.%Y}). Bitte die Zelle als Datum formatieren."
        )
    try:
        return UngefaehresDatum.lies(text)
    except ValueError as fehler:
        raise ValueError(f"{fehler}{_datumsrat(text) if 'kein Datum' in str(fehler) else ''}") from None


def _datumsrat(text: str) -> str:
    """What people write instead of a date, and what to do about it."""
    if _ZWEISTELLIG.fullmatch(text):
        return " Das Jahr braucht vier Stellen; oder wählen Sie bei den Spalten die Schreibweise „Tag zuerst“."
    if jahre := _JAHR.findall(text):
        return f" Steht nur das Jahr fest, schreiben Sie „{jahre[-1]}“."
    return ""


def lies_tageszelle(text: str) -> dt.date:
    """A cell with an exact day."""
    lies_datumszelle(text)
    return lies_tag(text)


def ist_formelverdaechtig(text: str) -> bool:
    """A text that a spreadsheet would take for a formula; a number with its sign is none."""
    return text.startswith(_FORMELZEICHEN) and not _ZAHL.fullmatch(text)


def _inhalt(datei: File) -> bytes:
    if (datei.size or 0) > MAX_BYTES:
        raise Tabellenfehler([Befund(f"Die Datei ist größer als {MAX_BYTES // 1024 // 1024} MB.")])
    datei.seek(0)
    inhalt = datei.read()
    datei.seek(0)
    if not inhalt.strip():
        raise Tabellenfehler([Befund("Die Datei ist leer.")])
    return inhalt


def _format(name: str, inhalt: bytes) -> str:
    endung = name.rpartition(".")[2].lower()
    if endung not in _LESER:
        raise Tabellenfehler([Befund(f"Erlaubt sind XLSX, ODS und CSV; „.{endung}“ wird nicht gelesen.")])
    if inhalt.startswith(b"\xd0\xcf\x11\xe0"):
        raise Tabellenfehler(
            [Befund("Die Datei ist im alten Excel-Format oder mit Kennwort gespeichert. Bitte als XLSX ohne Kennwort.")]
        )
    ist_ods = ODS_KENNUNG in inhalt[:120]
    gefunden = "csv" if not inhalt.startswith(b"PK\x03\x04") else "ods" if ist_ods else "xlsx"
    if gefunden != endung:
        raise Tabellenfehler([Befund(f"Der Inhalt der Datei passt nicht zur Endung „.{endung}“.")])
    return endung


def _begrenzt(zeilen: Iterable[Blattzeile]) -> Iterator[Blattzeile]:
    """Rows with content, at most the limit; empty rows in between are left out but counted."""
    gefuellt = 0
    for zeile in zeilen:
        if zeile.nummer > MAX_ZEILEN * 2:
            raise Tabellenfehler([Befund("Die Tabelle ist zu lang. Bitte leere Zeilen am Ende löschen.")])
        _pruefe_breite(zeile)
        if not _hat_wert(zeile.zellen):
            continue
        gefuellt += 1
        if gefuellt > MAX_ZEILEN + 1:
            grenze = f"{MAX_ZEILEN:,}".replace(",", ".")
            raise Tabellenfehler([Befund(f"Die Tabelle hat mehr als {grenze} Zeilen. Bitte teilen Sie sie auf.")])
        yield zeile


def _pruefe_breite(zeile: Blattzeile) -> None:
    """One cell far to the right makes its whole row that long; a table of such rows would take hours."""
    if len(zeile.zellen) > MAX_SPALTEN:
        text = f"Die Zeile reicht über {MAX_SPALTEN} Spalten hinaus. Bitte die leeren Spalten rechts löschen."
        raise Tabellenfehler([Befund(text, zeile.nummer)])


def _hat_wert(zellen: Sequence[Any]) -> bool:
    return any(z is not None and str(z).strip() for z in zellen)


def _csv_zeilen(inhalt: bytes) -> Iterator[Blattzeile]:
    if inhalt.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Tabellenfehler([Befund("Die Datei ist in UTF-16 gespeichert. Bitte als „CSV UTF-8“ speichern.")])
    if b"\x00" in inhalt:
        raise Tabellenfehler([Befund("Die Datei ist keine Textdatei (CSV).")])
    text = _entschluesselt(inhalt)
    kopf = text.split("\n", 1)[0]
    trennzeichen = max(";,\t", key=kopf.count) if any(z in kopf for z in ";,\t") else ";"
    leser = csv.reader(io.StringIO(text, newline=""), delimiter=trennzeichen, strict=True)
    nummer = 1
    try:
        for zellen in leser:
            yield Blattzeile(nummer, zellen)
            nummer = leser.line_num + 1
    except csv.Error:
        raise Tabellenfehler(
            [Befund("Die Zeile ist kein gültiges CSV (Anführungszeichen oder Länge).", leser.line_num)]
        ) from None


def _entschluesselt(inhalt: bytes) -> str:
    """UTF-8, else what older German programs write; every valid UTF-8 with umlauts would be rubbish in the latter."""
    try:
        return inhalt.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return inhalt.decode("cp1252")
    except UnicodeDecodeError as fehler:
        zeile = inhalt[: fehler.start].count(b"\n") + 1
        text = "Die Datei ist weder in UTF-8 noch in Windows-1252 gespeichert. Bitte als „CSV UTF-8“ speichern."
        raise Tabellenfehler([Befund(text, zeile)]) from None


def _xlsx_zeilen(inhalt: bytes) -> Iterator[Blattzeile]:
    unlesbar = "Die Datei ist keine lesbare Excel-Tabelle (XLSX)."
    _pruefe_archiv(inhalt, unlesbar)
    try:
        yield from lies_xlsx(inhalt, hoechstens=MAX_ZEILEN)
    except MehrereBlaetter as fehler:
        raise _mehrere_blaetter(fehler) from None
    except Exception:
        raise Tabellenfehler([Befund(unlesbar)]) from None


def _ods_zeilen(inhalt: bytes) -> Iterator[Blattzeile]:
    unlesbar = "Die Datei ist keine lesbare Tabelle (ODS)."
    _pruefe_archiv(inhalt, unlesbar)
    try:
        yield from lies_ods(inhalt)
    except MehrereBlaetter as fehler:
        raise _mehrere_blaetter(fehler) from None
    except UNLESBAR:
        raise Tabellenfehler([Befund(unlesbar)]) from None


def _mehrere_blaetter(fehler: MehrereBlaetter) -> Tabellenfehler:
    return Tabellenfehler([Befund(_MEHRERE.format(", ".join(f"„{n}“" for n in fehler.namen)))])


def _pruefe_archiv(inhalt: bytes, unlesbar: str) -> None:
    """A workbook is a ZIP archive: nothing is unpacked before its announced size is known to be harmless."""
    try:
        with zipfile.ZipFile(io.BytesIO(inhalt)) as archiv:
            teile = archiv.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise Tabellenfehler([Befund(unlesbar)]) from None
    entpackt = sum(t.file_size for t in teile)
    zu_gross = entpackt > MAX_ENTPACKT or entpackt > MAX_VERHAELTNIS * max(len(inhalt), 1)
    if len(teile) > MAX_TEILE or zu_gross:
        raise Tabellenfehler([Befund("Die Datei ist entpackt ungewöhnlich groß und wird nicht geöffnet.")])
    if any(m in t.filename.lower() for t in teile for m in _MAKROS):
        raise Tabellenfehler([Befund("Die Datei enthält Makros und wird nicht geöffnet.")])


def _zellentext(wert: Any) -> str:
    if isinstance(wert, OhneWert):
        return _zellentext(wert.wert)
    if isinstance(wert, bool):
        return ja_nein(wert)
    if isinstance(wert, dt.datetime):
        return wert.date().isoformat() if wert.time() == dt.time() else wert.isoformat(sep=" ")
    if isinstance(wert, float) and wert.is_integer():
        return str(int(wert))
    return "" if wert is None else str(wert).strip()


def kopf_befunde(kopf: Sequence[str], spalten: Sequence[Dateispalte]) -> list[Befund]:
    """What is wrong with the headings themselves, and which of the expected ones are missing."""
    befunde = [Befund("Diese Spalte fehlt in der Kopfzeile.", 1, s.name) for s in spalten if _fehlt(s, kopf)]
    for name in dict.fromkeys(kopf):
        if not name:
            befunde.append(Befund("Eine Spalte hat keine Überschrift.", 1))
        elif list(kopf).count(name) > 1:
            befunde.append(Befund("Diese Überschrift kommt mehrfach vor.", 1, name))
    return befunde


def _unbekannte(kopf: Sequence[str], spalten: Sequence[Dateispalte], weitere: Collection[str]) -> list[Befund]:
    bekannt = {"", *weitere, *(s.name for s in spalten)}
    return [Befund("Diese Spalte ist nicht bekannt.", 1, n) for n in dict.fromkeys(kopf) if n not in bekannt]


def _fehlt(spalte: Dateispalte, kopf: Sequence[str]) -> bool:
    return spalte.pflicht and spalte.name not in kopf


def _rohzeile(zeile: Blattzeile, breite: int) -> Rohzeile:
    befunde = []
    if zeile.verborgen:
        befunde.append((-1, "Die Zeile ist in der Tabelle ausgeblendet. Bitte einblenden oder löschen."))
    if (zuviel := next((i for i, z in enumerate(zeile.zellen) if i >= breite and _zellentext(z)), None)) is not None:
        zelle = f"{get_column_letter(zuviel + 1)}{zeile.nummer}"
        befunde.append((-1, f"Die Zeile hat mehr Zellen als die Kopfzeile ({zelle}). Bitte löschen, was dort steht."))
    texte = [_zellentext(z) for z in zeile.zellen[:breite]]
    for ort, (zelle, text) in enumerate(zip(zeile.zellen, texte, strict=False)):
        if isinstance(zelle, OhneWert) or ist_formelverdaechtig(text):
            befunde.append((ort, str(zelle if isinstance(zelle, OhneWert) else FORMEL)))
        if len(text) > MAX_ZEICHEN:
            befunde.append((ort, "Der Text ist zu lang."))
    return Rohzeile(zeile.nummer, tuple(texte), tuple(befunde))


def _lies_zeilen(
    zeilen: Iterable[Rohzeile], kopf: list[str], spalten: Sequence[Dateispalte]
) -> tuple[list[Tabellenzeile], list[Befund]]:
    ergebnis: list[Tabellenzeile] = []
    befunde: list[Befund] = []
    for zeile in zeilen:
        werte = {s.name: "" for s in spalten}
        werte.update((n, z) for n, z in zip(kopf, zeile.zellen, strict=False) if n in werte)
        for ort, text in zeile.befunde:
            if ort < 0 or kopf[ort] in werte:
                befunde.append(Befund(text, zeile.nummer, kopf[ort] if ort >= 0 else ""))
        ergebnis.append(Tabellenzeile(zeile.nummer, werte))
    return ergebnis, befunde


def _doppelte(zeilen: list[Tabellenzeile], spalten: Sequence[Dateispalte]) -> list[Befund]:
    befunde = []
    for spalte in spalten:
        if not spalte.schluessel:
            continue
        erste: dict[str, int] = {}
        for zeile in zeilen:
            wert = zeile[spalte.name]
            if wert and wert in erste:
                text = f"„{wert}“ steht schon in Zeile {erste[wert]}."
                befunde.append(Befund(text, zeile.nummer, spalte.name))
            elif wert:
                erste[wert] = zeile.nummer
    return befunde


_LESER: dict[str, Callable[[bytes], Iterator[Blattzeile]]] = {
    "csv": _csv_zeilen,
    "xlsx": _xlsx_zeilen,
    "ods": _ods_zeilen,
}
