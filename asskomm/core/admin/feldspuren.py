"""What somebody changed on a page of the back office, field by field, for the protocol."""

from typing import Any

from django import forms
from django.http import HttpRequest

from asskomm.core import clock
from asskomm.core.protokoll import protokolliere

Werte = dict[str, Any]


def feldaenderungen(form: Any, *, neu: bool) -> tuple[Werte, Werte]:
    """Old and new values of the changed fields; nothing that is typed into a password field."""
    namen = [n for n in form.changed_data if n in form.cleaned_data and not _ist_verdeckt(form.fields[n])]
    nachher = {n: form.cleaned_data[n] for n in namen}
    vorher = {} if neu else {n: _frueher(form, n) for n in namen}
    return vorher, nachher


def protokolliere_felder(request: HttpRequest, objekt: Any, form: Any, *, neu: bool) -> None:
    vorher, nachher = feldaenderungen(form, neu=neu)
    if neu or nachher:
        _schreibe(request, objekt, neu=neu, vorher=vorher, nachher=nachher)


def protokolliere_unterzeilen(request: HttpRequest, formset: Any) -> None:
    """After the formset has saved: one entry for each row that is new, changed or gone."""
    # lists: an empty further row has no key yet and could not be looked up in a set
    neue, geaenderte = list(formset.new_objects), [objekt for objekt, _ in formset.changed_objects]
    for form in formset.forms:
        if form.instance in neue or form.instance in geaenderte:
            protokolliere_felder(request, form.instance, form, neu=form.instance in neue)


def _schreibe(request: HttpRequest, objekt: Any, *, neu: bool, vorher: Werte, nachher: Werte) -> None:
    meta = objekt._meta
    protokolliere(
        ereignis="eintrag.angelegt" if neu else "eintrag.geaendert",
        by=request.user,
        jetzt=clock.now(),
        objekt=objekt,
        vorher=vorher,
        nachher=nachher,
        recht=f"{meta.app_label}.{'add' if neu else 'change'}_{meta.model_name}",
    )


def _ist_verdeckt(feld: forms.Field) -> bool:
    return isinstance(feld.widget, forms.PasswordInput) or feld.widget.is_hidden


def _frueher(form: Any, name: str) -> Any:
    """The stored value in the same words as the new one: a key becomes the row it names, where it still exists."""
    feld = form.fields[name]
    wert = form.get_initial_for_field(feld, name)
    if isinstance(feld, forms.ModelChoiceField) and isinstance(wert, int):
        return feld.queryset.model._default_manager.filter(pk=wert).first() or wert
    return wert
