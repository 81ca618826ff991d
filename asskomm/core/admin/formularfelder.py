"""How model fields become form fields here: German days, suggestions instead of huge selects, no JavaScript."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest

from asskomm.core.forms import (
    BetragField,
    FachForm,
    MehrfachauswahlField,
    TagField,
    UngefaehresDatumField,
    VorschlagField,
)
from asskomm.core.sichtbarkeit import sicht_von

GENAUIGKEIT = "_genauigkeit"


def hat_genauigkeit(db_field: models.Field) -> bool:
    return any(f.name == db_field.name + GENAUIGKEIT for f in db_field.model._meta.fields)


def ist_genauigkeit(db_field: models.Field) -> bool:
    grundname = db_field.name.removesuffix(GENAUIGKEIT)
    return grundname != db_field.name and any(f.name == grundname for f in db_field.model._meta.fields)


class FeldMixin:
    """For model admins and inlines alike.

    `vorschlaege` names foreign keys typed by natural key: {"kommune": (("name_eindeutig", "schluessel"), "schluessel")}
    gives the unique columns accepted and the column that explains a suggestion.
    """

    form: type[forms.ModelForm] = FachForm
    vorschlaege: dict[str, tuple[tuple[str, ...], str]] = {}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            angaben = {
                "label": db_field.verbose_name[:1].upper() + db_field.verbose_name[1:],
                "required": not db_field.blank,
                "help_text": kwargs.get("help_text") or db_field.help_text,
            }
            return (UngefaehresDatumField if hat_genauigkeit(db_field) else TagField)(**angaben)
        if ist_genauigkeit(db_field):
            return None
        if isinstance(db_field, models.DecimalField):
            return db_field.formfield(form_class=BetragField)
        if isinstance(db_field, models.URLField):
            return db_field.formfield(assume_scheme="https")
        feld = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if feld is not None and isinstance(feld.widget, RelatedFieldWidgetWrapper):
            feld.widget = feld.widget.widget  # pop-up windows need JavaScript
        if isinstance(db_field, models.TextField) and isinstance(feld.widget, forms.Textarea):
            feld.widget.attrs["rows"] = 4
        return _mit_leerer_wahl(_ohne_admin_widget(feld))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        kwargs["queryset"] = _auswahl(db_field, request, kwargs.get("queryset"))
        if db_field.name in self.vorschlaege:
            schluessel, zusatz = self.vorschlaege[db_field.name]
            return VorschlagField(
                kwargs["queryset"],
                schluessel=schluessel,
                zusatz=zusatz,
                label=db_field.verbose_name[:1].upper() + db_field.verbose_name[1:],
                required=not db_field.blank,
                help_text=db_field.help_text or "Namen oder Schlüssel eingeben, dann einen Vorschlag wählen.",
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        kwargs.setdefault("form_class", MehrfachauswahlField)
        kwargs["queryset"] = _auswahl(db_field, request, kwargs.get("queryset"))
        feld = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
        if feld is not None:
            feld.help_text = db_field.help_text
        return feld

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        modell = self.opts.model if hasattr(self, "opts") else self.model  # type: ignore[attr-defined]
        grob = [f.name for f in modell._meta.fields if ist_genauigkeit(f)]
        return [*(super().get_exclude(request, obj) or []), *grob]  # type: ignore[misc]


def _auswahl(db_field: Any, request: HttpRequest | None, auswahl: Any) -> Any:
    """Only rows that this person may see can be chosen, or named by a changed id."""
    if auswahl is None:
        auswahl = db_field.remote_field.model._default_manager.all()
    if request is None or sicht_von(auswahl.model) is None:
        return auswahl
    return auswahl.visible_to(request.user)


def _ohne_admin_widget(feld: Any) -> Any:
    """The admin's text inputs carry classes for its own scripts and styles; ours need none."""
    if feld is not None and feld.widget.attrs.get("class", "").startswith("v"):
        feld.widget.attrs.pop("class")
    return feld


def _mit_leerer_wahl(feld: Any) -> Any:
    """Django's empty choice is a row of dashes."""
    if isinstance(feld, forms.ChoiceField):
        text = "Bitte wählen" if feld.required else "keine Angabe"
        if isinstance(feld, forms.ModelChoiceField):
            feld.empty_label = feld.empty_label and text
        else:
            feld.choices = [(wert, wort if wert else text) for wert, wort in feld.choices]
    return feld
