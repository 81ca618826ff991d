"""Die Welt der Zugriffsmatrix, einmal je Testdatei gebaut und danach zurückgenommen."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.template import base as vorlagen
from django.template.backends.django import Template
from django.test import Client, override_settings
from django.test.signals import template_rendered

from asskomm.core.admin.site import VerwaltungSite
from asskomm.core.models import rollen
from tests.factories import bestand
from tests.factories.konten import melde_an

from .welt import JETZT, Welt, baue_welt


@pytest.fixture(scope="module")
def ablage(tmp_path_factory: Any) -> str:
    """The files of the world: every test sets a folder of its own, this one is set again."""
    return str(tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="module")
def welt(django_db_setup: None, django_db_blocker: Any, ablage: str) -> Iterator[Welt]:
    uhr = time_machine.travel(JETZT, tick=False)
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=ablage), bestand.zurueckgenommen(), uhr:
        yield baue_welt()


@pytest.fixture(scope="module")
def clients(welt: Welt, django_db_blocker: Any) -> dict[str, Client]:
    """One browser for each person of the world, signed in."""
    with django_db_blocker.unblock():
        fertig = {name: Client() for name in welt.personen}
        for name, person in welt.personen.items():
            if person is not None:
                melde_an(fertig[name], person)
        return fertig


@pytest.fixture
def _ohne_vorlagen(monkeypatch: Any) -> None:
    """Who may enter is decided before the page is written; writing 12,000 pages and menus would take minutes."""
    liste = VerwaltungSite.get_app_list
    monkeypatch.setattr(Template, "render", lambda self, *args, **kwargs: "")
    monkeypatch.setattr(
        VerwaltungSite, "get_app_list", lambda self, anfrage, app=None: liste(self, anfrage, app) if app else []
    )


@pytest.fixture
def _nur_werte(monkeypatch: Any) -> None:
    """The values of each page, as `response.context` gives them, and no text."""

    def melde(vorlage: Any, context: Any) -> str:
        template_rendered.send(sender=vorlage, template=vorlage, context=context)
        return ""

    monkeypatch.setattr(vorlagen.Template, "_render", melde)


@pytest.fixture(scope="module")
def _befugnisse(welt: Welt) -> Iterator[None]:
    """Nobody's roles change while the matrix is walked; loading them is a third of each request."""
    lade, gemerkt = rollen.load_befugnisse, {}

    def merke(user: Any, tag: Any) -> Any:
        if user.pk not in gemerkt:
            gemerkt[user.pk] = lade(user, tag)
        return gemerkt[user.pk]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rollen, "load_befugnisse", merke)
        yield
