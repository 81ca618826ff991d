"""Kinds of work for the tests of the worker."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.management import call_command

from asskomm.core.arbeitsarten import Arbeitsart
from asskomm.core.models import Arbeitslauf, Nummernkreis, User
from asskomm.core.services.arbeitslauf import start_arbeitslauf

JETZT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
RECHT = "core.steer_arbeitslauf"


def je_posten(arbeit: Callable[..., str], name: str = "probe") -> Arbeitsart:
    return Arbeitsart(name, RECHT, je_posten=arbeit)


def im_ganzen(arbeit: Callable[..., dict[str, Any]], *, schreibt: bool = True) -> Arbeitsart:
    return Arbeitsart("probe", RECHT, im_ganzen=arbeit, schreibt=schreibt)


def lauf_mit(by: User, *, posten: int = 3, art: str = "probe", titel: str = "Probe") -> Arbeitslauf:
    zeilen = [(f"Gegenstand {nr}", {"nr": nr}, "") for nr in range(1, posten + 1)]
    return start_arbeitslauf(art=art, titel=titel, posten=zeilen, by=by, jetzt=JETZT)


def arbeite() -> None:
    call_command("arbeite", "--einmal")


def ergebnisse(lauf: Arbeitslauf) -> list[tuple[str, str]]:
    return list(lauf.posten.order_by("nr").values_list("stand", "meldung"))


def gezogen() -> int:
    """How many numbers the work has drawn and kept."""
    return sum(Nummernkreis.objects.filter(schluessel="probe").values_list("letzte_nr", flat=True))
