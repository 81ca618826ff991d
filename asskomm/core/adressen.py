"""Addresses of list pages: the same page with another sorting, filter or page number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict


@dataclass(frozen=True)
class Chip:
    """One active filter in words, with the address of the page without it."""

    name: str
    wert: str
    url: str


def mit_abfrage(abfrage: QueryDict, **aenderungen: object) -> str:
    """The query with some keys changed; None takes a key out. Always starts with "?"."""
    neu = abfrage.copy()
    for schluessel, wert in aenderungen.items():
        if wert is None:
            neu.pop(schluessel, None)
        else:
            neu[schluessel] = str(wert)
    return "?" + neu.urlencode()


def sortierung(abfrage: QueryDict, schluessel: str, *, parameter: str = "sort", vorgabe: str = "") -> tuple[str, str]:
    """Direction of a column ("ascending", "descending" or "none") and the address that sorts by it next."""
    aktuell = abfrage.get(parameter) or vorgabe
    if aktuell == schluessel:
        return "ascending", mit_abfrage(abfrage, **{parameter: f"-{schluessel}", "seite": None})
    richtung = "descending" if aktuell == f"-{schluessel}" else "none"
    return richtung, mit_abfrage(abfrage, **{parameter: schluessel, "seite": None})


def aktive_filter(form: Any, abfrage: QueryDict, *, ohne: Sequence[str] = ("sort", "seite")) -> list[Chip]:
    """The filters set in a bound form, one chip for each value; invalid values get none."""
    if not form.is_bound:
        return []
    form.is_valid()
    chips = []
    for name, wert in form.cleaned_data.items():
        if name not in ohne and wert not in (None, "", [], False) and form[name].html_name in abfrage:
            chips += _chips_eines_feldes(form, name, abfrage)
    return chips


def _chips_eines_feldes(form: Any, name: str, abfrage: QueryDict) -> list[Chip]:
    feld = form[name]
    texte = {str(wert): text for wert, text in _flach(getattr(feld.field, "choices", ()))}
    werte = [w for w in abfrage.getlist(feld.html_name) if w]
    chips = []
    for wert in werte:
        rest = abfrage.copy()
        rest.pop("seite", None)
        rest.setlist(feld.html_name, [w for w in werte if w != wert])
        text = _in_worten(form.cleaned_data[name], texte.get(wert, wert))
        chips.append(Chip(str(feld.label), text, "?" + rest.urlencode()))
    return chips


def _in_worten(wert: Any, text: str) -> str:
    if isinstance(wert, bool):
        return ""
    return f"{wert:%d.%m.%Y}" if isinstance(wert, date) else str(text)


def _flach(auswahl: Any) -> list[tuple[Any, Any]]:
    """Choices without their groups."""
    ergebnis: list[tuple[Any, Any]] = []
    for wert, text in auswahl:
        ergebnis += _flach(text) if isinstance(text, list | tuple) else [(wert, text)]
    return ergebnis
