"""Vom Muster zur veröffentlichten Vorlage, nur mit der Tastatur: schreiben, vorlegen, freigeben, herunterladen."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from asskomm.core.roles import Rolle
from tests.e2e.tastatur import druecke

pytestmark = pytest.mark.django_db(transaction=True)


def test_vorlage_vom_muster_bis_zum_herunterladen(
    page: Any, angemeldet: str, browser: Any, anmelden: Callable[..., Any], axe: Callable[..., list[str]]
) -> None:
    page.goto(f"{angemeldet}{reverse('admin:portal_inhalt_changelist')}")
    page.get_by_text("Mitgelieferte Muster zum Herunterladen").press("Enter")
    assert axe(page) == []
    druecke(page, "link", "Muster einer Beschlussvorlage")
    page.wait_for_url(re.compile(r"\?muster=beschlussvorlage$"))
    page.locator("#id_text").focus()
    page.keyboard.type("Bitte mit der **Hauptsatzung** abgleichen.")
    druecke(page, "button", "Vorschau, ohne zu speichern")
    expect(page.locator("strong", has_text="Hauptsatzung")).to_be_visible()
    assert axe(page) == []
    page.go_back()
    expect(page.locator("#id_text")).to_have_value("Bitte mit der **Hauptsatzung** abgleichen.")
    druecke(page, "button", "Speichern und weiter bearbeiten")
    page.wait_for_url(re.compile(r"/portal/inhalt/\d+/change/\?muster=beschlussvorlage$"))
    expect(page.get_by_role("link", name="Muster einer Beschlussvorlage, OpenDocument")).to_be_visible()
    assert axe(page) == []
    druecke(page, "link", "Zur Freigabe vorlegen")
    druecke(page, "button", "Zur Freigabe vorlegen")
    expect(page.get_by_text("zur Freigabe vorgelegt").first).to_be_visible()
    page.wait_for_url(re.compile(r"/portal/inhalt/\d+/change/$"))

    leitung = browser.new_context(locale="de-DE")
    anmelden(leitung, Rolle.LEITUNG)
    zweite = leitung.new_page()
    zweite.goto(page.url)
    druecke(zweite, "link", "Freigeben")
    druecke(zweite, "button", "Freigeben")
    expect(zweite.get_by_text("freigegeben", exact=True).first).to_be_visible()
    zweite.wait_for_url(re.compile(r"/portal/inhalt/\d+/change/$"))
    leitung.close()

    besuch = browser.new_context(locale="de-DE").new_page()
    besuch.goto(f"{angemeldet}{reverse('portal:vorlagen')}")
    assert axe(besuch) == []
    with besuch.expect_download() as download:
        besuch.get_by_role("link", name="Muster einer Beschlussvorlage, Word").press("Enter")
    assert download.value.suggested_filename == "beschlussvorlage.docx"
    besuch.context.close()
