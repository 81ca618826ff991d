"""Sign-in at the authority's OpenID Connect provider: its group claim decides the roles (OIDC_… in .env.example)."""

from collections.abc import Iterable
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from . import clock  # Uhr: läuft bei der Anmeldung
from .errors import Ablehnung
from .roles import find_rolle
from .services.anbieter import Person, sync_anbieterkonto

ANBIETER = "behoerde"  # the provider's name in our addresses
GESCHEITERT = (
    "Die Anmeldung beim Anmeldedienst ist nicht gelungen oder wurde abgebrochen. Bitte versuchen Sie es erneut; "
    "gelingt es wieder nicht, melden Sie sich mit Anmeldename und Passwort an."
)
ANDERE_PERSON = "Beim Anmeldedienst hat sich eine andere Person angemeldet. Bestätigt wurde nichts."
NICHT_NEU = "Der Anmeldedienst hat Ihre Anmeldung nicht erneut geprüft. Bestätigt wurde nichts."


class AnbieterAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Accounts come from `sync_anbieterkonto`, never from a sign-up form."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        angaben = _angaben(sociallogin)
        vorhaben = sociallogin.state.get("process", AuthProcess.LOGIN)
        if vorhaben == AuthProcess.REDIRECT:
            raise ImmediateHttpResponse(_bestaetige(request, sociallogin, angaben))
        if vorhaben != AuthProcess.LOGIN:  # nobody ties a provider's identity to an account of their choice
            raise ImmediateHttpResponse(abgelehnt(request, [GESCHEITERT]))
        konto = sociallogin.user if sociallogin.is_existing else None
        try:
            user = sync_anbieterkonto(
                konto=konto, person=_person(sociallogin.account.uid, angaben), by=None, jetzt=clock.now()
            )
        except Ablehnung as ablehnung:
            raise ImmediateHttpResponse(abgelehnt(request, ablehnung.gruende)) from None
        if konto is None:
            sociallogin.user = user
            sociallogin.save(request, connect=True)
        _merke_faktor(request, user, angaben)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **angaben: Any) -> None:
        raise ImmediateHttpResponse(abgelehnt(request, [GESCHEITERT]))


def _angaben(sociallogin: SocialLogin) -> dict[str, Any]:
    """The claims of the ID token and of the userinfo together."""
    daten = sociallogin.account.extra_data
    return {**(daten.get("id_token") or {}), **(daten.get("userinfo") or {})}


def _person(kennung: str, angaben: dict[str, Any]) -> Person:
    email = str(angaben.get("email") or "")
    return Person(
        anmeldename=str(email or angaben.get("preferred_username") or kennung).lower(),
        email=email,
        name=str(angaben.get("name") or "")[:150],
        email_bestaetigt=angaben.get("email_verified") is True,
        rollen=rollen_aus_gruppen(angaben.get(settings.OIDC_GRUPPEN_CLAIM)),
    )


def rollen_aus_gruppen(gruppen: Any) -> frozenset[str]:
    """The roles of OIDC_ROLLEN for the groups of the claim (a list, or one name)."""
    namen: Iterable[Any] = gruppen if isinstance(gruppen, list) else [gruppen]
    rollen = (find_rolle(settings.OIDC_ROLLEN[n]) for n in namen if isinstance(n, str) and n in settings.OIDC_ROLLEN)
    return frozenset(rolle for rolle in rollen if rolle is not None)


def _merke_faktor(request: HttpRequest, user: Any, angaben: dict[str, Any]) -> None:
    """The provider's second factor counts if OIDC_ZWEITER_FAKTOR names one of the methods in its `amr` claim."""
    verfahren = angaben.get("amr")
    if isinstance(verfahren, list) and set(map(str, verfahren)) & set(settings.OIDC_ZWEITER_FAKTOR):
        record_authentication(request, user, "mfa", type="anbieter")


def _bestaetige(request: HttpRequest, sociallogin: SocialLogin, angaben: dict[str, Any]) -> HttpResponse:
    """Re-authentication: the same person has just signed in at the provider again."""
    if not (request.user.is_authenticated and sociallogin.is_existing and sociallogin.user == request.user):
        return abgelehnt(request, [ANDERE_PERSON])
    seit = angaben.get("auth_time")
    if isinstance(seit, int | float) and clock.now().timestamp() - seit > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        return abgelehnt(request, [NICHT_NEU])
    record_authentication(request, request.user, "socialaccount", provider=ANBIETER, reauthenticated=True)
    ziel = QueryDict(mutable=True)
    ziel["next"] = sociallogin.get_redirect_url(request) or reverse("konto")
    request.GET = ziel  # type: ignore[assignment]
    return resume_request(request) or HttpResponseRedirect(reverse("konto"))


def abgelehnt(request: HttpRequest, gruende: list[str], status: int = 403) -> HttpResponse:
    return render(request, "konto/anbieter_abgelehnt.html", {"gruende": gruende}, status=status)
