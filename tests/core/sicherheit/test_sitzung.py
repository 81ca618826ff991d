"""Sessions: a new key at sign-in, cookies that only the portal and only the browser sees, an end that is one."""

import json
import os
import subprocess
import sys
from importlib import import_module

import pytest
from django.conf import settings as einstellungen
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client
from django.urls import reverse

from tests.factories.konten import PASSWORT, angemeldet, konto
from tests.house.quelltext import WURZEL

pytestmark = pytest.mark.django_db
COOKIE = einstellungen.SESSION_COOKIE_NAME
ALLE_COOKIES = {"sitzung", "formularschutz"}


def untergeschoben() -> tuple[Client, str]:
    """A browser into which somebody has put the key of a session of their own."""
    sitzung = import_module(einstellungen.SESSION_ENGINE).SessionStore()
    sitzung["gemerkt"] = "vom Angreifer"
    sitzung.create()
    client = Client()
    client.cookies[COOKIE] = sitzung.session_key
    return client, sitzung.session_key


def ist_angemeldet(schluessel: str) -> bool:
    """Whoever holds this key acts as a person, whether or not a second factor is still asked for."""
    client = Client()
    client.cookies[COOKIE] = schluessel
    return client.get(reverse("konto")).headers.get("Location", "").partition("?")[0] != reverse("account_login")


def melde_an(client: Client) -> None:
    person = konto()
    antwort = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORT})
    assert antwort.status_code == 302


def test_anmelden_wechselt_den_schluessel_der_sitzung():
    client, alt = untergeschoben()
    melde_an(client)
    neu = client.cookies[COOKIE].value
    assert neu != alt
    assert (ist_angemeldet(alt), ist_angemeldet(neu)) == (False, True)


def test_ohne_den_wechsel_waere_der_angreifer_angemeldet(monkeypatch):
    monkeypatch.setattr(SessionBase, "cycle_key", lambda self: None)
    client, alt = untergeschoben()
    melde_an(client)
    assert ist_angemeldet(alt)


def test_ein_erfundener_schluessel_wird_nicht_angenommen():
    client = Client()
    client.cookies[COOKIE] = "a" * 32
    melde_an(client)
    assert client.cookies[COOKIE].value != "a" * 32


def test_abmelden_beendet_die_sitzung_auch_auf_dem_server(client):
    angemeldet(client)
    schluessel = client.cookies[COOKIE].value
    assert ist_angemeldet(schluessel)
    client.post(reverse("account_logout"))
    assert not ist_angemeldet(schluessel)


def test_sperren_des_kontos_beendet_seine_sitzungen_sofort(client):
    person = angemeldet(client)
    person.is_active = False
    person.save()
    assert not ist_angemeldet(client.cookies[COOKIE].value)


def test_es_gibt_nur_zwei_cookies_und_kein_skript_liest_sie(client):
    client.get(reverse("account_login"))
    melde_an(client)
    client.get(reverse("account_logout"))
    assert set(client.cookies) == ALLE_COOKIES
    for name, samesite in (("sitzung", "Lax"), ("formularschutz", "Strict")):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, samesite, "/", "")


BETRIEB = """
import json, django
from django.conf import settings as s
django.setup()
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
namen = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "DEBUG",
    "SECURE_SSL_REDIRECT", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SESSION_SERIALIZER", "USE_X_FORWARDED_HOST")
print(json.dumps({n: getattr(s, n) for n in namen} | {"ein_jahr": s.SECURE_HSTS_SECONDS >= 31536000}))
"""


def test_mit_https_sind_die_cookies_an_rechner_und_verschluesselung_gebunden():
    """`__Host-`: the browser takes such a cookie only over TLS, for this host alone, for all paths."""
    umgebung = {
        **{k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG", "PYTHONDONTWRITEBYTECODE"}},
        "DJANGO_SETTINGS_MODULE": "asskomm.settings",
        "BASE_URL": "https://portal.example",
        "ALLOWED_HOSTS": "portal.example",
        "DATABASE_URL": "sqlite://:memory:",
        "SECRET_KEY": "nur-fuer-diesen-test-abcdefghij" * 2,
        "DEBUG": "false",
        "CLAMAV_URL": "tcp://127.0.0.1:3310",  # nur genannt: check fragt ihn nicht
    }
    lauf = subprocess.run(
        [sys.executable, "-c", BETRIEB], cwd=WURZEL, env=umgebung, capture_output=True, text=True, check=False
    )
    assert lauf.returncode == 0, lauf.stderr
    assert json.loads(lauf.stdout.splitlines()[-1]) == {
        "SESSION_COOKIE_NAME": "__Host-sitzung",
        "CSRF_COOKIE_NAME": "__Host-formularschutz",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "DEBUG": False,
        "SESSION_SERIALIZER": "django.contrib.sessions.serializers.JSONSerializer",
        "USE_X_FORWARDED_HOST": False,
        "ein_jahr": True,
    }
