from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from asskomm.core import clock
from asskomm.core.befehl import Befehl
from asskomm.core.sicherung.sichern import sichere


class Command(Befehl):
    help = (
        "Sichert Datenbank und Dateien in ein Archiv mit Prüfsummen, im laufenden Betrieb. "
        "Fehlende oder veränderte Dateien: Rückgabewert 1, das Archiv ist trotzdem vollständig geschrieben."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("datei", metavar="DATEI", help="neue Datei, z. B. /sicherung/asskomm-2026-11-26.tar")

    def handle(self, *args: Any, **optionen: Any) -> None:
        ziel = Path(optionen["datei"])
        sicherung = sichere(ziel=ziel, jetzt=clock.now())
        manifest = sicherung.manifest
        zeilen = sum(t.zeilen for t in manifest.tabellen)
        self.stdout.write(
            f"Gesichert nach {ziel}: {zeilen} Zeilen in {len(manifest.tabellen)} Tabellen, "
            f"{len(manifest.dateien)} Dateien, {sicherung.groesse} Byte."
        )
        self.stdout.write(f"Protokoll bis Eintrag {manifest.protokoll_nr}. Prüfsumme: {sicherung.pruefsumme}")
        for befund in manifest.befunde:
            self.stdout.write(f"- {befund}")
        if manifest.befunde:
            raise SystemExit(1)
