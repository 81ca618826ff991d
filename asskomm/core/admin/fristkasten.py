"""Deadlines where the work is: a box on every case page with derivation and next reminder, and the worklist."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from asskomm.core.fristformulare import fallkennung
from asskomm.core.models import Frist
from asskomm.core.services.erinnerungen import next_erinnerung
from asskomm.core.services.fristen import compute_frist

from .arbeitsvorrat import Vorratsart, register_art
from .fallkaesten import Fallkasten, register
from .fristen import stand_marke

HOECHSTENS = 5
VORAUS = dt.timedelta(days=60)


def quelle(user: Any, objekt: Any, heute: dt.date) -> Fallkasten | None:
    if not user.has_perm("core.view_frist"):
        return None
    offene = Frist.objects.visible_to(user).zum_fall(objekt).offen()
    fristen = list(
        offene.select_related("regel").prefetch_related("pausen", "verlaengerungen").order_by("ende_am", "pk")
    )
    zeilen = []
    for frist in fristen[:HOECHSTENS]:
        frist.fall = objekt  # already loaded: the place is asked of it
        zeilen.append(
            {
                "frist": frist,
                "marke": stand_marke(frist, heute),
                "rechnung": compute_frist(frist=frist),
                "weg": reverse("admin:core_frist_change", args=[frist.pk]),
            }
        )
    werte = {
        "zeilen": zeilen,
        "weitere": max(len(fristen) - HOECHSTENS, 0),
        "erinnerung": next_erinnerung(fall=objekt, heute=heute),
    }
    knoepfe: tuple[tuple[str, str], ...] = ()
    if user.has_perm("core.add_frist"):
        knoepfe = (
            ("Frist setzen", f"{reverse('admin:core_frist_add')}?{urlencode({'zum_fall': fallkennung(objekt)})}"),
        )
    return Fallkasten("Fristen", "admin/core/frist/kasten.html", werte, knoepfe)


def register_fristkasten() -> None:
    register(name="fristen", quelle=quelle, reihenfolge=10)
    register_art(
        Vorratsart(
            name="fristen",
            titel="Fristen",
            auswahl=_anstehende,
            text="bezeichnung",
            faellig="ende_am",
            seit="erfasst_zeitpunkt",
            am_fall=True,
            reihenfolge=20,
        )
    )


def _anstehende(user: Any, heute: dt.date) -> Any:
    if not user.has_perm("core.view_frist"):
        return None
    return Frist.objects.visible_to(user).faellig_bis(heute + VORAUS)
