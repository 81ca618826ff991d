"""Coaching and security analyses: creation and participants; their steps are taken by the workflow engine."""

import datetime as dt
from collections.abc import Iterable

from asskomm.core import workflow
from asskomm.core.datenstand import mark_changed
from asskomm.core.models import User
from asskomm.core.protokoll import vorgang
from asskomm.core.stichtag import UngefaehresDatum
from kommunen.models import Kommune

from ..enums import COACHING_BEENDET, Analyseformat
from ..models import Analysemodul, Coachingprozess, Sicherheitsanalyse
from ..pruefung import beginn_gruende, bestehen_gruende, beteiligte_gruende, heute, recht_gruende, refuse


@vorgang
def create_coaching(
    *,
    kommune: Kommune,
    by: User | None,
    jetzt: dt.datetime,
    wirksam: UngefaehresDatum | None = None,
    anliegen: str = "",
    traeger: str = "",
    ansprechstelle: str = "",
    notiz: str = "",
    quelle: str = "",
    fiktiv: bool = False,
) -> Coachingprozess:
    """A request for coaching; a second process beside an unfinished one of the same Kommune is refused."""
    gruende = recht_gruende(by, "vereinbarungen.work_coaching")
    gruende += beginn_gruende(wirksam, jetzt)
    gruende += bestehen_gruende([kommune], wirksam.am if wirksam else heute(jetzt))
    Kommune.objects.select_for_update().get(pk=kommune.pk)  # a second request for it waits here
    if Coachingprozess.objects.filter(kommune=kommune).exclude(status__in=COACHING_BEENDET).exists():
        gruende.append(f"Für {kommune} gibt es schon einen laufenden Coachingprozess.")
    refuse(gruende)
    prozess = Coachingprozess.objects.create(
        kommune=kommune,
        anliegen=anliegen,
        traeger=traeger,
        ansprechstelle=ansprechstelle,
        notiz=notiz,
        quelle=quelle,
        fiktiv=fiktiv,
    )
    workflow.enter_start(objekt=prozess, by=by, jetzt=jetzt, wirksam=wirksam)
    return prozess


@vorgang
def create_analyse(
    *,
    bezeichnung: str,
    kommunen: Iterable[Kommune],
    by: User | None,
    jetzt: dt.datetime,
    wirksam: UngefaehresDatum | None = None,
    format: str = Analyseformat.VOLLANALYSE,
    module: Iterable[Analysemodul] = (),
    auftragnehmer: str = "",
    notiz: str = "",
    quelle: str = "",
    fiktiv: bool = False,
) -> Sicherheitsanalyse:
    """A full analysis, or a modular one with its modules; one analysis of several Kommunen counts once."""
    kommunen, module = list(dict.fromkeys(kommunen)), list(module)
    gruende = recht_gruende(by, "vereinbarungen.work_analyse")
    if not bezeichnung.strip():
        gruende.append("Bitte geben Sie eine Bezeichnung an.")
    if not kommunen:
        gruende.append("Bitte wählen Sie mindestens eine Kommune.")
    gruende += beginn_gruende(wirksam, jetzt)
    gruende += bestehen_gruende(kommunen, wirksam.am if wirksam else heute(jetzt))
    if module and format != Analyseformat.MODULAR:
        gruende.append("Module gehören nur zu einer modularen Analyse.")
    refuse(gruende)
    analyse = Sicherheitsanalyse.objects.create(
        bezeichnung=bezeichnung.strip(),
        format=format,
        auftragnehmer=auftragnehmer,
        notiz=notiz,
        quelle=quelle,
        fiktiv=fiktiv,
    )
    analyse.kommunen.set(kommunen)
    analyse.module.set(module)
    workflow.enter_start(objekt=analyse, by=by, jetzt=jetzt, wirksam=wirksam)
    return analyse


@vorgang
def set_analyse_kommunen(
    *, analyse: Sicherheitsanalyse, kommunen: Iterable[Kommune], by: User | None, jetzt: dt.datetime
) -> None:
    """Replaces the participants of an analysis; once accepted it counts for them, so they stay as they are."""
    gesperrt = Sicherheitsanalyse.objects.select_for_update().get(pk=analyse.pk)
    neue = list(dict.fromkeys(kommunen))
    gruende = recht_gruende(by, "vereinbarungen.work_analyse", gesperrt)
    gruende += beteiligte_gruende(gesperrt)
    if not neue:
        gruende.append("Mindestens eine Kommune muss beteiligt bleiben.")
    schon = set(gesperrt.kommunen.values_list("pk", flat=True))
    gruende += bestehen_gruende([k for k in neue if k.pk not in schon], heute(jetzt))
    refuse(gruende)
    gesperrt.kommunen.set(neue)
    mark_changed()
