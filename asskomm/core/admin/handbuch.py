"""The pages of the handbook in the back office, and the way from each page to its chapter."""

from typing import Any

from django.contrib import admin
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


def adresse(ziel: str = "") -> str:
    """Of a chapter or, with "#", of one of its sections; of the overview when the chapter is unknown."""
    schluessel, _, abschnitt = ziel.partition("#")
    if schluessel == handbuch.START or handbuch.kapitel(schluessel) is None:
        seite = reverse("admin:handbuch")
    else:
        seite = reverse("admin:handbuch_kapitel", args=[schluessel])
    return f"{seite}#{abschnitt}" if abschnitt else seite


SEITEN = {
    "index": "01-anmelden-und-arbeitsvorrat#arbeitsvorrat",
    "filter": "01-anmelden-und-arbeitsvorrat#arbeitsvorrat",
    "suche": "01-anmelden-und-arbeitsvorrat#suche",
    "lage": "01-anmelden-und-arbeitsvorrat#lage-leitung",
    "history": "01-anmelden-und-arbeitsvorrat#so-ist-jede-seite-aufgebaut",
    "import": "08-import-und-export#import",
    "sammelaktion": "18-listen-und-sammelaktionen#sammelaktionen",
    "auskunft": "09-zahlen#eine-landtagsfrage-in-einer-minute",
    "textpruefung": "09-zahlen#zahlen-in-einem-text-prüfen",
    "papier": "16-dokumente-und-akten#zeichnungsexemplar-mit-qr-code",
}
"""Pages that belong to no list or look the same in every list, by the end of the name of their address."""


def hilfe(request: HttpRequest, modell: Any) -> str:
    """The address of the chapter for the page at hand: that of the page, of its action or of its list."""
    treffer = request.resolver_match
    if treffer is None:
        return adresse()
    if ziel := SEITEN.get(str(treffer.url_name).rpartition("_")[2]):
        return adresse(ziel)
    liste = admin.site._registry.get(modell)
    thema = _thema(liste, str(treffer.kwargs.get("name", "")))
    return adresse(str(getattr(thema or liste, "handbuch", "")))


def _thema(liste: Any, name: str) -> Any:
    """The list of what an action is about: that which its right names. Filing at a case is explained with the files."""
    recht = next((a.recht for a in getattr(liste, "fachaktionen", ()) if a.name == name), "")
    app, _, verb_und_modell = recht.partition(".")
    modelle = {m._meta.label_lower: v for m, v in admin.site._registry.items()}
    return modelle.get(f"{app}.{verb_und_modell.rpartition('_')[2]}")


def kapitel_seite(site: Any, request: HttpRequest, schluessel: str) -> HttpResponse:
    kapitel = handbuch.kapitel(schluessel)
    if kapitel is None:
        raise Http404("Dieses Kapitel gibt es im Handbuch nicht.")
    suchtext = request.GET.get("q", "").strip()[:100]
    davor, danach = handbuch.nachbarn(schluessel)
    context = {
        **site.each_context(request),
        "title": kapitel.titel,
        "kapitel": kapitel,
        "text": kapitel.html(kapitel=adresse, bild=lambda name: reverse("admin:handbuch_bild", args=[name])),
        "inhalt": [(k.titel, adresse(k.schluessel), k.schluessel == schluessel) for k in handbuch.kapitel_liste()],
        "suchtext": suchtext,
        "fundstellen": [(f, adresse(f"{f.kapitel.schluessel}#{f.anker}")) for f in handbuch.suche(suchtext)],
        "blaettern": [(w, k.titel, adresse(k.schluessel)) for w, k in (("Zurück", davor), ("Weiter", danach)) if k],
    }
    return TemplateResponse(request, "admin/handbuch.html", context)


def bild(request: HttpRequest, name: str) -> HttpResponse:
    datei = handbuch.bilddatei(name)
    if datei is None:
        raise Http404("Dieses Bild gibt es im Handbuch nicht.")
    kopf = {"Cache-Control": "private, max-age=3600"}
    return HttpResponse(datei.read_bytes(), content_type="image/png", headers=kopf)
