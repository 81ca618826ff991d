"""Work after the transaction: rows of the queue commit with what caused them, the worker (`arbeite`) carries them out.

A registry filled at app start maps each name to its function, so that no service imports a task.
"""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django_tasks import task
from django_tasks_db.models import DBTaskResult

Arbeit = Callable[..., None]
Pflege = Callable[[dt.datetime], None]
ERLEDIGT, GESCHEITERT = dt.timedelta(days=1), dt.timedelta(days=30)
log = logging.getLogger(__name__)
_arbeiten: dict[str, Arbeit] = {}
_pflege: dict[str, Pflege] = {}


def register_arbeit(name: str, funktion: Arbeit) -> None:
    """`funktion` gets the arguments of `reihe_ein`; it may run twice (a killed worker) and must bear that."""
    _arbeiten[name] = funktion


def register_pflege(name: str, funktion: Pflege) -> None:
    """Called by the worker about once a minute: puts in the queue again what was left lying, drops what is old."""
    _pflege[name] = funktion


def reihe_ein(name: str, *, ab: dt.datetime | None = None, **angaben: Any) -> None:
    """Inside the caller's transaction. `angaben` must fit into JSON; `ab`: not before this moment."""
    if name not in _arbeiten:
        raise LookupError(f"Die Arbeit „{name}“ ist nicht angemeldet.")
    (fuehre_aus.using(run_after=ab) if ab else fuehre_aus).enqueue(name, angaben)


@task()
def fuehre_aus(name: str, angaben: dict[str, Any]) -> None:
    _arbeiten[name](**angaben)


def pflege(jetzt: dt.datetime) -> None:
    for name, funktion in list(_pflege.items()):
        try:
            funktion(jetzt)
        except Exception:  # one that fails must stop neither the others nor the worker
            log.exception("Pflege „%s“ ist gescheitert", name)


def drop_erledigte(*, jetzt: dt.datetime) -> None:
    """The worker leaves a row for each call; failed ones stay longer, with their error, for whoever looks after it."""
    DBTaskResult.objects.successful().filter(finished_at__lt=jetzt - ERLEDIGT).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=jetzt - GESCHEITERT).delete()


def gescheiterte() -> int:
    """Calls of the worker in the last weeks that ended with an error nobody has foreseen."""
    return DBTaskResult.objects.failed().count()


def wartet_seit(jetzt: dt.datetime) -> dt.timedelta | None:
    """How long the oldest due row has waited; None = nothing is due. Much more than a minute: no worker runs."""
    faellig = DBTaskResult.objects.ready().filter(enqueued_at__lte=jetzt).order_by("enqueued_at", "pk")
    moment = faellig.values_list("run_after", "enqueued_at").first()
    if moment is None:
        return None
    ab, eingereiht = moment
    return jetzt - (eingereiht if ab > jetzt else max(ab, eingereiht))
