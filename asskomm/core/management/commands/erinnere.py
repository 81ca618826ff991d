import datetime as dt
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import IntegrityError

from asskomm.core import clock
from asskomm.core.befehl import FALSCHER_AUFRUF, Befehl
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Erinnerungsausgang
from asskomm.core.services.erinnerungen import Vorhaben, plan_erinnerungen, send_erinnerungen
from asskomm.core.stichtag import lies_tag

ZU_ZWEIT = "Ein anderer Lauf verschickt gerade dieselben Erinnerungen; dieser hat nichts verschickt."


class Command(Befehl):
    help = "Ermittelt fällige Erinnerungen und stellt sie zum Versand bereit, jede genau einmal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stichtag", default="", metavar="TAG", help="fällig bis zu diesem Tag (sonst heute)")
        parser.add_argument("--vorschau", action="store_true", help="nennt sie nur, eine je Zeile")

    def handle(self, *args: Any, stichtag: str, vorschau: bool, **options: Any) -> None:
        tag = _lies(stichtag) if stichtag else clock.today()
        plan = plan_erinnerungen(stichtag=tag) if vorschau else _verschicke(tag)
        for vorhaben in plan:
            self.stdout.write(str(vorhaben))
        if not vorschau:
            hinaus = sum(v.ausgang == Erinnerungsausgang.VERSCHICKT for v in plan)
            self.stdout.write(f"Bereitgestellt: {hinaus}, nur vermerkt: {len(plan) - hinaus}.")


def _lies(text: str) -> dt.date:
    try:
        return lies_tag(text)
    except ValueError as fehler:
        raise CommandError(f"--stichtag: {fehler}", returncode=FALSCHER_AUFRUF) from None


def _verschicke(tag: dt.date) -> list[Vorhaben]:
    try:
        return send_erinnerungen(stichtag=tag, by=None, jetzt=clock.now())
    except IntegrityError:
        raise Ablehnung(ZU_ZWEIT) from None
