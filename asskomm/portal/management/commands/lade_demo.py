from typing import Any

from asskomm.core import clock
from asskomm.core.befehl import Befehl
from asskomm.portal.bestandsdaten import lies_daten
from asskomm.portal.services.demo import load_demo

_ZEILE = "  {:<28} {:<17} {:<33} {:<6} {}"


class Command(Befehl):
    help = "Lädt fiktive Daten und Konten; nur auf einen Bestand aus lade_register und lade_historie."

    def handle(self, *args: Any, **options: Any) -> None:
        zugaenge = load_demo(
            daten=lies_daten("demo.json"), historie=lies_daten("historie.json"), by=None, jetzt=clock.now()
        )
        self.stdout.write("Demodaten geladen; alle sind als fiktiv gekennzeichnet. entferne_demo löscht sie.")
        self.stdout.write("Zugänge (werden nur jetzt angezeigt). Wo ein TOTP-Geheimnis steht, gehört es in die App:")
        self.stdout.write(_ZEILE.format("Anmeldename", "Passwort", "TOTP-Geheimnis", "Rolle", "Organisation").rstrip())
        for z in zugaenge:
            angaben = (z.anmeldename, z.passwort, z.totp or "-", z.rollen, z.organisation)
            self.stdout.write(_ZEILE.format(*angaben).rstrip())
