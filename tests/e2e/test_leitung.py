"""Der Weg der Leitung im Browser: anmelden, Lage, stockender Fall, Freigabe als zweite Person; nur mit der Tastatur."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from asskomm.core import clock
from asskomm.core.roles import Rolle
from asskomm.portal.services.inhalte import submit_inhalt
from tests.factories.anmeldung import mit_app, totp_code
from tests.factories.fakten import zustand
from tests.factories.konten import PASSWORT, konto
from tests.factories.vereinbarungen import coaching, gemeinde
from tests.portal.inhalte.schreibtisch import entwurf as inhalt

pytestmark = pytest.mark.django_db(transaction=True)
START = reverse("admin:index")


@pytest.fixture
def maengel(page, axe, grundregeln) -> Any:
    return lambda: [*grundregeln(page), *axe(page)]


def gehe_zu(page: Any, anfang: str) -> None:
    """Tab for Tab, as somebody without a mouse gets there, to what begins with these words; then Enter."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.replace(/\\s+/g, ' ').trim()").startswith(anfang):
            return page.keyboard.press("Enter")
    return pytest.fail(f"„{anfang}“ ist mit der Tabulatortaste nicht zu erreichen")


def schreibe(page: Any, *eingaben: str) -> None:
    """Into this field and the next ones, then sends the form."""
    for nr, eingabe in enumerate(eingaben):
        if nr:
            page.keyboard.press("Tab")
        page.keyboard.type(eingabe)
    page.keyboard.press("Enter")


def melde_an(page: Any, server: str, person: Any, geheimnis: str) -> None:
    page.goto(server + START)
    page.get_by_label("Anmeldename").focus()
    schreibe(page, person.anmeldename, PASSWORT)
    page.get_by_label("Code").focus()
    schreibe(page, totp_code(geheimnis))
    expect(page.get_by_role("heading", level=1)).to_have_text("Arbeitsvorrat")


def test_leitung_sieht_was_stockt_und_entscheidet_als_zweite_person(page, live_server, maengel):
    leitung = konto(Rolle.LEITUNG, name="Lena Beispiel")
    geheimnis, fall = mit_app(leitung), coaching(gemeinde("Übigau"))
    zustand(fall, "AKTIV", "01.02.2020")
    fremd, eigen = inhalt(titel="Treffen im Mai"), inhalt(titel="Eigener Text", by=leitung)
    for text, by in ((fremd, konto()), (eigen, leitung)):
        submit_inhalt(objekt=text, by=by, jetzt=clock.now())
    melde_an(page, live_server.url, leitung, geheimnis)

    gehe_zu(page, "Lage")
    expect(page.get_by_role("heading", name="Was stockt 1")).to_be_visible()
    assert maengel() == []
    gehe_zu(page, "Coaching Übigau")
    expect(page.get_by_role("heading", level=1)).to_have_text("Coaching Übigau")
    gehe_zu(page, "Wiedervorlage anlegen")
    page.keyboard.press("Tab")
    schreibe(page, "Nachfragen, ob es weitergeht", f"{clock.today():%d.%m.%Y}")
    expect(page.get_by_role("link", name="Nachfragen, ob es weitergeht")).to_be_visible()

    gehe_zu(page, "Arbeitsvorrat")
    expect(page.get_by_role("link", name="Nachfragen, ob es weitergeht")).to_be_visible()
    gehe_zu(page, "1 zu entscheiden")
    expect(page.get_by_text("1 Eintrag", exact=True)).to_be_visible()
    gehe_zu(page, "Treffen im Mai")
    expect(page.get_by_role("heading", level=1)).to_have_text("Treffen im Mai")
    gehe_zu(page, "Freigeben")
    page.wait_for_url("**/schritt/freigeben/")
    assert maengel() == []
    gehe_zu(page, "Freigeben")
    page.wait_for_url("**/change/")
    fremd.refresh_from_db()
    assert fremd.status == "FREIGEGEBEN"

    page.goto(live_server.url + reverse("admin:portal_inhalt_change", args=[eigen.pk]))
    expect(page.get_by_role("link", name="Freigeben", exact=True)).to_have_count(0)
    expect(page.get_by_text("zwei verschiedene Personen").first).to_be_visible()
