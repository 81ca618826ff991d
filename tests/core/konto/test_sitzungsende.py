"""The end of a sign-in: idle, absolute, elsewhere; and what was typed then."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from asskomm.core import clock
from asskomm.core.models import Formularablage
from asskomm.core.services.formularablage import keep_eingaben
from asskomm.core.sitzung import BEGINN
from foerderung.models import Haushaltsansatz
from tests.factories.anmeldung import ganz_anmelden, mit_app, passwort_zeigen
from tests.factories.foerderung import ansatz
from tests.factories.konten import PASSWORT, konto, melde_an

pytestmark = pytest.mark.django_db


@pytest.fixture
def adresse():
    return reverse("admin:foerderung_haushaltsansatz_aktion", args=[ansatz().pk, "annullieren"])


@pytest.fixture
def leitung():
    person = konto("LT")
    person.geheimnis = mit_app(person)
    return person


def lass_ablaufen(client, vor=dt.timedelta(minutes=1)) -> None:
    Session.objects.filter(pk=client.session.session_key).update(expire_date=clock.now() - vor)


def test_untaetigkeit_beendet_die_anmeldung_und_jede_anfrage_verlaengert_sie(client, settings):
    melde_an(client, konto())
    Session.objects.update(expire_date=clock.now() + dt.timedelta(minutes=5))
    antwort = client.get(reverse("konto_aktiv"))
    assert 29 * 60 < antwort.json()["rest"] <= 30 * 60
    assert Session.objects.get().expire_date > clock.now() + dt.timedelta(minutes=29)
    lass_ablaufen(client)
    assert client.get(reverse("konto_aktiv"))["Location"].startswith(reverse("account_login"))
    melde_an(client, konto())
    lass_ablaufen(client)
    assert "Ihre Anmeldung ist abgelaufen" in client.get(reverse("konto"), follow=True).content.decode()


def test_nach_der_hoechstdauer_ist_schluss_auch_wenn_laufend_gearbeitet_wird(client, settings):
    melde_an(client, konto())
    client.get(reverse("konto"))
    session = client.session
    session[BEGINN] -= settings.SESSION_HOECHSTDAUER - 120
    session.save()
    assert client.get(reverse("konto_aktiv")).json()["rest"] <= 120
    session[BEGINN] -= 120
    session.save()
    antwort = client.get(reverse("konto"), follow=True)
    assert antwort.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert "Ihre Anmeldung ist abgelaufen" in antwort.content.decode()


def test_eingaben_ueberstehen_das_ende_der_sitzung(client, leitung, adresse):
    ganz_anmelden(client, leitung, leitung.geheimnis)
    lass_ablaufen(client)
    antwort = client.post(adresse, {"grund": "Nachtrag «zum» Haushalt", "fremdes_passwort": "geheim"})
    assert antwort["Location"].startswith(reverse("account_login"))
    assert not Haushaltsansatz.objects.get().ist_annulliert
    ablage = Formularablage.objects.get()
    assert ablage.felder == {"grund": ["Nachtrag «zum» Haushalt"]}
    assert "Ihre Anmeldung ist abgelaufen" in client.get(antwort["Location"]).content.decode()
    weiter = ganz_anmelden(client, leitung, leitung.geheimnis, next=reverse("konto_eingaben", args=[ablage.token]))
    seite = client.get(weiter["Location"]).content.decode()
    assert "Ihre Eingaben wurden aufbewahrt" in seite
    assert 'value="Nachtrag «zum» Haushalt"' in seite
    assert f'action="{adresse}"' in seite
    client.post(adresse, ablage.felder)
    assert Haushaltsansatz.objects.get().annulliert_grund == "Nachtrag «zum» Haushalt"


def test_auch_die_hoechstdauer_verliert_keine_eingaben(client, leitung, adresse, settings):
    melde_an(client, leitung)
    client.get(reverse("konto"))
    session = client.session
    session[BEGINN] -= settings.SESSION_HOECHSTDAUER
    session.save()
    client.post(adresse, {"grund": "Nachtrag"})
    assert Formularablage.objects.get().konto_id == leitung.pk
    assert not Haushaltsansatz.objects.get().ist_annulliert


def test_fremde_sehen_aufbewahrte_eingaben_nicht_und_nach_einer_stunde_niemand(client, leitung):
    jetzt = clock.now()
    ablage = keep_eingaben(pfad="/verwaltung/", felder={"a": ["b"]}, dateien=["Scan"], by=leitung, jetzt=jetzt)
    adresse = reverse("konto_eingaben", args=[ablage.token])
    melde_an(client, leitung)
    assert "Nicht aufbewahrt: Scan." in client.get(adresse).content.decode()
    fremd = Client()
    melde_an(fremd, konto("LT"))
    assert fremd.get(adresse).status_code == 404
    assert fremd.post(f"{adresse}verwerfen/").status_code == 404
    Formularablage.objects.update(abgelegt_zeitpunkt=jetzt - dt.timedelta(minutes=61))
    assert client.get(adresse).status_code == 404
    neu = keep_eingaben(pfad="/verwaltung/", felder={}, dateien=[], by=leitung, jetzt=jetzt)
    assert list(Formularablage.objects.all()) == [neu]
    client.post(reverse("konto_eingaben_verwerfen", args=[neu.token]))
    assert not Formularablage.objects.exists()


def test_jede_anmeldung_raeumt_abgelaufenes_weg(client, leitung):
    vorhin = clock.now() - dt.timedelta(minutes=61)
    keep_eingaben(pfad="/verwaltung/", felder={}, dateien=[], by=leitung, jetzt=vorhin)
    ganz_anmelden(client, konto("KB"), "JBSWY3DPEHPK3PXP")
    assert not Formularablage.objects.exists()


def test_aufbewahrt_wird_nur_was_eine_echte_abgelaufene_sitzung_sendet(client, leitung, adresse):
    def sende() -> int:
        client.post(adresse, {"grund": "x"})
        return Formularablage.objects.count()

    assert sende() == 0  # never signed in
    melde_an(client, leitung)
    schluessel = client.cookies["sitzung"].value
    client.post(reverse("account_logout"))
    client.cookies["sitzung"] = schluessel
    assert sende() == 0  # signed out
    melde_an(client, leitung)
    lass_ablaufen(client, dt.timedelta(hours=25))
    assert sende() == 0  # too long ago
    melde_an(client, leitung)
    lass_ablaufen(client)
    leitung.set_password("ein ganz anderes langes Passwort")
    leitung.save()
    assert sende() == 0  # the session had died before
    melde_an(client, leitung)
    lass_ablaufen(client)
    assert sende() == 1


def test_anmeldeseite_selbst_legt_nichts_ab(client, leitung):
    melde_an(client, leitung)
    lass_ablaufen(client)
    passwort_zeigen(client, leitung)
    assert not Formularablage.objects.exists()


def test_sitzungen_anzeigen_und_ueberall_sonst_abmelden(client, leitung):
    andere = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"})
    for c in (andere, client):
        ganz_anmelden(c, leitung, leitung.geheimnis)
    seite = client.get(reverse("usersessions_list")).content.decode()
    assert "Firefox auf Windows" in seite
    assert "dieses Gerät" in seite
    antwort = client.post(reverse("usersessions_list"), follow=True).content.decode()
    assert "Überall sonst ist Ihr Konto abgemeldet." in antwort
    assert "Sie sind nur hier angemeldet." in antwort
    assert andere.get(reverse("konto")).status_code == 302
    assert client.get(reverse("konto")).status_code == 200


def test_neues_passwort_meldet_ueberall_sonst_ab_und_schreibt_der_person(client, leitung):
    andere = Client()
    for c in (andere, client):
        ganz_anmelden(c, leitung, leitung.geheimnis)
    neu = "drei Elche wandern nachts"
    antwort = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORT, "password1": neu, "password2": neu}
    )
    assert antwort["Location"] == reverse("konto")
    assert client.get(reverse("konto")).status_code == 200
    assert andere.get(reverse("konto")).status_code == 302
    (nachricht,) = mail.outbox
    assert nachricht.subject == "ASSKomm-Portal: Ihr Passwort wurde geändert"
    assert "127.0.0.1" in nachricht.body


def test_warnung_steht_nur_auf_seiten_der_angemeldeten(client, leitung):
    assert "data-sitzungsende" not in client.get(reverse("account_login")).content.decode()
    melde_an(client, leitung)
    for name in ("konto", "admin:index"):
        assert 'data-rest="1800"' in client.get(reverse(name)).content.decode()
    assert "data-sitzungsende" not in client.get(reverse("portal:start")).content.decode()
