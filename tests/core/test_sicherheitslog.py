"""Das Sicherheitslog: eine Zeile JSON je Ereignis, mit Anfrage, Adresse und Konto, ohne Geheimnisse."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as einstellungen
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings

from asskomm.core.sicherheitslog import NurAbgewiesene, Zeilenform, melde
from asskomm.settings import base
from tests.factories.konten import angemeldet

pytestmark = pytest.mark.django_db


class Sammler(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.zeilen: list[dict[str, Any]] = []
        self.setFormatter(Zeilenform())

    def emit(self, record: logging.LogRecord) -> None:
        zeile = self.format(record)
        assert "\n" not in zeile
        self.zeilen.append(json.loads(zeile))


@pytest.fixture
def log() -> Iterator[list[dict[str, Any]]]:
    """As settings/base.py wires it: own events, django.security, and refusals of django.request."""
    alle, abgewiesene = Sammler(), Sammler()
    abgewiesene.addFilter(NurAbgewiesene())
    abgewiesene.zeilen = alle.zeilen
    paare = [("sicherheit", alle), ("django.security", alle), ("django.request", abgewiesene)]
    vorher = {name: logging.getLogger(name).level for name, _ in paare}
    for name, sammler in paare:
        logging.getLogger(name).addHandler(sammler)
        logging.getLogger(name).setLevel(logging.INFO)
    yield alle.zeilen
    for name, sammler in paare:
        logging.getLogger(name).removeHandler(sammler)
        logging.getLogger(name).setLevel(vorher[name])


def test_eigenes_ereignis(log: list[dict[str, Any]]):
    request = RequestFactory().post("/konto/anmelden/", REMOTE_ADDR="203.0.113.7")
    melde("anmeldung.fehlgeschlagen", request=request, ergebnis="abgelehnt", konto=5, anmeldename_sha256="ab12")
    (zeile,) = log
    assert zeile.pop("zeit").endswith("+00:00")
    assert zeile == {
        "ereignis": "anmeldung.fehlgeschlagen",
        "ergebnis": "abgelehnt",
        "anfrage": "",
        "adresse": "203.0.113.7",
        "konto": 5,
        "methode": "POST",
        "pfad": "/konto/anmelden/",
        "anmeldename_sha256": "ab12",
    }


def test_ereignis_ohne_anfrage(log: list[dict[str, Any]]):
    melde("konto.gesperrt", request=None, ergebnis="erfolgt", konto=7)
    assert {k: w for k, w in log[0].items() if k != "zeit"} == {
        "ereignis": "konto.gesperrt", "ergebnis": "erfolgt", "anfrage": "", "konto": 7,
    }  # fmt: skip


def test_verweigerter_zugriff_nennt_das_angemeldete_konto(client: Client, log: list[dict[str, Any]]):
    user = angemeldet(client, "HH")
    antwort = client.get("/verwaltung/core/user/")
    assert antwort.status_code == 403
    zeile = log[-1]
    assert (zeile["ereignis"], zeile["status"], zeile["konto"]) == ("abgewiesen.zugriff", 403, user.pk)
    assert (zeile["pfad"], zeile["anfrage"]) == ("/verwaltung/core/user/", antwort.headers["X-Request-ID"])


def test_gefaelschtes_formular_und_falscher_rechnername(log: list[dict[str, Any]]):
    Client(enforce_csrf_checks=True).post("/konto/anmelden/", {"login": "wer@example.org"})
    Client().get("/", headers={"Host": "boese.example"})
    assert [z["ereignis"] for z in log] == ["abgewiesen.csrf", "abgewiesen.rechnername"]
    assert "boese.example" in log[1]["meldung"]
    assert "wer@example.org" not in json.dumps(log)


def test_zu_viele_versuche_und_was_nicht_hierher_gehoert(log: list[dict[str, Any]], client: Client):
    anfragen = logging.getLogger("django.request")
    request = RequestFactory().get("/konto/anmelden/")
    anfragen.warning("Too Many Requests: %s", "/", extra={"status_code": 429, "request": request})
    anfragen.warning("Not Found: %s", "/", extra={"status_code": 404, "request": request})
    anfragen.warning("anderes")
    assert [z["ereignis"] for z in log] == ["abgewiesen.zu_oft"]


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=2)
def test_adresse_hinter_proxys_auch_wenn_deren_kopfzeile_nicht_passt(log: list[dict[str, Any]]):
    for kopf in ("198.51.100.1, 10.0.0.1", "198.51.100.1"):
        request: HttpRequest = RequestFactory().get("/", REMOTE_ADDR="10.0.0.2", headers={"X-Forwarded-For": kopf})
        melde("abmeldung", request=request, ergebnis="erfolgt")
    assert [z["adresse"] for z in log] == ["198.51.100.1", "10.0.0.2"]


def test_im_betrieb_geht_es_nach_stdout_und_nicht_zweimal():
    assert einstellungen.LOGGING != base.LOGGING  # the tests have their own
    handler = base.LOGGING["handlers"]["sicherheit"]
    assert (handler["stream"], handler["formatter"]) == ("ext://sys.stdout", "json")
    assert base.LOGGING["loggers"]["sicherheit"] == {"handlers": ["sicherheit"], "level": "INFO", "propagate": False}
