"""Decisive acts ask for password or factor again, unless the person has just given one.

What was typed survives: allauth keeps the request in the session and carries it out after the confirmation.
"""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import serialize_request
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from . import clock  # Uhr: umschließt Ansichten

DATEI_NEU = "Bitte wählen Sie nach der Bestätigung die Datei noch einmal aus; alles andere bleibt erhalten."
# The verbs of rights whose use decides something: it asks who is there. A house test knows every verb.
ENTSCHEIDENDE_VERBEN = frozenset(
    {"announce", "annul", "approve", "confirm", "end", "hand", "lock", "release", "retire", "select", "sign", "waive"}
)
# Entering what a council has resolved is the daily work of clerks, not a decision of the portal.
ALLTAG = frozenset({"kommunen.confirm_kpr"})


def ist_entscheidend(recht: str) -> bool:
    return recht not in ALLTAG and recht.partition(".")[2].partition("_")[0] in ENTSCHEIDENDE_VERBEN


def ist_frisch(request: HttpRequest, jetzt: dt.datetime) -> bool:
    eintraege = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return bool(eintraege) and jetzt.timestamp() - eintraege[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def verlange_frische(request: HttpRequest) -> None:
    """Leads to the confirmation and from there back; returns if none is needed."""
    if ist_frisch(request, clock.now()):
        return
    weiter = request.get_full_path()
    # Sent once and then left: it must not be carried out when the same page asks again.
    request.session.pop(STATE_SESSION_KEY, None)
    if request.method == "POST":
        # Not allauth's own suspend_request: with a query in the address it would drop the fields.
        request.session[STATE_SESSION_KEY] = {"request": serialize_request(request)}
        weiter = request.path
        if request.FILES:
            messages.warning(request, DATEI_NEU)
    wege = get_adapter().get_reauthentication_methods(request.user)
    ziel = wege[0]["url"] if wege else reverse("account_login")
    raise ImmediateHttpResponse(HttpResponseRedirect(f"{ziel}?next={quote(weiter)}"))


def frisch_angemeldet(ansicht: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For views that decide something."""

    @wraps(ansicht)
    def geschuetzt(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        verlange_frische(request)
        return ansicht(request, *args, **kwargs)

    return geschuetzt
