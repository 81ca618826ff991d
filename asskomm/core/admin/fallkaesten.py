"""Boxes on every case page (deadlines, follow-ups, correspondence, papers): a registry that the areas fill at start.

Some also stand on the pages of other objects.
"""

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
_ueberall: set[str] = set()


def register(*, name: str, quelle: Quelle, reihenfolge: int = 100, auch_ohne_fall: bool = False) -> None:
    """`auch_ohne_fall`: the source is asked for objects that are no case, too."""
    _quellen[name] = (reihenfolge, quelle)
    if auch_ohne_fall:
        _ueberall.add(name)


def fallkaesten(user: Any, objekt: Any, heute: dt.date) -> list[Fallkasten]:
    gefragt = {n: q for n, q in _quellen.items() if n in _ueberall or ist_fall(objekt)}
    geordnet = sorted(gefragt.items(), key=lambda eintrag: (eintrag[1][0], eintrag[0]))
    kaesten = (quelle(user, objekt, heute) for _, (_, quelle) in geordnet)
    return [kasten for kasten in kaesten if kasten is not None]
