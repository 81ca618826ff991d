"""Forms of the actions on a Kommune; their fields are the arguments of the services."""

from typing import Any

from django import forms

from asskomm.core.forms import TagField, UngefaehresDatumField, VorschlagField

from .enums import Kontaktart
from .models import Handlungsfeld, Kommune

LANGTEXT = forms.Textarea(attrs={"rows": 4})


def kommune_feld(**kwargs: Any) -> VorschlagField:
    """A Kommune typed by its unique name or its key."""
    return VorschlagField(
        Kommune.objects.all(),
        schluessel=("name_eindeutig", "schluessel"),
        zusatz="schluessel",
        help_text="Namen oder Schlüssel eingeben, dann einen Vorschlag wählen.",
        **kwargs,
    )


class BeratungForm(forms.Form):
    am = UngefaehresDatumField(label="Datum")
    kontaktart = forms.ChoiceField(label="Art", choices=Kontaktart)
    anlass = forms.CharField(label="Anlass", max_length=300, required=False)
    ergebnis = forms.CharField(label="Ergebnis", required=False, widget=LANGTEXT)
    quelle = forms.CharField(label="Quelle", max_length=300, required=False)


class HandlungsfelderForm(forms.Form):
    felder = forms.ModelMultipleChoiceField(
        Handlungsfeld.objects.filter(aktiv=True).order_by("reihenfolge", "name"),
        label="Handlungsfelder",
        widget=forms.CheckboxSelectMultiple,
    )


class EngeZusammenarbeitForm(forms.Form):
    seit = UngefaehresDatumField(label="Seit")
    anlass = forms.CharField(label="Begründung", max_length=300, required=False)
    quelle = forms.CharField(label="Quelle", max_length=300, required=False)


class EndeForm(forms.Form):
    bis = TagField(label="Letzter Tag", help_text="TT.MM.JJJJ; an diesem Tag gilt der Eintrag noch.")


class MitgliedForm(forms.Form):
    mitglied = kommune_feld(label="Mitglied")
    gueltig_von = TagField(label="Von", required=False, help_text="TT.MM.JJJJ; leer = von jeher.")


class KprForm(forms.Form):
    name = forms.CharField(label="Name", max_length=160, required=False)
    geplant = UngefaehresDatumField(label="Geplant seit")
    kontakt_funktion = forms.CharField(label="Kontakt: Stelle", max_length=160, required=False)
    kontakt_email = forms.EmailField(label="Kontakt: E-Mail", required=False)
    kontakt_telefon = forms.CharField(label="Kontakt: Telefon", max_length=40, required=False)
    quelle = forms.CharField(label="Quelle", max_length=300, required=False)


class NachfolgeForm(forms.Form):
    nachfolger = kommune_feld(label="Nachfolgerin")


class AusscheidenForm(forms.Form):
    letzter_tag = TagField(label="Letzter Tag", help_text="TT.MM.JJJJ; der Tag kann in der Zukunft liegen.")
    nachfolger_1 = kommune_feld(label="Nachfolgerin", required=False)
    nachfolger_2 = kommune_feld(label="Weitere Nachfolgerin", required=False)

    def clean(self) -> dict[str, Any]:
        """The service takes one list."""
        angaben = super().clean() or {}
        namen = ("nachfolger_1", "nachfolger_2")
        angaben["nachfolger"] = list(dict.fromkeys(n for n in (angaben.pop(name, None) for name in namen) if n))
        return angaben
