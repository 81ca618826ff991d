"""Forms about roles and what belongs to them. Their cleaned fields are the arguments of the services."""

import datetime as dt
from typing import Any

from django import forms

from . import stellen
from .forms import FachForm, TagField, VorschlagField
from .models import Befangenheit, Erklaerung, Organisation, Postfachaenderung, Rollenzuordnung, User, Vertretung
from .roles import LPR_ROLLEN, VERTRETBARE_ROLLEN, OrganisationArt, Pruefbereich, Rolle, organisation_art
from .services.rollen import Rollenangaben, house_organisation

LETZTER_TAG = "TT.MM.JJJJ; an diesem Tag gilt es noch."
_UNBEKANNT = "„{}“ ist nicht bekannt. Bitte wählen Sie einen der Vorschläge."


def konto_feld(**angaben: Any) -> VorschlagField:
    """An account typed by its login name."""
    auswahl = User.objects.filter(is_active=True)
    return VorschlagField(auswahl, schluessel=("anmeldename",), zusatz="name", **{"label": "Konto", **angaben})


class StelleField(forms.CharField):
    """A body by its name or key, with native suggestions. Which one is meant depends on the kind (core.stellen)."""

    def __init__(self, *, arten: tuple[str, ...], **angaben: Any) -> None:
        self.arten = arten
        self.listen_id = f"vorschlag-stelle-{'-'.join(arten).lower()}"
        super().__init__(max_length=200, **angaben)
        self.widget.attrs.update({"list": self.listen_id, "autocomplete": "off", "spellcheck": "false"})

    def vorschlaege(self) -> list[tuple[str, str]]:
        return stellen.vorschlaege(*self.arten)

    def to_python(self, value: Any) -> Any:
        """The only kind is looked up at once; of several the form knows which."""
        text = super().to_python(value)
        if len(self.arten) > 1 or not text:
            return text
        if (stelle := stellen.finde(self.arten[0], text)) is None:
            raise forms.ValidationError(_UNBEKANNT.format(text), code="invalid_choice")
        return stelle

    def run_validators(self, value: Any) -> None:
        if isinstance(value, str):
            super().run_validators(value)


def kommune_feld(**angaben: Any) -> StelleField:
    hilfe = "Namen oder Schlüssel eingeben, dann einen Vorschlag wählen."
    return StelleField(arten=(OrganisationArt.KOMMUNE,), **{"help_text": hilfe, **angaben})


class RollenAngaben(forms.Form):
    """Which role, for which body, how long, on what basis."""

    rolle = forms.ChoiceField(label="Rolle", choices=[("", "Bitte wählen"), *Rolle.choices])
    stelle = StelleField(
        arten=(OrganisationArt.KOMMUNE, OrganisationArt.POLIZEI, OrganisationArt.TRAEGER),
        label="Stelle",
        required=False,
        help_text="Kommune, Polizeidirektion oder Träger des Coachings. Bei Rollen im Haus, der Aufsicht und der "
        "Prüfung bleibt das Feld leer.",
    )
    gueltig_von = TagField(label="Gültig von")
    gueltig_bis = TagField(label="Gültig bis", required=False, help_text=f"{LETZTER_TAG} Leer = bis auf Weiteres.")
    grundlage = forms.CharField(
        label="Schriftliche Grundlage",
        max_length=300,
        required=False,
        help_text="Pflicht für Prüfung (Prüfauftrag) und Anordnungsbefugnis (Ermächtigung): Aktenzeichen und Tag.",
    )
    bereiche = forms.MultipleChoiceField(
        label="Bereiche der Prüfung",
        choices=Pruefbereich.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kommunen = forms.CharField(
        label="Geprüfte Kommunen",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Namen oder Schlüssel, je Zeile einer.",
    )
    alle_kommunen = forms.BooleanField(label="Die Prüfung umfasst alle Kommunen", required=False)

    gemeinte: stellen.Stelle | None = None

    def clean(self) -> dict[str, Any] | None:
        angaben = super().clean() or self.cleaned_data
        if rolle := angaben.get("rolle"):
            self._clean_stelle(organisation_art(rolle), angaben.get("stelle", ""))
        return angaben

    def _clean_stelle(self, art: str, text: str) -> None:
        if art in (OrganisationArt.LPR, OrganisationArt.AUFSICHT):
            if text:
                self.add_error("stelle", "Diese Rolle gilt für das Haus; bitte lassen Sie das Feld leer.")
            return
        self.gemeinte = stellen.finde(art, text)
        if self.gemeinte is None:
            label = OrganisationArt(art).label
            grund = _UNBEKANNT.format(text) if text else f"Diese Rolle gilt für eine Stelle der Art „{label}“."
            self.add_error("stelle", grund)

    def clean_kommunen(self) -> list[stellen.Stelle]:
        zeilen = [zeile for zeile in self.cleaned_data["kommunen"].splitlines() if zeile.strip()]
        gefunden = [(zeile, stellen.finde(OrganisationArt.KOMMUNE, zeile)) for zeile in zeilen]
        if unbekannt := [zeile.strip() for zeile, stelle in gefunden if stelle is None]:
            raise forms.ValidationError([_UNBEKANNT.format(zeile) for zeile in unbekannt[:5]])
        return [stelle for _, stelle in gefunden if stelle is not None]

    def fuer_dienst(self, by: User) -> Rollenangaben:
        """The arguments of request_rolle and invite_person; makes organisations that nobody has needed yet."""
        c = self.cleaned_data
        stelle = self.gemeinte
        organisation: Organisation | None = (
            stellen.organisation_von(stelle, by) if stelle else house_organisation(rolle=c["rolle"], by=by)
        )
        return {
            "rolle": c["rolle"],
            "organisation": organisation,  # type: ignore[typeddict-item]  # roles outside the house name a body
            "ab": c["gueltig_von"],
            "bis": c["gueltig_bis"],
            "grundlage": c["grundlage"],
            "bereiche": c["bereiche"],
            "umfang": [stellen.organisation_von(s, by) for s in c["kommunen"]],
            "alle_kommunen": c["alle_kommunen"],
        }


class EinladenForm(RollenAngaben, FachForm):
    """A new person and its first role."""

    class Meta:
        model = User
        fields = ("anmeldename", "email", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["anmeldename"].required = False
        self.fields[
            "anmeldename"
        ].help_text = (
            "Leer = die E-Mail-Adresse. Teilen sich mehrere Personen ein Postfach, braucht jede einen eigenen Namen."
        )

    def clean_anmeldename(self) -> str:
        name = str(self.cleaned_data["anmeldename"] or self.data.get("email", "")).strip().lower()
        if User.objects.filter(anmeldename__iexact=name).exists():
            raise forms.ValidationError(
                "Dieses Konto gibt es schon. Beantragen Sie die weitere Rolle unter „Rollen der Personen“."
            )
        return name


class RolleBeantragenForm(RollenAngaben, FachForm):
    user = konto_feld(help_text="Anmeldename einer Person, die schon ein Konto hat.")

    class Meta:
        model = Rollenzuordnung
        fields = ("user",)


def personal(tag: dt.date) -> Any:
    """The accounts of the house: who may be a deputy, who may be biased."""
    rollen = Rollenzuordnung.objects.in_kraft(tag).filter(rolle__in=LPR_ROLLEN)
    return User.objects.filter(is_active=True, pk__in=rollen.values("user"))


class RolleMitPersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user}: {obj.get_rolle_display()}"


class VertretungForm(FachForm):
    """Whose role is represented: own roles, or for the Systemverwaltung every role that knows deputies."""

    zuordnung = RolleMitPersonField(
        Rollenzuordnung.objects.none(), label="Vertretene Rolle", empty_label="Bitte wählen"
    )
    vertretung = konto_feld(label="Vertreten durch", help_text="Anmeldename; nur Personen aus dem Haus.")
    gueltig_von = TagField(label="Gültig von")
    gueltig_bis = TagField(label="Gültig bis", help_text=LETZTER_TAG)

    class Meta:
        model = Vertretung
        fields = ("zuordnung", "vertretung", "gueltig_von", "gueltig_bis", "grund")


def vertretbare_rollen(user: User) -> Any:
    """The roles for which this person may name a deputy."""
    zeilen = Rollenzuordnung.objects.in_kraft(user.tag).filter(rolle__in=VERTRETBARE_ROLLEN)
    if not user.hat_rolle(Rolle.SYSTEMVERWALTUNG):
        zeilen = zeilen.filter(user=user)
    return zeilen.select_related("user", "organisation").order_by("user__name", "rolle", "pk")


class ErklaerungForm(FachForm):
    kommune = kommune_feld(label="Kommune")
    gueltig_von = TagField(label="Gültig von")
    gueltig_bis = TagField(label="Gültig bis", required=False, help_text=f"{LETZTER_TAG} Leer = bis auf Weiteres.")

    class Meta:
        model = Erklaerung
        fields = ("grundlage",)


class BefangenheitForm(FachForm):
    """People of the house for themselves; the Leitung for anybody."""

    user = konto_feld(label="Person")
    kommune = kommune_feld(label="Kommune")
    gueltig_von = TagField(label="Gültig von")
    gueltig_bis = TagField(label="Gültig bis", required=False, help_text=f"{LETZTER_TAG} Leer = bis auf Weiteres.")

    class Meta:
        model = Befangenheit
        fields = ("user",)


class PostfachForm(FachForm):
    user = konto_feld()

    class Meta:
        model = Postfachaenderung
        fields = ("user", "email", "grund")


class BeendenForm(forms.Form):
    """The last day, or this moment."""

    bis = TagField(label="Letzter Tag", help_text=LETZTER_TAG)
    sofort = forms.BooleanField(
        label="In diesem Moment beenden", required=False, help_text="Zum Beispiel bei Missbrauch."
    )
    grund = forms.CharField(label="Grund", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class BefangenheitBeendenForm(forms.Form):
    bis = TagField(label="Letzter Tag", help_text=LETZTER_TAG)
    grund = forms.CharField(label="Grund", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class UebergabeForm(forms.Form):
    nachfolge = konto_feld(
        label="Nachfolge", required=False, help_text="Wer offene Aufgaben übernimmt; leer = sie enden nur."
    )
    letzter_tag = TagField(label="Letzter Tag", help_text="TT.MM.JJJJ; an diesem Tag arbeitet die Person noch.")
    sofort = forms.BooleanField(
        label="Das Konto in diesem Moment sperren", required=False, help_text="Alle Sitzungen enden, alle Rollen auch."
    )
    grund = forms.CharField(label="Anlass", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
