"""Reading and writing in the correspondence of an own case, for Kommunen and police."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from asskomm.core import clock
from asskomm.core.downloads import document_response
from asskomm.core.errors import Ablehnung
from asskomm.core.schriftformulare import MitteilungForm, RueckzugForm
from asskomm.core.schriftpartner import leserkreise
from asskomm.core.schriftwechsel import blatt, mitteilungen
from asskomm.core.services.schriftwechsel import find_anlage, mark_gelesen, withdraw_mitteilung, write_mitteilung

from ..eigene.schriftwechsel import Zugang, anfaenge, faeden, find_zugang

GESCHLOSSEN = "Der Schriftwechsel ist für Kommunen und Polizeidirektionen."


def _fuer_beteiligte(ansicht: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @never_cache
    @wraps(ansicht)
    def geschuetzt(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("portal.list_eigene"):  # type: ignore[union-attr]
            raise PermissionDenied(GESCHLOSSEN)
        return ansicht(request, *args, **kwargs)

    return geschuetzt


def _zugang(request: HttpRequest, kennung: str, pk: int) -> Zugang:
    zugang = find_zugang(request.user, kennung, pk)
    if zugang is None:
        raise Http404("Diesen Vorgang gibt es nicht.")
    return zugang


@_fuer_beteiligte
@require_safe
def uebersicht(request: HttpRequest) -> HttpResponse:
    werte = {"faeden": faeden(request.user), "anfaenge": anfaenge(request.user)}
    return render(request, "portal/eigene/schriftwechsel_liste.html", werte)


@_fuer_beteiligte
@require_http_methods(["GET", "HEAD", "POST"])
def schriftwechsel(request: HttpRequest, kennung: str, pk: int) -> HttpResponse:
    zugang = _zugang(request, kennung, pk)
    kreise = leserkreise(zugang.fall, zugang.von.seite)
    form = MitteilungForm(request.POST or None, request.FILES or None, kreise=kreise, initial={"leserkreis": kreise[0]})
    if request.method == "POST" and form.is_valid() and _schreibe(zugang, form):
        messages.success(request, "Ihre Mitteilung ist abgesendet.")
        return HttpResponseRedirect(zugang.url)
    seite = blatt(zugang.leser, zugang.fall, request.GET.get("seite"))
    offen = mitteilungen(zugang.user, zugang.fall).ungelesen(zugang.user).count()  # type: ignore[attr-defined]
    bis = seite.object_list[0].pk if seite.object_list and seite.number == 1 else 0
    werte = {"zugang": zugang, "form": form, "seite": seite, "ungelesen": offen, "bis": bis}
    werte["gelesen_url"] = f"{zugang.url}gelesen/"
    return render(request, "portal/eigene/schriftwechsel.html", werte)


def _schreibe(zugang: Zugang, form: MitteilungForm) -> bool:
    try:
        write_mitteilung(fall=zugang.fall, im_haus=False, by=zugang.user, jetzt=clock.now(), **form.cleaned_data)
    except Ablehnung as ablehnung:
        form.add_error(None, ablehnung.gruende)  # type: ignore[arg-type]
        return False
    return True


@_fuer_beteiligte
@require_POST
def gelesen(request: HttpRequest, kennung: str, pk: int) -> HttpResponse:
    zugang, bis = _zugang(request, kennung, pk), request.POST.get("bis", "")
    if bis.isascii() and bis.isdecimal() and len(bis) < 16:
        mark_gelesen(fall=zugang.fall, bis=int(bis), by=zugang.user, jetzt=clock.now())
        messages.success(request, "Als gelesen vermerkt.")
    return HttpResponseRedirect(zugang.url)


@_fuer_beteiligte
@require_safe
def anlage(request: HttpRequest, kennung: str, pk: int, dokument_id: int) -> FileResponse:
    zugang = _zugang(request, kennung, pk)
    dokument = find_anlage(fall=zugang.fall, dokument_id=dokument_id, by=zugang.user)
    if dokument is None:
        raise Http404("Diese Datei gibt es nicht.")
    return document_response(dokument)


@_fuer_beteiligte
@require_http_methods(["GET", "HEAD", "POST"])
def zurueckziehen(request: HttpRequest, kennung: str, pk: int, mitteilung_id: int) -> HttpResponse:
    zugang = _zugang(request, kennung, pk)
    eigene = mitteilungen(zugang.user, zugang.fall).filter(seite=zugang.von.seite, stelle=zugang.von.stelle)
    mitteilung = eigene.filter(pk=mitteilung_id).first()
    if mitteilung is None:
        raise Http404("Diese Mitteilung gibt es nicht.")
    form = RueckzugForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_mitteilung(
                mitteilung=mitteilung, im_haus=False, by=zugang.user, jetzt=clock.now(), **form.cleaned_data
            )
        except Ablehnung as ablehnung:
            form.add_error(None, ablehnung.gruende)  # type: ignore[arg-type]
        else:
            messages.success(request, "Die Mitteilung ist zurückgezogen.")
            return HttpResponseRedirect(zugang.url)
    werte = {"zugang": zugang, "form": form, "mitteilung": mitteilung}
    return render(request, "portal/eigene/schriftwechsel_zurueckziehen.html", werte)
