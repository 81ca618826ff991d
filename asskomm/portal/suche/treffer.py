"""Finds: one query for the best hits and the exact counts of all kinds together, whatever the number of rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from kommunen.search import fold

from .arten import SUCHARTEN, Suchart
from .worte import Eingabe, Wort

JE_ART = 6


class Treffer(NamedTuple):
    text: str
    zusatz: str
    url: str
    rang: int
    fiktiv: bool


@dataclass(frozen=True)
class Gruppe:
    """The best hits of a kind, and how many there are."""

    art: Suchart
    anzahl: int
    treffer: tuple[Treffer, ...]

    @property
    def rest(self) -> int:
        return self.anzahl - len(self.treffer)


def finde(user: Any, eingabe: Eingabe) -> list[Gruppe]:
    """Kinds with an exact hit first, else in the order of the kinds; kinds without a hit are left out."""
    arten = [art for art in SUCHARTEN if art.darf(user)] if eingabe.worte else []
    teile = [_teil(nr, art, treffer_der_art(art, user, eingabe), eingabe) for nr, art in enumerate(arten)]
    if not teile:
        return []
    zeilen = list(teile[0].union(*teile[1:], all=True) if len(teile) > 1 else teile[0])
    gruppen = list(_gruppen(arten, zeilen))
    return sorted(gruppen, key=lambda g: g.treffer[0].rang > 0)


def treffer_der_art(art: Suchart, user: Any, eingabe: Eingabe) -> QuerySet:
    """Every word occurs in the row; exact names first, then names that begin so, then the rest."""
    bedingung = Q()
    for wort in eingabe.worte:
        bedingung &= _steht(art, wort, in_texten=not eingabe.nur_nummern)
    # a subquery: a row whose several Kommunen match counts once
    passende = art.modell._default_manager.filter(bedingung).order_by().values("pk")
    return art.zeilen(user).filter(pk__in=passende).annotate(such_rang=_rang(art, eingabe)).order_by("such_rang", "pk")


def _steht(art: Suchart, wort: Wort, *, in_texten: bool) -> Q:
    bedingung = Q(pk__in=[])
    if in_texten:
        for spalte in art.spalten:
            for form in wort.formen:
                bedingung |= Q(**{f"{spalte}__contains": form})
        for spalte in art.roh:
            for form in wort.schreibungen:
                bedingung |= Q(**{f"{spalte}__icontains": form})
    return bedingung | art.nummern(wort) if art.nummern else bedingung


def _rang(art: Suchart, eingabe: Eingabe) -> Cast:
    """Cast: PostgreSQL would take a bare number (a rank that is always the same) for the place of a column."""
    faelle = []
    if art.nummern and len(eingabe.worte) == 1:
        faelle.append(When(art.nummern(eingabe.worte[0]), then=Value(0)))
    if art.name_spalte:
        faelle.append(When(Q(**{art.name_spalte: eingabe.name}), then=Value(0)))
        faelle.append(When(Q(**{f"{art.name_spalte}__startswith": eingabe.name}), then=Value(1)))
    return Cast(Case(*faelle, default=Value(2), output_field=IntegerField()), IntegerField())


def _anzahl(treffer: QuerySet) -> Any:
    eine_zeile = treffer.order_by().annotate(such_alle=Value(1)).values("such_alle")
    return Coalesce(
        Subquery(eine_zeile.annotate(such_anzahl=Count("pk")).values("such_anzahl")[:1], output_field=IntegerField()), 0
    )


SPALTEN = ("such_nr", "such_pk", "such_text", "such_zusatz", "such_r", "such_fiktiv", "such_gesamt")


def mit_spalten(art: Suchart, treffer: QuerySet, *, nr: int = 0, gesamt: Any = None) -> QuerySet:
    """The columns that the page shows, under names that no model has."""
    hat_fiktiv = any(f.name == "fiktiv" for f in art.modell._meta.fields)
    fiktiv = Case(When(fiktiv=True, then=Value(1)), default=Value(0)) if hat_fiktiv else Value(0)
    return treffer.annotate(
        such_nr=Cast(Value(nr), IntegerField()),
        such_pk=Cast("pk", BigIntegerField()),
        such_text=Cast(_als_ausdruck(art.text), TextField()),
        such_zusatz=Cast(_als_ausdruck(art.zusatz), TextField()),
        such_r=F("such_rang"),
        such_fiktiv=Cast(fiktiv, IntegerField()),
        such_gesamt=Cast(Value(0) if gesamt is None else gesamt, IntegerField()),
    ).values_list(*SPALTEN)


def _als_ausdruck(angabe: Any) -> Any:
    if angabe is None:
        return Value("")
    if callable(angabe):  # built of all kinds of cases, which register when the apps start
        return angabe()
    return F(angabe) if isinstance(angabe, str) else angabe


def _teil(nr: int, art: Suchart, treffer: QuerySet, eingabe: Eingabe) -> QuerySet:
    """The best hits of one kind; SQLite allows no LIMIT inside a UNION, but in a subquery."""
    beste = art.modell._default_manager.filter(pk__in=treffer.values("pk")[:JE_ART])
    return mit_spalten(art, beste.order_by().annotate(such_rang=_rang(art, eingabe)), nr=nr, gesamt=_anzahl(treffer))


def als_treffer(art: Suchart, zeilen: Sequence[tuple[Any, ...]]) -> tuple[Treffer, ...]:
    liste = [
        Treffer(text or "ohne Namen", zusatz or "", art.adresse(pk), rang, bool(fiktiv))
        for _, pk, text, zusatz, rang, fiktiv, _ in zeilen
    ]
    return tuple(sorted(liste, key=lambda t: (t.rang, fold(t.text), t.url)))


def _gruppen(arten: Sequence[Suchart], zeilen: Sequence[tuple[Any, ...]]) -> Iterator[Gruppe]:
    for nr, art in enumerate(arten):
        eigene = [z for z in zeilen if z[0] == nr]
        if eigene:
            yield Gruppe(art, eigene[0][-1], als_treffer(art, eigene))
