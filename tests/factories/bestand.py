"""The whole stock as the load commands write it: for tests that need the real network."""

from io import StringIO

from django.core.management import call_command


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
