"""Import und Export der Verwaltung, am Beispiel der Beratungen und Einwohnerzahlen."""

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from asskomm.core.models import Arbeitslauf, Import
from asskomm.core.roles import Rolle
from asskomm.core.services.arbeitslauf import run_arbeitslauf
from asskomm.core.stichtag import BERLIN, UngefaehresDatum
from kommunen.models import Ansprechperson, Beratung, Einwohnerzahl, EngeZusammenarbeit, Handlungsfeld
from kommunen.services.tatsachen import record_beratung
from tests.factories import importe
from tests.factories.importe import alle_befunde, csv_datei, pruefe, xlsx_datei
from tests.factories.konten import angemeldet, konto
from tests.factories.vereinbarungen import gemeinde
from tests.factories.verwaltung import exportiere
from vereinbarungen.models import Coachingprozess

pytestmark = pytest.mark.django_db
JETZT = dt.datetime(2026, 11, 22, 12, 0, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(JETZT, tick=False):
        yield


def adresse(modell: str, was: str) -> str:
    return reverse(f"admin:kommunen_{modell}_{was}")


def befunde(client, modell: str, datei: SimpleUploadedFile) -> list[tuple[str, str, str]]:
    return alle_befunde(client, f"kommunen.{modell}", datei)


def uebernimm(client, modell: str, datei: SimpleUploadedFile):
    return importe.uebernimm(client, f"kommunen.{modell}", datei)


@pytest.fixture
def meerane():
    return gemeinde("Meerane", schluessel="14524190", ags="14524190")


def test_vorschau_speichert_nichts_und_uebernahme_alles(client, meerane, django_capture_on_commit_callbacks):
    person = angemeldet(client)
    datei = csv_datei("Schlüssel;Datum;Anlass", "14524190;03/2024;Auftakt", "Meerane;2020;")
    zum_import = pruefe(client, "kommunen.beratung", datei)
    assert (zum_import.neu, Beratung.objects.count()) == (2, 0)

    with django_capture_on_commit_callbacks(execute=True):
        antwort = client.post(reverse("admin:core_import_aktion", args=[zum_import.pk, "uebernehmen"]), follow=True)
    assert "Übernommen: 2 neu" in antwort.content.decode()
    zeilen = [(str(b.datum), b.anlass, b.kontaktart, b.erfasst_durch) for b in Beratung.objects.order_by("-am")]
    assert zeilen == [("März 2024", "Auftakt", "GESPRAECH", person), ("2020", "", "GESPRAECH", person)]
    assert default_storage.listdir("importe")[1] == []


def test_zweiter_import_derselben_datei_aendert_nichts(client, meerane):
    angemeldet(client)
    zeilen = ("Schlüssel;Datum", "14524190;05.03.2024")
    uebernimm(client, "beratung", csv_datei(*zeilen))
    antwort = uebernimm(client, "beratung", csv_datei(*zeilen))
    assert "0 neu, 0 geändert, 1 unverändert" in antwort.content.decode()
    assert Beratung.objects.count() == 1


def test_ein_fehler_haelt_die_ganze_datei_auf_und_nennt_zeile_und_spalte(client, meerane):
    angemeldet(client)
    datei = csv_datei(
        "Schlüssel;Datum;Art",
        "14524190;05.03.2024;Telefon",
        "99999999;06.03.2024;Telefon",
        "",
        "14524190;31.02.2024;Telefon",
        "14524190;08.03.2024;Brieftaube",
        "14524190;24.12.2026;Telefon",
    )
    gefunden = befunde(client, "beratung", datei)
    assert [(zeile, spalte) for zeile, spalte, _ in gefunden] == [
        ("3", "Schlüssel"),
        ("5", "Datum"),
        ("6", "Art"),
        ("7", "Schlüssel, Datum"),
    ]
    texte = " ".join(text for *_, text in gefunden)
    for teil in ("„99999999“ gibt es nicht", "„31.02.2024“", "„Brieftaube“ ist nicht vorgesehen", "in der Zukunft"):
        assert teil in texte
    assert not Beratung.objects.exists()


def test_verschieden_geschriebene_angaben_zum_selben_eintrag_werden_abgelehnt(client, meerane):
    """The key in one line, the name in the next: the second would silently overwrite the first."""
    angemeldet(client)
    zeilen = ("Schlüssel;Stichtag;Einwohner", "14524190;31.12.2025;13000", "Meerane;2025-12-31;14000")
    assert befunde(client, "einwohnerzahl", csv_datei(*zeilen)) == [
        ("3", "Schlüssel", "Diese Zeile meint denselben Eintrag wie Zeile 2.")
    ]


@pytest.mark.parametrize(
    ("modell", "zeilen", "befund"),
    [
        ("kommune", ("Schlüssel;Handlungsfelder", "14524190;Gibt es nicht"),
         ("2", "Handlungsfelder", "„Gibt es nicht“ gibt es nicht (Handlungsfeld).")),
        ("einwohnerzahl", ("Schlüssel;Stichtag;Einwohner", "14524190;;13000"),
         ("2", "Stichtag", "Die Angabe fehlt.")),
        ("einwohnerzahl", ("Schlüssel;Stichtag;Einwohner", "14524190;31.12.2025;٣"),
         ("2", "Einwohner", "„٣“ ist keine ganze Zahl.")),
        ("einwohnerzahl", ("Schlüssel;Stichtag;Einwohner", "14524190;31.12.2025;9999999999"),
         ("2", "Einwohner", "Dieser Wert muss kleiner oder gleich 5000000 sein.")),
        ("ansprechperson", ("Schlüssel;Funktion;von;bis", "14524190;Ordnungsamt;01.02.2024;01.01.2024"),
         ("2", "Schlüssel, Funktion, Name", "Das Ende liegt vor dem Beginn.")),
    ],
)  # fmt: skip
def test_befund_steht_an_seiner_spalte(client, meerane, modell, zeilen, befund):
    angemeldet(client)
    assert befund in befunde(client, modell, csv_datei(*zeilen))


@pytest.mark.parametrize(
    ("zeilen", "meldung"),
    [
        (["Schlüssel;Anlass", "14524190;x"], "Bitte eine Spalte der Datei oder einen festen Wert angeben."),
        (["Schlüssel;Datum"], "keine Zeile"),
        (["Schlüssel;Datum", "14524190;45042"], "Excel"),
        (["Schlüssel;Datum", "14524190;24. April"], "kein Datum"),
        (["Schlüssel;Datum", "14524190;2020", "14524190;2020"], "meint denselben Eintrag wie Zeile 2"),
        (["Schlüssel;Datum;Anlass", '14524190;2020;"=HYPERLINK(1)"'], "Formeln"),
        (["Schlüssel;Datum;Anlass", "14524190;2020;@SUM(A1)"], "Formeln"),
    ],
)
def test_fehlerhafte_datei_wird_mit_grund_abgelehnt(client, meerane, zeilen, meldung):
    angemeldet(client)
    assert meldung in " ".join(text for *_, text in befunde(client, "beratung", csv_datei(*zeilen)))
    assert not Beratung.objects.exists()


@pytest.mark.parametrize(
    ("datei", "meldung"),
    [
        (SimpleUploadedFile("cp.csv", b"Schl\x81ssel;Datum\n1;2"), "weder in UTF-8 noch in Windows-1252"),
        (SimpleUploadedFile("leer.csv", b"  "), "leer"),
        (SimpleUploadedFile("bild.csv", b"a\x00b"), "keine Textdatei"),
        (SimpleUploadedFile("kaputt.xlsx", b"PK\x03\x04kaputt"), "keine lesbare Excel-Tabelle"),
        (SimpleUploadedFile("brief.pdf", b"%PDF-1.7"), "Erlaubt sind XLSX, ODS und CSV"),
        (SimpleUploadedFile("falsch.xlsx", b"Schl;Datum\n1;2"), "passt nicht zur Endung"),
    ],
)
def test_unlesbare_datei_wird_mit_grund_abgelehnt(client, datei, meldung):
    angemeldet(client)
    datei.seek(0)
    assert meldung in " ".join(text for *_, text in befunde(client, "beratung", datei))


def test_archivbombe_wird_nicht_geoeffnet(client):
    angemeldet(client)
    ziel = io.BytesIO()
    with zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as archiv:
        archiv.writestr("xl/workbook.xml", "<x/>")
        archiv.writestr("xl/worksheets/sheet1.xml", b"0" * 120_000_000)
    assert "ungewöhnlich groß" in befunde(client, "beratung", SimpleUploadedFile("bombe.xlsx", ziel.getvalue()))[0][2]


def test_zu_viele_zeilen_werden_abgelehnt(client, meerane):
    """Rows that a service records one by one: the trial run would hold the database for too long."""
    angemeldet(client)
    zeilen = ["14524190;2020"] * 2001
    gefunden = befunde(client, "engezusammenarbeit", csv_datei("Schlüssel;seit", *zeilen))
    assert gefunden[-1:] == []
    (lauf,) = Arbeitslauf.objects.all()
    run_arbeitslauf(lauf_pk=lauf.pk)
    assert "höchstens 2.000 Zeilen" in Import.objects.get().hinweis


def test_ohne_datei_steht_der_fehler_am_feld(client):
    angemeldet(client)
    text = client.post(adresse("beratung", "import"), {}).content.decode()
    assert 'href="#id_datei"' in text


def test_excel_mit_echtem_datum_und_zahlenschluessel(client, meerane):
    angemeldet(client)
    uebernimm(client, "beratung", xlsx_datei(["Schlüssel", "Datum"], [14524190, dt.date(2024, 3, 5)]))
    assert str(Beratung.objects.get().datum) == "05.03.2024"


def test_excel_formel_wird_abgelehnt(client, meerane):
    angemeldet(client)
    assert befunde(client, "beratung", xlsx_datei(["Schlüssel", "Datum"], [14524190, "=TODAY()"])) == [
        ("2", "Datum", "Formeln werden nicht übernommen; bitte den Wert eintragen.")
    ]


def test_einwohnerzahl_wird_neu_angelegt_und_geaendert(client, meerane):
    angemeldet(client)
    Einwohnerzahl.objects.create(kommune=meerane, stichtag=dt.date(2022, 12, 31), anzahl=1)
    kopf = "Schlüssel;Stichtag;Einwohner"
    uebernimm(client, "einwohnerzahl", csv_datei(kopf, "14524190;31.12.2022;13.888", "14524190;31.12.2024;13567"))
    assert list(Einwohnerzahl.objects.values_list("anzahl", flat=True)) == [13567, 13888]


@pytest.mark.parametrize("wert", ["viele", "-5", "1,5", ""])
def test_unlesbare_einwohnerzahl_wird_mit_spalte_abgelehnt(client, meerane, wert):
    angemeldet(client)
    assert [
        (zeile, spalte)
        for zeile, spalte, _ in befunde(
            client, "einwohnerzahl", csv_datei("Schlüssel;Stichtag;Einwohner", f"14524190;31.12.2022;{wert}")
        )
    ] == [("2", "Einwohner")]


def test_enge_zusammenarbeit_und_ansprechpersonen(client, meerane):
    angemeldet(client)
    uebernimm(client, "engezusammenarbeit", csv_datei("Schlüssel;seit", "14524190;2021"))
    kopf = "Schlüssel;Funktion;Telefon;öffentlich"
    uebernimm(client, "ansprechperson", csv_datei(kopf, "14524190;Ordnungsamt;+49 3764 54-0;ja"))
    assert str(EngeZusammenarbeit.objects.get().datum) == "2021"
    person = Ansprechperson.objects.get()
    assert (person.telefon, person.oeffentlich) == ("+49 3764 54-0", True)


def test_import_verlauf_nennt_datei_person_und_werte(client):
    person = angemeldet(client, Rolle.SACHBEARBEITUNG)
    ort = gemeinde("Musterau")
    kopf = "Schlüssel;Funktion;E-Mail"
    for mail in ("alt@example.org", "neu@example.org"):
        uebernimm(
            client, "ansprechperson", csv_datei(kopf, f"{ort.schluessel};Ordnungsamt;{mail}", name="personen.csv")
        )

    verlauf = Ansprechperson.objects.get().history.all()

    assert [(v.history_type, v.history_change_reason, v.history_user, v.email) for v in verlauf] == [
        ("~", "Importiert aus personen.csv", person, "neu@example.org"),
        ("+", "Importiert aus personen.csv", person, "alt@example.org"),
    ]


def test_import_verlauf_nennt_die_datei_auch_wo_ein_dienst_den_vorgang_anlegt():
    person, ort = konto(), gemeinde("Musterau")
    datei = csv_datei("Schlüssel;Anliegen", f"{ort.schluessel};Strategie", name="coaching.csv")
    importe.uebernommen("vereinbarungen.coachingprozess", datei, by=person)
    anlaesse = set(Coachingprozess.objects.get().history.values_list("history_change_reason", flat=True))
    assert anlaesse == {"Importiert aus coaching.csv"}


def test_handlungsfelder_werden_zugeordnet_aber_keine_kommune_angelegt(client, meerane):
    angemeldet(client)
    for name in ("Sucht", "Verkehr"):
        Handlungsfeld.objects.create(name=name, slug=name.lower())
    uebernimm(client, "kommune", csv_datei("Schlüssel;Handlungsfelder", "14524190;Sucht | Verkehr"))
    assert [h.name for h in meerane.handlungsfelder.order_by("name")] == ["Sucht", "Verkehr"]
    assert befunde(client, "kommune", csv_datei("Schlüssel;Handlungsfelder", "14524999;Sucht")) == [
        ("2", "Schlüssel", "„14524999“ gibt es nicht.")
    ]


def test_nie_importierte_spalten_werden_genannt_und_nicht_uebernommen(client, meerane):
    angemeldet(client)
    antwort = uebernimm(client, "beratung", csv_datei("Schlüssel;Datum;fiktiv", "14524190;2020;ja"))
    assert antwort.context["ungenutzte"] == ["fiktiv"]
    assert Beratung.objects.get().fiktiv is False


def test_export_enthaelt_die_gefilterten_zeilen_und_entschaerft_formeln(client, meerane):
    angemeldet(client, Rolle.LESEZUGRIFF)
    tag = UngefaehresDatum(dt.date(2024, 3, 31), "MONAT")
    record_beratung(kommune=meerane, am=tag, by=None, jetzt=JETZT, anlass="=cmd|calc", quelle="+49 3764 54-0")
    record_beratung(kommune=gemeinde("Glauchau"), am=tag, by=None, jetzt=JETZT)
    antwort = exportiere(client, adresse("beratung", "export"), {"q": "Meerane"})
    assert antwort["Content-Disposition"] == 'attachment; filename="beratungen_2026-11-22.csv"'
    inhalt = antwort.content.decode("utf-8-sig")
    assert antwort.content.startswith(b"\xef\xbb\xbf")
    zeilen = list(csv.reader(io.StringIO(inhalt), delimiter=";"))
    assert zeilen == [
        ["Schlüssel", "Kommune", "Datum", "Art", "Anlass", "Ergebnis", "Quelle", "fiktiv"],
        ["14524190", "Meerane", "März 2024", "Gespräch vor Ort", "'=cmd|calc", "", "+49 3764 54-0", "nein"],
    ]


def test_export_nach_excel_laesst_sich_wieder_importieren(client, meerane):
    angemeldet(client)
    tag = UngefaehresDatum(dt.date(2024, 3, 5))
    record_beratung(kommune=meerane, am=tag, by=None, jetzt=JETZT, anlass="Auftakt")
    inhalt = exportiere(client, adresse("beratung", "export"), format="xlsx").content
    zeilen = list(openpyxl.load_workbook(io.BytesIO(inhalt)).active.values)
    assert (*zeilen[1][:2], zeilen[1][2].date()) == ("14524190", "Meerane", tag.am)
    antwort = uebernimm(client, "beratung", SimpleUploadedFile("wieder.xlsx", inhalt))
    assert "1 unverändert" in antwort.content.decode()


def test_export_mit_unbekanntem_filter_fuehrt_zur_liste(client):
    angemeldet(client)
    antwort = exportiere(client, adresse("beratung", "export"), {"farbe": "blau"})
    assert antwort.url == adresse("beratung", "changelist") + "?e=1"


def test_unbekanntes_exportformat_gibt_es_nicht(client):
    angemeldet(client)
    assert exportiere(client, adresse("beratung", "export"), format="pdf").status_code == 404


@pytest.mark.parametrize("modell", ["kommune", "landkreis", "polizeidirektion", "mitgliedschaft", "handlungsfeld"])
def test_export_gibt_es_fuer_jede_liste(client, meerane, modell):
    angemeldet(client, Rolle.LESEZUGRIFF)
    assert exportiere(client, adresse(modell, "export")).status_code == 200
