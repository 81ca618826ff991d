"""Mit echten Verbindungen: zwei Fälle zugleich bekommen zwei Nummern, ein Fall bekommt eine Akte."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from asskomm.core.models import Akte
from asskomm.core.services.akten import ensure_akte
from tests.factories import vereinbarungen as fabrik

pytestmark = [pytest.mark.nur_postgresql, pytest.mark.django_db(transaction=True)]


def zugleich(*faelle) -> None:
    start = threading.Barrier(len(faelle))

    def lauf(fall) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            ensure_akte(fall=fall, by=None, jetzt=fabrik.JETZT)
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
