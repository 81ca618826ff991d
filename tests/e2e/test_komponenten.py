"""The components page in a real browser; test_rundgang.py looks for barriers on it as on every page."""

from playwright.sync_api import expect


def test_menu_opens_by_keyboard_without_javascript(browser, live_server):
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{live_server.url}/komponenten/")
    navigation = page.get_by_role("navigation", name="Hauptnavigation")
    expect(navigation).to_be_hidden()
    page.locator(".kopf .umschalter summary").press("Enter")
    expect(navigation).to_be_visible()
    page.context.close()
