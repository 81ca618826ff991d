"""Liveness and readiness for operators; JSON, no login, no personal data."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .befund import check_datenbank, check_migrationen


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
    """Database and migrations are there: traffic may come."""
    datenbank = check_datenbank()
    migrationen = [] if datenbank else check_migrationen()
    pruefungen = {"datenbank": not datenbank, "migrationen": not datenbank and not migrationen}
    bereit = all(pruefungen.values())
    return JsonResponse(
        {"status": "bereit" if bereit else "nicht bereit", "pruefungen": pruefungen}, status=200 if bereit else 503
    )
