from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from asskomm.core import clock
from asskomm.core.stichtag import als_text_lang

from ..documents.medieninformation import dateiname, werte_zu
from ..forms import PressesucheForm
from ..models import Medieninformation
from ..presse.fassung import gespeicherte_fassung
from ..seiten import oeffentliche_seite

JE_SEITE = 20


@oeffentliche_seite
def presse(request: HttpRequest) -> HttpResponse:
    form = PressesucheForm(request.GET)
    suche = form.cleaned_data["q"] if form.is_valid() else ""
    alle = Medieninformation.objects.oeffentlich(clock.now()).suche(suche).neueste_zuerst()
    seite = Paginator(alle, JE_SEITE).get_page(request.GET.get("seite"))
    anzahl = seite.paginator.count
    kontext = {
        "form": form,
        "seite": seite,
        "eintraege": [_eintrag(m) for m in seite],
        "treffer": f"{anzahl} {'Medieninformation' if anzahl == 1 else 'Medieninformationen'}",
        "email": settings.KONTAKT_EMAIL,
    }
    return render(request, "portal/presse.html", kontext)


@oeffentliche_seite
def medieninformation(request: HttpRequest, slug: str) -> HttpResponse:
    zeile = _oeffentliche(slug)
    pdf = reverse("portal:presse_pdf", args=[slug])
    kontext = {
        **werte_zu(gespeicherte_fassung(zeile)),
        "korrekturen": zeile.korrekturen.order_by("am", "pk"),
        "dateien": [("Medieninformation, barrierefrei", pdf, f"PDF, {zeile.pdf_kilobyte} kB")],
    }
    return render(request, "portal/presse_einzeln.html", kontext)


@oeffentliche_seite
def medieninformation_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    zeile = _oeffentliche(slug)
    antwort = HttpResponse(zeile.pdf_inhalt(), content_type="application/pdf")
    antwort["Content-Disposition"] = f'inline; filename="{dateiname(gespeicherte_fassung(zeile))}"'
    return antwort


def _oeffentliche(slug: str) -> Medieninformation:
    auswahl = Medieninformation.objects.oeffentlich(clock.now()).select_related("vereinbarung", "pdf")
    if zeile := auswahl.filter(slug=slug, pdf__isnull=False).first():
        return zeile
    raise Http404("Diese Medieninformation gibt es nicht.")


def _eintrag(zeile: Medieninformation) -> dict[str, str]:
    tag = gespeicherte_fassung(zeile).tag
    url = reverse("portal:medieninformation", args=[zeile.slug])
    return {"datum": als_text_lang(tag), "iso": tag.isoformat(), "titel": zeile.titel, "url": url}
