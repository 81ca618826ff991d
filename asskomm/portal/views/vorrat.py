"""Beside the start page of the back office: its table as a file, its saved filters, the view of the Leitung."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from asskomm.core import clock
from asskomm.core.errors import Ablehnung
from asskomm.core.models import GespeicherterFilter
from asskomm.core.services.vorratsfilter import (
    choose_vorratsfilter,
    delete_vorratsfilter,
    rename_vorratsfilter,
    save_vorratsfilter,
)

from ..arbeitsvorrat import seite
from ..arbeitsvorrat.ausgabe import datei
from ..arbeitsvorrat.auswahl import MerkForm
from ..arbeitsvorrat.lage import lade_lage


def rahmen(request: HttpRequest, titel: str, **werte: Any) -> dict[str, Any]:
    """What every page of the back office needs."""
    return {**admin.site.each_context(request), "title": titel, **werte}


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows, all pages of it. A POST, because the protocol notes that data leave."""
    abfrage = QueryDict(request.POST.get("auswahl", "")[:2000])
    vorrat = seite.lade_vorrat(request.user, abfrage, clock.today())
    antwort = datei(
        vorrat.gewaehlt,
        format=request.POST.get("format", "xlsx"),
        filter=seite.in_worten(vorrat),
        by=request.user,
        jetzt=clock.now(),
    )
    if antwort is None:
        raise Http404("Dieses Format gibt es nicht.")
    return antwort


@require_GET
def lage(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("portal.view_lage"):  # type: ignore[union-attr]
        raise PermissionDenied
    werte = lade_lage(heute=clock.today(), jetzt=clock.now(), user=request.user)
    return TemplateResponse(request, "admin/vorrat/lage.html", rahmen(request, "Lage", **werte))


# --- Saved filters


@require_GET
def filter_liste(request: HttpRequest) -> HttpResponse:
    eigene = GespeicherterFilter.objects.visible_to(request.user)
    eintraege = [(f, MerkForm(initial={"name": f.name}, auto_id=f"filter-{f.pk}-%s")) for f in eigene]
    werte = rahmen(request, "Gemerkte Filter", eintraege=eintraege)
    return TemplateResponse(request, "admin/vorrat/filter.html", werte)


@require_POST
def filter_merken(request: HttpRequest) -> HttpResponse:
    abfrage = seite.merkbare_abfrage(QueryDict(request.POST.get("auswahl", "")[:2000]))
    try:
        neu = save_vorratsfilter(
            name=request.POST.get("name", ""),
            abfrage=abfrage,
            ist_standard="standard" in request.POST,
            by=request.user,  # type: ignore[arg-type]
        )
    except Ablehnung as ablehnung:
        for grund in ablehnung.gruende:
            messages.error(request, grund)
    else:
        messages.success(request, f"Der Filter „{neu.name}“ ist gemerkt.")
    return HttpResponseRedirect(f"{reverse('admin:index')}?{abfrage or 'alle=1'}")


@require_POST
def filter_aendern(request: HttpRequest, pk: int) -> HttpResponse:
    """One of: umbenennen, standard, kein-standard, loeschen."""
    filter_ = get_object_or_404(GespeicherterFilter.objects.visible_to(request.user), pk=pk)
    by: Any = request.user
    try:
        match request.POST.get("tun"):
            case "umbenennen":
                rename_vorratsfilter(filter=filter_, name=request.POST.get("name", ""), by=by)
            case "standard":
                choose_vorratsfilter(filter=filter_, by=by)
            case "kein-standard":
                choose_vorratsfilter(filter=None, by=by)
            case "loeschen":
                delete_vorratsfilter(filter=filter_, by=by)
            case _:
                raise Http404("Das gibt es nicht.")
    except Ablehnung as ablehnung:
        messages.error(request, " ".join(ablehnung.gruende))
    else:
        messages.success(request, "Gespeichert.")
    return HttpResponseRedirect(reverse("verwaltung:filter"))
