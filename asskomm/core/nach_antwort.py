"""Work that waits until the answer has left: whoever measures how long it took learns nothing about an account.

A mail that only known accounts get, and an entry that only known accounts cause, would make answers for them slower.
"""

import logging
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from functools import partial

from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)
Arbeit = Callable[[], object]
_offen: ContextVar[HttpRequest | None] = ContextVar("offene_anfrage", default=None)


def nach_antwort(request: HttpRequest, arbeit: Arbeit) -> None:
    """In the context of the request: what is written then still bears its id. Without an answer to come, at once."""
    warteliste: list[Arbeit] | None = request.__dict__.get("_nach_antwort")
    if warteliste is None:
        arbeit()
    else:
        warteliste.append(partial(copy_context().run, arbeit))


def nach_dieser_antwort(arbeit: Arbeit) -> None:
    """For services, which know no request: what must be kept although the transaction at hand is rolled back."""
    request = _offen.get()
    if request is None:
        arbeit()
    else:
        nach_antwort(request, arbeit)


class NachAntwortMiddleware:
    """The server closes an answer after its last byte is sent; then the work is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.__dict__["_nach_antwort"] = []
        marke = _offen.set(request)
        try:
            response = self.get_response(request)
        finally:
            _offen.reset(marke)
        response._resource_closers.append(partial(_erledige, request))  # type: ignore[attr-defined]
        return response


def _erledige(request: HttpRequest) -> None:
    for arbeit in request.__dict__.pop("_nach_antwort", []):
        try:
            arbeit()
        except Exception:
            log.exception("Arbeit nach der Antwort ist gescheitert")
