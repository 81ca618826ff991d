"""Reminders about agreements and coachings."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from asskomm.core.erinnerungsarten import Anlass, Empfang, Erinnerungsart, Quelle, register_erinnerungsart
from asskomm.core.fristen.rechnung import monate_weiter
from asskomm.core.stichtag import als_text

from .enums import CoachingStatus, VereinbarungStatus
from .models import CoachingEreignis, Coachingprozess, Vereinbarung, VereinbarungEreignis

LAUFZEIT_TAGE = -180
LAENGSTE_ERINNERUNG = -730
COACHING_MONATE = 6


def register_vereinbarungserinnerungen() -> None:
    register_erinnerungsart(
        Erinnerungsart(
            name="laufzeit",
            label="Laufzeit einer Vereinbarung endet",
            tage=(LAUFZEIT_TAGE,),
            empfang=(Empfang.ZUSTAENDIG,),
            quelle=_laufzeiten,
            optional=False,
            spanne=(LAENGSTE_ERINNERUNG, 0),
            zeitpunkt="180 Tage vorher und so viele, wie an der Vereinbarung steht",
        )
    )
    _register("unterzeichnung", "Geplante Unterzeichnung", (-14, -2), _unterzeichnungen)
    _register("beschluss", "Gremienbeschluss steht aus", (42, 84), _beschluesse)
    _register("coaching_ruhe", "Coaching ohne Eintrag", (0,), _coachings, "nach sechs Monaten")


def _register(name: str, label: str, tage: tuple[int, ...], quelle: Quelle, zeitpunkt: str = "") -> None:
    zustaendig = (Empfang.ZUSTAENDIG,)
    register_erinnerungsart(
        Erinnerungsart(name=name, label=label, tage=tage, empfang=zustaendig, quelle=quelle, zeitpunkt=zeitpunkt)
    )


def _vereinbarungen(fall: Any) -> QuerySet | None:
    if fall is None:
        return Vereinbarung.objects.order_by("pk")
    return Vereinbarung.objects.filter(pk=fall.pk) if isinstance(fall, Vereinbarung) else None


def _laufzeiten(von: dt.date, bis: dt.date, fall: Any) -> Iterator[Anlass]:
    """Half a year before the end, and at the span that the agreement names itself."""
    if (vereinbarungen := _vereinbarungen(fall)) is None:
        return
    for v in vereinbarungen.filter(status=VereinbarungStatus.IN_KRAFT, laufzeit_bis__range=(von, bis)):
        text = f"Laufzeit endet am {als_text(v.laufzeit_bis)}: {v}"
        yield Anlass(v, v, v.laufzeit_bis, text, tage=(LAUFZEIT_TAGE, -v.erinnerung_tage))


def _unterzeichnungen(von: dt.date, bis: dt.date, fall: Any) -> Iterator[Anlass]:
    if (vereinbarungen := _vereinbarungen(fall)) is None:
        return
    for v in vereinbarungen.geplant().filter(geplant_am__range=(von, bis)):  # type: ignore[attr-defined]
        ort = f" in {v.geplant_ort}" if v.geplant_ort else ""
        yield Anlass(v, v, v.geplant_am, f"Unterzeichnung geplant am {als_text(v.geplant_am)}{ort}: {v}")


def _beschluesse(von: dt.date, bis: dt.date, fall: Any) -> Iterator[Anlass]:
    """Counted from the day on which the agreement began to wait for its council."""
    if (vereinbarungen := _vereinbarungen(fall)) is None:
        return
    wartet = VereinbarungStatus.BESCHLUSS_AUSSTEHEND
    schritte = VereinbarungEreignis.objects.filter(objekt=OuterRef("pk"), nach=wartet, aufgehoben_durch__isnull=True)
    seit = Subquery(schritte.order_by("-wirksam_am", "-pk").values("wirksam_am")[:1])
    for v in vereinbarungen.filter(status=wartet).annotate(seit=seit).filter(seit__range=(von, bis)):
        yield Anlass(v, v, v.seit, f"Gremienbeschluss steht aus seit {als_text(v.seit)}: {v}")


def _coachings(von: dt.date, bis: dt.date, fall: Any) -> Iterator[Anlass]:
    """The last step on record stands for the last session, until sessions have rows of their own."""
    if fall is not None and not isinstance(fall, Coachingprozess):
        return
    prozesse = Coachingprozess.objects.filter(status=CoachingStatus.AKTIV)
    if fall is not None:
        prozesse = prozesse.filter(pk=fall.pk)
    schritte = CoachingEreignis.objects.filter(objekt=OuterRef("pk"), aufgehoben_durch__isnull=True)
    letzter = Subquery(schritte.order_by("-wirksam_am", "-pk").values("wirksam_am")[:1])
    for prozess in prozesse.annotate(zuletzt=letzter).select_related("kommune").order_by("pk"):
        tag, _ = monate_weiter(prozess.zuletzt, COACHING_MONATE)
        if von <= tag <= bis:
            yield Anlass(prozess, prozess, tag, f"{prozess}: letzter Eintrag am {als_text(prozess.zuletzt)}")
