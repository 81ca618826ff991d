"""Marks by which a takeover sees whether the stock, or the outcome of the check, is still that of the preview."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Count, Max

from ..models import Tatsache


def bestandsmarke(tabellen: Iterable[type[models.Model]]) -> str:
    """One or two queries for each table: rows only come and go, and who changes one leaves a trace in its history."""
    summe = hashlib.sha256()
    for modell in tabellen:
        summe.update(json.dumps([modell._meta.label, *_stand(modell)], cls=DjangoJSONEncoder).encode())
    return summe.hexdigest()


def _stand(modell: type[models.Model]) -> list[Any]:
    alle = modell._default_manager.order_by()
    gesetzte = [f.name for f in modell._meta.concrete_fields if f.null and not f.is_relation]
    stand = alle.aggregate(anzahl=Count("pk"), letzte=Max("pk"), **{f"n_{n}": Count(n) for n in gesetzte})
    verlauf = getattr(modell, "history", None)
    if verlauf is not None:
        stand |= verlauf.order_by().aggregate(verlauf=Max("history_id"))
    elif not issubclass(modell, Tatsache):  # neither history nor append-only: its values themselves
        stand["werte"] = _werte(alle.order_by("pk"))
    return sorted(stand.items())


def _werte(zeilen: Any) -> str:
    summe = hashlib.sha256()
    for werte in zeilen.values_list().iterator(chunk_size=5000):
        summe.update(repr(werte).encode())
    return summe.hexdigest()


class Fingerabdruck:
    """Of what a file would do, row by row."""

    def __init__(self) -> None:
        self._summe = hashlib.sha256()

    def nimm(self, *angaben: Any) -> None:
        self._summe.update(json.dumps(angaben, cls=DjangoJSONEncoder, sort_keys=True).encode())

    def __str__(self) -> str:
        return self._summe.hexdigest()
