"""Papers that go out with a QR code and come home signed: each kind says what becomes of the scan."""

from collections.abc import Callable
from dataclasses import dataclass

from .models import Dokument

Annahme = Callable[..., Dokument]
"""Called with `fall=, datei=, by=, jetzt=`; stores the scan and takes it to the file, or raises Ablehnung."""


@dataclass(frozen=True)
class Papierart:
    """`recht`: asked of the person for the case before the scan is taken."""

    name: str
    label: str
    recht: str
    nimm_scan: Annahme


_ARTEN: dict[str, Papierart] = {}


def register_papierart(art: Papierart) -> None:
    """Called once when the apps start; a second call replaces the first."""
    _ARTEN[art.name] = art


def papierart(name: str) -> Papierart | None:
    return _ARTEN.get(name)
