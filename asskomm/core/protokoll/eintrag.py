"""What an entry says, before it has a number: made at the moment of the act, written at the end of the transaction."""

import datetime as dt
import decimal
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.core.files import File
from django.db import models

from asskomm.core.anfrage import anfrage_id
from asskomm.core.befugnis import Befugnis

from . import kette
from .ereignisse import EREIGNISSE, INHALT_GELOESCHT

_LAENGE = 2000  # of one value: the protocol names what changed, documents keep the wording
_GEHEIM = ("password", "passwort", "secret", "geheim", "token", "schluessel_privat")

_SALZ = str.maketrans("0123456789abcdef", "!#$%&()*+,-./:;=")  # signs that nobody searches for


class Entwurf(NamedTuple):
    """The columns of an entry but for number and digests, and its payload as canonical JSON."""

    spalten: dict[str, Any]
    inhalt: str


def entwirf(
    *,
    ereignis: str,
    by: Any,
    jetzt: dt.datetime,
    objekt: models.Model | None,
    vorher: Mapping[str, Any] | None,
    nachher: Mapping[str, Any] | None,
    grund: str,
    befugnis: Befugnis | None,
    recht: str,
) -> Entwurf:
    if ereignis not in EREIGNISSE:
        raise ValueError(f"{ereignis} is not listed in protokoll/ereignisse.py.")
    person = by if by is not None and by.pk is not None else None
    if befugnis is None and person is not None and recht:
        befugnis = person.befugnis_fuer(recht, objekt)
    angaben = {
        "person": str(person) if person and ereignis != INHALT_GELOESCHT else "",
        **_stellung(befugnis),
        "gegenstand": str(objekt)[:200] if objekt is not None else "",
        "vorher": _werte(vorher or {}),
        "nachher": _werte(nachher or {}),
        "grund": grund,
    }
    inhalt = {name: wert for name, wert in angaben.items() if wert not in ("", None, {})}
    inhalt["salz"] = secrets.token_hex(16).translate(_SALZ)  # or an erased name could be guessed from the digest
    spalten = {
        "zeitpunkt": jetzt,
        "ereignis": ereignis,
        "akteur_id": person.pk if person else None,
        "rolle": _rolle(person, befugnis),
        "objekt_art": objekt._meta.label_lower if objekt is not None else "",
        "objekt_id": str(objekt.pk) if objekt is not None else "",
        "anfrage_id": anfrage_id(),
    }
    return Entwurf(spalten, kette.kanonisch(inhalt))


def _stellung(befugnis: Befugnis | None) -> dict[str, Any]:
    """For whom the person acted; the account it stood in for by number, for names must be erasable."""
    if befugnis is None:
        return {}
    return {"organisation": befugnis.organisation, "in_vertretung_fuer_konto": befugnis.vertritt}


def _rolle(person: Any, befugnis: Befugnis | None) -> str:
    """The role acted in, or all roles the person holds where none was singled out."""
    if befugnis is not None:
        return str(befugnis.rolle)
    if person is None:
        return ""
    return ",".join(sorted({str(b.rolle) for b in person.befugnisse}))[:40]


def _werte(werte: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): _wert(wert) for name, wert in werte.items() if not _ist_geheim(str(name))}


def _ist_geheim(name: str) -> bool:
    return any(teil in name.lower() for teil in _GEHEIM)


def _wert(wert: Any) -> Any:
    """Only text, whole numbers, yes and no, lists of them: what both databases and every reader see alike."""
    if wert is None or isinstance(wert, bool | int):
        return wert
    if isinstance(wert, dt.datetime):
        return kette.zeit(wert)
    if isinstance(wert, dt.date):
        return wert.isoformat()
    if isinstance(wert, decimal.Decimal):
        return f"{wert:f}"
    if isinstance(wert, File):
        return str(wert.name)
    if isinstance(wert, Mapping):
        return _werte(wert)
    if isinstance(wert, Iterable) and not isinstance(wert, str | bytes | models.Model):
        return [_wert(teil) for teil in wert]
    return str(wert).encode("utf-8", "replace").decode()[:_LAENGE]
