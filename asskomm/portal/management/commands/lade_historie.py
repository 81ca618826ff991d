from typing import Any

from asskomm.core import clock
from asskomm.core.befehl import Befehl
from asskomm.portal.bestandsdaten import lies_daten
from asskomm.portal.services.historie import load_historie


class Command(Befehl):
    help = "Lädt die veröffentlichten, datierten Tatsachen mit ihren Quellen; wiederholbar."

    def handle(self, *args: Any, **options: Any) -> None:
        neu = load_historie(daten=lies_daten("historie.json"), by=None, jetzt=clock.now())
        for was, anzahl in neu.items():
            self.stdout.write(f"{was}: {anzahl} neu")
        self.stdout.write("Historie geladen." if neu else "keine Änderung")
