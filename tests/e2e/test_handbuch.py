"""Von einer Seite der Verwaltung zur Hilfe: auf dem Telefon, mit der Tastatur, ohne JavaScript."""

import re

from django.urls import reverse
from playwright.sync_api import expect


def test_hilfe_suche_und_abschnitte_auf_dem_telefon(ohne_skript, transactional_db, anmelden):
    page = ohne_skript
    anmelden(page.context)
    page.goto(reverse("admin:core_frist_changelist"))
    page.get_by_role("link", name="Hilfe zu dieser Seite").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("14 Fristen und Erinnerungen")
    kapitel = page.get_by_role("navigation", name="Kapitel des Handbuchs")
    expect(kapitel).to_be_hidden()
    page.locator("summary", has_text="Kapitel und Abschnitte").press("Enter")
    kapitel.get_by_role("link", name="Fronleichnam").press("Enter")
    expect(page).to_have_url(re.compile("/14-fristen-und-erinnerungen/#fronleichnam$"))
    assert 0 <= page.get_by_role("heading", name="Fronleichnam").bounding_box()["y"] < 200  # not on its way, there
    page.get_by_role("searchbox", name="Im Handbuch suchen").fill("geschaeftszeichen")
    page.get_by_role("searchbox", name="Im Handbuch suchen").press("Enter")
    page.get_by_role("link", name="16 Dokumente und Akten: Geschäftszeichen").press("Enter")
    expect(page).to_have_url(re.compile("/16-dokumente-und-akten/#"))
    page.get_by_role("navigation", name="Im Handbuch blättern").get_by_role("link", name="17 Inhalte pflegen").press(
        "Enter"
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("17 Inhalte pflegen")
