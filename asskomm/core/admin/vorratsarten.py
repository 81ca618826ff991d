"""The core's own rows on the worklist: follow-ups and long work that has come to a stop."""

import datetime as dt
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, QuerySet, Value, When

from asskomm.core.models import Arbeitslauf, Laufstand, Prioritaet, Wiedervorlage
from asskomm.core.roles import LPR_ROLLEN, Rolle

from .arbeitsvorrat import Vorratsart, WartetAuf, register_art

IN_TAGEN = {"heute": 0, "woche": 7, "monat": 30}


def _wiedervorlagen(user: Any, heute: dt.date) -> QuerySet | None:
    """What is laid for this person, its role, or somebody whom it represents."""
    if not user.hat_rolle(*LPR_ROLLEN):
        return None
    return Wiedervorlage.objects.visible_to(user).offen().fuer_person(user)


def _laeufe(user: Any, heute: dt.date) -> QuerySet:
    stehend = Arbeitslauf.objects.visible_to(user).filter(stand__in=(Laufstand.ANGEHALTEN, Laufstand.GESCHEITERT))
    wer = WartetAuf.SYSTEM if user.hat_rolle(Rolle.SYSTEMVERWALTUNG) else WartetAuf.SACHBEARBEITUNG
    return stehend.annotate(wer=Value(wer))


def register_arten() -> None:
    hoch = When(prioritaet=Prioritaet.HOCH, then=Value(1))
    register_art(
        Vorratsart(
            name="wiedervorlagen",
            titel="Wiedervorlagen",
            auswahl=_wiedervorlagen,
            text="text",
            faellig="faellig_am",
            seit="erfasst_zeitpunkt",
            marke=Case(
                When(prioritaet=Prioritaet.HOCH, then=Value("hohe Priorität")),
                default=Value(""),
                output_field=CharField(),
            ),
            dringend=Case(hoch, default=Value(0), output_field=IntegerField()),
            wartet_auf=Value(WartetAuf.ICH),
            fuer=F("fuer_id"),
            am_fall=True,
            reihenfolge=5,
        )
    )
    register_art(
        Vorratsart(
            name="arbeitslaeufe",
            titel="Angehaltene Arbeitsläufe",
            auswahl=_laeufe,
            text="titel",
            zusatz="fehler",
            marke=Case(
                *(When(stand=stand, then=Value(str(stand.label))) for stand in Laufstand),
                default=Value(""),
                output_field=CharField(),
            ),
            seit="erfasst_zeitpunkt",
            wartet_auf="wer",
            reihenfolge=90,
        )
    )


register_arten()
