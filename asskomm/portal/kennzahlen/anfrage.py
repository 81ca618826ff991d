"""What visitors ask of the figures: key date, knowledge, grouping; every error with its reason in German."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from asskomm.core.stichtag import EINGABEHILFE, als_text, lies_tag, lies_wissensstand

from ..enums import Gliederung

# ASSKomm began in 2019; there are no figures before.
ERSTER_TAG = dt.date(2019, 1, 1)


class TagEingabe(forms.TextInput):
    """Addresses carry 2023-04-24; the field shows it as people write it, and a wrong entry as it came."""

    def format_value(self, value: Any) -> str | None:
        try:
            return als_text(lies_tag(str(value)))
        except ValueError:
            text: str | None = super().format_value(value)
            return text


class StichtagForm(forms.Form):
    """A key date; empty means today. `tag` is usable in any case: an error shows today."""

    stichtag = forms.CharField(
        label="Stichtag",
        required=False,
        max_length=20,
        help_text="Tag, z. B. 24.04.2023; leer = heute",
        widget=TagEingabe,
    )

    def __init__(self, daten: Any = None, *, heute: dt.date) -> None:
        super().__init__(daten if daten is not None else {}, use_required_attribute=False)
        self.heute = heute

    def clean_stichtag(self) -> dt.date:
        text = self.cleaned_data["stichtag"]
        if not text:
            return self.heute
        try:
            tag = lies_tag(text)
        except ValueError as fehler:
            raise forms.ValidationError(str(fehler).replace(EINGABEHILFE, "TT.MM.JJJJ")) from None
        if tag > self.heute:
            raise forms.ValidationError(f"Der {als_text(tag)} liegt in der Zukunft. Zahlen gibt es bis heute.")
        if tag < ERSTER_TAG:
            raise forms.ValidationError(f"Zahlen gibt es erst ab dem {als_text(ERSTER_TAG)}.")
        return tag

    @property
    def tag(self) -> dt.date:
        self.is_valid()
        tag = self.cleaned_data.get("stichtag")
        return tag if isinstance(tag, dt.date) else self.heute


class StatistikForm(StichtagForm):
    nach = forms.ChoiceField(
        label="Gliederung",
        required=False,
        choices=Gliederung.choices,
        error_messages={"invalid_choice": "Die Gliederung „%(value)s“ gibt es nicht."},
    )

    @property
    def gliederung(self) -> Gliederung:
        self.is_valid()
        return Gliederung(self.cleaned_data.get("nach") or Gliederung.LANDKREIS)


class DatenForm(StichtagForm):
    """The parameters of the data interface: unknown ones are errors, so that no typing error goes unnoticed."""

    nach = forms.ChoiceField(
        required=False,
        choices=Gliederung.choices,
        error_messages={"invalid_choice": f"Möglich sind {', '.join(Gliederung.values)}."},
    )
    wissensstand = forms.CharField(required=False, max_length=40)

    def __init__(self, daten: Any, *, heute: dt.date, jetzt: dt.datetime, erlaubt: tuple[str, ...]) -> None:
        super().__init__(daten, heute=heute)
        self.jetzt, self.erlaubt = jetzt, erlaubt

    def clean_wissensstand(self) -> dt.datetime:
        return lies_eingegebenen_wissensstand(self.cleaned_data["wissensstand"], self.jetzt)

    def clean(self) -> dict[str, Any]:
        unbekannt = sorted(set(self.data) - set(self.erlaubt))
        if unbekannt:
            moeglich = ", ".join(self.erlaubt) or "keine"
            self.add_error(None, f"Unbekannte Angabe: {', '.join(unbekannt)[:200]}. Möglich sind: {moeglich}.")
        return self.cleaned_data

    @property
    def fehler(self) -> list[str]:
        """One line for each, led by the name of the parameter."""
        return [
            str(text) if name == NON_FIELD_ERRORS else f"{name}: {text}"
            for name, liste in self.errors.items()
            for text in liste
        ]


class AuskunftForm(StatistikForm):
    """For the office: also what it knew at an earlier moment."""

    wissensstand = forms.CharField(
        label="Wissensstand",
        required=False,
        max_length=40,
        help_text="Tag, z. B. 24.04.2023; leer = jetzt. Was später erfasst wurde, zählt dann nicht.",
    )

    def __init__(self, daten: Any = None, *, heute: dt.date, jetzt: dt.datetime) -> None:
        super().__init__(daten, heute=heute)
        self.jetzt = jetzt

    def clean_wissensstand(self) -> dt.datetime:
        return lies_eingegebenen_wissensstand(self.cleaned_data["wissensstand"], self.jetzt)

    @property
    def wissen(self) -> dt.datetime:
        self.is_valid()
        moment = self.cleaned_data.get("wissensstand")
        return moment if isinstance(moment, dt.datetime) else self.jetzt


def lies_eingegebenen_wissensstand(text: str, jetzt: dt.datetime) -> dt.datetime:
    """Empty means now; a moment ahead is cut to now."""
    if not text:
        return jetzt
    try:
        return min(lies_wissensstand(text), jetzt)
    except ValueError as fehler:
        raise forms.ValidationError(str(fehler)) from None
