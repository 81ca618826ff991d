"""The rows that a list of the back office shows: its search, its filters, its order, and what is ticked in it."""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

NICHT_DER_LISTE = ("p", "e", "liste", "auswahl")
"""Keys of an address that do not choose rows."""
HOECHSTENS = 5_000
"""More ticked rows than any page shows: nobody sends so many by hand."""


def zeilen_der_liste(verwaltung: Any, request: HttpRequest, abfrage: QueryDict, gewaehlt: Sequence[str]) -> QuerySet:
    """In the order of the list; `gewaehlt`: keys of ticked rows, none = all. Raises IncorrectLookupParameters.

    Only what the person may see: the list asks its own queryset, keys from elsewhere lead to nothing.
    """
    cl = liste(verwaltung, request, abfrage)
    zeilen: QuerySet = cl.get_queryset(cl.anfrage)
    if gewaehlt:
        zeilen = zeilen.filter(pk__in=schluessel(verwaltung, gewaehlt))
    return zeilen


def liste(verwaltung: Any, request: HttpRequest, abfrage: QueryDict) -> Any:
    """The change list as this query shows it."""
    anfrage = copy(request)
    anfrage.method = "GET"  # nothing is saved here, so no row needs a lock
    auswahl = abfrage.copy()
    for name in NICHT_DER_LISTE:
        auswahl.pop(name, None)
    anfrage.GET = auswahl  # type: ignore[assignment]
    cl = verwaltung.get_changelist_instance(anfrage)
    cl.anfrage = anfrage
    return cl


def schluessel(verwaltung: Any, gewaehlt: Iterable[str]) -> list[Any]:
    """What the browser sent, as keys of this table; anything else is left out."""
    pk = verwaltung.model._meta.pk
    sauber = []
    for text in gewaehlt:
        try:
            sauber.append(pk.to_python(text))
        except ValidationError:
            continue
    return [wert for wert in sauber if not isinstance(wert, int) or abs(wert) < 2**63][:HOECHSTENS]


def auswahl_aus(request: HttpRequest) -> QuerySet | None:
    """For a page that a list leads to (Auswahlseite): the rows that its address names; None: no such list or filter."""
    for modell, verwaltung in admin.site._registry.items():
        if modell._meta.label_lower == request.GET.get("liste", "") and verwaltung.has_view_permission(request):
            try:
                return zeilen_der_liste(verwaltung, request, request.GET, request.GET.getlist("auswahl"))
            except IncorrectLookupParameters:
                return None
    return None


def rueckweg(verwaltung: Any, abfrage: QueryDict) -> str:
    """Back to the list with its filters."""
    info = verwaltung.opts.app_label, verwaltung.opts.model_name
    ziel = reverse("admin:{}_{}_changelist".format(*info), current_app=verwaltung.admin_site.name)
    bleibt = abfrage.copy()
    for name in ("liste", "auswahl", "e"):
        bleibt.pop(name, None)
    return f"{ziel}?{bleibt.urlencode()}" if bleibt else ziel
