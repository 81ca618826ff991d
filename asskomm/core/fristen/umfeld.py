"""Where a case belongs and whom it concerns. The register knows it; it tells the core at app start."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .kalender import SITZ, Ort

Empfaenger = tuple[str, str]
"""E-mail address and name."""


@dataclass(frozen=True)
class Umfeld:
    """`ort`: place of the Kommune(n); `zustaendige`: accounts of the clerks; `kontakte`: official contacts there."""

    ort: Callable[[Any], Ort | None]
    zustaendige: Callable[[Any, dt.date], list[Any]]
    kontakte: Callable[[Any, dt.date], list[Empfaenger]]


_umfeld: list[Umfeld] = []


def register_umfeld(umfeld: Umfeld) -> None:
    """A second call replaces the first."""
    _umfeld[:] = [umfeld]


def ort_der_kommune(fall: Any) -> Ort:
    """The seat of the LPR where the case has no Kommune."""
    return next((ort for u in _umfeld if (ort := u.ort(fall)) is not None), SITZ)


def zustaendige(fall: Any, tag: dt.date) -> list[Any]:
    return [konto for u in _umfeld for konto in u.zustaendige(fall, tag)]


def kontakte(fall: Any, tag: dt.date) -> list[Empfaenger]:
    return [kontakt for u in _umfeld for kontakt in u.kontakte(fall, tag)]
