"""Form groundwork: German days, dates with precision, and forms that notice parallel edits."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .stichtag import EINGABEHILFE, UngefaehresDatum, lies_tag
from .zahlen import ja_nein, lies_dezimalzahl


class TagField(forms.DateField):
    """One exact day, typed as TT.MM.JJJJ or JJJJ-MM-TT."""

    widget = forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or "TT.MM.JJJJ"
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        try:
            return lies_tag(str(value))
        except ValueError as fehler:
            raise ValidationError(str(fehler), code="invalid") from None


class UngefaehresDatumField(forms.CharField):
    """A day, a month or a year; cleaned to an UngefaehresDatum (None when left empty)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or EINGABEHILFE
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("empty_value", None)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, UngefaehresDatum):
            return value
        text = super().to_python(value)
        if text is None:
            return None
        try:
            return UngefaehresDatum.lies(text)
        except ValueError as fehler:
            raise ValidationError(str(fehler), code="invalid") from None

    def run_validators(self, value: Any) -> None:
        """The text was checked in to_python; its length means nothing for the value."""

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, UngefaehresDatum) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "autocomplete": "off"}

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (self.to_python(initial) if initial else None) != self.to_python(data)
        except ValidationError:
            return True


class BetragField(forms.DecimalField):
    """A decimal number, typed and shown in German notation."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return lies_dezimalzahl(str(value))
        except ValueError as fehler:
            raise ValidationError(str(fehler), code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value


class VorschlagField(forms.ModelChoiceField):
    """A row named by its natural key in a text input with native suggestions: short pages, no JavaScript.

    `schluessel` are the unique columns that a person may type, the first is the one shown.
    """

    widget = forms.TextInput

    def __init__(self, queryset: Any, *, schluessel: tuple[str, ...], zusatz: str = "", **kwargs: Any) -> None:
        self.schluessel = schluessel
        self.zusatz = zusatz
        super().__init__(queryset, **kwargs)
        self.choices = ()
        self.widget.attrs.update({"list": self.listen_id, "autocomplete": "off", "spellcheck": "false"})

    @property
    def listen_id(self) -> str:
        opts = self.queryset.model._meta
        return f"vorschlag-{opts.app_label}-{opts.model_name}"

    def vorschlaege(self) -> list[tuple[str, str]]:
        """Pairs of value and explanation for the datalist."""
        spalten = [self.schluessel[0], self.zusatz or self.schluessel[-1]]
        return list(self.queryset.order_by(self.schluessel[0]).values_list(*spalten))

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, self.queryset.model):
            return value
        text = " ".join(str(value).replace("\x00", " ").split())
        for spalte in self.schluessel:
            if treffer := self.queryset.filter(**{spalte: text}).first():
                return treffer
        raise ValidationError(self._unbekannt(text), code="invalid_choice")

    def _unbekannt(self, text: str) -> str:
        satz = f"„{text}“ ist nicht bekannt. Bitte einen der Vorschläge auswählen."
        suche = getattr(self.queryset, "suche", None)
        aehnlich = [str(o) for o in suche(text).order_by(self.schluessel[0])[:5]] if suche else []
        return f"{satz} Ähnlich: {', '.join(aehnlich)}." if aehnlich else satz

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, self.queryset.model):
            return getattr(value, self.schluessel[0])
        if isinstance(value, int):
            return self.queryset.filter(pk=value).values_list(self.schluessel[0], flat=True).first()
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        vorher = self.prepare_value(initial)
        return (vorher or "") != (data or "")


def vorschlagslisten(formulare: list[Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each list once, however many fields and forms use it."""
    felder = {feld.listen_id: feld for form in formulare for feld in form.fields.values() if hasattr(feld, "listen_id")}
    return [(kennung, feld.vorschlaege()) for kennung, feld in felder.items()]


class MehrfachauswahlField(forms.ModelMultipleChoiceField):
    """Refuses keys that no database can hold; Django hands them on, and SQLite fails."""

    def _check_values(self, value: Any) -> Any:
        for schluessel in value if isinstance(value, (list, tuple)) else ():
            if len(str(schluessel)) > 18:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": f"{str(schluessel)[:18]}…"},
                )
        return super()._check_values(value)  # type: ignore[misc]


class FachForm(forms.ModelForm):
    """Model form with dates of two columns, refusals of services, and a check against parallel edits.

    `fassung_jetzt` is the digest of what is stored now; the page carries the digest it was built from.
    """

    fassung_jetzt: str = ""
    letzte_aenderung: str = ""
    ablehnung: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, feld in self.fields.items():
            if isinstance(feld, UngefaehresDatumField) and (am := getattr(self.instance, name, None)):
                genauigkeit = getattr(self.instance, f"{name}_genauigkeit")
                self.initial[name] = UngefaehresDatum(am, genauigkeit)

    def clean(self) -> dict[str, Any] | None:
        for grund in self.ablehnung:
            self.add_error(None, grund)
        if self.fassung_jetzt and self.data.get("fassung") != self.fassung_jetzt:
            self.add_error(None, self._konflikt())
        return super().clean()

    def _konflikt(self) -> list[str]:
        saetze = [
            f"Der Eintrag wurde geändert, seit Sie diese Seite geöffnet haben{self.letzte_aenderung}. "
            "Es wurde nichts gespeichert. Ihre Eingaben stehen unten; wenn Sie erneut speichern, gelten sie."
        ]
        for name in self.changed_data:
            feld = self[name]
            if not feld.is_hidden:
                alt = feld.field.prepare_value(self.initial.get(name, feld.field.initial))
                saetze.append(f"{feld.label}: gespeichert ist „{_lesbar(alt)}“, Sie haben etwas anderes eingegeben.")
        return saetze

    def _post_clean(self) -> None:
        for name, feld in self.fields.items():
            wert = self.cleaned_data.get(name)
            gehoert_zum_modell = hasattr(self.instance, f"{name}_genauigkeit")
            if gehoert_zum_modell and isinstance(feld, UngefaehresDatumField) and isinstance(wert, UngefaehresDatum):
                self.cleaned_data[name] = wert.am
                setattr(self.instance, f"{name}_genauigkeit", wert.genauigkeit)
        super()._post_clean()


def _lesbar(wert: Any) -> str:
    if wert in (None, ""):
        return "leer"
    if isinstance(wert, bool):
        return ja_nein(wert)
    return f"{wert:%d.%m.%Y}" if isinstance(wert, dt.date) else str(wert)


class SchrittForm(forms.Form):
    """Confirmation of a step of the workflow: effective day and reason."""

    wirksam = UngefaehresDatumField(label="Wirksam am")
    grund = forms.CharField(label="Grund", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, frage_tag: bool = True, grund_pflicht: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grund"].required = grund_pflicht
        if not frage_tag:
            del self.fields["wirksam"]


class GrundForm(forms.Form):
    """A mandatory reason, for annulments and the like."""

    grund = forms.CharField(label="Grund", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class LeerForm(forms.Form):
    """Nothing to enter, only to confirm."""
