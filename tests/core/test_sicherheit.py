"""Headers of every page: strict content policy, no framing, no referrer outside, no device access."""

import pytest
from django.urls import reverse

from tests.factories.konten import angemeldet

pytestmark = pytest.mark.django_db
ERWARTET = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize("adresse", ["/", "/impressum/", "/konto/anmelden/", "/gibt-es-nicht/", "/gesundheit/"])
def test_jede_antwort_traegt_die_schutzkoepfe(client, adresse):
    koepfe = client.get(adresse).headers
    assert {name: koepfe[name] for name in ERWARTET} == ERWARTET
    assert "camera=()" in koepfe["Permissions-Policy"]
    richtlinie = koepfe["Content-Security-Policy"]
    assert "default-src 'none'" in richtlinie
    assert "unsafe" not in richtlinie
    assert "http" not in richtlinie


def test_auch_die_verwaltung_hat_keine_ausnahme(client):
    angemeldet(client)
    richtlinie = client.get(reverse("admin:index")).headers["Content-Security-Policy"]
    assert "default-src 'none'" in richtlinie
    assert "unsafe" not in richtlinie


def test_formular_ohne_schutzmarke_bekommt_die_eigene_fehlerseite():
    from django.test import Client

    antwort = Client(enforce_csrf_checks=True).post("/konto/anmelden/", {"login": "a", "password": "b"})
    assert antwort.status_code == 403
    assert "<h1>" in antwort.content.decode()


def test_oeffentliche_seiten_setzen_kein_cookie(client):
    for name in ("portal:start", "portal:impressum", "portal:statistik"):
        assert not client.get(reverse(name)).cookies
