"""How long a sign-in lasts: an idle limit (kept by the session's own expiry) and an absolute one.

What somebody was typing when the limit came is kept for an hour and offered again after the next sign-in.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from . import clock  # Uhr: läuft um jede Anfrage herum
from .models import User
from .services import formularablage

BEGINN = "sitzungsbeginn"
ENDE = "Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich erneut an."
# An older cookie says nothing about who sits there now.
NACHFRIST = dt.timedelta(hours=24)


class SitzungMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        jetzt, oeffentlich = clock.now(), not getattr(view_func, "login_required", True)
        person: User | None = None
        if request.user.is_authenticated:
            if rest_bis_hoechstdauer(request, jetzt) > 0:
                return None
            person = request.user
            logout(request)
        elif not oeffentlich:
            person = _person_der_abgelaufenen_sitzung(request, jetzt)
        if person is None or oeffentlich:
            return None
        messages.info(request, ENDE)
        if request.method != "POST":
            return None  # Django's middleware leads to the sign-in and back
        return redirect_to_login(_bewahre_auf(request, person, jetzt))


def rest_bis_hoechstdauer(request: HttpRequest, jetzt: dt.datetime) -> int:
    """Seconds until the absolute limit; the first request of a session starts it."""
    beginn = request.session.setdefault(BEGINN, int(jetzt.timestamp()))
    return int(beginn + settings.SESSION_HOECHSTDAUER - jetzt.timestamp())


def rest(request: HttpRequest, jetzt: dt.datetime) -> int:
    """Seconds this sign-in still lasts if nothing more happens."""
    return min(settings.SESSION_COOKIE_AGE, rest_bis_hoechstdauer(request, jetzt))


def _person_der_abgelaufenen_sitzung(request: HttpRequest, jetzt: dt.datetime) -> User | None:
    """Whose session ran out; the row stays until `clearsessions`, a signed-out session has none."""
    schluessel = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not schluessel:
        return None
    zeile = Session.objects.filter(
        session_key=schluessel, expire_date__lte=jetzt, expire_date__gt=jetzt - NACHFRIST
    ).first()
    daten = zeile.get_decoded() if zeile else {}
    person = User.objects.filter(pk=daten.get(SESSION_KEY), is_active=True).first()
    if person is None or not constant_time_compare(daten.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()):
        return None
    return person


def _bewahre_auf(request: HttpRequest, person: User, jetzt: dt.datetime) -> str:
    """The address where the person finds the input again."""
    ablage = formularablage.keep_eingaben(
        pfad=request.get_full_path(),
        felder=dict(request.POST.lists()),
        dateien=sorted(request.FILES),
        by=person,
        jetzt=jetzt,
    )
    return reverse("konto_eingaben", args=[ablage.token])
