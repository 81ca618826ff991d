"""The columns of a list: those of the house, those that its export knows beside them, and what a person has chosen."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Any

from django.contrib.admin.utils import label_for_field, lookup_field
from django.db import models
from django.utils.html import strip_tags

from asskomm.core.resources import FachResource
from asskomm.core.stichtag import BERLIN

ZAHLEN = (int, float, Decimal)


@dataclass(frozen=True)
class Listenspalte:
    """`anzeige`: what Django's list_display takes. `immer`: the column that names the row."""

    name: str
    label: str
    anzeige: Any
    immer: bool = False
    standard: bool = True


def spaltenname(anzeige: Any) -> str:
    return anzeige if isinstance(anzeige, str) else str(anzeige.__name__)


def beschriftung(verwaltung: Any, anzeige: Any) -> str:
    text = str(label_for_field(anzeige, verwaltung.model, verwaltung))
    return text[:1].upper() + text[1:]


def alle_spalten(verwaltung: Any, standard: Sequence[Any], resource: type[FachResource] | None) -> list[Listenspalte]:
    """Those of the house first; of the export's columns those that say something else."""
    spalten = [
        Listenspalte(spaltenname(s), beschriftung(verwaltung, s), s, immer=nr == 0) for nr, s in enumerate(standard)
    ]
    bekannt = {s.label.casefold() for s in spalten}
    for name, feld in (resource().fields if resource else {}).items():
        label = str(feld.column_name)
        if label.casefold() not in bekannt:
            anzeige = _aus_der_ausgabe(verwaltung.model, resource, name)
            spalten.append(Listenspalte(anzeige.__name__, label[:1].upper() + label[1:], anzeige, standard=False))
    return spalten


def _aus_der_ausgabe(modell: type[models.Model], resource: Any, name: str) -> Callable[[Any], Any]:
    """A column of the export as a column of the list."""
    quelle = resource()
    feld = quelle.fields[name]
    lies = getattr(quelle, f"dehydrate_{name}", feld.export)

    def zelle(objekt: Any) -> str:
        return als_wort(lies(objekt))

    zelle.__name__ = f"a_{name}"
    zelle.short_description = str(feld.column_name)  # type: ignore[attr-defined]
    if any(f.name == feld.attribute and not f.is_relation for f in modell._meta.concrete_fields):
        zelle.admin_order_field = feld.attribute  # type: ignore[attr-defined]
    return zelle


def als_wort(wert: Any) -> str:
    if isinstance(wert, dt.datetime):
        return f"{wert.astimezone(BERLIN):%d.%m.%Y %H:%M}"
    if isinstance(wert, dt.date):
        return f"{wert:%d.%m.%Y}"
    return "" if wert is None else str(wert)


def gewaehlt(spalten: Sequence[Listenspalte], namen: Sequence[str]) -> list[Listenspalte]:
    """In the order of the person; the naming column stays first, names that are no more are passed over."""
    nach_namen = {s.name: s for s in spalten}
    wahl = [nach_namen[n] for n in dict.fromkeys(namen) if n in nach_namen and not nach_namen[n].immer]
    if not namen:
        wahl = [s for s in spalten if s.standard and not s.immer]
    return [*(s for s in spalten if s.immer), *wahl]


# --- What a column is worth in an export


def zellwert(verwaltung: Any, anzeige: Any, resource: FachResource | None) -> Callable[[Any], Any]:
    """A function from the row to a native value: dates as dates, numbers as numbers, all else as it reads."""
    feld = next((f for f in verwaltung.model._meta.concrete_fields if f.name == anzeige), None)
    if feld is not None and not feld.is_relation:
        return _spaltenwert(feld)
    if resource is not None and (name := _gleichwertig(verwaltung, anzeige, resource)):
        lies: Callable[[Any], Any] = getattr(resource, f"dehydrate_{name}", resource.fields[name].export)
        return lies
    return lambda zeile: _text(lookup_field(anzeige, zeile, verwaltung)[2])


def _spaltenwert(feld: Any) -> Callable[[Any], Any]:
    if feld.choices:
        return lambda zeile: str(getattr(zeile, f"get_{feld.name}_display")())
    return lambda zeile: _nativ(getattr(zeile, feld.name))


def _gleichwertig(verwaltung: Any, anzeige: Any, resource: FachResource) -> str:
    """The export's own column behind a column that only formats it: a day, an amount of money, a number."""
    name = spaltenname(anzeige)
    if name.startswith("a_") and name[2:] in resource.fields:
        return name[2:]
    attribut = anzeige if callable(anzeige) else getattr(verwaltung, name, None)
    ordnung = getattr(attribut, "admin_order_field", "")
    art = next((type(f) for f in verwaltung.model._meta.concrete_fields if f.name == ordnung), models.Field)
    if not issubclass(art, models.DateField | models.DecimalField | models.IntegerField):
        return ""
    return next((n for n, f in resource.fields.items() if f.attribute == ordnung), "")


def _nativ(wert: Any) -> Any:
    if wert is None or isinstance(wert, bool):
        return "" if wert is None else ("ja" if wert else "nein")
    return wert if isinstance(wert, dt.date | Decimal | int | float) else _text(wert)


def _text(wert: Any) -> Any:
    if wert is None:
        return ""
    if isinstance(wert, dt.date | Decimal | int | float) and not isinstance(wert, bool):
        return wert
    return unescape(strip_tags(str(wert))).replace("\u00a0", " ").strip()
