"""Associations and prevention councils; municipalities and Landkreise stand in tests/factories/vereinbarungen."""

import datetime as dt
from typing import Any

from asskomm.core.stichtag import UngefaehresDatum
from kommunen.enums import KommuneArt
from kommunen.models import KommunalerPraeventionsrat, Kommune, Mitgliedschaft
from kommunen.services.kpr import create_kpr, step_kpr
from tests.factories.vereinbarungen import JETZT, gemeinde


def verband(*mitglieder: Kommune, von: dt.date | None = None, bis: dt.date | None = None, **felder: Any) -> Kommune:
    felder.setdefault("art", KommuneArt.VERWALTUNGSVERBAND)
    v = gemeinde(**felder)
    for mitglied in mitglieder:
        Mitgliedschaft.objects.create(verband=v, mitglied=mitglied, gueltig_von=von, gueltig_bis=bis)
    return v


def kpr(kommune: Kommune, *, seit: str = "01.03.2020", uebergang: str = "konstituieren") -> KommunalerPraeventionsrat:
    tag = UngefaehresDatum.lies(seit)
    rat = create_kpr(kommune=kommune, geplant=tag, by=None, jetzt=JETZT)
    step_kpr(kpr=rat, uebergang=uebergang, wirksam=tag, by=None, jetzt=JETZT)
    return rat
