"""Mit echten Verbindungen: Zwei Arbeiter senden nie zweimal, zwei Auslöser stellen nie zweimal bereit."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from asskomm.core.models import Nachricht
from asskomm.core.services.postausgang import deliver_nachricht
from tests.core.post.nachrichten import bereit

pytestmark = [pytest.mark.nur_postgresql, pytest.mark.django_db(transaction=True)]


def zugleich(aufgabe: Callable[[], Any], anzahl: int = 4) -> list[Any]:
    start = threading.Barrier(anzahl)

    def lauf(_nr: int) -> Any:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            return aufgabe()
        finally:
            connection.close()

    with ThreadPoolExecutor(anzahl) as gruppe:
        return list(gruppe.map(lauf, range(anzahl)))


def test_vier_arbeiter_senden_eine_nachricht_einmal(mailserver) -> None:
    mailserver.schlaeft = 0.3
    pk = bereit().pk
    zugleich(lambda: deliver_nachricht(nachricht_pk=pk))
    nachricht = Nachricht.objects.get(pk=pk)
    assert (nachricht.stand, nachricht.versuche.count(), len(mailserver.angenommen)) == ("GESENDET", 1, 1)


def test_vier_ausloeser_mit_demselben_schluessel_stellen_eine_nachricht_bereit() -> None:
    pks = zugleich(lambda: bereit(schluessel="frist:1").pk)
    assert len(set(pks)) == Nachricht.objects.count() == 1
