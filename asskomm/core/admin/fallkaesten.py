"""Boxes on every case page (deadlines, follow-ups, correspondence, papers): a registry that the areas fill at start."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from asskomm.core.fallarten import ist_fall


@dataclass(frozen=True)
class Fallkasten:
    """`vorlage` gets `werte`; `knoepfe`: pairs of word and address below it."""

    titel: str
    vorlage: str
    werte: dict[str, Any] = field(default_factory=dict)
    knoepfe: tuple[tuple[str, str], ...] = ()


Quelle = Callable[[Any, Any, dt.date], Fallkasten | None]
"""Gets person, case and day; None = nothing to show to this person."""

_quellen: dict[str, tuple[int, Quelle]] = {}


def register(*, name: str, quelle: Quelle, reihenfolge: int = 100) -> None:
    _quellen[name] = (reihenfolge, quelle)


def fallkaesten(user: Any, objekt: Any, heute: dt.date) -> list[Fallkasten]:
    if not ist_fall(objekt):
        return []
    geordnet = sorted(_quellen.items(), key=lambda eintrag: (eintrag[1][0], eintrag[0]))
    kaesten = (quelle(user, objekt, heute) for _, (_, quelle) in geordnet)
    return [kasten for kasten in kaesten if kasten is not None]
