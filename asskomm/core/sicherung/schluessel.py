"""The highest key each table has ever given: a key the protocol speaks of is never given to another row."""

from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import Max


class _Dialekt(NamedTuple):
    lies: str
    """Parameters: table, column. One value, or no row."""
    setze: tuple[str, ...]
    """Named parameters: tabelle, spalte, nr."""


_DIALEKTE = {
    "sqlite": _Dialekt(
        "SELECT seq FROM sqlite_sequence WHERE name = %(tabelle)s",
        (
            "DELETE FROM sqlite_sequence WHERE name = %(tabelle)s",
            "INSERT INTO sqlite_sequence (name, seq) VALUES (%(tabelle)s, %(nr)s)",
        ),
    ),
    "postgresql": _Dialekt(
        "SELECT pg_sequence_last_value(pg_get_serial_sequence(%(quoted)s, %(spalte)s)::regclass)",
        ("SELECT setval(pg_get_serial_sequence(%(quoted)s, %(spalte)s), %(nr)s)",),
    ),
}


def hoechster_schluessel(modell: type[models.Model]) -> int:
    """0 for tables that number nothing by themselves."""
    if not zaehlt(modell):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_DIALEKTE[connection.vendor].lies, _angaben(modell))
        zeile = cursor.fetchone()
    auswahl: models.QuerySet[Any] = models.QuerySet(modell)
    return max((zeile[0] if zeile else 0) or 0, auswahl.aggregate(hoechster=Max("pk"))["hoechster"] or 0)


def setze_schluessel(modell: type[models.Model], nr: int) -> None:
    """`nr` must be at least the highest key in the table; 0 leaves the counter as it is."""
    if nr and zaehlt(modell):
        with connection.cursor() as cursor:
            for anweisung in _DIALEKTE[connection.vendor].setze:
                cursor.execute(anweisung, {**_angaben(modell), "nr": nr})


def zaehlt(modell: type[models.Model]) -> bool:
    return modell._meta.auto_field is not None


def _angaben(modell: type[models.Model]) -> dict[str, Any]:
    tabelle, feld = modell._meta.db_table, modell._meta.auto_field
    return {"tabelle": tabelle, "quoted": connection.ops.quote_name(tabelle), "spalte": feld.column if feld else ""}
