import csv
import json
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError, CommandParser

from asskomm.core import clock
from asskomm.core.befehl import Befehl
from asskomm.core.stichtag import als_text, lies_tag, lies_wissensstand
from asskomm.portal import stats
from asskomm.portal.enums import Gliederung
from asskomm.portal.kennzahlen.bestand import Faktenbestand
from asskomm.portal.kennzahlen.tabelle import Tabelle, kennzahlen_tabelle

FORMATE = ("text", "json", "csv")
FALSCHER_AUFRUF = 2


class Command(Befehl):
    help = "Die Kennzahlen zu einem Stichtag, auch gegliedert."

    def add_arguments(self, parser: CommandParser) -> None:
        # Geprüft wird in handle: Die Meldungen von argparse selbst wären englisch.
        parser.add_argument("--stichtag", default="", help="Tag, z. B. 2023-04-24 oder 24.04.2023")
        parser.add_argument(
            "--wissensstand", default="", help="was bis dahin erfasst war (Tag oder Zeitpunkt); ohne Angabe: jetzt"
        )
        parser.add_argument("--nach", default="", help=f"Gliederung: {', '.join(Gliederung.values)}")
        parser.add_argument("--format", default="text", help=f"Ausgabe: {', '.join(FORMATE)}")

    def handle(self, *args: Any, **optionen: Any) -> None:
        if not optionen["stichtag"]:
            raise CommandError("Bitte geben Sie den Tag an: --stichtag 2023-04-24.", returncode=FALSCHER_AUFRUF)
        stichtag = _lies("--stichtag", lies_tag, optionen["stichtag"])
        wissensstand = clock.now()
        if optionen["wissensstand"]:
            wissensstand = _lies("--wissensstand", lies_wissensstand, optionen["wissensstand"])
        _check_auswahl("--format", optionen["format"], FORMATE)
        if optionen["nach"]:
            _check_auswahl("--nach", optionen["nach"], Gliederung.values)
        bestand = Faktenbestand.load(stichtag=stichtag)
        angaben: dict[str, Any] = {"stichtag": stichtag, "wissensstand": wissensstand, "bestand": bestand}
        ergebnis: stats.Kennzahlen | stats.Aufgliederung
        if optionen["nach"]:
            ergebnis = stats.aufgliederung(nach=optionen["nach"], **angaben)
        else:
            ergebnis = stats.compute_kennzahlen(**angaben)
        self._write(optionen["format"], ergebnis, fiktiv=bestand.enthaelt_fiktives)

    def _write(self, wie: str, ergebnis: Any, *, fiktiv: bool) -> None:
        tabelle = kennzahlen_tabelle(ergebnis, fiktiv=fiktiv)
        if wie == "json":
            self.stdout.write(json.dumps({**ergebnis.as_json(), "fiktiv": fiktiv}, ensure_ascii=False, indent=2))
        elif wie == "csv":
            csv.writer(self.stdout, delimiter=";", lineterminator="\n").writerows([tabelle[0], *tabelle[1]])
        else:
            self._write_text(ergebnis, tabelle, fiktiv)

    def _write_text(self, ergebnis: Any, tabelle: Tabelle, fiktiv: bool) -> None:
        stand = stats.wissensstand_text(ergebnis.wissensstand)
        self.stdout.write(f"Kennzahlen zum {als_text(ergebnis.stichtag)}, Wissensstand {stand}")
        if fiktiv:
            self.stdout.write("Achtung: Der Bestand enthält fiktive Daten.")
        # Stichtag, Wissensstand und Kennzeichen stehen schon darüber.
        zeilen = [zeile[:-3] for zeile in [tabelle[0], *tabelle[1]]]
        breiten = [max(len(str(zeile[i])) for zeile in zeilen) for i in range(len(zeilen[0]))]
        for zeile in zeilen:
            paare = zip(zeile, breiten, strict=True)
            self.stdout.write("  ".join(f"{w:>{b}}" if isinstance(w, int) else f"{w:<{b}}" for w, b in paare).rstrip())
        if hinweis := getattr(ergebnis, "hinweis", ""):
            self.stdout.write(hinweis)


def _lies(name: str, lies: Callable[[str], Any], text: str) -> Any:
    try:
        return lies(text)
    except ValueError as fehler:
        raise CommandError(f"{name}: {fehler}", returncode=FALSCHER_AUFRUF) from None


def _check_auswahl(name: str, wert: str, erlaubt: tuple[str, ...] | list[str]) -> None:
    if wert not in erlaubt:
        liste = ", ".join(erlaubt)
        raise CommandError(f"{name}: „{wert}“ gibt es nicht. Möglich sind: {liste}.", returncode=FALSCHER_AUFRUF)
