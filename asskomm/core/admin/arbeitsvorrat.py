"""The worklist on the start page of the back office: a registry that the apps fill at start."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Posten:
    """One thing to do: what, where, until when. `marke`: badge in a word, as "überfällig"."""

    text: str
    url: str
    zusatz: str = ""
    faellig: dt.date | None = None
    marke: str = ""
    dringend: bool = False


@dataclass(frozen=True)
class Gruppe:
    titel: str
    posten: tuple[Posten, ...]
    hinweis: str = ""
    mehr_url: str = ""  # the whole list, if only its beginning is shown
    mehr_text: str = ""


Quelle = Callable[[Any, dt.date], Iterable[Gruppe]]
"""Gets the user and the day; gives the groups that concern this user, empty groups left out."""

_quellen: dict[str, tuple[int, Quelle]] = {}


def register(*, name: str, quelle: Quelle, reihenfolge: int = 100) -> None:
    """Called once when the apps start; the name keeps a second import from doubling the entry."""
    _quellen[name] = (reihenfolge, quelle)


def gruppen(user: Any, heute: dt.date) -> list[Gruppe]:
    geordnet = sorted(_quellen.items(), key=lambda eintrag: (eintrag[1][0], eintrag[0]))
    return [gruppe for _, (_, quelle) in geordnet for gruppe in quelle(user, heute) if gruppe.posten]
