from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from asskomm.core import clock

from ..filters import KartenFilter, lies_abfrage
from ..karte.seite import inhalt
from ..seiten import oeffentliche_seite


@oeffentliche_seite
def karte(request: HttpRequest) -> HttpResponse:
    abfrage = lies_abfrage(request.GET, KartenFilter, jetzt=clock.now(), heute=clock.today(), nur_gemeinden=True)
    return render(request, "portal/karte.html", inhalt(abfrage, request.GET), status=abfrage.antwortstatus)
