"""Checks that several services of agreements share."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Model

from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.stichtag import BERLIN
from kommunen.models import Kommune

from .enums import ANALYSE_DURCHGEFUEHRT, VereinbarungStatus
from .models import Sicherheitsanalyse, Vereinbarung

_S = VereinbarungStatus
VORBEREITUNG: frozenset[str] = frozenset({_S.ENTWURF, _S.IN_ABSTIMMUNG, _S.BESCHLUSS_AUSSTEHEND, _S.ZEICHNUNGSREIF})
VOR_INKRAFTTRETEN: frozenset[str] = VORBEREITUNG | {_S.IN_ZEICHNUNG}
BESTAND: frozenset[str] = frozenset({_S.IN_KRAFT, _S.ERSETZT, _S.GEKUENDIGT, _S.ABGELAUFEN})


def lock(vereinbarung: Vereinbarung) -> Vereinbarung:
    """The row as it is now, held until the end of the caller's transaction (lock order: case before counter)."""
    return Vereinbarung.objects.select_for_update().get(pk=vereinbarung.pk)


def heute(jetzt: dt.datetime) -> dt.date:
    return jetzt.astimezone(BERLIN).date()


def recht_gruende(by: User | None, recht: str, objekt: Model | None = None) -> list[str]:
    """`by=None` is the system: load commands and tests."""
    if by is None or by.has_perm(recht, objekt):
        return []
    return ["Ihre Rolle darf das nicht."]


def stand_gruende(vereinbarung: Vereinbarung, erlaubt: frozenset[str], was: str) -> list[str]:
    if vereinbarung.status in erlaubt:
        return []
    return [f"{was} ist im Zustand „{vereinbarung.get_status_display()}“ nicht möglich."]


def bestehen_gruende(kommunen: Iterable[Kommune], tag: dt.date) -> list[str]:
    return [f"{k} besteht am {tag:%d.%m.%Y} nicht." for k in kommunen if not k.besteht_am(tag)]


def refuse(gruende: list[str]) -> None:
    if gruende:
        raise Ablehnung(gruende)


def beteiligte_gruende(analyse: Sicherheitsanalyse) -> list[str]:
    """Why the participants cannot change now."""
    if analyse.status not in ANALYSE_DURCHGEFUEHRT:
        return []
    return [
        "Die Analyse ist abgenommen und zählt für ihre Kommunen. Nehmen Sie zuerst den Schritt „abgenommen“ zurück."
    ]
