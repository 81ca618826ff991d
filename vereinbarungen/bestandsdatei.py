"""The file of existing agreements: its columns and the check of every row against the stock."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from asskomm.core.stichtag import UngefaehresDatum
from asskomm.core.tabellendatei import (
    Befund,
    Dateispalte,
    Tabellenzeile,
    lies_datumszelle,
    lies_tageszelle,
)
from asskomm.core.tabellenwerte import SchluesselWidget
from kommunen.models import Kommune
from kommunen.tabellenwerte import eine_kommune

from .enums import VereinbarungArt, VereinbarungStatus
from .models import Vereinbarung
from .pruefung import ERSTER_TAG

NICHT_UEBERLIEFERT = "nicht überliefert"
MAX_ZEILEN = 2_000
MAX_NUMMER = 99_999
MIMETYPEN = {
    "csv": "text/csv",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NR, ART, NAME, KOMMUNEN, SEIT = "Nummer", "Art", "Bezeichnung", "Kommunen", "In Kraft seit"
STATUS, BEENDET, LAUFZEIT, ZEICHEN, QUELLE = "Status", "Beendet am", "Laufzeit bis", "Geschäftszeichen", "Quelle"

SPALTEN: tuple[Dateispalte, ...] = (
    Dateispalte(NR, beispiel="21", hilfe="ursprüngliche Nummer oder „nicht überliefert“; bei Vorvereinbarungen leer"),
    Dateispalte(ART, beispiel="Kooperationsvereinbarung", hilfe="Kooperationsvereinbarung oder Vorvereinbarung"),
    Dateispalte(NAME, beispiel="Lohsa", hilfe="wie die Vereinbarung genannt wird"),
    Dateispalte(KOMMUNEN, beispiel="14625330", hilfe="AGS, Schlüssel oder eindeutiger Name, mehrere mit | getrennt"),
    Dateispalte(SEIT, beispiel="25.05.2021", hilfe="Tag, Monat oder Jahr: 25.05.2021, Mai 2021, 2021"),
    Dateispalte(QUELLE, beispiel="Akte 1", hilfe="Fundstelle"),
    Dateispalte(
        STATUS, pflicht=False, beispiel="in Kraft", hilfe="in Kraft (auch leer), gekündigt, abgelaufen, ersetzt"
    ),
    Dateispalte(BEENDET, pflicht=False, beispiel="", hilfe="Pflicht, wenn nicht mehr in Kraft"),
    Dateispalte(LAUFZEIT, pflicht=False, beispiel="", hilfe="ein Tag; leer = unbefristet"),
    Dateispalte(ZEICHEN, pflicht=False, beispiel="", hilfe="Geschäftszeichen"),
)
_STAENDE: dict[str, str] = {
    "": VereinbarungStatus.IN_KRAFT,
    "in kraft": VereinbarungStatus.IN_KRAFT,
    "gekündigt": VereinbarungStatus.GEKUENDIGT,
    "abgelaufen": VereinbarungStatus.ABGELAUFEN,
    "ersetzt": VereinbarungStatus.ERSETZT,
}
_ARTEN: dict[str, str] = {a.label.casefold(): a.value for a in VereinbarungArt}


@dataclass(frozen=True)
class Bestandszeile:
    zeile: int
    art: str
    bezeichnung: str
    nummer: int | None
    kommunen: tuple[Kommune, ...]
    in_kraft: UngefaehresDatum
    status: str
    beendet: UngefaehresDatum | None
    laufzeit_bis: dt.date | None
    geschaeftszeichen: str
    quelle: str


@dataclass
class _Stand:
    """What the rows are checked against, loaded once; grows with each row, so that doubles within the file show."""

    heute: dt.date
    kommunen: SchluesselWidget
    nummern: dict[int, str]
    namen: dict[tuple[str, dt.date], str]
    befunde: list[Befund] = field(default_factory=list)

    @classmethod
    def laden(cls, heute: dt.date) -> "_Stand":
        bestand = Vereinbarung.objects.filter(in_kraft_am__isnull=False).order_by("pk")
        nummern: dict[int, str] = {}
        namen: dict[tuple[str, dt.date], str] = {}
        for v in bestand.only("laufende_nr", "bezeichnung", "in_kraft_am"):
            if v.in_kraft_am is not None:
                namen[v.bezeichnung.casefold(), v.in_kraft_am] = "im Bestand"
            if v.laufende_nr is not None:
                nummern[v.laufende_nr] = f"im Bestand an „{v.bezeichnung}“"
        return cls(heute, eine_kommune(), nummern, namen)


def pruefe_zeilen(zeilen: Iterable[Tabellenzeile], *, heute: dt.date) -> tuple[list[Bestandszeile], list[Befund]]:
    """Every row as it would be taken over, and every finding by row and column; with findings nothing is stored."""
    zeilen = list(zeilen)
    if len(zeilen) > MAX_ZEILEN:
        return [], [Befund("Eine Übernahme fasst höchstens 2.000 Zeilen. Bitte teilen Sie die Datei auf.")]
    stand = _Stand.laden(heute)
    fertig = [z for z in (_pruefe_zeile(zeile, stand) for zeile in zeilen) if z is not None]
    return fertig, stand.befunde


def _pruefe_zeile(zeile: Tabellenzeile, stand: _Stand) -> Bestandszeile | None:
    vorher = len(stand.befunde)

    def lies(spalte: str, leser: Callable[[str], Any]) -> Any:
        try:
            return leser(zeile[spalte])
        except ValueError as fehler:
            stand.befunde.append(Befund(str(fehler), zeile.nummer, spalte))
            return None

    art = lies(ART, _art)
    in_kraft = lies(SEIT, lambda text: _vergangen(_datum(text), stand.heute))
    status = lies(STATUS, lambda text: _status(text, art))
    ergebnis = {
        "zeile": zeile.nummer,
        "art": art,
        "bezeichnung": lies(NAME, lambda text: _name(text, in_kraft, zeile.nummer, stand)),
        "nummer": lies(NR, lambda text: _nummer(text, art, zeile.nummer, stand)),
        "kommunen": lies(KOMMUNEN, lambda text: _kommunen(text, in_kraft, stand)),
        "in_kraft": in_kraft,
        "status": status,
        "beendet": lies(BEENDET, lambda text: _beendet(text, status, in_kraft, stand.heute)),
        "laufzeit_bis": lies(LAUFZEIT, lambda text: lies_tageszelle(text) if text else None),
        "geschaeftszeichen": lies(ZEICHEN, lambda text: _hoechstens(text, 80)),
        "quelle": lies(QUELLE, lambda text: _hoechstens(text, 300)),
    }
    return Bestandszeile(**ergebnis) if len(stand.befunde) == vorher else None


def _art(text: str) -> str:
    if text.casefold() not in _ARTEN:
        raise ValueError(f"„{text}“ ist keine Art. Möglich sind Kooperationsvereinbarung und Vorvereinbarung.")
    return _ARTEN[text.casefold()]


def _nummer(text: str, art: str | None, zeile: int, stand: _Stand) -> int | None:
    if art == VereinbarungArt.VORVEREINBARUNG:
        if text:
            raise ValueError("Eine Vorvereinbarung hat keine Nummer.")
        return None
    if text.casefold() == NICHT_UEBERLIEFERT:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MAX_NUMMER):
        raise ValueError(f"„{text}“ ist keine Nummer. Bitte eine ganze Zahl oder „{NICHT_UEBERLIEFERT}“ angeben.")
    nummer = int(text)
    if nummer in stand.nummern:
        raise ValueError(f"Die Nummer {nummer} ist {stand.nummern[nummer]} vergeben.")
    stand.nummern[nummer] = f"schon in Zeile {zeile}"
    return nummer


def _name(text: str, in_kraft: UngefaehresDatum | None, zeile: int, stand: _Stand) -> str:
    if not text:
        raise ValueError("Die Bezeichnung fehlt.")
    if in_kraft is not None:
        kennung = (text.casefold(), in_kraft.am)
        if kennung in stand.namen:
            raise ValueError(f"„{text}“ mit diesem Tag steht schon {stand.namen[kennung]}.")
        stand.namen[kennung] = f"in Zeile {zeile}"
    return _hoechstens(text, 200)


def _kommunen(text: str, in_kraft: UngefaehresDatum | None, stand: _Stand) -> tuple[Kommune, ...]:
    genannte = [teil.strip() for teil in re.split(r"[;|\n]", text) if teil.strip()]
    if not genannte:
        raise ValueError("Es ist keine Kommune angegeben.")
    kommunen, unbekannt = _lies_kommunen(genannte, stand.kommunen)
    if unbekannt:
        raise ValueError(" ".join(unbekannt))
    if doppelt := sorted({str(k) for k in kommunen if kommunen.count(k) > 1}):
        raise ValueError(f"Mehrfach angegeben: {', '.join(doppelt)}.")
    if in_kraft is not None and (fehlend := [str(k) for k in kommunen if not k.besteht_am(in_kraft.am)]):
        raise ValueError(f"Bestand am {in_kraft} nicht: {', '.join(fehlend)}.")
    return tuple(kommunen)


def _lies_kommunen(genannte: list[str], leser: SchluesselWidget) -> tuple[list[Kommune], list[str]]:
    kommunen, unbekannt = [], []
    for name in genannte:
        try:
            kommunen.append(leser.clean(name))
        except ValueError as fehler:
            unbekannt.append(str(fehler))
    return kommunen, unbekannt


def _status(text: str, art: str | None) -> str:
    if text.casefold() not in _STAENDE:
        raise ValueError(f"„{text}“ ist kein Status. Möglich sind in Kraft, gekündigt, abgelaufen, ersetzt.")
    status = _STAENDE[text.casefold()]
    if status == VereinbarungStatus.ERSETZT and art == VereinbarungArt.KOOPERATIONSVEREINBARUNG:
        raise ValueError("Nur eine Vorvereinbarung wird ersetzt.")
    return status


def _datum(text: str) -> UngefaehresDatum:
    if not text:
        raise ValueError("Das Datum fehlt.")
    return lies_datumszelle(text)


def _vergangen(datum: UngefaehresDatum, heute: dt.date) -> UngefaehresDatum:
    # a coarse date of the running period counts from its end on, but is no date of the future
    if datum.am > UngefaehresDatum(heute, datum.genauigkeit).am:
        raise ValueError(f"Der Tag {datum} liegt in der Zukunft.")
    if datum.am < ERSTER_TAG:
        raise ValueError(f"Der Tag {datum} liegt vor dem Beginn von ASSKomm am 06.02.2019.")
    return datum


def _beendet(
    text: str, status: str | None, in_kraft: UngefaehresDatum | None, heute: dt.date
) -> UngefaehresDatum | None:
    if status in (None, VereinbarungStatus.IN_KRAFT):
        if text and status:
            raise ValueError("Eine Vereinbarung in Kraft hat keinen Tag der Beendigung.")
        return None
    if not text:
        raise ValueError("Bitte angeben, seit wann die Vereinbarung nicht mehr in Kraft ist.")
    beendet = _vergangen(lies_datumszelle(text), heute)
    if in_kraft is not None and beendet.am < in_kraft.am:
        raise ValueError(f"Das Ende {beendet} liegt vor dem Inkrafttreten {in_kraft}.")
    return beendet


def _hoechstens(text: str, zeichen: int) -> str:
    if len(text) > zeichen:
        raise ValueError(f"Der Text ist länger als {zeichen} Zeichen.")
    return text
