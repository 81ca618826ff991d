"""Forms of the press work and of editorial content."""

from typing import Any

from django import forms

from asskomm.core.forms import FachForm, TagField
from asskomm.core.uploads import ANLAGE, endungen
from vereinbarungen.forms import zeitpunkt_feld

from .enums import Inhaltsart
from .models import Inhalt, Inhaltsdatei, Inhaltsfassung
from .presse.gliederung import SCHREIBHILFE
from .textstellen import TEXTSTELLEN

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


class NachrichtensucheForm(forms.Form):
    q = forms.CharField(label="Suchwort", required=False, max_length=100)
    jahr = forms.TypedChoiceField(label="Jahr", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, jahre: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jahr"].choices = [("", "alle Jahre"), *((j, str(j)) for j in reversed(jahre))]  # type: ignore[attr-defined]


class PraxissucheForm(forms.Form):
    q = forms.CharField(label="Suchwort", required=False, max_length=100)
    handlungsfeld = forms.ChoiceField(label="Handlungsfeld", required=False)

    def __init__(self, *args: Any, felder: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handlungsfeld"].choices = [("", "alle Handlungsfelder"), *felder]  # type: ignore[attr-defined]


class VorlagensucheForm(forms.Form):
    q = forms.CharField(label="Suchwort", required=False, max_length=100)


class InhaltForm(FachForm):
    """A version in work; kind and place are chosen once."""

    textstelle = forms.ChoiceField(
        label="Stelle",
        required=False,
        choices=[("", "keine"), *((t.schluessel, t.bezeichnung) for t in TEXTSTELLEN)],
        help_text="Nur für „Text einer Seite“.",
    )

    class Meta:
        model = Inhalt
        fields = ("art", "textstelle", "handlungsfeld", "kommune", *Inhalt.FELDER)

    def clean(self) -> dict[str, Any]:
        werte = super().clean() or self.cleaned_data
        art = werte.get("art", self.instance.art)
        if art == Inhaltsart.SEITENTEXT and not (werte.get("textstelle") or self.instance.textstelle):
            self.add_error("textstelle", "Bitte wählen Sie die Stelle, an der der Text steht.")
        if art != Inhaltsart.SEITENTEXT and werte.get("textstelle"):
            self.add_error("textstelle", "Eine Stelle haben nur Texte von Seiten.")
        if art == Inhaltsart.PRAXISBEISPIEL and not werte.get("handlungsfeld"):
            self.add_error("handlungsfeld", "Ein Praxisbeispiel gehört zu einem Handlungsfeld.")
        return werte


class InhaltsdateiForm(forms.Form):
    datei = forms.FileField(
        label="Datei",
        max_length=200,
        help_text="PDF, DOCX, XLSX, ODT, ODS oder ein Bild (PNG, JPEG). Ein Bild erscheint, wo der Text es nennt.",
        widget=forms.FileInput(attrs={"accept": endungen(ANLAGE)}),
    )
    bezeichnung = forms.CharField(
        label="Bezeichnung", max_length=200, help_text="Steht am Verweis, zum Beispiel „Muster eines Ratsbeschlusses“."
    )


class _AuswahlForm(forms.Form):
    braucht_objekt = True

    def __init__(self, *args: Any, objekt: Inhalt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.objekt = objekt


class DateiEntfernenForm(_AuswahlForm):
    datei = forms.ModelChoiceField(label="Datei", queryset=Inhaltsdatei.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["datei"].queryset = self.objekt.letzte_fassung.dateien.order_by("pk")  # type: ignore[attr-defined]


class FassungWiederherstellenForm(_AuswahlForm):
    fassung = forms.ModelChoiceField(label="Fassung", queryset=Inhaltsfassung.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letzte = self.objekt.letzte_fassung.nr
        fruehere = self.objekt.fassungen.filter(nr__lt=letzte).order_by("-nr")
        self.fields["fassung"].queryset = fruehere  # type: ignore[attr-defined]
