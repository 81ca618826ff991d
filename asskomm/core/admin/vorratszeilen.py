"""Reads the worklist: the rows of all registered kinds in one UNION, their cases in a second, whatever their number."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    DateTimeField,
    F,
    Field,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse
from django.utils.text import slugify

from asskomm.core.fallarten import mit_inhaltstyp, wiedervorlagearten

from .arbeitsvorrat import Posten, Vorratsart, WartetAuf, arten, gruppen


class _Zeile(NamedTuple):
    """The columns of the UNION; a row with several Kommunen comes several times."""

    nr: int
    pk: int
    text: str
    zusatz: str | None
    marke: str | None
    faellig: dt.date | None
    seit: dt.date | None
    wartet: str | None
    fuer: int | None
    kommune: str | None
    landkreis: int | None
    dringend: int
    fiktiv: int
    fall_art: int | None
    fall_id: int | None


class _Fall(NamedTuple):
    art: int
    pk: int
    name: str
    kommune: str | None
    landkreis: int | None


@dataclass
class _Orte:
    """Which Kommunen and Landkreise a row or a case touches."""

    kommunen: dict[str, None]
    landkreise: set[int]
    name: str = ""

    @classmethod
    def leer(cls) -> "_Orte":
        return cls({}, set())

    def nimm(self, kommune: str | None, landkreis: int | None) -> None:
        if kommune:
            self.kommunen[kommune] = None
        if landkreis:
            self.landkreise.add(landkreis)


def lade_posten(user: Any, heute: dt.date) -> list[Posten]:
    """Everything that waits and that this person may see, in the order of the kinds."""
    return lade_arten(arten(), user, heute) + list(_aus_gruppen(user, heute))


def lade_arten(gewuenscht: Sequence[Vorratsart], user: Any, heute: dt.date) -> list[Posten]:
    """The rows of these kinds, registered or not; one query, and a second where rows belong to cases."""
    gewaehlt = [(art, auswahl) for art in gewuenscht if (auswahl := art.auswahl(user, heute)) is not None]
    zeilen = _vereinigt([_teil(nr, art, auswahl) for nr, (art, auswahl) in enumerate(gewaehlt)], _Zeile)
    return list(_posten(gewaehlt, zeilen, _faelle(gewaehlt, zeilen)))


def _aus_gruppen(user: Any, heute: dt.date) -> Iterator[Posten]:
    for gruppe in gruppen(user, heute):
        for posten in gruppe.posten:
            yield replace(posten, art=posten.art or slugify(gruppe.titel), titel=posten.titel or gruppe.titel)


def _vereinigt(teile: Sequence[QuerySet], zeilenart: Any) -> list[Any]:
    if not teile:
        return []
    erster, *rest = teile
    auswahl = erster.union(*rest, all=True) if rest else erster
    return [zeilenart(*werte) for werte in auswahl]


def _teil(nr: int, art: Vorratsart, auswahl: QuerySet) -> QuerySet:
    modell = auswahl.model
    spalten = {
        "nr": _ganzzahl(Value(nr)),
        "pk": _ganzzahl("pk"),
        "text": Cast(_als_ausdruck(art.text), TextField()),
        "zusatz": Cast(_als_ausdruck(art.zusatz), TextField()),
        "marke": Cast(_als_ausdruck(art.marke), TextField()),
        "faellig": _tag(modell, art.faellig),
        "seit": _tag(modell, art.seit),
        "wartet": Cast(_als_ausdruck(art.wartet_auf), TextField()),
        "fuer": _ganzzahl(art.fuer),
        **_ort(art.kommune),
        "dringend": _ganzzahl(Value(int(art.dringend)) if isinstance(art.dringend, bool) else art.dringend),
        "fiktiv": _ganzzahl(_fiktiv(modell)),
        "fall_art": _ganzzahl("fall_art_id" if art.am_fall else None),
        "fall_id": _ganzzahl("fall_id" if art.am_fall else None),
    }
    return _werte(auswahl, spalten)


def _werte(auswahl: QuerySet, spalten: dict[str, Any]) -> QuerySet:
    """The columns under names that no model has."""
    benannt = {f"vorrat_{name}": ausdruck for name, ausdruck in spalten.items()}
    return auswahl.order_by().annotate(**benannt).values_list(*benannt)


def _ort(weg: str | None) -> dict[str, Any]:
    if weg is None:
        return {"kommune": Cast(Value(None), TextField()), "landkreis": _ganzzahl(None)}
    davor = f"{weg}__" if weg else ""
    return {
        "kommune": Cast(F(f"{davor}name_eindeutig"), TextField()),
        "landkreis": _ganzzahl(f"{davor}landkreis_id"),
    }


def _fiktiv(modell: type[Model]) -> Any:
    return Case(When(fiktiv=True, then=1), default=0) if _spalte(modell, "fiktiv") else Value(0)


def _als_ausdruck(angabe: Any) -> Any:
    """A path becomes a column; nothing becomes an empty cell."""
    if angabe is None:
        return Value(None)
    return F(angabe) if isinstance(angabe, str) else angabe


def _ganzzahl(angabe: Any) -> Any:
    return Cast(_als_ausdruck(angabe), BigIntegerField())


def _tag(modell: type[Model], angabe: Any) -> Any:
    if isinstance(angabe, str) and isinstance(_spalte(modell, angabe), DateTimeField):
        return TruncDate(angabe)
    return Cast(_als_ausdruck(angabe), DateField())


def _spalte(modell: type[Model], name: str) -> Field | None:
    return next((f for f in modell._meta.fields if f.name == name), None)


def _faelle(gewaehlt: Sequence[tuple[Vorratsart, QuerySet]], zeilen: Sequence[_Zeile]) -> dict[Any, _Orte]:
    """Name and Kommunen of the cases that rows belong to."""
    vorkommend = {z.fall_art for z in zeilen if z.fall_art is not None}
    if not vorkommend:
        return {}
    quellen = [auswahl for art, auswahl in gewaehlt if art.am_fall]
    teile = []
    for fallart, typ in mit_inhaltstyp(wiedervorlagearten()):
        inhaltstyp = typ.pk
        if inhaltstyp in vorkommend:
            bedingung = Q(pk__in=[])
            for quelle in quellen:
                bedingung |= Q(pk__in=quelle.filter(fall_art=inhaltstyp).order_by().values("fall_id"))
            name = Cast(_als_ausdruck(fallart.bezeichnung), TextField())
            spalten = {"art": _ganzzahl(Value(inhaltstyp)), "pk": _ganzzahl("pk"), "name": name}
            teile.append(_werte(fallart.faelle().filter(bedingung), spalten | _ort(fallart.kommune)))
    faelle: dict[Any, _Orte] = {}
    for fall in _vereinigt(teile, _Fall):
        orte = faelle.setdefault((fall.art, fall.pk), _Orte.leer())
        orte.name = fall.name
        orte.nimm(fall.kommune, fall.landkreis)
    return faelle


def _posten(
    gewaehlt: Sequence[tuple[Vorratsart, QuerySet]], zeilen: Sequence[_Zeile], faelle: dict[Any, _Orte]
) -> Iterator[Posten]:
    """One for each row, with the places of all the lines in which it came."""
    orte: dict[tuple[int, int], _Orte] = {}
    erste: dict[tuple[int, int], _Zeile] = {}
    for zeile in zeilen:
        schluessel = (zeile.nr, zeile.pk)
        erste.setdefault(schluessel, zeile)
        orte.setdefault(schluessel, _Orte.leer()).nimm(zeile.kommune, zeile.landkreis)
    adressen = [_adresse(art, auswahl.model) for art, auswahl in gewaehlt]
    for schluessel, zeile in erste.items():
        fall = faelle.get((zeile.fall_art, zeile.fall_id))
        yield _ein_posten(gewaehlt[zeile.nr][0], zeile, fall or orte[schluessel], adressen[zeile.nr](zeile.pk))


def _ein_posten(art: Vorratsart, zeile: _Zeile, orte: _Orte, url: str) -> Posten:
    return Posten(
        text=zeile.text,
        url=url,
        zusatz=zeile.zusatz or "",
        faellig=zeile.faellig,
        marke=zeile.marke or "",
        dringend=bool(zeile.dringend),
        fiktiv=bool(zeile.fiktiv),
        seit=zeile.seit,
        wartet_auf=zeile.wartet or WartetAuf.SACHBEARBEITUNG,
        kommunen=tuple(orte.kommunen),
        landkreise=frozenset(orte.landkreise),
        fuer=zeile.fuer,
        fall=orte.name,
        art=art.name,
        titel=art.titel,
    )


def _adresse(art: Vorratsart, modell: type[Model]) -> Callable[[int], str]:
    """The change page of each row; to resolve every address by itself would cost more than the query."""
    if art.url is not None:
        return art.url
    muster = reverse(f"admin:{modell._meta.app_label}_{modell._meta.model_name}_change", args=[0])
    return lambda pk: muster.replace("/0/", f"/{pk}/")
