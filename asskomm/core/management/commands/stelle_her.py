from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from asskomm.core import clock
from asskomm.core.befehl import FALSCHER_AUFRUF, Befehl
from asskomm.core.protokoll.siegel import lies_siegeldatei
from asskomm.core.sicherung.wiederherstellen import Wiederherstellung, stelle_her

_OHNE_SIEGEL = (
    "Achtung: Ohne ein Siegel, das jünger ist als die Sicherung, weiß das Portal nicht, welche Nummern seither "
    "vergeben wurden. Bitte vergleichen Sie die letzten Schreiben und holen Sie das Siegel nach (docs/betrieb.md)."
)


class Command(Befehl):
    help = "Stellt eine Sicherung in einem leeren, migrierten System wieder her: geprüft, ganz oder gar nicht."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("datei", metavar="DATEI", help="Archiv des Befehls sichere")
        parser.add_argument(
            "--siegel",
            metavar="SIEGEL",
            help="Datei mit Siegeln, auch jüngeren als die Sicherung: prüft die Sicherung gegen die älteren und "
            "reserviert die Nummern, die nach der Sicherung vergeben wurden",
        )
        parser.add_argument(
            "--nummer",
            metavar="KREIS=NR",
            action="append",
            default=[],
            help="letzte vergebene Nummer eines Nummernkreises, wenn sie nur vom Papier bekannt ist; mehrfach möglich",
        )

    def handle(self, *args: Any, **optionen: Any) -> None:
        ergebnis = stelle_her(
            quelle=Path(optionen["datei"]),
            siegel=lies_siegeldatei(optionen["siegel"]) if optionen["siegel"] else [],
            nummern=dict(map(_nummer, optionen["nummer"])),
            jetzt=clock.now(),
        )
        self._berichte(ergebnis)

    def _berichte(self, ergebnis: Wiederherstellung) -> None:
        manifest = ergebnis.manifest
        self.stdout.write(
            f"Wiederhergestellt: Stand vom {manifest.zeitpunkt}, {sum(t.zeilen for t in manifest.tabellen)} Zeilen, "
            f"{len(manifest.dateien)} Dateien, Protokoll bis Eintrag {manifest.protokoll_nr}."
        )
        for befund in manifest.befunde:
            self.stdout.write(f"Schon bei der Sicherung: {befund}")
        for eine in ergebnis.reserviert:
            self.stdout.write(str(eine))
        if not ergebnis.juengeres_siegel:
            self.stdout.write(_OHNE_SIEGEL)


def _nummer(text: str) -> tuple[str, int]:
    kreis, _, nr = text.rpartition("=")
    if not kreis or not nr.isdecimal():
        raise CommandError(f"--nummer: „{text}“ hat nicht die Form KREIS=NR.", returncode=FALSCHER_AUFRUF)
    return kreis, int(nr)
