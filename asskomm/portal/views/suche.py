from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from ..suche.seite import lade_suche
from .vorrat import rahmen


@require_GET
def suche(request: HttpRequest) -> HttpResponse:
    """Over everything that the person may see."""
    werte = lade_suche(request.user, request.GET)
    return TemplateResponse(request, "admin/suche.html", rahmen(request, "Suche", **werte))
