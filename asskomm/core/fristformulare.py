"""Forms of deadlines: setting one at a case, pausing, extending, closing, taking an entry back."""

from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError

from . import clock  # Uhr: Welche Fassung einer Regel zur Wahl steht, entscheidet der heutige Tag
from .fallarten import ist_fall, traegt_wiedervorlage
from .forms import FachForm, GrundForm, TagField
from .models import Frist, Fristort, Fristregel
from .stichtag import als_text


class FallField(forms.CharField):
    """The case a row belongs to, as „kommunen.kommune-12“ in the address and in a hidden field."""

    widget = forms.HiddenInput

    def __init__(self, *, user: Any = None, auch_ohne_fall: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=80, **kwargs)
        self.user = user
        self.passt = traegt_wiedervorlage if auch_ohne_fall else ist_fall

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        modellname, _, pk = text.rpartition("-")
        try:
            modell = apps.get_model(modellname)
        except (LookupError, ValueError):
            modell = None
        if modell is None or not self.passt(modell()) or not pk.isdecimal() or len(pk) > 18:
            raise ValidationError("Diesen Fall gibt es nicht.")
        fall = modell._default_manager.visible_to(self.user).filter(pk=int(pk)).first()
        if fall is None:
            raise ValidationError("Diesen Fall gibt es nicht.")
        return fall

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


def fallkennung(fall: Any) -> str:
    return f"{fall._meta.label_lower}-{fall.pk}"


class RegelField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        marke = "" if obj.ist_bestaetigt else ", zu bestätigen"
        bis = f", bis {als_text(obj.gueltig_bis)}" if obj.gueltig_bis else ""
        return f"{obj.bezeichnung}: {obj.dauer} {obj.get_richtung_display()} ({obj.ereignis}{bis}{marke})"


class FristForm(FachForm):
    zum_fall = FallField()
    regel = RegelField(
        Fristregel.objects.none(),
        label="Regel",
        empty_label="Bitte wählen",
        help_text="Gerechnet wird mit der Fassung, die am Tag des Ereignisses gilt.",
    )
    bezeichnung = forms.CharField(
        label="Bezeichnung", max_length=160, required=False, help_text="Leer = wie die Regel heißt."
    )
    ereignis_am = TagField(label="Tag des Ereignisses", help_text="TT.MM.JJJJ, zum Beispiel der Tag des Zugangs.")
    ort = forms.ChoiceField(label="Feiertage am", choices=[("", "wie in der Regel"), *Fristort.choices], required=False)

    class Meta:
        model = Frist
        fields = ("regel", "bezeichnung", "ereignis_am", "ort")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "regel" in self.fields:
            self.fields["regel"].queryset = Fristregel.objects.je_kennung(clock.today())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        werte: dict[str, Any] = super().clean() or self.cleaned_data
        regel, tag = werte.get("regel"), werte.get("ereignis_am")
        if regel is not None and tag is not None:
            werte["regel"] = Fristregel.objects.am(tag).filter(schluessel=regel.schluessel).first()
            if werte["regel"] is None:
                self.add_error("ereignis_am", f"Am {als_text(tag)} gilt die Regel „{regel}“ nicht.")
        return werte

    def _post_clean(self) -> None:
        """The service makes the row; what the model requires beyond the form it knows itself."""


class PauseForm(forms.Form):
    von = TagField(label="Ruht von")
    bis = TagField(label="Ruht bis", help_text="Letzter Tag der Pause, TT.MM.JJJJ")
    grund = forms.CharField(label="Grund", max_length=300)


class VerlaengerungForm(forms.Form):
    bis = TagField(label="Neues Ende")
    grund = forms.CharField(label="Grund", max_length=300)


class ErledigtForm(forms.Form):
    am = TagField(label="Erledigt am")
    vermerk = forms.CharField(label="Vermerk", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class EintragForm(GrundForm):
    """Which pause or extension is taken back."""

    braucht_objekt = True

    eintrag = forms.ChoiceField(label="Eintrag")

    field_order = ("eintrag", "grund")

    def __init__(self, *args: Any, objekt: Frist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        eintraege = [*objekt.pausen.gueltig(), *objekt.verlaengerungen.gueltig()]
        self._eintraege = {f"{type(e).__name__.lower()}-{e.pk}": e for e in eintraege}
        self.fields["eintrag"].choices = [(k, str(e)) for k, e in self._eintraege.items()]  # type: ignore[attr-defined]

    def clean_eintrag(self) -> Any:
        return self._eintraege[self.cleaned_data["eintrag"]]


class EndeForm(forms.Form):
    bis = TagField(label="Gilt bis", help_text="Letzter Tag, TT.MM.JJJJ")
