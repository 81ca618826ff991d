"""Pages for Kommunen, police and coaches: everything is loaded through what the person's portal roles see."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from asskomm.core import clock
from asskomm.core.downloads import document_response, erzeugte_datei
from asskomm.core.tabellenausgabe import CSV, als_csv

from ..eigene import bereich as startseite
from ..eigene import fallseite, listen

GESCHLOSSEN = "Dieser Bereich ist für Kommunen, Polizeidirektionen und Coaches. Ihr Konto gehört zu keiner davon."
LISTEN = "portal.list_eigene"


Ansicht = Callable[..., HttpResponseBase]


def im_bereich(recht: str = "portal.enter_bereich") -> Callable[[Ansicht], Ansicht]:
    """Reading pages of the portal: never kept by a browser, closed to accounts without a role for them."""

    def schuetze(ansicht: Ansicht) -> Ansicht:
        @never_cache
        @require_safe
        @wraps(ansicht)
        def geschuetzt(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(recht):  # type: ignore[union-attr]
                raise PermissionDenied(GESCHLOSSEN)
            return ansicht(request, *args, **kwargs)

        return geschuetzt

    return schuetze


@im_bereich()
def bereich(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/eigene/start.html", startseite.inhalt(request.user, request.GET.get("fuer", "")))


@im_bereich(LISTEN)
def eigene_vereinbarungen(request: HttpRequest) -> HttpResponse:
    liste = listen.vereinbarungen(request.user, request.GET)
    seite, hinweise = listen.blatt(liste.zeilen, request.GET)
    seite.object_list = listen.vereinbarungszeilen(request.user, seite.object_list)
    werte = {
        "form": liste.form,
        "seite": seite,
        "hinweise": [*liste.hinweise, *hinweise],
        "spalten": listen.VEREINBARUNGEN_SPALTEN,
        "treffer": _anzahl(seite, "Vereinbarung", "Vereinbarungen"),
    }
    return render(request, "portal/eigene/vereinbarungen.html", werte)


@im_bereich()
def eigene_vereinbarung(request: HttpRequest, pk: int) -> HttpResponse:
    return _fall(request, "vereinbarung", fallseite.find_vereinbarung(request.user, pk))


@im_bereich()
def eigenes_dokument(request: HttpRequest, pk: int, dokument_id: int) -> FileResponse:
    dokument = fallseite.find_dokument(request.user, pk, dokument_id)
    if dokument is None:
        raise Http404("Diese Datei gibt es nicht.")
    return document_response(dokument)


@im_bereich()
def eigenes_coaching(request: HttpRequest, pk: int) -> HttpResponse:
    return _fall(request, "coaching", fallseite.find_coaching(request.user, pk))


@im_bereich()
def eigene_analyse(request: HttpRequest, pk: int) -> HttpResponse:
    return _fall(request, "analyse", fallseite.find_analyse(request.user, pk))


@im_bereich(LISTEN)
def eigene_kommunen(request: HttpRequest) -> HttpResponse:
    liste = listen.kommunen(request.user, request.GET)
    seite, hinweise = listen.blatt(liste.zeilen, request.GET)
    seite.object_list = listen.kommunenzeilen(seite.object_list)
    werte = {
        "form": liste.form,
        "seite": seite,
        "hinweise": [*liste.hinweise, *hinweise],
        "spalten": listen.KOMMUNEN_SPALTEN,
        "treffer": _anzahl(seite, "Kommune oder Verband", "Kommunen und Verbände"),
        "dateien": [("Diese Auswahl herunterladen", listen.export_adresse(request.GET), "CSV")],
    }
    return render(request, "portal/eigene/kommunen.html", werte)


@im_bereich(LISTEN)
def eigene_kommunen_csv(request: HttpRequest) -> HttpResponse:
    """The rows of the list with its search and filters, all pages."""
    zeilen = listen.exportzeilen(listen.kommunen(request.user, request.GET).zeilen)
    return erzeugte_datei(als_csv(listen.EXPORT_SPALTEN, zeilen), name=f"kommunen_{clock.today()}.csv", mimetype=CSV)


def _fall(request: HttpRequest, art: str, werte: dict[str, Any] | None) -> HttpResponse:
    if werte is None:
        raise Http404("Diesen Vorgang gibt es nicht.")
    return render(request, f"portal/eigene/{art}.html", werte)


def _anzahl(seite: Any, einzahl: str, mehrzahl: str) -> str:
    anzahl = seite.paginator.count
    return f"{anzahl} {einzahl if anzahl == 1 else mehrzahl}"
