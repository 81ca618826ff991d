"""Limits per account and per address, shared by all processes; the message names the wait."""

import subprocess
import sys
from hashlib import sha256

import pytest
from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from asskomm.core import clock
from asskomm.core.sperre import in_worten, wartezeit
from asskomm.settings import base
from tests.factories.anmeldung import ganz_anmelden, mit_app, passwort_zeigen
from tests.factories.konten import konto

pytestmark = pytest.mark.django_db


def von(adresse: str) -> Client:
    return Client(REMOTE_ADDR=adresse)


def test_fuenf_fehlversuche_sperren_das_konto_von_jeder_adresse_aus():
    person = konto()
    for nr in range(5):
        assert "ist falsch" in passwort_zeigen(von(f"10.0.0.{nr}"), person, "falsch").content.decode()
    text = passwort_zeigen(von("10.0.0.99"), person).content.decode()
    assert "Zu viele Fehlversuche. Bitte warten Sie 5 Minuten" in text
    assert passwort_zeigen(von("10.0.0.99"), konto("KB")).status_code == 302


def test_unbekannte_namen_werden_mit_denselben_worten_gesperrt():
    client = von("10.0.1.1")
    daten = {"login": "niemand@example.org", "password": "falsch"}
    texte = [client.post(reverse("account_login"), daten).content.decode() for _ in range(6)]
    assert all("ist falsch" in t for t in texte[:5])
    assert "Zu viele Fehlversuche. Bitte warten Sie 5 Minuten" in texte[5]


def test_zehn_fehlversuche_in_der_minute_sperren_die_adresse():
    client = von("10.0.2.1")
    for nr in range(10):
        client.post(reverse("account_login"), {"login": f"nr{nr}@example.org", "password": "falsch"})
    person = konto("KB")
    assert "Zu viele Fehlversuche. Bitte warten Sie eine Minute" in passwort_zeigen(client, person).content.decode()
    assert passwort_zeigen(von("10.0.2.2"), person).status_code == 302


def test_anderer_rechnername_zaehlt_beim_selben_konto(settings):
    person = konto()
    for nr in range(5):
        passwort_zeigen(Client(SERVER_NAME="localhost", REMOTE_ADDR=f"10.0.3.{nr}"), person, "falsch")
    assert "Zu viele" in passwort_zeigen(von("10.0.3.9"), person).content.decode()


def test_falsche_codes_sperren_das_konto_auch_wenn_das_passwort_stimmt():
    person = konto()
    mit_app(person)
    for nr in range(6):
        client = von(f"10.0.4.{nr}")
        passwort_zeigen(client, person)
        text = client.post(reverse("mfa_authenticate"), {"code": f"00000{nr}"}).content.decode()
    assert "Zu viele Fehlversuche. Bitte warten Sie 5 Minuten" in text


def test_bestaetigung_ist_ebenso_begrenzt(client):
    person = konto("KB")
    geheimnis = mit_app(person)
    ganz_anmelden(client, person, geheimnis)
    for _ in range(5):
        client.post(reverse("account_reauthenticate"), {"password": "falsch"})
    assert "Zu viele" in client.post(reverse("account_reauthenticate"), {"password": "falsch"}).content.decode()


def test_zu_viele_anmeldeversuche_ueberhaupt_bekommen_die_seite_mit_der_wartezeit():
    client = von("10.0.5.1")
    antworten = [client.post(reverse("account_login"), {}) for _ in range(31)]
    assert {a.status_code for a in antworten[:30]} == {200}
    assert antworten[30].status_code == 429
    assert antworten[30]["Retry-After"] == "60"
    assert "Bitte warten Sie eine Minute" in antworten[30].content.decode()


def test_passwort_zuruecksetzen_ist_je_postfach_begrenzt():
    for nr in range(3):
        antwort = von(f"10.0.6.{nr}").post(reverse("account_reset_password"), {"email": "a@example.org"})
    assert antwort.status_code == 429


def test_wartezeit_sinkt_und_wird_in_ganzen_minuten_genannt(rf):
    anfrage = rf.post("/")
    assert wartezeit(anfrage, action="login_failed", key="x") == 0
    rate = "allauth:rl:allauth.account:login_failed:5/300.0/key"
    cache.set(f"{rate}:{sha256(b'x').hexdigest()}", [clock.now().timestamp() - 200] * 5)
    assert 98 <= wartezeit(anfrage, action="login_failed", key="x") <= 100
    assert [in_worten(s) for s in (1, 60, 61, 300, 7200)] == [
        "eine Minute",
        "eine Minute",
        "2 Minuten",
        "5 Minuten",
        "2 Stunden",
    ]


def test_alle_grenzen_je_minute_stehen_so_auf_der_seite():
    """The page for whole views says "one minute": no rate of theirs may be longer."""
    for aktion in ("login", "reauthenticate", "change_password", "reset_password", "reset_password_from_key"):
        assert all("/m/" in rate for rate in app_settings.RATE_LIMITS[aktion].split(",")), aktion


def test_adresse_hinter_dem_proxy_ist_die_des_besuchers_und_nicht_faelschbar(rf, settings):
    adapter = get_adapter()
    gefaelscht = {"REMOTE_ADDR": "127.0.0.1", "headers": {"X-Forwarded-For": "6.6.6.6, 203.0.113.7"}}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert adapter.get_client_ip(rf.get("/", **gefaelscht)) == "203.0.113.7"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert adapter.get_client_ip(rf.get("/", **gefaelscht)) == "127.0.0.1"


def test_gefaelschte_kopfzeile_umgeht_die_sperre_der_adresse_nicht(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for nr in range(11):
        client = Client(headers={"X-Forwarded-For": f"6.6.6.{nr}, 203.0.113.7"})
        text = client.post(reverse("account_login"), {"login": f"n{nr}@example.org", "password": "x"}).content.decode()
    assert "Zu viele Fehlversuche" in text


ZWEITER_PROZESS = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "asskomm.settings"
django.setup()
from django.core.cache import cache
from django.core.management import call_command
call_command("createcachetable", verbosity=0)
print(cache.get("zaehler"))
cache.set("zaehler", (cache.get("zaehler") or 0) + 1, 60)
"""


def test_zwei_prozesse_teilen_sich_die_zaehlung(tmp_path):
    """With the settings of production, on a database of its own: the second process sees what the first counted."""
    umgebung = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'zwei.sqlite3'}",
        "SECRET_KEY": "x" * 50,
        "PATH": "/usr/bin:/bin",
    }
    aufruf = [sys.executable, "-c", ZWEITER_PROZESS]
    ausgaben = [
        subprocess.run(aufruf, env=umgebung, check=True, capture_output=True, text=True).stdout.split()[-1]
        for _ in range(2)
    ]
    assert ausgaben == ["None", "1"]


def test_volle_ablage_vergisst_keine_zaehler():
    assert base.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    assert base.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000
