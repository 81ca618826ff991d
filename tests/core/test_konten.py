import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from asskomm.core.accounts import invitation_link, invite_user
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.roles import BEDEUTUNG, Rolle
from tests.factories.konten import PASSWORT, angemeldet, konto

pytestmark = pytest.mark.django_db


def melde_an(client, email, passwort=PASSWORT, **ziel):
    return client.post(reverse("account_login"), {"login": email, "password": passwort, **ziel})


def test_jede_rolle_hat_eine_erklaerung():
    assert set(BEDEUTUNG) == set(Rolle)


def test_anmeldung_fuehrt_in_die_verwaltung(client):
    user = konto()
    antwort = melde_an(client, user.email)
    assert (antwort.status_code, antwort["Location"]) == (302, "/verwaltung/")


def test_anmeldung_mit_falschem_passwort_behaelt_die_adresse_und_nennt_den_fehler(client):
    user = konto()
    antwort = melde_an(client, user.email, "falsch-falsch-falsch")
    text = antwort.content.decode()
    assert antwort.status_code == 200
    assert f'value="{user.email}"' in text
    assert "leider falsch" in text
    assert "falsch-falsch-falsch" not in text
    assert "<title>Fehler: Anmelden" in text


def test_gesperrtes_konto_kommt_nicht_hinein(client):
    user = konto(is_active=False)
    antwort = melde_an(client, user.email)
    assert antwort["Location"] == reverse("account_inactive")
    assert client.get("/verwaltung/").status_code == 302


def test_fremdes_ziel_nach_der_anmeldung_wird_nicht_befolgt(client):
    user = konto()
    antwort = melde_an(client, user.email, next="https://boese.example/")
    assert "boese" not in antwort["Location"]


def test_verwaltung_hat_keine_andere_tuer(client):
    antwort = client.get("/verwaltung/login/")
    assert antwort.status_code == 302
    assert antwort["Location"].startswith(reverse("account_login"))


def test_einladung_setzt_das_erste_passwort_genau_einmal(client):
    user, link = invite_user(email="Neu@Example.org", rolle=Rolle.LEITUNG, by=None)
    pfad = re.sub(r"^https?://[^/]+", "", link)
    formular = client.get(pfad, follow=True)
    ziel = formular.redirect_chain[-1][0]
    neu = "vier worte sind ein guter satz"
    gesetzt = client.post(ziel, {"password1": neu, "password2": neu}, follow=True)
    assert gesetzt.status_code == 200
    client.logout()
    assert melde_an(client, "neu@example.org", neu)["Location"] == "/verwaltung/"
    client.logout()
    assert "gilt nicht mehr" in client.get(pfad, follow=True).content.decode()
    assert user.email == "neu@example.org"


def test_kurzes_passwort_wird_mit_grund_abgelehnt(client):
    _, link = invite_user(email="kurz@example.org", rolle=Rolle.LESEZUGRIFF, by=None)
    ziel = client.get(re.sub(r"^https?://[^/]+", "", link), follow=True).redirect_chain[-1][0]
    antwort = client.post(ziel, {"password1": "kurz", "password2": "kurz"})
    assert antwort.status_code == 200
    assert "12 Zeichen" in antwort.content.decode()


def test_zweites_konto_mit_gleicher_adresse_wird_abgelehnt():
    konto(email="einmal@example.org")
    with pytest.raises(Ablehnung, match="schon ein Konto"):
        invite_user(email="EINMAL@example.org", rolle=Rolle.LEITUNG, by=None)


def test_nur_die_fachadministration_legt_konten_an():
    with pytest.raises(Ablehnung, match="Nur die Fachadministration"):
        invite_user(email="x@example.org", rolle=Rolle.LEITUNG, by=konto(Rolle.LEITUNG))
    user, _ = invite_user(email="x@example.org", rolle=Rolle.LEITUNG, by=konto(Rolle.ADMINISTRATION))
    assert not user.has_usable_password()


def test_befehl_druckt_den_link(capsys, settings):
    call_command("lege_konto_an", "--rolle", "LT", "--email", "leitung@example.org")
    ausgabe = capsys.readouterr().out
    assert f"{settings.BASE_URL}/konto/passwort/neu/" in ausgabe
    assert User.objects.filter(email="leitung@example.org", rolle=Rolle.LEITUNG).exists()


@pytest.mark.parametrize(("rolle", "email"), [("XX", "a@example.org"), ("LT", "keine-adresse")])
def test_befehl_lehnt_unsinn_ab_ohne_etwas_anzulegen(capsys, rolle, email):
    with pytest.raises(SystemExit) as ende:
        call_command("lege_konto_an", "--rolle", rolle, "--email", email)
    assert ende.value.code == 1
    assert capsys.readouterr().err
    assert not User.objects.exists()


def test_passwort_vergessen_verraet_nicht_ob_es_ein_konto_gibt(client):
    user = konto()
    for adresse in (user.email, "niemand@example.org"):
        antwort = client.post(reverse("account_reset_password"), {"email": adresse})
        assert antwort["Location"] == reverse("account_reset_password_done")
    (nachricht,) = mail.outbox
    assert nachricht.to == [user.email]
    assert "/konto/passwort/neu/" in nachricht.body


def test_einladungslink_traegt_die_eigene_adresse(settings):
    settings.BASE_URL = "https://portal.example"
    assert invitation_link(konto()).startswith("https://portal.example/konto/passwort/neu/")


def test_rechte_enden_mit_dem_konto():
    user = konto(Rolle.LEITUNG)
    assert user.has_perms(["vereinbarungen.annul_vereinbarung", "core.view_user"])
    user.is_active = False
    assert not user.has_perm("vereinbarungen.annul_vereinbarung")
    assert not user.is_staff
    assert not user.is_superuser


def test_kontoseite_nennt_rolle_und_bedeutung(client):
    angemeldet(client, Rolle.HAUSHALT)
    text = client.get(reverse("konto")).content.decode()
    assert "LPR Haushalt" in text
    assert BEDEUTUNG[Rolle.HAUSHALT] in text


def test_fachadministration_laedt_in_der_verwaltung_ein(client):
    angemeldet(client, Rolle.ADMINISTRATION)
    adresse = reverse("admin:core_user_add")
    fehler = client.post(adresse, {"email": "keine-adresse", "name": "", "rolle": "SB"})
    assert fehler.status_code == 200
    assert "keine-adresse" in fehler.content.decode()
    antwort = client.post(adresse, {"email": "neu@example.org", "name": "", "rolle": "SB"}, follow=True)
    assert "/konto/passwort/neu/" in antwort.content.decode()
    assert not User.objects.get(email="neu@example.org").has_usable_password()


def test_niemand_aendert_die_eigene_rolle(client):
    user = angemeldet(client, Rolle.ADMINISTRATION)
    adresse = reverse("admin:core_user_change", args=[user.pk])
    fassung = client.get(adresse).context["original"].bearbeitungsfassung
    client.post(adresse, {"name": "Neu", "rolle": "LT", "fassung": fassung})
    user.refresh_from_db()
    assert (user.name, user.rolle) == ("Neu", Rolle.ADMINISTRATION)
