"""Filters of every list whose rows belong to a case: by kind of case, and by Landkreis."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from asskomm.core.fallarten import faelle_im_landkreis, fallarten, landkreise


class FallartFilter(admin.SimpleListFilter):
    title = "Art des Falls"
    parameter_name = "fall_art"
    arten = staticmethod(fallarten)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(art.modell._meta.label_lower, art.label) for art in self.arten()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        app_label, _, modell = (self.value() or "").partition(".")
        return queryset.filter(fall_art__app_label=app_label, fall_art__model=modell) if modell else None


class LandkreisFilter(admin.SimpleListFilter):
    title = "Landkreis"
    parameter_name = "landkreis"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in landkreise()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        wahl = self.value()
        if not wahl:
            return None
        bekannt = {str(pk) for pk, _ in self.lookup_choices}
        return queryset.filter(faelle_im_landkreis(int(wahl))) if wahl in bekannt else queryset.none()
