"""Listen als Werkzeug im Browser: Sammelaktion mit der Tastatur, eigene Spalten auf dem Telefon, ohne Barrieren."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from asskomm.core.models import Arbeitslauf, Listenansicht
from kommunen.models import Beratung
from tests.factories.kommunen import verband
from tests.factories.vereinbarungen import gemeinde

LISTE = reverse("admin:kommunen_kommune_changelist")


@pytest.fixture(autouse=True)
def _orte(transactional_db) -> None:
    verband(gemeinde("Aue"), name="Bund Aue")
    gemeinde("Colditz")


@pytest.mark.parametrize("javascript", [True, False])
def test_sammelaktion_mit_der_tastatur(browser, live_server, axe, anmelden, javascript):
    kontext = browser.new_context(java_script_enabled=javascript, viewport={"width": 1280, "height": 900})
    anmelden(kontext)
    page = kontext.new_page()
    page.goto(live_server.url + LISTE)
    if javascript:
        assert axe(page) == []
        page.get_by_label("Alle Einträge dieser Seite auswählen").press("Space")
        expect(page.get_by_text("3 ausgewählt")).to_be_visible()
    else:
        for name in ("Aue", "Bund Aue", "Colditz"):
            page.get_by_label(f"{name} auswählen", exact=True).press("Space")
    page.get_by_label("Ausgewählte Einträge").select_option("Beratung erfassen")
    page.get_by_role("button", name="Weiter").press("Enter")
    page.get_by_label("Datum").fill(f"{dt.date(2025, 11, 3):%d.%m.%Y}")
    page.get_by_label("Anlass").fill("Regionalrunde")
    page.get_by_role("button", name="Vorschau zeigen").press("Enter")
    expect(page.get_by_text("3 Kommunen: bei 2 möglich, bei 1 nicht.")).to_be_visible()
    if javascript:
        assert axe(page) == []
    assert not Beratung.objects.exists()
    page.get_by_role("button", name="Jetzt ausführen").press("Enter")
    page.wait_for_url("**/arbeitslauf/*/change/")
    page.goto("about:blank")  # the page asks how far it is, and the tables of a test in memory know only one writer
    call_command("arbeite", "--einmal")
    page.goto(live_server.url + reverse("admin:core_arbeitslauf_change", args=[Arbeitslauf.objects.get().pk]))
    expect(page.get_by_text("3 von 3 bearbeitet")).to_be_visible()
    page.get_by_role("link", name="1 nicht möglich").press("Enter")
    expect(page.get_by_text("zählen nicht beide für dieselbe Beratung")).to_be_visible()
    assert Beratung.objects.filter(anlass="Regionalrunde").count() == 2
    kontext.close()


def test_eigene_spalten_und_export_auf_dem_telefon(page, live_server, axe, anmelden):
    anmelden(page.context)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(live_server.url + LISTE + "?q=aue")
    page.locator("summary", has_text="Spalten und Ansicht").press("Enter")
    assert axe(page) == []
    page.get_by_label("Landkreis", exact=True).uncheck()
    page.get_by_role("button", name="Ansicht speichern").press("Enter")
    expect(page.get_by_text("Die Ansicht dieser Liste ist gespeichert.")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Landkreis")).to_have_count(0)
    assert "landkreis" not in Listenansicht.objects.get().spalten
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("summary", has_text="Exportieren").press("Enter")
    page.get_by_label("Format").select_option("ods")
    with page.expect_download() as herunterladen:
        page.get_by_role("button", name="Herunterladen").press("Enter")
    assert herunterladen.value.suggested_filename.startswith("kommunen_")
    assert herunterladen.value.suggested_filename.endswith(".ods")
    page.get_by_role("link", name="Filter entfernen: Suche").press("Enter")
    page.wait_for_url("**/kommune/?")
    expect(page.get_by_text("3 Einträge")).to_be_visible()
