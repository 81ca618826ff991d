from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from asskomm.core import clock
from asskomm.core.befehl import Befehl
from asskomm.core.errors import Ablehnung
from asskomm.core.stichtag import lies_tag
from asskomm.portal.presse.pruefung import massstab, pruefe_text

FALSCHER_AUFRUF = 2
_HOECHSTENS_BYTE = 2_000_000
# What a text never contains; most binary files do.
_STEUERZEICHEN = frozenset(range(32)) - {9, 10, 12, 13}


class Command(Befehl):
    help = "Prüft die Zahlen und Anteile eines Textes gegen den Stand eines Tages; Befunde je Zeile, dann Ende mit 1."

    def add_arguments(self, parser: CommandParser) -> None:
        # Geprüft wird in handle: Die Meldungen von argparse selbst wären englisch.
        parser.add_argument("datei", nargs="?", default="", metavar="DATEI", help="Textdatei in UTF-8")
        parser.add_argument("--stichtag", default="", help="Tag, z. B. 2023-04-25 oder 25.04.2023")

    def handle(self, *args: Any, **optionen: Any) -> None:
        if not optionen["datei"] or not optionen["stichtag"]:
            raise CommandError("Aufruf: pruefe_text DATEI --stichtag 2023-04-25", returncode=FALSCHER_AUFRUF)
        try:
            stichtag = lies_tag(optionen["stichtag"])
        except ValueError as fehler:
            raise CommandError(f"--stichtag: {fehler}", returncode=FALSCHER_AUFRUF) from None
        pfad = Path(optionen["datei"])
        if not pfad.exists():
            raise CommandError(f"Die Datei {pfad} gibt es nicht.", returncode=FALSCHER_AUFRUF)
        text = _lies(pfad)
        befunde = pruefe_text(text, gegen=massstab(stichtag=stichtag, wissensstand=clock.now()))
        for befund in befunde:
            self.stdout.write(str(befund))
        if befunde:
            raise SystemExit(1)
        self.stdout.write(f"Keine Beanstandung: alle erkannten Zahlen stimmen zum {stichtag:%d.%m.%Y}.")


def _lies(pfad: Path) -> str:
    """The text of the file, or Ablehnung with the reason."""
    try:
        if pfad.stat().st_size > _HOECHSTENS_BYTE:
            raise Ablehnung(f"Die Datei {pfad} ist zu groß für einen Pressetext (höchstens 2 MB).")
        roh = pfad.read_bytes()
    except OSError as fehler:
        raise Ablehnung(f"Die Datei {pfad} lässt sich nicht lesen: {_grund(fehler)}.") from None
    if not roh.strip():
        raise Ablehnung(f"Die Datei {pfad} ist leer.")
    if _STEUERZEICHEN & set(roh[:4096]):
        raise Ablehnung(f"Die Datei {pfad} ist keine Textdatei. Bitte den Text als .txt in UTF-8 speichern.")
    try:
        return roh.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Ablehnung(
            f"Die Datei {pfad} ist nicht in UTF-8 gespeichert (vielleicht Windows-1252). Bitte als UTF-8 speichern."
        ) from None


def _grund(fehler: OSError) -> str:
    if isinstance(fehler, IsADirectoryError):
        return "Das ist ein Ordner"
    if isinstance(fehler, PermissionError):
        return "Die Rechte fehlen"
    return "Lesefehler"
