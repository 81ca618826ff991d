import pytest

from asskomm.core.models import User
from asskomm.core.roles import Rolle
from tests.core.post.conftest import mailserver
from tests.factories.konten import konto

__all__ = ["mailserver"]


@pytest.fixture
def sb(db) -> User:
    return konto(Rolle.SACHBEARBEITUNG, name="Sabine Bach")
