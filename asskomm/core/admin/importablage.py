"""Keeps an uploaded table between preview and confirmation, bound to person, list and content; a day at most."""

import datetime as dt
from typing import Any

from django.core import signing
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.crypto import get_random_string

from asskomm.core.errors import Ablehnung
from asskomm.core.uploads import sha256

ORDNER = "importe"
GUELTIG = dt.timedelta(hours=2)
SALZ = "import"


def lege_ab(datei: Any, *, user: Any, liste: str, jetzt: dt.datetime) -> str:
    """Returns the sign under which the confirmation finds the file again."""
    raeume_auf(jetzt)
    datei.seek(0)
    endung = ".xlsx" if str(datei.name).lower().endswith(".xlsx") else ".csv"
    name = default_storage.save(f"{ORDNER}/{get_random_string(32)}{endung}", File(datei))
    datei.seek(0)
    return signing.dumps([name, str(datei.name), sha256(datei), user.pk, liste], salt=SALZ)


def hole(zeichen: str, *, user: Any, liste: str) -> tuple[str, File]:
    """Name in the storage and open file; raises Ablehnung when there is nothing (any more)."""
    weg = Ablehnung("Die hochgeladene Datei liegt nicht mehr vor. Bitte laden Sie sie noch einmal hoch.")
    try:
        name, dateiname, summe, pk, fuer = signing.loads(zeichen, salt=SALZ, max_age=GUELTIG)
    except (signing.BadSignature, ValueError, TypeError):
        raise weg from None
    if pk != user.pk or fuer != liste or not default_storage.exists(name):
        raise weg
    datei = default_storage.open(name)
    if sha256(datei) != summe:
        datei.close()
        raise weg
    datei.name = dateiname  # as the person knows it
    return name, datei


def raeume_auf(jetzt: dt.datetime) -> None:
    if not default_storage.exists(ORDNER):
        return
    for name in default_storage.listdir(ORDNER)[1]:
        pfad = f"{ORDNER}/{name}"
        if default_storage.get_modified_time(pfad) < jetzt - dt.timedelta(days=1):
            default_storage.delete(pfad)
