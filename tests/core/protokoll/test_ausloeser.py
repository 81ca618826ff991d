# ruff: noqa: S608 - the table is named in kettenbau.py
"""Weder das Programm noch SQL ändert oder löscht Einträge; nur ein Inhalt darf rechtmäßig verschwinden."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Protokolleintrag, Protokollkopf
from asskomm.core.protokoll.ausloeser import create_ausloeser, drop_ausloeser, fehlende_ausloeser
from asskomm.core.protokoll.pruefung import pruefe
from tests.core.protokoll.kettenbau import TABELLE, schreibe, setze, sql

pytestmark = pytest.mark.django_db

VERBOTEN = {
    "löschen": f"DELETE FROM {TABELLE} WHERE nr = 2",
    "alles löschen": f"DELETE FROM {TABELLE}",
    "Nummer": f"UPDATE {TABELLE} SET nr = 9 WHERE nr = 2",
    "Zeitpunkt": f"UPDATE {TABELLE} SET zeitpunkt = '2020-01-01 00:00:00+00:00' WHERE nr = 2",
    "Person": f"UPDATE {TABELLE} SET akteur_id = 5 WHERE nr = 2",
    "Inhalt ändern": f"UPDATE {TABELLE} SET inhalt = '{{}}' WHERE nr = 2",
    "Inhalt löschen und dabei ändern": f"UPDATE {TABELLE} SET inhalt = NULL, rolle = 'LT' WHERE nr = 2",
    "Prüfsumme": f"UPDATE {TABELLE} SET pruefsumme = 'x' WHERE nr = 2",
    "Kopf zurück": "UPDATE core_protokollkopf SET nr = 1",
    "Kopf überschreiben": "UPDATE core_protokollkopf SET pruefsumme = 'x'",
    "Kopf löschen": "DELETE FROM core_protokollkopf",
    "zweiter Kopf": "INSERT INTO core_protokollkopf (id, nr, pruefsumme) VALUES (2, 0, 'x')",
}
NUR_SQLITE = {
    "ersetzen": f"INSERT OR REPLACE INTO {TABELLE} SELECT * FROM {TABELLE} WHERE nr = 2",
    "Kopf ersetzen": "INSERT OR REPLACE INTO core_protokollkopf (id, nr, pruefsumme) VALUES (1, 0, 'x')",
}
NUR_POSTGRESQL = {"leeren": f"TRUNCATE {TABELLE}", "Kopf leeren": "TRUNCATE core_protokollkopf"}


def test_datenbank_verweigert_jede_aenderung():
    schreibe(3)
    anweisungen = VERBOTEN | (NUR_SQLITE if connection.vendor == "sqlite" else NUR_POSTGRESQL)
    durchgelassen = []
    for name, anweisung in anweisungen.items():
        try:
            with transaction.atomic():
                sql(anweisung)
            durchgelassen.append(name)
        except IntegrityError:
            continue
    assert durchgelassen == []
    assert pruefe().anzahl == 3


def test_inhalt_darf_verschwinden_aber_nicht_wiederkommen():
    schreibe(2)
    setze(2, inhalt=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        setze(2, inhalt="{}")


def test_auch_mehrere_eintraege_auf_einmal_schuetzt_der_ausloeser():
    schreibe(3)
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(f"UPDATE {TABELLE} SET inhalt = NULL, ereignis = 'x'")


@pytest.mark.parametrize(
    "handlung",
    [
        lambda e: e.save(),
        lambda e: e.delete(),
        lambda e: Protokolleintrag.objects.update(grund="x"),
        lambda e: Protokolleintrag.objects.all().delete(),
        lambda e: Protokolleintrag.objects.bulk_create([e]),
        lambda e: Protokolleintrag.objects.bulk_update([e], ["rolle"]),
    ],
)
def test_modell_verweigert_schreiben_und_loeschen(handlung: Callable[[Protokolleintrag], Any]):
    (eintrag,) = schreibe()
    with pytest.raises(Ablehnung, match="nur fortgeschrieben"):
        handlung(eintrag)


def test_fehlende_ausloeser_werden_genannt():
    assert fehlende_ausloeser(connection) == []
    drop_ausloeser(connection)
    assert {"protokoll_kein_loeschen", "protokoll_kein_aendern", "protokollkopf_nur_vorwaerts"} <= set(
        fehlende_ausloeser(connection)
    )
    create_ausloeser(connection)
    assert fehlende_ausloeser(connection) == []


def test_migration_legt_kopf_und_ausloeser_an_und_nimmt_sie_weg():
    migration = import_module("asskomm.core.migrations.0002_protokoll")
    with connection.schema_editor(atomic=False) if connection.vendor == "postgresql" else _editor() as editor:
        migration.nimm_ausloeser_weg(apps, editor)
        sql("DELETE FROM core_protokollkopf")
        migration.lege_kopf_an(apps, editor)
        migration.richte_ausloeser_ein(apps, editor)
    assert Protokollkopf.objects.get().nr == 0
    assert fehlende_ausloeser(connection) == []


class _editor:
    """SQLite opens no schema editor within the transaction of a test; only its connection is needed."""

    def __enter__(self) -> "_editor":
        self.connection = connection
        return self

    def __exit__(self, *args: object) -> None:
        pass
