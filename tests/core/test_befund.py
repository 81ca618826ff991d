import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError

from asskomm.core import befund
from asskomm.core.arbeitsarten import Fortschritt
from asskomm.core.models import Arbeitslauf, Laufstand, Nachricht, Poststand
from asskomm.core.roles import Rolle
from tests.core.post.nachrichten import bereit
from tests.factories.konten import konto

JETZT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def gute_einstellungen(settings, tmp_path, monkeypatch):
    settings.CLAMAV_URL = "tcp://127.0.0.1:3310"
    monkeypatch.setattr(befund.virenpruefung, "ausfall", lambda: "")
    settings.SECRET_KEY = "x" * 60
    settings.BASE_URL = "https://portal.example"
    settings.ALLOWED_HOSTS = ["portal.example"]
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_text("{}")


@pytest.mark.django_db
def test_eine_gute_installation_hat_keine_befunde(gute_einstellungen):
    konto(Rolle.LEITUNG)
    assert befund.collect_befunde(jetzt=JETZT) == []


@pytest.mark.django_db
def test_jeder_mangel_wird_genannt(gute_einstellungen, settings):
    settings.DEBUG = True
    settings.SECRET_KEY = "kurz"
    settings.BASE_URL = "http://portal.example"
    settings.ALLOWED_HOSTS = ["*"]
    dienste = [{"settings": {"server_url": f"{art}://anmeldung.example"}} for art in ("http", "https")]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": dienste}}
    (settings.STATIC_ROOT / "staticfiles.json").unlink()
    text = "\n".join(befund.collect_befunde(jetzt=dt.datetime(2001, 1, 1, tzinfo=dt.UTC)))
    for stichwort in (
        "DEBUG",
        "SECRET_KEY",
        "nicht verschlüsselt",
        "jeden Rechnernamen",
        "statischen",
        "Systemuhr",
        "Leitung",
    ):
        assert stichwort in text
    assert text.count("OIDC_SERVER_URL") == 1


def test_ordner_der_dateien_muss_beschreibbar_sein(gute_einstellungen, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(befund.os, "access", lambda ordner, recht: False)
    [text] = befund.check_ordner()
    assert text.startswith(f"MEDIA_ROOT: {tmp_path} ist nicht beschreibbar")


@pytest.mark.django_db
def test_demodaten_im_betrieb_sind_ein_befund(gute_einstellungen):
    konto(Rolle.LEITUNG, fiktiv=True)
    assert befund.check_konten(dt.date(2026, 10, 1)) == ["Es sind Demodaten geladen (entferne_demo löscht sie)."]


def test_stumme_datenbank_wird_gemeldet(gute_einstellungen, monkeypatch):
    class Kaputt:
        def cursor(self):
            raise DatabaseError("weg")

    monkeypatch.setattr(befund, "connection", Kaputt())
    assert befund.check_datenbank() == ["Die Datenbank antwortet nicht: weg"]
    assert "Die Datenbank antwortet nicht: weg" in befund.collect_befunde(jetzt=JETZT)


def test_offene_migrationen_werden_gezaehlt(monkeypatch):
    class Ausfuehrer:
        def __init__(self, verbindung):
            self.loader = self
            self.graph = self

        def leaf_nodes(self):
            return []

        def migration_plan(self, ziele):
            return [1, 2]

    monkeypatch.setattr(befund, "MigrationExecutor", Ausfuehrer)
    assert befund.check_migrationen() == ["2 Migrationen stehen aus; bitte „manage.py migrate“ ausführen."]


def test_unerreichbarer_mailserver_wird_gemeldet(monkeypatch):
    def kaputt():
        raise OSError("abgelehnt")

    monkeypatch.setattr(befund, "get_connection", kaputt)
    assert befund.check_post() == ["Der Mailserver ist nicht erreichbar: abgelehnt"]


def test_volle_platte_wird_gemeldet(gute_einstellungen, monkeypatch):
    monkeypatch.setattr(befund, "MIN_FREI_MB", 10**9)
    assert [b for b in befund.check_ordner() if "MB frei" in b]


@pytest.mark.django_db
def test_befehl_endet_mit_eins_bei_befunden(capsys):
    with pytest.raises(SystemExit) as ende:
        call_command("befund")
    assert ende.value.code == 1
    assert " Befund" in capsys.readouterr().out


@pytest.mark.django_db
def test_befehl_sagt_wenn_alles_gut_ist(gute_einstellungen, capsys):
    konto(Rolle.LEITUNG)
    call_command("befund")
    assert "in Ordnung" in capsys.readouterr().out


@pytest.mark.django_db
def test_gesundheit_und_bereitschaft(client):
    assert client.get("/gesundheit/").json() == {"status": "ok"}
    antwort = client.get("/gesundheit/bereit/")
    gut = {"datenbank": True, "migrationen": True, "warteschlange": True}
    assert antwort.json() == {"status": "bereit", "pruefungen": gut}


@pytest.mark.django_db
def test_nicht_bereit_ohne_datenbank(client, monkeypatch):
    monkeypatch.setattr("asskomm.core.health.check_datenbank", lambda: ["weg"])
    antwort = client.get("/gesundheit/bereit/")
    assert antwort.status_code == 503
    assert antwort.json()["pruefungen"] == {"datenbank": False, "migrationen": False, "warteschlange": False}


# --- Warteschlange und E-Mail


@pytest.mark.django_db
def test_steht_die_warteschlange_ist_das_portal_nicht_bereit(client):
    with time_machine.travel(JETZT, tick=False):
        bereit()
    for minuten, befunde in ((5, 0), (6, 1)):
        um = JETZT + dt.timedelta(minutes=minuten)
        assert len(befund.check_warteschlange(um)) == befunde
        with time_machine.travel(um, tick=False):
            assert client.get("/gesundheit/bereit/").status_code == (503 if befunde else 200)
    assert "wartet etwas seit 6 Minuten" in befund.check_warteschlange(JETZT + dt.timedelta(minutes=6))[0]


@pytest.mark.django_db
def test_eine_lange_arbeit_mit_lebenszeichen_haelt_die_anderen_zu_recht_auf():
    with time_machine.travel(JETZT, tick=False):
        bereit()
    um = JETZT + dt.timedelta(minutes=30)
    lauf = Arbeitslauf.objects.create(
        art="x", titel="Import", stand=Laufstand.LAEUFT, lebenszeichen_zeitpunkt=JETZT, erfasst_zeitpunkt=JETZT
    )
    assert len(befund.check_warteschlange(um)) == 1
    with time_machine.travel(um, tick=False):
        Fortschritt(lauf.pk).melde(1, 100)
        assert befund.check_warteschlange(um) == []
    Arbeitslauf.objects.update(lebenszeichen_zeitpunkt=um + dt.timedelta(minutes=9))
    assert befund.check_warteschlange(um + dt.timedelta(minutes=10)) == []


@pytest.mark.django_db
def test_gescheiterte_auftraege_und_unzustellbare_emails_werden_gezaehlt(monkeypatch):
    monkeypatch.setattr(befund, "gescheiterte", lambda: 2)
    Nachricht.objects.filter(pk=bereit().pk).update(stand=Poststand.UNZUSTELLBAR)
    assert [text[:2] for text in befund.check_arbeiten()] == ["2 ", "1 "]
