"""Key dates and dates that know their precision.

A coarse date ("November 2021", "2020") is stored as the LAST day of its period, because that is the day from
which it counts: on that day the fact is certain to have happened.
"""

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.dates import MONTHS

BERLIN = ZoneInfo("Europe/Berlin")
FRUEHESTER_TAG = dt.date(1990, 1, 1)


class Genauigkeit(models.TextChoices):
    TAG = "TAG", "Tag"
    MONAT = "MONAT", "Monat"
    JAHR = "JAHR", "Jahr"


def periodenende(tag: dt.date, genauigkeit: str) -> dt.date:
    if genauigkeit == Genauigkeit.JAHR:
        return tag.replace(month=12, day=31)
    if genauigkeit == Genauigkeit.MONAT:
        return tag.replace(day=monthrange(tag.year, tag.month)[1])
    return tag


def als_text(am: dt.date, genauigkeit: str = Genauigkeit.TAG) -> str:
    """25.04.2023, November 2021 or 2020."""
    if genauigkeit == Genauigkeit.JAHR:
        return f"{am.year}"
    if genauigkeit == Genauigkeit.MONAT:
        return f"{MONTHS[am.month]} {am.year}"
    return f"{am:%d.%m.%Y}"


def als_text_lang(am: dt.date) -> str:
    """25. April 2023"""
    return f"{am.day}. {MONTHS[am.month]} {am.year}"


_MUSTER = (
    (Genauigkeit.TAG, re.compile(r"(?P<t>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<j>\d{4})")),
    (Genauigkeit.TAG, re.compile(r"(?P<j>\d{4})-(?P<m>\d{2})-(?P<t>\d{2})")),
    (Genauigkeit.MONAT, re.compile(r"(?P<m>\d{1,2})[./](?P<j>\d{4})")),
    (Genauigkeit.MONAT, re.compile(r"(?P<j>\d{4})-(?P<m>\d{2})")),
    (Genauigkeit.JAHR, re.compile(r"(?P<j>\d{4})")),
)
_MONATSNAME = re.compile(r"(?:(?P<t>\d{1,2})\.\s*)?(?P<name>[A-Za-zäÄ]+)\s+(?P<j>\d{4})")
EINGABEHILFE = "TT.MM.JJJJ, MM/JJJJ oder JJJJ"
TAGHILFE = "TT.MM.JJJJ oder JJJJ-MM-TT"


@dataclass(frozen=True, order=True)
class UngefaehresDatum:
    am: dt.date
    genauigkeit: str = Genauigkeit.TAG

    def __post_init__(self) -> None:
        object.__setattr__(self, "am", periodenende(self.am, self.genauigkeit))

    def __str__(self) -> str:
        return als_text(self.am, self.genauigkeit)

    def liegt_in_zukunft(self, heute: dt.date) -> bool:
        """The running month or year is allowed: the fact happened within it."""
        return self.am > heute and self.am != periodenende(heute, self.genauigkeit)

    @classmethod
    def lies(cls, text: str, *, hilfe: str = EINGABEHILFE) -> "UngefaehresDatum":
        """25.04.2023, 25. April 2023, 2023-04-25, 04/2023, 2023-04, April 2023 or 2020; else ValueError (German)."""
        text = text.strip()
        for genauigkeit, muster in _MUSTER:
            if treffer := muster.fullmatch(text):
                teile = {k: int(v) for k, v in treffer.groupdict().items()}
                return cls(_tag(teile["j"], teile.get("m", 1), teile.get("t", 1), text), genauigkeit)
        if treffer := _MONATSNAME.fullmatch(text):
            for nummer, name in MONTHS.items():
                if str(name).casefold() == treffer["name"].casefold():
                    tag = _tag(int(treffer["j"]), nummer, int(treffer["t"] or 1), text)
                    return cls(tag, Genauigkeit.TAG if treffer["t"] else Genauigkeit.MONAT)
        raise ValueError(f"„{text}“ ist kein Datum. Bitte {hilfe} angeben.")


def _tag(jahr: int, monat: int, tag: int, text: str) -> dt.date:
    try:
        datum = dt.date(jahr, monat, tag)
    except ValueError:
        raise ValueError(f"Den Tag „{text}“ gibt es im Kalender nicht.") from None
    if datum.year < FRUEHESTER_TAG.year or datum.year > 2100:
        raise ValueError(f"„{text}“ liegt außerhalb des möglichen Zeitraums (1990 bis 2100).")
    return datum


def lies_tag(text: str) -> dt.date:
    """Reads an exact day (2023-04-24 or 24.04.2023); else ValueError with a German text."""
    datum = UngefaehresDatum.lies(text, hilfe=TAGHILFE)
    if datum.genauigkeit != Genauigkeit.TAG:
        raise ValueError(f"„{text}“ ist kein einzelner Tag. Bitte {TAGHILFE} angeben.")
    return datum.am


def lies_wissensstand(text: str) -> dt.datetime:
    """A day means its end in Saxony; an ISO moment with or without offset is taken as it is."""
    try:
        return tagesende(lies_tag(text))
    except ValueError as tag_fehler:
        try:
            moment = dt.datetime.fromisoformat(text.strip())
        except ValueError:
            raise tag_fehler from None
    return moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)


def tagesende(tag: dt.date) -> dt.datetime:
    return dt.datetime.combine(tag, dt.time.max, tzinfo=BERLIN)
