"""Takes back a recorded fact: it stays visible, and counts no more for a later state of knowledge."""

import datetime as dt
from typing import Any

from .errors import Ablehnung
from .models import Tatsache
from .protokoll import protokolliere


def annul(*, tatsache: Tatsache, by: Any, jetzt: dt.datetime, grund: str) -> None:
    """Marks the row inside the caller's transaction, after a lock on it. Raises Ablehnung with every reason."""
    zeile = type(tatsache)._default_manager.select_for_update().get(pk=tatsache.pk)
    gruende = []
    if zeile.ist_annulliert:
        gruende.append("Der Eintrag ist schon annulliert.")
    if by is None:
        gruende.append("Eine Annullierung braucht eine handelnde Person.")
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Grund an.")
    if gruende:
        raise Ablehnung(gruende)
    zeile.annulliert_zeitpunkt = jetzt
    zeile.annulliert_durch = by
    zeile.annulliert_grund = grund.strip()
    zeile.save(update_fields=["annulliert_zeitpunkt", "annulliert_durch", "annulliert_grund"])
    protokolliere(ereignis="tatsache.annulliert", by=by, jetzt=jetzt, objekt=zeile, grund=grund.strip())
    tatsache.refresh_from_db()
