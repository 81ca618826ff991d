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
from openpyxl import load_workbook

from .errors import Ablehnung
from .odsdatei import BEIBLAETTER, ODS_KENNUNG, UNLESBAR, MehrereBlaetter, OhneWert, VerbundeneZellen, lies_ods
from .stichtag import UngefaehresDatum, lies_tag
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
_VERBUNDEN = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*?\bref=["'](\$?[A-Z]{1,3}\$?(\d{1,7}):[$A-Z\d]{2,12})["']""")
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


def lies_rohtabelle(datei: File) -> Rohtabelle:
    """The headings as they are, and the filled rows one by one; Tabellenfehler where the file cannot be read at all.

    A file may also fail on the way, while its rows are fetched.
    """
    inhalt = _inhalt(datei)
    zeilen = _begrenzt(_LESER[_format(datei.name or "", inhalt)](inhalt))
    erste = next(zeilen, None)
    if erste is None:
        raise Tabellenfehler([Befund("Die Datei enthält keine Zeilen.")])
    kopf = [_zellentext(z) for z in erste[1]]
    while kopf and not kopf[-1]:
        kopf.pop()
    return Rohtabelle(tuple(kopf), (_rohzeile(nummer, zellen, len(kopf)) for nummer, zellen in zeilen))


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
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) == 5:
        tag = dt.date(1899, 12, 30) + dt.timedelta(days=int(text))
        raise ValueError(
            f"„{text}“ ist eine Excel-Zahl (vermutlich {tag:%d.%m.%Y}). Bitte die Zelle als Datum formatieren."
        )
    return UngefaehresDatum.lies(text)


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


def _begrenzt(zeilen: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[tuple[int, Sequence[Any]]]:
    """Rows with content, at most the limit; empty rows in between are left out but counted."""
    gefuellt = 0
    for nummer, zellen in zeilen:
        if nummer > MAX_ZEILEN * 2:
            raise Tabellenfehler([Befund("Die Tabelle ist zu lang. Bitte leere Zeilen am Ende löschen.")])
        if not _hat_wert(zellen):
            continue
        gefuellt += 1
        if gefuellt > MAX_ZEILEN + 1:
            grenze = f"{MAX_ZEILEN:,}".replace(",", ".")
            raise Tabellenfehler([Befund(f"Die Tabelle hat mehr als {grenze} Zeilen. Bitte teilen Sie sie auf.")])
        yield nummer, zellen


def _hat_wert(zellen: Sequence[Any]) -> bool:
    return any(z is not None and str(z).strip() for z in zellen)


def _csv_zeilen(inhalt: bytes) -> Iterator[tuple[int, Sequence[str]]]:
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
            yield nummer, zellen
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


def _xlsx_zeilen(inhalt: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    _pruefe_archiv(inhalt, "Die Datei ist keine lesbare Excel-Tabelle (XLSX).")
    try:
        # not data_only: a formula must show up as such, its cached result may be anything
        mappe = load_workbook(io.BytesIO(inhalt), read_only=True, data_only=False, keep_links=False)
        for blatt in _sichtbare_blaetter(mappe):
            _pruefe_verbundene_zellen(inhalt, blatt)
            for nummer, zellen in enumerate(blatt.iter_rows(), start=1):
                yield nummer, [_OHNE_WERT.get(z.data_type, z.value) for z in zellen]
    except Tabellenfehler:
        raise
    except Exception:  # a damaged file makes the libraries below fail in ways that nobody can list
        raise Tabellenfehler([Befund("Die Datei ist keine lesbare Excel-Tabelle (XLSX).")]) from None


def _sichtbare_blaetter(mappe: Any) -> list[Any]:
    """The one sheet with content that a person sees on opening the file; none when all are empty."""
    sichtbare = [b for b in mappe.worksheets if b.sheet_state == "visible" and b.title not in BEIBLAETTER]
    for blatt in sichtbare:
        blatt.reset_dimensions()  # the declared size of the sheet may be a lie
    gefuellte = [b for b in sichtbare if any(_hat_wert(zeile) for zeile in islice(b.values, MAX_ZEILEN))]
    if len(gefuellte) > 1:
        raise Tabellenfehler([Befund(_MEHRERE.format(", ".join(f"„{b.title}“" for b in gefuellte)))])
    return gefuellte


def _pruefe_verbundene_zellen(inhalt: bytes, blatt: Any) -> None:
    """Of merged cells only the first has the value that all of them show; openpyxl says nothing of it here."""
    with zipfile.ZipFile(io.BytesIO(inhalt)) as archiv:
        bereiche = _VERBUNDEN.findall(archiv.read(blatt._worksheet_path))
    if bereiche:
        text = "Die Zellen {} sind verbunden. Bitte die Verbindung aufheben und jede Zelle ausfüllen."
        raise Tabellenfehler(Befund(text.format(b.decode()), int(zeile)) for b, zeile in bereiche[:MAX_BEFUNDE])


_OHNE_WERT = {
    "f": OhneWert("Formeln werden nicht übernommen; bitte den Wert eintragen."),
    "e": OhneWert("Die Zelle zeigt einen Fehler der Tabellenkalkulation; bitte den Wert eintragen."),
}


def _ods_zeilen(inhalt: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    unlesbar = "Die Datei ist keine lesbare Tabelle (ODS)."
    _pruefe_archiv(inhalt, unlesbar)
    try:
        for nummer, zellen in lies_ods(inhalt):
            yield nummer, [_OHNE_WERT[z.grund] if isinstance(z, OhneWert) else z for z in zellen]
    except VerbundeneZellen as fehler:
        text = "Die Zellen sind verbunden. Bitte die Verbindung aufheben und jede Zelle ausfüllen."
        raise Tabellenfehler([Befund(text, fehler.zeile)]) from None
    except MehrereBlaetter as fehler:
        raise Tabellenfehler([Befund(_MEHRERE.format(", ".join(f"„{n}“" for n in fehler.namen)))]) from None
    except UNLESBAR:
        raise Tabellenfehler([Befund(unlesbar)]) from None


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
    return befunde + ueberschriften_befunde(kopf)


def ueberschriften_befunde(kopf: Sequence[str]) -> list[Befund]:
    befunde = []
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


def _rohzeile(nummer: int, zellen: Sequence[Any], breite: int) -> Rohzeile:
    befunde = []
    if any(_zellentext(z) for z in zellen[breite:]):
        befunde.append((-1, "Die Zeile hat mehr Zellen als die Kopfzeile."))
    texte = [_zellentext(z) for z in zellen[:breite]]
    for ort, (zelle, text) in enumerate(zip(zellen, texte, strict=False)):
        if isinstance(zelle, OhneWert) or ist_formelverdaechtig(text):
            befunde.append((ort, str(zelle if isinstance(zelle, OhneWert) else _OHNE_WERT["f"])))
        if len(text) > MAX_ZEICHEN:
            befunde.append((ort, "Der Text ist zu lang."))
    return Rohzeile(nummer, tuple(texte), tuple(befunde))


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


_LESER: dict[str, Callable[[bytes], Iterator[tuple[int, Sequence[Any]]]]] = {
    "csv": _csv_zeilen,
    "xlsx": _xlsx_zeilen,
    "ods": _ods_zeilen,
}
