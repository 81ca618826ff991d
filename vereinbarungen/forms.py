"""Forms of the back office for agreements, coaching and analyses."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from asskomm.core.forms import FachForm, GrundForm, TagField, UngefaehresDatumField
from asskomm.core.models import User
from asskomm.core.roles import Rolle
from asskomm.core.uploads import SCAN, endungen
from kommunen.forms import kommune_feld
from kommunen.models import Kommune

from .enums import Gremiumsergebnis, VereinbarungArt, VereinbarungStatus, Zeichnungsform
from .models import Beteiligung, Coachauftrag, Unterzeichnung, Vereinbarung, Vertragspartei

KOMMUNENFELDER = tuple(f"kommune_{nr}" for nr in range(1, 7))
_ENDUNGEN = endungen(SCAN)


def zeitpunkt_feld(**angaben: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        required=False,
        widget=forms.DateTimeInput(format="%d.%m.%Y %H:%M", attrs={"autocomplete": "off"}),
        input_formats=["%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
        error_messages={"invalid": "Bitte Tag und Uhrzeit als TT.MM.JJJJ HH:MM angeben."},
        **angaben,
    )


def datei_feld(**angaben: Any) -> forms.FileField:
    return forms.FileField(
        label="Datei",
        help_text="PDF oder Bild eines Scans (JPEG, PNG, TIFF).",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": _ENDUNGEN}),
        **angaben,
    )


class KommunenForm(FachForm):
    """A model form with several inputs for Kommunen; `gewaehlte_kommunen` gives them without doubles."""

    kommune_1 = kommune_feld(label="Kommune")
    kommune_2 = kommune_feld(label="2. Kommune", required=False)
    kommune_3 = kommune_feld(label="3. Kommune", required=False)
    kommune_4 = kommune_feld(label="4. Kommune", required=False)
    kommune_5 = kommune_feld(label="5. Kommune", required=False)
    kommune_6 = kommune_feld(label="6. Kommune", required=False)

    def gewaehlte_kommunen(self) -> list[Kommune]:
        gewaehlt = (self.cleaned_data.get(name) for name in KOMMUNENFELDER)
        return list(dict.fromkeys(k for k in gewaehlt if k is not None))


class NeueVereinbarungForm(KommunenForm):
    class Meta:
        model = Vereinbarung
        fields = (
            "art", "bezeichnung", "ersetzt", "in_kraft_laut_text", "laufzeit_bis", "kuendigungsfrist_monate",
            "geschaeftszeichen", "notiz", "quelle",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "ersetzt" in self.fields:
            vorvereinbarungen = Vereinbarung.objects.filter(
                art=VereinbarungArt.VORVEREINBARUNG, status=VereinbarungStatus.IN_KRAFT
            )
            self.fields["ersetzt"].queryset = vorvereinbarungen.order_by("bezeichnung", "pk")  # type: ignore[attr-defined]


class BeginnForm(FachForm):
    """New coaching: the day of the request, which may lie back and be coarse."""

    wirksam = UngefaehresDatumField(label="Angefragt am", required=False)


class NeueAnalyseForm(KommunenForm):
    wirksam = UngefaehresDatumField(label="Interesse bekundet am", required=False)


class KommunenAuswahlForm(forms.Form):
    """The Kommunen of an analysis, one a line."""

    braucht_objekt = True
    kommunen = forms.CharField(
        label="Kommunen",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="Je Zeile eine Kommune: Name oder AGS.",
    )

    def __init__(self, *args: Any, objekt: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            **(kwargs.get("initial") or {}),
            "kommunen": "\n".join(objekt.kommunen.values_list("name_eindeutig", flat=True)),
        }
        super().__init__(*args, **kwargs)

    def clean_kommunen(self) -> list[Kommune]:
        feld = kommune_feld(label="Kommune")
        gefunden, fehler = [], []
        for zeile in filter(None, map(str.strip, self.cleaned_data["kommunen"].splitlines())):
            try:
                gefunden.append(feld.to_python(zeile))
            except ValidationError as unbekannt:
                fehler += unbekannt.messages
        if fehler:
            raise ValidationError(fehler)
        return gefunden


class ObjektForm(forms.Form):
    """A form of an action that needs the case it belongs to."""

    braucht_objekt = True

    def __init__(self, *args: Any, objekt: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.objekt = objekt
        self.fuelle()

    def fuelle(self) -> None:
        """Sets the choices that depend on the case."""


class UnterschriftForm(ObjektForm):
    partei = forms.ModelChoiceField(Vertragspartei.objects.none(), label="Partei", empty_label=None)
    funktion = forms.CharField(
        label="Funktion", max_length=160, help_text="z. B. Bürgermeisterin, Leiter der Polizeidirektion"
    )
    am = TagField(label="Unterzeichnet am")
    ort = forms.CharField(label="Ort", max_length=120, required=False)
    form = forms.ChoiceField(label="Form", choices=[c for c in Zeichnungsform.choices if c[0] != "UNBEKANNT"])
    person = forms.CharField(label="Name", max_length=120, required=False, help_text="Nur wenn er gebraucht wird.")
    amtsbezeichnung = forms.CharField(
        label="Amtsbezeichnung", max_length=120, required=False, help_text="Pflicht bei Unterzeichnung in Vertretung."
    )
    vertretungszusatz = forms.CharField(
        label="Vertretungszusatz",
        max_length=160,
        required=False,
        help_text="Pflicht, wenn für eine Kommune nicht die Bürgermeisterin oder der Landrat unterzeichnet "
        "(§ 60 Abs. 2 SächsGemO); bei zwei Bediensteten beide Funktionen.",
    )

    def fuelle(self) -> None:
        offene = self.objekt.offene_parteien().select_related("kommune", "polizeidirektion")
        self.fields["partei"].queryset = offene  # type: ignore[attr-defined]
        if erste := offene.first():
            self.initial.setdefault("partei", erste.pk)
            self.initial.setdefault("funktion", erste.vorgesehen)


class UnterschriftWahlForm(ObjektForm):
    """One of the valid signatures, and a reason."""

    unterzeichnung = forms.ModelChoiceField(Unterzeichnung.objects.none(), label="Unterschrift", empty_label=None)
    grund = GrundForm.base_fields["grund"]

    def fuelle(self) -> None:
        gueltige = Unterzeichnung.objects.gueltig().filter(partei__vereinbarung=self.objekt)
        self.fields["unterzeichnung"].queryset = gueltige.select_related(  # type: ignore[attr-defined]
            "partei__kommune", "partei__polizeidirektion"
        )


class UnterschriftBerichtigenForm(UnterschriftWahlForm):
    am = TagField(label="Richtiger Tag")
    field_order = ("unterzeichnung", "am", "grund")


class InkrafttretenForm(GrundForm):
    wirksam = UngefaehresDatumField(label="Richtiger Tag")
    field_order = ("wirksam", "grund")


class PlanForm(forms.Form):
    am = TagField(label="Tag der Unterzeichnung", required=False, help_text="TT.MM.JJJJ; leer = keine Planung.")
    ort = forms.CharField(label="Ort", max_length=200, required=False)
    gaeste = forms.CharField(
        label="Gäste",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Funktionen, nicht Namen; je Zeile ein Gast.",
    )
    sperrfrist_bis = zeitpunkt_feld(
        label="Sperrfrist bis", help_text="TT.MM.JJJJ HH:MM; vorher erscheint nichts auf den öffentlichen Seiten."
    )


class SperrfristForm(forms.Form):
    bis = zeitpunkt_feld(
        label="Sperrfrist bis", help_text="TT.MM.JJJJ HH:MM; leer = keine Sperrfrist, sofort öffentlich."
    )


class TextfassungForm(forms.Form):
    datei = datei_feld(required=False)
    anmerkung = forms.CharField(
        label="Anmerkung", max_length=300, required=False, help_text="Ohne Datei: wo der Text abgelegt ist."
    )


class ScanForm(forms.Form):
    datei = datei_feld()


class BeschlussForm(ObjektForm):
    kommune = forms.ModelChoiceField(Kommune.objects.none(), label="Kommune", empty_label=None)
    gremium = forms.CharField(label="Gremium", max_length=120, initial="Stadtrat", help_text="z. B. Stadtrat")
    datum = TagField(label="Datum")
    nummer = forms.CharField(label="Beschlussnummer", max_length=60, required=False)
    ergebnis = forms.ChoiceField(label="Ergebnis", choices=Gremiumsergebnis.choices)

    def fuelle(self) -> None:
        gueltige = self.objekt.beteiligungen.gueltig().values("kommune")
        self.fields["kommune"].queryset = Kommune.objects.filter(pk__in=gueltige).order_by("sortiername")  # type: ignore[attr-defined]


class AufnahmeForm(ObjektForm):
    kommune = kommune_feld(label="Kommune")
    am = TagField(label="Beitritt am")

    def fuelle(self) -> None:
        if self.objekt.status != VereinbarungStatus.IN_KRAFT:
            del self.fields["am"]


class BeteiligungWahlForm(ObjektForm):
    beteiligung = forms.ModelChoiceField(Beteiligung.objects.none(), label="Kommune", empty_label=None)

    def fuelle(self) -> None:
        laufende = self.objekt.beteiligungen.laufend().select_related("kommune")
        self.fields["beteiligung"].queryset = laufende  # type: ignore[attr-defined]


class AustrittForm(BeteiligungWahlForm):
    am = TagField(label="Austritt am")


class BeteiligungAnnullierenForm(BeteiligungWahlForm):
    grund = GrundForm.base_fields["grund"]

    def fuelle(self) -> None:
        gueltige = self.objekt.beteiligungen.gueltig().select_related("kommune")
        self.fields["beteiligung"].queryset = gueltige  # type: ignore[attr-defined]


class BeteiligungBerichtigenForm(BeteiligungAnnullierenForm):
    beitritt_am = TagField(label="Beitritt am", required=False, help_text="TT.MM.JJJJ; leer = von Anfang an.")
    austritt_am = TagField(label="Austritt am", required=False, help_text="TT.MM.JJJJ; leer = kein Austritt.")
    field_order = ("beteiligung", "beitritt_am", "austritt_am", "grund")


class CoachWahlForm(forms.Form):
    """Whoever holds the role of a coach; whether on the chosen day, the service says."""

    coach = forms.ModelChoiceField(User.objects.none(), label="Coach", empty_label="Bitte wählen")
    gueltig_von = TagField(label="Beauftragt ab")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coaches = User.objects.filter(is_active=True, rollenzuordnungen__rolle=Rolle.COACH).distinct()
        self.fields["coach"].queryset = coaches.order_by("name", "anmeldename")  # type: ignore[attr-defined]


class CoachEndeForm(ObjektForm):
    auftrag = forms.ModelChoiceField(Coachauftrag.objects.none(), label="Auftrag", empty_label=None)
    gueltig_bis = TagField(label="Letzter Tag", help_text="TT.MM.JJJJ; an diesem Tag sieht der Coach den Vorgang noch.")

    def fuelle(self) -> None:
        offene = Coachauftrag.objects.filter(prozess=self.objekt, gueltig_bis__isnull=True).select_related("coach")
        self.fields["auftrag"].queryset = offene  # type: ignore[attr-defined]
