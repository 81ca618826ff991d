"""The rules of deadlines: dated rows with their source, entered by one person and confirmed by another."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from import_export.fields import Field

from asskomm.core import clock
from asskomm.core.forms import FachForm, TagField
from asskomm.core.fristformulare import EndeForm
from asskomm.core.models import Fristregel
from asskomm.core.resources import FachResource
from asskomm.core.services import fristregeln as dienst
from asskomm.core.templatetags.kern import plakette

from . import bereiche
from .aktionen import Fachaktion
from .basis import FachAdmin
from .einausgabe import EinAusgabeMixin


class FristregelForm(FachForm):
    gueltig_von = TagField(label="Gilt ab", help_text="Für Ereignisse ab diesem Tag, TT.MM.JJJJ")

    class Meta:
        model = Fristregel
        fields = (
            *("schluessel", "bezeichnung", "rechtsquelle", "herkunft", "laenge", "einheit", "richtung"),
            *("zaehlt_ereignistag", "verschiebung", "verschiebung_quelle", "ort", "ereignis", "hinweis", "gueltig_von"),
        )

    def validate_unique(self) -> None:
        """The row that holds now ends with the new one: the service sees to it."""

    def validate_constraints(self) -> None:
        """As above."""


class BestaetigtFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "bestaetigt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("nein", "zu bestätigen"), ("ja", "bestätigt")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() in ("ja", "nein"):
            return queryset.filter(bestaetigt_zeitpunkt__isnull=self.value() == "nein")
        return None


class GeltungFilter(admin.SimpleListFilter):
    title = "Geltung"
    parameter_name = "gilt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("heute", "gilt heute")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.am(clock.today()) if self.value() == "heute" else None


class FristregelResource(FachResource):
    schluessel = Field(attribute="schluessel", column_name="Kennung", readonly=True)
    bezeichnung = Field(attribute="bezeichnung", column_name="Bezeichnung", readonly=True)
    rechtsquelle = Field(attribute="rechtsquelle", column_name="Rechtsquelle", readonly=True)
    dauer = Field(attribute="dauer", column_name="Dauer", readonly=True)
    richtung = Field(attribute="get_richtung_display", column_name="gerechnet", readonly=True)
    verschiebung = Field(attribute="get_verschiebung_display", column_name="Verschiebung", readonly=True)
    gueltig_von = Field(attribute="gueltig_von", column_name="gilt ab", readonly=True)
    gueltig_bis = Field(attribute="gueltig_bis", column_name="gilt bis", readonly=True)
    bestaetigt_durch = Field(attribute="bestaetigt_durch", column_name="bestätigt durch", readonly=True)
    verknuepft = ("bestaetigt_durch",)

    class Meta(FachResource.Meta):
        model = Fristregel
        fields = (
            *("schluessel", "bezeichnung", "rechtsquelle", "dauer", "richtung", "verschiebung", "gueltig_von"),
            *("gueltig_bis", "bestaetigt_durch"),
        )


@admin.register(Fristregel)
class FristregelAdmin(EinAusgabeMixin, FachAdmin):
    """A change is a new row with the same key; what was computed keeps the row it was computed with."""

    bereich = bereiche.TECHNIK
    handbuch = "14-fristen-und-erinnerungen#regeln"
    resource_class = FristregelResource
    reihenfolge = 20
    titel_neu = "Fristregel eintragen"
    form = FristregelForm
    list_display = ("bezeichnung", "dauer_text", "rechtsquelle", "gueltig_von", "gueltig_bis", "bestaetigt_marke")
    list_filter = (BestaetigtFilter, GeltungFilter, "herkunft")
    search_fields = ("bezeichnung", "schluessel", "rechtsquelle", "hinweis")
    list_select_related = ("bestaetigt_durch",)
    ordering = ("bezeichnung", "-gueltig_von", "pk")
    fieldsets = (
        (None, {"fields": (("schluessel", "bezeichnung"), ("rechtsquelle", "herkunft"))}),
        (
            "Rechnung",
            {
                "fields": (
                    ("laenge", "einheit", "richtung"),
                    ("ereignis", "zaehlt_ereignistag"),
                    ("verschiebung", "verschiebung_quelle", "ort"),
                )
            },
        ),
        ("Geltung", {"fields": ("gueltig_von", "hinweis")}),
    )
    fachaktionen = (
        Fachaktion(
            name="bestaetigen",
            label="Bestätigen",
            recht="core.confirm_fristregel",
            dienst=dienst.confirm_fristregel,
            objektname="regel",
            sichtbar=lambda regel: not regel.ist_bestaetigt,
            einleitung="Sie haben Dauer, Beginn, Verschiebung und Quelle mit der Rechtsquelle verglichen.",
            erfolg="Die Regel ist bestätigt.",
            entscheidend=True,
        ),
        Fachaktion(
            name="beenden",
            label="Geltung beenden",
            recht="core.confirm_fristregel",
            dienst=dienst.end_fristregel,
            formular=EndeForm,
            objektname="regel",
            sichtbar=lambda regel: regel.gueltig_bis is None,
            einleitung="Danach beginnt keine Frist mehr nach dieser Regel; laufende bleiben, wie sie sind.",
            anfang=lambda regel, heute: {"bis": heute},
            erfolg="Die Geltung ist beendet.",
            entscheidend=True,
        ),
    )

    @admin.display(description="Hinweis")
    def hinweis_in_worten(self, regel: Fristregel) -> str:
        return regel.hinweis_in_worten

    @admin.display(description="Dauer", ordering="laenge")
    def dauer_text(self, regel: Fristregel) -> str:
        return f"{regel.dauer} {regel.get_richtung_display()}"

    @admin.display(description="Stand", ordering="bestaetigt_zeitpunkt")
    def bestaetigt_marke(self, regel: Fristregel) -> SafeString:
        if regel.ist_bestaetigt:
            return plakette(text="bestätigt", art="erfolg")
        return plakette(text="zu bestätigen", art="warnung")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and bool(super().has_change_permission(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*FristregelForm.Meta.fields, "hinweis_in_worten") if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.fieldsets
        geltung = (("gueltig_von", "gueltig_bis"), ("bestaetigt_durch", "bestaetigt_zeitpunkt"), "hinweis_in_worten")
        return (*self.fieldsets[:2], ("Geltung", {"fields": geltung}))

    def speichere(self, request: HttpRequest, obj: Fristregel, form: Any, change: bool) -> None:
        werte = {name: form.cleaned_data[name] for name in FristregelForm.Meta.fields}
        angelegt = dienst.add_fristregel(**werte, by=request.user, jetzt=clock.now())  # type: ignore[arg-type]
        obj.pk = angelegt.pk
