"""Digest of what an edit page shows, so that a second editor cannot overwrite the first unseen."""

import hashlib
from typing import Any

from django.db import models


def fassung(objekt: models.Model, inlines: list[tuple[type[models.Model], str]]) -> str:
    """Over the columns of the row, its own many-to-many links and the rows that can be edited with it."""
    teile: list[Any] = [[(f.attname, f.value_from_object(objekt)) for f in objekt._meta.concrete_fields]]
    for feld in objekt._meta.many_to_many:
        if feld.remote_field.through._meta.auto_created:  # type: ignore[union-attr]
            teile.append(sorted(getattr(objekt, feld.name).order_by("pk").values_list("pk", flat=True)))
    for modell, fremdschluessel in inlines:
        teile.append(list(modell._default_manager.filter(**{fremdschluessel: objekt}).order_by("pk").values_list()))
    return hashlib.sha256(repr(teile).encode()).hexdigest()[:32]


def letzte_aenderung(objekt: Any) -> str:
    """ " (zuletzt von … am …)", as far as the technical history knows."""
    verlauf = getattr(objekt, "history", None)
    eintrag = verlauf.select_related("history_user").first() if verlauf is not None else None
    if eintrag is None or eintrag.history_user is None:
        return ""
    return f" (zuletzt durch {eintrag.history_user})"
