"""The components page and the frame that every public page has."""

import re
from itertools import pairwise

import pytest
from django.urls import reverse

from asskomm.core.templatetags import kern

pytestmark = pytest.mark.django_db


@pytest.fixture
def seite(client) -> str:
    antwort = client.get(reverse("portal:komponenten"))
    assert antwort.status_code == 200
    assert not antwort.cookies
    return antwort.content.decode()


def test_components_page_shows_or_names_every_tag(seite):
    hilfen = {"symbol", "navlink", "zahl"}  # parts of other components
    fehlend = [name for name in {*kern.register.tags} - hilfen if not re.search(rf"\b{name}\b", seite)]
    assert fehlend == []


def test_headings_go_down_one_step_at_a_time(seite):
    stufen = [int(s) for s in re.findall(r"<h([1-6])[ >]", seite)]
    assert stufen.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(stufen))


def test_ids_are_unique_and_every_reference_has_its_target(seite):
    ids = re.findall(r'\sid="([^"]+)"', seite)
    assert len(ids) == len(set(ids))
    ziele = re.findall(r'(?:for|aria-labelledby)="([^"]+)"', seite) + re.findall(r'href="#([^"]+)"', seite)
    ziele += [teil for text in re.findall(r'aria-describedby="([^"]+)"', seite) for teil in text.split()]
    assert set(ziele) - set(ids) == set()


def test_frame_has_skip_link_navigation_main_and_the_links_the_law_demands(seite):
    assert seite.index('href="#inhalt"') < seite.index("<header")
    assert '<main id="inhalt"' in seite
    for name in ("impressum", "datenschutz", "barrierefreiheit", "transparenz", "daten"):
        assert f'href="{reverse(f"portal:{name}")}"' in seite
    assert 'href="/barrierefreiheit/#barriere-melden"' in seite
    assert "Offizielle Seite des Freistaats Sachsen" in seite


def test_page_with_errors_and_filters_and_odd_page_number(client):
    antwort = client.get(reverse("portal:komponenten"), {"fehler": 1, "kreis": "erz", "seite": "quatsch"})
    assert "Bitte prüfen Sie 3 Angaben" in antwort.content.decode()
    assert "Landkreis: Erzgebirgskreis" in antwort.content.decode()
