from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from asskomm.core import clock

from .. import startseite
from ..inhaltsseiten import seitentexte, start_inhalte
from ..netzwerk import Netz
from ..seiten import oeffentliche_seite


@oeffentliche_seite
def start(request: HttpRequest) -> HttpResponse:
    netz = Netz.load(stichtag=clock.today(), jetzt=clock.now())
    texte, nachrichten = start_inhalte(netz.stichtag)
    return render(request, "portal/start.html", {**startseite.inhalt(netz), "texte": texte, "nachrichten": nachrichten})


@oeffentliche_seite
def mitmachen(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/mitmachen.html", {"texte": seitentexte("mitmachen", clock.today())})
