"""Export: exactly the rows of the list, in three formats, safe against formulas, logged."""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.contrib import admin
from django.urls import reverse
from odf.opendocument import load as lade_ods
from odf.table import Table, TableCell, TableRow

from asskomm.core import tabellenausgabe
from asskomm.core.admin.akten import AkteResource
from asskomm.core.admin.listenspalten import als_wort
from asskomm.core.models import Akte, Lesevermerk, Listenansicht, Protokolleintrag, User
from asskomm.core.roles import Rolle
from asskomm.core.stichtag import BERLIN, UngefaehresDatum
from kommunen.admin.fakten import BeratungAdmin
from kommunen.models import Beratung
from kommunen.services.tatsachen import record_beratung
from tests.factories.foerderung import zuwendung
from tests.factories.konten import angemeldet
from tests.factories.vereinbarungen import gemeinde
from tests.factories.verwaltung import exportiere

pytestmark = pytest.mark.django_db
JETZT = dt.datetime(2026, 11, 22, 12, 0, tzinfo=BERLIN)
EXPORT, LISTE = reverse("admin:kommunen_beratung_export"), reverse("admin:kommunen_beratung_changelist")


def berate(ort: str, am: str, **angaben: Any) -> Beratung:
    return record_beratung(kommune=gemeinde(ort), am=UngefaehresDatum.lies(am), by=None, jetzt=JETZT, **angaben)


@pytest.fixture
def drei() -> list[Beratung]:
    """Two of 2024, one with a text that a spreadsheet would calculate."""
    return [
        berate("Aue", "05.03.2024", anlass="=1+1"),
        berate("Burgstädt", "03/2024", anlass="Auftakt"),
        berate("Colditz", "01.07.2023", kontaktart="VIDEO"),
    ]


def _tag(*angaben: int) -> dt.datetime:
    """As a spreadsheet has it: without a zone."""
    return dt.datetime(*angaben, tzinfo=dt.UTC).replace(tzinfo=None)


def zeilen_csv(antwort: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(antwort.content.decode("utf-8-sig")), delimiter=";"))


def orte(antwort: Any) -> list[str]:
    return [z["Kommune"] for z in zeilen_csv(antwort)]


def ods_zellen(inhalt: bytes) -> dict[str, list[list[Any]]]:
    """Per sheet its rows; each cell as pair of type and value."""
    blaetter = {}
    for blatt in lade_ods(io.BytesIO(inhalt)).spreadsheet.getElementsByType(Table):
        zeilen = []
        for zeile in blatt.getElementsByType(TableRow):
            zellen = zeile.getElementsByType(TableCell)
            art = [z.getAttribute("valuetype") for z in zellen]
            wert = [z.getAttribute("datevalue") or z.getAttribute("value") or str(z) for z in zellen]
            assert not any(z.getAttribute("formula") for z in zellen)
            zeilen.append(list(zip(art, wert, strict=True)))
        blaetter[blatt.getAttribute("name")] = zeilen
    return blaetter


def test_genau_die_zeilen_der_liste_in_ihrer_reihenfolge(client, drei):
    angemeldet(client)
    assert orte(exportiere(client, EXPORT, {"o": "0"})) == ["Aue", "Burgstädt", "Colditz"]
    assert orte(exportiere(client, EXPORT, {"o": "-0"})) == ["Colditz", "Burgstädt", "Aue"]
    assert orte(exportiere(client, EXPORT, {"q": "burgstadt"})) == ["Burgstädt"]
    assert orte(exportiere(client, EXPORT, {"kontaktart__exact": "VIDEO", "p": "1"})) == ["Colditz"]
    assert orte(exportiere(client, EXPORT, {"genauigkeit": "grob"})) == ["Burgstädt"]
    assert orte(exportiere(client, EXPORT, {"q": "gibtesnicht"})) == []


def test_angekreuzte_zeilen_und_nur_solche_der_liste(client, drei):
    angemeldet(client)
    gewaehlt = [drei[0].pk, drei[2].pk]
    assert set(orte(exportiere(client, EXPORT, auswahl=gewaehlt))) == {"Aue", "Colditz"}
    assert orte(exportiere(client, EXPORT, {"q": "Aue"}, auswahl=gewaehlt)) == ["Aue"]
    assert orte(exportiere(client, EXPORT, auswahl=["x", "99999", "9" * 40])) == []


def test_nach_zeitraum_eingeschraenkt(client):
    angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    export = reverse("admin:core_protokolleintrag_export")
    assert len(zeilen_csv(exportiere(client, export, {"zeitpunkt__year": "2001"}))) == 0
    assert len(zeilen_csv(exportiere(client, export))) >= 1  # the export before is in it


def test_angezeigte_spalten_wie_sie_dastehen_mit_echten_werten(client, drei):
    person = angemeldet(client)
    Listenansicht.objects.create(user=person, liste="kommunen.beratung", spalten=["datum", "a_kommune", "gilt_marke"])
    antwort = exportiere(client, EXPORT, {"o": "0"}, format="xlsx", spalten="angezeigt")
    blatt = openpyxl.load_workbook(io.BytesIO(antwort.content)).worksheets[0]
    kopf, erste, zweite, _ = blatt.values
    assert kopf == ("Kommune", "Datum", "Schlüssel", "Gilt")
    assert erste == ("Aue", _tag(2024, 3, 5), drei[0].kommune.schluessel, "gültig")
    assert zweite[1] == "März 2024"  # no day that nobody knows


def test_geld_ist_zahl_in_jedem_format(client):
    angemeldet(client, Rolle.HAUSHALT)
    zuwendung(gemeinde("Aue"), betrag=Decimal("1234.50"))
    export = reverse("admin:foerderung_zuwendung_export")
    for spalten in ("alle", "angezeigt"):
        mappe = openpyxl.load_workbook(io.BytesIO(exportiere(client, export, format="xlsx", spalten=spalten).content))
        assert 1234.5 in list(mappe.worksheets[0].values)[1], spalten
        ods = ods_zellen(exportiere(client, export, format="ods", spalten=spalten).content)
        assert ("float", "1234.50") in ods["Zuwendungen"][1], spalten
        assert "1234,50" in exportiere(client, export, spalten=spalten).content.decode(), spalten


def test_ods_hat_tage_und_entschaerft_formeln(client, drei):
    angemeldet(client)
    antwort = exportiere(client, EXPORT, {"o": "0"}, format="ods")
    blaetter = ods_zellen(antwort.content)
    kopf, erste = [wert for _, wert in blaetter["Beratungen"][0]], blaetter["Beratungen"][1]
    assert erste[kopf.index("Datum")] == ("date", "2024-03-05")
    assert erste[kopf.index("Anlass")] == ("string", "'=1+1")
    with zipfile.ZipFile(io.BytesIO(antwort.content)) as archiv:
        assert (archiv.namelist()[0], archiv.infolist()[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_das_zweite_blatt_sagt_woher(client, drei, settings):
    person = angemeldet(client, name="Erika Muster")
    abfrage = {"q": "a", "kontaktart__exact": "GESPRAECH"}
    antwort = exportiere(client, EXPORT, abfrage, format="xlsx", auswahl=[drei[0].pk])
    angaben = dict(list(openpyxl.load_workbook(io.BytesIO(antwort.content))["Angaben"].values))
    assert angaben["Liste"] == "Beratungen"
    assert (angaben["Suche"], angaben["Art"]) == ("„a“", "Gespräch vor Ort")
    assert (angaben["Zeilen"], angaben["Auswahl"], angaben["Erstellt durch"]) == (
        1,
        "nur angekreuzte Zeilen",
        str(person),
    )
    assert isinstance(angaben["Stand"], dt.datetime)
    ods = ods_zellen(exportiere(client, EXPORT, format="ods").content)["Angaben"]
    assert [wert for _, wert in ods[1]] == ["Filter", "keiner"]


def test_jeder_export_steht_im_protokoll(client, drei):
    person = angemeldet(client)
    exportiere(client, EXPORT, {"q": "Aue"}, format="ods")
    eintrag = Protokolleintrag.objects.get(ereignis="daten.exportiert")
    assert eintrag.akteur_id == person.pk
    werte = {"liste": "Beratungen", "filter": "Suche: „Aue“", "zeilen": 1, "format": "ods", "spalten": 8}
    assert eintrag.angaben["nachher"] == werte


def test_lesen_allein_schreibt_nichts_und_fuehrt_zur_liste(client, drei):
    angemeldet(client)
    vorher = Protokolleintrag.objects.count()
    assert client.get(f"{EXPORT}?format=csv&q=Aue").url == f"{LISTE}?q=Aue"
    assert Protokolleintrag.objects.count() == vorher


def test_zu_viele_zeilen_werden_nicht_ausgegeben(client, drei, monkeypatch):
    angemeldet(client)
    monkeypatch.setattr(BeratungAdmin, "hoechstens_ausfuhr", 2)
    antwort = client.post(EXPORT, {"format": "csv"}, follow=True)
    assert "Eine Ausfuhr fasst höchstens 2 Einträge." in antwort.content.decode()


def test_jede_liste_gibt_jedes_format_aus(client):
    angemeldet(client, Rolle.LEITUNG)
    geprueft = 0
    for modell in admin.site._registry:
        info = modell._meta.app_label, modell._meta.model_name
        if client.get(reverse("admin:{}_{}_changelist".format(*info))).status_code != 200:
            continue
        export = reverse("admin:{}_{}_export".format(*info))
        for form, art in (("csv", "text/csv; charset=utf-8"), ("ods", tabellenausgabe.ODS)):
            antwort = exportiere(client, export, format=form, spalten="angezeigt")
            assert (antwort.status_code, antwort["Content-Type"]) == (200, art), modell
            assert "no-store" in antwort["Cache-Control"]
        geprueft += 1
    assert geprueft > 30


# --- The writers alone


def test_alle_werte_ueberstehen_die_formate():
    moment = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    zeile = [
        "  zwei  Leer",
        "Zeile\nZwei\tTab",
        "<&>\"'",
        "\x07Ton",
        None,
        7,
        Decimal("1.50"),
        dt.date(2026, 1, 2),
        moment,
    ]
    kopf = [f"s{nr}" for nr in range(len(zeile))]
    ods = ods_zellen(tabellenausgabe.als_ods(kopf, iter([zeile]), titel="Liste: A/B"))
    assert list(ods) == ["Liste  A B"]
    werte = [wert for _, wert in ods["Liste  A B"][1]]
    assert werte[4:] == ["", "7", "1.50", "2026-01-02", "2026-01-02T04:04:05"]
    roh = zipfile.ZipFile(io.BytesIO(tabellenausgabe.als_ods(kopf, [zeile], titel="x"))).read("content.xml").decode()
    assert '<text:p><text:s text:c="2"/>zwei <text:s text:c="1"/>Leer</text:p>' in roh
    assert "<text:p>Zeile</text:p><text:p>Zwei<text:tab/>Tab</text:p>" in roh
    assert "&lt;&amp;&gt;" in roh
    assert "Ton" in roh
    assert "\x07" not in roh
    mappe = openpyxl.load_workbook(io.BytesIO(tabellenausgabe.als_xlsx(kopf, [zeile], titel="x")))
    assert list(mappe.active.values)[1][5:] == (7, 1.5, _tag(2026, 1, 2), _tag(2026, 1, 2, 4, 4, 5))
    text = tabellenausgabe.als_csv(kopf, [zeile]).decode("utf-8-sig").splitlines()[-1]
    assert text.endswith(";;7;1,50;02.01.2026;02.01.2026 04:04")


KOEPFE = ["=1+1", "+a\x0bb"]


def test_auch_ueberschriften_rechnen_nicht():
    """In der Fehlerliste eines Imports sind sie so, wie sie jemand hochgeladen hat."""
    text = tabellenausgabe.als_csv(KOEPFE, []).decode("utf-8-sig")
    blatt = openpyxl.load_workbook(io.BytesIO(tabellenausgabe.als_xlsx(KOEPFE, [], titel="x"))).active
    with zipfile.ZipFile(io.BytesIO(tabellenausgabe.als_ods(KOEPFE, [], titel="x"))) as archiv:
        ods = archiv.read("content.xml").decode()
    assert text == "'=1+1;'+ab\r\n"
    assert [(z.data_type, z.value) for z in blatt[1]] == [("s", "'=1+1"), ("s", "'+ab")]
    assert "<text:p>'=1+1</text:p>" in ods
    assert "<text:p>'+ab</text:p>" in ods


def test_zeitpunkte_stehen_in_der_zeit_von_sachsen():
    nacht = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)
    assert als_wort(nacht) == "23.11.2026 00:30"
    assert AkteResource().dehydrate_angelegt(Akte(erfasst_zeitpunkt=nacht)) == "2026-11-23"
    assert str(Lesevermerk(konto=User(name="Erika Muster"), zeitpunkt=nacht)) == "Erika Muster am 23.11.2026"
