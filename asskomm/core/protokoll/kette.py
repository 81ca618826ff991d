"""What a digest covers: canonical JSON (sorted keys, no spaces, UTF-8, moments in UTC with microseconds)."""

import datetime as dt
import hashlib
import json
from typing import Any, NamedTuple

ANFANG = "0" * 64  # stands before the first entry; the default of Protokollkopf.pruefsumme


class Glied(NamedTuple):
    """The columns of an entry that its digest covers; the payload is covered by its own digest."""

    nr: int
    zeitpunkt: dt.datetime
    ereignis: str
    akteur_id: int | None
    rolle: str
    objekt_art: str
    objekt_id: str
    anfrage_id: str
    inhalt_sha256: str
    vorgaenger: str


def kanonisch(werte: Any) -> str:
    return json.dumps(werte, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(text: str) -> str:
    # A lone surrogate cannot be stored; tampered rows may carry anything, and are still to be judged.
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def zeit(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def pruefsumme(glied: Glied) -> str:
    werte = glied._asdict()
    werte["zeitpunkt"] = zeit(glied.zeitpunkt)
    return sha256(kanonisch(werte))
