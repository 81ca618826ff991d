"""Who looks after which Landkreis, and mandates of associations for their members."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from asskomm.core import clock
from asskomm.core.admin import bereiche
from asskomm.core.admin.aktionen import Fachaktion
from asskomm.core.admin.antragsbasis import (
    AntragAdmin,
    KontenAdmin,
    StandFilter,
    TagFilter,
    antragsaktionen,
    handlung,
    uebernimm,
    zeitraum,
)
from asskomm.core.forms import FachForm, TagField
from asskomm.core.models import Mandat
from asskomm.core.rollenformulare import LETZTER_TAG, konto_feld
from kommunen.enums import VERBAND_ARTEN
from kommunen.forms import EndeForm, kommune_feld
from kommunen.models import Kommune, Landkreis, Zustaendigkeit
from kommunen.services.mandate import confirm_mandat, request_mandat
from kommunen.services.zustaendigkeiten import assign_zustaendigkeit, end_zustaendigkeit


class ZustaendigkeitForm(FachForm):
    user = konto_feld(label="Sachbearbeitung")
    # Named here, because the Systemverwaltung sees no register: which Landkreise there are is no secret.
    landkreis = forms.ModelChoiceField(
        Landkreis.objects.order_by("name"), label="Landkreis", empty_label="Bitte wählen"
    )
    gueltig_von = TagField(label="Gültig von")
    gueltig_bis = TagField(label="Gültig bis", required=False, help_text=f"{LETZTER_TAG} Leer = bis auf Weiteres.")

    class Meta:
        model = Zustaendigkeit
        fields = ("user", "landkreis", "gueltig_von", "gueltig_bis")


class LaufendFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("heute", "gilt heute")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.am(clock.today()) if self.value() == "heute" else None


@admin.register(Zustaendigkeit)
class ZustaendigkeitAdmin(KontenAdmin):
    """Orders the worklist and opens nothing; ended and begun anew, never changed."""

    bereich = bereiche.KONTEN
    handbuch = "12-konten-und-rollen#vertretung-mandat-erklärung-befangenheit-zuständigkeit"
    reihenfolge = 19
    form = ZustaendigkeitForm
    titel_neu = "Zuständigkeit zuweisen"
    list_display = ("landkreis", "user", "gueltig_von", "gueltig_bis")
    list_filter = (LaufendFilter, "landkreis")
    list_select_related = ("landkreis", "user")
    search_fields = ("user__anmeldename", "user__name", "landkreis__name")
    fields = ("user", "landkreis", ("gueltig_von", "gueltig_bis"))
    fachaktionen = (
        Fachaktion(
            name="beenden",
            label="Zuständigkeit beenden",
            recht="kommunen.change_zustaendigkeit",
            dienst=end_zustaendigkeit,
            formular=EndeForm,
            objektname="zustaendigkeit",
            sichtbar=lambda z: z.gueltig_bis is None or z.gueltig_bis >= clock.today(),
            anfang=lambda z, heute: {"bis": heute},
            erfolg="Die Zuständigkeit ist beendet.",
        ),
    )
    sammelaktionen = ("aktion/beenden",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and bool(super().has_change_permission(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("user", "landkreis", "gueltig_von", "gueltig_bis") if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        return {"gueltig_von": clock.today()}

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        c = form.cleaned_data
        angelegt = assign_zustaendigkeit(
            user=c["user"],
            landkreis=c["landkreis"],
            **zeitraum(form),
            **handlung(request),
        )
        uebernimm(obj, angelegt)


class MandatForm(FachForm):
    verband_kommune = kommune_feld(label="Handelnder Verband")
    mitglied_kommune = kommune_feld(label="Vertretene Kommune")
    gueltig_von = TagField(label="Gültig von")
    gueltig_bis = TagField(label="Gültig bis", required=False, help_text=f"{LETZTER_TAG} Leer = bis auf Weiteres.")

    class Meta:
        model = Mandat
        fields = ("grundlage",)

    def clean_verband_kommune(self) -> Kommune:
        verband: Kommune = self.cleaned_data["verband_kommune"]
        if verband.art not in VERBAND_ARTEN:
            raise forms.ValidationError(f"{verband} ist kein Verband.")
        return verband


@admin.register(Mandat)
class MandatAdmin(AntragAdmin):
    bereich = bereiche.KONTEN
    handbuch = "12-konten-und-rollen#vertretung-mandat-erklärung-befangenheit-zuständigkeit"
    reihenfolge = 16
    form = MandatForm
    titel_neu = "Mandat eines Verbands erfassen"
    list_display = ("verband", "mitglied", "grundlage", "gueltig_von", "gueltig_bis", "stand_marke")
    list_filter = (StandFilter, TagFilter)
    list_select_related = ("verband", "mitglied")
    search_fields = ("verband__name", "mitglied__name", "grundlage")
    fields = (("verband_kommune", "mitglied_kommune"), "grundlage", ("gueltig_von", "gueltig_bis"))
    felder_angelegt = (("verband", "mitglied"), "grundlage", ("gueltig_von", "gueltig_bis"))
    fachaktionen = antragsaktionen(
        "mandat",
        bestaetige=confirm_mandat,
        einleitung="Danach handelt das Personal des Verbands auch für diese Kommune.",
    )

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        c = form.cleaned_data
        angelegt = request_mandat(
            verband=c["verband_kommune"],
            mitglied=c["mitglied_kommune"],
            grundlage=c["grundlage"],
            **zeitraum(form),
            **handlung(request),
        )
        uebernimm(obj, angelegt)
