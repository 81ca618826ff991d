"""Dated facts behind the figures, made by the services; `jetzt` is the moment of entry."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from asskomm.core import workflow
from asskomm.core.stichtag import UngefaehresDatum
from kommunen.models import Beratung, EngeZusammenarbeit, KommunalerPraeventionsrat, Kommune
from kommunen.services.kpr import take_over_kpr
from kommunen.services.tatsachen import record_beratung, start_enge_zusammenarbeit
from tests.factories.foerderung import ansatz, zuwendung
from tests.factories.vereinbarungen import JETZT, gemeinde
from vereinbarungen.enums import AnalyseStatus, CoachingStatus, VereinbarungArt
from vereinbarungen.models import Coachingprozess, Sicherheitsanalyse, Vereinbarung
from vereinbarungen.services.bestand import take_over_vereinbarung


def tag(text: str) -> UngefaehresDatum:
    return UngefaehresDatum.lies(text)


def beraten(kommune: Kommune | None = None, am: str = "24.04.2023", jetzt: dt.datetime = JETZT) -> Beratung:
    return record_beratung(kommune=kommune or gemeinde(), am=tag(am), by=None, jetzt=jetzt)


def eng(kommune: Kommune | None = None, seit: str = "24.04.2023", jetzt: dt.datetime = JETZT) -> EngeZusammenarbeit:
    return start_enge_zusammenarbeit(kommune=kommune or gemeinde(), seit=tag(seit), by=None, jetzt=jetzt)


def rat(
    kommune: Kommune | None = None, am: str = "24.04.2023", status: str = "KONSTITUIERT", jetzt: dt.datetime = JETZT
) -> KommunalerPraeventionsrat:
    return take_over_kpr(
        kommune=kommune or gemeinde(), status=status, wirksam=tag(am), quelle="Test", by=None, jetzt=jetzt
    )


def vereinbart(*kommunen: Kommune, am: str = "24.04.2023", jetzt: dt.datetime = JETZT, **felder: Any) -> Vereinbarung:
    felder.setdefault("art", VereinbarungArt.KOOPERATIONSVEREINBARUNG)
    bodies = kommunen or (gemeinde(),)
    name = felder.pop("bezeichnung", str(bodies[0]))
    return take_over_vereinbarung(bezeichnung=name, kommunen=bodies, in_kraft=tag(am), by=None, jetzt=jetzt, **felder)


def gecoacht(kommune: Kommune | None = None, am: str = "24.04.2023", jetzt: dt.datetime = JETZT) -> Coachingprozess:
    prozess = Coachingprozess.objects.create(kommune=kommune or gemeinde())
    _uebernimm(prozess, CoachingStatus.AKTIV, am, jetzt)
    return prozess


def analysiert(
    *kommunen: Kommune, am: str = "24.04.2023", status: str = AnalyseStatus.ABGENOMMEN, jetzt: dt.datetime = JETZT
) -> Sicherheitsanalyse:
    analyse = Sicherheitsanalyse.objects.create(bezeichnung="Analyse")
    analyse.kommunen.set(kommunen or [gemeinde()])
    _uebernimm(analyse, status, am, jetzt)
    return analyse


def _uebernimm(objekt: Any, status: str, am: str, jetzt: dt.datetime) -> None:
    workflow.take_over(objekt=objekt, status=status, by=None, jetzt=jetzt, wirksam=tag(am), grund="Test")


def zustand(objekt: Any, status: str, am: str, jetzt: dt.datetime = JETZT) -> None:
    """One more step of an object, taken over."""
    _uebernimm(objekt, status, am, jetzt)


def bestand_mit(anzahl: int, kommunen: Sequence[Kommune] = (), *, ab: int = 0) -> None:
    """So many rows of every kind of fact, each for another municipality; `ab`: how many there are already."""
    for i in range(anzahl):
        k = kommunen[i] if i < len(kommunen) else gemeinde()
        for erzeuge in (beraten, eng, rat, vereinbart, gecoacht, analysiert):
            erzeuge(k)
        zuwendung(k)
        ansatz(2023 + ab + i)
