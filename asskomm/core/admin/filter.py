from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest


class AnnulliertFilter(admin.SimpleListFilter):
    """Facts that count, or those taken back."""

    title = "Eintrag"
    parameter_name = "annulliert"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("nein", "gültig"), ("ja", "annulliert")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() in ("ja", "nein"):
            return queryset.filter(annulliert_zeitpunkt__isnull=self.value() == "nein")
        return None


class GenauigkeitFilter(admin.SimpleListFilter):
    """Coarse dates, to be made precise."""

    title = "Datum"
    parameter_name = "genauigkeit"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("tag", "auf den Tag bekannt"), ("grob", "nur Monat oder Jahr")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() == "tag":
            return queryset.filter(am_genauigkeit="TAG")
        return queryset.exclude(am_genauigkeit="TAG") if self.value() == "grob" else None
