"""Das Papier, das zum Unterschreiben reist und als Scan heimkommt."""

import io
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
import time_machine
from django.urls import reverse

from asskomm.core import workflow
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Aktenstueck
from asskomm.core.qr import qr_bild, qr_svg
from asskomm.core.services.akten import ensure_akte, store_scan
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import als, konto_der
from tests.factories.dateien import pdf_datei
from tests.factories.konten import konto, melde_an
from vereinbarungen.services import anlage
from vereinbarungen.services.papier import create_zeichnungsexemplar

pytestmark = pytest.mark.django_db
JETZT = fabrik.JETZT


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(JETZT, tick=False):
        yield


@pytest.fixture
def papier():
    v = fabrik.entwurf(fabrik.gemeinde("Meerane"), bezeichnung="Bund Meerane")
    anlage.store_vertragstext(vereinbarung=v, datei=pdf_datei("vertrag.pdf"), by=None, jetzt=JETZT)
    v.parteien.update(vorgesehen="Bürgermeisterin")
    for schritt in ("abstimmen", "ohne_beschluss", "zeichnung_beginnen"):
        workflow.execute(objekt=v, uebergang=schritt, by=None, jetzt=JETZT, grund="keiner nötig")
    return create_zeichnungsexemplar(vereinbarung=v, by=konto(), jetzt=JETZT)


def gelesen(stueck: Aktenstueck) -> pypdf.PdfReader:
    with stueck.dokument.datei.open("rb") as datei:
        return pypdf.PdfReader(io.BytesIO(datei.read()))


def seiten(stueck: Aktenstueck) -> str:
    leser = gelesen(stueck)
    return "\n".join(seite.extract_text() for seite in leser.pages)


def test_das_papier_nennt_text_parteien_zeichen_und_weg(papier, settings):
    text = " ".join(seiten(papier).split())
    v = papier.fall
    assert (papier.nr, papier.art, papier.dokument.pruefstand) == (2, "PAPIER", "ERZEUGT")
    dokument = v.vertragstexte.get().dokument
    for wort in ("Bund Meerane", "Meerane", "Polizeidirektion Zwickau", "Landespräventionsrat", "vertrag.pdf",
                 "Textfassung 1 vom 22.11.2026", "LPR-ASSKOMM/KV-2026-0001", "Nr. 2"):  # fmt: skip
        assert wort in text, wort
    assert dokument.sha256 in text.replace(" ", "")
    assert "http://testserver/verwaltung/akte/LPR-ASSKOMM-KV-2026-0001/2/" in text.replace(" ", "")


def test_es_ist_barrierefrei_ausgezeichnet(papier):
    leser = gelesen(papier)
    katalog = leser.trailer["/Root"]
    assert katalog["/Lang"] == "de"
    assert katalog["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part>1<" in katalog["/Metadata"].get_data()
    alternativen = [str(o.get("/Alt", "")) for o in _elemente(katalog["/StructTreeRoot"])]
    assert any("QR-Code: führt zum Hochladen" in alt for alt in alternativen)


def _elemente(objekt: Any) -> Iterator[Any]:
    """The structure tree of the document, from the root down."""
    objekt = objekt.get_object()
    if isinstance(objekt, pypdf.generic.DictionaryObject):
        yield objekt
        yield from _elemente(objekt["/K"]) if "/K" in objekt else ()
    elif isinstance(objekt, pypdf.generic.ArrayObject):
        for teil in objekt:
            yield from _elemente(teil)


def test_der_qr_code_haengt_an_der_adresse():
    adresse = "http://testserver/verwaltung/akte/LPR-ASSKOMM-KV-2026-0001/2/"
    svg = qr_svg(adresse)
    assert svg.startswith("<svg")
    assert svg != qr_svg(adresse + "x")
    assert qr_bild(adresse).startswith("data:image/svg+xml;base64,")


def test_im_falschen_stand_oder_ohne_text_gibt_es_keines():
    with pytest.raises(Ablehnung) as fehler:
        create_zeichnungsexemplar(vereinbarung=fabrik.entwurf(), by=None, jetzt=JETZT)
    assert len(fehler.value.gruende) == 2
    with pytest.raises(Ablehnung):
        create_zeichnungsexemplar(vereinbarung=fabrik.in_zeichnung(), by=konto("LZ"), jetzt=JETZT)


def test_ohne_datei_steht_der_ablageort_da():
    papier = create_zeichnungsexemplar(vereinbarung=fabrik.in_zeichnung(), by=None, jetzt=JETZT)
    text = " ".join(seiten(papier).split())
    assert "liegt in der E-Akte" in text
    assert "Prüfsumme" not in text


def test_vom_knopf_zum_papier_und_mit_dem_qr_code_zum_scan(client):
    v = fabrik.in_zeichnung(fabrik.gemeinde("Meerane"))
    melde_an(client, konto())
    fall = reverse("admin:vereinbarungen_vereinbarung_change", args=[v.pk])
    assert "Zeichnungsexemplar erstellen" in client.get(fall).content.decode()
    aktion = reverse("admin:vereinbarungen_vereinbarung_aktion", args=[v.pk, "zeichnungsexemplar"])
    antwort = client.post(aktion)
    papier = Aktenstueck.objects.get(art="PAPIER")
    assert antwort["Location"] == reverse("admin:core_aktenstueck_change", args=[papier.pk])
    seite = client.get(antwort["Location"]).content.decode()
    assert "Der Scan des unterschriebenen Papiers liegt noch nicht vor" in seite
    akte = ensure_akte(fall=v, by=None, jetzt=JETZT)
    qr = f"/verwaltung/akte/{akte.kurzzeichen}/{papier.nr}/"
    scan = client.get(qr)["Location"]
    assert scan == reverse("admin:core_aktenstueck_aktion", args=[papier.pk, "scan"])
    assert "genau diesem Papier" in client.get(scan).content.decode()
    assert "passt nicht zum Inhalt" in client.post(scan, {"datei": pdf_datei("scan.exe")}).content.decode()
    assert client.post(scan, {"datei": pdf_datei("scan.pdf")}).status_code == 302
    v.refresh_from_db()
    stueck = v.signierte_fassung.aktenstueck
    assert (stueck.art, stueck.zu_papier, stueck.nr) == ("SCAN", papier, papier.nr + 1)
    seite = client.get(reverse("admin:core_aktenstueck_change", args=[papier.pk])).content.decode()
    assert "Unterzeichnete Fassung" in seite
    melde_an(client, konto("LZ"))
    assert client.get(qr)["Location"] == reverse("admin:core_aktenstueck_change", args=[papier.pk])


def test_der_qr_code_fuehrt_auch_die_kommune_zu_ihrem_fall_und_keine_andere(client):
    """Until 11/2026 whoever held the paper in a town hall was told that rights are missing."""
    kommune, fremde = fabrik.gemeinde("Meerane"), fabrik.gemeinde("Glauchau")
    papier = create_zeichnungsexemplar(vereinbarung=fabrik.in_zeichnung(kommune), by=None, jetzt=JETZT)
    akte = ensure_akte(fall=papier.fall, by=None, jetzt=JETZT)
    for weg in (f"/verwaltung/akte/{akte.kurzzeichen}/{papier.nr}/", f"/verwaltung/akte/{akte.kurzzeichen.lower()}/"):
        antwort = als(konto_der(kommune)).get(weg)
        assert antwort["Location"] == reverse("portal:schriftwechsel", args=["KV", papier.fall_id])
        assert als(konto_der(fremde)).get(weg).status_code == 404
        assert als(konto("CO")).get(weg).status_code == 403
        assert "anmelden" in client.get(weg)["Location"]


def test_ein_scan_zum_falschen_stand_wird_mit_grund_abgelehnt():
    v = fabrik.in_zeichnung()
    papier = create_zeichnungsexemplar(vereinbarung=v, by=None, jetzt=JETZT)
    workflow.execute(objekt=v, uebergang="zurueckziehen", by=None, jetzt=JETZT, grund="Gemeinde steigt aus")
    with pytest.raises(Ablehnung, match="Die unterzeichnete Fassung abzulegen"):
        store_scan(stueck=papier, datei=pdf_datei(), by=konto(), jetzt=JETZT)
