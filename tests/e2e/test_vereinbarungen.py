"""Der Hauptweg im Browser: die letzte Unterschrift erfassen, ohne JavaScript und ohne Verstoß in axe."""

import pytest
from playwright.sync_api import expect

from tests.factories import vereinbarungen as fabrik

pytestmark = pytest.mark.django_db(transaction=True)


def test_letzte_unterschrift_im_browser(angemeldet, page, axe):
    v = fabrik.unterzeichne_alle(fabrik.in_zeichnung(fabrik.gemeinde("Meerane")), ausser=1)
    page.goto(f"{angemeldet}/verwaltung/vereinbarungen/vereinbarung/")
    assert axe(page) == []
    page.get_by_role("link", name=v.bezeichnung).click()
    assert axe(page) == []
    page.get_by_role("link", name="Unterschrift erfassen").click()
    assert page.get_by_label("Funktion", exact=True).input_value() == "Leiter der Polizeidirektion"
    page.get_by_label("Funktion", exact=True).fill("")
    page.get_by_role("button", name="Unterschrift erfassen").click()
    expect(page.get_by_text("Dieses Feld ist zwingend erforderlich").first).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Funktion", exact=True).fill("Leiter der Polizeidirektion")
    page.get_by_label("Ort").fill("Meerane")
    page.get_by_role("button", name="Unterschrift erfassen").click()
    expect(page.get_by_text("Nummer: 1", exact=True)).to_be_visible()
    expect(page.get_by_text("in Kraft", exact=True).first).to_be_visible()
    v.refresh_from_db()
    assert v.laufende_nr == 1


@pytest.mark.parametrize(
    "seite", ["vereinbarung/add/", "sicherheitsanalyse/add/", "coachingprozess/add/", "uebernahme/import/"]
)
def test_neue_faelle_ohne_verstoss_in_axe(angemeldet, page, axe, seite):
    page.goto(f"{angemeldet}/verwaltung/vereinbarungen/{seite}")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert axe(page) == []
