from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from asskomm.core import clock
from asskomm.core.admin.basis import FachAdmin
from asskomm.core.admin.einausgabe import EinAusgabeMixin
from kommunen import resources
from kommunen.models import KommunalerPraeventionsrat
from kommunen.services.kpr import create_kpr, step_kpr
from kommunen.workflows import KPR

from .fakten import KREIS_FILTER
from .suche import KOMMUNE_VORSCHLAG, KommuneSuche


def _schritt(uebergang: str, *, objekt: KommunalerPraeventionsrat, **angaben: Any) -> Any:
    return step_kpr(kpr=objekt, uebergang=uebergang, **angaben)


@admin.register(KommunalerPraeventionsrat)
class KprAdmin(EinAusgabeMixin, KommuneSuche, FachAdmin):
    handbuch = "03-beratung-zusammenarbeit-kpr#kommunaler-präventionsrat-kpr"
    resource_class = resources.KprResource
    reihenfolge = 4
    search_fields = ("kommune__suchtext", "name")
    titel_neu = "Kommunalen Präventionsrat anlegen"
    list_display = ("kommune", "name", "status_marke", "kontakt_funktion")
    list_filter = ("status", *KREIS_FILTER)
    list_select_related = ("kommune",)
    ordering = ("kommune__sortiername", "pk")
    vorschlaege = {"kommune": KOMMUNE_VORSCHLAG}
    fieldsets = (
        (None, {"fields": (("kommune", "name"),)}),
        ("Kontakt", {"fields": (("kontakt_funktion", "kontakt_email", "kontakt_telefon"),)}),
        ("Herkunft", {"fields": ("quelle", "notiz")}),
    )
    schritt_dienste = {u.name: partial(_schritt, u.name) for u in KPR.uebergaenge}
    sammelaktionen = tuple(f"schritt/{u.name}" for u in KPR.uebergaenge if u.knopf)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("kommune",) if obj else ()

    def speichere(self, request: HttpRequest, obj: KommunalerPraeventionsrat, form: Any, change: bool) -> None:
        if change:
            obj.save()
            return
        felder = ("name", "kontakt_funktion", "kontakt_email", "kontakt_telefon", "notiz", "quelle")
        angelegt = create_kpr(
            kommune=obj.kommune,
            by=request.user,  # type: ignore[arg-type]
            jetzt=clock.now(),
            **{f: form.cleaned_data[f] for f in felder},
        )
        obj.pk = angelegt.pk
