"""The pages of the handbook in the back office, and the way from each page to its chapter."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from asskomm.core import handbuch


def adressen(site: Any) -> list[Any]:
    def seite(request: HttpRequest, schluessel: str = handbuch.START) -> HttpResponse:
        return kapitel_seite(site, request, schluessel)

    return [
        path("handbuch/", site.admin_view(seite), name="handbuch"),
        path("handbuch/bilder/<str:name>", site.admin_view(bild), name="handbuch_bild"),
        path("handbuch/<slug:schluessel>/", site.admin_view(seite), name="handbuch_kapitel"),
    ]


def adresse(schluessel: str = "") -> str:
    """Of a chapter; of the overview when the chapter is unknown."""
    if not schluessel or schluessel == handbuch.START or handbuch.kapitel(schluessel) is None:
        return reverse("admin:handbuch")
    return reverse("admin:handbuch_kapitel", args=[schluessel])


def kapitel_seite(site: Any, request: HttpRequest, schluessel: str) -> HttpResponse:
    kapitel = handbuch.kapitel(schluessel)
    if kapitel is None:
        raise Http404("Dieses Kapitel gibt es im Handbuch nicht.")
    suchtext = request.GET.get("q", "").strip()[:100]
    context = {
        **site.each_context(request),
        "title": kapitel.titel,
        "kapitel": kapitel,
        "text": kapitel.html(kapitel=adresse, bild=lambda name: reverse("admin:handbuch_bild", args=[name])),
        "inhalt": [(k.titel, adresse(k.schluessel), k.schluessel == schluessel) for k in handbuch.kapitel_liste()],
        "suchtext": suchtext,
        "fundstellen": [(f, f"{adresse(f.kapitel.schluessel)}#{f.anker}") for f in handbuch.suche(suchtext)],
    }
    return TemplateResponse(request, "admin/handbuch.html", context)


def bild(request: HttpRequest, name: str) -> HttpResponse:
    datei = handbuch.bilddatei(name)
    if datei is None:
        raise Http404("Dieses Bild gibt es im Handbuch nicht.")
    kopf = {"Cache-Control": "private, max-age=3600"}
    return HttpResponse(datei.read_bytes(), content_type="image/png", headers=kopf)
