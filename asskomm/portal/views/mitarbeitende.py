"""The own people of a Kommune or Polizeidirektion: invite, confirm, refuse, let go."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from asskomm.core import clock
from asskomm.core.errors import Ablehnung
from asskomm.core.frisch import verlange_frische
from asskomm.core.models import Rollenzuordnung
from asskomm.core.services.einladung import confirm_zugang, invite_person
from asskomm.core.services.rollen import refuse_rolle
from asskomm.core.services.uebergabe import darf_uebergeben, hand_over
from asskomm.core.tabellen import Spalte

from ..kollegenformulare import AblehnenForm, AusscheidenForm, KollegeForm
from ..mitarbeitende import EIGENE_ROLLEN, EINLADBAR, eigene_rollen, eigene_stellen, uebersicht

SPALTEN = (Spalte("Person"), Spalte("Rolle"), Spalte("Stand"), Spalte("Was Sie tun können"))
GESCHLOSSEN = "Diese Seite ist für Kommunen und Polizeidirektionen, die ihre eigenen Leute verwalten."


def _fuer_stellen(ansicht: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @never_cache
    @wraps(ansicht)
    def geschuetzt(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.hat_rolle(*EIGENE_ROLLEN):  # type: ignore[union-attr]
            raise PermissionDenied(GESCHLOSSEN)
        return ansicht(request, *args, **kwargs)

    return geschuetzt


@_fuer_stellen
@require_safe
def mitarbeitende(request: HttpRequest) -> HttpResponse:
    werte = {"stellen": uebersicht(request.user), "spalten": SPALTEN}  # type: ignore[arg-type]
    return render(request, "portal/mitarbeitende/liste.html", werte)


@_fuer_stellen
@require_http_methods(["GET", "HEAD", "POST"])
def einladen(request: HttpRequest) -> HttpResponse:
    stellen = eigene_stellen(request.user)  # type: ignore[arg-type]
    form = KollegeForm(request.POST or None, stellen=stellen, initial={"stelle": request.GET.get("stelle")})
    if request.method == "POST" and form.is_valid():
        angaben = form.cleaned_data
        stelle = next(s for s in stellen if str(s.pk) == angaben.pop("stelle"))
        try:
            invite_person(
                rolle=EINLADBAR[stelle.art], organisation=stelle, ab=clock.today(), by=request.user,  # type: ignore[arg-type]
                jetzt=clock.now(), **angaben,
            )  # fmt: skip
        except Ablehnung as ablehnung:
            form.add_error(None, ablehnung.gruende)
        else:
            messages.success(request, "Die Einladung wartet auf Bestätigung durch eine zweite Person.")
            return HttpResponseRedirect(reverse("portal:mitarbeitende"))
    return render(request, "portal/mitarbeitende/einladen.html", {"form": form})


@_fuer_stellen
@require_POST
def bestaetigen(request: HttpRequest, pk: int) -> HttpResponse:
    zuordnung = _finde(request, pk)
    verlange_frische(request)
    try:
        confirm_zugang(zuordnung=zuordnung, by=request.user, jetzt=clock.now())  # type: ignore[arg-type]
    except Ablehnung as ablehnung:
        for grund in ablehnung.gruende:
            messages.error(request, grund)
    else:
        messages.success(request, "Bestätigt. Die Person erhält eine E-Mail.")
    return HttpResponseRedirect(reverse("portal:mitarbeitende"))


@_fuer_stellen
@require_http_methods(["GET", "HEAD", "POST"])
def ablehnen(request: HttpRequest, pk: int) -> HttpResponse:
    zuordnung = _finde(request, pk)
    form = AblehnenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            refuse_rolle(zuordnung=zuordnung, by=request.user, jetzt=clock.now(), **form.cleaned_data)  # type: ignore[arg-type]
        except Ablehnung as ablehnung:
            form.add_error(None, ablehnung.gruende)
        else:
            messages.success(request, "Die Einladung ist abgelehnt oder zurückgenommen; es geht kein Link hinaus.")
            return HttpResponseRedirect(reverse("portal:mitarbeitende"))
    return render(request, "portal/mitarbeitende/ablehnen.html", {"form": form, "zuordnung": zuordnung})


@_fuer_stellen
@require_http_methods(["GET", "HEAD", "POST"])
def uebergeben(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves: all roles of the person at this place end."""
    zuordnung = _finde(request, pk)
    if not darf_uebergeben(by=request.user, organisation=zuordnung.organisation):  # type: ignore[arg-type]
        raise PermissionDenied("Wer geht, stellt fest, wer für die Stelle zeichnet.")
    verlange_frische(request)
    form = AusscheidenForm(request.POST or None, initial={"letzter_tag": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            folgen = hand_over(
                user=zuordnung.user, organisation=zuordnung.organisation, by=request.user, jetzt=clock.now(),  # type: ignore[arg-type]
                **form.cleaned_data,
            )  # fmt: skip
        except Ablehnung as ablehnung:
            form.add_error(None, ablehnung.gruende)
        else:
            messages.success(request, f"{'. '.join(folgen)}.")
            return HttpResponseRedirect(reverse("portal:mitarbeitende"))
    return render(request, "portal/mitarbeitende/uebergeben.html", {"form": form, "zuordnung": zuordnung})


def _finde(request: HttpRequest, pk: int) -> Rollenzuordnung:
    """Roles of other places do not exist."""
    zuordnung: Rollenzuordnung | None = eigene_rollen(request.user).filter(pk=pk).first()  # type: ignore[arg-type]
    if zuordnung is None:
        raise Http404("Diese Rolle gibt es nicht.")
    return zuordnung
