"""Whoever needs a second factor opens nothing else before it is set up and proved in this session."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .faktoren import braucht_faktor, faktoren, hat_faktor_gezeigt

# To prove a factor, and to leave.
OFFEN = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout", "konto_aktiv"})
# To set the first one up. With a factor these stay shut until it is shown: a new one would make up for it.
ZUM_EINRICHTEN = frozenset(
    {"mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "account_reauthenticate"}
)
EINRICHTEN = "Ihre Rolle verlangt einen zweiten Faktor. Bitte richten Sie ihn ein; danach geht es weiter."
ZEIGEN = "Ihre Rolle verlangt den zweiten Faktor. Bitte bestätigen Sie damit, dass Sie es sind."


class FaktorpflichtMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not getattr(view_func, "login_required", True) or not request.user.is_authenticated:
            return None  # pages for everybody show nothing that a role opens
        if hat_faktor_gezeigt(request) or not braucht_faktor(request.user):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        return None if name in OFFEN else _zum_faktor(request, name)


def _zum_faktor(request: HttpRequest, name: str) -> HttpResponse | None:
    arten = set(faktoren(request.user).values_list("type", flat=True))
    if not arten:
        if name in ZUM_EINRICHTEN:
            return None
        messages.warning(request, EINRICHTEN)
        return HttpResponseRedirect(reverse("mfa_index"))
    # The session began before the role asked for a factor, or before the factor was set up elsewhere.
    messages.warning(request, ZEIGEN)
    ziel = "mfa_reauthenticate" if Authenticator.Type.TOTP in arten else "mfa_reauthenticate_webauthn"
    weiter = request.get_full_path() if request.method == "GET" else "/konto/"
    return HttpResponseRedirect(f"{reverse(ziel)}?next={quote(weiter)}")
