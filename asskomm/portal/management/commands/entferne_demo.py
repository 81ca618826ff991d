from typing import Any

from asskomm.core import clock
from asskomm.core.befehl import Befehl
from asskomm.portal.bestandsdaten import lies_daten
from asskomm.portal.services.demo_ende import remove_demo


class Command(Befehl):
    help = "Entfernt alles, was als fiktiv gekennzeichnet ist."

    def handle(self, *args: Any, **options: Any) -> None:
        anzahl = remove_demo(daten=lies_daten("demo.json"), by=None, jetzt=clock.now())
        for was, zahl in sorted(anzahl.items()):
            self.stdout.write(f"{was}: {zahl} entfernt")
        self.stdout.write("Demodaten entfernt." if anzahl else "Es gibt keine Demodaten.")
