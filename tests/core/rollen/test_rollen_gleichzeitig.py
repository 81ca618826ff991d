"""With real connections: of two who take the last two of a role away at once, one is refused."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Rollenzuordnung
from asskomm.core.roles import Rolle
from asskomm.core.services.rollen import confirm_rolle, end_rolle, house_organisation, request_rolle
from asskomm.core.services.uebergabe import hand_over, lock_konto
from tests.factories.konten import konto

JETZT = dt.datetime(2024, 5, 15, 12, 0, tzinfo=dt.UTC)
HEUTE = JETZT.date()
pytestmark = [pytest.mark.nur_postgresql, pytest.mark.django_db(transaction=True)]


def zugleich(*aufgaben: Callable[[], Any]) -> int:
    """How many were refused."""
    start = threading.Barrier(len(aufgaben))

    def lauf(aufgabe: Callable[[], Any]) -> bool:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            aufgabe()
        except Ablehnung:
            return True
        finally:
            connection.close()
        return False

    with ThreadPoolExecutor(len(aufgaben)) as gruppe:
        return sum(gruppe.map(lauf, aufgaben))


def beende(person, by) -> Callable[[], Any]:
    zeile = person.rollenzuordnungen.get()
    return lambda: end_rolle(zuordnung=zeile, bis=HEUTE, grund="x", by=by, jetzt=JETZT, sofort=True)


def uebergib(person, by) -> Callable[[], Any]:
    return lambda: hand_over(user=person, letzter_tag=HEUTE, grund="x", by=by, jetzt=JETZT, sofort=True)


def sperre(person, by) -> Callable[[], Any]:
    return lambda: lock_konto(user=person, grund="x", by=by, jetzt=JETZT)


@pytest.mark.parametrize(("eins", "zwei"), [(beende, beende), (uebergib, beende), (uebergib, sperre), (sperre, sperre)])
def test_die_letzten_beiden_gehen_nicht_zugleich(eins, zwei) -> None:
    sv, erste, zweite = konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG), konto(Rolle.LEITUNG)
    assert zugleich(eins(erste, sv), zwei(zweite, sv)) == 1
    uebrig = Rollenzuordnung.objects.in_kraft(HEUTE).filter(rolle=Rolle.LEITUNG, user__is_active=True)
    assert uebrig.count() == 1


def test_dieselbe_rolle_wird_nicht_zweimal_beantragt_und_nicht_zweimal_bestaetigt() -> None:
    sv, lt, andere = konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG), konto(Rolle.LEITUNG)
    user, haus = konto(None), house_organisation(rolle=Rolle.HAUSHALT, by=None)
    angaben = {"user": user, "rolle": Rolle.HAUSHALT, "organisation": haus, "ab": HEUTE, "by": sv, "jetzt": JETZT}
    assert zugleich(*[lambda: request_rolle(**angaben)] * 2) == 1
    antrag = user.rollenzuordnungen.get()
    wege = [lambda by=by: confirm_rolle(zuordnung=antrag, by=by, jetzt=JETZT) for by in (lt, andere)]
    assert zugleich(*wege) == 1
