from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail

from asskomm.core import clock
from asskomm.core.befehl import Befehl
from asskomm.core.errors import Ablehnung
from asskomm.core.protokoll.siegel import Siegel, make_siegel

_TEXT = """Siegel des Protokolls von {base_url}

{zeile}

Bitte bewahren Sie diese E-Mail auf. Wer das Protokoll später prüft, speichert die Zeile mit den geschweiften Klammern
in eine Datei und ruft auf: manage.py pruefe_protokoll --siegel DATEI
"""


class Command(Befehl):
    help = "Druckt das Siegel: den Kopf des Protokolls, der außerhalb des Systems aufbewahrt wird (eine Zeile JSON)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--datei", metavar="DATEI", help="hängt das Siegel an diese Datei an")
        parser.add_argument(
            "--mail",
            metavar="ADRESSE",
            nargs="?",
            const=settings.SIEGEL_EMAIL,
            help="schickt das Siegel an diese Adresse (ohne Angabe: SIEGEL_EMAIL)",
        )

    def handle(self, *args: Any, **optionen: Any) -> None:
        siegel = make_siegel(jetzt=clock.now())
        if optionen["datei"]:
            _haenge_an(optionen["datei"], siegel)
        if optionen["mail"] is not None:
            _sende(optionen["mail"], siegel)
        self.stdout.write(siegel.als_zeile())


def _haenge_an(datei: str, siegel: Siegel) -> None:
    try:
        with Path(datei).open("a", encoding="utf-8") as ziel:
            ziel.write(f"{siegel.als_zeile()}\n")
    except OSError as fehler:
        raise Ablehnung(f"Das Siegel lässt sich nicht nach {datei} schreiben: {fehler}") from None


def _sende(adresse: str, siegel: Siegel) -> None:
    if not adresse:
        raise Ablehnung("Bitte geben Sie hinter --mail eine Adresse an oder setzen Sie SIEGEL_EMAIL.")
    text = _TEXT.format(base_url=siegel.base_url, zeile=siegel.als_zeile())
    try:
        send_mail(f"ASSKomm-Portal: Siegel des Protokolls, Eintrag {siegel.nr}", text, None, [adresse])
    except OSError as fehler:
        raise Ablehnung(f"Das Siegel ließ sich nicht an {adresse} schicken: {fehler}") from None
