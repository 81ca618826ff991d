"""What is typed when a paper is taken to the file of a case."""

from typing import Any

from django import forms
from django.conf import settings

from .forms import TagField
from .models import Richtung, Stueckart
from .schriftformulare import DateienField, MehrereDateien
from .services.akten import MAX_JE_FORMULAR
from .uploads import ANLAGE, SCAN, endungen

_VON_HAND = (Stueckart.SCHREIBEN, Stueckart.ANLAGE, Stueckart.VERMERK, Stueckart.BESCHLUSS)


class AblageForm(forms.Form):
    """The metadata of the E-Akte: sender, date, subject, receipt."""

    dateien = DateienField(
        label="Dateien",
        max_length=200,
        widget=MehrereDateien(attrs={"accept": endungen(ANLAGE)}),
    )
    art = forms.ChoiceField(label="Art", choices=[(a.value, a.label) for a in _VON_HAND])
    richtung = forms.ChoiceField(label="Richtung", choices=Richtung.choices)
    betreff = forms.CharField(
        label="Betreff", max_length=200, required=False, help_text="Leer = der Dateiname steht als Betreff da."
    )
    absender = forms.CharField(label="Absender", max_length=200, required=False)
    datum = TagField(label="Datum des Dokuments", required=False)
    eingang_am = TagField(label="Eingegangen am", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grenze = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        hinweis = f"Höchstens {MAX_JE_FORMULAR} auf einmal, zusammen {grenze} MB. {ANLAGE.satz}."
        self.fields["dateien"].help_text = hinweis

    def clean(self) -> dict[str, Any]:
        werte = super().clean() or {}
        datum, eingang = werte.get("datum"), werte.get("eingang_am")
        if datum and eingang and eingang < datum:
            self.add_error("eingang_am", "Der Eingang liegt vor dem Datum des Dokuments.")
        return werte


class ScanForm(forms.Form):
    datei = forms.FileField(
        label="Scan",
        max_length=200,
        allow_empty_file=True,  # the service says what to do
        help_text=f"{SCAN.satz}.",
        widget=forms.FileInput(attrs={"accept": endungen(SCAN)}),
    )


class BestaetigungForm(forms.Form):
    vermerk = forms.CharField(
        label="Vermerk",
        max_length=300,
        required=False,
        help_text="Zum Beispiel: womit das Zertifikat verglichen wurde.",
    )
