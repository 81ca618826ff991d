"""How long somebody has to wait who tried too often, in words; the counts are allauth's, in the shared cache."""

import math
from typing import Any

from allauth.account import app_settings
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from . import clock  # Uhr: läuft bei der Anmeldung

GESPERRT = frozenset({"too_many_login_attempts", "rate_limited"})
MINUTE = 60


def faktor_schluessel(user: Any) -> str:
    """The key under which allauth counts wrong codes of an account, from wherever they come."""
    return f"mfa-auth-user-{user.pk}"


def wartezeit(request: HttpRequest, *, action: str, key: str) -> int:
    """Seconds until the next attempt is counted again; 0 if one is free now."""
    jetzt, frei_in = clock.now().timestamp(), 0.0
    for rate in ratelimit.parse_rates(app_settings.RATE_LIMITS.get(action)):
        ort = ratelimit.get_cache_key(request, app="allauth.account", action=action, rate=rate, key=key)
        versuche = cache.get(ort, [])
        if len(versuche) >= rate.amount:
            frei_in = max(frei_in, versuche[rate.amount - 1] + rate.duration - jetzt)
    return math.ceil(frei_in)


def zu_viele_versuche(request: HttpRequest, *, key: str, action: str = "login_failed") -> ValidationError:
    dauer = wartezeit(request, action=action, key=key) or MINUTE
    return ValidationError(
        f"Zu viele Fehlversuche. Bitte warten Sie {in_worten(dauer)} und versuchen Sie es dann erneut.",
        code="too_many_login_attempts",
    )


def in_worten(sekunden: int) -> str:
    if sekunden <= MINUTE:
        return "eine Minute"
    minuten = math.ceil(sekunden / MINUTE)
    return f"{minuten} Minuten" if minuten < 100 else f"{math.ceil(minuten / 60)} Stunden"
