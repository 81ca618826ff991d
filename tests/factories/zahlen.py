"""Sets of figures: submitted by one person, released by another."""

import datetime as dt

from asskomm.core.models import User
from asskomm.core.roles import Rolle
from asskomm.portal.models import Kennzahlenfreigabe
from asskomm.portal.services.freigabe import release_kennzahlen, submit_kennzahlen
from tests.factories.konten import konto


def gib_frei(*, stichtag: dt.date, anlass: str, by: User, jetzt: dt.datetime) -> Kennzahlenfreigabe:
    """Submitted by a clerk, released by `by`."""
    vorlage = submit_kennzahlen(stichtag=stichtag, anlass=anlass, by=konto(Rolle.SACHBEARBEITUNG), jetzt=jetzt)
    return release_kennzahlen(vorlage=vorlage, by=by, jetzt=jetzt)
