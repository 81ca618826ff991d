"""What the figures need of agreements, coaching and analyses; one query, whatever their number."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from asskomm.core import fakten as f
from asskomm.core.fakten import Fakt, Fakten, Spanne

from .enums import ANALYSE_DURCHGEFUEHRT, CoachingStatus, VereinbarungStatus
from .models import (
    AnalyseEreignis,
    Beteiligung,
    CoachingEreignis,
    Sicherheitsanalyse,
    Unterzeichnung,
    Vereinbarung,
    VereinbarungEreignis,
)

VEREINBARUNG, BETEILIGUNG, UNTERSCHRIFT = "vereinbarung", "beteiligung", "unterschrift"
COACHING, ANALYSE, ANALYSE_KOMMUNE = "coaching", "analyse", "analyse_kommune"

_IN_KRAFT = frozenset({VereinbarungStatus.IN_KRAFT.value})
_AKTIV = frozenset({CoachingStatus.AKTIV.value})


class Bindung(NamedTuple):
    """A body bound by an agreement: from joining up to but not including leaving, within its time in force."""

    vereinbarung: int
    koerperschaft: int
    von: dt.date
    bis: dt.date | None


def load_fakten(*, oeffentlich_um: dt.datetime | None = None) -> Fakten:
    """All steps and participants; with `oeffentlich_um` without agreements whose Sperrfrist still runs then."""
    sichtbar = Vereinbarung.objects.kooperationsvereinbarungen()
    if oeffentlich_um is not None:
        sichtbar = sichtbar.ohne_sperrfrist(oeffentlich_um)
    ids = sichtbar.order_by().values("pk")
    return f.load(
        f.select(
            VereinbarungEreignis.objects.filter(objekt__in=ids), VEREINBARUNG, objekt="objekt_id",
            nummer="objekt__laufende_nr", **f.EREIGNIS,
        ),
        f.select(
            Beteiligung.objects.filter(vereinbarung__in=ids), BETEILIGUNG, objekt="vereinbarung_id",
            kommune="kommune_id", am="beitritt_am", bis="austritt_am", erfasst="erfasst_zeitpunkt",
            zurueck="annulliert_zeitpunkt", bis_erfasst="austritt_erfasst_zeitpunkt", fiktiv="fiktiv",
        ),
        f.select(
            Unterzeichnung.objects.filter(partei__vereinbarung__in=ids), UNTERSCHRIFT,
            objekt="partei__vereinbarung_id", am="am", erfasst="erfasst_zeitpunkt", zurueck="annulliert_zeitpunkt",
        ),
        # Coaching and analyses count from a first step on: the steps into other states say nothing.
        f.select(
            CoachingEreignis.objects.filter(nach__in=_AKTIV), COACHING, objekt="objekt_id",
            kommune="objekt__kommune_id", **f.EREIGNIS,
        ),
        f.select(
            AnalyseEreignis.objects.filter(nach__in=ANALYSE_DURCHGEFUEHRT), ANALYSE, objekt="objekt_id", **f.EREIGNIS
        ),
        f.select(
            Sicherheitsanalyse.kommunen.through.objects, ANALYSE_KOMMUNE, objekt="sicherheitsanalyse_id",
            kommune="kommune_id",
        ),
    )  # fmt: skip


def vereinbarungen(fakten: Fakten, wissensstand: dt.datetime) -> list[Spanne]:
    """An agreement counts from the day it first came into force, also after its end; a joint one once.

    Beside the span of the agreement itself there is one for each body, from its joining on: a breakdown counts the
    agreement in every group that it touches on the day.
    """
    beteiligt = f.je_objekt(f.bekannt(fakten[BETEILIGUNG], wissensstand))
    spannen = []
    for objekt, schritte in _ohne_nichtige(fakten, wissensstand).items():
        erster = f.erstes_mal(schritte, _IN_KRAFT)
        if erster is None or erster.am is None:
            continue
        spannen.append(Spanne(objekt, erster.am, None, (), erster.genauigkeit, erster.nummer))
        for b in beteiligt.get(objekt, ()):
            von = max(erster.am, b.am or erster.am)
            spannen.append(Spanne(objekt, von, None, _kommunen(b.kommune), erster.genauigkeit, erster.nummer))
    return spannen


def in_kraft(fakten: Fakten, wissensstand: dt.datetime) -> list[Spanne]:
    """An agreement counts while it is in force; the day of its end no longer counts. Spans of bodies as above."""
    spannen = []
    for objekt, schritte in _ohne_nichtige(fakten, wissensstand).items():
        for von, bis, schritt in f.zustandszeiten(schritte, _IN_KRAFT):
            spannen.append(Spanne(objekt, von, bis, (), schritt.genauigkeit, schritt.nummer))
    return spannen + [Spanne(b.vereinbarung, b.von, b.bis, (b.koerperschaft,)) for b in bindungen(fakten, wissensstand)]


def bindungen(fakten: Fakten, wissensstand: dt.datetime) -> list[Bindung]:
    """Which body is bound when, as recorded: members of a bound association are not yet among them."""
    beteiligt = f.je_objekt(f.bekannt(fakten[BETEILIGUNG], wissensstand))
    return [
        Bindung(objekt, b.kommune, *zeit)
        for objekt, schritte in _ohne_nichtige(fakten, wissensstand).items()
        for von, bis, _ in f.zustandszeiten(schritte, _IN_KRAFT)
        for b in beteiligt.get(objekt, ())
        if b.kommune is not None and (zeit := f.schnitt(von, bis, (b.am, b.bis)))
    ]


def unterzeichnet_am(fakten: Fakten, wissensstand: dt.datetime) -> dict[int, dt.date]:
    """The latest signing day of each agreement with recorded signatures."""
    je_vereinbarung = f.je_objekt(f.bekannt(fakten[UNTERSCHRIFT], wissensstand))
    return {vereinbarung: max(u.am for u in zeilen if u.am) for vereinbarung, zeilen in je_vereinbarung.items()}


def coaching(fakten: Fakten, wissensstand: dt.datetime) -> list[Spanne]:
    """A process counts from the day it first became active, also after its end."""
    return [
        Spanne(objekt, erster.am, None, _kommunen(erster.kommune), erster.genauigkeit)
        for objekt, schritte in f.je_objekt(f.bekannt(fakten[COACHING], wissensstand)).items()
        if (erster := f.erstes_mal(schritte, _AKTIV)) and erster.am is not None
    ]


def analysen(fakten: Fakten, wissensstand: dt.datetime) -> list[Spanne]:
    """An analysis counts from its acceptance on; one of several Kommunen once."""
    beteiligt = _beteiligte(fakten[ANALYSE_KOMMUNE])
    return [
        Spanne(objekt, erster.am, None, beteiligt[objekt], erster.genauigkeit)
        for objekt, schritte in f.je_objekt(f.bekannt(fakten[ANALYSE], wissensstand)).items()
        if (erster := f.erstes_mal(schritte, ANALYSE_DURCHGEFUEHRT)) and erster.am is not None
    ]


def _ohne_nichtige(fakten: Fakten, wissensstand: dt.datetime) -> dict[int, list[Fakt]]:
    """Steps of each agreement, without those known to be a wrong entry."""
    gruppen = f.je_objekt(f.bekannt(fakten[VEREINBARUNG], wissensstand))
    return {o: s for o, s in gruppen.items() if all(x.nach != VereinbarungStatus.ANNULLIERT for x in s)}


def _beteiligte(zeilen: Iterable[Fakt]) -> dict[int, tuple[int, ...]]:
    """The bodies of each analysis, each once."""
    gruppen: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for analyse, kommune in dict.fromkeys((z.objekt, z.kommune) for z in zeilen if z.kommune is not None):
        gruppen[analyse] += (kommune,)
    return gruppen


def _kommunen(koerperschaft: int | None) -> tuple[int, ...]:
    return () if koerperschaft is None else (koerperschaft,)
