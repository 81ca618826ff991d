from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from asskomm.core import clock
from asskomm.core.admin.basis import FachAdmin
from asskomm.core.admin.einausgabe import EinAusgabeMixin
from kommunen.admin.fakten import KREIS_FILTER
from kommunen.admin.suche import KOMMUNE_VORSCHLAG, KommuneSuche
from vereinbarungen import resources
from vereinbarungen.forms import BeginnForm
from vereinbarungen.models import Coachingprozess
from vereinbarungen.services.begleitung import create_coaching


@admin.register(Coachingprozess)
class CoachingAdmin(EinAusgabeMixin, KommuneSuche, FachAdmin):
    """The milestones are the steps of the workflow, each with its own day."""

    resource_class = resources.CoachingResource
    importierbar = True
    import_hinweise = (
        "Jede Zeile ist eine neue Anfrage. Wo schon ein Coaching läuft, bleibt es unverändert.",
        "Schritte werden von Hand eingetragen.",
    )
    search_fields = ("kommune__suchtext", "anliegen", "traeger")
    list_display = ("kommune", "status_marke", "anliegen", "traeger")
    list_filter = ("status", *KREIS_FILTER)
    list_select_related = ("kommune",)
    ordering = ("kommune__sortiername", "pk")
    vorschlaege = {"kommune": KOMMUNE_VORSCHLAG}
    fieldsets = (
        (None, {"fields": (("kommune", "traeger"), "anliegen", "ansprechstelle")}),
        ("Herkunft und Notiz", {"fields": ("quelle", "notiz")}),
    )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = BeginnForm
        return super().get_form(request, obj, change=change, **kwargs)

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
