"""Brute force: guessing passwords, codes and links is stopped, wherever the guesses come from."""

import datetime as dt
from itertools import count

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from asskomm.core.models import Protokolleintrag
from asskomm.core.roles import Rolle
from tests.factories.anmeldung import mit_app, mit_ersatzcodes, totp_code
from tests.factories.konten import PASSWORT, konto

pytestmark = pytest.mark.django_db
FALSCH = "ein-falsches-passwort-2026"
JETZT = dt.datetime(2026, 11, 26, 8, 0, tzinfo=dt.UTC)
_adresse = count(1)


def rechner(adresse: str = "") -> Client:
    """A visitor from an address of their own."""
    nummer = next(_adresse)
    return Client(REMOTE_ADDR=adresse or f"10.{nummer // 250}.{nummer % 250}.7")


def versuche(client: Client, name: str, passwort: str = FALSCH, **koepfe: str) -> bool:
    """True if this opens the account (the second factor may still be asked for)."""
    antwort = client.post(reverse("account_login"), {"login": name, "password": passwort}, headers=koepfe)
    return antwort.status_code == 302


@pytest.fixture
def person():
    return konto(Rolle.KOMMUNE_BEARBEITUNG)


def rate_von_ueberall(name: str, mal: int) -> None:
    for _ in range(mal):
        assert not versuche(rechner(), name)


def test_nach_fuenf_versuchen_ist_das_konto_fuer_jede_adresse_zu(person):
    rate_von_ueberall(person.anmeldename, 5)
    assert not versuche(rechner(), person.anmeldename, PASSWORT)
    assert versuche(rechner(), konto(Rolle.KOMMUNE_BEARBEITUNG).anmeldename, PASSWORT)


def test_wer_gegen_die_sperre_anrennt_fuellt_das_protokoll_nicht(person):
    """Entries stay for good and are written one after another: a stranger must not cause them without end."""
    rate_von_ueberall(person.anmeldename, 5)
    vorher = Protokolleintrag.objects.count()
    rate_von_ueberall(person.anmeldename, 20)
    assert [e.ereignis for e in Protokolleintrag.objects.filter(nr__gt=vorher)] == ["anmeldung.gesperrt"]


def test_gross_und_kleinschreibung_gibt_keine_weiteren_versuche(person):
    for name in (person.anmeldename.upper(), f" {person.anmeldename}", person.anmeldename.title()) * 2:
        assert not versuche(rechner(), name)
    assert not versuche(rechner(), person.anmeldename, PASSWORT)


def test_ohne_die_grenze_wird_beliebig_oft_geraten(person, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    rate_von_ueberall(person.anmeldename, 40)
    assert versuche(rechner(), person.anmeldename, PASSWORT)


def test_wer_langsam_raet_wird_ueber_den_tag_gezaehlt(person):
    """Four guesses in five minutes never meet the short limit; thirty a day meet the long one."""
    with time_machine.travel(JETZT, tick=False) as uhr:
        for _ in range(30):
            assert not versuche(rechner(), person.anmeldename)
            uhr.shift(120)
        uhr.shift(3600)
        assert not versuche(rechner(), person.anmeldename, PASSWORT)
        uhr.shift(24 * 3600)
        assert versuche(rechner(), person.anmeldename, PASSWORT)


def test_eine_adresse_raet_nicht_ueber_viele_konten(person):
    """One common password against every account."""
    angreifer = rechner("203.0.113.9")
    for _ in range(10):
        assert not versuche(angreifer, konto(Rolle.KOMMUNE_BEARBEITUNG).anmeldename)
    assert not versuche(angreifer, person.anmeldename, PASSWORT)
    assert versuche(rechner(), person.anmeldename, PASSWORT)


def test_eine_erfundene_herkunft_gibt_keine_weiteren_versuche(person):
    angreifer = rechner("203.0.113.9")
    for nummer in range(10):
        name = konto(Rolle.KOMMUNE_BEARBEITUNG).anmeldename
        koepfe = {"x-forwarded-for": f"198.51.100.{nummer}", "x-real-ip": f"198.51.100.{nummer}"}
        assert not versuche(angreifer, name, **koepfe)
    assert not versuche(angreifer, person.anmeldename, PASSWORT, **{"x-forwarded-for": "198.51.100.99"})


# --- Second factor


def faktor_versuche(person, codes: list[str]) -> bool:
    """True if one of the codes opened; every code comes from an address of its own, with the right password."""
    for code in codes:
        client = rechner()
        assert versuche(client, person.anmeldename, PASSWORT)
        if client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302:
            return True
    return False


@pytest.mark.parametrize("art", ["App", "Ersatzcode"])
def test_codes_lassen_sich_nicht_durchprobieren(art):
    with time_machine.travel(JETZT, tick=False):
        leitung = konto(Rolle.LEITUNG)
        geheimnis, (ersatz, *_) = mit_app(leitung), mit_ersatzcodes(leitung)
        richtig = totp_code(geheimnis) if art == "App" else ersatz
        assert not faktor_versuche(leitung, [f"{n:06d}" for n in range(5)])
        assert not faktor_versuche(leitung, [richtig])


def test_ohne_die_grenze_lassen_sich_codes_durchprobieren(settings):
    settings.ACCOUNT_RATE_LIMITS = False
    with time_machine.travel(JETZT, tick=False):
        leitung = konto(Rolle.LEITUNG)
        geheimnis = mit_app(leitung)
        assert not faktor_versuche(leitung, [f"{n:06d}" for n in range(20)])
        assert faktor_versuche(leitung, [totp_code(geheimnis)])


# --- Mail and links


def test_niemand_flutet_ein_postfach_mit_briefen(person):
    for _ in range(6):
        rechner().post(reverse("account_reset_password"), {"email": person.email})
    assert 1 <= len(mail.outbox) <= 3


def test_einladungen_lassen_sich_nicht_erraten():
    angreifer = rechner("203.0.113.9")
    stati = [angreifer.get(reverse("einladung", args=[f"geraten-{n}"])).status_code for n in range(25)]
    assert stati[-1] == 429
    assert 429 not in stati[:20]
