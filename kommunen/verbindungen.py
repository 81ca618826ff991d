"""Associations and their members in memory, for rules that are asked about many rows (KommuneQuerySet.verbunden_mit
answers the same for one)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from .models import Mitgliedschaft

_Spanne = tuple[int, dt.date | None, dt.date | None]


class Verbindungen:
    def __init__(self, spannen: dict[int, list[_Spanne]]) -> None:
        self._spannen = spannen

    @classmethod
    def laden(cls, kommunen: Iterable[Any] | None = None) -> "Verbindungen":
        """All memberships that are not taken back, or only those of these bodies (rows or keys)."""
        zeilen = Mitgliedschaft.objects.gueltig().order_by("pk")
        if kommunen is not None:
            pks = [getattr(k, "pk", k) for k in kommunen]
            zeilen = zeilen.filter(Q(verband__in=pks) | Q(mitglied__in=pks))
        spannen: dict[int, list[_Spanne]] = defaultdict(list)
        for verband, mitglied, von, bis in zeilen.values_list("verband", "mitglied", "gueltig_von", "gueltig_bis"):
            spannen[verband].append((mitglied, von, bis))
            spannen[mitglied].append((verband, von, bis))
        return cls(dict(spannen))

    @property
    def alle(self) -> set[int]:
        """Every body that occurs in one of these memberships."""
        return {andere for spannen in self._spannen.values() for andere, _, _ in spannen}

    def von(self, kommune: Any, von: dt.date, bis: dt.date) -> set[int]:
        """The bodies whose connection with this one overlaps the days, both included."""
        return {
            andere
            for andere, ab, ende in self._spannen.get(kommune.pk, ())
            if (ende is None or ende >= von) and (ab is None or ab <= bis)
        }
