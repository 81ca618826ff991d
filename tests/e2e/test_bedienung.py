"""Keyboard, zoom, no JavaScript, forced colours and paper."""

import pytest
from playwright.sync_api import expect

from tests.factories.anmeldung import mit_app, totp_code
from tests.factories.bestand import lade_historie
from tests.factories.konten import PASSWORT, konto

pytestmark = pytest.mark.django_db(transaction=True)

# Is the focused element visible, marked, and not below something that sticks to the edge of the window?
FOKUS = """async () => {
  await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))
  const e = document.activeElement, svg = e.querySelector('.ziel'), r = (svg || e).getBoundingClientRect()
  const hatRand = s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0
  const marke = [e, e.closest('.kachel-link')].some(x => x && hatRand(getComputedStyle(x)))
    || !!svg && parseFloat(getComputedStyle(svg).strokeWidth) > 2
  const fenster = (svg && e.closest('.karte-fenster') || document.documentElement).getBoundingClientRect()
  const drin = r.right > Math.max(fenster.left, 0) && r.left < Math.min(fenster.right, innerWidth)
  const x = Math.min(Math.max(r.left + r.width / 2, 1), innerWidth - 1)
  const y = Math.min(Math.max(r.top + r.height / 2, 1), innerHeight - 1)
  const gesehen = window.gesehen ??= new Set()
  const oben = document.elementFromPoint(x, y)
  return {
    name: e.tagName + ' ' + (e.getAttribute('aria-label') || e.textContent || e.name).trim().slice(0, 30),
    gut: marke && drin && r.bottom > 0 && r.top < innerHeight && !!oben && (e.contains(oben) || oben.contains(e)),
    neu: e !== document.body && !gesehen.has(e) && !!gesehen.add(e),
  }
}"""


@pytest.fixture
def netz(transactional_db) -> None:
    lade_historie()


def test_skip_link_leads_past_the_head_and_past_the_map(page, live_server, netz):
    page.goto(f"{live_server.url}/karte/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "sprunglink"
    expect(page.locator("a.sprunglink").first).to_be_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhalt"
    ueber_karte = page.get_by_role("link", name="Karte überspringen")
    ueber_karte.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.wabenkarte')")
    assert page.evaluate(
        "!!(document.querySelector('.wabenkarte').compareDocumentPosition(document.activeElement)"
        " & Node.DOCUMENT_POSITION_FOLLOWING)"
    )


def test_focus_is_always_visible_and_never_covered(page, live_server, netz):
    page.emulate_media(reduced_motion="reduce")  # else the browser scrolls to the focus for half a second
    for adresse, breite in (("/", 1280), ("/karte/", 390), ("/kommunen/meerane/", 1280), ("/statistik/", 390)):
        page.set_viewport_size({"width": breite, "height": 800})
        page.goto(live_server.url + adresse)
        stationen = 0
        while stationen < 45:
            page.keyboard.press("Tab")
            fokus = page.evaluate(FOKUS)
            if not fokus["neu"]:  # once round
                break
            assert fokus["gut"], (adresse, fokus)
            stationen += 1
        assert stationen > 15, adresse


def test_nothing_is_lost_at_200_percent(page, live_server, netz, grundregeln):
    page.set_viewport_size({"width": 640, "height": 512})
    navigation = page.get_by_role("navigation", name="Hauptnavigation")
    for adresse in ("/", "/karte/", "/kommunen/", "/kommunen/meerane/", "/statistik/", "/presse/"):
        page.goto(live_server.url + adresse)
        assert grundregeln(page) == [], adresse
        page.locator(".kopf .umschalter summary").click()
        expect(navigation.get_by_role("link", name="Karte")).to_be_visible()


def test_searching_and_filtering_work_without_javascript(ohne_skript, netz):
    page = ohne_skript
    page.goto("/kommunen/")
    page.get_by_text("Stichtag und weitere Filter").click()
    page.get_by_label("Polizeidirektion", exact=True).select_option(label="PD Zwickau")
    page.get_by_label("Landkreis", exact=True).select_option(label="Landkreis Zwickau")
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page.get_by_role("status")).to_contain_text("33 Städte und Gemeinden")
    page.get_by_role("link", name="Landkreis: ").click()
    expect(page.get_by_role("status")).to_contain_text("70 Städte und Gemeinden")
    page.get_by_role("link", name="Polizeidirektion: ").click()
    expect(page.get_by_role("status")).to_contain_text("418 Städte und Gemeinden")
    page.goto("/statistik/")
    page.get_by_role("textbox", name="Stichtag").fill("24.04.2023")
    page.get_by_role("button", name="Zahlen zeigen").click()
    expect(page.get_by_text("Stand 24. April 2023").first).to_be_visible()


def test_signing_in_and_out_works_without_javascript(ohne_skript, transactional_db):
    person, page = konto(), ohne_skript
    geheimnis = mit_app(person)
    page.goto("/verwaltung/")
    page.get_by_label("Anmeldename").fill(person.anmeldename)
    page.get_by_label("Passwort").fill("falsch")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.locator("#fehlerliste")).to_be_visible()
    assert page.get_by_label("Anmeldename").input_value() == person.anmeldename
    page.get_by_label("Passwort").fill(PASSWORT)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_label("Code").fill(totp_code(geheimnis))
    page.get_by_role("button", name="Weiter").click()
    expect(page.locator("h1")).to_have_text("Arbeitsvorrat")
    page.locator(".kopf .umschalter summary").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.locator("h1")).not_to_have_text("Arbeitsvorrat")
    page.goto("/verwaltung/")
    expect(page.get_by_role("button", name="Anmelden")).to_be_visible()


def test_forced_colours_keep_the_steps_of_the_map_apart(page, live_server, netz):
    page.emulate_media(forced_colors="active")
    page.goto(f"{live_server.url}/karte/")
    stufen = page.locator(".legende .wabe").evaluate_all(
        "waben => waben.map(w => { const s = getComputedStyle(w); return [s.fill, s.stroke, s.strokeWidth].join() })"
    )
    assert len(stufen) >= 5
    assert len(set(stufen)) == len(stufen)


def test_print_leaves_out_what_paper_cannot_use(page, live_server, netz):
    page.emulate_media(media="print")
    page.goto(f"{live_server.url}/karte/")
    for bedienung in (".kopf nav", ".filterleiste form", "a.sprunglink"):
        expect(page.locator(bedienung).first).to_be_hidden()
    expect(page.locator(".wabenkarte").first).to_be_visible()
    expect(page.locator("h1")).to_be_visible()
