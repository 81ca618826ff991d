"""Pages that the law demands at the foot of every page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..seiten import oeffentliche_seite


@oeffentliche_seite
def rechtliches(request: HttpRequest, vorlage: str) -> HttpResponse:
    return render(request, f"portal/{vorlage}.html", {"sitzung_minuten": settings.SESSION_COOKIE_AGE // 60})
