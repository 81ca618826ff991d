"""Grants and budgets as dated facts."""

import datetime as dt
from decimal import Decimal
from typing import Any

from asskomm.core.stichtag import UngefaehresDatum
from foerderung.models import Haushaltsansatz, Zuwendung
from foerderung.services.zuwendungen import record_zuwendung
from tests.factories.vereinbarungen import JETZT, gemeinde


def zuwendung(kommune: Any = None, *, jahr: int = 2023, am: str = "01.03.2023", **felder: Any) -> Zuwendung:
    felder.setdefault("jetzt", JETZT)
    tag = UngefaehresDatum.lies(am)
    return record_zuwendung(kommune=kommune or gemeinde(), foerderjahr=jahr, am=tag, by=None, **felder)


def ansatz(jahr: int = 2023, betrag: str = "1100000", *, jetzt: dt.datetime = JETZT) -> Haushaltsansatz:
    return Haushaltsansatz.objects.create(jahr=jahr, betrag=Decimal(betrag), quelle="Test", erfasst_zeitpunkt=jetzt)
