"""The bodies a role can be for. Higher apps register what their registers know; organisations are made on first use."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .models import Organisation, User
from .roles import OrganisationArt


@dataclass(frozen=True)
class Stelle:
    """A body by its key in its own register; it may have no organisation yet."""

    art: str
    schluessel: str
    name: str


@dataclass(frozen=True)
class Register:
    finde: Callable[[str], Stelle | None]
    vorschlaege: Callable[[], Iterable[tuple[str, str]]]
    """Pairs of name and explanation."""
    lege_an: Callable[[str, User | None], Organisation]
    """Gets the key and who acts."""


_register: dict[str, Register] = {}


def register(*, art: str, eintrag: Register) -> None:
    """Called once when the apps start."""
    _register[art] = eintrag


def finde(art: str, text: str) -> Stelle | None:
    """The body of that kind with this name or key; a Träger is known by being named."""
    text = " ".join(text.split())
    if not text:
        return None
    if art in _register:
        return _register[art].finde(text)
    if art == OrganisationArt.TRAEGER:
        return Stelle(art, f"traeger:{text.casefold()}"[:80], text[:200])
    return None


def vorschlaege(*arten: str) -> list[tuple[str, str]]:
    gefunden: list[tuple[str, str]] = []
    for art in arten:
        if art in _register:
            gefunden += _register[art].vorschlaege()
        else:
            namen = Organisation.objects.filter(art=art).order_by("name", "pk").values_list("name", flat=True)
            gefunden += [(name, str(OrganisationArt(art).label)) for name in namen]
    return gefunden


def organisation_von(stelle: Stelle, by: User | None) -> Organisation:
    if stelle.art in _register:
        return _register[stelle.art].lege_an(stelle.schluessel, by)
    angaben = {"art": stelle.art, "name": stelle.name}
    return Organisation.objects.get_or_create(schluessel=stelle.schluessel, defaults=angaben)[0]
