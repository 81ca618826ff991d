"""The version of all data that the public sees; the ETag of public pages rests on it.

Raised after commit, in a statement of its own: no lock is held together with others, and a reader who comes
in between at worst keeps new content under the old version until the next change.
"""

from django.db import transaction
from django.db.models import F

from .models import Datenstand


def mark_changed() -> None:
    """Raises the version once per transaction, after commit."""
    transaction.on_commit(_raise_version)


def _raise_version() -> None:
    if not Datenstand.objects.filter(pk=1).update(version=F("version") + 1):
        Datenstand.objects.bulk_create([Datenstand(pk=1, version=1)], ignore_conflicts=True)


def aktuelle_version() -> int:
    return Datenstand.objects.filter(pk=1).values_list("version", flat=True).first() or 0
