from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from asskomm.core.befehl import Befehl
from asskomm.core.errors import Ablehnung
from asskomm.core.protokoll.pruefung import pruefe
from asskomm.core.protokoll.siegel import Siegel, lies_siegel


class Command(Befehl):
    help = "Prüft das Protokoll und nennt den ersten beschädigten Eintrag. Befund: Rückgabewert 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--siegel", metavar="DATEI", help="Siegel des Befehls siegel, eines je Zeile; auch ältere gelten"
        )

    def handle(self, *args: Any, **optionen: Any) -> None:
        siegel = _lies(optionen["siegel"]) if optionen["siegel"] else []
        ergebnis = pruefe(siegel=siegel)
        if ergebnis.befund:
            self.stdout.write(ergebnis.befund)
            self.stdout.write(f"Geprüft und unversehrt: {ergebnis.anzahl} Einträge davor.")
            raise SystemExit(1)
        self.stdout.write(f"Das Protokoll ist unversehrt: {ergebnis.anzahl} Einträge.")
        for eines in siegel:
            self.stdout.write(f"Das Siegel vom {eines.zeitpunkt} (Eintrag {eines.nr}) stimmt.")


def _lies(datei: str) -> list[Siegel]:
    try:
        return lies_siegel(Path(datei).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fehler:
        raise Ablehnung(f"Die Datei {datei} ist nicht lesbar: {fehler}") from None
