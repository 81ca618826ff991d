"""Themes of a Kommune, set for many at once; one by one they are typed on its page."""

import datetime as dt
from collections.abc import Iterable

from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.protokoll import protokolliere, vorgang

from ..models import Handlungsfeld, Kommune


@vorgang
def add_handlungsfelder(*, kommune: Kommune, felder: Iterable[Handlungsfeld], by: User, jetzt: dt.datetime) -> None:
    """Adds the themes that are missing; refused where all of them are set already."""
    gesperrt = Kommune.objects.select_for_update().get(pk=kommune.pk)
    vorher = list(gesperrt.handlungsfelder.order_by("name"))
    neue = [feld for feld in felder if feld not in vorher]
    if not neue:
        raise Ablehnung("Diese Handlungsfelder sind schon eingetragen.")
    gesperrt.handlungsfelder.add(*neue)
    protokolliere(
        ereignis="eintrag.geaendert",
        by=by,
        jetzt=jetzt,
        objekt=gesperrt,
        vorher={"handlungsfelder": vorher},
        nachher={"handlungsfelder": [*vorher, *neue]},
        recht="kommunen.change_kommune",
    )
    mark_changed()
