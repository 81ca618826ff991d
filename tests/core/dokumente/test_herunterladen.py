"""Herausgegeben wird unverändert, als Anhang, mit sicheren Kopfzeilen, und nie aus der Quarantäne."""

import hashlib
import json
import logging
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from asskomm.core.downloads import document_response
from asskomm.core.models import Dokument
from asskomm.core.uploads import store_dokument
from asskomm.core.uploads.namen import sicherer_name
from tests.factories.dateien import PDF
from tests.factories.konten import konto
from tests.factories.vereinbarungen import JETZT

pytestmark = pytest.mark.django_db


def gespeichert(name: str = "ä.pdf") -> Dokument:
    datei = SimpleUploadedFile("x.pdf", PDF)
    datei._name = name
    return store_dokument(datei=datei, mimetype="application/pdf", by=konto(), jetzt=JETZT)


def test_als_anhang_mit_sicheren_kopfzeilen():
    antwort = document_response(gespeichert())
    assert b"".join(antwort.streaming_content) == PDF
    antwort.file_to_stream.close()  # close() der Antwort schlösse auch die Verbindung zur Datenbank
    assert antwort["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%A4.pdf")
    kopf = {n: antwort[n] for n in ("X-Content-Type-Options", "Cache-Control", "Content-Security-Policy")}
    assert kopf == {
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }


def test_die_sandbox_steht_auch_auf_der_fertigen_antwort(client):
    from django.urls import reverse

    from asskomm.core.services.akten import ensure_akte, file_uploads
    from tests.factories import vereinbarungen as fabrik
    from tests.factories.konten import melde_an

    melde_an(client, by := konto())
    akte = ensure_akte(fall=fabrik.entwurf(), by=None, jetzt=JETZT)
    (stueck,) = file_uploads(akte=akte, dateien=[SimpleUploadedFile("a.pdf", PDF)], art="ANLAGE", by=by, jetzt=JETZT)
    antwort = client.get(reverse("admin:core_aktenstueck_datei", args=[stueck.pk]))
    assert antwort["Content-Security-Policy"] == "default-src 'none'; sandbox"
    b"".join(antwort.streaming_content)


def test_fehlende_datei_ist_404():
    dokument = gespeichert()
    dokument.datei.storage.delete(dokument.datei.name)
    with pytest.raises(Http404):
        document_response(dokument)


def test_veraenderte_datei_wird_nicht_herausgegeben_und_gemeldet(caplog):
    caplog.set_level(logging.INFO, logger="sicherheit")
    dokument = gespeichert()
    Path(dokument.datei.path).write_bytes(PDF + b" ")
    with pytest.raises(PermissionDenied, match="Prüfsumme"):
        document_response(dokument)
    (zeile,) = [json.loads(r.message) for r in caplog.records if r.name == "sicherheit"]
    assert (zeile["ereignis"], zeile["datei"]) == ("datei.veraendert", "ä.pdf")


@pytest.mark.parametrize(
    ("name", "sicher"),
    [
        ("Scan.pdf", "Scan.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Ordner\\a.pdf", "a.pdf"),
        (".htaccess", "htaccess"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("a\r\nb\x00.pdf", "ab.pdf"),
        ('a<b>:"c|d?*.pdf', "a_b___c_d__.pdf"),
        ("  viel   Luft .pdf ", "viel Luft.pdf"),
        ("con.pdf", "_con.pdf"),
        ("lpt1.tar.gz", "_lpt1.tar.gz"),
        ("", "datei"),
        ("...", "datei"),
        ("Grüße aus Görlitz.pdf", "Grüße aus Görlitz.pdf"),
        ("u\u0308ber.pdf", "über.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_namen_werden_harmlos(name, sicher):
    assert sicherer_name(name) == sicher
    assert len(sicherer_name(name)) <= 150


def test_dokument_traegt_pruefsumme_groesse_und_harmlosen_namen():
    dokument = gespeichert("../../etc/passwd.pdf")
    assert (dokument.name, dokument.sha256, dokument.groesse) == (
        "passwd.pdf", hashlib.sha256(PDF).hexdigest(), len(PDF),
    )  # fmt: skip
    assert ".." not in dokument.datei.name
    assert dokument.datei.name.startswith("dokumente/")
    assert (str(dokument), dokument.format) == ("passwd.pdf", "PDF")
