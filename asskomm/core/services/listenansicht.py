"""What a person wants of a list: it concerns nobody else and decides nothing, so the protocol does not hear of it."""

from collections.abc import Sequence
from typing import Any

from ..errors import Ablehnung
from ..models import Listenansicht, User
from ..protokoll import vorgang

HOECHSTENS_FILTER = 12


@vorgang
def save_listenansicht(*, liste: str, spalten: Sequence[str], je_seite: int | None, by: User) -> None:
    """`spalten` in their order; empty = as the house has them. `je_seite` None = the same."""
    werte = {"spalten": list(spalten), "je_seite": je_seite}
    Listenansicht.objects.update_or_create(user=by, liste=liste, defaults=werte)


@vorgang
def remember_filter(*, liste: str, name: str, abfrage: str, by: User) -> None:
    """Under a name of one's own; the same name again replaces the filter."""
    name = " ".join(name.split())[:60]
    gruende = []
    if not name:
        gruende.append("Bitte geben Sie dem Filter einen Namen.")
    if not abfrage:
        gruende.append("Es ist kein Filter gesetzt, der sich merken ließe.")
    ansicht = _gesperrt(by, liste)
    bleibt = [paar for paar in ansicht.filter if paar[0] != name]
    if len(bleibt) >= HOECHSTENS_FILTER:
        gruende.append(f"Eine Liste merkt sich höchstens {HOECHSTENS_FILTER} Filter. Bitte vergessen Sie einen.")
    if gruende:
        raise Ablehnung(gruende)
    ansicht.filter = sorted([*bleibt, [name, abfrage]], key=_nach_namen)
    ansicht.save()


@vorgang
def forget_filter(*, liste: str, name: str, by: User) -> None:
    ansicht = _gesperrt(by, liste)
    ansicht.filter = [paar for paar in ansicht.filter if paar[0] != name]
    ansicht.save()


def _gesperrt(by: User, liste: str) -> Listenansicht:
    Listenansicht.objects.get_or_create(user=by, liste=liste)
    return Listenansicht.objects.select_for_update(of=("self",)).get(user=by, liste=liste)


def _nach_namen(paar: Any) -> str:
    return str(paar[0]).casefold()
