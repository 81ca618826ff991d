"""Forms of the page on which a Kommune or Polizeidirektion looks after its own people."""

from collections.abc import Sequence
from typing import Any

from django import forms

from asskomm.core.forms import TagField


class KollegeForm(forms.Form):
    """Somebody who is to work for the own Kommune or Polizeidirektion."""

    stelle = forms.ChoiceField(label="Für", widget=forms.Select)
    name = forms.CharField(label="Vor- und Nachname", max_length=150)
    email = forms.EmailField(label="E-Mail-Adresse", help_text="Dorthin geht die Einladung, sobald sie bestätigt ist.")
    anmeldename = forms.CharField(
        label="Anmeldename",
        max_length=254,
        required=False,
        help_text="Leer = die E-Mail-Adresse. Teilen Sie sich ein Postfach, braucht jede Person einen eigenen Namen.",
    )
    bis = TagField(label="Zugang bis", required=False, help_text="TT.MM.JJJJ; leer = bis auf Weiteres.")

    def __init__(self, *args: Any, stellen: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stelle"].choices = [(str(s.pk), str(s)) for s in stellen]  # type: ignore[attr-defined]


class AblehnenForm(forms.Form):
    grund = forms.CharField(label="Grund", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AusscheidenForm(forms.Form):
    letzter_tag = TagField(label="Letzter Tag", help_text="TT.MM.JJJJ; an diesem Tag arbeitet die Person noch.")
    sofort = forms.BooleanField(label="In diesem Moment beenden", required=False)
    grund = forms.CharField(label="Anlass", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
