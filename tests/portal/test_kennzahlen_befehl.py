"""The command `kennzahlen` as schnittstellen.md describes it."""

import csv
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories.fakten import beraten, bestand_mit
from tests.factories.foerderung import ansatz

pytestmark = pytest.mark.django_db

SCHLUESSEL = [
    *("stichtag", "wissensstand", "beraten", "eng", "kpr", "kpr_landkreise", "vereinbarungen"),
    *("vereinbarungen_in_kraft", "kommunen_mit_vereinbarung", "coaching", "analysen", "analysen_kommunen"),
    *("gefoerdert", "foerdermittel", "fiktiv"),
]


def rufe(*argumente: str) -> str:
    ausgabe = StringIO()
    call_command("kennzahlen", *argumente, stdout=ausgabe)
    return ausgabe.getvalue()


def test_json_hat_genau_die_vereinbarten_schluessel() -> None:
    bestand_mit(1)
    werte = json.loads(rufe("--stichtag", "2023-04-24", "--format", "json"))
    assert list(werte) == SCHLUESSEL
    assert werte["stichtag"] == "2023-04-24"
    assert (werte["beraten"], werte["foerdermittel"], werte["fiktiv"]) == (1, "1100000.00", False)


def test_wissensstand_als_tag_meint_dessen_ende() -> None:
    beraten()
    werte = json.loads(rufe("--stichtag", "24.04.2023", "--wissensstand", "2026-11-21", "--format", "json"))
    assert (werte["wissensstand"], werte["beraten"]) == ("2026-11-21", 0)
    werte = json.loads(rufe("--stichtag", "24.04.2023", "--wissensstand", "2026-11-22", "--format", "json"))
    assert (werte["wissensstand"], werte["beraten"]) == ("2026-11-22", 1)


@pytest.mark.parametrize("nach", ["landkreis", "polizeidirektion", "art", "groesse"])
def test_gliederung_als_csv_hat_eine_zeile_je_gruppe(nach: str) -> None:
    bestand_mit(2)
    zeilen = list(
        csv.DictReader(StringIO(rufe("--stichtag", "2023-04-24", "--nach", nach, "--format", "csv")), delimiter=";")
    )
    assert sum(int(z["beraten"]) for z in zeilen) == 2
    assert {z["fiktiv"] for z in zeilen} == {"nein"}
    assert list(zeilen[0])[:3] == [nach, "schluessel", "koerperschaften"]


def test_unbekannter_ansatz_ist_eine_leere_zelle() -> None:
    ansatz(2022)
    zeilen = csv.DictReader(StringIO(rufe("--stichtag", "2023-04-24", "--format", "csv")), delimiter=";")
    assert {z["kennzahl"]: z["wert"] for z in zeilen}["foerdermittel"] == ""


def test_text_nennt_tag_zahlen_und_hinweis() -> None:
    bestand_mit(1)
    text = rufe("--stichtag", "2023-04-24", "--nach", "landkreis")
    assert text.startswith("Kennzahlen zum 24.04.2023, Wissensstand ")
    assert "Zwickau" in text
    assert "zählt in jeder Gruppe einmal" in text


@pytest.mark.parametrize(
    ("argumente", "grund"),
    [
        ((), "Bitte geben Sie den Tag an"),
        (("--stichtag", "2023-02-30"), "gibt es im Kalender nicht"),
        (("--stichtag", "gestern"), "ist kein Datum"),
        (("--stichtag", "2023-04"), "kein einzelner Tag"),
        (("--stichtag", "2023-04-24", "--nach", "kreis"), "Möglich sind: landkreis"),
        (("--stichtag", "2023-04-24", "--format", "xml"), "Möglich sind: text"),
        (("--stichtag", "2023-04-24", "--wissensstand", "neulich"), "ist kein Datum"),
    ],
)
def test_falscher_aufruf_endet_mit_zwei_und_deutschem_grund(argumente: Any, grund: str) -> None:
    with pytest.raises(CommandError, match=grund) as fehler:
        rufe(*argumente)
    assert fehler.value.returncode == 2
