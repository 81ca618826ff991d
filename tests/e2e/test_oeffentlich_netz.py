"""Start, map, directory and profile in a real browser: large targets, keyboard, no JavaScript needed."""

import pytest
from playwright.sync_api import expect

from tests.factories.bestand import lade_historie

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _netz(transactional_db):
    lade_historie()


def test_map_on_a_phone_by_keyboard_without_javascript(browser, live_server):
    kontext = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = kontext.new_page()
    page.goto(f"{live_server.url}/karte/?landkreis=landkreis-zwickau")
    waben = page.locator(".wabenkarte .ziel")
    expect(waben).to_have_count(418)
    box = waben.first.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    meerane = page.locator('.wabenkarte a[href="/kommunen/meerane/"]')
    schild = page.locator('.wabenkarte a[href="/kommunen/meerane/"] + .schild')
    expect(schild).to_be_hidden()
    meerane.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(schild).to_be_visible()
    page.check("#karte-sehr-gross")
    assert waben.first.bounding_box()["width"] > 2 * box["width"]
    meerane.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kommunen/meerane/")
    assert page.locator("h1").inner_text() == "Meerane"
    kontext.close()


# Room that is left between the edges of the window and the name of the focused cell: left, right, top.
PLATZ = """link => {
    link.focus();
    const fenster = link.closest('.karte-fenster').getBoundingClientRect();
    const schild = link.nextElementSibling.getBoundingClientRect();
    return [schild.left - fenster.left, fenster.right - schild.right, schild.top - fenster.top];
}"""


def test_names_on_the_map_stay_inside_a_phone(page, live_server):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/karte/")
    page.keyboard.press("Tab")
    for ort in ("annaberg-buchholz", "goerlitz", "leipzig", "leutersdorf", "meerane", "plauen", "schoeneck-vogtl"):
        link = page.locator(f'.wabenkarte a[href="/kommunen/{ort}/"]')
        assert min(link.evaluate(PLATZ)) >= 0, ort
        assert link.evaluate("a => getComputedStyle(a.nextElementSibling).display") != "none"


def test_directory_on_a_phone_shows_each_row_whole(page, live_server):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/kommunen/?q=meerane")
    rahmen = page.locator("#tabelle")
    assert rahmen.evaluate("e => e.scrollWidth <= e.clientWidth")
    zeile = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Meerane Stadt"))
    assert [z.strip() for z in zeile.get_by_role("cell").all_inner_texts()][:3] == [
        "Landkreis Zwickau",
        "13.567",
        "Vereinbarung",
    ]


def test_search_from_the_start_page_leads_to_the_profile(page, live_server):
    page.goto(live_server.url)
    page.get_by_label("Ihre Kommune finden").fill("budysin")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("link", name="Bautzen", exact=True).click()
    assert page.locator("h1").inner_text() == "Bautzen"
    assert page.locator('[lang="hsb"]').inner_text() == "Budyšin"
