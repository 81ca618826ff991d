from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from asskomm.core import clock
from asskomm.core.admin.aktionen import Fachaktion
from asskomm.core.admin.basis import FachAdmin
from asskomm.core.admin.einausgabe import EinAusgabeMixin
from kommunen.admin.suche import KommuneSuche
from vereinbarungen import resources
from vereinbarungen.forms import KOMMUNENFELDER, KommunenAuswahlForm, NeueAnalyseForm
from vereinbarungen.models import Analysemodul, Sicherheitsanalyse
from vereinbarungen.pruefung import beteiligte_gruende
from vereinbarungen.services.begleitung import create_analyse, set_analyse_kommunen


@admin.register(Sicherheitsanalyse)
class AnalyseAdmin(EinAusgabeMixin, KommuneSuche, FachAdmin):
    handbuch = "10-coaching-und-analyse#sicherheitsanalyse"
    resource_class = resources.AnalyseResource
    suchpfad = "kommunen__suchtext"
    search_fields = ("kommunen__suchtext", "bezeichnung", "auftragnehmer")
    list_display = ("bezeichnung", "format", "orte", "status_marke", "auftragnehmer")
    list_filter = ("status", "format", "kommunen__landkreis__polizeidirektion", "kommunen__landkreis")
    list_select_related = ()
    ordering = ("bezeichnung", "pk")
    fieldsets = (
        (None, {"fields": (("bezeichnung", "format"), "orte", "auftragnehmer", "module")}),
        ("Herkunft und Notiz", {"fields": ("quelle", "notiz")}),
    )
    add_fieldsets = (
        (None, {"fields": (("bezeichnung", "format"), ("wirksam", "auftragnehmer"), "module")}),
        ("Beteiligte Kommunen", {"fields": (KOMMUNENFELDER[:3], KOMMUNENFELDER[3:])}),
        ("Herkunft und Notiz", {"fields": ("quelle", "notiz")}),
    )
    fachaktionen = (
        Fachaktion(
            "kommunen",
            "Beteiligte Kommunen ändern",
            "vereinbarungen.work_analyse",
            set_analyse_kommunen,
            KommunenAuswahlForm,
            objektname="analyse",
            hinderungen=beteiligte_gruende,
            sichtbar=lambda analyse: not analyse.workflow.zustand(analyse.status).ende,
            erfolg="Die beteiligten Kommunen sind gespeichert.",
        ),
    )

    sammelaktionen = ("schritt/erheben", "schritt/befragen", "schritt/auswerten", "schritt/praesentieren")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("kommunen")

    @admin.display(description="Kommunen")
    def orte(self, analyse: Sicherheitsanalyse) -> str:
        return ", ".join(str(k) for k in analyse.kommunen.all())

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NeueAnalyseForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("orte",) if obj else ()

    def speichere(self, request: HttpRequest, obj: Sicherheitsanalyse, form: Any, change: bool) -> None:
        if change:
            obj.save()
            return
        felder = ("bezeichnung", "format", "auftragnehmer", "notiz", "quelle", "wirksam", "module")
        angaben = {f: form.cleaned_data[f] for f in felder}
        kommunen = form.gewaehlte_kommunen()
        obj.pk = create_analyse(kommunen=kommunen, by=request.user, jetzt=clock.now(), **angaben).pk  # type: ignore[arg-type]


@admin.register(Analysemodul)
class AnalysemodulAdmin(EinAusgabeMixin, FachAdmin):
    handbuch = "10-coaching-und-analyse#sicherheitsanalyse"
    resource_class = resources.AnalysemodulResource
    search_fields = ("name", "beschreibung")
    list_display = ("name", "aktiv")
    fields = ("name", "beschreibung", "aktiv")
