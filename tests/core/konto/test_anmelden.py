"""The door: name and password, forgotten passwords, what the account page tells."""

import pytest
from django.core import mail
from django.urls import NoReverseMatch, reverse

from asskomm.core.models import User
from asskomm.core.roles import BEDEUTUNG, Rolle
from tests.factories.anmeldung import faktorarten, ganz_anmelden, mit_app, mit_ersatzcodes, mit_passkey, passwort_zeigen
from tests.factories.konten import PASSWORT, angemeldet, gib_rolle, konto, melde_an

pytestmark = pytest.mark.django_db


def test_jede_rolle_hat_eine_erklaerung():
    assert set(BEDEUTUNG) == set(Rolle)


def test_anmeldung_mit_faktor_fuehrt_in_die_verwaltung_und_behaelt_das_ziel(client):
    person = konto()
    geheimnis = mit_app(person)
    assert passwort_zeigen(client, person)["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("konto"))["Location"].startswith(reverse("account_login"))
    assert ganz_anmelden(client, person, geheimnis)["Location"] == "/verwaltung/"
    client.logout()
    ziel = "/verwaltung/kommunen/kommune/"
    assert ganz_anmelden(client, person, geheimnis, next=ziel)["Location"] == ziel


def test_anmeldename_darf_vom_postfach_abweichen_und_gross_geschrieben_sein(client):
    person = konto("KB", anmeldename="erika.muster", email="gemeinde@example.org")
    konto("KB", anmeldename="max.muster", email="gemeinde@example.org")
    daten = {"login": " Erika.MUSTER ", "password": PASSWORT}
    assert client.post(reverse("account_login"), daten).status_code == 302
    assert int(client.session["_auth_user_id"]) == person.pk
    client.logout()
    ueber_postfach = client.post(reverse("account_login"), {**daten, "login": "gemeinde@example.org"})
    assert "ist falsch" in ueber_postfach.content.decode()


def test_falsches_passwort_behaelt_den_namen_und_nennt_den_fehler(client):
    person = konto()
    antwort = passwort_zeigen(client, person, "falsch-falsch-falsch")
    text = antwort.content.decode()
    assert antwort.status_code == 200
    assert f'value="{person.anmeldename}"' in text
    assert "Anmeldename oder Passwort ist falsch." in text
    assert "falsch-falsch-falsch" not in text
    assert "<title>Fehler: Anmelden" in text
    assert "placeholder" not in text


def test_gesperrtes_konto_kommt_nicht_hinein(client):
    person = konto(is_active=False)
    assert passwort_zeigen(client, person)["Location"] == reverse("account_inactive")
    assert client.get("/verwaltung/").status_code == 302


def test_fremdes_ziel_wird_nicht_befolgt(client):
    person = konto("KB")
    for ziel in ("https://boese.example/", "//boese.example", "/\\boese.example", "http://testserver/konto/"):
        assert passwort_zeigen(client, person, next=ziel)["Location"] == reverse("portal:bereich"), ziel
        client.logout()


def test_registrierung_und_adressverwaltung_von_allauth_gibt_es_nicht():
    for name in ("account_signup", "account_email", "account_set_password", "mfa_signup_webauthn", "mfa_trust"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_passwort_vergessen_verraet_nicht_ob_es_ein_konto_gibt(client):
    person = konto(email="Gemischt.Geschrieben@example.org")
    for adresse in (person.email.upper(), "niemand@example.org"):
        antwort = client.post(reverse("account_reset_password"), {"email": adresse})
        assert antwort["Location"] == reverse("account_reset_password_done")
    (nachricht,) = mail.outbox
    assert nachricht.to == [person.email.lower()]
    assert "http://testserver/konto/passwort/neu/" in nachricht.body


def test_am_gemeinsamen_postfach_bekommt_jede_person_ihren_link(client):
    for name in ("erika.muster", "max.muster"):
        konto("KB", anmeldename=name, email="gemeinde@example.org")
    konto("KB", anmeldename="weg", email="gemeinde@example.org", is_active=False)
    client.post(reverse("account_reset_password"), {"email": "gemeinde@example.org"})
    assert [f"für das Konto „{n}“" in m.body for n, m in zip(("erika.muster", "max.muster"), mail.outbox, strict=True)]


def test_link_setzt_ein_neues_passwort_einmal_und_meldet_niemanden_an(client):
    person = konto("KB")
    client.post(reverse("account_reset_password"), {"email": person.email})
    pfad = next(z for z in mail.outbox[0].body.split() if "/passwort/neu/" in z).removeprefix("http://testserver")
    ziel = client.get(pfad, follow=True).redirect_chain[-1][0]
    kurz = client.post(ziel, {"password1": "kurz", "password2": "kurz"}).content.decode()
    assert "12 Zeichen" in kurz
    neu = "vier worte sind ein guter satz"
    assert client.post(ziel, {"password1": neu, "password2": neu}).status_code == 302
    assert "_auth_user_id" not in client.session
    assert passwort_zeigen(client, person, neu).status_code == 302
    client.logout()
    assert "gilt nicht mehr" in client.get(pfad, follow=True).content.decode()
    assert mail.outbox[-1].subject == "ASSKomm-Portal: Ihr Passwort wurde zurückgesetzt"


def test_ein_passkey_den_niemand_kennt_wird_in_gleichen_worten_abgelehnt(client):
    adresse = reverse("mfa_login_webauthn")
    optionen = client.get(adresse, headers={"Accept": "application/json"}).json()["request_options"]
    assert optionen["publicKey"]["userVerification"] == "required"
    assert client.get(adresse)["Location"] == reverse("account_login")
    for unsinn in ("", "kein json", "[]", "{}", '{"id": "AA", "response": {"userHandle": "AQ"}}'):
        antwort = client.post(adresse, {"credential": unsinn}, follow=True)
        assert antwort.redirect_chain[-1][0] == reverse("account_login"), unsinn
        assert not User.objects.filter(last_login__isnull=False).exists()


def test_unlesbare_antworten_eines_geraets_sind_falsche_codes(client):
    person = konto("KB")
    mit_app(person)
    mit_passkey(person)
    passwort_zeigen(client, person)
    for unsinn in ("", "[]", "{}", '{"id": "AA", "rawId": "AA", "response": {}}', '"text"', "7"):
        antwort = client.post(reverse("mfa_authenticate"), {"credential": unsinn})
        assert (antwort.status_code, "_auth_user_id" in client.session) == (200, False), unsinn
    melde_an(client, person)
    for unsinn in ("", "[]", "{}", '{"id": "AA", "rawId": "AA", "response": {}}'):
        assert client.post(reverse("mfa_add_webauthn"), {"credential": unsinn}).status_code == 200, unsinn
        bestaetigen = reverse("mfa_reauthenticate_webauthn")
        antwort = client.post(bestaetigen, {"credential": unsinn, "next": "/konto/sitzungen/"})
        assert antwort["Location"] == f"{bestaetigen}?next=%2Fkonto%2Fsitzungen%2F"
    assert faktorarten(person) == ["totp", "webauthn"]


def test_kontoseite_nennt_name_rollen_faktoren_und_sitzungen(client):
    person = konto(Rolle.HAUSHALT, anmeldename="h.haus", email="haushalt@example.org", name="Hanna Haus")
    gib_rolle(person, Rolle.LESEZUGRIFF)
    geheimnis = mit_app(person)
    mit_ersatzcodes(person)
    ganz_anmelden(client, person, geheimnis)
    text = client.get(reverse("konto")).content.decode()
    for teil in (
        "Hanna Haus",
        "h.haus",
        "haushalt@example.org",
        "LPR Haushalt",
        "Lesezugriff (SMI)",
        "seit 01.01.2019",
    ):
        assert teil in text
    assert BEDEUTUNG[Rolle.HAUSHALT] in text
    assert "App mit Code" in text
    assert "noch 10 von 10" in text
    assert "Zur Verwaltung" in text


def test_kontoseite_ohne_rolle_sagt_es(client):
    angemeldet(client, None)
    text = client.get(reverse("konto")).content.decode()
    assert "nur die öffentlichen Seiten" in text
    assert "Zur Verwaltung" not in text
    assert "nicht eingerichtet" in text


def test_rechte_enden_mit_dem_konto():
    user = konto(Rolle.LEITUNG)
    assert user.has_perms(["vereinbarungen.annul_vereinbarung", "core.view_user"])
    user.is_active = False
    assert not user.has_perm("vereinbarungen.annul_vereinbarung")
    assert not user.is_staff
    assert not user.is_superuser
