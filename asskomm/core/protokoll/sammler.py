"""`vorgang` and `protokolliere`: acts are collected, and written as the last thing of the outermost `vorgang`.

So the head of the protocol is always locked last (lock order: budget → case → number counter → protocol head), and
an act that is rolled back leaves no entry.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar, overload

from django.db import models, transaction

from asskomm.core.befugnis import Befugnis

from .eintrag import Entwurf, entwirf
from .schreiber import schreibe

Funktion = TypeVar("Funktion", bound=Callable[..., Any])


class _Sammlung(threading.local):
    """What the open `vorgang` of this thread has collected; a connection belongs to one thread as well."""

    def __init__(self) -> None:
        self.tiefe = 0
        self.entwuerfe: list[Entwurf] = []


_sammlung = _Sammlung()


@contextmanager
def _ablauf() -> Iterator[None]:
    """One level: entries of a block that is rolled back are dropped, the outermost level writes the rest."""
    ab = len(_sammlung.entwuerfe)
    with transaction.atomic():
        _sammlung.tiefe += 1
        try:
            yield
        except BaseException:
            del _sammlung.entwuerfe[ab:]
            raise
        finally:
            _sammlung.tiefe -= 1
        if transaction.get_connection().needs_rollback:  # a trial run ends without an exception
            del _sammlung.entwuerfe[ab:]
        elif _sammlung.tiefe == 0 and _sammlung.entwuerfe:
            entwuerfe, _sammlung.entwuerfe = _sammlung.entwuerfe, []
            schreibe(entwuerfe)


@overload
def vorgang(funktion: Funktion, /) -> Funktion: ...
@overload
def vorgang() -> AbstractContextManager[None]: ...
def vorgang(funktion: Any = None, /) -> Any:
    """`transaction.atomic` with the protocol: `@vorgang` or `with vorgang():`, as deeply nested as needed.

    A block that raises takes its entries back with its rows, also when the caller catches the error.
    """
    return _ablauf() if funktion is None else _ablauf()(funktion)


def gesammelt() -> int:
    """How many acts the open `vorgang` has collected so far."""
    return len(_sammlung.entwuerfe)


def protokolliere(
    *,
    ereignis: str,
    by: Any,
    jetzt: dt.datetime,
    objekt: models.Model | None = None,
    vorher: Mapping[str, Any] | None = None,
    nachher: Mapping[str, Any] | None = None,
    grund: str = "",
    befugnis: Befugnis | None = None,
    recht: str = "",
) -> None:
    """One entry: who (None = the system or a command) in which role did what to which object, and why.

    `ereignis` is a name from ereignisse.py (ValueError otherwise). `befugnis` says under which of several powers the
    person acted, and for whom; `recht`, the right that was asked for, finds it; without both the entry names the
    roles the person holds. Outside a `vorgang` the entry is written at once.
    """
    entwurf = entwirf(
        ereignis=ereignis,
        by=by,
        jetzt=jetzt,
        objekt=objekt,
        vorher=vorher,
        nachher=nachher,
        grund=grund,
        befugnis=befugnis,
        recht=recht,
    )
    with vorgang():
        _sammlung.entwuerfe.append(entwurf)
