from collections.abc import Callable, Iterator

import pytest

from asskomm.core import arbeitsarten
from asskomm.core.arbeitsarten import Arbeitsart, register_arbeitsart
from asskomm.core.models import User
from asskomm.core.roles import Rolle
from tests.factories.konten import konto


@pytest.fixture
def art() -> Iterator[Callable[[Arbeitsart], None]]:
    """Registers a kind of work for one test."""
    vorher = dict(arbeitsarten._ARTEN)
    yield register_arbeitsart
    arbeitsarten._ARTEN.clear()
    arbeitsarten._ARTEN.update(vorher)


@pytest.fixture
def sb(db) -> User:
    return konto(Rolle.SACHBEARBEITUNG)
