"""The view as another person: for reading, announced on every page, and over after half an hour.

Pages get the other person as request.user; who really sits there, the middlewares before this one have asked.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from . import (
    clock,  # Uhr: läuft um jede Anfrage herum
    sicherheitslog,
)
from .models import User
from .roles import Rolle
from .services.ansicht import UNEINSEHBAR, finish_ansicht

MERKER = "ansicht_als"
BEENDEN, ABMELDEN = "ansicht_beenden", "account_logout"
# Beside leaving the view, only the clock of the own session may go on.
OFFEN_IM_KONTO = frozenset({"konto_aktiv"})
NUR_LESEN = "In der Ansicht als eine andere Person lässt sich nichts ändern. Beenden Sie zuerst die Ansicht."
KONTO_ZU = "Die Kontoseiten einer anderen Person sind verschlossen. Beenden Sie zuerst die Ansicht."
VORBEI = "Die Ansicht als eine andere Person ist beendet."


@dataclass(frozen=True)
class Ansicht:
    """What the banner says."""

    person: str
    rollen: str
    bis: dt.datetime


def setze(request: HttpRequest, user: User, ende: dt.datetime) -> None:
    request.session[MERKER] = {"user": user.pk, "bis": int(ende.timestamp())}


def beende(request: HttpRequest) -> User | None:
    """By the person itself, for the protocol; whose view it was, None if there was none."""
    merker = request.session.pop(MERKER, None)
    person = User.objects.filter(pk=merker["user"]).first() if merker else None
    if person is not None:
        finish_ansicht(user=person, by=request.user, jetzt=clock.now())  # type: ignore[arg-type]
    return person


def startseite(user: User) -> str:
    return reverse("admin:index") if user.is_staff else "/portal/"


class AnsichtAlsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Public pages are the same for everybody: there nobody is anybody else."""
        if not request.user.is_authenticated or MERKER not in request.session or _name(request) == BEENDEN:
            return None
        if _name(request) == ABMELDEN and request.method == "POST":
            beende(request)  # leaving altogether is always possible
            return None
        if not getattr(view_func, "login_required", True):
            return None
        gesehen = _gesehene_person(request)
        if gesehen is None:
            del request.session[MERKER]
            messages.info(request, VORBEI)
            return None
        _wechsle(request, gesehen)
        return None


def _wechsle(request: HttpRequest, gesehen: User) -> None:
    eigentlich = request.user
    ergebnis = "erfolgt" if _erlaubt(request) else "abgewiesen"
    sicherheitslog.melde("ansicht_als.seite", request=request, ergebnis=ergebnis, konto=eigentlich.pk, als=gesehen.pk)
    request.ansicht_als = Ansicht(  # type: ignore[attr-defined]
        person=str(gesehen),
        rollen="; ".join(dict.fromkeys(f"{Rolle(b.rolle).label}, {b.organisation}" for b in gesehen.befugnisse)),
        bis=dt.datetime.fromtimestamp(request.session[MERKER]["bis"], tz=dt.UTC),
    )
    if request.method not in ("GET", "HEAD"):
        raise PermissionDenied(NUR_LESEN)
    if not _erlaubt(request):
        raise PermissionDenied(KONTO_ZU)
    if _name(request) not in OFFEN_IM_KONTO:
        request.user = gesehen


def _erlaubt(request: HttpRequest) -> bool:
    if request.method not in ("GET", "HEAD"):
        return False
    return not request.path.startswith(reverse("konto")) or _name(request) in OFFEN_IM_KONTO


def _gesehene_person(request: HttpRequest) -> User | None:
    """None: time is up, or one of the two may no longer."""
    merker = request.session[MERKER]
    if merker["bis"] <= clock.now().timestamp() or not request.user.has_perm("core.view_as"):  # type: ignore[union-attr]
        return None
    user = User.objects.filter(pk=merker["user"], is_active=True).first()
    return user if user and user.hat_zugang and user.befugnisse and not user.hat_rolle(*UNEINSEHBAR) else None


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
