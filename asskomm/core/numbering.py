"""Gap-free numbers from a locked counter row."""

from django.db import transaction

from .errors import Ablehnung
from .models import Nummernkreis

FIKTIV = "-fiktiv"
"""Ends the key of a counter that only fictitious rows draw from."""


def draw_nummer(*, kreis: str) -> int:
    """The next number, drawn inside the caller's transaction: a rollback gives it back, so no gap arises.

    The row lock makes parallel callers wait; the caller's unique constraint is the second safeguard.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Numbers are drawn inside a transaction, or a failure would leave a gap.")
    zaehler = _locked(kreis)
    zaehler.letzte_nr += 1
    zaehler.save(update_fields=["letzte_nr"])
    return zaehler.letzte_nr


def raise_nummernkreis(*, kreis: str, mindestens: int) -> None:
    """After a takeover of existing numbers the counter goes on above the highest."""
    zaehler = _locked(kreis)
    if mindestens > zaehler.letzte_nr:
        zaehler.letzte_nr = mindestens
        zaehler.save(update_fields=["letzte_nr"])


def lower_nummernkreis(*, kreis: str, auf: int) -> None:
    """Only for the removal of fictitious data, never for numbers that were given in earnest."""
    zaehler = _locked(kreis)
    if auf < 0:
        raise Ablehnung("Ein Nummernkreis beginnt frühestens bei 0.")
    zaehler.letzte_nr = auf
    zaehler.save(update_fields=["letzte_nr"])


def reset_fiktive_nummernkreise() -> None:
    """With the removal of the fictitious rows that drew from them."""
    Nummernkreis.objects.filter(schluessel__endswith=FIKTIV).update(letzte_nr=0)


def lock_nummernkreis(*, kreis: str) -> None:
    """Lets parallel callers wait until the caller's transaction ends, where there is no row yet to lock."""
    _locked(kreis)


def drop_unused_nummernkreise() -> None:
    """A counter at 0 is as good as none: it only served as a lock."""
    Nummernkreis.objects.filter(letzte_nr=0).delete()


def letzte_nummer(*, kreis: str) -> int:
    return Nummernkreis.objects.filter(schluessel=kreis).values_list("letzte_nr", flat=True).first() or 0


def _locked(kreis: str) -> Nummernkreis:
    Nummernkreis.objects.bulk_create([Nummernkreis(schluessel=kreis)], ignore_conflicts=True)
    return Nummernkreis.objects.select_for_update().get(schluessel=kreis)
