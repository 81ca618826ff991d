"""Public pages of editorial content: news, good practice, templates to download."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from asskomm.core import clock
from asskomm.core.downloads import document_response

from ..enums import Inhaltsart
from ..forms import NachrichtensucheForm, PraxissucheForm, VorlagensucheForm
from ..inhaltsseiten import (
    dateien_der,
    einzelwerte,
    listeneintrag,
    mit_dateien,
    oeffentliche,
    seitentexte,
    uebersicht,
    vorlage,
)
from ..models import Inhaltsdatei, Inhaltsfassung
from ..seiten import oeffentliche_seite

JE_SEITE = 20


@oeffentliche_seite
def aktuelles(request: HttpRequest) -> HttpResponse:
    heute = clock.today()
    alle = oeffentliche(Inhaltsart.NACHRICHT, heute)
    form = NachrichtensucheForm(request.GET, jahre=sorted({d.year for d in alle.dates("gueltig_von", "year")}))
    if form.is_valid() and form.cleaned_data["jahr"]:
        alle = alle.filter(gueltig_von__year=form.cleaned_data["jahr"])
    return _liste(request, "aktuelles", form, alle, ("Nachricht", "Nachrichten"))


@oeffentliche_seite
def praxisbeispiele(request: HttpRequest) -> HttpResponse:
    alle = oeffentliche(Inhaltsart.PRAXISBEISPIEL, clock.today())
    felder = alle.values_list("inhalt__handlungsfeld__slug", "inhalt__handlungsfeld__name")
    form = PraxissucheForm(request.GET, felder=sorted(set(felder), key=lambda f: f[1]))
    if form.is_valid() and form.cleaned_data["handlungsfeld"]:
        alle = alle.filter(inhalt__handlungsfeld__slug=form.cleaned_data["handlungsfeld"])
    return _liste(request, "praxisbeispiele", form, alle, ("Praxisbeispiel", "Praxisbeispiele"))


@oeffentliche_seite
def nachricht(request: HttpRequest, slug: str) -> HttpResponse:
    return _einzeln(request, Inhaltsart.NACHRICHT, slug)


@oeffentliche_seite
def praxisbeispiel(request: HttpRequest, slug: str) -> HttpResponse:
    return _einzeln(request, Inhaltsart.PRAXISBEISPIEL, slug)


@oeffentliche_seite
def vorlagen(request: HttpRequest) -> HttpResponse:
    heute = clock.today()
    form = VorlagensucheForm(request.GET)
    alle = mit_dateien(oeffentliche(Inhaltsart.VORLAGE, heute)).order_by("titel", "pk")
    if form.is_valid():
        alle = alle.suche(form.cleaned_data["q"])
    eintraege = [vorlage(f, dateien=dateien_der(f)) for f in alle]
    kontext = {
        "form": form,
        "eintraege": eintraege,
        "treffer": _anzahl(len(eintraege), ("Vorlage", "Vorlagen")),
        "texte": seitentexte("vorlagen", heute),
    }
    return render(request, "portal/vorlagen.html", kontext)


@login_not_required
@require_safe
def inhaltsdatei(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A file that a public version holds today."""
    oeffentlich = Inhaltsfassung.objects.oeffentlich(clock.today()).filter(dateien=pk)
    datei = Inhaltsdatei.objects.select_related("dokument").filter(pk=pk, dokument__name=name).first()
    if datei is None or not oeffentlich.exists():
        raise Http404("Diese Datei gibt es nicht.")
    return document_response(datei.dokument)


def _liste(request: HttpRequest, art: str, form: Any, alle: Any, woerter: tuple[str, str]) -> HttpResponse:
    if form.is_valid():
        alle = alle.suche(form.cleaned_data["q"])
    seite = Paginator(alle.neueste_zuerst(), JE_SEITE).get_page(request.GET.get("seite"))
    kontext = {
        "form": form,
        "seite": seite,
        "eintraege": [listeneintrag(f) for f in seite],
        "treffer": _anzahl(seite.paginator.count, woerter),
        "gesucht": any(request.GET.get(feld) for feld in form.fields),
        "texte": seitentexte(art, clock.today()),
    }
    return render(request, f"portal/{art}.html", kontext)


def _einzeln(request: HttpRequest, art: str, slug: str) -> HttpResponse:
    fassung = mit_dateien(oeffentliche(art, clock.today())).filter(inhalt__slug=slug).first()
    if fassung is None:
        raise Http404("Diesen Text gibt es nicht.")
    return render(
        request, "portal/inhalt.html", {**einzelwerte(fassung, dateien=dateien_der(fassung)), **uebersicht(art)}
    )


def _anzahl(anzahl: int, woerter: tuple[str, str]) -> str:
    return f"{anzahl} {woerter[0] if anzahl == 1 else woerter[1]}"
