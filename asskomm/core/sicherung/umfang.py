"""Which tables a backup holds, and which rows an empty system has already."""

from django.apps import apps
from django.db import models

KOPF = "core.protokollkopf"

# Sessions end with the system they belong to. The queue belongs to the state: what waits in it has not been done yet.
# The table of the cache (core 0005) has no model and is left out as well.
OHNE = frozenset({"sessions.session", "usersessions.usersession"})

_grundbestand = {
    "contenttypes.contenttype",
    "auth.permission",
    "core.fristregel",  # core 0009
    "core.aktenzeichenregel",  # core 0011
}


def register_grundbestand(*namen: str) -> None:
    """Tables in which migrations write rows: those are replaced by the rows of the backup."""
    _grundbestand.update(name.lower() for name in namen)


def grundbestand() -> frozenset[str]:
    return frozenset(_grundbestand)


def alle_modelle() -> list[type[models.Model]]:
    """Every table of ours and of the libraries, join tables included, in a fixed order."""
    modelle = apps.get_models(include_auto_created=True)
    eigene = {m._meta.db_table: m for m in modelle if m._meta.managed and not m._meta.proxy and not m._meta.swapped}
    return sorted(eigene.values(), key=lambda m: m._meta.label_lower)


def gesicherte_modelle() -> list[type[models.Model]]:
    return [m for m in alle_modelle() if m._meta.label_lower not in OHNE]
