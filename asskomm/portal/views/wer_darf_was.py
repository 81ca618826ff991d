from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from asskomm.core.roles import Rolle
from asskomm.core.tabellen import Spalte

from ..seiten import oeffentliche_seite
from ..wer_darf_was import rollenblaetter, tabelle


@oeffentliche_seite
def wer_darf_was(request: HttpRequest) -> HttpResponse:
    werte = {
        "rollen": rollenblaetter(),
        "zeilen": tabelle(),
        "spalten": [Spalte("Gegenstand"), *(Spalte(r.value) for r in Rolle)],
    }
    return render(request, "portal/wer_darf_was.html", werte)
