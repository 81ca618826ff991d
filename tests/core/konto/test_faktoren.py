"""Setting up, using and losing a second factor."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from asskomm.core.faktoren import FaktorAdapter
from asskomm.core.faktorpflicht import OFFEN, ZUM_EINRICHTEN
from asskomm.core.roles import Rolle
from tests.factories.anmeldung import (
    faktorarten,
    ganz_anmelden,
    mit_app,
    mit_ersatzcodes,
    mit_passkey,
    passwort_zeigen,
    totp_code,
)
from tests.factories.konten import gib_rolle, konto

pytestmark = pytest.mark.django_db


def test_mit_passwort_allein_kommt_niemand_vom_lpr_weiter_als_bis_zum_einrichten(client):
    passwort_zeigen(client, konto())
    for adresse in (reverse("admin:index"), reverse("konto"), reverse("usersessions_list")):
        assert client.get(adresse)["Location"] == reverse("mfa_index"), adresse
    assert "verlangt einen zweiten Faktor" in client.get(reverse("mfa_index")).content.decode()
    assert client.get(reverse("portal:impressum")).status_code == 200


def test_wer_keinen_faktor_braucht_kommt_mit_dem_passwort_hinein(client):
    person = konto(Rolle.KOMMUNE_BEARBEITUNG)
    assert passwort_zeigen(client, person)["Location"] == reverse("portal:bereich")
    assert client.get(reverse("konto")).status_code == 200


def test_einrichten_oeffnet_alles_und_gibt_ersatzcodes(client, django_capture_on_commit_callbacks):
    person = konto(Rolle.LEITUNG)
    passwort_zeigen(client, person)
    seite = client.get(reverse("mfa_activate_totp")).content.decode()
    geheimnis = re.search(r'konto-schluessel">([A-Z2-7]+)<', seite)[1]
    assert 'src="data:image/svg+xml;base64,' in seite
    assert "placeholder" not in seite
    falsch = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "Fehler: App einrichten" in falsch.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        antwort = client.post(reverse("mfa_activate_totp"), {"code": totp_code(geheimnis)})
    assert antwort["Location"] == reverse("mfa_view_recovery_codes")
    assert faktorarten(person) == ["recovery_codes", "totp"]
    assert client.get(reverse("admin:index")).status_code == 200
    assert [m.subject for m in mail.outbox] == ["ASSKomm-Portal: App als zweiter Faktor eingerichtet"]
    gespeichert = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert geheimnis not in gespeichert


def test_ersatzcodes_zeigt_das_portal_einmal_und_als_datei(client):
    person = konto()
    geheimnis, codes = mit_app(person), mit_ersatzcodes(person)
    ganz_anmelden(client, person, geheimnis)
    seite = reverse("mfa_view_recovery_codes")
    assert codes[0] not in client.get(seite).content.decode()
    assert client.post(reverse("mfa_download_recovery_codes")).status_code == 404
    assert codes[0] in client.post(seite).content.decode()
    datei = client.post(reverse("mfa_download_recovery_codes"))
    assert datei["Content-Disposition"] == 'attachment; filename="asskomm-ersatzcodes.txt"'
    assert all(code in datei.content.decode() for code in codes)
    zweites_mal = client.post(seite, follow=True).content.decode()
    assert "wurden schon gezeigt" in zweites_mal
    assert codes[0] not in zweites_mal
    client.post(reverse("mfa_generate_recovery_codes"))
    assert client.post(reverse("mfa_download_recovery_codes")).status_code == 404
    assert "Codes jetzt anzeigen" in client.get(seite).content.decode()


def test_ersatzcodes_gibt_es_erst_mit_einem_faktor(client):
    person = konto(Rolle.KOMMUNE_BEARBEITUNG)
    passwort_zeigen(client, person)
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 404
    antwort = client.post(reverse("mfa_generate_recovery_codes"))
    assert "erst, wenn ein zweiter Faktor" in antwort.content.decode()


def test_ersatzcode_meldet_einmal_an_und_ist_dann_verbraucht(client):
    person = konto()
    mit_app(person)
    code, *_ = mit_ersatzcodes(person)
    passwort_zeigen(client, person)
    assert client.post(reverse("mfa_authenticate"), {"code": code})["Location"] == reverse("admin:index")
    text = client.get(reverse("konto")).content.decode()
    assert "noch 9 von 10" in text
    client.logout()
    passwort_zeigen(client, person)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_code_der_app_gilt_nur_einmal_auch_nach_der_halben_minute(client, settings):
    person = konto()
    geheimnis = mit_app(person)
    passwort_zeigen(client, person)
    code = totp_code(geheimnis, vor=1)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    client.logout()
    passwort_zeigen(client, person)
    antwort = client.post(reverse("mfa_authenticate"), {"code": f"{code[:3]} {code[3:]}"})
    assert "schon verwendet" in antwort.content.decode()


def test_letzter_faktor_bleibt_wo_die_rolle_ihn_verlangt(client):
    person = konto()
    ganz_anmelden(client, person, mit_app(person))
    seite = client.get(reverse("mfa_deactivate_totp")).content.decode()
    assert "Richten Sie zuerst einen anderen ein" in seite
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 200
    assert faktorarten(person) == ["totp"]


def test_wer_keinen_braucht_darf_den_letzten_entfernen(client):
    person = konto(Rolle.KOMMUNE_BEARBEITUNG)
    geheimnis = mit_app(person)
    mit_ersatzcodes(person)
    ganz_anmelden(client, person, geheimnis)
    antwort = client.post(reverse("mfa_deactivate_totp"), follow=True)
    assert "Die App ist entfernt." in antwort.content.decode()
    assert faktorarten(person) == []
    assert mail.outbox[-1].subject == "ASSKomm-Portal: App als zweiter Faktor entfernt"


def test_letzter_passkey_bleibt_ebenfalls(client):
    person = konto()
    ganz_anmelden(client, person, mit_app(person))
    Authenticator.objects.filter(user=person).delete()
    schluessel = mit_passkey(person)
    adresse = reverse("mfa_remove_webauthn", args=[schluessel.pk])
    assert "Dienstlaptop" in client.get(adresse).content.decode()
    antwort = client.post(adresse, follow=True)
    assert "Richten Sie zuerst einen anderen ein" in antwort.content.decode()
    mit_app(person)
    client.post(adresse)
    assert faktorarten(person) == ["totp"]


def test_sitzung_ohne_gezeigten_faktor_holt_ihn_nach(client):
    """The role, or the factor, came while the session was already open."""
    person = konto(None)
    passwort_zeigen(client, person)
    gib_rolle(person, Rolle.SACHBEARBEITUNG)
    geheimnis = mit_app(person)
    ziel = client.get("/verwaltung/kommunen/kommune/")["Location"]
    assert ziel == f"{reverse('mfa_reauthenticate')}?next=/verwaltung/kommunen/kommune/"
    antwort = client.post(ziel, {"code": totp_code(geheimnis), "next": "/verwaltung/kommunen/kommune/"})
    assert antwort["Location"] == "/verwaltung/kommunen/kommune/"
    assert client.get("/verwaltung/kommunen/kommune/").status_code == 200


def test_ohne_app_fuehrt_die_nachholung_zum_passkey(client):
    person = konto()
    passwort_zeigen(client, person)
    mit_passkey(person)
    assert client.get(reverse("konto"))["Location"].startswith(reverse("mfa_reauthenticate_webauthn"))


def test_ein_neuer_faktor_ersetzt_nicht_dass_der_vorhandene_gezeigt_wird(client):
    """Or a session from before, with the password alone, could make itself a factor."""
    person = konto()
    passwort_zeigen(client, person)
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
    mit_app(person)
    for name in ZUM_EINRICHTEN:
        assert client.get(reverse(name))["Location"].startswith(reverse("mfa_reauthenticate")), name


def test_offene_adressen_gibt_es():
    assert all(reverse(name) for name in OFFEN | ZUM_EINRICHTEN)


def test_den_passkey_bietet_die_anmeldung_nur_an_wenn_es_einen_gibt(client):
    person = konto("KB")
    mit_app(person)
    passwort_zeigen(client, person)
    assert "Passkey verwenden" not in client.get(reverse("mfa_authenticate")).content.decode()
    mit_passkey(person)
    assert "Passkey verwenden" in client.get(reverse("mfa_authenticate")).content.decode()


def test_passkeys_auflisten_und_umbenennen(client):
    person = konto("KB")
    passwort_zeigen(client, person)
    schluessel = mit_passkey(person)
    liste = client.get(reverse("mfa_list_webauthn")).content.decode()
    assert "Dienstlaptop" in liste
    assert "auch ohne Passwort" in liste
    adresse = reverse("mfa_edit_webauthn", args=[schluessel.pk])
    assert "Fehler: Passkey umbenennen" in client.post(adresse, {"name": ""}).content.decode()
    assert client.post(adresse, {"name": "Schlüsselbund"})["Location"] == reverse("mfa_list_webauthn")
    assert "Schlüsselbund" in client.get(reverse("konto")).content.decode()
    assert "1 Passkey" in client.get(reverse("mfa_index")).content.decode()
    fremd = reverse("mfa_edit_webauthn", args=[mit_passkey(konto()).pk])
    assert client.get(fremd).status_code == 404


def test_seiten_der_faktoren_fuer_menschen_ohne_javascript_sagen_den_anderen_weg(client):
    person = konto("KB")
    passwort_zeigen(client, person)
    seite = client.get(reverse("mfa_add_webauthn")).content.decode()
    assert "Dieser Weg braucht JavaScript" in seite
    assert reverse("mfa_activate_totp") in seite
    ohne = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": ""}).content.decode()
    assert "die App mit Code geht ohne" in ohne


def test_alte_schluessel_oeffnen_nach_dem_wechsel_des_geheimnisses(settings):
    """SECRET_KEY_FALLBACKS still read what an older SECRET_KEY has closed."""
    adapter = FaktorAdapter()
    verschlossen = adapter.encrypt("GEHEIM")
    assert verschlossen != "GEHEIM"
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "y" * 60
    assert adapter.decrypt(verschlossen) == "GEHEIM"
