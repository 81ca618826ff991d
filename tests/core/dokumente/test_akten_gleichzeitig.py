"""Mit echten Verbindungen: zwei Fälle zugleich bekommen zwei Nummern, ein Fall bekommt eine Akte."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Akte, Aktenexport
from asskomm.core.services.akten import ensure_akte
from asskomm.core.services.aktenexport import start_aktenexport
from tests.factories import vereinbarungen as fabrik
from tests.factories.konten import konto

pytestmark = [pytest.mark.nur_postgresql, pytest.mark.django_db(transaction=True)]


def lege_an(fall) -> None:
    ensure_akte(fall=fall, by=None, jetzt=fabrik.JETZT)


def zugleich(*faelle, arbeit=lege_an) -> None:
    start = threading.Barrier(len(faelle))

    def lauf(fall) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            arbeit(fall)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(faelle)) as gruppe:
        list(gruppe.map(lauf, faelle))


def test_parallele_faelle_sind_lueckenlos_nummeriert():
    zugleich(*[fabrik.entwurf() for _ in range(6)])
    assert sorted(Akte.objects.values_list("nummer", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_ein_fall_bekommt_eine_akte_wer_auch_immer_sie_anlegt():
    fall = fabrik.entwurf()
    zugleich(*[fall] * 5)
    assert [a.nummer for a in Akte.objects.all()] == [1]


def test_zwei_klicks_zugleich_beginnen_einen_export():
    by, akte = konto(), ensure_akte(fall=fabrik.entwurf(), by=None, jetzt=fabrik.JETZT)

    def exportiere(akte) -> None:
        with suppress(Ablehnung):
            start_aktenexport(akte=akte, by=by, jetzt=fabrik.JETZT)

    zugleich(*[akte] * 4, arbeit=exportiere)
    assert Aktenexport.objects.count() == 1
