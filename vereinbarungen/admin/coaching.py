from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from asskomm.core import clock
from asskomm.core.admin.aktionen import Fachaktion
from asskomm.core.admin.basis import FachAdmin
from asskomm.core.admin.einausgabe import EinAusgabeMixin
from asskomm.core.admin.inlines import LeseInline
from kommunen.admin.fakten import KREIS_FILTER
from kommunen.admin.suche import KOMMUNE_VORSCHLAG, KommuneSuche
from vereinbarungen import resources
from vereinbarungen.enums import COACHING_BEENDET
from vereinbarungen.forms import BeginnForm, CoachEndeForm, CoachWahlForm
from vereinbarungen.models import Coachauftrag, Coachingprozess
from vereinbarungen.services.begleitung import create_coaching
from vereinbarungen.services.coachauftrag import RECHT, assign_coach, end_coachauftrag


def _end_auftrag(*, prozess: Coachingprozess, **angaben: Any) -> None:
    """The form names the assignment; the case it belongs to is on the page."""
    end_coachauftrag(**angaben)


class AuftragInline(LeseInline):
    """Who sees this coaching beside the Kommune and the LPR, and when."""

    model = Coachauftrag
    fields = (("coach", "gueltig_von", "gueltig_bis"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("coach")


@admin.register(Coachingprozess)
class CoachingAdmin(EinAusgabeMixin, KommuneSuche, FachAdmin):
    """The milestones are the steps of the workflow, each with its own day."""

    handbuch = "10-coaching-und-analyse#coaching"
    resource_class = resources.CoachingResource
    search_fields = ("kommune__suchtext", "anliegen", "traeger")
    list_display = ("kommune", "status_marke", "anliegen", "traeger")
    list_filter = ("status", *KREIS_FILTER)
    list_select_related = ("kommune",)
    ordering = ("kommune__sortiername", "pk")
    vorschlaege = {"kommune": KOMMUNE_VORSCHLAG}
    inlines = (AuftragInline,)
    fachaktionen = (
        Fachaktion(
            name="coach",
            label="Coach beauftragen",
            recht=RECHT,
            dienst=assign_coach,
            formular=CoachWahlForm,
            objektname="prozess",
            sichtbar=lambda prozess: prozess.status not in COACHING_BEENDET,
            einleitung="Der Coach sieht ab diesem Tag dieses Coaching im Portal, ohne interne Notizen, sonst nichts.",
            anfang=lambda prozess, heute: {"gueltig_von": heute},
            erfolg="Der Coach ist beauftragt.",
        ),
        Fachaktion(
            name="coach_ende",
            label="Auftrag eines Coachs beenden",
            recht=RECHT,
            dienst=_end_auftrag,
            formular=CoachEndeForm,
            objektname="prozess",
            sichtbar=lambda prozess: prozess.auftraege.filter(gueltig_bis__isnull=True).exists(),
            anfang=lambda prozess, heute: {"gueltig_bis": heute},
            erfolg="Der Auftrag ist beendet.",
        ),
    )
    sammelaktionen = ("schritt/pausieren", "schritt/fortsetzen", "aktion/coach")
    fieldsets = (
        (None, {"fields": (("kommune", "traeger"), "anliegen", "ansprechstelle")}),
        ("Herkunft und Notiz", {"fields": ("quelle", "notiz")}),
    )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = BeginnForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else [("Beginn", {"fields": ("wirksam",)}), *self.fieldsets]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("kommune",) if obj else ()

    def speichere(self, request: HttpRequest, obj: Coachingprozess, form: Any, change: bool) -> None:
        if change:
            obj.save()
            return
        felder = ("kommune", "anliegen", "traeger", "ansprechstelle", "notiz", "quelle", "wirksam")
        angaben = {f: form.cleaned_data[f] for f in felder}
        obj.pk = create_coaching(by=request.user, jetzt=clock.now(), **angaben).pk  # type: ignore[arg-type]
