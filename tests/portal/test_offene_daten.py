"""Open data: keys and columns, marks of fictitious rows, what stays unnamed, refusals with status 400."""

import csv
import datetime as dt
import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from asskomm.core import clock
from asskomm.core.roles import Rolle
from asskomm.portal.offene_daten import KOMMUNEN, VEREINBARUNGEN, ZUWENDUNGEN
from foerderung.models import Veroeffentlichungsregel, Zuwendung
from tests.factories.fakten import analysiert, beraten, bestand_mit, eng, gecoacht, rat, vereinbart, zustand
from tests.factories.foerderung import zuwendung
from tests.factories.kommunen import verband
from tests.factories.konten import konto
from tests.factories.vereinbarungen import JETZT, gemeinde
from vereinbarungen.enums import VereinbarungStatus
from vereinbarungen.services.berichtigung import annul_vereinbarung

pytestmark = pytest.mark.django_db
CSV = ("kennzahlen.csv", "vereinbarungen.csv", "kommunen.csv", "zuwendungen.csv")


@pytest.fixture(autouse=True)
def _heute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", JETZT.date)
    monkeypatch.setattr(clock, "now", lambda: JETZT + dt.timedelta(hours=2))


def tabelle(client: Client, pfad: str) -> list[dict[str, str]]:
    antwort = client.get(pfad)
    assert antwort.status_code == 200
    assert antwort.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment; filename=" in antwort.headers["Content-Disposition"]
    return list(csv.DictReader(StringIO(antwort.content.decode()), delimiter=";"))


def test_kennzahlen_json_stimmt_mit_der_csv_ueberein(client: Client) -> None:
    bestand_mit(2)
    werte = json.loads(client.get("/daten/kennzahlen.json?stichtag=2023-04-24").content)
    zeilen = tabelle(client, "/daten/kennzahlen.csv?stichtag=2023-04-24")
    assert werte["stichtag"] == "2023-04-24"
    assert werte["fiktiv"] is False
    assert {z["kennzahl"]: z["wert"] for z in zeilen} == {z["kennzahl"]: str(werte[z["kennzahl"]]) for z in zeilen}


def test_kennzahlen_json_mit_gliederung_und_wissensstand(client: Client) -> None:
    bestand_mit(1)
    werte = json.loads(client.get("/daten/kennzahlen.json?stichtag=2023-04-24&nach=art").content)
    assert len(werte["gruppen"]) == 8
    frueher = client.get("/daten/kennzahlen.json?stichtag=2023-04-24&wissensstand=2024-01-01").content
    assert (json.loads(frueher)["wissensstand"], json.loads(frueher)["beraten"]) == ("2024-01-01", 0)


@pytest.mark.parametrize(
    ("pfad", "grund"),
    [
        ("/daten/kennzahlen.json?stichtag=morgen", "stichtag: „morgen“ ist kein Datum"),
        ("/daten/kennzahlen.json?nach=kreis", "nach: Möglich sind landkreis"),
        ("/daten/kennzahlen.json?wissensstand=neulich", "wissensstand: „neulich“ ist kein Datum"),
        ("/daten/kennzahlen.json?stichtagg=2023-04-24", "Unbekannte Angabe: stichtagg. Möglich sind: stichtag"),
        ("/daten/kommunen.json?stichtag=2030-01-01", "liegt in der Zukunft"),
        ("/daten/kennzahlen.csv?stichtag=2023-02-30", "gibt es im Kalender nicht"),
        ("/daten/kommunen.csv?nach=art", "Unbekannte Angabe: nach"),
        ("/daten/vereinbarungen.csv?x=1", "Möglich sind: keine"),
        ("/daten/zuwendungen.csv?x=1", "Unbekannte Angabe: x"),
    ],
)
def test_falsche_angabe_wird_mit_400_und_grund_beantwortet(client: Client, pfad: str, grund: str) -> None:
    antwort = client.get(pfad)
    assert antwort.status_code == 400
    text = antwort.content.decode()
    assert grund in (" ".join(json.loads(text)["fehler"]) if ".json" in pfad else text)


def test_vereinbarungen_zeigen_nummer_kommunen_und_nichtige(client: Client) -> None:
    vereinbart(gemeinde("Adorf"), gemeinde("Bdorf"), am="November 2021", nummer=1, bezeichnung="Bund")
    weg = vereinbart(gemeinde("Cdorf"), am="01.01.2022", nummer=2)
    annul_vereinbarung(vereinbarung=weg, by=konto(Rolle.LEITUNG), jetzt=JETZT, grund="doppelt")
    vereinbart(gemeinde(), am="2023", fiktiv=True)
    zeilen = tabelle(client, "/daten/vereinbarungen.csv")
    assert list(zeilen[0]) == VEREINBARUNGEN
    kurz = [(z["nummer"], z["status"], z["in_kraft_am"], z["genauigkeit"], z["fiktiv"]) for z in zeilen]
    assert kurz == [
        ("1", "in Kraft", "2021-11-30", "Monat", "nein"),
        ("2", "nichtig (Fehleintrag)", "2022-01-01", "Tag", "nein"),
        ("", "in Kraft", "2023-12-31", "Jahr", "ja"),
    ]
    assert zeilen[0]["kommunen"] == "Adorf|Bdorf"
    assert zeilen[0]["nummer_herkunft"] == "aus dem Bestand übernommen"


def test_vereinbarung_unter_sperrfrist_fehlt(client: Client) -> None:
    v = vereinbart()
    v.sperrfrist_bis = JETZT + dt.timedelta(days=1)
    v.save()
    assert tabelle(client, "/daten/vereinbarungen.csv") == []


def test_kommunen_zeigen_ihren_stand_am_stichtag(client: Client) -> None:
    mitglied = gemeinde("Mitglied")
    v = verband(mitglied, name="Verband")
    vereinbart(v, am="24.04.2023")
    for erzeuge in (beraten, eng, rat, gecoacht, analysiert):
        erzeuge(mitglied)
    zeilen = {z["name"]: z for z in tabelle(client, "/daten/kommunen.csv?stichtag=2023-04-24")}
    assert list(zeilen["Mitglied"]) == KOMMUNEN
    merkmale = ("beraten", "enge_zusammenarbeit", "kpr", "vereinbarung", "coaching", "sicherheitsanalyse")
    assert [zeilen["Mitglied"][m] for m in merkmale] == ["ja"] * 6
    assert zeilen["Mitglied"]["vereinbarung_ueber"] == "Verband"
    assert [zeilen["Verband"][m] for m in merkmale] == ["nein"] * 3 + ["ja", "nein", "nein"]
    vorher = {z["name"]: z for z in tabelle(client, "/daten/kommunen.csv?stichtag=2023-04-23")}
    assert [vorher["Mitglied"][m] for m in merkmale] == ["nein"] * 6


def test_kommunen_json_hat_dieselben_zeilen(client: Client) -> None:
    gemeinde("Adorf")
    werte = json.loads(client.get("/daten/kommunen.json?stichtag=2023-04-24").content)
    assert werte["stichtag"] == "2023-04-24"
    assert werte["kommunen"][0]["name"] == "Adorf"
    assert werte["kommunen"][0]["beraten"] is False


def test_kommune_mit_fiktiven_fakten_ist_gekennzeichnet(client: Client) -> None:
    echt, erfunden = gemeinde("Echt"), gemeinde("Erfunden")
    vereinbart(echt)
    vereinbart(erfunden, fiktiv=True)
    zeilen = {z["name"]: z["fiktiv"] for z in tabelle(client, "/daten/kommunen.csv")}
    assert zeilen == {"Echt": "nein", "Erfunden": "ja"}
    assert json.loads(client.get("/daten/kennzahlen.json").content)["fiktiv"] is True


def test_zuwendungen_nennen_empfaenger_nur_ab_der_grenze_und_fuenf_jahre_lang(client: Client) -> None:
    faelle = (("Klein", "01.02.2026", "9999.99"), ("Gross", "01.02.2026", "10000"), ("Grenze", "22.11.2021", "20000"),
              ("Alt", "21.11.2021", "20000"), ("Ohne", "01.02.2026", None))  # fmt: skip
    for name, am, betrag in faelle:
        zuwendung(
            gemeinde(name),
            jahr=int(am[-4:]),
            am=am,
            betrag=Decimal(betrag) if betrag else None,
            gegenstand=f"für {name}",
        )
    zeilen = tabelle(client, "/daten/zuwendungen.csv")
    assert list(zeilen[0]) == ZUWENDUNGEN
    assert {z["empfaenger"] for z in zeilen} == {"Gross", "Grenze", "nicht genannt"}
    ungenannt = [z for z in zeilen if z["empfaenger"] == "nicht genannt"]
    assert {(z["schluessel"], z["gegenstand"], z["quelle"]) for z in ungenannt} == {("", "", "")}
    assert sorted(z["betrag"] for z in ungenannt) == ["", "20000.00", "9999.99"]
    heute = JETZT.date()
    assert {str(z.kommune) for z in Zuwendung.objects.oeffentlich(heute)} == {"Gross", "Grenze"}


def test_ohne_regel_wird_niemand_genannt() -> None:
    zuwendung(betrag=Decimal(50000), jahr=2026, am="01.02.2026")
    Veroeffentlichungsregel.objects.all().delete()
    assert not Zuwendung.objects.oeffentlich(JETZT.date()).exists()


def test_formeln_werden_in_csv_entschaerft(client: Client) -> None:
    vereinbart(bezeichnung="=HYPERLINK(1)")
    assert tabelle(client, "/daten/vereinbarungen.csv")[0]["bezeichnung"] == "'=HYPERLINK(1)"


def test_beendete_vereinbarung_steht_als_beendet(client: Client) -> None:
    v = vereinbart(am="01.01.2022")
    zustand(v, VereinbarungStatus.GEKUENDIGT, "01.02.2023")
    assert tabelle(client, "/daten/vereinbarungen.csv")[0]["status"] == "beendet"


def test_uebersicht_nennt_alle_dateien_und_quellen(client: Client) -> None:
    seite = client.get("/daten/").content.decode()
    for datei in (
        "kennzahlen.json",
        "kennzahlen.csv",
        "vereinbarungen.csv",
        "kommunen.csv",
        "kommunen.json",
        "zuwendungen.csv",
    ):
        assert f"/daten/{datei}" in seite
    assert "Gemeindeverzeichnis GV-ISys" in seite


@pytest.mark.parametrize("anzahl", [1, 3])
@pytest.mark.parametrize(
    "datei", ["kennzahlen.json", "kennzahlen.csv", "kommunen.csv", "vereinbarungen.csv", "zuwendungen.csv"]
)
def test_hoechstens_acht_abfragen(client: Client, django_assert_max_num_queries: Any, anzahl: int, datei: str) -> None:
    bestand_mit(anzahl)
    with django_assert_max_num_queries(8):
        assert client.get(f"/daten/{datei}").status_code == 200


def test_unveraenderte_daten_werden_mit_304_beantwortet(client: Client) -> None:
    etag = client.get("/daten/kennzahlen.json").headers["ETag"]
    assert client.get("/daten/kennzahlen.json", headers={"If-None-Match": etag}).status_code == 304
