"""Input that an expired session would have lost."""

import datetime as dt
import re
import secrets
from collections.abc import Mapping, Sequence

from asskomm.core.models import Formularablage, User

# Never kept: secrets, and the mark that belonged to the old session.
GEHEIM = re.compile(r"passwor[dt]|^code$|credential|csrfmiddlewaretoken", re.IGNORECASE)
PFAD_LAENGE = 2000


def keep_eingaben(
    *, pfad: str, felder: Mapping[str, Sequence[object]], dateien: Sequence[str], by: User, jetzt: dt.datetime
) -> Formularablage:
    """Stores the fields for the person whose session it was; what is older than an hour goes."""
    purge_eingaben(by=by, jetzt=jetzt)
    return Formularablage.objects.create(
        token=secrets.token_urlsafe(32),
        konto_id=by.pk,
        pfad=pfad[:PFAD_LAENGE],
        felder={name: list(werte) for name, werte in felder.items() if not GEHEIM.search(name)},
        dateien=list(dateien),
        abgelegt_zeitpunkt=jetzt,
    )


def purge_eingaben(*, by: User, jetzt: dt.datetime) -> None:
    """Whatever is older than an hour, whoever it belongs to."""
    Formularablage.objects.abgelaufen(jetzt).delete()


def discard_eingaben(*, ablage: Formularablage, by: User) -> None:
    Formularablage.objects.filter(pk=ablage.pk, konto_id=by.pk).delete()
