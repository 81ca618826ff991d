"""Ein Dokument zur Akte nehmen, seine Signatur bestätigen, die Akte exportieren: nur mit der Tastatur."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from asskomm.core.services.akten import ensure_akte
from tests.core.dokumente.clamd import EICAR, antwortet, falscher
from tests.core.dokumente.signieren import signiert
from tests.e2e.tastatur import druecke
from tests.factories import vereinbarungen as fabrik

pytestmark = pytest.mark.django_db(transaction=True)


def waehle(page: Any, name: str, inhalt: bytes) -> None:
    page.locator("input[name=dateien]").set_input_files(
        files=[{"name": name, "mimeType": "application/pdf", "buffer": inhalt}]
    )
    druecke(page, "button", "Dokument ablegen")


def signiertes() -> bytes:
    """In a thread of its own: pyHanko runs a loop, and so does the browser in this one."""
    with ThreadPoolExecutor() as faeden:
        return faeden.submit(signiert).result()


def test_vom_ablegen_bis_zum_export(
    page: Any, angemeldet: str, settings: Any, axe: Callable[..., list[str]], tmp_path: Path
) -> None:
    fall = fabrik.entwurf(fabrik.gemeinde("Meerane"), bezeichnung="Bund Meerane")
    akte = ensure_akte(fall=fall, by=None, jetzt=fabrik.JETZT)
    page.goto(f"{angemeldet}/verwaltung/vereinbarungen/vereinbarung/{fall.pk}/change/")
    druecke(page, "link", "Dokument ablegen")
    page.wait_for_url(re.compile(r"/aktion/ablegen/$"))
    assert axe(page) == []
    waehle(page, "leer.pdf", b"")
    expect(page.get_by_text("„leer.pdf“: Die Datei ist leer.")).to_be_visible()
    waehle(page, "eicar.txt", EICAR)
    expect(page.get_by_text("In der Datei „eicar.txt“ wurde Schadsoftware gefunden")).to_be_visible()
    with falscher(antwortet(b"stream: OK\0")) as settings.CLAMAV_URL:
        waehle(page, "brief.pdf", signiertes())
        page.wait_for_url(re.compile(rf"/core/akte/{akte.pk}/change/$"))
    expect(page.get_by_text("Signatur vorhanden, seither unverändert")).to_be_visible()
    expect(page.get_by_text("auf Viren geprüft")).to_have_count(0)  # clean needs no badge

    druecke(page, "link", "brief.pdf")
    expect(page.get_by_text("Die Vertrauenskette wurde nicht geprüft.")).to_be_visible()
    assert axe(page) == []
    druecke(page, "link", "Signatur bestätigen")
    page.get_by_label("Vermerk").focus()
    page.keyboard.type("Anruf im Rathaus")
    druecke(page, "button", "Signatur bestätigen")
    expect(page.get_by_text("Anruf im Rathaus")).to_be_visible()

    druecke(page, "link", akte.geschaeftszeichen)
    druecke(page, "link", "Akte exportieren")
    page.wait_for_url(re.compile(r"/aktion/exportieren/$"))
    druecke(page, "button", "Akte exportieren")
    expect(page.get_by_text("wird erstellt", exact=True)).to_be_visible()
    call_command("arbeite", "--einmal")
    page.reload()
    page.set_viewport_size({"width": 390, "height": 800})
    assert axe(page) == []
    with page.expect_download() as ladung:
        druecke(page, "button", "Herunterladen")
    ladung.value.save_as(tmp_path / "akte.zip")
    inhalt = (tmp_path / "akte.zip").read_bytes()
    expect(page.get_by_text(hashlib.sha256(inhalt).hexdigest())).to_be_visible()
    with zipfile.ZipFile(io.BytesIO(inhalt)) as archiv:
        assert "dokumente/0001_brief.pdf" in archiv.namelist()
