"""The worklist of the back office: a registry that the apps fill at start.

Two ways in: `register_art` for rows that the database can name itself (all of them come in one query, whatever their
number), and `register` for the few that need Python for each row. The page is built in asskomm/portal/arbeitsvorrat.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpResponse


class WartetAuf(models.TextChoices):
    """Who has to act next."""

    ICH = "ICH", "Sie"
    SACHBEARBEITUNG = "SB", "Sachbearbeitung"
    LEITUNG = "LT", "Leitung"
    KOMMUNE = "KO", "Kommune"
    POLIZEI = "PO", "Polizei"
    COACH = "CO", "Coach"
    SYSTEM = "SV", "Systemverwaltung"


ANDERE: frozenset[str] = frozenset({WartetAuf.KOMMUNE, WartetAuf.POLIZEI, WartetAuf.COACH})
"""Outside the house: the clerk can only ask."""


@dataclass(frozen=True)
class Posten:
    """One thing to do: what, where, why, until when, since when, who has to act. `marke`: badge in a word."""

    text: str
    url: str
    zusatz: str = ""
    faellig: dt.date | None = None
    marke: str = ""
    dringend: bool = False
    seit: dt.date | None = None
    wartet_auf: str = WartetAuf.SACHBEARBEITUNG
    kommunen: tuple[str, ...] = ()
    landkreise: frozenset[int] = frozenset()
    fuer: int | None = None  # the account that it is meant for
    fall: str = ""  # the name of the case, where `text` does not name it
    art: str = ""  # name and title of its kind; filled where the posten comes in a group
    titel: str = ""
    fiktiv: bool = False


@dataclass(frozen=True)
class Gruppe:
    titel: str
    posten: tuple[Posten, ...]
    hinweis: str = ""
    mehr_url: str = ""  # the whole list, if only its beginning is shown
    mehr_text: str = ""


Quelle = Callable[[Any, dt.date], Iterable[Gruppe]]
"""Gets the user and the day; gives the groups that concern this user, empty groups left out."""
Auswahl = Callable[[Any, dt.date], models.QuerySet | None]
"""Gets the user and the day; gives the rows visible to this user, or None where the kind does not concern them."""
Ausdruck = Any
"""A column (its path as text) or a database expression; constants as Value("…")."""


@dataclass(frozen=True)
class Vorratsart:
    """One kind of waiting rows. Expressions must not aggregate over joins: use Subquery instead."""

    name: str  # in addresses and saved filters: never rename
    titel: str
    auswahl: Auswahl
    text: Ausdruck
    zusatz: Ausdruck = None
    marke: Ausdruck = None
    faellig: Ausdruck = None  # a day; of a moment in a column of the row itself its day is taken
    seit: Ausdruck = None  # the same
    wartet_auf: Ausdruck = None  # one of WartetAuf; default: the Sachbearbeitung
    fuer: Ausdruck = None  # key of the account that it is meant for
    kommune: str | None = None  # way to the Kommune or Kommunen; "" = the row is one
    am_fall: bool = False  # rows with a Fallbezug: name and Kommunen of the case are looked up
    dringend: Ausdruck = False  # urgent although no day has passed: True, or an expression that gives 1 or 0
    url: Callable[[int], str] | None = None  # default: the change page of the row
    reihenfolge: int = 100
    kennung: str = ""  # where several tables make one kind: what tells them apart


_quellen: dict[str, tuple[int, Quelle]] = {}
_arten: dict[str, Vorratsart] = {}


def register(*, name: str, quelle: Quelle, reihenfolge: int = 100) -> None:
    """Called once when the apps start; the name keeps a second import from doubling the entry."""
    _quellen[name] = (reihenfolge, quelle)


def register_art(art: Vorratsart) -> None:
    """Called once for each kind when the apps start; a second call replaces the first."""
    _arten[f"{art.name} {art.kennung}"] = art


def arten() -> list[Vorratsart]:
    return sorted(_arten.values(), key=lambda art: (art.reihenfolge, art.name, art.kennung))


def gruppen(user: Any, heute: dt.date) -> list[Gruppe]:
    """What the sources in Python give, in their order."""
    geordnet = sorted(_quellen.items(), key=lambda eintrag: (eintrag[1][0], eintrag[0]))
    return [gruppe for _, (_, quelle) in geordnet for gruppe in quelle(user, heute) if gruppe.posten]


Startseite = Callable[[Any, dt.date], dict[str, Any] | HttpResponse]
"""Gets the request and the day; gives the values of templates/admin/index.html, or another answer."""

_startseiten: list[Startseite] = []


def register_startseite(werte: Startseite) -> None:
    """The portal builds the page: it knows all apps."""
    _startseiten[:] = [werte]


def startseite(request: Any, heute: dt.date) -> dict[str, Any] | HttpResponse:
    return _startseiten[-1](request, heute)
