"""One id for each request: in the protocol, in the security log and in the answer, so that the three can be matched."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

KOPFZEILE = "X-Request-ID"
_FORM = re.compile(r"[A-Za-z0-9-]{8,64}")
_anfrage: ContextVar[str] = ContextVar("anfrage_id", default="")


def anfrage_id(request: object = None) -> str:
    """Of the request at hand; empty in commands. With `request` also after its answer: Django logs a 404 then."""
    return _anfrage.get() or getattr(request, "anfrage_id", "")


class AnfrageFilter(logging.Filter):
    """Puts the id on every line of the ordinary log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.anfrage = anfrage_id(getattr(record, "request", None)) or "-"
        return True


class AnfrageMiddleware:
    """First of all, so that even a refusal of the other layers bears the id. A strange id is replaced."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mitgebracht = request.headers.get(KOPFZEILE, "")
        kennung = mitgebracht if _FORM.fullmatch(mitgebracht) else str(uuid.uuid4())
        request.anfrage_id = kennung  # type: ignore[attr-defined]
        marke = _anfrage.set(kennung)
        try:
            response = self.get_response(request)
        finally:
            _anfrage.reset(marke)
        response.headers[KOPFZEILE] = kennung
        return response
