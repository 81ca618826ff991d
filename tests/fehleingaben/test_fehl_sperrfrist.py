"""Was unter Sperrfrist steht, verändert keine öffentliche Antwort um ein einziges Zeichen."""

import datetime as dt
import re

import pytest
from django.test import Client

from asskomm.core import clock
from tests.factories.fakten import vereinbart
from tests.factories.vereinbarungen import JETZT, entwurf, gemeinde, in_zeichnung, unterzeichne_alle
from vereinbarungen.services.anlage import plan_unterzeichnung, set_sperrfrist

pytestmark = pytest.mark.django_db
ENDE = JETZT + dt.timedelta(hours=5)
GRUPPEN = ("landkreis", "polizeidirektion", "art", "groesse")


@pytest.fixture(autouse=True)
def _uhr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", JETZT.date)
    monkeypatch.setattr(clock, "now", lambda: JETZT)


def antworten(client: Client, slug: str) -> dict[str, str]:
    tag = JETZT.date().isoformat()
    seiten = [
        *(
            "/",
            "/karte/",
            "/karte/?ebene=vereinbarung",
            "/kommunen/",
            "/kommunen/?ebene=vereinbarung",
            "/meilensteine/",
        ),
        *("/kommunen/liste.csv", f"/kommunen/{slug}/", "/presse/", "/daten/vereinbarungen.csv", "/daten/kommunen.csv"),
        *("/daten/kommunen.json", f"/daten/kennzahlen.json?stichtag={tag}&wissensstand={JETZT:%Y-%m-%dT%H:%M:%S}"),
        *(f"/statistik/?nach={g}" for g in GRUPPEN),
        *(f"/daten/kennzahlen.csv?nach={g}" for g in GRUPPEN),
        *("/statistik/vereinbarungen/", "/statistik/vereinbarungen_in_kraft/", "/statistik/kommunen_mit_vereinbarung/"),
    ]
    return {s: re.sub(r"nonce-\w+", "", client.get(s).content.decode()) for s in seiten}


def test_unterzeichnet_unter_sperrfrist_sieht_niemand_etwas(client: Client) -> None:
    vereinbart(gemeinde("Schonda"), am="01.02.2023", bezeichnung="Schonda")
    ort = gemeinde("Geheimstadt")
    v = in_zeichnung(ort, bezeichnung="Geheimstadt")
    vorher = antworten(client, ort.slug)
    set_sperrfrist(vereinbarung=v, bis=ENDE, by=None, jetzt=JETZT)
    unterzeichne_alle(v)
    v.refresh_from_db()
    assert v.laufende_nr
    for seite, text in antworten(client, ort.slug).items():
        assert text == vorher[seite], seite


def test_geplante_unterzeichnung_steht_auf_keiner_seite(client: Client) -> None:
    ort = gemeinde("Geheimstadt")
    v = entwurf(ort, bezeichnung="Bund von Geheimstadt")
    vorher = antworten(client, ort.slug)
    plan_unterzeichnung(
        vereinbarung=v,
        am=JETZT.date() + dt.timedelta(days=3),
        ort="Rathaus Geheim",
        gaeste="Staatsminister",
        sperrfrist_bis=ENDE + dt.timedelta(days=4),
        by=None,
        jetzt=JETZT,
    )
    assert antworten(client, ort.slug) == vorher


def test_nach_der_sperrfrist_ist_sie_ueberall(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ort = gemeinde("Geheimstadt")
    v = in_zeichnung(ort, bezeichnung="Geheimstadt")
    set_sperrfrist(vereinbarung=v, bis=ENDE, by=None, jetzt=JETZT)
    unterzeichne_alle(v)
    vorher = antworten(client, ort.slug)
    monkeypatch.setattr(clock, "now", lambda: ENDE + dt.timedelta(seconds=1))
    nachher = antworten(client, ort.slug)
    gleich = {s for s in vorher if vorher[s] == nachher[s]}
    assert gleich <= {"/presse/"} | {s for s in vorher if "wissensstand=" in s}
