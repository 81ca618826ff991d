"""What is typed into the correspondence of a case."""

from collections.abc import Sequence
from typing import Any

from django import forms

from .leserkreis import Leserkreis
from .uploads.arten import ANLAGE, endungen


class MehrereDateien(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class DateienField(forms.FileField):
    """Any number of files, also none; the service checks each, so that every reason comes at once."""

    widget = MehrereDateien

    def __init__(self, **angaben: Any) -> None:
        super().__init__(allow_empty_file=True, **angaben)  # the service refuses an empty one and names it

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        einzeln = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(DateienField, self).clean(datei, initial) for datei in einzeln if datei]


class MitteilungForm(forms.Form):
    """`kreise`: the circles that the writer may choose; a single one is not asked for."""

    text = forms.CharField(label="Text", max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}))
    leserkreis = forms.ChoiceField(label="Wer das liest", widget=forms.RadioSelect)
    dateien = DateienField(
        label="Dateien",
        required=False,
        max_length=200,
        help_text=f"Höchstens fünf. {ANLAGE.satz}.",
        widget=MehrereDateien(attrs={"accept": endungen(ANLAGE)}),
    )

    def __init__(self, *args: Any, kreise: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        feld = self.fields["leserkreis"]
        feld.choices = [(kreis, Leserkreis(kreis).label) for kreis in kreise]  # type: ignore[attr-defined]
        if len(kreise) == 1:
            feld.required, feld.widget, feld.initial = False, forms.HiddenInput(), kreise[0]

    def clean_leserkreis(self) -> str:
        return self.cleaned_data["leserkreis"] or str(self.fields["leserkreis"].initial or "")


class RueckzugForm(forms.Form):
    grund = forms.CharField(
        label="Grund",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Er steht statt des Textes da. Der Landespräventionsrat kann den Text weiter lesen.",
    )
