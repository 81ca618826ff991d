"""What runs as an Arbeitslauf: each kind with its function, filled when the apps start."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches

from . import clock  # Uhr: Der Arbeiter läuft ohne Anfrage und ohne Befehl

JePosten = Callable[..., str]
"""Called with `lauf=, posten=, jetzt=` in a transaction of its own; returns what it did, or raises Ablehnung."""
ImGanzen = Callable[..., dict[str, Any]]
"""Called with `lauf=, fortschritt=, jetzt=`; returns the result for the page (values that fit into JSON)."""

_HALTBAR = 24 * 3600


@dataclass(frozen=True)
class Arbeitsart:
    """Either item by item (resumable) or as a whole. `recht`: asked of the person again before every piece of work.

    Work as a whole runs in one transaction with the mark that it is done: so it happens exactly once, whenever the
    worker dies. `schreibt=False` is for work that only reads (a file is made, an export): it keeps no lock that long,
    and may be done twice.
    """

    name: str
    recht: str
    je_posten: JePosten | None = None
    im_ganzen: ImGanzen | None = None
    schreibt: bool = True
    gegenstand: Callable[[Any], Any] | None = None  # from the run to the row that it works on, for the way back


_ARTEN: dict[str, Arbeitsart] = {}


def register_arbeitsart(art: Arbeitsart) -> None:
    if (art.je_posten is None) == (art.im_ganzen is None):
        raise ValueError("Entweder je_posten oder im_ganzen.")
    _ARTEN[art.name] = art


def arbeitsart(name: str) -> Arbeitsart:
    return _ARTEN[name]


def gegenstand_des_laufs(lauf: Any) -> Any:
    """What the run works on, if its kind says so and it is still there."""
    art = _ARTEN.get(lauf.art)
    return art.gegenstand(lauf) if art is not None and art.gegenstand is not None else None


class Fortschritt:
    """Progress of work that runs in one transaction: told beside the database, which shows nothing before its end."""

    def __init__(self, lauf_pk: int) -> None:
        self._schluessel = f"lauf-{lauf_pk}"
        self._zuletzt: dt.datetime | None = None

    def melde(self, erledigt: int, gesamt: int, text: str = "") -> None:
        """Cheap enough for every row: writes twice a second at most, and always at the end."""
        jetzt = clock.now()
        if self._zuletzt and erledigt < gesamt and (jetzt - self._zuletzt).total_seconds() < 0.5:
            return
        self._zuletzt = jetzt
        stand = {"erledigt": erledigt, "gesamt": gesamt, "text": text, "zeit": jetzt}
        caches["fortschritt"].set(self._schluessel, stand, _HALTBAR)

    def lies(self) -> dict[str, Any] | None:
        return caches["fortschritt"].get(self._schluessel)
