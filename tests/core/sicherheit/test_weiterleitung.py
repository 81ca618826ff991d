"""Open redirect: wherever an address says where to go next, the way stays inside the portal."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import reverse

from asskomm.core.kontoadapter import KontoAdapter
from tests.factories.konten import PASSWORT, angemeldet, konto

pytestmark = pytest.mark.django_db
HIER = "http://testserver"
ZIELE = (
    *("https://boese.example/", "http://boese.example", "//boese.example/", "///boese.example", "////boese.example"),
    *("\\\\boese.example", "/\\boese.example", "\\/boese.example", "/%5Cboese.example", "https:boese.example"),
    *(
        "https:/boese.example",
        "https:///boese.example",
        "http:\\\\boese.example",
        "HTTPS://BOESE.EXAMPLE",
        " //boese.example",
    ),
    *(
        "\t//boese.example",
        "/\t/boese.example",
        "\n//boese.example",
        "/\n/boese.example",
        "https://testserver@boese.example/",
    ),
    *("https://testserver.boese.example/", "https://boese.example?testserver", "https://boese.example#testserver"),
    *(
        "http://testserver:80@boese.example",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>x</script>",
    ),
    *(
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://boese.example",
        "//boese%E3%80%82example",
        "\x00//boese.example",
        "//[::1]/",
    ),
    *(
        "https://testserver\\@boese.example",
        "http://testserver.",
        "//testserver:443@boese.example",
        "x" * 3000 + "://boese.example",
    ),
)


def verlaesst_das_haus(ziel: str) -> bool:
    """As a browser reads it: white space at the ends falls, tabs and line ends everywhere, backslashes are slashes."""
    gelesen = ziel.strip("\x00\x01\x02 \t\r\n").translate({9: None, 10: None, 13: None}).replace("\\", "/")
    try:
        ort = urlsplit(urljoin(f"{HIER}/konto/anmelden/", gelesen))
    except ValueError:
        return True
    return (ort.scheme, ort.netloc) not in {("http", "testserver"), ("https", "testserver")}


def test_die_pruefung_erkennt_fremde_ziele():
    assert all(verlaesst_das_haus(z) for z in ("//b.example", "/\\b.example", "\t//b.example", "javascript:x"))
    assert not any(verlaesst_das_haus(z) for z in ("/verwaltung/", "?next=//b.example", "", "http://testserver/x"))


def fremde_ziele(client, adresse: str, felder: dict[str, str], anmelden) -> list[tuple[str, str]]:
    """Every spelling in the form and in the address; returns those that led away."""
    gefunden = []
    client.raise_request_exception = False  # 400: Django itself refuses to write such an address into a header
    for ziel in ZIELE:
        for feld in ("formular", "adresse"):
            anmelden(client)
            angabe = {"next": ziel}
            if feld == "formular":
                antwort = client.post(adresse, {**felder, **angabe})
            else:
                antwort = client.post(adresse, felder, query_params=angabe)
            assert antwort.status_code in {302, 400}, (adresse, ziel, antwort.status_code)
            if antwort.status_code == 302 and verlaesst_das_haus(antwort["Location"]):
                gefunden.append((feld, ziel))
    return gefunden


@pytest.fixture
def person():
    return konto()


@pytest.fixture
def _unbegrenzt(settings):
    settings.ACCOUNT_RATE_LIMITS = False


def _anmelden(client, person) -> list[tuple[str, str]]:
    felder = {"login": person.email, "password": PASSWORT}
    return fremde_ziele(client, reverse("account_login"), felder, lambda c: c.logout())


@pytest.mark.usefixtures("_unbegrenzt")
def test_anmelden_fuehrt_nie_hinaus(client, person):
    assert _anmelden(client, person) == []


@pytest.mark.usefixtures("_unbegrenzt")
def test_ohne_die_pruefung_fuehrt_anmelden_hinaus(client, person, monkeypatch):
    monkeypatch.setattr(KontoAdapter, "is_safe_url", lambda self, url: True)
    assert len(_anmelden(client, person)) > 10


def test_abmelden_fuehrt_nie_hinaus(client):
    assert fremde_ziele(client, reverse("account_logout"), {}, angemeldet) == []


def test_wer_schon_angemeldet_ist_wird_nicht_hinausgefuehrt(client):
    angemeldet(client)
    for name in ("account_login", "admin:login"):
        for ziel in ZIELE:
            antwort = client.get(reverse(name), {"next": ziel})
            assert antwort.status_code == 302
            assert not verlaesst_das_haus(antwort["Location"]), (name, ziel)


def test_eigene_ziele_gelten(client, person):
    felder = {"login": person.email, "password": PASSWORT}
    assert client.post(reverse("account_login"), {**felder, "next": "/konto/"})["Location"] == "/konto/"


PFADE = ("//boese.example", "//boese.example/%2e%2e", "/verwaltung//boese.example", "/\\boese.example")


@pytest.mark.parametrize("pfad", PFADE)
def test_ergaenzte_schraegstriche_fuehren_nicht_hinaus(client, pfad):
    """Django completes an address by a redirect; the path itself must not become a host."""
    angemeldet(client)
    antwort = client.request(PATH_INFO=pfad)
    assert antwort.status_code in {301, 302, 404}
    assert not verlaesst_das_haus(antwort.headers.get("Location", "/"))
