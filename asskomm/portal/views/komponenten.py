from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .. import komponentenbeispiele as beispiele
from ..seiten import oeffentliche_seite


@oeffentliche_seite
def komponenten(request: HttpRequest) -> HttpResponse:
    """All components on one page, for designers, developers and the accessibility check."""
    formular = beispiele.Formularbeispiel({"name": "Meerane", "tag": "gestern"} if "fehler" in request.GET else None)
    kontext = {
        "beispiele": beispiele,
        "filterform": beispiele.Filterbeispiel(request.GET, auto_id="filter_%s"),
        "formular": formular,
        "reihe": beispiele.beispielreihe(),
        "seite": Paginator(range(240), 25).get_page(request.GET.get("seite", 3)),
        "spalten_reihe": beispiele.SPALTEN_REIHE,
        "dateien": beispiele.DATEIEN,
        "gruende": beispiele.GRUENDE,
        "handlungsfelder": beispiele.HANDLUNGSFELDER,
        "verlauf": [2, 5, 13, 21, 30, 39, 47, 50],
    }
    return render(request, "portal/komponenten.html", kontext)
