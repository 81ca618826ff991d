"""Die Welt der Zugriffsmatrix, einmal je Testdatei gebaut und danach zurückgenommen."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.template.backends.django import Template
from django.test import Client, override_settings

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
    """Who may enter is decided before the page is written; writing 6,000 pages would take a minute."""
    monkeypatch.setattr(Template, "render", lambda self, *args, **kwargs: "")
