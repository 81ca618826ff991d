"""Error pages in our design. They need neither session nor database."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        grenzen = {
            "megabyte": settings.UPLOAD_MAX_BYTES // 1024 // 1024,
            "dateien": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        }
        return render(request, "413.html", grenzen, status=413)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"grund": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Limits of whole pages count by the minute; those of an account say themselves how long to wait."""
    antwort = render(request, "429.html", status=429)
    antwort["Retry-After"] = "60"
    return antwort


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=500)  # no request: the database may be gone


class NotAllowedPageMiddleware:
    """Django answers a wrong method with an empty page; people get ours, with the same status and Allow header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            response.content = render_to_string("405.html", request=request).encode()
        return response
