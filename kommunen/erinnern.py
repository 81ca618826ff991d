"""Reminders about councils: every year the question whether they are still at work."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery

from asskomm.core.erinnerungsarten import Anlass, Empfang, Erinnerungsart, register_erinnerungsart
from asskomm.core.fristen.rechnung import monate_weiter
from asskomm.core.stichtag import als_text

from .enums import KPR_BESTEHEND
from .models import KommunalerPraeventionsrat, KprEreignis

BITTE = (
    "Ist der Kommunale Präventionsrat weiter aktiv? Bitte antworten Sie kurz auf diese E-Mail und nennen Sie auch, "
    "wenn sich die Ansprechstelle geändert hat."
)


def register_kommunenerinnerungen() -> None:
    register_erinnerungsart(
        Erinnerungsart(
            name="kpr_jaehrlich",
            label="Präventionsrat: jährliche Frage „weiter aktiv?“",
            tage=(0,),
            empfang=(Empfang.KONTAKT, Empfang.ZUSTAENDIG),
            quelle=_jahrestage,
            zeitpunkt="jedes Jahr am Tag der Konstituierung",
        )
    )


def _jahrestage(von: dt.date, bis: dt.date, fall: Any) -> Iterator[Anlass]:
    """The anniversaries of the last step that led a council into work."""
    if fall is not None and not isinstance(fall, KommunalerPraeventionsrat):
        return
    schritte = KprEreignis.objects.filter(objekt=OuterRef("pk"), nach__in=KPR_BESTEHEND, aufgehoben_durch__isnull=True)
    raete = KommunalerPraeventionsrat.objects.filter(status__in=KPR_BESTEHEND)
    if fall is not None:
        raete = raete.filter(pk=fall.pk)
    letzter = Subquery(schritte.order_by("-wirksam_am", "-pk").values("wirksam_am")[:1])
    for rat in raete.annotate(seit=letzter).exclude(seit=None).select_related("kommune").order_by("pk"):
        for tag in _jahre(rat.seit, von, bis):
            text = f"{rat}: jährliche Bestätigung zum {als_text(tag)}"
            yield Anlass(rat, rat, tag, text, bitte=BITTE)


def _jahre(seit: dt.date, von: dt.date, bis: dt.date) -> Iterator[dt.date]:
    """29 February is kept on the 28th where there is no 29th."""
    for jahr in range(max(von.year, seit.year + 1), bis.year + 1):
        tag, _ = monate_weiter(seit, 12 * (jahr - seit.year))
        if von <= tag <= bis:
            yield tag
