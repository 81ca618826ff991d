"""Fremde Überschriften und Schreibweisen werden zu unseren Spalten."""

import pytest

from asskomm.core.importe.zuordnung import Uebersetzer, Zuordnung, passt, schlage_vor
from asskomm.core.tabellendatei import Dateispalte, Rohzeile

SPALTEN = [
    Dateispalte(n, pflicht=n in ("Schlüssel", "Datum")) for n in ("Schlüssel", "Datum", "Art", "E-Mail", "Ergebnis")
]


@pytest.mark.parametrize(
    ("kopf", "erwartet"),
    [
        (["SCHLÜSSEL ", "datum"], {"Schlüssel": "SCHLÜSSEL ", "Datum": "datum"}),
        (["Schluessel", "Datum:"], {"Schlüssel": "Schluessel", "Datum": "Datum:"}),
        (["AGS", "Wann", "eMail"], {"Schlüssel": "AGS", "Datum": "Wann", "E-Mail": "eMail"}),
        (["Gemeinde", "Ergebniss"], {"Schlüssel": "Gemeinde", "Ergebnis": "Ergebniss"}),
        (
            ["Ort", "Bemerkung", "Ergebnis / Notiz", "Wann (Tag)"],
            {"Schlüssel": "Ort", "Ergebnis": "Ergebnis / Notiz", "Datum": "Wann (Tag)"},
        ),
        (["Farbe", ""], {}),
    ],
)
def test_vorschlag_nach_gleichen_sinngleichen_und_aehnlichen_worten(kopf, erwartet):
    assert schlage_vor(kopf, SPALTEN).spalten == erwartet


def test_jede_ueberschrift_dient_einmal_und_das_gleiche_wort_geht_vor():
    assert schlage_vor(["Ort", "Schlüssel"], SPALTEN).spalten == {"Schlüssel": "Schlüssel"}


def test_fehlende_ungenutzte_und_selbstverstaendliche():
    zuordnung = Zuordnung({"Schlüssel": "Schlüssel"}, {"Art": "Telefon"})
    assert zuordnung.fehlende(SPALTEN) == ["Datum"]
    assert zuordnung.ungenutzte(["Schlüssel", "Farbe", ""]) == ["Farbe"]
    assert not zuordnung.ist_selbstverstaendlich(["Schlüssel"], ["Schlüssel"])
    assert Zuordnung({"Schlüssel": "Schlüssel"}).ist_selbstverstaendlich(["Schlüssel", "fiktiv"], ["fiktiv"])
    assert not Zuordnung({"Schlüssel": "AGS"}).ist_selbstverstaendlich(["AGS"], [])
    assert Zuordnung.aus(zuordnung.als_angaben()) == zuordnung
    assert passt(zuordnung, ["Schlüssel", "x"])
    assert not passt(zuordnung, ["x"])


@pytest.mark.parametrize(
    ("format", "roh", "gelesen"),
    [
        ("", "24.04.2023", "24.04.2023"),
        ("tag-zuerst", "24/4/2023", "24.04.2023"),
        ("tag-zuerst", "24-04-23", "24.04.2023"),
        ("tag-zuerst", "1.2.71", "01.02.1971"),
        ("tag-zuerst", "April 2023", "April 2023"),
        ("monat-zuerst", "04/24/2023", "24.04.2023"),
        ("ziffern", "20230424", "2023-04-24"),
        ("ziffern", "2023", "2023"),
        ("excel", "45040", "2023-04-24"),
        ("excel", "24.04.2023", "24.04.2023"),
    ],
)
def test_schreibweisen_von_tagen(format, roh, gelesen):
    uebersetzer = Uebersetzer(["Wann"], Zuordnung({"Datum": "Wann"}, datumsformat=format), daten=["Datum"])
    assert uebersetzer.werte(Rohzeile(2, (roh,))) == {"Datum": gelesen}


def test_schreibweise_von_zahlen_feste_werte_und_kurze_zeilen():
    zuordnung = Zuordnung({"Betrag": "Sum", "Ort": "Town"}, {"Art": "Telefon"}, zahlenformat="englisch")
    uebersetzer = Uebersetzer(["Sum", "Town", "Rest"], zuordnung, zahlen=["Betrag"])
    zeile = Rohzeile(2, ("1,234.56",), ((-1, "zu viel"), (0, "Formel"), (2, "egal")))
    assert uebersetzer.werte(zeile) == {"Betrag": "1234,56", "Ort": "", "Art": "Telefon"}
    assert uebersetzer.befunde(zeile) == [("", "zu viel"), ("Betrag", "Formel")]
