"""Liveness and readiness for operators; JSON, no login, no personal data."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import clock  # Uhr: Ansicht
from .befund import check_datenbank, check_migrationen, check_warteschlange


@never_cache
@login_not_required
@require_safe
def gesundheit(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@login_not_required
@require_safe
def bereit(request: HttpRequest) -> JsonResponse:
    """Database and migrations are there, and somebody works off the queue: traffic may come."""
    datenbank = check_datenbank()
    migrationen = [] if datenbank else check_migrationen()
    tabellen = not datenbank and not migrationen
    pruefungen = {
        "datenbank": not datenbank,
        "migrationen": tabellen,
        "warteschlange": tabellen and not check_warteschlange(clock.now()),
    }
    bereit = all(pruefungen.values())
    return JsonResponse(
        {"status": "bereit" if bereit else "nicht bereit", "pruefungen": pruefungen}, status=200 if bereit else 503
    )
