"""Statutory holidays and working days in Saxony, computed offline for 1990 to 2100.

Source: § 1 SächsSFG (revosax 3997) by the tables of the package `holidays`; days are calendar days in Saxony.
Heiligabend and Silvester are none. Fronleichnam (Easter + 60 days) is one only in the places that the
FronleichnamsVO of 4 May 1993 names (SächsGVBl. S. 417): dated data of the register, never written here.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from django.utils.dates import WEEKDAYS
from holidays.constants import CATHOLIC, PUBLIC
from holidays.countries.germany import Germany

ERSTES_JAHR, LETZTES_JAHR = 1990, 2100
FRONLEICHNAM = "Fronleichnam"
EIN_TAG = dt.timedelta(days=1)
_SONNABEND, _SONNTAG = 5, 6

Zeitraum = tuple[dt.date | None, dt.date | None]


class _Sachsen(Germany):
    """The package begins in 1991; the days of 1990 are counted by the same law."""

    start_year = ERSTES_JAHR


@dataclass(frozen=True)
class Ort:
    """The place whose holidays count; `fronleichnam`: the periods (None = open) in which it keeps this one."""

    name: str
    fronleichnam: tuple[Zeitraum, ...] = ()

    def kennt_fronleichnam(self, tag: dt.date) -> bool:
        return any((von is None or von <= tag) and (bis is None or tag <= bis) for von, bis in self.fronleichnam)


SITZ = Ort("Dresden")
"""Where the LPR has its seat."""


@cache
def _gesetzliche(jahr: int) -> MappingProxyType[dt.date, str]:
    if not ERSTES_JAHR <= jahr <= LETZTES_JAHR:
        raise ValueError(f"Feiertage sind nur für {ERSTES_JAHR} bis {LETZTES_JAHR} bekannt, nicht für {jahr}.")
    tage = _Sachsen(subdiv="SN", years=jahr, language="de", categories=(PUBLIC,))
    return MappingProxyType({tag: str(name).replace("Erster Mai", "1. Mai") for tag, name in sorted(tage.items())})


@cache
def fronleichnam(jahr: int) -> dt.date:
    """Thursday after Trinity, the 60th day after Easter Sunday."""
    tage = _Sachsen(subdiv="SN", years=jahr, language="de", categories=(CATHOLIC,))
    return next(tag for tag, name in tage.items() if name == FRONLEICHNAM)


def feiertage(jahr: int, ort: Ort = SITZ) -> dict[dt.date, str]:
    """Day and German name of the statutory holidays of a year at the place. ValueError outside 1990 to 2100."""
    tage = dict(_gesetzliche(jahr))
    if ort.fronleichnam and ort.kennt_fronleichnam(tag := fronleichnam(jahr)):
        tage[tag] = FRONLEICHNAM
    return dict(sorted(tage.items()))


def feiertag(tag: dt.date, ort: Ort = SITZ) -> str:
    """The name of the holiday; empty = none."""
    name = _gesetzliche(tag.year).get(tag, "")
    if not name and ort.fronleichnam and ort.kennt_fronleichnam(tag) and tag == fronleichnam(tag.year):
        return FRONLEICHNAM
    return name


def hindernis(tag: dt.date, ort: Ort = SITZ) -> str:
    """Why the day is no working day (Sunday, Sonnabend or holiday, § 31 Abs. 3 VwVfG); empty = it is one."""
    if name := feiertag(tag, ort):
        return name
    return wochentag(tag) if tag.weekday() in (_SONNABEND, _SONNTAG) else ""


def ist_arbeitstag(tag: dt.date, ort: Ort = SITZ) -> bool:
    """Monday to Friday without holidays."""
    return not hindernis(tag, ort)


def ist_werktag(tag: dt.date, ort: Ort = SITZ) -> bool:
    """Monday to Sonnabend without holidays (cf. § 3 Abs. 2 BUrlG)."""
    return tag.weekday() != _SONNTAG and not feiertag(tag, ort)


def arbeitstag_bis(tag: dt.date, ort: Ort = SITZ) -> dt.date:
    """The day itself, or the working day before it."""
    while hindernis(tag, ort):
        tag -= EIN_TAG
    return tag


def wochentag(tag: dt.date) -> str:
    """As the laws of Saxony write it: Sonnabend."""
    return "Sonnabend" if tag.weekday() == _SONNABEND else str(WEEKDAYS[tag.weekday()])
