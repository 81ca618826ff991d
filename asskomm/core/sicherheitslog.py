"""The security log: one JSON line per event on stdout, by the logger "sicherheit". It is not the protocol.

The protocol keeps decisive acts for good; this log feeds the operator's monitoring and ends after 90 days. It holds
addresses, so it holds no passwords and no typed login names: callers hand on digests.
"""

import datetime as dt
import json
import logging
from typing import Any

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from .anfrage import anfrage_id
from .geheime_wege import ohne_schluessel

_log = logging.getLogger("sicherheit")
_ABGEWIESEN = {401, 403, 429}
_NAMEN = {
    "django.security.csrf": "abgewiesen.csrf",
    "django.security.DisallowedHost": "abgewiesen.rechnername",
    "django.request": "abgewiesen.zugriff",
}


def melde(
    ereignis: str, *, request: HttpRequest | None, ergebnis: str, konto: int | None = None, **angaben: Any
) -> None:
    """`konto` is the account meant, where it is not the one signed in."""
    werte = {"ereignis": ereignis, "ergebnis": ergebnis, **_umstaende(request), **angaben}
    if konto is not None:
        werte["konto"] = konto
    _log.info(json.dumps(werte, ensure_ascii=False, default=str), extra={"werte": werte})


class Zeilenform(logging.Formatter):
    """JSON, whoever logged: our own events and what Django says about refused requests."""

    def format(self, record: logging.LogRecord) -> str:
        werte = getattr(record, "werte", None) or _fremd(record)
        zeit = dt.datetime.fromtimestamp(record.created, tz=dt.UTC).isoformat(timespec="milliseconds")
        return json.dumps({"zeit": zeit, **werte}, ensure_ascii=True, default=str)  # one line, whatever it holds


class NurAbgewiesene(logging.Filter):
    """Of all the failures that Django logs, those that security staff wants to count."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) in _ABGEWIESEN


def _fremd(record: logging.LogRecord) -> dict[str, Any]:
    request = getattr(record, "request", None)
    status = getattr(record, "status_code", None)
    ereignis = "abgewiesen.zu_oft" if status == 429 else _NAMEN.get(record.name, record.name)
    werte = {"ereignis": ereignis, "ergebnis": "abgewiesen", **_umstaende(request)}
    if status is not None:
        werte["status"] = status
    if record.name.startswith("django.security"):
        werte["meldung"] = record.getMessage()[:300]
    return werte


def _umstaende(request: HttpRequest | None) -> dict[str, Any]:
    if not isinstance(request, HttpRequest):
        return {"anfrage": anfrage_id()}
    # Only an account that has been looked up already: a refused request must not cost a query.
    konto = getattr(request, "_cached_user", None)
    return {
        "anfrage": anfrage_id(request),
        "adresse": _adresse(request),
        "konto": getattr(konto, "pk", None),
        "methode": request.method,
        "pfad": ohne_schluessel(request.path)[:300],
    }


def _adresse(request: HttpRequest) -> str:
    """As the trusted proxies give it; the neighbour's own where their header does not fit."""
    from allauth.core.internal.httpkit import get_client_ip  # logging is set up before the models that it imports

    try:
        return str(get_client_ip(request) or "")
    except (ImproperlyConfigured, PermissionDenied, ValueError):
        return str(request.META.get("REMOTE_ADDR", ""))
