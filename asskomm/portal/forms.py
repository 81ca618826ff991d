"""Forms of the press work in the back office."""

from typing import Any

from django import forms

from asskomm.core.forms import TagField
from vereinbarungen.forms import zeitpunkt_feld

from .presse.gliederung import SCHREIBHILFE

_GROESSTER_TEXT = 50_000


def sperrfrist_feld() -> forms.DateTimeField:
    return zeitpunkt_feld(label="Sperrfrist bis", help_text="TT.MM.JJJJ HH:MM; leer = keine Sperrfrist.")


def _textfeld(zeilen: int, **angaben: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": zeilen}), max_length=_GROESSTER_TEXT, **angaben)


class PressesucheForm(forms.Form):
    q = forms.CharField(label="Suchwort oder Kommune", required=False, max_length=100)


class EntwurfForm(forms.Form):
    """The draft from the data, before the first edit."""

    titel = forms.CharField(label="Überschrift", max_length=250)
    text = _textfeld(30, label="Text", help_text=SCHREIBHILFE)
    kontakt = _textfeld(4, label="Kontakt für die Medien")
    sperrfrist_bis = sperrfrist_feld()


class FreigabeForm(forms.Form):
    sperrfrist_bis = sperrfrist_feld()


class KorrekturForm(forms.Form):
    am = TagField(label="Datum der Korrektur")
    text = _textfeld(5, label="Korrektur", help_text="Steht mit dem Datum unter dem veröffentlichten Text.")


class TextpruefungForm(forms.Form):
    text = _textfeld(20, label="Text", help_text="Den ganzen Text einfügen; er wird nicht gespeichert.")
    stichtag = TagField(label="Stichtag", help_text="Tag, dessen Zahlen gelten sollen (TT.MM.JJJJ)")

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if "\x00" in text:
            raise forms.ValidationError("Der Text enthält Zeichen, die kein Text sind.")
        return text
