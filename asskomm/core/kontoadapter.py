"""allauth in the rules and words of this house: no sign-up, no foreign targets, limits that name the wait."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from . import (
    anmeldespuren,
    clock,  # Uhr: läuft bei der Anmeldung
)
from .frisch import ist_frisch
from .nach_antwort import nach_antwort
from .services.formularablage import purge_eingaben
from .sperre import zu_viele_versuche

WEGE = {
    "reauthenticate": "Mit dem Passwort bestätigen",
    "mfa_reauthenticate": "Mit App oder Ersatzcode bestätigen",
    "mfa_reauthenticate:webauthn": "Mit einem Passkey bestätigen",
}


class KontoAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "Anmeldename oder Passwort ist falsch.",
        "email_password_mismatch": "Anmeldename oder Passwort ist falsch.",
        "incorrect_password": "Das Passwort ist falsch.",
        "enter_current_password": "Das ist nicht Ihr jetziges Passwort.",
        "incorrect_code": "Der Code ist falsch.",
        "too_many_login_attempts": "Zu viele Fehlversuche. Bitte warten Sie fünf Minuten vor dem nächsten.",
        "rate_limited": "Zu viele Versuche. Bitte warten Sie fünf Minuten und versuchen Sie es dann erneut.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses within the portal: a path, never a host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where the role works; whoever works in both places, or nowhere yet, chooses on the account page."""
        verwaltung, portal = request.user.is_staff, request.user.has_perm("portal.enter_bereich")  # type: ignore[union-attr]
        if verwaltung == portal:
            return reverse("konto")
        return reverse("admin:index" if verwaltung else "portal:bereich")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("konto")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """From BASE_URL, whatever host the request named."""
        uid, _, rest = key.partition("-")
        weg = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": rest})
        return f"{settings.BASE_URL}{weg}"

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """After the last day that a handover has set, the account is closed like a locked one."""
        if not user.hat_zugang:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    # --- Limits

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The account alone: the same count under every host name of the portal."""
        return str(credentials.get("username") or credentials.get("email") or "").strip().lower()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            schluessel = self._get_login_attempts_cache_key(request, **credentials)
            anmeldespuren.gesperrt(request, anmeldename=schluessel)
            raise zu_viele_versuche(request, key=schluessel) from None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        anmeldespuren.fehlgeschlagen(request, anmeldename=self._get_login_attempts_cache_key(request, **credentials))

    def post_login(self, request: HttpRequest, user: Any, **angaben: Any) -> HttpResponse:
        purge_eingaben(by=user, jetzt=clock.now())
        return super().post_login(request, user, **angaben)

    # --- Confirming who is there

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A sign-in of the last minutes counts as well: nobody is asked twice in a row."""
        return super().is_reauthentication_required(app=app, **kwargs) and not ist_frisch(self.request, clock.now())

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        wege = [{**weg, "description": WEGE[weg["id"]]} for weg in super().get_reauthentication_methods(user)]
        if SocialAccount.objects.filter(user=user).exists():
            adresse = reverse("konto_dienst_bestaetigen")
            wege.append({"id": "anbieter", "description": "Beim Anmeldedienst bestätigen", "url": adresse})
        return wege

    # --- Mail

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Written now, sent after the answer: the wait for the mail server would tell that there is an account."""
        angaben = {"request": self.request, "email": email, "basis": settings.BASE_URL, **context}
        nachricht = self.render_mail(template_prefix, email, angaben)
        nach_antwort(self.request, nachricht.send)
