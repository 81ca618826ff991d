"""What the figures need of grants and budgets; one query, whatever their number."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import BooleanField, DateField, F, IntegerField, Value
from django.db.models.functions import Cast

from asskomm.core.fakten import Spanne

from .models import Haushaltsansatz, Zuwendung


class Geldfakt(NamedTuple):
    """A grant to a body, or (without a body) the budget of a year; `betrag` in euros, None = not known."""

    ist_zuwendung: bool
    pk: int
    kommune: int | None
    jahr: int
    am: dt.date | None
    genauigkeit: str
    betrag: Decimal | None
    erfasst: dt.datetime
    zurueck: dt.datetime | None
    fiktiv: bool


def load_fakten() -> list[Geldfakt]:
    """All grants and budgets; one query."""
    gemeinsam = ("betrag", "erfasst_zeitpunkt", "annulliert_zeitpunkt", "fiktiv")
    zuwendungen = Zuwendung.objects.order_by().values_list(
        Value(True, output_field=BooleanField()), "pk", "kommune_id", "foerderjahr", "am", "am_genauigkeit", *gemeinsam
    )
    ansaetze = Haushaltsansatz.objects.order_by().values_list(
        Value(False, output_field=BooleanField()),
        "pk",
        Cast(Value(None), IntegerField()),
        F("jahr"),
        Cast(Value(None), DateField()),
        Value("JAHR"),
        *gemeinsam,
    )
    return [Geldfakt(*zeile) for zeile in zuwendungen.union(ansaetze, all=True)]


def _bekannt(fakten: Iterable[Geldfakt], wissensstand: dt.datetime) -> list[Geldfakt]:
    return [g for g in fakten if g.erfasst <= wissensstand and (g.zurueck is None or g.zurueck > wissensstand)]


def gefoerdert(fakten: Iterable[Geldfakt], wissensstand: dt.datetime) -> list[Spanne]:
    """A body counts in the Förderjahr of its grant, from the announcement to the last day of the year."""
    spannen = []
    for zuwendung in _bekannt(fakten, wissensstand):
        if zuwendung.kommune is None or zuwendung.am is None:
            continue
        von = max(zuwendung.am, dt.date(zuwendung.jahr, 1, 1))
        bis = dt.date(zuwendung.jahr + 1, 1, 1)
        if von < bis:
            spannen.append(Spanne(zuwendung.kommune, von, bis, (zuwendung.kommune,), zuwendung.genauigkeit))
    return spannen


def haushaltsansaetze(fakten: Iterable[Geldfakt], wissensstand: dt.datetime) -> dict[int, Decimal]:
    """Budget of each year in euros, as known at that moment."""
    bekannt = sorted((g for g in _bekannt(fakten, wissensstand) if not g.ist_zuwendung), key=lambda g: g.pk)
    return {g.jahr: g.betrag for g in bekannt if g.betrag is not None}


def bewilligt(fakten: Iterable[Geldfakt], wissensstand: dt.datetime) -> dict[int, Decimal]:
    """Sum of the grants of each Förderjahr in euros, as known at that moment; grants of unknown amount add nothing."""
    summen: dict[int, Decimal] = {}
    for zuwendung in _bekannt(fakten, wissensstand):
        if zuwendung.ist_zuwendung and zuwendung.betrag is not None:
            summen[zuwendung.jahr] = summen.get(zuwendung.jahr, Decimal(0)) + zuwendung.betrag
    return summen
