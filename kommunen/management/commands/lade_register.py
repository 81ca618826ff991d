from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import IntegrityError

from asskomm.core import clock
from asskomm.core.befehl import Befehl
from asskomm.core.errors import Ablehnung
from kommunen.models import Kommune
from kommunen.register.pruefung import lies_register
from kommunen.services.register import Ladebericht, load_register

DATEN = Path(__file__).resolve().parents[2] / "daten"


class Command(Befehl):
    help = "Lädt das Register der Kommunen; wiederholbar, nennt jede Änderung."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--verzeichnis", type=Path, default=DATEN, help="Ordner mit den Registerdateien")
        parser.add_argument("--vorschau", action="store_true", help="zeigt nur, was sich ändern würde")

    def handle(self, *args: Any, verzeichnis: Path, vorschau: bool, **options: Any) -> None:
        register = lies_register(verzeichnis, Kommune.objects.bekannte_ags())
        try:
            bericht = load_register(register=register, by=None, jetzt=clock.now(), vorschau=vorschau)
        except IntegrityError as e:
            raise Ablehnung(
                "Während des Ladens hat jemand anders dieselben Zeilen geändert; es wurde nichts gespeichert. "
                "Bitte noch einmal starten."
            ) from e
        self._berichte(bericht, vorschau)

    def _berichte(self, bericht: Ladebericht, vorschau: bool) -> None:
        for zeile in bericht.zeilen:
            self.stdout.write(zeile)
        for was, anzahl in bericht.neu.items():
            self.stdout.write(f"{was}: {anzahl} neu")
        for hinweis in bericht.hinweise:
            self.stdout.write(f"Hinweis: {hinweis}")
        if not bericht.hat_aenderungen:
            self.stdout.write("keine Änderung")
        elif vorschau:
            self.stdout.write("Vorschau: nichts gespeichert.")
        else:
            self.stdout.write("Register geladen.")
