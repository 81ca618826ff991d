"""Eigene Seiten: alle Tests an demselben Tag."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories.vereinbarungen import JETZT


@pytest.fixture(autouse=True)
def _uhr() -> Iterator[None]:
    with time_machine.travel(JETZT, tick=False):
        yield
