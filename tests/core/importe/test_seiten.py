"""Die Seiten des Imports: was eine Person sieht, herunterlädt und nicht darf."""

import io
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from asskomm.core.importarten import importarten
from asskomm.core.importe.vorlage import FEHLERLISTE
from asskomm.core.models import Import, Spaltenzuordnung
from asskomm.core.roles import Rolle
from asskomm.core.services import importe as dienste
from kommunen.models import Ansprechperson, Beratung
from tests.factories import vereinbarungen as fabrik
from tests.factories.importe import JETZT, csv_datei, geprueft, pruefe, uebernimm, xlsx_datei
from tests.factories.konten import angemeldet, konto

pytestmark = pytest.mark.django_db
HOCHLADEN = "/verwaltung/kommunen/beratung/import/"


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(JETZT, tick=False):
        yield


@pytest.fixture
def ort() -> Any:
    return fabrik.gemeinde("Lohsa")


def seite(client: Any, zum_import: Import, was: str = "change", **abfrage: str) -> Any:
    return client.get(reverse(f"admin:core_import_{was}", args=[zum_import.pk]), abfrage)


def tabelle(antwort: Any) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(antwort.content)).worksheets[0].values)


def test_fremde_datei_von_der_zuordnung_bis_zur_ruecknahme(client, ort):
    angemeldet(client)
    datei = csv_datei("Rathaus;Wann;Farbe", "Lohsa;04/24/2023;blau")
    antwort = client.post(HOCHLADEN, {"datei": datei})
    zum_import = Import.objects.get()
    assert antwort.url == reverse("admin:core_import_zuordnung", args=[zum_import.pk])
    formular = client.get(antwort.url)
    assert formular.context["ungenutzte"] == ["Rathaus", "Farbe"]
    assert "Wann (z. B. 04/24/2023)" in formular.content.decode()
    daten = {
        "spalte_0": "Rathaus",
        "spalte_1": "Wann",
        "fest_2": "Telefon",
        "datumsformat": "monat-zuerst",
        "name": "X",
    }
    antwort = client.post(antwort.url, daten, follow=True)
    assert (antwort.context["seite"].paginator.count, antwort.context["ausgang"]) == (
        1, "1 neu, 0 geändert, 0 unverändert",
    )  # fmt: skip
    client.post(reverse("admin:core_import_aktion", args=[zum_import.pk, "uebernehmen"]))
    beratung = Beratung.objects.get()
    assert (str(beratung.datum), beratung.kontaktart) == ("24.04.2023", "TELEFON")
    text = seite(client, zum_import).content.decode()
    assert f"/verwaltung/kommunen/beratung/{beratung.pk}/change/" in text
    antwort = client.post(
        reverse("admin:core_import_aktion", args=[zum_import.pk, "zuruecknehmen"]), {"grund": "Irrtum"}, follow=True
    )
    assert "Der Import ist zurückgenommen." in antwort.content.decode()
    assert f"/beratung/{beratung.pk}/change/" not in antwort.content.decode()
    gemerkt = Spaltenzuordnung.objects.get()
    andere = dienste.start_import(art="kommunen.beratung", datei=csv_datei("Wann;B", "1;2"), by=konto(), jetzt=JETZT)
    antwort = seite(client, andere, "zuordnung", gemerkt=str(gemerkt.pk))
    assert antwort.context["form"].zuordnung().spalten == {"Datum": "Wann"}


@pytest.mark.parametrize(
    ("daten", "feld", "meldung"),
    [
        ({"spalte_0": "A"}, "spalte_1", "Bitte eine Spalte der Datei oder einen festen Wert angeben."),
        ({"spalte_0": "A", "spalte_1": "A"}, "spalte_1", "„A“ ist schon „Schlüssel“ zugeordnet."),
        ({"spalte_0": "A", "fest_0": "x", "fest_1": "2020"}, "fest_0", "Bitte entweder"),
    ],
)
def test_unvollstaendige_zuordnung_sagt_am_feld_was_fehlt(client, daten, feld, meldung):
    angemeldet(client)
    ziel = client.post(HOCHLADEN, {"datei": csv_datei("A;B", "1;2")}).url
    fehler = client.post(ziel, daten).context["form"].errors
    assert meldung in fehler[feld][0]


def test_vorschau_zeigt_alte_und_neue_werte_befunde_und_filtert(client, ort):
    person = angemeldet(client)
    Ansprechperson.objects.create(kommune=ort, funktion="Amt", telefon="1")
    zeilen = ("Lohsa;Amt;2", "Lohsa;Neu;3", "Nirgends;X;4")
    datei = csv_datei("Schlüssel;Funktion;Telefon", *zeilen)
    zum_import = geprueft("kommunen.ansprechperson", datei, by=person)
    antwort = seite(client, zum_import)
    text = antwort.content.decode()
    assert "<del>1</del>" in text
    assert "<ins>2</ins>" in text
    assert "Schlüssel: „Nirgends“ gibt es nicht (Kommune). Richtig wäre: Kommune: Schlüssel (AGS)" in text
    for zeigen, nummern in (
        ("", [2, 3, 4]),
        ("fehler", [4]),
        ("aenderungen", [2]),
        ("neu", [3]),
        ("quatsch", [2, 3, 4]),
    ):
        assert [z.nummer for z in seite(client, zum_import, zeigen=zeigen).context["zeilen"]] == nummern
    assert "Übernehmen</span></a>" not in text


def test_vorschau_sagt_wie_ein_name_gelesen_wurde(client, ort):
    person = angemeldet(client)
    zum_import = geprueft(
        "kommunen.beratung", csv_datei("Schlüssel;Datum", "Stadt Lohsa;2020-03-05", "Lohsa;2021"), by=person
    )
    erste, zweite = seite(client, zum_import).context["zeilen"]
    assert erste.zellen[0].gelesen_als == f"„Lohsa“ ({ort.schluessel})"
    assert (erste.zellen[1].wert, zweite.zellen[0].gelesen_als) == ("05.03.2020", "")
    assert "gelesen als" in seite(client, zum_import).content.decode()


def test_eine_andere_zeile_der_datei_als_ueberschrift(client, ort):
    angemeldet(client)
    datei = csv_datei("Beratungen;2019", "Ort;Wann", "Lohsa;24.04.2019")
    adresse = client.post(HOCHLADEN, {"datei": datei}).url
    zum_import = Import.objects.get()
    auswahl = client.get(adresse).context["kopfform"].fields["kopfzeile"]
    assert (auswahl.initial, auswahl.choices[0]) == (2, (1, "Zeile 1: Beratungen, 2019"))
    client.post(adresse, {"kopfzeile": "1"})
    zum_import.refresh_from_db()
    assert zum_import.kopf == ["Beratungen", "2019"]
    assert "steht nicht in der Datei" in client.post(adresse, {"kopfzeile": "9"}, follow=True).content.decode()
    client.post(adresse, {"kopfzeile": "2"})
    client.post(adresse, {"spalte_0": "Ort", "spalte_1": "Wann"})
    assert "Die Überschriften stehen in Zeile 2" in seite(client, zum_import).content.decode()


def test_fehlerliste_und_eigene_datei_mit_fehlerspalte(client, ort):
    person = angemeldet(client)
    datei = xlsx_datei(["Schlüssel", "Datum", "Farbe"], ["Lohsa", "2020", "rot"], ["Nirgends", "2020", None])
    zum_import = geprueft("kommunen.beratung", datei, by=person)
    liste = tabelle(seite(client, zum_import, "fehlerliste"))
    assert liste[0] == FEHLERLISTE
    assert liste[1][:3] == (3, "Schlüssel", "Nirgends")
    assert "Nirgends" in seite(client, zum_import, "fehlerliste", format="csv").content.decode("utf-8-sig")
    zurueck = seite(client, zum_import, "datei")
    assert tabelle(zurueck) == [
        ("Schlüssel", "Datum", "Farbe", "Fehler"),
        ("Lohsa", "2020", "rot", None),
        ("Nirgends", "2020", None, "Schlüssel: „Nirgends“ gibt es nicht (Kommune)."),
    ]
    wieder = pruefe(client, "kommunen.beratung", SimpleUploadedFile("wieder.xlsx", zurueck.content))
    assert (wieder.fehler, seite(client, wieder).context["ungenutzte"]) == (1, ["Farbe", "Fehler"])


def test_vorlage_jeder_art_laesst_sich_fuellen_und_wieder_hochladen(client, ort):
    angemeldet(client, Rolle.LEITUNG)
    for art in importarten():
        adresse = reverse(f"admin:{art.name.replace('.', '_')}_import_vorlage")
        mappe = openpyxl.load_workbook(io.BytesIO(client.get(adresse).content))
        assert [z.value for z in mappe["Daten"][1]] == [s.name for s in art.resource.dateispalten()]
        assert mappe.sheetnames == ["Daten", "Hinweise"]
        assert client.get(adresse, {"format": "csv"}).content.startswith(b"\xef\xbb\xbf")
        assert client.get(adresse, {"format": "pdf"}).status_code == 404
    mappe = openpyxl.load_workbook(io.BytesIO(client.get(f"{HOCHLADEN}vorlage/").content))
    mappe["Daten"].append(["Lohsa", "2020", "Telefon"])
    ziel = io.BytesIO()
    mappe.save(ziel)
    antwort = uebernimm(client, "kommunen.beratung", SimpleUploadedFile("vorlage.xlsx", ziel.getvalue()))
    assert "Übernommen: 1 neu" in antwort.content.decode()


def test_grosse_datei_fuehrt_zum_fortschritt(client, ort, monkeypatch):
    monkeypatch.setattr(dienste, "SOFORT_ZEILEN", 0)
    angemeldet(client)
    antwort = client.post(HOCHLADEN, {"datei": csv_datei("Schlüssel;Datum", "Lohsa;2020")}, follow=True)
    assert antwort.redirect_chain[0][0].startswith("/verwaltung/core/arbeitslauf/")
    text = antwort.content.decode()
    assert "wird im Hintergrund bearbeitet" in text
    zurueck = reverse("admin:core_import_change", args=[Import.objects.get().pk])
    assert f'Gehört zu: <a href="{zurueck}">Import datei.csv</a>' in text
    assert "wird gerade bearbeitet" in seite(client, Import.objects.get()).content.decode()


def test_gescheiterte_uebernahme_nennt_den_grund(client, ort):
    person = angemeldet(client)
    zum_import = geprueft("kommunen.beratung", csv_datei("Schlüssel;Datum", "Lohsa;2020"), by=person)
    Beratung.objects.create(kommune=ort, am="2020-12-31", am_genauigkeit="JAHR", erfasst_zeitpunkt=JETZT)
    antwort = client.post(reverse("admin:core_import_aktion", args=[zum_import.pk, "uebernehmen"]), follow=True)
    assert dienste.VERALTET in antwort.content.decode()


def test_zuordnung_einer_abgeschlossenen_oder_fremden_art_gibt_es_nicht(client, ort):
    leitung, kopf = konto(Rolle.LEITUNG), "Schlüssel;Förderjahr;bekannt gegeben am;Gegenstand"
    fremd = geprueft("foerderung.zuwendung", csv_datei(kopf, "Lohsa;2023;2023;x"), by=leitung)
    person = angemeldet(client)
    assert seite(client, fremd, "zuordnung").status_code == 403
    assert seite(client, fremd).status_code == 200
    eigen = geprueft("kommunen.beratung", csv_datei("Schlüssel;Datum", "Lohsa;2020"), by=person)
    dienste.discard_import(zum_import=eigen, by=person, jetzt=JETZT)
    assert seite(client, eigen, "zuordnung").status_code == 404
    assert seite(client, eigen).status_code == 200


def test_liste_der_importe_filtert_nach_liste_und_exportiert(client, ort):
    person = angemeldet(client)
    geprueft("kommunen.beratung", csv_datei("Schlüssel;Datum", "Lohsa;2020", name="a.csv"), by=person)
    liste = reverse("admin:core_import_changelist")
    assert client.get(liste, {"art__exact": "kommunen.beratung"}).context["cl"].result_count == 1
    assert client.get(liste, {"art__exact": "kommunen.kommune"}).context["cl"].result_count == 0
    ausgabe = client.post(reverse("admin:core_import_export"), {"format": "csv"}).content.decode("utf-8-sig")
    assert "a.csv;Beratungen;geprüft" in ausgabe


def test_liste_der_importe_fuehrt_zu_den_listen_die_jemand_fuehrt(client):
    angemeldet(client, Rolle.HAUSHALT)
    adresse = reverse("admin:core_import_changelist")
    assert [text for text, _ in client.get(adresse).context["listen"]] == ["Zuwendungen"]
    angemeldet(client)
    listen = dict(client.get(adresse).context["listen"])
    assert listen["Beratungen"] == HOCHLADEN
    assert "Zuwendungen" not in listen


def test_hochladeseite_zeigt_die_letzten_importe(client, ort):
    person = angemeldet(client)
    geprueft("kommunen.beratung", csv_datei("Schlüssel;Datum", "Lohsa;2020", name="frueher.csv"), by=person)
    assert "frueher.csv" in client.get(HOCHLADEN).content.decode()
