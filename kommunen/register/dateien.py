"""The files of the register with their columns (see kommunen/daten), and the reading of one of them."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ..enums import KommuneArt
from . import spalten as s
from .spalten import Feld

HOECHSTENS_BYTES = 20 * 1024 * 1024
HOECHSTENS_ZEILEN = 5_000  # ganz Sachsen hat 418 Gemeinden

_AGS = s.schluessel(8, "Ein AGS")
_KREIS = s.schluessel(5, "Ein Kreisschlüssel")
_VERBAND = s.schluessel(9, "Ein Verbandsschlüssel")
_EINWOHNER = s.ganzzahl(5_000_000)
_ANSCHRIFT = (
    Feld("verwaltung_strasse", s.text(160), pflicht=False),
    Feld("verwaltung_plz", s.plz, pflicht=False),
    Feld("verwaltung_ort", s.text(120), pflicht=False),
    Feld("homepage", s.internetadresse, pflicht=False),
)
_BEVOELKERUNG = (
    Feld("einwohner", _EINWOHNER),
    Feld("einwohner_stichtag", s.tag),
    Feld("flaeche_km2", s.dezimal(2, "0.01", "20000")),
)


def _arten(*arten: KommuneArt) -> dict[str, Any]:
    return {str(art.label): art for art in arten}


_VERBANDSART = _arten(KommuneArt.VERWALTUNGSVERBAND, KommuneArt.VERWALTUNGSGEMEINSCHAFT)
_VERBAENDE = (
    Feld("schluessel", _VERBAND),
    Feld("name", s.text(160)),
    Feld("name_lang", s.text(160)),
    Feld("slug", s.slug),
    Feld("art", s.wahl(_VERBANDSART)),
    Feld("sitz_ags", _AGS),
    Feld("kreisschluessel", _KREIS),
    Feld("mitglieder_anzahl", s.ganzzahl(100)),
    Feld("mitglieder_ags", s.liste(_AGS)),
    *_BEVOELKERUNG,
)

DATEIEN: dict[str, tuple[Feld, ...]] = {
    "polizeidirektionen.csv": (
        Feld("polizeidirektion", s.text(40)),
        Feld("name", s.text(120)),
        Feld("slug", s.slug),
        Feld("kreisschluessel", s.liste(_KREIS)),
        Feld("rechtsgrundlage", s.text(200), pflicht=False),
    ),
    "kreise.csv": (
        Feld("kreisschluessel", _KREIS),
        Feld("name", s.text(120)),
        Feld("name_hsb", s.text(120), pflicht=False),
        Feld("slug", s.slug),
        Feld("art", s.wahl(_arten(KommuneArt.LANDKREIS, KommuneArt.KREISFREIE_STADT))),
        Feld("sitz", s.text(80)),
        Feld("polizeidirektion", s.text(40)),
        *_BEVOELKERUNG,
        *_ANSCHRIFT,
    ),
    "gemeinden.csv": (
        Feld("ags", _AGS),
        Feld("ars", s.schluessel(12, "Ein Regionalschlüssel")),
        Feld("name", s.text(160)),
        Feld("name_kurz", s.text(160)),
        Feld("name_hsb", s.text(160), pflicht=False),
        Feld("name_amtlich", s.text(200)),
        Feld("namenszusatz", s.text(160), pflicht=False),
        Feld("name_eindeutig", s.text(200)),
        Feld("slug", s.slug),
        Feld(
            "art",
            s.wahl(
                _arten(
                    KommuneArt.GEMEINDE,
                    KommuneArt.STADT,
                    KommuneArt.GROSSE_KREISSTADT,
                    KommuneArt.KREISFREIE_STADT,
                )
            ),
        ),
        Feld("kreisschluessel", _KREIS),
        *_BEVOELKERUNG,
        Feld("einwohner_2022", _EINWOHNER, pflicht=False, leer=None),
        Feld("plz", s.plz),
        Feld("lat", s.dezimal(5, "50", "52")),
        Feld("lon", s.dezimal(5, "11", "16")),
        Feld("gueltig_von", s.tag, pflicht=False, leer=None, freiwillig=True),
        Feld("verband_schluessel", _VERBAND, pflicht=False),
        Feld("sorbisches_siedlungsgebiet", s.wahl({"ja": True}), pflicht=False, leer=None),
        *_ANSCHRIFT,
    ),
    "verwaltungsverbaende.csv": _VERBAENDE,
    "verwaltungsgemeinschaften.csv": _VERBAENDE,
    "sorbische_gemeindenamen.csv": (Feld("ags", _AGS), Feld("name_hsb", s.text(160))),
    "wabenkarte.csv": (
        Feld("ags", _AGS),
        Feld("spalte", s.ganzzahl(500)),
        Feld("zeile", s.ganzzahl(500)),
    ),
}


@dataclass(frozen=True)
class Zeile:
    """One checked row: `nr` is the line in the file, `werte` the value of each column."""

    nr: int
    werte: dict[str, Any]

    def __getitem__(self, spalte: str) -> Any:
        return self.werte[spalte]


def lies_datei(pfad: Path, befunde: list[str]) -> list[Zeile]:
    """The rows of one file; everything wrong with it is appended to `befunde`."""
    name = pfad.name
    inhalt, fehler = _inhalt(pfad)
    if fehler:
        befunde.append(f"{name}: {fehler}")
        return []
    felder = DATEIEN[name]
    leser = csv.reader(io.StringIO(inhalt), delimiter=";", strict=True)
    try:
        kopf = [spalte.strip() for spalte in next(leser, [])]
        if kopf_fehler := _kopf_fehler(kopf, felder):
            befunde += [f"{name}, Zeile 1: {f}" for f in kopf_fehler]
            return []
        zeilen = [(leser.line_num, zellen) for zellen in islice(leser, HOECHSTENS_ZEILEN + 1)]
    except csv.Error as e:
        befunde.append(f"{name}, Zeile {leser.line_num}: Der Aufbau der CSV-Datei ist beschädigt ({e}).")
        return []
    if len(zeilen) > HOECHSTENS_ZEILEN:
        befunde.append(f"{name}: Die Datei hat mehr als {HOECHSTENS_ZEILEN} Zeilen.")
        return []
    return list(_zeilen(name, zeilen, kopf, felder, befunde))


def _inhalt(pfad: Path) -> tuple[str, str]:
    """Text of the file, or the reason why it cannot be read."""
    if not pfad.is_file():
        return "", "Die Datei fehlt."
    if pfad.stat().st_size > HOECHSTENS_BYTES:
        return "", f"Die Datei ist größer als {HOECHSTENS_BYTES // 1024 // 1024} MB."
    roh = pfad.read_bytes()
    if roh.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", "Die Datei ist in UTF-16 gespeichert; bitte als „CSV UTF-8“ speichern."
    if roh.startswith(b"PK\x03\x04"):
        return "", "Das ist eine Excel- oder ZIP-Datei; bitte als „CSV UTF-8“ speichern."
    if b"\x00" in roh:
        return "", "Die Datei enthält NUL-Zeichen und ist keine Textdatei."
    try:
        return roh.decode("utf-8-sig"), ""
    except UnicodeDecodeError as e:
        zeile = roh[: e.start].count(b"\n") + 1
        return "", (
            f"Zeile {zeile} ist nicht in UTF-8 gespeichert (vermutlich Windows-1252); bitte als „CSV UTF-8“ speichern."
        )


def _kopf_fehler(kopf: list[str], felder: tuple[Feld, ...]) -> list[str]:
    if not any(kopf):
        return ["Die Datei ist leer."]
    if len(kopf) == 1 and len(felder) > 1:
        return ["Die Spalten sind nicht durch Semikolon getrennt."]
    fehler = [f"Die Spalte „{feld.name}“ fehlt." for feld in felder if feld.name not in kopf and not feld.freiwillig]
    doppelt = [name for name, anzahl in Counter(kopf).items() if anzahl > 1]
    return fehler + [f"Die Spalte „{name}“ steht doppelt in der Datei." for name in doppelt]


def _zeilen(
    name: str, zeilen: list[tuple[int, list[str]]], kopf: list[str], felder: tuple[Feld, ...], befunde: list[str]
) -> Iterator[Zeile]:
    for nr, zellen in zeilen:
        if not any(zelle.strip() for zelle in zellen):
            continue
        if len(zellen) != len(kopf):
            befunde.append(f"{name}, Zeile {nr}: {len(zellen)} statt {len(kopf)} Spalten.")
            continue
        roh = dict(zip(kopf, (zelle.strip() for zelle in zellen), strict=True))
        werte = _werte(f"{name}, Zeile {nr}", roh, felder, befunde)
        if werte is not None:
            yield Zeile(nr, werte)


def _werte(ort: str, roh: dict[str, str], felder: tuple[Feld, ...], befunde: list[str]) -> dict[str, Any] | None:
    werte, fehlerfrei = {}, True
    for feld in felder:
        try:
            werte[feld.name] = _wert(feld, roh.get(feld.name, ""))
        except ValueError as e:
            befunde.append(f"{ort}, Spalte {feld.name}: {e}.".replace("..", "."))
            fehlerfrei = False
    return werte if fehlerfrei else None


def _wert(feld: Feld, roh: str) -> Any:
    if roh:
        return feld.lies(roh)
    if feld.pflicht:
        raise ValueError("Der Wert fehlt")
    return feld.leer
