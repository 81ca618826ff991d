"""Dateien mit echtem Inhalt: Der Leser jeder Art öffnet sie, deshalb genügt kein Kopf allein."""

import io
import zipfile
from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def pdf(*, katalog: str = "", weitere: tuple[str, ...] = (), text: str = "Seite") -> bytes:
    """One page, with a table of objects that fits. `katalog` adds entries, `weitere` further objects from number 5."""
    inhalt = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    objekte = [
        f"<< /Type /Catalog /Pages 2 0 R {katalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 << "
        b"/Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(inhalt), inhalt),
        *(w.encode() for w in weitere),
    ]
    datei = io.BytesIO(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    datei.seek(0, io.SEEK_END)
    orte = []
    for nr, objekt in enumerate(objekte, 1):
        orte.append(datei.tell())
        datei.write(b"%d 0 obj\n%s\nendobj\n" % (nr, objekt))
    tabelle = datei.tell()
    datei.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objekte) + 1))
    datei.writelines(b"%010d 00000 n \n" % ort for ort in orte)
    datei.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objekte) + 1, tabelle))
    return datei.getvalue()


PDF = pdf()


def pdf_datei(name: str = "datei.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def bild(art: str, groesse: tuple[int, int] = (8, 8)) -> bytes:
    ziel = io.BytesIO()
    Image.new("RGB", groesse, "white").save(ziel, art)
    return ziel.getvalue()


def archiv(teile: Mapping[str, bytes | str]) -> bytes:
    ziel = io.BytesIO()
    with zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as datei:
        for name, inhalt in teile.items():
            datei.writestr(name, inhalt)
    return ziel.getvalue()


_TYPEN = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{teil}" ContentType="{typ}"/></Types>'
)
_OOXML = "application/vnd.openxmlformats-officedocument"
_BEZUEGE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inhalt}</Relationships>'
)


def bezuege(inhalt: str = "") -> str:
    return _BEZUEGE.format(inhalt=inhalt)


def docx(weitere: Mapping[str, bytes | str] | None = None, typ: str = "") -> bytes:
    """The smallest text document; `weitere` adds or replaces parts."""
    teil = "word/document.xml"
    art = typ or f"{_OOXML}.wordprocessingml.document.main+xml"
    teile = {
        "[Content_Types].xml": _TYPEN.format(teil=teil, typ=art),
        "_rels/.rels": bezuege(),
        teil: '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
    }
    return archiv({**teile, **(weitere or {})})


def xlsx() -> bytes:
    teil = "xl/workbook.xml"
    teile = {
        "[Content_Types].xml": _TYPEN.format(teil=teil, typ=f"{_OOXML}.spreadsheetml.sheet.main+xml"),
        "_rels/.rels": bezuege(),
        teil: '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
    }
    return archiv(teile)


def odt(weitere: Mapping[str, bytes | str] | None = None, art: str = "text") -> bytes:
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    teile = {
        "mimetype": f"application/vnd.oasis.opendocument.{art}",
        "META-INF/manifest.xml": manifest,
        "content.xml": '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
    }
    return archiv({**teile, **(weitere or {})})
