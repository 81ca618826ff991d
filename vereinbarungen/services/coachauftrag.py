"""External coaches: assigned to a process from and until a day. A change of coach is a new row (fachmodell 6.2)."""

import datetime as dt

from django.db.models import Q

from asskomm.core.models import User
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.roles import Rolle

from ..enums import COACHING_BEENDET
from ..models import Coachauftrag, Coachingprozess
from ..pruefung import recht_gruende, refuse

RECHT = "vereinbarungen.work_coaching"


@vorgang
def assign_coach(
    *, prozess: Coachingprozess, coach: User, gueltig_von: dt.date, by: User | None, jetzt: dt.datetime
) -> Coachauftrag:
    """From that day on the coach sees this coaching, and nothing else. Ablehnung: no coach, over, already assigned."""
    gesperrt = Coachingprozess.objects.select_for_update().get(pk=prozess.pk)
    gruende = recht_gruende(by, RECHT, gesperrt)
    if gesperrt.status in COACHING_BEENDET:
        gruende.append(f"Das Coaching ist {gesperrt.get_status_display()}; es nimmt keinen Coach mehr auf.")
    if not coach.is_active or not coach.rollenzuordnungen.in_kraft(gueltig_von).filter(rolle=Rolle.COACH).exists():
        gruende.append(f"{coach} hat am {gueltig_von:%d.%m.%Y} nicht die Rolle „{Rolle.COACH.label}“.")
    laufend = Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gte=gueltig_von)
    if gesperrt.auftraege.filter(laufend, coach=coach).exists():
        gruende.append(f"{coach} ist mit diesem Coaching schon beauftragt.")
    refuse(gruende)
    auftrag = Coachauftrag.objects.create(
        prozess=gesperrt, coach=coach, gueltig_von=gueltig_von, fiktiv=gesperrt.fiktiv or coach.fiktiv
    )
    _protokolliere(auftrag, "eintrag.angelegt", by, jetzt)
    return auftrag


@vorgang
def end_coachauftrag(*, auftrag: Coachauftrag, gueltig_bis: dt.date, by: User | None, jetzt: dt.datetime) -> None:
    """The last day on which the coach sees the coaching."""
    zeile = Coachauftrag.objects.select_for_update(of=("self",)).select_related("prozess").get(pk=auftrag.pk)
    gruende = recht_gruende(by, RECHT, zeile.prozess)
    if zeile.gueltig_bis is not None:
        gruende.append("Dieser Auftrag ist schon beendet.")
    if gueltig_bis < zeile.gueltig_von:
        gruende.append("Das Ende liegt vor dem Beginn.")
    refuse(gruende)
    zeile.gueltig_bis = gueltig_bis
    zeile.save(update_fields=["gueltig_bis"])
    _protokolliere(zeile, "eintrag.geaendert", by, jetzt)


def _protokolliere(auftrag: Coachauftrag, ereignis: str, by: User | None, jetzt: dt.datetime) -> None:
    angaben = {"coach": str(auftrag.coach), "von": auftrag.gueltig_von, "bis": auftrag.gueltig_bis}
    protokolliere(ereignis=ereignis, by=by, jetzt=jetzt, objekt=auftrag.prozess, nachher=angaben, recht=RECHT)
