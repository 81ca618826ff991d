"""Die Verwaltung hat nur eine Tür, und der Arbeitsvorrat ist ihre Startseite."""

import datetime as dt

import pytest
from django.urls import NoReverseMatch, reverse

from asskomm.core.admin import arbeitsvorrat
from asskomm.core.admin.arbeitsvorrat import Gruppe, Posten
from asskomm.core.models import User
from asskomm.core.roles import Rolle
from tests.factories.konten import angemeldet

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("pfad", ["/verwaltung/", "/verwaltung/kommunen/kommune/", "/verwaltung/gibt/es/nicht/"])
def test_ohne_anmeldung_fuehrt_jede_adresse_zur_anmeldung(client, pfad):
    antwort = client.get(pfad, follow=True)
    assert antwort.redirect_chain[-1][0] == f"{reverse('account_login')}?next={pfad}"


def test_anmeldeseite_der_verwaltung_leitet_weiter_und_behaelt_das_ziel(client):
    antwort = client.get("/verwaltung/login/", {"next": "/verwaltung/kommunen/kommune/"})
    assert antwort.url == f"{reverse('account_login')}?next=/verwaltung/kommunen/kommune/"
    assert client.post("/verwaltung/login/", {"username": "a", "password": "b"}).status_code == 302
    angemeldet(client)
    assert client.get("/verwaltung/login/").url == "/verwaltung/"


def test_abmelden_geht_nur_ueber_die_kontoseite(client):
    angemeldet(client)
    assert client.get("/verwaltung/logout/").url == reverse("account_logout")
    assert client.get("/verwaltung/").status_code == 200


def test_gesperrtes_konto_kommt_nicht_hinein(client):
    person = angemeldet(client)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/verwaltung/").status_code == 302


@pytest.mark.parametrize("name", ["jsi18n", "autocomplete", "password_change", "view_on_site"])
def test_unbenutzte_adressen_von_django_gibt_es_nicht(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{name}")


@pytest.fixture
def _eigener_vorrat(monkeypatch):
    monkeypatch.setattr(arbeitsvorrat, "_quellen", {})
    monkeypatch.setattr(arbeitsvorrat, "_arten", {})


@pytest.mark.usefixtures("_eigener_vorrat")
def test_leerer_arbeitsvorrat_sagt_was_hier_stehen_wird(client):
    angemeldet(client)
    assert "Im Moment ist nichts zu tun" in client.get("/verwaltung/").content.decode()


@pytest.mark.usefixtures("_eigener_vorrat")
def test_arbeitsvorrat_zeigt_die_gruppen_der_quellen_ohne_leere(client):
    posten = Posten("Meerane zeichnet", "/verwaltung/", zusatz="Nr. 51", faellig=dt.date(2026, 12, 1), marke="bald")
    arbeitsvorrat.register(name="b", quelle=lambda u, h: [Gruppe("Später", (posten,)), Gruppe("Leer", ())])
    arbeitsvorrat.register(name="a", quelle=lambda u, h: [Gruppe("Zuerst", (posten,))], reihenfolge=1)
    angemeldet(client)
    text = client.get("/verwaltung/").content.decode()
    assert "Zuerst <span" in text
    assert "Leer <span" not in text
    assert '<time datetime="2026-12-01">01.12.2026</time>' in text


@pytest.mark.parametrize("rolle", [Rolle.SACHBEARBEITUNG, Rolle.HAUSHALT, Rolle.LESEZUGRIFF])
def test_konten_sind_fuer_andere_rollen_verschlossen(client, rolle):
    angemeldet(client, rolle)
    assert client.get(reverse("admin:core_user_changelist")).status_code == 403
