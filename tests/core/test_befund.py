import datetime as dt

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from asskomm.core import befund
from asskomm.core.roles import Rolle
from tests.factories.konten import konto

JETZT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def gute_einstellungen(settings, tmp_path):
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
    bereit = client.get("/gesundheit/bereit/")
    assert bereit.json() == {"status": "bereit", "pruefungen": {"datenbank": True, "migrationen": True}}


@pytest.mark.django_db
def test_nicht_bereit_ohne_datenbank(client, monkeypatch):
    monkeypatch.setattr("asskomm.core.health.check_datenbank", lambda: ["weg"])
    antwort = client.get("/gesundheit/bereit/")
    assert antwort.status_code == 503
    assert antwort.json()["pruefungen"] == {"datenbank": False, "migrationen": False}
