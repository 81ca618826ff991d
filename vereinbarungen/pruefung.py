"""Checks that several services of agreements share."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Model

from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.sichtbarkeit import beruehrt
from asskomm.core.stichtag import BERLIN, Genauigkeit, UngefaehresDatum
from asskomm.core.workflow import EIGENE_SACHE
from kommunen.models import Kommune

from .enums import ANALYSE_DURCHGEFUEHRT
from .models import Sicherheitsanalyse, Vereinbarung

ERSTER_TAG = dt.date(2019, 2, 6)  # ASSKomm began at the conference in Chemnitz: nothing was signed before
WEITESTER_VORLAUF = dt.timedelta(days=366)  # a day in force further ahead than this is taken for a slip of the pen


def lock(vereinbarung: Vereinbarung) -> Vereinbarung:
    """The row as it is now, held until the end of the caller's transaction (lock order: case before counter)."""
    return Vereinbarung.objects.select_for_update().get(pk=vereinbarung.pk)


def heute(jetzt: dt.datetime) -> dt.date:
    return jetzt.astimezone(BERLIN).date()


def recht_gruende(by: User | None, recht: str, objekt: Model | None = None) -> list[str]:
    """The right, and no matter of one's own (VwV zu § 70 SäHO, § 20 VwVfG). `by=None`: load commands and tests."""
    if by is None:
        return []
    if not by.has_perm(recht, objekt):
        return ["Ihre Rolle darf das nicht."]
    return [EIGENE_SACHE] if objekt is not None and beruehrt(objekt, by.befangen) else []


def stand_gruende(vereinbarung: Vereinbarung, erlaubt: frozenset[str], was: str) -> list[str]:
    if vereinbarung.status in erlaubt:
        return []
    return [f"{was} ist im Zustand „{vereinbarung.get_status_display()}“ nicht möglich."]


def bestehen_gruende(kommunen: Iterable[Kommune], tag: dt.date) -> list[str]:
    return [f"{k} besteht am {tag:%d.%m.%Y} nicht." for k in kommunen if not k.besteht_am(tag)]


def tag_gruende(tag: dt.date, was: str, jetzt: dt.datetime) -> list[str]:
    """Why this cannot be the day of a signature or of something else that has happened."""
    if tag > heute(jetzt):
        return [f"{was} ({tag:%d.%m.%Y}) liegt in der Zukunft."]
    return _zu_frueh(tag, was)


def beginn_gruende(wirksam: UngefaehresDatum | None, jetzt: dt.datetime) -> list[str]:
    """Why a case cannot have begun then; a month or year that is still running is allowed."""
    if wirksam is None:
        return []
    if wirksam.liegt_in_zukunft(heute(jetzt)):
        return [f"Der Tag {wirksam} liegt in der Zukunft."]
    return _zu_frueh(wirksam.am, "Der Tag")


def inkrafttreten_gruende(tag: dt.date | None, jetzt: dt.datetime) -> list[str]:
    """Why this cannot be the day that the text names for coming into force; it may lie a year ahead."""
    if tag is None:
        return []
    if tag > heute(jetzt) + WEITESTER_VORLAUF:
        return [f"Der Tag des Inkrafttretens ({tag:%d.%m.%Y}) liegt mehr als ein Jahr in der Zukunft."]
    return _zu_frueh(tag, "Der Tag des Inkrafttretens")


def laufzeit_gruende(beginn: dt.date | None, laufzeit_bis: dt.date | None) -> list[str]:
    if beginn is None or laufzeit_bis is None or laufzeit_bis >= beginn:
        return []
    return [f"Die Laufzeit endet ({laufzeit_bis:%d.%m.%Y}) vor dem Inkrafttreten ({beginn:%d.%m.%Y})."]


def geltung_gruende(v: Vereinbarung, jetzt: dt.datetime) -> list[str]:
    """What stands against the days as they are being changed."""
    tagesgenau = v.in_kraft_am if v.in_kraft_am_genauigkeit == Genauigkeit.TAG else None
    gruende = laufzeit_gruende(tagesgenau or v.in_kraft_laut_text, v.laufzeit_bis)
    return gruende if v.in_kraft_am else gruende + inkrafttreten_gruende(v.in_kraft_laut_text, jetzt)


def _zu_frueh(tag: dt.date, was: str) -> list[str]:
    return [f"{was} ({tag:%d.%m.%Y}) liegt vor dem Beginn von ASSKomm am 06.02.2019."] if tag < ERSTER_TAG else []


def refuse(gruende: list[str]) -> None:
    if gruende:
        raise Ablehnung(gruende)


def beteiligte_gruende(analyse: Sicherheitsanalyse) -> list[str]:
    """Why the participants cannot change now.

    They carry no moment of entry of their own: it is that of the first acceptance, so they stay as they were then.
    """
    if not analyse.verlauf.filter(nach__in=ANALYSE_DURCHGEFUEHRT).exists():
        return []
    return [
        "Die Analyse wurde abgenommen und zählte für ihre Kommunen. Stimmen sie nicht, nehmen Sie die Abnahme zurück, "
        "brechen diese Analyse ab und erfassen eine neue."
    ]
