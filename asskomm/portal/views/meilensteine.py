from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from asskomm.core import clock

from ..kennzahlen.bestand import Faktenbestand
from ..kennzahlen.meilensteine import meilensteine as errechne_meilensteine
from ..kennzahlen.meilensteine import zeitstrahleintrag
from ..seiten import oeffentliche_seite

JE_SEITE = 30


@oeffentliche_seite
def meilensteine(request: HttpRequest) -> HttpResponse:
    heute, jetzt = clock.today(), clock.now()
    bestand = Faktenbestand.load(stichtag=heute, oeffentlich_um=jetzt)
    alle = errechne_meilensteine(stichtag=heute, wissensstand=jetzt, bestand=bestand)
    seite = Paginator(alle, JE_SEITE).get_page(request.GET.get("seite"))
    eintraege = [zeitstrahleintrag(e, neueste=e is alle[0]) for e in seite]
    return render(request, "portal/meilensteine.html", {"seite": seite, "eintraege": eintraege, "heute": heute})
