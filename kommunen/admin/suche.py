"""Search of the back office in the normalised columns: "übigau", "ubigau" and an AGS all find theirs."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from kommunen.search import fold, fold_umlaut

KOMMUNE_VORSCHLAG = (("name_eindeutig", "schluessel"), "schluessel")
"""For FeldMixin.vorschlaege: a Kommune is typed by its unique name or its key (AGS)."""


class KommuneSuche(admin.ModelAdmin):
    """`suchpfad` leads to the search column; the other search_fields are tried as they are."""

    suchpfad = "kommune__suchtext"
    search_help_text = "Name (auch ohne Umlaute oder sorbisch), AGS oder Postleitzahl"

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        for roh in search_term.replace("\x00", " ").split()[:8]:
            bedingung = self._wort(roh)
            for pfad in self.search_fields:
                if pfad != self.suchpfad:
                    bedingung |= Q(**{f"{pfad}__icontains": roh})
            queryset = queryset.filter(bedingung)
        return queryset, self._verdoppelt()

    def _wort(self, roh: str) -> Q:
        formen = [f for f in dict.fromkeys((fold(roh), fold_umlaut(roh))) if f]
        bedingung: Any = Q(pk__in=[])
        for form in formen:
            bedingung |= Q(**{f"{self.suchpfad}__contains": form})
        return bedingung

    def _verdoppelt(self) -> bool:
        """Only paths over several rows can give an entry twice."""
        return "__" in self.suchpfad and self.suchpfad.count("__") > 1
