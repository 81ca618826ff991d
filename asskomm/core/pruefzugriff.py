"""A Prüfung (§ 91 SäHO) reads within its order, and every page and file that it opens is one entry of the protocol.

The entry is written before the answer leaves: what cannot be recorded is not shown.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from . import clock  # Uhr: umschließt Ansichten
from .befugnis import Befugnis
from .models import Rollenzuordnung
from .protokoll import protokolliere
from .roles import Rolle

KONTO = "/konto/"  # one's own account is no matter of the Prüfung


def pruefbefugnisse(user: Any) -> list[Befugnis]:
    return [b for b in getattr(user, "befugnisse", ()) if b.rolle == Rolle.PRUEFUNG]


def pruefauftraege(user: Any) -> QuerySet[Rollenzuordnung]:
    """The orders in force, with what they cover: for the notice on every page."""
    nummern = [b.zuordnung_id for b in pruefbefugnisse(user) if b.zuordnung_id is not None]
    return Rollenzuordnung.objects.filter(pk__in=nummern).prefetch_related("umfang").order_by("pk")


def vermerke(request: HttpRequest, objekt: Model | None) -> None:
    """Views name the row that they show; the entry names it too."""
    request.geoeffnet = objekt  # type: ignore[attr-defined]


class PruefzugriffMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        antwort = self.get_response(request)
        if getattr(request, "ist_pruefung", False) and not 300 <= antwort.status_code < 400:
            _protokolliere(request, antwort)
        return antwort

    def process_view(self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any) -> None:
        """Public pages are nobody's access; here the view is known and has not yet run."""
        geschlossen = getattr(view_func, "login_required", True) and not request.path.startswith(KONTO)
        # Who looks on as this person is somebody else and leaves a trace of their own.
        geschlossen = geschlossen and not hasattr(request, "ansicht_als")
        request.ist_pruefung = bool(  # type: ignore[attr-defined]
            geschlossen and request.user.is_authenticated and pruefbefugnisse(request.user)
        )


def _protokolliere(request: HttpRequest, antwort: HttpResponse) -> None:
    protokolliere(
        ereignis="pruefung.zugriff",
        by=request.user,
        jetzt=clock.now(),
        objekt=getattr(request, "geoeffnet", None),
        nachher={
            "pfad": request.get_full_path(),
            "methode": request.method,
            "antwort": antwort.status_code,
            "datei": "Content-Disposition" in antwort.headers,
        },
        befugnis=pruefbefugnisse(request.user)[0],
    )
