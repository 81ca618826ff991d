"""The whole stock as the load commands write it: for tests that need the real network."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import transaction


def _rufe(befehl: str, **optionen: object) -> str:
    ausgabe = StringIO()
    call_command(befehl, stdout=ausgabe, **optionen)
    return ausgabe.getvalue()


def lade_register() -> str:
    return _rufe("lade_register")


def lade_historie() -> str:
    """The register and the published facts."""
    return lade_register() + _rufe("lade_historie")


def lade_alles() -> str:
    """Register, history and demo data, as `make run` loads them."""
    return lade_historie() + _rufe("lade_demo")


@contextmanager
def zurueckgenommen() -> Iterator[None]:
    """For fixtures of a whole file: its tests run as savepoints in this transaction."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
