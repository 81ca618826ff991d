"""Hochgeladene Scans: Größe, Endung und Inhalt müssen zusammenpassen, bevor etwas gespeichert wird."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from PIL import Image

from asskomm.core.downloads import document_response
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Dokument
from asskomm.core.uploads import check_scan, store_dokument
from tests.factories.konten import konto
from tests.factories.vereinbarungen import JETZT

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def bild(format: str) -> bytes:
    ziel = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(ziel, format)
    return ziel.getvalue()


@pytest.mark.parametrize(
    ("name", "inhalt", "art"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        ("a.jpg", bild("JPEG"), "image/jpeg"),
        ("a.jpeg", bild("JPEG"), "image/jpeg"),
        ("a.png", bild("PNG"), "image/png"),
        ("a.tif", bild("TIFF"), "image/tiff"),
    ],
)
def test_erlaubte_arten_werden_am_inhalt_erkannt(name, inhalt, art):
    datei = SimpleUploadedFile(name, inhalt, content_type="text/html")
    assert check_scan(datei) == art
    assert datei.read() == inhalt


@pytest.mark.parametrize(
    ("name", "inhalt", "gruende"),
    [
        ("a.pdf", b"", 2),
        ("a.pdf", b"<html><script>", 1),
        ("a.exe", PDF, 1),
        ("a.png", PDF, 1),
        ("ohne", PDF, 1),
        ("a.pdf", b"PK\x03\x04", 1),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 1),
    ],
)
def test_alles_andere_wird_mit_grund_abgelehnt(name, inhalt, gruende):
    with pytest.raises(Ablehnung) as fehler:
        check_scan(SimpleUploadedFile(name, inhalt, content_type="application/pdf"))
    assert len(fehler.value.gruende) == gruende


def zip_archiv() -> bytes:
    ziel = io.BytesIO()
    with zipfile.ZipFile(ziel, "w") as archiv:
        archiv.writestr("x.html", "<script>")
    return ziel.getvalue()


@pytest.mark.parametrize(
    ("name", "inhalt", "wort"),
    [
        ("kopf.pdf", b"%PDF-1.7\n<html><script>alert(1)</script></html>", "unvollständig oder beschädigt"),
        ("halb.pdf", PDF.removesuffix(b"%%EOF\n"), "unvollständig oder beschädigt"),
        ("kopf.png", b"\x89PNG\r\n\x1a\n<?php system('x'); ?>", "unvollständig oder beschädigt"),
        ("kopf.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00<script>", "unvollständig oder beschädigt"),
        ("archiv.pdf", PDF + zip_archiv(), "zugleich ein Archiv"),
        ("archiv.jpg", bild("JPEG") + zip_archiv(), "zugleich ein Archiv"),
    ],
)
def test_ein_passender_kopf_genuegt_nicht(name, inhalt, wort):
    """Dateien mit zwei Gesichtern: vorn ein Scan, dahinter Skript oder Archiv."""
    with pytest.raises(Ablehnung, match=wort) as fehler:
        check_scan(SimpleUploadedFile(name, inhalt))
    assert len(fehler.value.gruende) == 1


def test_zu_grosse_datei(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(Ablehnung, match="größer als 1 MB"):
        check_scan(SimpleUploadedFile("a.pdf", PDF + b"0" * 1024 * 1024))


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "gespeichert"), [("Scan.pdf", "Scan.pdf"), ("../../etc/passwd.pdf", "passwd.pdf")])
def test_dokument_traegt_pruefsumme_und_harmlosen_namen(name, gespeichert):
    by = konto()
    datei = SimpleUploadedFile("x.pdf", PDF)
    datei._name = name
    dokument = store_dokument(datei=datei, mimetype="application/pdf", by=by, jetzt=JETZT)
    assert (dokument.name, dokument.sha256) == (gespeichert, hashlib.sha256(PDF).hexdigest())
    assert (dokument.erfasst_durch, dokument.erfasst_zeitpunkt, dokument.groesse) == (by, JETZT, len(PDF))
    assert ".." not in dokument.datei.name
    assert dokument.datei.name.startswith("dokumente/")


@pytest.mark.django_db
def test_herunterladen_nur_als_anhang_und_fehlende_datei_ist_404():
    dokument = store_dokument(datei=SimpleUploadedFile("ä.pdf", PDF), mimetype="application/pdf", by=None, jetzt=JETZT)
    antwort = document_response(dokument)
    assert antwort["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%A4.pdf")
    assert (antwort["X-Content-Type-Options"], antwort["Cache-Control"]) == ("nosniff", "private, no-store")
    antwort.file_to_stream.close()  # close() der Antwort schlösse auch die Verbindung zur Datenbank
    dokument.datei.storage.delete(dokument.datei.name)
    with pytest.raises(Http404):
        document_response(Dokument.objects.get())
