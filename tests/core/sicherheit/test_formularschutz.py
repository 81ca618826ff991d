"""CSRF: no address takes a POST without the token of the form, and none does anything on GET instead."""

import pytest
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client
from django.urls import reverse

from tests.factories.konten import angemeldet

from .adressen import adressen, ohne_namen

pytestmark = pytest.mark.django_db
FREMD = "https://boese.example"


def streng() -> Client:
    return Client(enforce_csrf_checks=True)


def test_keine_adresse_nimmt_ein_formular_ohne_schutzmarke():
    client = streng()
    angemeldet(client)
    offen = []
    for adresse in adressen():
        antwort = client.post(adresse.pfad, {"wirksam": "01.10.2026", "grund": "Versuch"})
        if antwort.status_code != 403 or "Das Formular ist abgelaufen" not in antwort.content.decode():
            offen.append((adresse.name, antwort.status_code))
        if getattr(adresse.ansicht, "csrf_exempt", False):
            offen.append((adresse.name, "csrf_exempt"))
    assert offen == []
    assert len(adressen()) > 150
    assert set(ohne_namen()) <= {"<path:object_id>/", r"(?P<url>.*)$"}


def test_auch_ohne_anmeldung_nimmt_keine_adresse_ein_formular():
    """Also signing in: else a stranger signs somebody into an account of their own."""
    client = streng()
    assert {client.post(adresse.pfad).status_code for adresse in adressen()} == {403}


def _schutzmarke(client: Client) -> str:
    client.get(reverse("account_logout"))
    return client.cookies["formularschutz"].value


def ist_angemeldet(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_fremde_herkunft_nuetzt_auch_mit_schutzmarke_nichts():
    client = streng()
    angemeldet(client)
    marke = _schutzmarke(client)
    verwehrt = client.post(reverse("account_logout"), {"csrfmiddlewaretoken": marke}, headers={"origin": FREMD})
    assert (verwehrt.status_code, ist_angemeldet(client)) == (403, True)
    client.post(reverse("account_logout"), {"csrfmiddlewaretoken": marke})
    assert not ist_angemeldet(client)


def test_ohne_die_pruefung_gelingt_der_angriff(monkeypatch):
    """The proof that the tests above see the defence: with it switched off a foreign page signs the person out."""
    client, ungeschuetzt = streng(), streng()
    angemeldet(client)
    ungeschuetzt.cookies = client.cookies
    fremdes_formular = {"path": reverse("account_logout"), "headers": {"origin": FREMD}}
    assert (client.post(**fremdes_formular).status_code, ist_angemeldet(client)) == (403, True)
    monkeypatch.setattr(CsrfViewMiddleware, "process_view", lambda *_: None)
    assert ungeschuetzt.post(**fremdes_formular).status_code == 302
    assert not ist_angemeldet(client)


def test_abmelden_geschieht_nicht_durch_einen_bloss_geladenen_verweis(client):
    """An image in a foreign page must not end the session."""
    angemeldet(client)
    client.get(reverse("account_logout"))
    assert ist_angemeldet(client)
