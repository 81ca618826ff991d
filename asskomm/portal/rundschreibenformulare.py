"""What is typed into a circular."""

from typing import Any

from django import forms

from asskomm.core import clock  # Uhr: Wer heute im Amt ist, entscheidet, welche Funktionen zur Wahl stehen
from asskomm.core.models import Dokument
from asskomm.core.schriftformulare import DateienField, MehrereDateien
from asskomm.core.uploads.arten import ANLAGE, endungen

from .models import Rundschreiben
from .rundschreiben import PLATZHALTER, funktionen, verteiler

_MARKEN = ", ".join("{{ %s }}" % name for name in PLATZHALTER)  # noqa: UP031 - braces


class RundschreibenForm(forms.ModelForm):
    funktionen = forms.MultipleChoiceField(
        label="An wen in der Kommune",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="In Klammern: wie viele der Kommunen jemanden mit dieser Funktion und E-Mail-Adresse haben.",
    )
    entfernen: Any = forms.ModelMultipleChoiceField(
        label="Anlagen entfernen", queryset=Dokument.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    dateien = DateienField(
        label="Anlagen hinzufügen",
        required=False,
        max_length=200,
        help_text=f"Höchstens fünf, zusammen höchstens 10 MB. {ANLAGE.satz}.",
        widget=MehrereDateien(attrs={"accept": endungen(ANLAGE)}),
    )

    class Meta:
        model = Rundschreiben
        fields = ("betreff", "text", "funktionen")
        help_texts = {"text": f"Platzhalter: {_MARKEN}. Absätze durch eine Leerzeile trennen."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "betreff" not in self.fields:  # shown for reading only
            return
        self.fields["text"].widget.attrs["rows"] = 14
        wahl = dict(funktionen(self.instance, clock.today()))
        wahl |= {name: 0 for name in self.instance.funktionen if name not in wahl}
        self.fields["funktionen"].choices = [(name, f"{name} ({anzahl})") for name, anzahl in wahl.items()]  # type: ignore[attr-defined]
        self.fields["entfernen"].queryset = self.instance.anlagen.order_by("pk")  # type: ignore[attr-defined]
        self.fields["betreff"].required = self.fields["text"].required = True


class VersandForm(forms.Form):
    """Asks once more, with the numbers."""

    braucht_objekt = True
    geprueft = forms.BooleanField(label="Ich habe die Vorschau geprüft.")

    def __init__(self, *args: Any, objekt: Rundschreiben, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        an = verteiler(objekt, clock.today())
        kommunen = len({e.kommune_id for e in an.empfaenger})
        text = f"Es gehen {len(an.empfaenger)} E-Mails an {kommunen} Kommunen hinaus"
        text += f"; {len(an.ohne)} Kommunen ohne passende Adresse bekommen keine" if an.ohne else ""
        self.fields["geprueft"].help_text = f"{text}."
