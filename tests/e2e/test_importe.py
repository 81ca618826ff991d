"""Eine fremde Tabelle, nur mit der Tastatur: zuordnen, Fehler sehen, berichtigt hochladen, übernehmen, zurücknehmen."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from kommunen.models import Beratung
from tests.e2e.tastatur import druecke
from tests.factories import vereinbarungen as fabrik

pytestmark = pytest.mark.django_db(transaction=True)
FEHLERHAFT = "Rathaus;Wann;Bemerkungen\nLohsa;24.04.2023;Auftakt\nLohsa;31.02.2023;kein Tag\n"


def lade_hoch(page: Any, adresse: str, inhalt: str) -> None:
    page.goto(f"{adresse}/verwaltung/kommunen/beratung/import/")
    datei = {"name": "rathaus.csv", "mimeType": "text/csv", "buffer": inhalt.encode("cp1252")}
    page.locator("#id_datei").set_input_files(files=[datei])
    druecke(page, "button", "Hochladen und prüfen")


def test_fremde_tabelle_mit_der_tastatur(page: Any, angemeldet: str) -> None:
    fabrik.gemeinde("Lohsa")
    lade_hoch(page, angemeldet, FEHLERHAFT)
    page.wait_for_url(re.compile(r"/zuordnung/$"))
    schluessel = page.get_by_label("Schlüssel: Spalte Ihrer Datei")
    schluessel.focus()
    schluessel.press("R")  # the choice that begins with it
    expect(schluessel).to_have_value("Rathaus")
    page.get_by_label("Art: oder fester Wert").focus()
    page.keyboard.type("Telefon")
    page.get_by_label("Zuordnung merken als").focus()
    page.keyboard.type("Rathausliste")
    druecke(page, "button", "Prüfen und Vorschau zeigen")

    page.wait_for_url(re.compile(r"/core/import/\d+/change/$"))
    expect(page.get_by_role("heading", name="Noch nicht übernehmbar")).to_be_visible()
    expect(page.get_by_text("Den Tag „31.02.2023“ gibt es im Kalender nicht")).to_be_visible()
    druecke(page, "link", "nur Fehler (1)")
    expect(page.locator("#zeilen tbody tr")).to_have_count(1)

    lade_hoch(page, angemeldet, FEHLERHAFT.replace("31.02.", "28.02."))
    page.wait_for_url(re.compile(r"/zuordnung/$"))
    expect(page.get_by_label("Schlüssel: Spalte Ihrer Datei")).to_have_value("Rathaus")
    expect(page.get_by_label("Art: oder fester Wert")).to_have_value("Telefon")
    druecke(page, "button", "Prüfen und Vorschau zeigen")
    page.wait_for_url(re.compile(r"/core/import/\d+/change/$"))
    expect(page.get_by_role("heading", name="Noch ist nichts gespeichert")).to_be_visible()
    druecke(page, "link", "Übernehmen")
    page.wait_for_url(re.compile(r"/aktion/uebernehmen/$"))
    druecke(page, "button", "Übernehmen")
    expect(page.get_by_text("Übernommen: 2 neu")).to_be_visible()
    assert Beratung.objects.gueltig().count() == 2

    druecke(page, "link", "Ganzen Import zurücknehmen")
    page.wait_for_url(re.compile(r"/aktion/zuruecknehmen/$"))
    page.get_by_label("Grund").focus()
    page.keyboard.type("Falsche Datei")
    druecke(page, "button", "Ganzen Import zurücknehmen")
    expect(page.get_by_text("Der Import ist zurückgenommen.")).to_be_visible()
    assert Beratung.objects.gueltig().count() == 0
