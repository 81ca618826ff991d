"""Django's bound fields, made ready for the components: classes, width, ids of hint and error."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

EINGABE = "kern-form-input__input"
KURZE_FELDER = (forms.DateField, forms.IntegerField, forms.DecimalField, forms.TimeField)


@dataclass(frozen=True)
class Feld:
    """What the template shows. art: eingabe, auswahl, haken, gruppe, mehrteilig, datei, verborgen."""

    art: str
    id: str
    beschriftung: str
    hinweis: str
    fehler: tuple[str, ...]
    freiwillig: bool
    eingabe: SafeString
    optionen: tuple[tuple[SafeString, str, str], ...] = ()

    @property
    def hinweis_id(self) -> str:
        return f"{self.id}_helptext"

    @property
    def fehler_id(self) -> str:
        return f"{self.id}_error"

    @property
    def beschrieben_durch(self) -> str:
        return " ".join([*([self.hinweis_id] if self.hinweis else []), *([self.fehler_id] if self.fehler else [])])


def aufbereitet(feld: BoundField, *, breite: str = "", freiwillig: bool = True, hinweis: str = "") -> Feld:
    art = _art(feld.field.widget)
    hilfe = hinweis or str(feld.help_text or "")
    fehler = tuple(str(f) for f in feld.errors)
    return Feld(
        art=art,
        id=feld.auto_id or feld.html_name,
        beschriftung=str(feld.label),
        hinweis=hilfe,
        fehler=fehler,
        freiwillig=freiwillig and not feld.field.required and art != "haken",
        eingabe=_eingabe(feld, art, breite, bool(fehler), bool(hilfe)),
        optionen=_optionen(feld, bool(fehler)) if art == "gruppe" else (),
    )


def alle_fehler(form: Any) -> list[tuple[str, str]]:
    """Pairs of text and id of the field ("" for errors of the whole form), for one form or several."""
    formulare: Iterable[Any] = form if isinstance(form, list | tuple) else [form]
    fehler = []
    for f in formulare:
        fehler += [(str(text), "") for text in f.non_field_errors()]
        fehler += [
            (f"{str(feld.label).rstrip('.:?')}: {text}", _sprungziel(feld)) for feld in f for text in feld.errors
        ]
    return fehler


def _sprungziel(feld: BoundField) -> str:
    return feld.id_for_label or f"{feld.auto_id}_0"


def _art(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "verborgen"
    arten: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.RadioSelect, "gruppe"),
        (forms.CheckboxSelectMultiple, "gruppe"),
        (forms.CheckboxInput, "haken"),
        (forms.FileInput, "datei"),
        (forms.SelectMultiple, "eingabe"),
        (forms.Select, "auswahl"),
        (forms.MultiWidget, "mehrteilig"),
    )
    return next((art for klasse, art in arten if isinstance(widget, klasse)), "eingabe")


def _eingabe(feld: BoundField, art: str, breite: str, fehlerhaft: bool, beschrieben: bool) -> SafeString:
    if art == "gruppe":
        return SafeString("")
    if art == "verborgen":
        return feld.as_widget()
    grundklasse = {"auswahl": "kern-form-input__select", "haken": "kern-form-check__checkbox"}.get(art, EINGABE)
    klassen = [feld.field.widget.attrs.get("class", ""), grundklasse]
    if fehlerhaft:
        klassen.append(f"{grundklasse}--error")
    if art == "eingabe":
        klassen.append(f"breite-{breite or _breite(feld)}")
    attrs: dict[str, str | bool] = {"class": " ".join(k for k in klassen if k)}
    if beschrieben and not feld.help_text:  # a hint given by the template: Django does not know of it
        attrs["aria-describedby"] = " ".join(
            [f"{feld.auto_id}_helptext", *([f"{feld.auto_id}_error"] if fehlerhaft else [])]
        )
    return feld.as_widget(attrs=attrs)


def _breite(feld: BoundField) -> str:
    """The width of an input shows the length expected."""
    if isinstance(feld.field, KURZE_FELDER):
        return "10"
    laenge = getattr(feld.field, "max_length", None)
    if laenge is None or isinstance(feld.field.widget, forms.Textarea):
        return "voll"
    return "4" if laenge <= 4 else "10" if laenge <= 12 else "20" if laenge <= 40 else "voll"


def _optionen(feld: BoundField, fehlerhaft: bool) -> tuple[tuple[SafeString, str, str], ...]:
    """Triples of input, its id and its label for radio buttons and check boxes."""
    grundklasse = (
        "kern-form-check__checkbox"
        if isinstance(feld.field.widget, forms.CheckboxSelectMultiple)
        else "kern-form-check__radio"
    )
    optionen = []
    for teil in feld.subwidgets:
        teil.data["attrs"]["class"] = f"{grundklasse} {grundklasse}--error" if fehlerhaft else grundklasse
        optionen.append((teil.tag(), teil.id_for_label, str(teil.choice_label)))
    return tuple(optionen)
