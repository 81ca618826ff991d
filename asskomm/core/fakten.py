"""Dated facts as plain rows, and the spans of time that figures count.

An app loads all its facts in ONE query (`load`); what was known at a moment (`bekannt`) and what held on a day are
then derived in Python in one linear pass, so that a page may show figures, breakdowns and courses without asking
the database again.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from django.db.models import BooleanField, CharField, DateField, DateTimeField, Expression, F, IntegerField, Value
from django.db.models.functions import Cast

from .stichtag import Genauigkeit


class Fakt(NamedTuple):
    """One row of any source, with its legal day, its moment of entry and the moment it was taken back."""

    quelle: str
    pk: int
    objekt: int
    kommune: int | None
    nach: str
    am: dt.date | None
    genauigkeit: str
    bis: dt.date | None
    erfasst: dt.datetime | None
    zurueck: dt.datetime | None
    bis_erfasst: dt.datetime | None
    nummer: int | None
    fiktiv: bool


Fakten: TypeAlias = dict[str, list[Fakt]]

_LEER: dict[str, Callable[[], Expression]] = {
    "kommune": lambda: Cast(Value(None), IntegerField()),
    "nach": lambda: Value("", output_field=CharField()),
    "am": lambda: Cast(Value(None), DateField()),
    "genauigkeit": lambda: Value(Genauigkeit.TAG.value, output_field=CharField()),
    "bis": lambda: Cast(Value(None), DateField()),
    "erfasst": lambda: Cast(Value(None), DateTimeField()),
    "zurueck": lambda: Cast(Value(None), DateTimeField()),
    "bis_erfasst": lambda: Cast(Value(None), DateTimeField()),
    "nummer": lambda: Cast(Value(None), IntegerField()),
    "fiktiv": lambda: Value(False, output_field=BooleanField()),
}


def select(queryset: Any, quelle: str, *, objekt: str, **spalten: str) -> Any:
    """A queryset as a part of `load`: names the columns that take the place of each field of Fakt."""
    return queryset.order_by().values_list(
        Value(quelle, output_field=CharField()),
        F("pk"),
        F(objekt),
        *(F(spalten[name]) if name in spalten else leer() for name, leer in _LEER.items()),
    )


TATSACHE = {
    "am": "am",
    "genauigkeit": "am_genauigkeit",
    "erfasst": "erfasst_zeitpunkt",
    "zurueck": "annulliert_zeitpunkt",
    "fiktiv": "fiktiv",
}
EREIGNIS = {
    "nach": "nach",
    "am": "wirksam_am",
    "genauigkeit": "wirksam_am_genauigkeit",
    "erfasst": "erfasst_zeitpunkt",
    "zurueck": "aufgehoben_durch__erfasst_zeitpunkt",
    "fiktiv": "fiktiv",
}


def load(*teile: Any) -> Fakten:
    """All parts in one query, grouped by their source."""
    fakten: Fakten = defaultdict(list)
    for zeile in teile[0].union(*teile[1:], all=True):
        fakten[zeile[0]].append(Fakt(*zeile))
    return fakten


def bekannt(fakten: Iterable[Fakt], wissensstand: dt.datetime) -> list[Fakt]:
    """The rows that the office knew at that moment and had not taken back by then (as the querysets' `bekannt`).

    An end that was entered later had not yet happened for the office. Rows without a moment of entry (bodies named in
    an analysis) rest on another row that carries one.
    """
    return [
        f if f.bis_erfasst is None or f.bis_erfasst <= wissensstand else f._replace(bis=None)
        for f in fakten
        if (f.erfasst is None or f.erfasst <= wissensstand) and (f.zurueck is None or f.zurueck > wissensstand)
    ]


class Spanne(NamedTuple):
    """`objekt` counts from `von` on, up to but not including `bis` (None = without end)."""

    objekt: Hashable
    von: dt.date
    bis: dt.date | None
    kommunen: tuple[int, ...]
    genauigkeit: str = Genauigkeit.TAG.value
    nummer: int | None = None

    def gilt_am(self, tag: dt.date) -> bool:
        return self.von <= tag and (self.bis is None or tag < self.bis)


def tag_danach(tag: dt.date | None) -> dt.date | None:
    """The first day after an inclusive last day."""
    return tag + dt.timedelta(days=1) if tag is not None else None


def schnitt(
    von: dt.date, bis: dt.date | None, *weitere: tuple[dt.date | None, dt.date | None]
) -> tuple[dt.date, dt.date | None] | None:
    """The common part of half-open spans; None when there is none."""
    for anfang, ende in weitere:
        if anfang is not None and anfang > von:
            von = anfang
        if ende is not None and (bis is None or ende < bis):
            bis = ende
    return (von, bis) if bis is None or von < bis else None


def je_objekt(fakten: Iterable[Fakt]) -> dict[int, list[Fakt]]:
    """Rows by object, each list in the order in which its steps took effect."""
    gruppen: dict[int, list[Fakt]] = defaultdict(list)
    for fakt in fakten:
        gruppen[fakt.objekt].append(fakt)
    for liste in gruppen.values():
        liste.sort(key=lambda f: (f.am or dt.date.min, f.pk))
    return gruppen


def erstes_mal(schritte: Iterable[Fakt], zustaende: frozenset[str]) -> Fakt | None:
    """The first entry into one of these states."""
    return next((s for s in schritte if s.nach in zustaende), None)


def zustandszeiten(schritte: Sequence[Fakt], zustaende: frozenset[str]) -> list[tuple[dt.date, dt.date | None, Fakt]]:
    """When the object was in one of these states; of several steps on a day the last one counts (as `as_of`)."""
    zeiten = []
    for i, schritt in enumerate(schritte):
        ende = schritte[i + 1].am if i + 1 < len(schritte) else None
        if schritt.nach in zustaende and schritt.am is not None and (ende is None or schritt.am < ende):
            zeiten.append((schritt.am, ende, schritt))
    return zeiten


def gueltige(spannen: Iterable[Spanne], tag: dt.date) -> list[Spanne]:
    """One span for each object that counts on that day."""
    einzeln: dict[Hashable, Spanne] = {}
    for spanne in spannen:
        if spanne.gilt_am(tag):
            einzeln.setdefault(spanne.objekt, spanne)
    return list(einzeln.values())


def kurve(spannen: Iterable[Spanne]) -> list[tuple[dt.date, int]]:
    """Every day on which the number of counted objects changes, with the number from that day on."""
    aenderungen: dict[dt.date, int] = defaultdict(int)
    for von, bis in _verschmolzen(spannen):
        aenderungen[von] += 1
        if bis is not None:
            aenderungen[bis] -= 1
    punkte: list[tuple[dt.date, int]] = []
    stand = 0
    for tag, mehr in sorted(aenderungen.items()):
        if mehr:
            stand += mehr
            punkte.append((tag, stand))
    return punkte


def _verschmolzen(spannen: Iterable[Spanne]) -> Iterable[tuple[dt.date, dt.date | None]]:
    """Overlapping spans of the same object become one, so that it counts once."""
    gruppen: dict[Hashable, list[Spanne]] = defaultdict(list)
    for spanne in spannen:
        gruppen[spanne.objekt].append(spanne)
    for liste in gruppen.values():
        liste.sort(key=lambda s: s.von)
        von, bis = liste[0].von, liste[0].bis
        for spanne in liste[1:]:
            if bis is None or spanne.von <= bis:
                bis = None if bis is None or spanne.bis is None else max(bis, spanne.bis)
            else:
                yield von, bis
                von, bis = spanne.von, spanne.bis
        yield von, bis
