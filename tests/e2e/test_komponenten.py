"""All components in a real browser: no barrier that axe can find, no overflow, usable without JavaScript."""

import pytest


@pytest.mark.a11y
@pytest.mark.parametrize("breite", [1280, 390])
@pytest.mark.parametrize("schema", ["light", "dark"])
def test_components_have_no_violation_and_do_not_overflow(page, live_server, axe, breite, schema):
    page.emulate_media(color_scheme=schema)
    page.set_viewport_size({"width": breite, "height": 900})
    page.goto(f"{live_server.url}/komponenten/?fehler=1&kreis=erz")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_menu_opens_by_keyboard_without_javascript(browser, live_server):
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{live_server.url}/komponenten/")
    navigation = page.get_by_role("navigation", name="Hauptnavigation")
    assert not navigation.is_visible()
    page.locator(".kopf .umschalter summary").press("Enter")
    assert navigation.is_visible()
    page.context.close()
