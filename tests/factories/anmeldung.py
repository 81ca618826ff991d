"""Signing in for real: through the pages, with factors."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from asskomm.core import clock
from asskomm.core.models import User
from tests.factories.konten import PASSWORT

# What Chromium's virtual device answered for http://localhost; it holds a public key and no secret.
PASSKEY = {
    "name": "Dienstlaptop",
    "credential": {
        "type": "public-key",
        "id": "J-t81rTMHbgqNPvuyIu1168zGBFANRfJja1etecEwF8",
        "rawId": "J-t81rTMHbgqNPvuyIu1168zGBFANRfJja1etecEwF8",
        "authenticatorAttachment": "platform",
        "response": {
            "clientDataJSON": (
                "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiOHU3aWFReHFhNnJPbno1YUYydGxGdWdNQmFOV0NzbGoxR1RwT0kz"
                "VEM5USIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6ODAzMSIsImNyb3NzT3JpZ2luIjpmYWxzZX0"
            ),
            "attestationObject": (
                "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAQECAwQFBgcIAQID"
                "BAUGBwgAICfrfNa0zB24KjT77siLtdevMxgRQDUXyY2tXrXnBMBfpQECAyYgASFYINJLjhGd-K7TEWcO3mopUGEWhG3SKJpV9A5Nd9ln"
                "VMZTIlggaX5uRfGC8XUwzjek163itlpHWQb7C70SrobSOIYivXk"
            ),
            "transports": ["internal"],
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    },
}


def mit_passkey(user: User) -> Authenticator:
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=PASSKEY)


def totp_code(geheimnis: str, vor: int = 0) -> str:
    """The code of now, or of `vor` periods ahead."""
    return format_hotp_value(hotp_value(geheimnis, int(clock.now().timestamp()) // 30 + vor))


def mit_app(user: User) -> str:
    """Gives the account an app as second factor; returns its secret."""
    geheimnis = generate_totp_secret()
    TOTP.activate(user, geheimnis)
    return geheimnis


def mit_ersatzcodes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).get_unused_codes()


def passwort_zeigen(client: Client, user: User, passwort: str = PASSWORT, **weitere: Any) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": user.anmeldename, "password": passwort, **weitere})


def ganz_anmelden(client: Client, user: User, geheimnis: str, **weitere: Any) -> HttpResponse:
    """Password and code of the app; afterwards the code may be used once more, as if half a minute had passed."""
    passwort_zeigen(client, user, **weitere)
    antwort = client.post(reverse("mfa_authenticate"), {"code": totp_code(geheimnis)})
    cache.clear()
    return antwort


def faktorarten(user: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))
