"""Die Anfragenummer steht in der Antwort, im Protokoll und im Log; fremde Kennungen werden nicht übernommen."""

import logging
import uuid
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from asskomm.core.anfrage import AnfrageFilter, AnfrageMiddleware, anfrage_id


def antworte(**kopf: str) -> tuple[str, str]:
    """What the view saw, and what the answer bears."""
    gesehen = []

    def ansicht(request: HttpRequest) -> HttpResponse:
        gesehen.append(anfrage_id())
        return HttpResponse()

    antwort = AnfrageMiddleware(ansicht)(RequestFactory().get("/", headers=kopf))
    return gesehen[0], antwort.headers["X-Request-ID"]


def test_brauchbare_kennung_des_proxys_wird_uebernommen():
    assert antworte(**{"X-Request-ID": "abc-12345678"}) == ("abc-12345678", "abc-12345678")


@pytest.mark.parametrize("fremd", ["", "kurz", "x" * 65, "zeile\nzwei-lang", "mit leerzeichen", "umläut-12345"])
def test_andere_kennungen_werden_ersetzt(fremd: str):
    gesehen, antwort = antworte(**{"X-Request-ID": fremd})
    assert gesehen == antwort
    assert str(uuid.UUID(antwort)) == antwort


def test_nach_der_anfrage_gilt_keine_kennung_mehr_auch_nach_einem_fehler():
    def ansicht(request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        AnfrageMiddleware(ansicht)(RequestFactory().get("/"))
    assert anfrage_id() == ""


def test_logzeilen_tragen_die_kennung():
    zeile = logging.LogRecord("x", logging.INFO, "", 0, "x", None, None)
    assert AnfrageFilter().filter(zeile)
    assert zeile.anfrage == "-"  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_jede_antwort_traegt_sie_auch_eine_abgewiesene(client: Any):
    for adresse, kopf in (
        ("/gesundheit/", {}),
        ("/verwaltung/", {}),
        ("/gibt-es-nicht/", {}),
        ("/", {"Host": "boese.example"}),
    ):
        antwort = client.get(adresse, headers={"X-Request-ID": "probe-0001", **kopf})
        assert antwort.headers["X-Request-ID"] == "probe-0001"
