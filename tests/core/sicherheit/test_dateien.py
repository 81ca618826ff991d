"""What comes in as a file or a text and goes out again: size, XML, patterns, formulas, names."""

import io
import time
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from asskomm.core.downloads import document_response
from asskomm.core.tabellenausgabe import als_csv, als_xlsx
from asskomm.core.tabellendatei import Dateispalte, Tabellenfehler, lies_tabelle
from asskomm.core.uploads import empfang, store_dokument
from asskomm.portal.offene_daten import csv_text
from asskomm.portal.presse.fundstellen import zerlege
from tests.factories.vereinbarungen import JETZT

pytestmark = pytest.mark.django_db
SPALTE = [Dateispalte("Name")]


def xlsx(*, blatt: str = "", vorspann: str = "", anhang: str = "") -> SimpleUploadedFile:
    """A workbook whose sheet begins with `vorspann` and whose cell holds `blatt`."""
    mappe, ziel = openpyxl.Workbook(), io.BytesIO()
    mappe.active.append(["Name"])
    mappe.active.append(["PLATZ"])
    mappe.save(ziel)
    neu = io.BytesIO()
    with zipfile.ZipFile(ziel) as alt, zipfile.ZipFile(neu, "w", zipfile.ZIP_DEFLATED) as archiv:
        for teil in alt.namelist():
            inhalt = alt.read(teil).decode()
            if teil in {"xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"} and vorspann:
                inhalt = vorspann + inhalt.removeprefix("<?xml version='1.0' encoding='UTF-8'?>\n")
            if blatt:
                inhalt = inhalt.replace("PLATZ", blatt)
            if teil == "xl/worksheets/sheet1.xml" and anhang:
                inhalt = inhalt.replace("<sheetData>", f"{anhang}<sheetData>")
            archiv.writestr(teil, inhalt)
    return SimpleUploadedFile("datei.xlsx", neu.getvalue())


def test_die_beispieldatei_ist_ohne_angriff_lesbar():
    assert lies_tabelle(xlsx(blatt="Meerane"), SPALTE)[0]["Name"] == "Meerane"


@pytest.mark.parametrize("ziel", ['"Geheimnis"', 'SYSTEM "file:///etc/passwd"', 'SYSTEM "http://127.0.0.1:1/x"'])
def test_entitaeten_in_fremdem_xml_werden_nicht_aufgeloest(ziel):
    dtd = f"<!DOCTYPE x [<!ENTITY e {ziel}>]>"
    with pytest.raises(Tabellenfehler, match="keine lesbare Excel-Tabelle"):
        lies_tabelle(xlsx(blatt="&e;", vorspann=dtd), SPALTE)


def test_ohne_schutz_loest_der_leser_entitaeten_auf():
    """So grows a bomb of entities in entities; defusedxml, which openpyxl takes when it is there, refuses the first."""
    text = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    assert ElementTree.fromstring(text).text == "hahaha"  # noqa: S314
    assert openpyxl.DEFUSEDXML


def test_wiederholte_anfaenge_halten_den_leser_nicht_auf():
    """Quadratic until 11/2026: a comment full of beginnings kept the process busy for hours."""
    anhang = f"<!--{'<mergeCell ' * 60_000}-->"
    beginn = time.process_time()
    assert lies_tabelle(xlsx(blatt="Meerane", anhang=anhang), SPALTE)[0]["Name"] == "Meerane"
    assert time.process_time() - beginn < 5


LANG = 50_000  # what the form of the text check takes
ZAEHE_TEXTE = {
    "ein Wort": "a" * LANG,
    "Punkte": "A." * (LANG // 2),
    "Ziffern": "1" * LANG,
    "Tausender": "111 " * (LANG // 4),
    "Tausenderpunkte": "111." * (LANG // 4),
    "leere Zeilen": "\n " * (LANG // 2),
    "Rufnummern": "Telefon " + "1 " * (LANG // 2),
    "Paragrafen": "§1," * (LANG // 3),
    "Zahlwörter": "einund" * (LANG // 6),
}


@pytest.mark.parametrize("name", ZAEHE_TEXTE)
def test_kein_text_haelt_die_pruefung_auf(name):
    """Each took seconds to minutes, or failed on a number of 50,000 digits, before the patterns were bounded."""
    beginn = time.process_time()
    zerlege(ZAEHE_TEXTE[name])
    assert time.process_time() - beginn < 5


# --- Size


def grosse_datei() -> dict[str, SimpleUploadedFile]:
    return {"datei": SimpleUploadedFile("gross.csv", b"x" * 200_000)}


def test_zu_grosse_anfrage_wird_abgelehnt_bevor_sie_gelesen_ist(settings, monkeypatch):
    """Without an account: reading the form token would store the whole body."""
    settings.UPLOAD_MAX_BYTES = 50_000
    monkeypatch.setattr(empfang, "ZUGABE", 1000)
    gast = Client(enforce_csrf_checks=True)
    gast.get(reverse("account_login"))  # with the cookie of the form, the token in the body is looked for
    antwort = gast.post(reverse("account_login"), grosse_datei())
    assert (antwort.status_code, "Das ist zu groß für das Portal" in antwort.content.decode()) == (413, True)
    settings.FILE_UPLOAD_HANDLERS = [h for h in settings.FILE_UPLOAD_HANDLERS if "Groessengrenze" not in h]
    assert gast.post(reverse("account_login"), grosse_datei()).status_code == 403


# --- Going out


FORMELN = (
    "=1+1",
    "+cmd|'/c calc'!A1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("x")',
    "\x00=1",
)


def zellen(inhalt: str) -> list[str]:
    return [zeile.split(";")[0].strip('"') for zeile in inhalt.removeprefix("\ufeff").splitlines()[1:] if zeile]


@pytest.mark.parametrize("text", FORMELN)
def test_kein_text_wird_in_der_tabellenkalkulation_zur_formel(text):
    assert zellen(als_csv(["Name"], [[text]]).decode())[0].startswith("'")
    assert zellen(csv_text((["Name"], [[text]])))[0].startswith("'")
    blatt = openpyxl.load_workbook(io.BytesIO(als_xlsx(["Name"], [[text]], titel="x"))).active
    assert (blatt["A2"].data_type, blatt["A2"].value[0]) == ("s", "'")


@pytest.mark.parametrize(
    "name", ['a"b.pdf', "a\r\nX-Boese: 1.pdf", "a\u202efdp.exe.pdf", "a;filename=b.html.pdf", "ä.pdf"]
)
def test_dateinamen_brechen_nicht_aus_dem_kopf_aus(name):
    datei = SimpleUploadedFile("x.pdf", b"%PDF-1.7\n%%EOF\n")
    datei._name = name
    dokument = store_dokument(datei=datei, mimetype="application/pdf", by=None, jetzt=JETZT)
    antwort = document_response(dokument)
    antwort.file_to_stream.close()
    kopf = antwort["Content-Disposition"]
    assert dokument.name.isprintable()
    assert kopf.startswith("attachment; filename")
    assert "X-Boese" not in antwort.headers
