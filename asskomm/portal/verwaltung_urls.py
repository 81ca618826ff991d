"""Pages of the back office that span several apps; they stand before the lists of the admin site."""

from typing import Any

from django.contrib import admin
from django.urls import URLPattern, path

from .views import suche, vorrat

app_name = "verwaltung"


def _seite(weg: str, ansicht: Any, name: str) -> URLPattern:
    return path(weg, admin.site.admin_view(ansicht), name=name)


urlpatterns = [
    _seite("suche/", suche.suche, "suche"),
    _seite("lage/", vorrat.lage, "lage"),
    _seite("vorrat/export/", vorrat.export, "vorrat_export"),
    _seite("vorrat/filter/", vorrat.filter_liste, "filter"),
    _seite("vorrat/filter/merken/", vorrat.filter_merken, "filter_merken"),
    _seite("vorrat/filter/<int:pk>/", vorrat.filter_aendern, "filter_aendern"),
]
