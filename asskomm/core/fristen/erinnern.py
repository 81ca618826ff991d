"""Reminders that the core knows by itself: deadlines and follow-ups."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from ..erinnerungsarten import Anlass, Empfang, Erinnerungsart, register_erinnerungsart
from ..models import Frist, Rollenzuordnung, User, Wiedervorlage
from ..stichtag import als_text


def register_kernerinnerungen() -> None:
    register_erinnerungsart(
        Erinnerungsart(
            name="frist",
            label="Ende einer Frist",
            tage=(-7, 0),
            empfang=(Empfang.ZUSTAENDIG,),
            quelle=_fristen,
            optional=False,
        )
    )
    register_erinnerungsart(
        Erinnerungsart(
            name="wiedervorlage",
            label="Wiedervorlage",
            tage=(0,),
            empfang=(Empfang.PERSON,),
            quelle=_wiedervorlagen,
        )
    )


def _fristen(von: dt.date, bis: dt.date, fall: Any) -> Iterator[Anlass]:
    fristen = Frist.objects.offen().filter(ende_am__range=(von, bis))
    if fall is not None:
        fristen = fristen.zum_fall(fall)
    for frist in fristen.order_by("pk").mit_faellen():
        text = f"Frist „{frist.bezeichnung}“ endet am {als_text(frist.ende_am)} ({frist.fallname})"
        yield Anlass(frist, fall or frist.fall, frist.ende_am, text)


def _wiedervorlagen(von: dt.date, bis: dt.date, fall: Any) -> Iterator[Anlass]:
    offen = Wiedervorlage.objects.offen().filter(faellig_am__range=(von, bis))
    if fall is not None:
        offen = offen.zum_fall(fall)
    for w in offen.order_by("pk").select_related("fuer").mit_faellen():
        text = f"Wiedervorlage am {als_text(w.faellig_am)}: {w.text[:150]} ({w.fall})"
        yield Anlass(w, fall or w.fall, w.faellig_am, text, personen=_gemeinte(w))


def _gemeinte(w: Any) -> tuple[User, ...]:
    """The person, or all who hold the role on the day."""
    if w.fuer is not None:
        return (w.fuer,)
    zuordnungen = Rollenzuordnung.objects.in_kraft(w.faellig_am).filter(rolle=w.fuer_rolle)
    return tuple(User.objects.filter(pk__in=zuordnungen.values("user"), is_active=True).order_by("pk"))
