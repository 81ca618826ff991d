"""Hochgeladene Tabellen: was gelesen wird, und wie jede schlechte Datei auf Deutsch abgelehnt wird."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook, load_workbook

from asskomm.core import tabellendatei
from asskomm.core.tabellendatei import (
    Befund,
    Dateispalte,
    Tabellenfehler,
    lies_anfang,
    lies_datumszelle,
    lies_rohtabelle,
    lies_tabelle,
)

HALB_NEUN = dt.datetime(2021, 5, 25, 8, 30)  # noqa: DTZ001 eine Tabelle kennt keine Zeitzone
SPALTEN = (Dateispalte("AGS", schluessel=True), Dateispalte("Name"), Dateispalte("Notiz", pflicht=False))


def csv(text: str | bytes, name: str = "datei.csv") -> ContentFile:
    return ContentFile(text.encode() if isinstance(text, str) else text, name=name)


def mappe(*zeilen: list[Any]) -> bytes:
    buch = Workbook()
    for zeile in zeilen:
        buch.active.append(zeile)
    ziel = io.BytesIO()
    buch.save(ziel)
    return ziel.getvalue()


def befunde(datei: ContentFile) -> list[str]:
    with pytest.raises(Tabellenfehler) as fehler:
        lies_tabelle(datei, SPALTEN)
    return fehler.value.gruende


@pytest.mark.parametrize("zeichen", [";", ",", "\t"])
@pytest.mark.parametrize("kodierung", ["utf-8", "utf-8-sig"])
def test_csv_mit_jedem_trennzeichen_und_mit_bom(zeichen, kodierung):
    text = f'AGS{zeichen}Name\r\n14625240{zeichen}"Łaz, {zeichen}Lohsa"\r\n\r\n14612000{zeichen}Dresden\r\n'
    zeilen = lies_tabelle(csv(text.encode(kodierung)), SPALTEN)
    assert [(z.nummer, z["AGS"], z["Name"], z["Notiz"]) for z in zeilen] == [
        (2, "14625240", f"Łaz, {zeichen}Lohsa", ""),
        (4, "14612000", "Dresden", ""),
    ]


def test_xlsx_gibt_zahlen_daten_und_wahrheitswerte_als_text():
    zeile = [14625240, dt.date(2021, 5, 25), True]
    (gelesen,) = lies_tabelle(csv(mappe(["AGS", "Name", "Notiz"], zeile, [None, None, None]), "x.xlsx"), SPALTEN)
    assert gelesen.werte == {"AGS": "14625240", "Name": "2021-05-25", "Notiz": "ja"}
    (genau,) = lies_tabelle(csv(mappe(["AGS", "Name"], [1.5, HALB_NEUN]), "x.xlsx"), SPALTEN)
    assert genau.werte == {"AGS": "1.5", "Name": "2021-05-25 08:30:00", "Notiz": ""}


@pytest.mark.parametrize(
    ("inhalt", "name", "erwartet"),
    [
        (b"", "x.csv", "Die Datei ist leer."),
        (b"  \n", "x.csv", "Die Datei ist leer."),
        (b"AGS;Name\n1;M\x81ller\n", "x.csv",
         "Zeile 2: Die Datei ist weder in UTF-8 noch in Windows-1252 gespeichert. "
         "Bitte als „CSV UTF-8“ speichern."),
        (b"AGS;Name\n1;a\x00b\n", "x.csv", "Die Datei ist keine Textdatei (CSV)."),
        (b'AGS;Name\n1;"offen\n', "x.csv", "Zeile 2: Die Zeile ist kein gültiges CSV (Anführungszeichen oder Länge)."),
        (b"AGS;Name\n", "x.csv", "Unter der Kopfzeile steht keine Zeile mit Werten."),
        (b";;\n;\n", "x.csv", "Die Datei enthält keine Zeilen."),
        (b"AGS;Name\n1;A\n", "x.ods", "Der Inhalt der Datei passt nicht zur Endung „.ods“."),
        (b"AGS;Name\n1;A\n", "x.xlsx", "Der Inhalt der Datei passt nicht zur Endung „.xlsx“."),
        (b"PK\x03\x04kaputt", "x.xlsx", "Die Datei ist keine lesbare Excel-Tabelle (XLSX)."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.xls", "Erlaubt sind XLSX, ODS und CSV; „.xls“ wird nicht gelesen."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.xlsx",
         "Die Datei ist im alten Excel-Format oder mit Kennwort gespeichert. Bitte als XLSX ohne Kennwort."),
        ("AGS;Name\n1;A\n".encode("utf-16"), "x.csv",
         "Die Datei ist in UTF-16 gespeichert. Bitte als „CSV UTF-8“ speichern."),
        (b"PK\x03\x04kaputt", "x.csv", "Der Inhalt der Datei passt nicht zur Endung „.csv“."),
    ],
)  # fmt: skip
def test_unlesbare_dateien(inhalt, name, erwartet):
    assert befunde(csv(inhalt, name)) == [erwartet]


def test_kopfzeile_mit_fehlenden_doppelten_unbekannten_und_leeren_spalten():
    assert befunde(csv("Name;Name;;Farbe\nA;B;C;D\n")) == [
        "Zeile 1, Spalte „AGS“: Diese Spalte fehlt in der Kopfzeile.",
        "Zeile 1, Spalte „Name“: Diese Überschrift kommt mehrfach vor.",
        "Zeile 1: Eine Spalte hat keine Überschrift.",
        "Zeile 1, Spalte „Farbe“: Diese Spalte ist nicht bekannt.",
    ]
    assert lies_tabelle(csv("AGS;Name;Farbe\n1;A;rot\n"), SPALTEN, weitere=("Farbe",))[0].werte["Name"] == "A"


def test_leere_spalten_am_ende_stoeren_nicht():
    assert lies_tabelle(csv("AGS;Name;;\n1;A;;\n"), SPALTEN)[0].werte == {"AGS": "1", "Name": "A", "Notiz": ""}


def test_doppelte_schluessel_und_ueberzaehlige_zellen():
    assert befunde(csv("AGS;Name\n1;A\n1;B;zuviel\n")) == [
        "Zeile 3: Die Zeile hat mehr Zellen als die Kopfzeile (C3). Bitte löschen, was dort steht.",
        "Zeile 3, Spalte „AGS“: „1“ steht schon in Zeile 2.",
    ]


@pytest.mark.parametrize("text", ["=1+1", "@SUMME(A1)", "+cmd|calc", "-2+HYPERLINK(1)", "=cmd|' /C calc'!A0"])
def test_formeln_werden_auch_als_text_abgelehnt(text):
    assert befunde(csv(f'AGS;Name\n1;"{text}"\n')) == [
        "Zeile 2, Spalte „Name“: Formeln werden nicht übernommen; bitte den Wert eintragen."
    ]


@pytest.mark.parametrize("text", ["-5", "+49 351 12345-67", "-", "-1,5", "Müller-Lüdenscheidt", "(0351) 1/2"])
def test_zahlen_und_telefonnummern_sind_keine_formeln(text):
    assert lies_tabelle(csv(f"AGS;Name\n1;{text}\n"), SPALTEN)[0]["Name"] == text


def test_formel_in_excel_wird_abgelehnt_auch_mit_gespeichertem_ergebnis():
    assert befunde(csv(mappe(["AGS", "Name"], ["1", "=A1"]), "x.xlsx")) == [
        "Zeile 2, Spalte „Name“: Formeln werden nicht übernommen; bitte den Wert eintragen."
    ]


def test_fehlerwert_einer_zelle_wird_abgelehnt():
    assert befunde(csv(mappe(["AGS", "Name"], ["1", "#REF!"]), "x.xlsx")) == [
        "Zeile 2, Spalte „Name“: Die Zelle zeigt einen Fehler der Tabellenkalkulation; bitte den Wert eintragen."
    ]


def aendere_mappe(inhalt: bytes, tue: Callable[[Workbook], object]) -> ContentFile:
    buch = load_workbook(io.BytesIO(inhalt))
    tue(buch)
    ziel = io.BytesIO()
    buch.save(ziel)
    return csv(ziel.getvalue(), "x.xlsx")


def test_verbundene_zellen_werden_mit_ihrer_zeile_abgelehnt():
    gut = mappe(["AGS", "Name"], ["1", "A"], ["2", "A"], ["3", "B"])
    assert befunde(aendere_mappe(gut, lambda b: b.active.merge_cells("B2:B3"))) == [
        "Zeile 2, Spalte „Name“: Die Zellen B2:B3 sind verbunden. "
        "Bitte die Verbindung aufheben und jede Zelle ausfüllen."
    ]


def test_gelesen_wird_das_sichtbare_blatt_und_nur_wenn_es_das_einzige_ist():
    def blatt(name: str, *, sichtbar: bool, zeilen: bool = True) -> Callable[[Workbook], object]:
        def tue(buch: Workbook) -> None:
            neu = buch.create_sheet(name, 0)
            neu.sheet_state = "visible" if sichtbar else "hidden"
            if zeilen:
                neu.append(["AGS", "Name"])
                neu.append(["999", "geheim"])

        return tue

    gut = mappe(["AGS", "Name"], ["1", "A"])
    for tue in (blatt("Alt", sichtbar=False), blatt("Leer", sichtbar=True, zeilen=False)):
        assert [z["AGS"] for z in lies_tabelle(aendere_mappe(gut, tue), SPALTEN)] == ["1"]
    assert befunde(aendere_mappe(gut, blatt("Alt", sichtbar=True))) == [
        "Mehrere Tabellenblätter sind ausgefüllt („Alt“, „Sheet“). Bitte nur eines speichern."
    ]


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")  # it warns of parts that it leaves out
def test_beschaedigte_mappe_gibt_immer_einen_deutschen_befund():
    """Bytes changed at random: the file is read, or refused by a sentence; never another exception."""
    gut, zufall = mappe(["AGS", "Name"], ["1", "A"], ["2", dt.date(2024, 1, 1)]), Random(7)
    for _ in range(150):
        kaputt = bytearray(gut)
        for _ in range(zufall.choice((1, 2, 8))):
            kaputt[zufall.randrange(len(kaputt))] = zufall.randrange(256)
        with suppress(Tabellenfehler):
            lies_tabelle(csv(bytes(kaputt), "x.xlsx"), SPALTEN)


def test_zip_bombe_makros_und_viele_teile_werden_nicht_geoeffnet(monkeypatch):
    def archiv(*teile: tuple[str, bytes]) -> ContentFile:
        ziel = io.BytesIO()
        with zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as datei:
            for name, inhalt in teile:
                datei.writestr(name, inhalt)
        return csv(ziel.getvalue(), "x.xlsx")

    (text,) = befunde(archiv(("xl/worksheets/sheet1.xml", b"0" * 5_000_000)))
    assert "entpackt ungewöhnlich groß" in text
    (text,) = befunde(archiv(*((f"teil{i}", b"x") for i in range(501))))
    assert "entpackt ungewöhnlich groß" in text
    assert befunde(archiv(("xl/vbaProject.bin", b"x"))) == ["Die Datei enthält Makros und wird nicht geöffnet."]
    assert befunde(archiv(("leer.xml", b"x"))) == ["Die Datei ist keine lesbare Excel-Tabelle (XLSX)."]


def test_grenzen_fuer_groesse_zeilen_und_zellen(monkeypatch):
    monkeypatch.setattr(tabellendatei, "MAX_BYTES", 100)
    assert befunde(csv("AGS;Name\n" + "1;A\n" * 50)) == ["Die Datei ist größer als 0 MB."]
    monkeypatch.undo()
    monkeypatch.setattr(tabellendatei, "MAX_ZEILEN", 3)
    (text,) = befunde(csv("AGS;Name\n" + "".join(f"{i};A\n" for i in range(5))))
    assert text == "Die Tabelle hat mehr als 3 Zeilen. Bitte teilen Sie sie auf."
    assert befunde(csv("AGS;Name\n" + ";\n" * 9 + "1;A\n")) == [
        "Die Tabelle ist zu lang. Bitte leere Zeilen am Ende löschen."
    ]
    monkeypatch.undo()
    assert befunde(csv(f"AGS;Name\n1;{'x' * 5001}\n")) == ["Zeile 2, Spalte „Name“: Der Text ist zu lang."]


def test_fuenfzigtausend_zeilen_sind_in_sekunden_gelesen():
    text = "AGS;Name\n" + "".join(f"{i};Ort {i}\n" for i in range(50_000))
    assert len(lies_tabelle(csv(text), SPALTEN)) == 50_000
    assert befunde(csv(text + "x;y\n")) == ["Die Tabelle hat mehr als 50.000 Zeilen. Bitte teilen Sie sie auf."]


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ("25.05.2021", "25.05.2021"),
        ("2021-05-25", "25.05.2021"),
        ("25. 5. 2021", "25.05.2021"),
        ("25. Mai 2021", "25.05.2021"),
        ("25.05.2021 10:30 Uhr", "25.05.2021"),
        ("2021-05-25 08:30:00", "25.05.2021"),
        ("Mai 2021", "Mai 2021"),
        ("2021", "2021"),
    ],
)
def test_datumszellen(text, erwartet):
    assert str(lies_datumszelle(text)) == erwartet


def test_excel_zahl_nennt_den_vermutlichen_tag():
    with pytest.raises(ValueError) as fehler:
        lies_datumszelle("44927")
    assert "vermutlich 01.01.2023" in str(fehler.value)
    with pytest.raises(ValueError) as fehler:
        tabellendatei.lies_tageszelle("2021")
    assert "kein einzelner Tag" in str(fehler.value)


@pytest.mark.parametrize(
    ("text", "rat"),
    [
        ("ca. 2019", "Steht nur das Jahr fest, schreiben Sie „2019“."),
        ("Frühjahr 2018/2019", "Steht nur das Jahr fest, schreiben Sie „2019“."),
        ("05.03.19", "Das Jahr braucht vier Stellen"),
        ("demnächst", "ist kein Datum. Bitte TT.MM.JJJJ, MM/JJJJ oder JJJJ angeben."),
    ],
)
def test_unklare_tage_nennen_was_zu_tun_ist(text, rat):
    with pytest.raises(ValueError) as fehler:
        lies_datumszelle(text)
    assert rat in str(fehler.value)


def test_ausgeblendete_zeilen_sind_ein_befund():
    gut = mappe(["AGS", "Name"], ["1", "A"], ["2", "B"])

    def blende_aus(buch: Workbook) -> None:
        buch.active.row_dimensions[3].hidden = True

    assert befunde(aendere_mappe(gut, blende_aus)) == [
        "Zeile 3: Die Zeile ist in der Tabelle ausgeblendet. Bitte einblenden oder löschen."
    ]


def test_was_ueber_der_kopfzeile_steht_wird_ueberlesen_auch_verbunden():
    roh = mappe(["Beratungen 2019", None], [None, None], ["AGS", "Name"], ["1", "A"])
    datei = aendere_mappe(roh, lambda b: b.active.merge_cells("A1:B1"))
    assert lies_anfang(datei, zeilen=2) == [(1, ["Beratungen 2019"]), (3, ["AGS", "Name"])]
    tabelle = lies_rohtabelle(datei, kopfzeile=3)
    assert (tabelle.kopf, [z.zellen for z in tabelle.zeilen]) == (("AGS", "Name"), [("1", "A")])


def test_befund_ohne_ort_ist_nur_sein_text():
    assert str(Befund("So nicht.")) == "So nicht."


@pytest.mark.parametrize(
    "datei",
    [
        csv("AGS" + ";x" * 600 + "\n1;a;b\n"),
        csv(mappe(["AGS", "Name", "Notiz"], [*[None] * 600, "fern"]), "x.xlsx"),
        csv(mappe(["AGS", "Name", "Notiz"], [*[None] * 600, " "]), "x.xlsx"),
    ],
)
def test_sehr_breite_tabellen_werden_abgelehnt(datei):
    assert "reicht über 500 Spalten hinaus" in befunde(datei)[0]
