"""Start, map, directory and profile in a real browser: no barrier, no overflow, large targets, no JavaScript needed."""

import pytest

from tests.factories.bestand import lade_historie

ADRESSEN = ("/", "/karte/", "/kommunen/?q=Zwickau", "/kommunen/meerane/", "/kommunen/bautzen/", "/mitmachen/")


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _netz(transactional_db):
    lade_historie()


@pytest.mark.a11y
@pytest.mark.parametrize(("breite", "schema"), [(1280, "light"), (390, "dark")])
def test_pages_have_no_violation_and_do_not_overflow(page, live_server, axe, breite, schema):
    page.emulate_media(color_scheme=schema)
    page.set_viewport_size({"width": breite, "height": 900})
    for adresse in ADRESSEN:
        page.goto(live_server.url + adresse)
        assert (adresse, axe(page)) == (adresse, [])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), adresse


def test_map_on_a_phone_by_keyboard_without_javascript(browser, live_server):
    kontext = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = kontext.new_page()
    page.goto(f"{live_server.url}/karte/?landkreis=landkreis-zwickau")
    waben = page.locator(".wabenkarte .ziel")
    assert waben.count() == 418
    box = waben.first.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    meerane = page.locator('.wabenkarte a[href="/kommunen/meerane/"]')
    schild = page.locator('.wabenkarte a[href="/kommunen/meerane/"] + .schild')
    assert not schild.is_visible()
    meerane.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert schild.is_visible()
    page.check("#karte-sehr-gross")
    assert waben.first.bounding_box()["width"] > 2 * box["width"]
    meerane.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kommunen/meerane/")
    assert page.locator("h1").inner_text() == "Meerane"
    kontext.close()


def test_search_from_the_start_page_leads_to_the_profile(page, live_server):
    page.goto(live_server.url)
    page.get_by_label("Ihre Kommune finden").fill("budysin")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("link", name="Bautzen", exact=True).click()
    assert page.locator("h1").inner_text() == "Bautzen"
    assert page.locator('[lang="hsb"]').inner_text() == "Budyšin"
