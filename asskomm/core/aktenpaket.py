"""The file of a case as one archive: index, tables, papers, checksums. The same state gives the same bytes."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from typing import Any, BinaryIO

from django.template.loader import render_to_string

from .aktenteile import Teil
from .models import Akte, Aktenstueck, Dokument
from .tabellenausgabe import als_csv
from .uploads.namen import sicherer_name

FORMAT = "asskomm-akte 1"
SUMMEN = "SHA256SUMS"
STUECK = 1024 * 1024
SPALTEN = [
    "Nr.", "Datei", "Art", "Richtung", "Betreff", "Absender", "Datum", "Eingang", "Abgelegt am", "Größe in Byte",
    "SHA-256", "Virenprüfung", "Signatur", "Hinweis",
]  # fmt: skip
IN_QUARANTAENE = "nicht enthalten: noch nicht auf Viren geprüft"
INFIZIERT = "nicht enthalten: Schadsoftware gefunden, Datei gelöscht"
FEHLT = "nicht enthalten: die Datei fehlt im Dateispeicher"
VERAENDERT = "nicht enthalten: die gespeicherte Datei stimmt nicht mit ihrer Prüfsumme überein"


class _Paket:
    """A ZIP without moments of its own; each entry is hashed on its way in."""

    def __init__(self, ziel: BinaryIO) -> None:
        self._archiv = zipfile.ZipFile(ziel, "w", allowZip64=True)
        self.summen: dict[str, str] = {}

    def lege(self, name: str, inhalt: bytes) -> None:
        self._archiv.writestr(self._kopf(name, zipfile.ZIP_DEFLATED), inhalt)
        self.summen[name] = hashlib.sha256(inhalt).hexdigest()

    def lege_datei(self, name: str, dokument: Dokument) -> None:
        """The digest was compared before: between the two looks nothing writes to a stored file."""
        summe = hashlib.sha256()
        with dokument.datei.open("rb") as quelle, self._archiv.open(self._kopf(name, zipfile.ZIP_STORED), "w") as ziel:
            while stueck := quelle.read(STUECK):
                ziel.write(stueck)
                summe.update(stueck)
        self.summen[name] = summe.hexdigest()

    def schliesse(self) -> None:
        zeilen = "".join(f"{summe}  {name}\n" for name, summe in sorted(self.summen.items()))
        self._archiv.writestr(self._kopf(SUMMEN, zipfile.ZIP_DEFLATED), zeilen.encode())
        self._archiv.close()

    @staticmethod
    def _kopf(name: str, verfahren: int) -> zipfile.ZipInfo:
        kopf = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        kopf.compress_type, kopf.create_system, kopf.external_attr = verfahren, 3, 0o644 << 16
        return kopf


def schreibe_paket(
    *, ziel: BinaryIO, akte: Akte, stuecke: list[Aktenstueck], teile: list[Teil], melde: Callable[[int, int], None]
) -> int:
    """Writes the archive; returns the number of files in it. `melde` hears how far it is."""
    paket = _Paket(ziel)
    weitere = _weitere(stuecke, teile)
    gesamt = len(stuecke) + len(weitere)
    verzeichnis = []
    for nr, stueck in enumerate(stuecke, 1):
        verzeichnis.append(_nimm(paket, stueck.dokument, f"dokumente/{stueck.nr:04}", _stueckangaben(stueck)))
        melde(nr, gesamt)
    for nr, dokument in enumerate(weitere, 1):
        verzeichnis.append(_nimm(paket, dokument, f"weitere/{nr:04}", {"Betreff": dokument.name}))
        melde(len(stuecke) + nr, gesamt)
    zeilen = [[angaben.get(s, "") for s in SPALTEN] for angaben in verzeichnis]
    paket.lege("index.csv", als_csv(SPALTEN, zeilen))
    for teil, name in zip(teile, _namen(teile), strict=True):
        paket.lege(name, als_csv(teil.spalten, teil.zeilen))
    paket.lege("metadaten.json", _json(akte, verzeichnis))
    werte = {"akte": akte, "fall": akte.fall, "spalten": SPALTEN, "zeilen": zeilen, "teile": teile}
    paket.lege("index.html", render_to_string("documents/aktenverzeichnis.html", werte).encode())
    paket.schliesse()
    return len(paket.summen) + 1


def _weitere(stuecke: list[Aktenstueck], teile: list[Teil]) -> list[Dokument]:
    """Files that rows of the case lead to and that are no pieces of the file themselves, each once."""
    bekannte = {s.dokument_id for s in stuecke}
    gefunden = {d.pk: d for teil in teile for d in teil.dokumente if d.pk not in bekannte}
    return [gefunden[pk] for pk in sorted(gefunden)]


def _nimm(paket: _Paket, dokument: Dokument, anfang: str, angaben: dict[str, str]) -> dict[str, str]:
    hinweis = _hinweis(dokument)
    name = "" if hinweis else f"{anfang}_{sicherer_name(dokument.name)}"
    if name:
        paket.lege_datei(name, dokument)
    return {
        **angaben,
        "Datei": name,
        "Größe in Byte": str(dokument.groesse),
        "SHA-256": dokument.sha256,
        "Virenprüfung": str(dokument.get_pruefstand_display()),
        "Hinweis": hinweis,
    }


def _hinweis(dokument: Dokument) -> str:
    """Why the file is not in the archive; "" = it is."""
    if dokument.pruefstand == "INFIZIERT":
        return INFIZIERT
    if not dokument.ist_frei:
        return IN_QUARANTAENE
    try:
        with dokument.datei.open("rb") as datei:
            stimmt = hashlib.file_digest(datei, "sha256").hexdigest() == dokument.sha256
    except FileNotFoundError:
        return FEHLT
    return "" if stimmt else VERAENDERT


def _stueckangaben(stueck: Aktenstueck) -> dict[str, str]:
    befund = next(iter(stueck.dokument.signaturbefunde.all()), None)
    bestaetigt = f", bestätigt durch {befund.bestaetigt_durch}" if befund and befund.bestaetigt_zeitpunkt else ""
    return {
        "Nr.": str(stueck.nr),
        "Art": str(stueck.get_art_display()),
        "Richtung": str(stueck.get_richtung_display()),
        "Betreff": stueck.betreff,
        "Absender": stueck.absender,
        "Datum": stueck.datum.isoformat() if stueck.datum else "",
        "Eingang": stueck.eingang_am.isoformat() if stueck.eingang_am else "",
        "Abgelegt am": stueck.erfasst_zeitpunkt.isoformat(timespec="seconds"),
        "Signatur": f"{befund.get_ergebnis_display()}{bestaetigt}" if befund else "",
    }


def _namen(teile: list[Teil]) -> list[str]:
    """Two tables may bear the same title."""
    namen: list[str] = []
    for teil in teile:
        name, nr = f"tabellen/{teil.dateiname}", 2
        while name in namen:
            name, nr = f"tabellen/{teil.dateiname.removesuffix('.csv')}-{nr}.csv", nr + 1
        namen.append(name)
    return namen


def _json(akte: Akte, verzeichnis: list[dict[str, str]]) -> bytes:
    inhalt: dict[str, Any] = {
        "format": FORMAT,
        "geschaeftszeichen": akte.geschaeftszeichen,
        "kurzzeichen": akte.kurzzeichen,
        "art": str(akte.fall_art.name),
        "fall": str(akte.fall),
        "angelegt": akte.erfasst_zeitpunkt.isoformat(timespec="seconds"),
        "dokumente": verzeichnis,
    }
    return json.dumps(inhalt, ensure_ascii=False, indent=1, sort_keys=True).encode()
