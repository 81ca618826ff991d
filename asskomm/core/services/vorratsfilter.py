"""Saved filters of the worklist: everybody has their own; one of them may open with the start page."""

from ..errors import Ablehnung
from ..models import GespeicherterFilter, User
from ..protokoll import vorgang

HOECHSTENS = 20
_DOPPELT = "Einen Filter mit diesem Namen haben Sie schon."


@vorgang
def save_vorratsfilter(*, name: str, abfrage: str, by: User, ist_standard: bool = False) -> GespeicherterFilter:
    """Under a name of one's own; Ablehnung where it is missing or taken, or where there are too many."""
    eigene = _lock(by)
    gruende = _name_gruende(name, eigene)
    if len(eigene) >= HOECHSTENS:
        gruende.append(f"Es lassen sich höchstens {HOECHSTENS} Filter merken. Bitte löschen Sie einen.")
    if len(abfrage) > 1000:
        gruende.append("Diese Auswahl ist zu lang.")
    if gruende:
        raise Ablehnung(gruende)
    if ist_standard:
        GespeicherterFilter.objects.filter(user=by).update(ist_standard=False)
    return GespeicherterFilter.objects.create(
        user=by, name=_sauber(name), abfrage=abfrage, ist_standard=ist_standard, fiktiv=by.fiktiv
    )


@vorgang
def rename_vorratsfilter(*, filter: GespeicherterFilter, name: str, by: User) -> None:
    andere = [f for f in _lock(by) if f.pk != filter.pk]
    if gruende := _name_gruende(name, andere):
        raise Ablehnung(gruende)
    GespeicherterFilter.objects.filter(user=by, pk=filter.pk).update(name=_sauber(name))


@vorgang
def choose_vorratsfilter(*, filter: GespeicherterFilter | None, by: User) -> None:
    """The one that opens with the start page; None: the start page shows everything."""
    _lock(by)
    GespeicherterFilter.objects.filter(user=by).update(ist_standard=False)
    if filter is not None:
        GespeicherterFilter.objects.filter(user=by, pk=filter.pk).update(ist_standard=True)


@vorgang
def delete_vorratsfilter(*, filter: GespeicherterFilter, by: User) -> None:
    GespeicherterFilter.objects.filter(user=by, pk=filter.pk).delete()


def _lock(by: User) -> list[GespeicherterFilter]:
    """The account is locked, so that two windows do not save the same name at once."""
    User.objects.select_for_update().get(pk=by.pk)
    return list(GespeicherterFilter.objects.filter(user=by))


def _sauber(name: str) -> str:
    return " ".join(name.replace("\x00", " ").split())


def _name_gruende(name: str, andere: list[GespeicherterFilter]) -> list[str]:
    name = _sauber(name)
    if not name:
        return ["Bitte geben Sie dem Filter einen Namen."]
    if len(name) > 60:
        return ["Der Name darf höchstens 60 Zeichen haben."]
    return [_DOPPELT] if name in {f.name for f in andere} else []
