# ruff: noqa: S608 - tables and columns are named here, nothing comes from outside
"""A chain of some entries, and raw SQL against it with the triggers off."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from asskomm.core.models import Protokolleintrag, Protokollkopf
from asskomm.core.protokoll import kette, protokolliere, vorgang
from asskomm.core.protokoll.ausloeser import drop_ausloeser

JETZT = dt.datetime(2026, 11, 26, 8, 30, 0, 123456, tzinfo=dt.UTC)
TABELLE = "core_protokolleintrag"


def schreibe(anzahl: int = 1, **angaben: Any) -> list[Protokolleintrag]:
    """Returns the new entries, oldest first."""
    ab = Protokollkopf.objects.get().nr
    with vorgang():
        for nr in range(anzahl):
            werte = {"ereignis": "abmeldung", "by": None, "jetzt": JETZT, "grund": f"Probe {nr}", **angaben}
            protokolliere(**werte)
    return list(Protokolleintrag.objects.filter(nr__gt=ab).order_by("nr"))


@contextmanager
def ungeschuetzt() -> Iterator[None]:
    """What happens inside is taken back at the end, the triggers are there again."""
    with transaction.atomic():
        drop_ausloeser(connection)
        yield
        transaction.set_rollback(True)


def sql(anweisung: str, *werte: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(anweisung, werte)
        return cursor.rowcount


def setze(nr: int, /, **spalten: Any) -> None:
    """Raw change of one row; the moment is bound as the database wants it."""
    zuweisung = ", ".join(f"{name} = %s" for name in spalten)
    assert sql(f"UPDATE {TABELLE} SET {zuweisung} WHERE nr = %s", *spalten.values(), nr) == 1


def setze_kopf(nr: int, pruefsumme: str) -> None:
    assert sql("UPDATE core_protokollkopf SET nr = %s, pruefsumme = %s", nr, pruefsumme) == 1


def loesche(*nummern: int) -> None:
    for nr in nummern:
        assert sql(f"DELETE FROM {TABELLE} WHERE nr = %s", nr) == 1


def schreibe_neu(ab: int) -> None:
    """What somebody with the code can do: new digests for all entries from `ab` on, and a head to match."""
    davor = Protokolleintrag.objects.filter(nr=ab - 1).first()
    summe = davor.pruefsumme if davor else kette.ANFANG
    for eintrag in Protokolleintrag.objects.filter(nr__gte=ab).order_by("nr"):
        inhalt = eintrag.inhalt_sha256 if eintrag.inhalt is None else kette.sha256(eintrag.inhalt)
        werte = {n: getattr(eintrag, n) for n in kette.Glied._fields} | {"vorgaenger": summe, "inhalt_sha256": inhalt}
        vorgaenger, summe = summe, kette.pruefsumme(kette.Glied(**werte))
        setze(eintrag.nr, vorgaenger=vorgaenger, inhalt_sha256=inhalt, pruefsumme=summe)
        setze_kopf(eintrag.nr, summe)
