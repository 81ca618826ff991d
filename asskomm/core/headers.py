"""Headers that every answer of the portal carries: pages, files, static files, refusals and errors."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_GERAETE = ", ".join(
    f"{name}=()"
    for name in (
        "camera",
        "geolocation",
        "microphone",
        "payment",
        "usb",
        "browsing-topics",
        "interest-cohort",
    )
)
# Django sets most of these too, but only on answers that come from behind its own middleware: a host name that
# SecurityMiddleware refuses, or a static file, would go without.
SCHUTZKOEPFE = {
    "Permissions-Policy": _GERAETE,  # no page needs a device or a tracking interface of the browser
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Whoever wants an answer kept says so: public pages and static files do, personal ones never forget not to.
    "Cache-Control": "private, no-store",
}
ABGEMELDET = "account_logout"


class SchutzkopfMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, wert in SCHUTZKOEPFE.items():
            response.headers.setdefault(name, wert)
        if _meldet_ab(request):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _meldet_ab(request: HttpRequest) -> bool:
    """The next person at a shared computer finds nothing by going back."""
    ziel = request.resolver_match
    return request.method == "POST" and ziel is not None and ziel.view_name == ABGEMELDET
