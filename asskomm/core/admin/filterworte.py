"""What narrows a list down, in words, each with the address of the list without it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import NotRelationField, get_fields_from_path
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField
from django.http import HttpRequest

from asskomm.core.stichtag import als_text

NEBENHER = frozenset({"q", "o", "p", "e", "all", "_facets", "_popup", "_to_field"})
_VERGLEICHE = {
    "gte": "ab", "gt": "nach", "lte": "bis", "lt": "vor", "year": "Jahr", "month": "Monat", "day": "Tag",
    "in": "eines von", "isnull": "", "exact": "",
}  # fmt: skip


_TEILE, _NEIN = frozenset({"year", "month", "day"}), frozenset({"0", "false", ""})


@dataclass(frozen=True)
class Filterwort:
    name: str
    wert: str
    url: str


def filterworte(cl: Any, request: HttpRequest) -> list[Filterwort]:
    """Search, filters of the panel, period, and what only the address says."""
    worte = []
    if cl.query:
        worte.append(Filterwort("Suche", f"„{cl.query}“", cl.get_query_string(remove=["q", "p"])))
    erklaert: set[str] = set()
    for spec in cl.filter_specs:
        erklaert |= set(spec.expected_parameters())
        worte += _aus_dem_feld(spec, cl, request)
    worte += _zeitraum(cl, erklaert)
    rest = [name for name in request.GET if name not in NEBENHER | erklaert]
    return worte + [_aus_der_adresse(cl, request, name) for name in rest]


def gesetzte_filter(cl: Any, request: HttpRequest) -> list[tuple[str, str]]:
    return [(w.name, w.wert) for w in filterworte(cl, request)]


def _aus_dem_feld(spec: Any, cl: Any, request: HttpRequest) -> list[Filterwort]:
    name = str(spec.title)[:1].upper() + str(spec.title)[1:]
    parameter = [p for p in spec.expected_parameters() if p in cl.params]
    ohne = cl.get_query_string(remove=[*parameter, "p"])
    gesetzt = [str(w["display"]) for w in list(spec.choices(cl))[1:] if w["selected"]]
    # a value that the panel does not offer stands in the address only
    werte = gesetzt or [_aus_der_adresse(cl, request, p).wert for p in parameter]
    return [Filterwort(name, wert, ohne) for wert in werte]


def _zeitraum(cl: Any, erklaert: set[str]) -> list[Filterwort]:
    if not cl.date_hierarchy:
        return []
    namen = {f"{cl.date_hierarchy}__{teil}": teil for teil in ("day", "month", "year")}
    gesetzt = [str(cl.params[name]).zfill(2) for name in namen if name in cl.params and name not in erklaert]
    erklaert |= set(namen)
    if not gesetzt:
        return []
    return [Filterwort("Zeitraum", ".".join(gesetzt), cl.get_query_string(remove=[*namen, "p"]))]


def _aus_der_adresse(cl: Any, request: HttpRequest, name: str) -> Filterwort:
    weg, _, vergleich = name.rpartition("__") if name.rpartition("__")[2] in _VERGLEICHE else (name, "", "exact")
    wert = request.GET[name]
    try:
        feld = get_fields_from_path(cl.model, weg.removesuffix("__id").removesuffix("__pk"))[-1]
        titel = str(getattr(feld, "verbose_name", "") or feld.related_model._meta.verbose_name)
        wert = _vergleichswort(feld, wert, vergleich, request)
    except (FieldDoesNotExist, NotRelationField, AttributeError):
        titel = weg
    wort = _VERGLEICHE[vergleich]
    if vergleich == "isnull":
        wort, wert = "", "nicht leer" if wert.casefold() in _NEIN else "leer"
    ohne = cl.get_query_string(remove=[name, "p"])
    return Filterwort(titel[:1].upper() + titel[1:], f"{wort} {wert}".strip(), ohne)


def _vergleichswort(feld: Any, wert: str, vergleich: str, request: HttpRequest) -> str:
    """A list word by word; only whole values are known to the column, parts of a day are not."""
    if vergleich in _TEILE:
        return wert
    return ", ".join(_wort(feld, w.strip(), request) for w in (wert.split(",") if vergleich == "in" else [wert]))


def _wort(feld: Any, wert: str, request: HttpRequest) -> str:
    if feld.is_relation and wert.isdecimal() and len(wert) < 16:
        manager = feld.related_model._default_manager
        zeilen = manager.visible_to(request.user) if hasattr(manager.all(), "visible_to") else manager.none()
        return str(zeilen.filter(pk=int(wert)).first() or wert)
    if isinstance(feld, DateField) and (tag := _als_tag(wert)):
        return als_text(tag)
    auswahl = {str(w): str(label) for w, label in getattr(feld, "flatchoices", ())}
    return auswahl.get(wert, wert)


def _als_tag(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
