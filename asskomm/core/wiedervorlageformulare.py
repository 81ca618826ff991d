"""Forms of follow-ups. Their cleaned fields are the arguments of the services."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet

from . import clock
from .forms import FachForm, TagField
from .fristformulare import FallField
from .models import Prioritaet, Rollenzuordnung, User, Wiedervorlage
from .models.wiedervorlage import FUER_ROLLEN
from .roles import VERTRETBARE_ROLLEN

ANMERKUNG = "Anmerkung"


def kollegen(tag: dt.date) -> QuerySet[User]:
    """Everybody of the house who may have something laid before them."""
    rollen = Rollenzuordnung.objects.in_kraft(tag).filter(rolle__in=VERTRETBARE_ROLLEN)
    return User.objects.filter(is_active=True, pk__in=rollen.values("user")).order_by("name", "anmeldename")


def _anmerkung() -> forms.CharField:
    return forms.CharField(label=ANMERKUNG, max_length=300, required=False)


def _fuer() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(User.objects.none(), label="Für", required=False, empty_label="mich")


def _rolle() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="oder für alle mit der Rolle", required=False, choices=[("", "keine Rolle"), *FUER_ROLLEN]
    )


class WiedervorlageForm(FachForm):
    zum_fall = FallField()
    text = forms.CharField(label="Worum es geht", max_length=300)
    faellig_am = TagField(label="Wiedervorlage am")
    fuer = _fuer()
    fuer_rolle = _rolle()
    prioritaet = forms.ChoiceField(
        label="Priorität", choices=Prioritaet.choices, initial=Prioritaet.NORMAL, required=False
    )

    class Meta:
        model = Wiedervorlage
        fields = ("text", "faellig_am", "fuer", "fuer_rolle", "prioritaet")

    def clean_prioritaet(self) -> str:
        return self.cleaned_data["prioritaet"] or Prioritaet.NORMAL

    def _post_clean(self) -> None:
        """The service makes the row and says in German what stands against it."""


class KurzForm(forms.Form):
    """In the box of the case page: just what and when; it is meant for the person itself."""

    text = forms.CharField(label="Worum es geht", max_length=300)
    faellig_am = TagField(label="Wiedervorlage am")


class VerschiebenForm(forms.Form):
    faellig_am = TagField(label="Neuer Tag")
    anmerkung = _anmerkung()


class ErledigenForm(forms.Form):
    anmerkung = _anmerkung()


class UebergebenForm(forms.Form):
    braucht_objekt = True

    fuer = forms.ModelChoiceField(User.objects.none(), label="An", required=False, empty_label="niemand Bestimmtes")
    fuer_rolle = _rolle()
    anmerkung = _anmerkung()

    def __init__(self, *args: Any, objekt: Wiedervorlage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Uhr: welche Rollen gelten, hängt vom heutigen Tag ab
        self.fields["fuer"].queryset = kollegen(clock.today())  # type: ignore[attr-defined]


class SammelForm(forms.Form):
    """For many cases at once: the same text and day at each."""

    text = forms.CharField(label="Worum es geht", max_length=300)
    faellig_am = TagField(label="Wiedervorlage am")
    fuer_rolle = forms.ChoiceField(
        label="Für", required=False, choices=[("", "mich"), *((r, f"alle: {name}") for r, name in FUER_ROLLEN)]
    )
