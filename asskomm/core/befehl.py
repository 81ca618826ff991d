"""The base of our management commands: German text on stderr, exit status 1 for a refusal, 2 for wrong usage."""

import os
import re
import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from .errors import Ablehnung

HOECHSTENS = 200
FALSCHER_AUFRUF = 2

# argparse speaks English only; what it can say about an argument, in German.
_MELDUNGEN = (
    (r"the following arguments are required: (.+)", r"Es fehlt: \1."),
    (r"unrecognized arguments: (.+)", r"Unbekannte Angabe: \1."),
    (r"argument (.+): expected one argument", r"\1: Es fehlt der Wert."),
    (r"argument (.+): ignored explicit argument (.+)", r"\1 hat keinen Wert; angegeben ist \2."),
    (r"argument (.+): invalid \w+ value: (.+)", r"\1: \2 ist kein gültiger Wert."),
    (r"argument (.+): invalid choice: (.+) \(choose from (.+)\)", r"\1: \2 gibt es nicht. Möglich sind: \3."),
    (r"ambiguous option: (.+) could match (.+)", r"\1 ist nicht eindeutig: \2."),
)


class _Leser(CommandParser):
    def error(self, message: str) -> NoReturn:
        if not self.called_from_command_line:
            super().error(message)
        name = self.prog.removeprefix("manage.py ")
        sys.stderr.write(f"{_deutsch(message)} Die Angaben zu {name} zeigt: manage.py {name} --help\n")
        raise SystemExit(FALSCHER_AUFRUF)


def _deutsch(meldung: str) -> str:
    for muster, text in _MELDUNGEN:
        if treffer := re.fullmatch(muster, meldung, re.DOTALL):
            return treffer.expand(text)
    return f"Falscher Aufruf: {meldung}."


class Befehl(BaseCommand):
    def create_parser(self, prog_name: str, subcommand: str, **angaben: Any) -> CommandParser:
        leser = super().create_parser(prog_name, subcommand, **angaben)
        leser.__class__ = _Leser  # Django offers no other place to name the class of the parser
        return leser

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            try:
                return super().execute(*args, **options)
            finally:
                self.stdout.flush()
        except BrokenPipeError:
            _verstumme()
            return None
        except Ablehnung as ablehnung:
            for grund in ablehnung.gruende[:HOECHSTENS]:
                self.stderr.write(grund)
            if (weitere := len(ablehnung.gruende) - HOECHSTENS) > 0:
                self.stderr.write(f"… und {weitere} weitere Befunde.")
            raise SystemExit(1) from None


def _verstumme() -> None:
    """The reader has seen enough (`… | head -1`): done, and Python shall not complain when it closes the pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
