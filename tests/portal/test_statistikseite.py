"""The public pages of the figures: content, bad input, query counts, what stays unnamed."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from asskomm.core import clock
from asskomm.core.roles import Rolle
from asskomm.portal.enums import Kennzahl, MeilensteinRegel
from asskomm.portal.models import VeroeffentlichteZahl
from asskomm.portal.services.meilensteine import announce_meilenstein
from tests.factories.fakten import beraten, bestand_mit, vereinbart
from tests.factories.foerderung import zuwendung
from tests.factories.konten import konto
from tests.factories.vereinbarungen import JETZT, gemeinde, landkreis
from tests.factories.zahlen import gib_frei

pytestmark = pytest.mark.django_db
TAG = dt.date(2023, 4, 24)


@pytest.fixture(autouse=True)
def _heute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", JETZT.date)
    monkeypatch.setattr(clock, "now", lambda: JETZT + dt.timedelta(hours=2))


def hole(client: Client, pfad: str, status: int = 200) -> str:
    antwort = client.get(pfad)
    assert antwort.status_code == status
    return antwort.content.decode()


def test_statistik_zeigt_zahlen_definition_und_gliederung(client: Client) -> None:
    bestand_mit(2)
    seite = hole(client, "/statistik/?stichtag=2023-04-24&nach=polizeidirektion")
    assert "24. April 2023" in seite
    assert "Gliederung nach Polizeidirektion" in seite
    assert "PD Zwickau" in seite
    assert "in Kraft getreten sind" in seite
    assert "/daten/kennzahlen.csv?stichtag=2023-04-24" in seite
    for kennzahl in Kennzahl:
        assert f"/statistik/{kennzahl.value}/?stichtag=2023-04-24" in seite


@pytest.mark.parametrize(
    ("abfrage", "grund"),
    [
        ("stichtag=gestern", "„gestern“ ist kein Datum"),
        ("stichtag=2023-02-30", "gibt es im Kalender nicht"),
        ("stichtag=2018-12-31", "erst ab dem 01.01.2019"),
        ("stichtag=2026-11-23", "liegt in der Zukunft"),
        ("stichtag=2023-04", "kein einzelner Tag"),
        ("stichtag=" + "9" * 300, "höchstens"),
        ("stichtag=2023-04-24%00", "Nullzeichen"),
        ("nach=bundesland", "Gliederung „bundesland“ gibt es nicht"),
    ],
)
def test_falsche_angabe_steht_mit_grund_am_feld(client: Client, abfrage: str, grund: str) -> None:
    seite = hole(client, f"/statistik/?{abfrage}", status=400)
    assert grund in seite or "Zeichen" in seite
    assert "22. November 2026" in seite


@pytest.mark.parametrize("sort", ["-beraten", "umfang", "-umfang", "-name", "name", "unsinn", "foerdermittel"])
def test_jede_sortierung_zeigt_die_tabelle(client: Client, sort: str) -> None:
    beraten(gemeinde(kreis=landkreis("Bautzen", "Görlitz", "14625")), am="01.01.2023")
    gemeinde()
    seite = hole(client, f"/statistik/?sort={sort}")
    tabelle = seite[seite.index('id="gliederung"') :]
    zuerst_bautzen = tabelle.index("Bautzen") < tabelle.index("Zwickau")
    assert zuerst_bautzen is (sort != "-name") or sort in {"umfang", "-umfang"}


def test_statistik_ohne_daten_hat_keinen_fehler(client: Client) -> None:
    assert "Noch keine veröffentlichten Zahlen erfasst" in hole(client, "/statistik/")


def test_veroeffentlichte_zahl_steht_neben_der_erfassten(client: Client) -> None:
    VeroeffentlichteZahl.objects.create(
        stichtag=TAG, kennzahl=Kennzahl.BERATEN, wert=141, quelle="Medieninformation", wortlaut="141 Kommunen",
        erfasst_zeitpunkt=JETZT,
    )  # fmt: skip
    beraten()
    seite = hole(client, "/statistik/?stichtag=2023-04-24")
    assert "Veröffentlichte Zahlen dieses Tages" in seite
    assert "„141 Kommunen“" in seite
    assert "weicht ab" in seite


def test_freigegebener_stand_steht_mit_erklaerter_abweichung(client: Client) -> None:
    gib_frei(stichtag=TAG, anlass="Landtag", by=konto(Rolle.LEITUNG), jetzt=JETZT)
    assert "stimmt damit überein" in hole(client, "/statistik/?stichtag=2023-04-24")
    beraten(gemeinde("Nachtragsort"), jetzt=JETZT + dt.timedelta(hours=1))
    seite = hole(client, "/statistik/?stichtag=2023-04-24")
    assert "1 nachträglich erfasst: Nachtragsort." in seite
    assert "24.04.2023</a>" in hole(client, "/statistik/")


def test_belege_einer_kennzahl_verweisen_auf_die_kommunen(client: Client) -> None:
    k = gemeinde("Belegort")
    vereinbart(k, nummer=50)
    seite = hole(client, "/statistik/vereinbarungen/?stichtag=2023-04-24")
    assert reverse("portal:kommune", args=[k.slug]) in seite
    assert ">50<" in seite
    assert "An diesem Tag zählt nichts" in hole(client, "/statistik/vereinbarungen/?stichtag=2023-04-23")


@pytest.mark.parametrize(
    ("sort", "orte"),
    [
        ("", ["Meerane", "Zwickau", "Aue"]),
        ("nummer", ["Aue", "Meerane", "Zwickau"]),
        ("-nummer", ["Zwickau", "Meerane", "Aue"]),
        ("name", ["Aue", "Meerane", "Zwickau"]),
        ("landkreis", ["Zwickau", "Aue", "Meerane"]),
        ("-seit", ["Aue", "Zwickau", "Meerane"]),
        ("unsinn", ["Meerane", "Zwickau", "Aue"]),
    ],
)
def test_belege_lassen_sich_sortieren(client: Client, sort: str, orte: list[str]) -> None:
    orte_im_kreis = {"Aue": ("14521", "03"), "Meerane": ("14524", "01"), "Zwickau": ("14511", "02")}
    for nummer, (ort, (kreis, tag)) in enumerate(orte_im_kreis.items(), start=1):
        stadt = gemeinde(ort, sortiername=ort.lower(), kreis=landkreis(f"Kreis {kreis}", "Zwickau", kreis))
        vereinbart(stadt, am=f"{tag}.04.2023", nummer=nummer)
    antwort = client.get(f"/statistik/vereinbarungen/?sort={sort}")
    assert [z.beleg.koerperschaften[0].name for z in antwort.context["zeilen"]] == orte


@pytest.mark.parametrize(
    ("kennzahl", "wege"),
    [
        ("analysen", ["/kommunen/?ebene=analyse&amp;stichtag=2023-04-24"]),
        ("vereinbarungen", ["/daten/vereinbarungen.csv"]),
        (
            "vereinbarungen_in_kraft",
            ["/kommunen/?ebene=vereinbarung&amp;stichtag=2023-04-24", "/daten/vereinbarungen.csv"],
        ),
        ("gefoerdert", ["/daten/zuwendungen.csv"]),
    ],
)
def test_liste_fuehrt_zu_verzeichnis_und_datei(client: Client, kennzahl: str, wege: list[str]) -> None:
    bestand_mit(1)
    seite = hole(client, f"/statistik/{kennzahl}/?stichtag=2023-04-24")
    for weg in wege:
        assert f'<a href="{weg}">' in seite
        assert client.get(weg.replace("&amp;", "&")).status_code == 200


def test_kleine_und_alte_zuwendungen_nennen_keine_empfaenger(client: Client) -> None:
    zuwendung(gemeinde("Kleinort"), jahr=2026, am="01.02.2026", betrag=Decimal("9999.99"))
    zuwendung(gemeinde("Grossort"), jahr=2026, am="01.02.2026", betrag=Decimal(10000))
    zuwendung(gemeinde("Altort"), jahr=2021, am="01.02.2021", betrag=Decimal(50000))
    heute = hole(client, "/statistik/gefoerdert/")
    assert "Grossort" in heute
    assert "Kleinort" not in heute
    assert "1 geförderte Kommune wird nicht genannt" in heute
    assert "Altort" not in hole(client, "/statistik/gefoerdert/?stichtag=2021-12-01")


def test_coaching_nennt_oeffentlich_nur_das_jahr(client: Client) -> None:
    bestand_mit(1)
    seite = hole(client, "/statistik/coaching/?stichtag=2023-04-24")
    belege = seite[seite.index('id="belege"') :]
    assert 'data-vor="seit">2023</td>' in belege
    assert "24.04.2023</td>" not in belege


def test_kennzahlenseite_mit_falscher_angabe_und_unbekannter_kennzahl(client: Client) -> None:
    assert "gibt es im Kalender nicht" in hole(client, "/statistik/beraten/?stichtag=2023-02-30&seite=abc", status=400)
    hole(client, "/statistik/unbekannt/", status=404)


def test_fiktive_daten_sind_an_der_seite_erkennbar(client: Client) -> None:
    konto(Rolle.LEITUNG, fiktiv=True)
    assert "noindex" in hole(client, "/statistik/")


@pytest.mark.parametrize("anzahl", [1, 3])
@pytest.mark.parametrize("pfad", ["statistik/", "statistik/vereinbarungen/", "statistik/gefoerdert/", "meilensteine/"])
def test_hoechstens_acht_abfragen(client: Client, django_assert_max_num_queries: Any, anzahl: int, pfad: str) -> None:
    bestand_mit(anzahl)
    leitung = konto(Rolle.LEITUNG)
    gib_frei(stichtag=TAG, anlass="x", by=leitung, jetzt=JETZT)
    announce_meilenstein(regel=MeilensteinRegel.VEREINBARUNG, wert=1, by=leitung, jetzt=JETZT)
    VeroeffentlichteZahl.objects.create(stichtag=TAG, kennzahl="kpr", wert=1, quelle="x", erfasst_zeitpunkt=JETZT)
    with django_assert_max_num_queries(8):
        client.get(f"/{pfad}?stichtag=2023-04-24")


def test_meilensteine_stehen_als_zeitstrahl(client: Client) -> None:
    vereinbart(gemeinde("Erstort"), am="01.02.2020")
    seite = hole(client, "/meilensteine/")
    assert "Die erste Kooperationsvereinbarung" in seite
    assert "Erstort" in seite
    assert "Noch kein Meilenstein erreicht" not in seite


def test_meilensteine_ohne_daten_und_mit_falscher_seite(client: Client) -> None:
    assert "Noch kein Meilenstein erreicht" in hole(client, "/meilensteine/?seite=abc")
