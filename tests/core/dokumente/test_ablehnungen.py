"""Was beim Hochladen abgewiesen wird: echte Bytes, ein klarer Satz, nichts gespeichert."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from asskomm.core.errors import Ablehnung
from asskomm.core.uploads import check_anlage, check_scan, pakete, xmlteile
from tests.factories.dateien import PDF, archiv, bezuege, bild, docx, odt, pdf, xlsx

BESCHAEDIGT = "unvollständig oder beschädigt"


def gruende(name: str, inhalt: bytes, pruefe=check_anlage) -> list[str]:
    datei = SimpleUploadedFile("x", inhalt)
    datei._name = name  # Django nimmt schon selbst den Pfad weg; geprüft wird auch ohne das
    with pytest.raises(Ablehnung) as fehler:
        pruefe(datei)
    assert datei.tell() == 0
    return fehler.value.gruende


def odf_bild(ort: str, element: str = "d:image") -> str:
    return f'<d:x xmlns:d="urn:d" xmlns:l="http://www.w3.org/1999/xlink"><{element} l:href="{ort}"/></d:x>'


HYPERLINK = '<Relationship Id="r" Type="http://x/hyperlink" Target="https://x/" TargetMode="External"/>'
ERLAUBT = {
    "a.pdf": (PDF, "application/pdf"),
    "A.PDF": (PDF, "application/pdf"),
    "a.jpg": (bild("JPEG"), "image/jpeg"),
    "a.jpeg": (bild("JPEG"), "image/jpeg"),
    "a.png": (bild("PNG"), "image/png"),
    "a.tif": (bild("TIFF"), "image/tiff"),
    "Schreiben 1.2.docx": (docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "mit Verweis.docx": (
        docx({"word/_rels/document.xml.rels": bezuege(HYPERLINK)}),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "mit Bild.odt": (odt({"content.xml": odf_bild("Pictures/1.png")}), "application/vnd.oasis.opendocument.text"),
    "mit Verweis.odt": (odt({"content.xml": odf_bild("https://x/", "d:a")}), "application/vnd.oasis.opendocument.text"),
    "a.xlsx": (xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "a.odt": (odt(), "application/vnd.oasis.opendocument.text"),
    "a.ods": (odt(art="spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
    "a.txt": ("Grüße aus Görlitz\r\n".encode(), "text/plain"),
    "b.txt": ("Grüße".encode("cp1252"), "text/plain"),
    "a.csv": (b"AGS;Name\n14524010;Meerane\n", "text/csv"),
}


@pytest.mark.parametrize("name", ERLAUBT)
def test_erlaubte_arten_werden_am_inhalt_erkannt(name):
    inhalt, art = ERLAUBT[name]
    datei = SimpleUploadedFile(name, inhalt, content_type="text/html")
    assert check_anlage(datei) == art
    assert datei.read() == inhalt


def test_ein_scan_ist_nur_pdf_oder_bild():
    for name in ("a.pdf", "a.jpg", "a.png", "a.tif"):
        assert check_scan(SimpleUploadedFile(name, ERLAUBT[name][0])) == ERLAUBT[name][1]
    for name in ("a.xlsx", "a.odt", "a.txt", "a.csv"):
        assert gruende(name, ERLAUBT[name][0], check_scan) == [
            "Erlaubt sind PDF, JPEG, PNG und TIFF; der Inhalt dieser Datei ist nichts davon."
        ]


EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
FALSCH = {
    "leer": ("a.pdf", b"", "Die Datei ist leer"),
    "umbenanntes Programm": ("bescheid.pdf", EXE, "ist nichts davon"),
    "doppelte Endung": ("bescheid.pdf.exe", PDF, "„.exe“ passt nicht zum Inhalt der Datei; erwartet wird „.pdf“"),
    "Endung eines Programms davor": ("bescheid.exe.pdf", PDF, "trägt zwei Endungen, darunter „.exe“"),
    "verdeckte Endung": ("bescheid\u202efdp.exe", PDF, "unsichtbare Zeichen"),
    "Steuerzeichen im Namen": ("a\x00.pdf", PDF, "unsichtbare Zeichen"),
    "Pfad im Namen": ("../../etc/a.pdf", PDF, "enthält einen Ordner"),
    "Windows-Pfad im Namen": ("..\\a.pdf", PDF, "enthält einen Ordner"),
    "ohne Endung": ("bescheid", PDF, "passt nicht zum Inhalt"),
    "HTML als PDF": ("a.pdf", b"<html><script>alert(1)</script>", "„.pdf“ passt nicht zum Inhalt"),
    "SVG": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "„.svg“ passt nicht zum Inhalt"),
    "SVG als PNG": ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "passt nicht zum Inhalt"),
    "GIF mit Archiv (GIFAR)": ("a.gif", GIF + archiv({"A.class": "x"}), "nichts davon"),
    "ZIP": ("a.zip", archiv({"x.html": "<script>"}), "ist nichts davon"),
    "nur der Kopf eines Archivs": ("a.docx", b"PK\x03\x04" + bytes(40), "ist nichts davon"),
    "NUL in einer Textdatei": ("a.txt", b"a\x00b", "ist nichts davon"),
    # PDF
    "nur der Kopf eines PDF": ("a.pdf", b"%PDF-1.7\nnichts weiter", BESCHAEDIGT),
    "PDF ohne Ende": ("a.pdf", PDF.removesuffix(b"%%EOF\n"), BESCHAEDIGT),
    "PDF ohne Seiten": ("a.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", BESCHAEDIGT),
    "PDF und Archiv": ("a.pdf", PDF + archiv({"x.html": "<script>"}), "zugleich ein Archiv"),
    "PDF und PHP": ("a.pdf", pdf(text="<?php system(1) ?>"), "Programmtext"),
    "PDF und HTML": ("a.pdf", PDF.replace(b"%\xe2\xe3\xcf\xd3\n", b"%<html><script>x()</script>\n"), "Programmtext"),
    "HTML im PDF": ("a.pdf", pdf(katalog="/A (<script>x()</script>)"), "Programmtext"),
    "HTML hinter dem PDF": ("a.pdf", PDF + b"<!DOCTYPE html><body onload=x()>", "Programmtext"),
    "Programm hinter dem PDF": ("a.pdf", PDF + EXE, "Hinter dem Ende des PDF"),
    "PDF mit JavaScript": ("a.pdf", pdf(katalog="/OpenAction << /S /JavaScript /JS (x) >>"), "JavaScript"),
    "PDF startet Programm": ("a.pdf", pdf(katalog="/OpenAction << /S /Launch /F (cmd.exe) >>"), "ruft beim Öffnen"),
    "PDF mit verdecktem Namen": ("a.pdf", pdf(katalog="/OpenAction << /S /Java#53cript /J#53 (x) >>"), "JavaScript"),
    "PDF mit Anlage": (
        "a.pdf",
        pdf(katalog="/Names << /EmbeddedFiles << /Names [(a.exe) 5 0 R] >> >>", weitere=("<< /Type /Filespec >>",)),
        "enthält angehängte Dateien",
    ),
    "PDF mit XFA": ("a.pdf", pdf(katalog="/AcroForm << /XFA (x) /Fields [] >>"), "dynamisches Formular"),
    # Bilder
    "nur der Kopf eines PNG": ("a.png", b"\x89PNG\r\n\x1a\n<?php system('x'); ?>", "Programmtext"),
    "PNG abgeschnitten": ("a.png", bild("PNG", (200, 200))[:-40], BESCHAEDIGT),
    "JPEG abgeschnitten": ("a.jpg", bild("JPEG", (400, 400))[:-300], BESCHAEDIGT),
    "TIFF abgeschnitten": ("a.tif", bild("TIFF", (400, 400))[:2000], BESCHAEDIGT),
    "JPEG und HTML": ("a.jpg", bild("JPEG") + b"<script>alert(1)</script>", "Programmtext"),
    "JPEG und PHAR": ("a.jpg", bild("JPEG") + b"<?php __HALT_COMPILER(); ?>", "Programmtext"),
    "JPEG und Archiv": ("a.jpg", bild("JPEG") + archiv({"x": "y"}), "zugleich ein Archiv"),
    "JPEG und PDF": ("a.jpg", bild("JPEG") + PDF, "zugleich Bild und PDF"),
    # Büroformate
    "Makros": ("a.docx", docx({"word/vbaProject.bin": b"x"}), "Makros"),
    "Makroart": ("a.docx", docx(typ="application/vnd.ms-word.document.macroEnabled.main+xml"), "ist nichts davon"),
    "OLE-Objekt": ("a.docx", docx({"word/embeddings/oleObject1.bin": b"x"}), "Makros"),
    "Makros in ODT": ("a.odt", odt({"Basic/Standard/Modul1.xml": "<x/>"}), "Makros"),
    "Ereignis in ODT": (
        "a.odt",
        odt({"content.xml": '<a xmlns:s="urn:s"><s:event-listener/></a>'}),
        "Makros",
    ),
    "Vorlage von außen": (
        "a.docx",
        docx({"word/_rels/settings.xml.rels": bezuege(
            '<Relationship Id="r" Type="http://x/attachedTemplate" Target="http://x/a.dotm" TargetMode="External"/>'
        )}),
        "lädt beim Öffnen etwas von außen",
    ),
    "Bild von außen": (
        "a.docx",
        docx({"word/_rels/document.xml.rels": bezuege(
            '<Relationship Id="r" Type="http://x/image" Target="http://x/a.png" TargetMode="External"/>'
        )}),
        "lädt beim Öffnen etwas von außen",
    ),
    "Bild von außen in ODT": ("a.odt", odt({"content.xml": odf_bild("https://x/a.png")}), "von außen"),
    "Bild von außen in einer Vorlage von ODT": ("a.odt", odt({"styles.xml": odf_bild("//x/a.png")}), "von außen"),
    "Kennwort in ODT": (
        "a.odt",
        odt({"META-INF/manifest.xml": '<m:manifest xmlns:m="urn:m"><m:encryption-data/></m:manifest>'}),
        "Kennwort",
    ),
    "Ausbruch im Archiv": ("a.docx", docx({"../../boese.sh": "x"}), "unzulässigen Namen"),
    "absoluter Pfad im Archiv": ("a.docx", docx({"/etc/passwd": "x"}), "unzulässigen Namen"),
    "Entitäten im XML": (
        "a.docx",
        docx({"word/document.xml": '<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'}),
        "XML-Entitäten",
    ),
    "kaputtes XML": ("a.docx", docx({"word/document.xml": "<x"}), BESCHAEDIGT),
    "ohne Hauptteil": ("a.xlsx", archiv({
        "[Content_Types].xml": "spreadsheetml.sheet.main+xml"
    }), BESCHAEDIGT),
    "Zip-Bombe": ("a.docx", docx({"word/media/null.bin": bytes(20_000_000)}), "entpackt ungewöhnlich groß"),
}  # fmt: skip


@pytest.mark.parametrize("fall", FALSCH)
def test_wird_mit_einem_klaren_satz_abgewiesen(fall):
    name, inhalt, satz = FALSCH[fall]
    gefunden = gruende(name, inhalt)
    assert any(satz in grund for grund in gefunden), gefunden
    assert all(grund.endswith(".") for grund in gefunden)


def test_alle_gruende_kommen_zugleich():
    gefunden = gruende("..\\a.exe.pdf", PDF)
    assert len(gefunden) == 2


def test_zu_grosse_datei(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    assert gruende("a.pdf", PDF + b"0" * 1024 * 1024)[0].startswith("Die Datei ist größer als 1 MB.")


def test_xml_das_sich_entfaltet_haelt_den_prozess_nicht_auf(monkeypatch):
    """Until 11/2026 one megabyte of such a file took 1.8 GB of memory and more than a minute."""
    monkeypatch.setattr(xmlteile, "MAX_ELEMENTE", 1000)
    monkeypatch.setattr(xmlteile, "MAX_ANGABE", 10_000)
    monkeypatch.setattr(xmlteile, "STUECK", 1000)
    for inhalt in ("<x>" + "<a/>" * 1000 + "</x>", "<x " + " ".join(f'a{i}=""' for i in range(5000)) + "/>"):
        assert "unzulässige Angaben" in gruende("a.odt", odt({"content.xml": inhalt}))[0]
    monkeypatch.setattr(xmlteile, "MAX_TIEFE", 50)
    assert "unzulässige Angaben" in gruende("a.docx", docx({"word/document.xml": "<a>" * 60 + "</a>" * 60}))[0]
    ganz = "<x>" + "<a>wort</a>" * 900 + "lang" * 9000 + "</x>"
    assert check_anlage(SimpleUploadedFile("a.odt", odt({"content.xml": ganz}))).endswith("opendocument.text")


def test_zu_viele_oder_zu_grosse_teile_eines_archivs(monkeypatch):
    monkeypatch.setattr(pakete, "MAX_TEILE", 2)
    assert "entpackt ungewöhnlich groß" in gruende("a.docx", docx())[0]
    monkeypatch.undo()
    monkeypatch.setattr(pakete, "MAX_ENTPACKT", 100)
    assert "entpackt ungewöhnlich groß" in gruende("a.docx", docx())[0]


def test_verschluesseltes_archiv_und_falsche_pruefsumme():
    inhalt = bytearray(docx())
    for stelle in (inhalt.find(b"PK\x03\x04") + 6, inhalt.find(b"PK\x01\x02") + 8):
        inhalt[stelle] |= 1
    assert "ist nichts davon" in gruende("a.docx", bytes(inhalt))[0]
    ziel = io.BytesIO(docx({"word/bild.bin": b"x" * 50}))
    with zipfile.ZipFile(ziel) as datei:
        zweiter = datei.infolist()[3]
    roh = bytearray(ziel.getvalue())
    eintrag = roh.rfind(b"PK\x01\x02")
    roh[eintrag + 8] |= 1  # nur ein weiterer Teil ist verschlüsselt
    assert zweiter.filename == "word/bild.bin"
    assert "Kennwort" in gruende("a.docx", bytes(roh))[0]
    kaputt = docx().replace(b"word/document.xml", b"word/dokument.xml", 1)
    assert BESCHAEDIGT in gruende("a.docx", kaputt)[0]


def riesiges_png(kante: int = 20_000) -> bytes:
    """Der Kopf nennt 400 Millionen Punkte; gepackt sind es einige hundert Byte."""

    def teil(art: bytes, inhalt: bytes) -> bytes:
        return struct.pack(">I", len(inhalt)) + art + inhalt + struct.pack(">I", zlib.crc32(art + inhalt))

    kopf = struct.pack(">IIBBBBB", kante, kante, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + teil(b"IHDR", kopf) + teil(b"IDAT", zlib.compress(b"")) + teil(b"IEND", b"")


def test_bildbomben_werden_vor_dem_entpacken_erkannt():
    assert "ungewöhnlich viele Bildpunkte" in gruende("a.png", riesiges_png())[0]
    assert "ungewöhnlich viele Bildpunkte" in gruende("a.png", riesiges_png(11_000))[0]


def test_verschluesseltes_pdf():
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    schreiber = copy_into_new_writer(PdfFileReader(io.BytesIO(PDF)))
    schreiber.encrypt(owner_pass="geheim", user_pass="geheim")
    ziel = io.BytesIO()
    schreiber.write(ziel)
    assert "verschlüsselt oder mit einem Kennwort geschützt" in gruende("a.pdf", ziel.getvalue())[0]


def test_endlos_verschachteltes_pdf_haelt_niemanden_auf():
    tief = "[" * 50_000 + "]" * 50_000
    assert BESCHAEDIGT in gruende("a.pdf", pdf(katalog=f"/X {tief}"))[0]


def test_zu_viele_objekte(monkeypatch):
    from asskomm.core.uploads import pdf_inhalt

    monkeypatch.setattr(pdf_inhalt, "MAX_OBJEKTE", 10)
    assert BESCHAEDIGT in gruende("a.pdf", PDF)[0]
