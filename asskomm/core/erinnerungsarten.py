"""The kinds of reminders: each with its source, its spans and who gets it. The apps register them at start.

A reminder is due on the working day at or before its day (`bezug_am` + `tage`): nobody reads mail on a Sunday.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from .fristen.kalender import arbeitstag_bis

_FREIE_TAGE = dt.timedelta(days=10)
"""More than ever lie between two working days."""
_IN_TAGEN = 14
"""Longer spans that are whole weeks are told in weeks."""


class Empfang(Enum):
    ZUSTAENDIG = "Sachbearbeitung des Landkreises"
    LEITUNG = "Leitung"
    KONTAKT = "Kontakt der Kommune"
    PERSON = "wem es gilt"


@dataclass(frozen=True)
class Anlass:
    """Why somebody is reminded: of what (`gegenstand`), in which case, of which day.

    `tage`: own spans instead of those of the kind. `personen`: accounts that it is meant for. `bitte`: what a Kommune
    is asked to do; without it nothing goes outside.
    """

    gegenstand: Any
    fall: Any
    bezug_am: dt.date
    text: str
    tage: tuple[int, ...] = ()
    personen: tuple[Any, ...] = ()
    bitte: str = ""


Quelle = Callable[[dt.date, dt.date, Any], Iterable[Anlass]]
"""Gets first and last `bezug_am` to look for, and a case or None = all of them."""


@dataclass(frozen=True)
class Erinnerungsart:
    """`tage`: days from the day (negative = before). `spanne`: smallest and largest, where objects bring their own."""

    name: str
    label: str
    tage: tuple[int, ...]
    empfang: tuple[Empfang, ...]
    quelle: Quelle
    optional: bool = True
    spanne: tuple[int, int] | None = None
    zeitpunkt: str = ""  # in words, where the spans alone do not say it

    @property
    def grenzen(self) -> tuple[int, int]:
        return self.spanne or (min(self.tage), max(self.tage))

    @property
    def wann(self) -> str:
        """For people: „7 Tage vorher, am Tag selbst“."""
        return self.zeitpunkt or ", ".join(_abstand(tage) for tage in self.tage)


@dataclass(frozen=True)
class Faellig:
    art: Erinnerungsart
    anlass: Anlass
    tage: int
    am: dt.date

    @property
    def schluessel(self) -> tuple[str, int, int, int, dt.date]:
        """What must not go out twice."""
        gegenstand: models.Model = self.anlass.gegenstand
        return self.art.name, ContentType.objects.get_for_model(gegenstand).pk, gegenstand.pk, self.tage, self.am

    @property
    def sache(self) -> tuple[str, Any, dt.date]:
        return self.art.name, self.anlass.gegenstand, self.anlass.bezug_am


_ARTEN: dict[str, Erinnerungsart] = {}


def register_erinnerungsart(art: Erinnerungsart) -> None:
    """A second call with the same name replaces the first."""
    _ARTEN[art.name] = art


def erinnerungsarten() -> list[Erinnerungsart]:
    return sorted(_ARTEN.values(), key=lambda art: (art.optional, art.label))


def erinnerungsart(name: str) -> Erinnerungsart | None:
    return _ARTEN.get(name)


def faellig_am(bezug_am: dt.date, tage: int) -> dt.date:
    return arbeitstag_bis(bezug_am + dt.timedelta(days=tage))


def faellige(von: dt.date, bis: dt.date, fall: Any = None) -> Iterator[Faellig]:
    """Everything that falls due from `von` to `bis`, both included, sent or not; for one case or all."""
    for art in erinnerungsarten():
        kleinste, groesste = art.grenzen
        fruehestens = von - dt.timedelta(days=groesste)
        spaetestens = bis + _FREIE_TAGE - dt.timedelta(days=kleinste)
        for anlass in art.quelle(fruehestens, spaetestens, fall):
            for tage in sorted(set(anlass.tage or art.tage)):
                am = faellig_am(anlass.bezug_am, tage)
                if von <= am <= bis:
                    yield Faellig(art, anlass, tage, am)


def _abstand(tage: int) -> str:
    if tage == 0:
        return "am Tag selbst"
    zahl, einheit = abs(tage), "Tag" if abs(tage) == 1 else "Tage"
    if zahl > _IN_TAGEN and zahl % 7 == 0:
        zahl, einheit = zahl // 7, "Wochen"
    return f"{zahl} {einheit} {'vorher' if tage < 0 else 'danach'}"
