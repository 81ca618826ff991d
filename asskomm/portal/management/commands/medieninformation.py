import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from asskomm.core import clock
from asskomm.core.befehl import Befehl
from asskomm.core.errors import Ablehnung
from asskomm.portal.documents.medieninformation import pdf_zu
from asskomm.portal.presse.fassung import fassung_zu
from vereinbarungen.enums import VereinbarungStatus
from vereinbarungen.models import Vereinbarung
from vereinbarungen.nummern import voraussichtliche_nummer

FALSCHER_AUFRUF = 2


class Command(Befehl):
    help = "Schreibt den Entwurf der Medieninformation zur Vereinbarung mit dieser (auch voraussichtlichen) Nummer."

    def add_arguments(self, parser: CommandParser) -> None:
        # Geprüft wird in handle: Die Meldungen von argparse selbst wären englisch.
        parser.add_argument("nummer", nargs="?", default="", metavar="NUMMER", help="laufende Nummer, z. B. 50")
        parser.add_argument("--out", default="", metavar="DATEI.pdf", help="Ziel der PDF-Datei")

    def handle(self, *args: Any, **optionen: Any) -> None:
        nummer, ziel = str(optionen["nummer"]), str(optionen["out"])
        if not nummer or not ziel:
            raise CommandError("Aufruf: medieninformation NUMMER --out DATEI.pdf", returncode=FALSCHER_AUFRUF)
        if not nummer.isascii() or not nummer.isdigit() or not 0 < int(nummer[:9]) == int(nummer):
            raise CommandError(f"„{nummer}“ ist keine laufende Nummer.", returncode=FALSCHER_AUFRUF)
        fassung = fassung_zu(vereinbarung=_vereinbarung(int(nummer)), jetzt=clock.now())
        _schreibe(Path(ziel), pdf_zu(fassung))
        self.stdout.write(f"{ziel}: {fassung.titel}")
        for hinweis in fassung.hinweise:
            self.stdout.write(f"Hinweis: {hinweis}")


def _vereinbarung(nummer: int) -> Vereinbarung:
    vorhanden = Vereinbarung.objects.filter(laufende_nr=nummer).first()
    if vorhanden is not None:
        if vorhanden.status == VereinbarungStatus.ANNULLIERT:
            raise Ablehnung(f"Die Vereinbarung Nr. {nummer} ist nichtig (Fehleintrag); dazu gibt es keinen Pressetext.")
        return vorhanden
    for geplante in Vereinbarung.objects.kooperationsvereinbarungen().geplant().order_by("geplant_am", "pk"):
        if voraussichtliche_nummer(geplante) == nummer:
            return geplante
    raise Ablehnung(f"Eine Vereinbarung mit der Nummer {nummer} gibt es nicht, auch keine geplante.")


def _schreibe(ziel: Path, inhalt: bytes) -> None:
    """All or nothing: a file that is there stays until the new one is complete."""
    try:
        if ziel.is_dir():
            raise IsADirectoryError
        kennung, name = tempfile.mkstemp(dir=ziel.parent, suffix=".pdf")
        with os.fdopen(kennung, "wb") as datei:
            datei.write(inhalt)
        Path(name).chmod(0o644)
        Path(name).replace(ziel)
    except IsADirectoryError:
        raise Ablehnung(f"{ziel} ist ein Ordner; bitte einen Dateinamen angeben.") from None
    except FileNotFoundError:
        raise Ablehnung(f"Den Ordner {ziel.parent} gibt es nicht.") from None
    except OSError:
        raise Ablehnung(f"{ziel} lässt sich nicht schreiben.") from None
