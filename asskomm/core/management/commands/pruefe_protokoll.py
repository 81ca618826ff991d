from argparse import ArgumentParser
from typing import Any

from asskomm.core.befehl import Befehl
from asskomm.core.protokoll.luecken import teile_auf
from asskomm.core.protokoll.pruefung import pruefe
from asskomm.core.protokoll.siegel import lies_siegeldatei


class Command(Befehl):
    help = "Prüft das Protokoll und nennt den ersten beschädigten Eintrag. Befund: Rückgabewert 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--siegel", metavar="DATEI", help="Siegel des Befehls siegel, eines je Zeile; auch ältere gelten"
        )

    def handle(self, *args: Any, **optionen: Any) -> None:
        siegel = lies_siegeldatei(optionen["siegel"]) if optionen["siegel"] else []
        ergebnis = pruefe(siegel=siegel)
        if ergebnis.befund:
            self.stdout.write(ergebnis.befund)
            self.stdout.write(f"Geprüft und unversehrt: {ergebnis.anzahl} Einträge davor.")
            raise SystemExit(1)
        self.stdout.write(f"Das Protokoll ist unversehrt: {ergebnis.anzahl} Einträge.")
        for eines in teile_auf(siegel)[0]:
            self.stdout.write(f"Das Siegel vom {eines.zeitpunkt} (Eintrag {eines.nr}) stimmt.")
        for luecke in ergebnis.luecken:
            self.stdout.write(luecke)
        if ergebnis.luecken:
            raise SystemExit(1)
