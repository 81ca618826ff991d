"""Headers of every kind of answer: no framing, strict content policy, no guessing, nothing personal kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from asskomm.core.roles import Rolle
from asskomm.urls import handler400, handler403, handler404, handler500  # noqa: F401  # read by name from this module
from asskomm.urls import urlpatterns as eigene
from tests.factories.konten import angemeldet

pytestmark = pytest.mark.django_db
ERWARTET = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
RICHTLINIE = (
    "default-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
)


@login_not_required
def kaputt(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("geheime Einzelheit")


urlpatterns = [path("kaputt/", kaputt), *eigene]


@pytest.fixture
def statisch(settings: Any, tmp_path: Path) -> str:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "bild.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return "/static/bild.svg"


@pytest.fixture
def antworten(settings: Any, statisch: str) -> Any:
    settings.ROOT_URLCONF = __name__
    return lambda: dict(_antworten(statisch))


def _antworten(statisch: str) -> Iterator[tuple[str, HttpResponse]]:
    gast, streng, person = Client(raise_request_exception=False), Client(enforce_csrf_checks=True), Client()
    etag = gast.get("/").headers["ETag"]
    for seite in ("/", "/impressum/", "/konto/anmelden/", "/gibt-es-nicht/", "/gesundheit/", "/daten/kennzahlen.csv"):
        yield seite, gast.get(seite)
    yield "JSON", gast.get("/daten/kennzahlen.json")
    yield "304", gast.get("/", headers={"if-none-match": etag})
    yield "400 Angabe", gast.get("/daten/kennzahlen.json?stichtag=abc")
    yield "400 Rechnername", gast.get("/", headers={"host": "boese.example"})
    yield "405", gast.options("/impressum/")
    yield "500", gast.get("/kaputt/")
    yield "statisch", gast.head(statisch)
    yield "Anmeldung verlangt", gast.get("/verwaltung/")
    yield "ohne Schutzmarke", streng.post("/konto/anmelden/")
    angemeldet(person, Rolle.SACHBEARBEITUNG)
    for name in ("konto", "admin:index", "admin:kommunen_beratung_changelist", "admin:kommunen_beratung_add"):
        yield name, person.get(reverse(name))
    yield "Ausfuhr", person.post(reverse("admin:kommunen_beratung_export"), {"format": "csv"})
    yield "403", person.get(reverse("admin:portal_kennzahlenfreigabe_add"))
    yield "404 Verwaltung", person.get(reverse("admin:kommunen_beratung_change", args=[99]))
    yield "Abmelden", person.post(reverse("account_logout"))


STATUS = {"304": 304, "400 Angabe": 400, "400 Rechnername": 400, "405": 405, "500": 500, "403": 403, "statisch": 200}


def maengel(antwort: HttpResponse) -> list[str]:
    koepfe = antwort.headers
    fehlend = [f"{name}: {koepfe.get(name)}" for name, wert in ERWARTET.items() if koepfe.get(name) != wert]
    richtlinie = koepfe.get("Content-Security-Policy", "")
    fehlend += [teil for teil in RICHTLINIE if teil not in richtlinie]
    fehlend += [wort for wort in ("unsafe", "http", "*") if wort in richtlinie]
    if "camera=()" not in koepfe.get("Permissions-Policy", ""):
        fehlend.append("Permissions-Policy")
    return fehlend


def test_jede_art_von_antwort_traegt_die_schutzkoepfe(antworten):
    alle = antworten()
    assert {art: maengel(a) for art, a in alle.items() if maengel(a)} == {}
    assert {art: alle[art].status_code for art in STATUS} == STATUS


@pytest.mark.parametrize(
    ("ohne", "fehlt"),
    [
        (("csp.middleware.CSPMiddleware",), "frame-ancestors 'none'"),
        (
            ("asskomm.core.headers.SchutzkopfMiddleware", "django.middleware.clickjacking.XFrameOptionsMiddleware"),
            "X-Frame-Options: None",
        ),
    ],
)
def test_die_pruefung_bemerkt_fehlende_koepfe(antworten, settings, ohne, fehlt):
    """Framed by a foreign page, a person could be made to click a button of ours."""
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if m not in ohne]
    assert {art for art, a in antworten().items() if fehlt not in maengel(a)} == set()


def test_auch_wenn_schon_die_umleitung_auf_https_ablehnt(settings):
    """SecurityMiddleware itself refuses the host name; nothing behind it sees the answer."""
    settings.SECURE_SSL_REDIRECT = True
    antwort = Client().get("/", headers={"host": "boese.example"})
    assert (antwort.status_code, maengel(antwort)) == (400, [])


def test_fehlerseite_verraet_nichts_vom_fehler(antworten):
    text = antworten()["500"].content.decode()
    assert "geheime Einzelheit" not in text
    assert "Traceback" not in text


def test_nur_oeffentliches_darf_aufbewahrt_werden(antworten):
    oeffentlich = {"/", "/impressum/", "/daten/kennzahlen.csv", "JSON", "304", "400 Angabe", "405", "statisch"}
    darf = {art for art, a in antworten().items() if "no-store" not in a.headers["Cache-Control"]}
    assert darf <= oeffentlich
    assert {"/", "/impressum/", "statisch"} <= darf


def test_ohne_den_schutzkopf_bliebe_die_kontoseite_im_browser(client, settings):
    angemeldet(client)
    assert client.get("/konto/").headers["Cache-Control"] == "private, no-store"
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "SchutzkopfMiddleware" not in m]
    ungeschuetzt = Client()
    ungeschuetzt.cookies = client.cookies
    assert "no-store" not in ungeschuetzt.get("/konto/").headers.get("Cache-Control", "")


def test_abmelden_leert_den_browser(client):
    angemeldet(client)
    assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get(reverse("account_logout")).headers


def test_trace_gibt_die_anfrage_nicht_zurueck(client):
    angemeldet(client)
    for adresse in ("/", "/konto/anmelden/", "/konto/", "/verwaltung/"):
        antwort = client.trace(adresse, headers={"x-geheim": "nicht-zurueckgeben"})
        assert b"nicht-zurueckgeben" not in antwort.content
        assert client.cookies["sitzung"].value.encode() not in antwort.content


def test_keine_antwort_oeffnet_sich_fremden_herkuenften(antworten):
    assert [art for art, a in antworten().items() if "Access-Control-Allow-Origin" in a.headers] == []
    assert "Access-Control-Allow-Origin" not in Client().get("/", headers={"origin": "https://boese.example"}).headers


def test_formular_ohne_schutzmarke_bekommt_die_eigene_fehlerseite():
    antwort = Client(enforce_csrf_checks=True).post("/konto/anmelden/", {"login": "a", "password": "b"})
    assert antwort.status_code == 403
    assert "<h1>" in antwort.content.decode()


def test_oeffentliche_seiten_setzen_kein_cookie(client):
    for name in ("portal:start", "portal:impressum", "portal:statistik"):
        assert not client.get(reverse(name)).cookies
