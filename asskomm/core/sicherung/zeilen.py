"""A table as lines of JSON: one list of values per row, the same text whichever database it came from."""

import base64
import datetime as dt
import decimal
import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.duration import duration_iso_string

from asskomm.core.errors import Ablehnung
from asskomm.core.protokoll.kette import zeit

STAPEL = 500
_RAUM = 2**256
_UNLESBAR = (ValueError, TypeError, ValidationError, decimal.InvalidOperation)
_FORMEN: tuple[tuple[type | tuple[type, ...], Any], ...] = (
    (dt.datetime, lambda w: zeit(w) if w.tzinfo else w.isoformat()),
    ((dt.date, dt.time), lambda w: w.isoformat()),
    (dt.timedelta, duration_iso_string),
    (decimal.Decimal, lambda w: f"{w:f}"),
    ((bytes, memoryview), lambda w: base64.b64encode(bytes(w)).decode()),
    (uuid.UUID, str),
)


class Umfang(NamedTuple):
    """How many rows, and a checksum over them that does not depend on their order (collations differ)."""

    zeilen: int
    summe: str


def felder(modell: type[models.Model]) -> list[models.Field]:
    return [f for f in modell._meta.local_concrete_fields if not getattr(f, "generated", False)]


def spalten(modell: type[models.Model]) -> list[str]:
    return [str(f.column) for f in felder(modell)]


def lies_tabelle(modell: type[models.Model]) -> Iterator[bytes]:
    """Streams the rows in the order of their keys; a plain queryset, for managers of ours leave rows out."""
    namen = [f.attname for f in felder(modell)]
    auswahl: models.QuerySet[Any] = models.QuerySet(modell)
    for werte in auswahl.order_by("pk").values_list(*namen).iterator(chunk_size=STAPEL):
        yield _als_zeile(werte)


def miss(zeilen: Iterable[bytes]) -> Umfang:
    """The checksum is the sum of the rows' digests: it tells damage and loss, it is no seal."""
    anzahl, summe = 0, 0
    for zeile in zeilen:
        anzahl += 1
        summe += int.from_bytes(hashlib.sha256(zeile.rstrip(b"\n")).digest(), "big")
    return Umfang(anzahl, f"{summe % _RAUM:064x}")


def schreibe_tabelle(modell: type[models.Model], zeilen: Iterable[bytes]) -> None:
    """Inserts as they are: no defaults, no signals, no moments of today; keys included."""
    spaltenliste = felder(modell)
    quote = connection.ops.quote_name
    namen = ", ".join(map(quote, spalten(modell)))
    platz = ", ".join(["%s"] * len(spaltenliste))
    sql = f"INSERT INTO {quote(modell._meta.db_table)} ({namen}) VALUES ({platz})"  # noqa: S608 - own names
    strom = iter(zeilen)
    with connection.cursor() as cursor:
        while stapel := list(islice(strom, STAPEL)):
            cursor.executemany(sql, [_als_parameter(modell, spaltenliste, zeile) for zeile in stapel])


def _als_zeile(werte: Iterable[Any]) -> bytes:
    text = json.dumps(
        [_als_json(w) for w in werte], sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return f"{text}\n".encode()


def _als_json(wert: Any) -> Any:
    for art, form in _FORMEN:
        if isinstance(wert, art):
            return form(wert)
    return wert


def _als_parameter(modell: type[models.Model], spaltenliste: list[models.Field], zeile: bytes) -> list[Any]:
    try:
        werte = json.loads(zeile)
        paare = zip(spaltenliste, werte, strict=True)
        return [_fuer_datenbank(feld, wert) for feld, wert in paare]
    except _UNLESBAR as fehler:
        name = modell._meta.verbose_name_plural
        raise Ablehnung(f"Eine Zeile der Tabelle „{name}“ in der Sicherung ist nicht lesbar: {fehler}") from None


def _fuer_datenbank(feld: models.Field, wert: Any) -> Any:
    ziel = feld.target_field if isinstance(feld, models.ForeignKey) else feld
    if isinstance(ziel, models.JSONField):
        if wert is None and not feld.null:  # the JSON value null, which is something in a column that needs something
            return connection.ops.adapt_json_value(None, ziel.encoder)
    elif isinstance(ziel, models.BinaryField):
        wert = None if wert is None else base64.b64decode(wert)
    else:
        wert = ziel.to_python(wert)
    return feld.get_db_prep_save(wert, connection)
