"""Sign-in as people do it: app and recovery code, passkey, and what happens when one is away for too long."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import expect

from asskomm.core.models import Formularablage, User
from asskomm.core.roles import Rolle
from foerderung.models import Haushaltsansatz
from tests.factories.anmeldung import mit_app, totp_code
from tests.factories.foerderung import ansatz
from tests.factories.konten import PASSWORT, konto

pytestmark = pytest.mark.django_db(transaction=True)


def passwort(page: Any, server: str, person: Any) -> None:
    """By keyboard alone."""
    page.goto(f"{server}{reverse('account_login')}")
    page.get_by_label("Anmeldename").focus()
    page.keyboard.type(person.anmeldename)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORT)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda adresse: not adresse.endswith(reverse("account_login")))


def test_app_einrichten_codes_sichern_und_mit_beidem_anmelden(page, live_server, axe, mithoerer, grundregeln):
    person, ohr = konto(), mithoerer(page)
    passwort(page, live_server.url, person)
    page.get_by_role("link", name="App einrichten").press("Enter")
    geheimnis = page.locator(".konto-schluessel").inner_text()
    assert axe(page) + grundregeln(page) == []
    page.get_by_label("Code").fill(totp_code(geheimnis))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Codes jetzt anzeigen").press("Enter")
    expect(page.locator(".konto-codes code")).to_have_count(10)
    codes = page.locator(".konto-codes code").all_inner_texts()
    assert axe(page) + grundregeln(page) == []
    with page.expect_download() as datei:
        page.get_by_role("button", name="Als Textdatei speichern").press("Enter")
    assert codes[9] in datei.value.path().read_text(encoding="utf-8")
    for code in (codes[0], totp_code(geheimnis, vor=1)):
        page.context.clear_cookies()
        passwort(page, live_server.url, person)
        assert axe(page) + grundregeln(page) == []
        page.get_by_label("Code").fill(code)
        page.keyboard.press("Enter")
        page.wait_for_url("**/verwaltung/")
    page.goto(f"{live_server.url}{reverse('konto')}")
    assert "noch 9 von 10" in page.locator("main").inner_text()
    assert axe(page) + grundregeln(page) + ohr.leere() == []


def test_passkey_einrichten_und_damit_ohne_passwort_und_als_zweiter_faktor_anmelden(page, live_server, axe, mithoerer):
    geraet = page.context.new_cdp_session(page)
    geraet.send("WebAuthn.enable")
    optionen = {
        "protocol": "ctap2",
        "transport": "internal",
        "automaticPresenceSimulation": True,
        "isUserVerified": True,
    }
    optionen |= {"hasResidentKey": True, "hasUserVerification": True}
    geraet.send("WebAuthn.addVirtualAuthenticator", {"options": optionen})
    person, ohr = konto(Rolle.LEITUNG), mithoerer(page)
    passwort(page, live_server.url, person)
    page.get_by_role("link", name="Passkey hinzufügen").click()
    assert axe(page) == []
    page.get_by_label("Name des Passkeys").fill("Dienstlaptop")
    page.get_by_role("button", name="Passkey hinzufügen").click()
    page.wait_for_url(f"**{reverse('mfa_view_recovery_codes')}")
    assert sorted(Authenticator.objects.values_list("type", flat=True)) == ["recovery_codes", "webauthn"]

    page.context.clear_cookies()
    page.goto(f"{live_server.url}{reverse('account_login')}?next=/konto/sitzungen/")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    page.get_by_role("heading", name="Angemeldete Geräte").wait_for()

    page.context.clear_cookies()
    passwort(page, live_server.url, person)
    page.get_by_role("button", name="Passkey verwenden").click()
    page.wait_for_url("**/verwaltung/")
    page.goto(f"{live_server.url}{reverse('mfa_reauthenticate_webauthn')}?next=/konto/")
    page.get_by_role("button", name="Passkey verwenden").click()
    page.get_by_role("heading", name="Mein Konto").wait_for()
    assert ohr.leere() == []


def test_warnung_vor_dem_ende_und_eingaben_die_es_ueberstehen(page, live_server, settings, axe, anmelden):
    person = User.objects.get(pk=anmelden(page.context, Rolle.LEITUNG).session["_auth_user_id"])
    adresse = reverse("admin:foerderung_haushaltsansatz_aktion", args=[ansatz().pk, "annullieren"])
    settings.SESSION_COOKIE_AGE = 4
    page.goto(f"{live_server.url}{adresse}")
    page.get_by_label("Grund").fill("Nachtrag zum Haushalt")
    warnung = page.get_by_role("dialog", name="Ihre Anmeldung endet bald")
    warnung.wait_for()
    assert axe(page) == []
    page.keyboard.press("Enter")  # the focus is on "Angemeldet bleiben"
    warnung.wait_for(state="hidden")
    page.get_by_text("Ihre Anmeldung ist abgelaufen").wait_for(timeout=15_000)
    page.get_by_role("button", name="Schließen").click()
    page.get_by_role("button", name="Eintrag annullieren").click()
    page.wait_for_url("**/konto/anmelden/**")
    assert Formularablage.objects.get().felder["grund"] == ["Nachtrag zum Haushalt"]
    assert not Haushaltsansatz.objects.get().ist_annulliert

    settings.SESSION_COOKIE_AGE = 1800
    geheimnis = mit_app(person)
    page.get_by_label("Anmeldename").fill(person.anmeldename)
    page.get_by_label("Passwort").fill(PASSWORT)
    page.keyboard.press("Enter")
    page.get_by_label("Code").fill(totp_code(geheimnis))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Noch einmal absenden").click()
    page.wait_for_url(re.compile(r"/change/$"))
    assert Haushaltsansatz.objects.get().annulliert_grund == "Nachtrag zum Haushalt"
