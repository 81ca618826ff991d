"""OpenDocument: gelesen wird wie bei Excel, abgelehnt auch."""

import io
import tracemalloc
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from django.core.files.base import ContentFile
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P, S

from asskomm.core import odsdatei
from asskomm.core.odsdatei import MAX_SPALTEN
from asskomm.core.tabellenausgabe import als_ods
from asskomm.core.tabellendatei import Dateispalte, Tabellenfehler, lies_rohtabelle, lies_tabelle

SPALTEN = (Dateispalte("AGS"), Dateispalte("Name", pflicht=False))
UNLESBAR = ["Die Datei ist keine lesbare Tabelle (ODS)."]


def zelle(text: str | None = None, **angaben: Any) -> TableCell:
    z = TableCell(**angaben)
    if text is not None:
        z.addElement(P(text=text))
    return z


def blatt(*zeilen: list[TableCell], name: str = "Daten", **angaben: Any) -> Table:
    tabelle = Table(name=name, **angaben)
    for zellen in zeilen:
        reihe = TableRow()
        for z in zellen:
            reihe.addElement(z)
        tabelle.addElement(reihe)
    return tabelle


def ods(*blaetter: Table, stile: Any = ()) -> ContentFile:
    mappe = OpenDocumentSpreadsheet()
    for stil in stile:
        mappe.automaticstyles.addElement(stil)
    for b in blaetter:
        mappe.spreadsheet.addElement(b)
    ziel = io.BytesIO()
    mappe.save(ziel)
    return ContentFile(ziel.getvalue(), name="x.ods")


def kopf() -> list[TableCell]:
    return [zelle("AGS"), zelle("Name")]


def lies(datei: ContentFile) -> list[tuple[int, tuple[str, ...]]]:
    return [(z.nummer, z.zellen) for z in lies_rohtabelle(datei).zeilen]


def befunde(datei: ContentFile) -> list[str]:
    with pytest.raises(Tabellenfehler) as fehler:
        lies_tabelle(datei, SPALTEN)
    return fehler.value.gruende


def test_werte_jeder_art_wiederholungen_und_luecken():
    leer = TableRow(numberrowsrepeated="3")
    leer.addElement(zelle(numbercolumnsrepeated="1000"))
    tabelle = blatt(
        kopf(),
        [zelle("14 625", valuetype="float", value="14625240"), zelle("x", numbercolumnsrepeated="1")],
        [
            zelle("25.05.", valuetype="date", datevalue="2021-05-25"),
            zelle("WAHR", valuetype="boolean", booleanvalue="true"),
        ],
        [zelle("", valuetype="date", datevalue="2021-05-25T08:30:00"), zelle("1,5", valuetype="float", value="1.5")],
    )
    tabelle.addElement(leer)
    zwei = TableRow(numberrowsrepeated="2")
    absatz = P(text="a")
    absatz.addElement(S(c=2))
    absatz.addText("b")
    z = TableCell()
    z.addElement(absatz)
    z.addElement(P(text="c"))
    zwei.addElement(z)
    tabelle.addElement(zwei)
    assert lies(ods(tabelle)) == [
        (2, ("14625240", "x")),
        (3, ("2021-05-25", "ja")),
        (4, ("2021-05-25 08:30:00", "1.5")),
        (8, ("a  b\nc",)),
        (9, ("a  b\nc",)),
    ]


def test_eigene_ausgabe_ist_lesbar_und_das_blatt_mit_angaben_zaehlt_nicht():
    inhalt = als_ods(["AGS", "Name"], [["14625240", "Łaz"]], titel="Liste", angaben=[("Stand", "heute")])
    assert lies(ContentFile(inhalt, name="x.ods")) == [(2, ("14625240", "Łaz"))]


def test_formeln_und_fehlerwerte_stehen_an_ihrer_stelle():
    tabelle = blatt(kopf(), [zelle("1", formula="of:=1"), zelle("x")])
    assert befunde(ods(tabelle)) == [
        "Zeile 2, Spalte „AGS“: Formeln werden nicht übernommen; bitte den Wert eintragen."
    ]
    roh = ods(blatt(kopf(), [zelle("Err:502", valuetype="string"), zelle("x")])).read()
    datei = _ersetze(roh, b'office:value-type="string"', b'office:value-type="string" calcext:value-type="error"')
    assert befunde(datei) == [
        "Zeile 2, Spalte „AGS“: Die Zelle zeigt einen Fehler der Tabellenkalkulation; bitte den Wert eintragen."
    ]


def _ersetze(inhalt: bytes, alt: bytes, neu: bytes) -> ContentFile:
    """content.xml with a piece replaced, and with the name space that LibreOffice writes."""
    ziel = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(inhalt)) as quelle, zipfile.ZipFile(ziel, "w") as datei:
        for teil in quelle.infolist():
            text = quelle.read(teil)
            if teil.filename == "content.xml":
                raum = b'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
                assert alt in text
                text = text.replace(b"<office:document-content ", b"<office:document-content " + raum + b" ", 1)
                text = text.replace(alt, neu)
            datei.writestr(teil, text)
    return ContentFile(ziel.getvalue(), name="x.ods")


def test_verbundene_zellen_und_mehrere_blaetter():
    tabelle = blatt(kopf(), [zelle("1", numbercolumnsspanned="2"), CoveredTableCell()])
    assert befunde(ods(tabelle))[0].startswith("Zeile 2, Spalte „AGS“: Die Zellen A2:B2 sind verbunden.")
    zwei = ods(blatt(kopf(), [zelle("1")], name="A"), blatt(kopf(), [zelle("2")], name="B"))
    assert "Mehrere Tabellenblätter sind ausgefüllt („A“, „B“)" in befunde(zwei)[0]


def test_verborgenes_und_leeres_blatt_zaehlen_nicht():
    stil = Style(name="weg", family="table")
    stil.addElement(TableProperties(display="false"))
    verborgen = blatt(kopf(), [zelle("9")], name="Geheim", stylename="weg")
    datei = ods(verborgen, blatt(kopf(), [zelle("1")]), blatt([zelle()], name="Leer"), stile=[stil])
    assert lies(datei) == [(2, ("1",))]


def test_gefilterte_zeile_ist_ein_befund():
    tabelle = blatt(kopf(), [zelle("1")])
    weg = TableRow(visibility="filter")
    weg.addElement(zelle("2"))
    tabelle.addElement(weg)
    assert befunde(ods(tabelle)) == [
        "Zeile 3: Die Zeile ist in der Tabelle ausgeblendet. Bitte einblenden oder löschen."
    ]


@pytest.mark.parametrize(
    "neu",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><office:document-content ',
        b"<office:kaputt",
        b"\x00<office:document-content ",
    ],
)
def test_entitaeten_und_kaputtes_werden_nicht_gelesen(neu):
    roh = ods(blatt(kopf(), [zelle("1")])).read()
    ziel = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(roh)) as quelle, zipfile.ZipFile(ziel, "w") as datei:
        for teil in quelle.infolist():
            text = quelle.read(teil)
            if teil.filename == "content.xml":
                text = text.replace(b"<office:document-content ", neu, 1)
            datei.writestr(teil, text)
    assert befunde(ContentFile(ziel.getvalue(), name="x.ods")) == UNLESBAR


def test_was_sich_tausendfach_wiederholt_wird_nicht_entfaltet():
    weit = blatt(kopf(), [zelle("1", numbercolumnsrepeated=str(MAX_SPALTEN + 1))])
    assert befunde(ods(weit)) == UNLESBAR
    lang = blatt(kopf())
    reihe = TableRow(numberrowsrepeated="1048576")
    reihe.addElement(zelle("1"))
    lang.addElement(reihe)
    assert befunde(ods(lang)) == UNLESBAR


def test_archiv_mit_makros_oder_ohne_inhalt():
    roh = ods(blatt(kopf(), [zelle("1")])).read()
    for name, meldung in (
        ("Basic/script-lc.xml", ["Die Datei enthält Makros und wird nicht geöffnet."]),
        ("x", UNLESBAR),
    ):
        ziel = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(roh)) as quelle, zipfile.ZipFile(ziel, "w") as datei:
            for teil in quelle.infolist():
                if teil.filename != "content.xml" or name != "x":
                    datei.writestr(teil, quelle.read(teil))
            datei.writestr(name, b"x")
        assert befunde(ContentFile(ziel.getvalue(), name="x.ods")) == meldung


@pytest.mark.parametrize("art", ["verschluesselt", "verstuemmelt"])
def test_verschluesselte_und_beschaedigte_teile_werden_abgelehnt(art: str) -> None:
    """Beides fällt erst beim Lesen auf: mit RuntimeError und zlib.error, die keine ValueError sind."""
    roh = bytearray(ods(blatt(kopf(), [zelle("14625240"), zelle("x" * 500)])).read())
    for kopfzeile, kennzeichen in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        ort = roh.find(b"content.xml") - (30 if kennzeichen == 6 else 46)
        if kennzeichen == 8:
            ort = roh.rfind(b"content.xml") - 46
        assert roh[ort : ort + 4] == kopfzeile
        if art == "verschluesselt":
            roh[ort + kennzeichen] |= 1
    if art == "verstuemmelt":
        beginn = roh.find(b"content.xml") + len("content.xml")
        roh[beginn : beginn + 40] = b"\xff" * 40
    assert len(befunde(ContentFile(bytes(roh), name="x.ods"))) == 1


@pytest.mark.parametrize(
    "teil",
    [
        "<a>" * 40_000,
        "<text:p/>" * 40_000,
        "<table:table><table:table-row/>" + "<table:table-row/>" * 40_000 + "</table:table>",
        '<table:table><table:table-row><table:table-cell table:number-columns-repeated="500"/>'
        + '<table:table-cell table:number-columns-repeated="500"/>' * 2_000
        + "</table:table-row></table:table>",
    ],
)
def test_xml_das_sich_entfaltet_kostet_keinen_speicher(teil, monkeypatch):
    monkeypatch.setattr(odsdatei, "_STUECK", 4096)
    with zipfile.ZipFile(io.BytesIO(als_ods(["AGS"], [], titel="x"))) as archiv:
        inhalt = archiv.read("content.xml").decode().replace("</office:spreadsheet>", f"{teil}</office:spreadsheet>")
    ziel = io.BytesIO()
    with zipfile.ZipFile(ziel, "w") as archiv:
        archiv.writestr("content.xml", inhalt)
    tracemalloc.start()
    with suppress(*odsdatei.UNLESBAR):
        list(odsdatei.lies_ods(ziel.getvalue()))
    hoechststand = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert hoechststand < len(inhalt) + 2 * 1024 * 1024
