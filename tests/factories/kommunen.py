"""Associations and prevention councils; municipalities and Landkreise stand in tests/factories/vereinbarungen."""

import datetime as dt
from typing import Any

from asskomm.core.stichtag import UngefaehresDatum
from kommunen.enums import KommuneArt
from kommunen.models import KommunalerPraeventionsrat, Kommune, Mitgliedschaft
from kommunen.services.kpr import create_kpr, step_kpr
from kommunen.services.mitgliedschaften import end_mitgliedschaft, record_mitgliedschaft
from tests.factories.vereinbarungen import JETZT, gemeinde


def mitglied(
    verband: Kommune,
    kommune: Kommune | None = None,
    *,
    von: dt.date | None = None,
    bis: dt.date | None = None,
    jetzt: dt.datetime = JETZT,
) -> Mitgliedschaft:
    m = record_mitgliedschaft(verband=verband, mitglied=kommune or gemeinde(), gueltig_von=von, by=None, jetzt=jetzt)
    return end_mitgliedschaft(mitgliedschaft=m, bis=bis, by=None, jetzt=jetzt) if bis else m


def verband(*mitglieder: Kommune, von: dt.date | None = None, bis: dt.date | None = None, **felder: Any) -> Kommune:
    felder.setdefault("art", KommuneArt.VERWALTUNGSVERBAND)
    jetzt = felder.pop("jetzt", JETZT)
    v = gemeinde(**felder)
    for kommune in mitglieder:
        mitglied(v, kommune, von=von, bis=bis, jetzt=jetzt)
    return v


def kpr(kommune: Kommune, *, seit: str = "01.03.2020", uebergang: str = "konstituieren") -> KommunalerPraeventionsrat:
    tag = UngefaehresDatum.lies(seit)
    rat = create_kpr(kommune=kommune, geplant=tag, by=None, jetzt=JETZT)
    step_kpr(kpr=rat, uebergang=uebergang, wirksam=tag, by=None, jetzt=JETZT)
    return rat
