"""Every page type in the browser. `make a11y` walks all of them three times; a short round belongs to every run.

Wide and light: all rules of axe. Narrow and dark, each for what only it can break: overflow, target size and covered
content on a phone; contrast in the dark.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
import time_machine

from asskomm.core.roles import Rolle
from tests.factories.bestand import lade_alles, lade_historie
from tests.factories.beteiligte import coach_von, konto_der
from tests.zugriff.welt import JETZT, baue_welt
from vereinbarungen.models import Coachingprozess, Vereinbarung

from .seitenliste import eigene_seiten, kontoseiten, matrixseiten, oeffentliche_seiten, verwaltungsseiten

pytestmark = pytest.mark.django_db(transaction=True)
# width, colour scheme, rules of axe (none: all)
ANSICHTEN = (
    (1280, "light", ()),
    (390, "light", ("target-size", "scrollable-region-focusable")),
    (1280, "dark", ("color-contrast",)),
)
KURZE_RUNDE = (
    "/",
    "/karte/",
    "/kommunen/meerane/",
    "/statistik/",
    "/presse/",
    "/gibt-es-nicht/",
    "/konto/anmelden/",
)


@pytest.fixture
def pruefe(axe: Any, grundregeln: Any, mithoerer: Any, live_server: Any) -> Callable[..., list[str]]:
    """All findings of these pages in one view, each with its address."""

    def laufe(page: Any, adressen: Iterable[str], breite: int, schema: str, regeln: tuple[str, ...] = ()) -> list[str]:
        page.emulate_media(color_scheme=schema)
        page.set_viewport_size({"width": breite, "height": 900})
        ohren, befunde = mithoerer(page), []
        for adresse in adressen:
            page.goto(live_server.url + adresse)
            funde = grundregeln(page)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            funde += axe(page, regeln) + ohren.leere()
            befunde += [f"{adresse} ({breite}, {schema}): {fund}" for fund in funde]
        return befunde

    return laufe


def test_short_round_on_a_phone_in_the_dark(page, live_server, transactional_db, pruefe):
    lade_historie()
    assert pruefe(page, KURZE_RUNDE, 390, "dark") == []


@pytest.mark.a11y
def test_every_public_page(page, transactional_db, pruefe):
    lade_alles()
    adressen = oeffentliche_seiten() + kontoseiten()
    assert len(adressen) > 30
    assert [fund for ansicht in ANSICHTEN for fund in pruefe(page, adressen, *ansicht)] == []


@pytest.mark.a11y
@pytest.mark.parametrize(
    "bereiche", [("vereinbarungen",), ("kommunen",), ("core", "foerderung", "portal")], ids="+".join
)
def test_every_page_of_the_back_office(page, transactional_db, pruefe, anmelden, bereiche):
    lade_alles()
    adressen = verwaltungsseiten(anmelden(page.context, Rolle.LEITUNG), bereiche)
    assert len(adressen) > 20
    assert [fund for ansicht in ANSICHTEN for fund in pruefe(page, adressen, *ansicht)] == []


@pytest.mark.a11y
def test_every_page_of_the_portal(page, transactional_db, pruefe, anmelden):
    lade_alles()
    v = Vereinbarung.objects.get(status="IN_ZEICHNUNG")
    ort = v.kommunen.get()
    coaching = Coachingprozess.objects.order_by("pk")[0]
    konten = (
        konto_der(ort, Rolle.KOMMUNE_ZEICHNUNG),
        konto_der(coaching.kommune),
        konto_der(ort.landkreis.polizeidirektion, Rolle.POLIZEI_BEARBEITUNG),
        coach_von(coaching),
    )
    gesehen = 0
    for user in konten:
        adressen = eigene_seiten(anmelden(page.context, user=user))
        gesehen += len(adressen)
        assert [fund for ansicht in ANSICHTEN for fund in pruefe(page, adressen, *ansicht)] == []
    assert gesehen > 12


@pytest.mark.a11y
@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize(("person", "mindestens"), [("LT", 150), ("SV", 50), ("KZ", 15), ("PZ", 12), ("CO", 5)])
def test_every_page_of_the_matrix(page, pruefe, anmelden, person, mindestens):
    """On a world with one row of everything: circular mail, imports, long jobs, files, correspondence."""
    with time_machine.travel(JETZT, tick=False):
        welt = baue_welt()
    adressen = list(matrixseiten(anmelden(page.context, user=welt.personen[person]), welt))
    assert len(adressen) >= mindestens
    funde = [fund for ansicht in ANSICHTEN[:2] for fund in pruefe(page, adressen, *ansicht)]
    assert not funde, "\n".join(funde)
