"""Pages that the law demands at the foot of every page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from asskomm.core import clock

from ..inhaltsseiten import seitentexte
from ..seiten import oeffentliche_seite
from ..textstellen import stellen_der_seite


@oeffentliche_seite
def rechtliches(request: HttpRequest, vorlage: str) -> HttpResponse:
    texte = seitentexte(vorlage, clock.today()) if stellen_der_seite(vorlage) else {}
    angaben = {"sitzung_minuten": settings.SESSION_COOKIE_AGE // 60, "texte": texte}
    return render(request, f"portal/{vorlage}.html", angaben)
