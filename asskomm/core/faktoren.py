"""The second factors of an account: which count, who needs one, how their secrets are kept."""

import base64
import hashlib
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models
from django.http import HttpRequest

# Recovery codes replace a factor that is not at hand; alone they are none.
FAKTOREN = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def faktoren(user: Any) -> models.QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=user, type__in=FAKTOREN).order_by("pk")


def benenne(faktor: Authenticator) -> str:
    return f"Passkey „{faktor}“" if faktor.type == Authenticator.Type.WEBAUTHN else "App mit Code"


def codes_uebrig(user: Any) -> int | None:
    """How many recovery codes are left; None if there never were any."""
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(codes.wrap().get_unused_codes()) if codes else None


def hat_faktor_gezeigt(request: HttpRequest) -> bool:
    """Whether the person has proved a factor in this session, at sign-in or by setting it up."""
    return any(e.get("method") == "mfa" for e in get_authentication_records(request, request.user))  # type: ignore[arg-type]


def zeige_faktor(request: HttpRequest, user: Any, art: str) -> None:
    """Setting a factor up has proved it: the session need not ask for it once more."""
    record_authentication(request, user, "mfa", type=art)


class FaktorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": (
            "Ihre Rolle verlangt einen zweiten Faktor, und dies ist Ihr letzter. Richten Sie zuerst einen anderen ein."
        ),
        "cannot_generate_recovery_codes": "Ersatzcodes gibt es erst, wenn ein zweiter Faktor eingerichtet ist.",
        "incorrect_code": "Der Code ist falsch, abgelaufen oder schon verwendet. Bitte geben Sie den nächsten ein.",
    }

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.get_username())

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        nummer = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return f"Passkey {nummer}"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = authenticator.user
        if authenticator.type not in FAKTOREN or not braucht_faktor(user):
            return True
        return faktoren(user).exclude(pk=authenticator.pk).exists()

    def encrypt(self, text: str) -> str:
        """A stolen copy of the database shall not yield codes; the key is derived from SECRET_KEY."""
        return _schloss().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _schloss().decrypt(encrypted_text.encode()).decode()


def braucht_faktor(user: Any) -> bool:
    return bool(user.braucht_zweiten_faktor)


def _schloss() -> MultiFernet:
    """Encrypts with SECRET_KEY; SECRET_KEY_FALLBACKS still open what an older key has closed."""
    geheimnisse = [str(g) for g in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    schluessel = [hashlib.sha256(f"asskomm.faktoren:{g}".encode()).digest() for g in geheimnisse]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(s)) for s in schluessel])
