"""What every public page shares: the ETag, the page cache, independence of the visitor."""

import datetime as dt
import gzip
import re
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from asskomm.core import clock
from asskomm.core.models import Datenstand
from asskomm.core.roles import Rolle
from tests.factories.fakten import beraten
from tests.factories.konten import PASSWORT, konto
from tests.factories.vereinbarungen import HEUTE, JETZT, gemeinde, in_zeichnung, unterzeichne_alle
from vereinbarungen.services.anlage import set_sperrfrist

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _heute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", JETZT.date)
    monkeypatch.setattr(clock, "now", lambda: JETZT + dt.timedelta(hours=2))
    Datenstand.objects.update_or_create(pk=1, defaults={"version": 1})


@pytest.fixture
def _seitenspeicher(settings: Any) -> Any:
    ort = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "seiten-test"}
    settings.CACHES = {**settings.CACHES, "seiten": ort}
    caches["seiten"].clear()
    yield
    caches["seiten"].clear()


def aendere() -> None:
    Datenstand.objects.filter(pk=1).update(version=2)


def test_bekannter_etag_gibt_304_nach_einer_abfrage(client: Client, django_assert_num_queries: Any) -> None:
    etag = client.get("/kommunen/").headers["ETag"]
    with django_assert_num_queries(1):
        antwort = client.get("/kommunen/", headers={"if-none-match": f'"fremd", {etag}'})
    assert (antwort.status_code, antwort.content) == (304, b"")
    assert antwort.headers["ETag"] == etag


@pytest.mark.usefixtures("_seitenspeicher")
def test_zweiter_aufruf_kommt_nach_einer_abfrage_aus_dem_speicher(
    client: Client, django_assert_num_queries: Any
) -> None:
    erste = client.get("/karte/")
    with django_assert_num_queries(1):
        zweite = client.get("/karte/")
    assert zweite.content == erste.content
    assert zweite.headers["ETag"] == erste.headers["ETag"]


@pytest.mark.usefixtures("_seitenspeicher")
def test_aenderung_der_daten_macht_die_seite_neu(client: Client) -> None:
    k = gemeinde("Neustadt an der Probe")
    alt = client.get(f"/kommunen/{k.slug}/")
    beraten(k, am="01.02.2023")
    aendere()
    neu = client.get(f"/kommunen/{k.slug}/", headers={"if-none-match": alt.headers["ETag"]})
    assert neu.status_code == 200
    assert "Erste Beratung" in neu.content.decode()
    assert "Erste Beratung" not in alt.content.decode()


def test_neuer_tag_macht_die_seite_neu(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    etag = client.get("/").headers["ETag"]
    monkeypatch.setattr(clock, "today", lambda: HEUTE + dt.timedelta(days=1))
    assert client.get("/").headers["ETag"] != etag


@pytest.mark.usefixtures("_seitenspeicher")
def test_mit_dem_ende_der_sperrfrist_erscheint_die_vereinbarung(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ende = JETZT + dt.timedelta(hours=5)
    v = in_zeichnung(gemeinde("Sperrstadt"), bezeichnung="Sperrstadt")
    set_sperrfrist(vereinbarung=v, bis=ende, by=None, jetzt=JETZT)
    unterzeichne_alle(v)
    vorher = client.get("/kommunen/?ebene=vereinbarung")
    assert "Sperrstadt" not in vorher.content.decode()
    monkeypatch.setattr(clock, "now", lambda: ende + dt.timedelta(seconds=1))
    danach = client.get("/kommunen/?ebene=vereinbarung", headers={"if-none-match": vorher.headers["ETag"]})
    assert danach.status_code == 200
    assert "Sperrstadt" in danach.content.decode()


def test_abfrage_zaehlt_ohne_reihenfolge_und_leere_angaben(client: Client) -> None:
    eins = client.get("/kommunen/?pd=&art=STADT&status=beraten").headers["ETag"]
    zwei = client.get("/kommunen/?status=beraten&art=STADT").headers["ETag"]
    drei = client.get("/kommunen/?status=eng&art=STADT").headers["ETag"]
    assert eins == zwei != drei


def test_gefilterte_seiten_nennen_die_adresse_ohne_filter(client: Client, settings: Any) -> None:
    seite = client.get("/kommunen/?art=STADT&sort=-name").content.decode()
    assert f'<link rel="canonical" href="{settings.BASE_URL}/kommunen/">' in seite


def test_jede_seite_hat_eine_eigene_beschreibung(client: Client) -> None:
    seiten = ["/", "/karte/", "/kommunen/", "/statistik/", "/statistik/beraten/", "/statistik/kpr/", "/meilensteine/",
              "/presse/", "/mitmachen/", "/daten/", "/impressum/", "/datenschutz/", "/barrierefreiheit/",
              "/transparenz/", "/komponenten/"]  # fmt: skip
    texte = [re.findall(r'<meta name="description" content="([^"]+)">', client.get(s).content.decode()) for s in seiten]
    assert all(len(t) == 1 for t in texte)
    assert len({t[0] for t in texte}) == len(seiten)


@pytest.mark.usefixtures("_seitenspeicher")
def test_leere_angaben_erreichen_die_gemeinsame_seite_nicht(client: Client) -> None:
    mit = client.get("/kommunen/?pd=&unsinn=&sort=-name")
    ohne = client.get("/kommunen/?sort=-name")
    assert mit.headers["ETag"] == ohne.headers["ETag"]
    assert mit.content == ohne.content
    assert "unsinn" not in ohne.content.decode()


def test_gzip_nur_wenn_gewuenscht(client: Client) -> None:
    klar = client.get("/karte/")
    gepackt = client.get("/karte/", headers={"accept-encoding": "br, gzip"})
    abgelehnt = client.get("/karte/", headers={"accept-encoding": "gzip;q=0"})
    assert gepackt.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(gepackt.content) == klar.content == abgelehnt.content
    assert "Content-Encoding" not in klar.headers
    assert "Content-Encoding" not in abgelehnt.headers
    assert klar.headers["Vary"] == "Accept-Encoding"
    assert klar.headers["Cache-Control"] == "public, no-cache"


def test_angemeldete_sehen_dieselbe_seite_ohne_cookie(client: Client) -> None:
    person = konto(Rolle.SACHBEARBEITUNG)
    ohne = client.get("/kommunen/")
    angemeldet = Client()
    assert angemeldet.login(username=person.anmeldename, password=PASSWORT)
    mit = angemeldet.get("/kommunen/")
    assert mit.content == ohne.content
    assert not mit.cookies
    assert angemeldet.session.session_key


def test_kopfanfrage_hat_dieselben_koepfe(client: Client) -> None:
    kopf = client.head("/kommunen/")
    voll = client.get("/kommunen/")
    assert kopf.status_code == 200
    assert kopf.content == b""
    assert kopf.headers["ETag"] == voll.headers["ETag"]


@pytest.mark.parametrize(("adresse", "status"), [("/kommunen/gibt-es-nicht/", 404), ("/karte/?stichtag=morgen", 400)])
@pytest.mark.usefixtures("_seitenspeicher")
def test_fehler_werden_nicht_aufbewahrt(client: Client, adresse: str, status: int) -> None:
    for _ in range(2):
        antwort = client.get(adresse)
        assert antwort.status_code == status
        assert "ETag" not in antwort.headers


def test_nur_lesende_anfragen(client: Client) -> None:
    assert client.post("/kommunen/").status_code == 405


def test_demodaten_stehen_auf_jeder_seite_und_nicht_in_suchmaschinen(client: Client) -> None:
    assert "noindex" not in client.get("/mitmachen/").content.decode()
    konto(Rolle.LEITUNG, fiktiv=True)
    seite = client.get("/mitmachen/").content.decode()
    assert '<meta name="robots" content="noindex' in seite
    assert "erfundenen Daten" in seite


def test_datenschutz_nennt_die_eingestellte_dauer_der_sitzung(client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_AGE = 45 * 60
    text = " ".join(client.get("/datenschutz/").content.decode().split())
    assert "Nach 45 Minuten ohne Eingabe endet die Sitzung." in text
