"""Fragt eine Datenbank bekannter Schwachstellen nach allem, was die Sperrdateien nennen (make advisories).

Gefragt wird die offene Datenbank OSV: eine Anfrage für alle Pakete von PyPI und npm. Ende mit 0: geprüft, nichts
bekannt; 1: Schwachstellen, je Zeile eine; 2: falscher Aufruf; 3: nicht geprüft, weil keine vollständige Antwort kam.
Eine Prüfung, die ausfiel, sieht nie wie eine bestandene aus.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

WURZEL = Path(__file__).resolve().parent.parent
DIENST = "https://api.osv.dev/v1/querybatch"
AUSKUNFT = "https://osv.dev/vulnerability/"
JE_ANFRAGE = 1000  # more the service does not take at once
SEITEN = 50  # of one answer; a service that never ends its pages is broken
SEKUNDEN = 30
SAUBER, BEFUND, NICHT_GEPRUEFT = 0, 1, 3
_FESTGELEGT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


class NichtGeprueft(Exception):
    """The service did not answer, or not completely."""


class Paket(NamedTuple):
    verzeichnis: str  # PyPI or npm, as the service names them
    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.verzeichnis})"


def python_pakete(text: str) -> Iterator[Paket]:
    return (Paket("PyPI", name.lower(), version) for name, version in _FESTGELEGT.findall(text))


def npm_pakete(text: str) -> Iterator[Paket]:
    for ort, angaben in json.loads(text)["packages"].items():
        if ort:  # the empty one is this project
            yield Paket("npm", ort.rpartition("node_modules/")[2], angaben["version"])


def alle_pakete(wurzel: Path) -> list[Paket]:
    dateien = sorted((wurzel / "requirements").glob("*.txt"))
    pakete = {p for d in dateien for p in python_pakete(d.read_text(encoding="utf-8"))}
    pakete |= set(npm_pakete((wurzel / "package-lock.json").read_text(encoding="utf-8")))
    return sorted(pakete)


def schwachstellen(pakete: list[Paket], dienst: str) -> dict[Paket, list[str]]:
    """Identifiers for each package that has any; raises NichtGeprueft."""
    funde: dict[Paket, list[str]] = {}
    offen: list[tuple[Paket, str]] = [(p, "") for p in pakete]
    for _ in range(SEITEN):
        jetzt, rest = offen[:JE_ANFRAGE], offen[JE_ANFRAGE:]
        if not jetzt:
            return funde
        ergebnisse = _frage(dienst, jetzt)
        for (paket, _seite), ergebnis in zip(jetzt, ergebnisse, strict=True):
            kennungen = [str(v["id"]) for v in ergebnis.get("vulns", [])]
            if kennungen:
                funde.setdefault(paket, []).extend(kennungen)
            if marke := ergebnis.get("next_page_token"):
                rest.append((paket, marke))
        offen = rest
    raise NichtGeprueft("Die Antwort hört nicht auf.")


def _frage(dienst: str, fragen: Iterable[tuple[Paket, str]]) -> list[dict]:
    inhalt = {"queries": [_eine_frage(paket, seite) for paket, seite in fragen]}
    anfrage = urllib.request.Request(  # noqa: S310  # the address is the constant above or named on the command line
        dienst, json.dumps(inhalt).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(anfrage, timeout=SEKUNDEN) as antwort:  # noqa: S310
            ergebnisse = json.loads(antwort.read())["results"]
    except (OSError, ValueError, KeyError, TypeError) as fehler:
        raise NichtGeprueft(f"{dienst}: {fehler}") from None
    if not isinstance(ergebnisse, list) or len(ergebnisse) != len(inhalt["queries"]):
        raise NichtGeprueft(f"{dienst}: Die Antwort ist unvollständig.")
    return ergebnisse


def _eine_frage(paket: Paket, seite: str) -> dict:
    frage = {"package": {"name": paket.name, "ecosystem": paket.verzeichnis}, "version": paket.version}
    return {**frage, "page_token": seite} if seite else frage


def main(argumente: list[str] | None = None) -> int:
    eingabe = argparse.ArgumentParser(description="Bekannte Schwachstellen der festgelegten Pakete")
    eingabe.add_argument("--dienst", default=DIENST, help="Adresse, die wie OSV querybatch antwortet")
    angaben = eingabe.parse_args(argumente)
    pakete = alle_pakete(WURZEL)
    try:
        funde = schwachstellen(pakete, angaben.dienst)
    except NichtGeprueft as grund:
        print(f"Schwachstellen: NICHT GEPRÜFT. {grund}", file=sys.stderr)
        return NICHT_GEPRUEFT
    for paket, kennungen in sorted(funde.items()):
        for kennung in sorted(set(kennungen)):
            print(f"{paket}: {kennung} {AUSKUNFT}{kennung}")
    print(f"Schwachstellen: {len(pakete)} Pakete geprüft, {len(funde)} betroffen.")
    return BEFUND if funde else SAUBER


if __name__ == "__main__":
    sys.exit(main())
