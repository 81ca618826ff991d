"""The PDF engine: one file that is PDF/A-3a and PDF/UA-1, from our own files only."""

from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from asskomm.core import pdf

SEITE = """{% extends "documents/basis.html" %}{% block titel %}Bescheid über Übigau{% endblock %}
{% block inhalt %}<h1>Überschrift</h1><p>Text mit <a href="mailto:a@example.org">Adresse</a> čěł „Zitat“ – Strich</p>
<h2>Zweite Ebene</h2><table><thead><tr><th>Kennzahl</th><th>Wert</th></tr></thead>
<tbody><tr><th>beraten</th><td>141</td></tr></tbody></table><ul><li>Punkt</li></ul>{% endblock %}"""


@pytest.fixture
def vorlage(tmp_path: Path) -> Any:
    """A template folder of this test, put before the others."""
    engine = engines["django"].engine
    ordner = list(engine.dirs)

    def schreibe(text: str) -> str:
        (tmp_path / "probe.html").write_text(text, encoding="utf-8")
        return "probe.html"

    engine.dirs = [str(tmp_path), *ordner]
    for lader in engine.template_loaders:
        lader.reset()
    yield schreibe
    engine.dirs = ordner
    for lader in engine.template_loaders:
        lader.reset()


def lies(inhalt: bytes, tmp_path: Path) -> PdfReader:
    datei = tmp_path / "probe.pdf"
    datei.write_bytes(inhalt)
    return PdfReader(datei)


def elemente(knoten: Any) -> list[Any]:
    """The structure tree, flat, in reading order."""
    knoten = knoten.get_object() if hasattr(knoten, "get_object") else knoten
    if isinstance(knoten, list):
        return [e for kind in knoten for e in elemente(kind)]
    if not isinstance(knoten, dict):
        return []
    return ([knoten] if "/S" in knoten else []) + elemente(knoten.get("/K", []))


@pytest.fixture
def katalog(vorlage: Any, tmp_path: Path) -> Any:
    return lies(pdf.render_pdf(vorlage=vorlage(SEITE), werte={}), tmp_path).trailer["/Root"]


def test_datei_ist_getaggt_deutsch_und_zeigt_ihren_titel(katalog: Any) -> None:
    assert katalog["/MarkInfo"]["/Marked"] is True or katalog["/MarkInfo"]["/Marked"]
    assert katalog["/Lang"] == "de"
    assert katalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert katalog["/Outlines"]["/Count"] == 2


def test_metadaten_nennen_pdf_a_3a_und_pdf_ua_1(katalog: Any) -> None:
    xmp = katalog["/Metadata"].get_object().get_data().decode()
    assert 'pdfaid:part="3"' in xmp
    assert 'pdfaid:conformance="A"' in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "Bescheid über Übigau" in xmp
    assert xmp.index("pdfuaid:part") < xmp.index("</rdf:RDF>")
    assert katalog["/OutputIntents"]


def test_struktur_hat_ueberschriften_liste_und_tabelle_mit_kopfzellen(katalog: Any) -> None:
    alle = elemente(katalog["/StructTreeRoot"])
    arten = [e["/S"] for e in alle]
    assert [a for a in arten if a in ("/H1", "/H2", "/Table", "/L", "/Link")] == ["/H1", "/Link", "/H2", "/Table", "/L"]
    assert [e["/A"]["/Scope"] for e in alle if e["/S"] == "/TH"] == ["/Column", "/Column", "/Row"]


def test_schriften_sind_eingebettet_und_nur_fira_sans(vorlage: Any, tmp_path: Path) -> None:
    seite = lies(pdf.render_pdf(vorlage=vorlage(SEITE), werte={}, wasserzeichen="ENTWURF"), tmp_path).pages[0]
    schriften = [f.get_object() for f in seite["/Resources"]["/Font"].values()]
    assert schriften
    for schrift in schriften:
        nachfahre = schrift["/DescendantFonts"][0].get_object()
        assert "Fira-Sans" in schrift["/BaseFont"]
        assert "/FontFile2" in nachfahre["/FontDescriptor"].get_object()


def test_verweise_werden_gedruckt(vorlage: Any, tmp_path: Path) -> None:
    seite = lies(pdf.render_pdf(vorlage=vorlage(SEITE), werte={}), tmp_path).pages[0]
    assert [a.get_object()["/F"] for a in seite["/Annots"]] == [4]


def test_wasserzeichen_steht_nur_als_beiwerk_auf_der_seite(vorlage: Any, tmp_path: Path) -> None:
    ohne = lies(pdf.render_pdf(vorlage=vorlage(SEITE), werte={}), tmp_path)
    laenge_ohne = len(elemente(ohne.trailer["/Root"]["/StructTreeRoot"]))
    mit = lies(pdf.render_pdf(vorlage=vorlage(SEITE), werte={}, wasserzeichen="ENTWURF"), tmp_path)
    assert len(elemente(mit.trailer["/Root"]["/StructTreeRoot"])) == laenge_ohne
    assert mit.pages[0].get_contents().get_data() != ohne.pages[0].get_contents().get_data()


def test_wasserzeichen_ist_kein_weg_fuer_fremdes_markup() -> None:
    assert "<script" not in pdf._wasserzeichen("<script>")


@pytest.mark.parametrize(
    "adresse",
    [
        "https://example.org/a.png",
        "file:///etc/passwd",
        "intern://dokument/static/../../etc/passwd",
        "intern://dokument/schriften/../../manage.py",
        "intern://dokument/gibt-es-nicht.css",
    ],
)
def test_fremde_adressen_werden_nie_geladen(adresse: str) -> None:
    with pytest.raises(FatalURLFetchingError, match="darf ein Dokument nicht laden"):
        pdf._EigeneDateien().fetch(adresse)


def test_eigene_dateien_und_schriften_werden_geladen() -> None:
    assert pdf._EigeneDateien().fetch("intern://dokument/static/css/pdf.css").read().startswith(b"/*")
    schrift = pdf._EigeneDateien().fetch("intern://dokument/schriften/FiraSans-Regular.ttf").read()
    assert schrift[:4] == b"\x00\x01\x00\x00"


def test_bild_von_aussen_bricht_das_dokument_ab(vorlage: Any) -> None:
    fremd = vorlage(
        '<!doctype html><html lang="de"><title>x</title><img src="https://example.org/a.png" alt="x"></html>'
    )
    with pytest.raises(FatalURLFetchingError):
        pdf.render_pdf(vorlage=fremd, werte={})


def test_ohne_schriften_sagt_die_meldung_was_zu_tun_ist(settings: Any, tmp_path: Path) -> None:
    settings.SCHRIFTEN_DIR = tmp_path
    pdf._gestaltung.cache_clear()
    with pytest.raises(RuntimeError, match="make setup"):
        pdf._gestaltung()


def test_ohne_stil_sagt_die_meldung_was_fehlt(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf._gestaltung.cache_clear()
    monkeypatch.setattr(pdf, "STIL", "css/gibt-es-nicht.css")
    with pytest.raises(RuntimeError, match="gibt-es-nicht"):
        pdf._gestaltung()


def test_unerwartete_metadaten_fallen_auf() -> None:
    class Datei:
        catalog = {"Metadata": b"1 0 R"}
        objects = [None, type("Strom", (), {"stream": [b"<x/>"]})()]

    with pytest.raises(RuntimeError, match="unerwartete Form"):
        pdf._finish(None, Datei())
