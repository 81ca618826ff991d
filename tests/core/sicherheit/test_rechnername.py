"""Host header: what the request says about its host never gets into a mail or a page."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from asskomm.core.kontoadapter import KontoAdapter
from tests.factories.konten import konto

pytestmark = pytest.mark.django_db
FALSCH = (
    "boese.example",
    "testserver.boese.example",
    "boese.example:80",
    "testserver@boese.example",
    "",
    "x\ny",
    "[::1]x",
)
SEITEN = ("/", "/konto/anmelden/", "/verwaltung/", "/gesundheit/", "/daten/kennzahlen.json", "/gibt-es-nicht/")
EIGENE = "https://portal.example"


@pytest.fixture
def _betrieb(settings):
    """Several names answer, but the portal has one address."""
    settings.BASE_URL = EIGENE
    settings.ALLOWED_HOSTS = ["portal.example", "localhost", "intern.example"]


@pytest.mark.parametrize("seite", SEITEN)
def test_unbekannter_rechnername_wird_abgelehnt(client, seite):
    for name in FALSCH:
        antwort = client.get(seite, headers={"host": name})
        assert antwort.status_code == 400, (seite, name)
        assert b"boese" not in antwort.content


def test_ohne_die_liste_der_namen_antwortet_das_portal_jedem(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert client.get("/", headers={"host": "boese.example"}).status_code == 200


def _verweise(text: str) -> set[str]:
    return {treffer.group() for treffer in re.finditer(r"https?://[^/\s]+", text)}


def _brief(client, **koepfe: str) -> str:
    user = konto()
    client.post(reverse("account_reset_password"), {"email": user.email}, headers=koepfe)
    (brief,) = mail.outbox
    assert "/konto/passwort/neu/" in brief.body
    return f"{brief.subject}\n{brief.body}"


@pytest.mark.usefixtures("_betrieb")
@pytest.mark.parametrize(
    "koepfe",
    [
        {"host": "intern.example"},
        {"host": "localhost"},
        {"host": "portal.example", "x-forwarded-host": "boese.example"},
        {"host": "portal.example", "forwarded": "host=boese.example", "x-host": "boese.example"},
    ],
)
def test_brief_zum_neuen_passwort_nennt_nur_die_eigene_adresse(client, koepfe):
    assert _verweise(_brief(client, **koepfe)) == {EIGENE}


@pytest.mark.usefixtures("_betrieb")
def test_ohne_die_eigene_adresse_truege_der_brief_den_namen_der_anfrage(client, monkeypatch):
    monkeypatch.delattr(KontoAdapter, "get_reset_password_from_key_url")
    assert _verweise(_brief(client, host="intern.example")) != {EIGENE}


@pytest.mark.usefixtures("_betrieb")
def test_seiten_nennen_als_ihre_adresse_nur_die_eigene(client):
    for seite in ("/", "/statistik/", "/konto/anmelden/"):
        text = client.get(seite, headers={"host": "intern.example"}).content.decode()
        assert "intern.example" not in text
    assert (
        f'href="{EIGENE}/statistik/"' in client.get("/statistik/", headers={"host": "intern.example"}).content.decode()
    )
