"""What of this app a handover moves: the Landkreise that a clerk looks after."""

import datetime as dt

from django.db.models import Q

from asskomm.core import uebergaben
from asskomm.core.models import User

from .models import Zustaendigkeit
from .services.zustaendigkeiten import move_zustaendigkeiten


def register_aufgaben() -> None:
    uebergaben.register(
        name="zustaendigkeiten", art=uebergaben.Aufgabenart(offen=_offene, bewege=move_zustaendigkeiten)
    )


def _offene(user: User, tag: dt.date) -> list[str]:
    laufend = Zustaendigkeit.objects.filter(Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gte=tag), user=user)
    return [f"Zuständigkeit für {z.landkreis}" for z in laufend.select_related("landkreis")]
