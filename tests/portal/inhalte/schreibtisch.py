"""Content as clerk and Leitung make it: through the services, in every state."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from asskomm.core.models import User
from asskomm.portal.enums import Inhaltsart
from asskomm.portal.models import Inhalt, Inhaltsdatei
from asskomm.portal.services import inhalte as dienste
from tests.factories.konten import konto

JETZT = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)
HEUTE = JETZT.date()
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\nIDAT"
    b"x\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)


def entwurf(art: str = Inhaltsart.NACHRICHT, *, by: User | None = None, **werte: Any) -> Inhalt:
    zuordnung = {f: werte.pop(f) for f in ("textstelle", "handlungsfeld", "kommune") if f in werte}
    angaben = {"titel": "Treffen in Dresden", "zusammenfassung": "Kurz", "text": "Ein *Text*.", **werte}
    return dienste.create_inhalt(art=art, werte=angaben, zuordnung=zuordnung, by=by or konto("SB"), jetzt=JETZT)


def fasse(inhalt: Inhalt, *, by: User, **werte: Any) -> Inhalt:
    """A further version."""
    angaben = {**inhalt.fassungswerte, **werte}
    return dienste.edit_inhalt(inhalt=inhalt, werte=angaben, zuordnung={}, by=by, jetzt=JETZT)


def mit_datei(inhalt: Inhalt, name: str, inhalt_der_datei: bytes, *, by: User) -> Inhaltsdatei:
    datei = SimpleUploadedFile(name, inhalt_der_datei)
    return dienste.add_datei(inhalt=inhalt, datei=datei, bezeichnung=f"Datei {name}", by=by, jetzt=JETZT)


def gib_frei(inhalt: Inhalt, *, sb: User | None = None, lt: User | None = None, jetzt: dt.datetime = JETZT) -> Inhalt:
    dienste.submit_inhalt(objekt=inhalt, by=sb or konto("SB"), jetzt=jetzt)
    return dienste.release_inhalt(objekt=inhalt, by=lt or konto("LT"), jetzt=jetzt)


def freigegeben(art: str = Inhaltsart.NACHRICHT, **werte: Any) -> Inhalt:
    return gib_frei(entwurf(art, **werte))
