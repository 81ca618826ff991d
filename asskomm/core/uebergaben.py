"""What a handover moves beside roles. Higher apps register what they know of a person's duties."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from .models import Erfasst, User


@dataclass(frozen=True)
class Aufgabenart:
    """`offen` names the duties of a person on a day; `bewege` gives them to a successor and names what moved."""

    offen: Callable[[User, dt.date], list[str]]
    bewege: Callable[..., list[str]]


_arten: dict[str, Aufgabenart] = {}


def register(*, name: str, art: Aufgabenart) -> None:
    """Called once when the apps start."""
    _arten[name] = art


def offene_aufgaben(user: User, tag: dt.date) -> list[str]:
    return [aufgabe for art in _arten.values() for aufgabe in art.offen(user, tag)]


def bewege(*, von: User, an: User | None, letzter_tag: dt.date, by: User, jetzt: dt.datetime) -> list[str]:
    """Gives every duty to the successor; without one it only ends."""
    return [
        aufgabe
        for art in _arten.values()
        for aufgabe in art.bewege(von=von, an=an, letzter_tag=letzter_tag, by=by, jetzt=jetzt)
    ]


def begonnenes(user: User) -> list[tuple[str, int]]:
    """What the person has entered, by kind: it stays with the organisation and keeps naming the person."""
    modelle: list[Any] = [m for m in apps.get_models() if issubclass(m, Erfasst) and not m._meta.proxy]
    anzahlen = [
        (str(m._meta.verbose_name_plural), m._base_manager.filter(erfasst_durch=user.pk).count()) for m in modelle
    ]
    return sorted((name, anzahl) for name, anzahl in anzahlen if anzahl)
