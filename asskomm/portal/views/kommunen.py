from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from asskomm.core import clock

from .. import verzeichnis
from ..filters import VerzeichnisFilter, lies_abfrage
from ..profil.seite import load_profil
from ..seiten import oeffentliche_seite


@oeffentliche_seite
def kommunen(request: HttpRequest) -> HttpResponse:
    abfrage = lies_abfrage(request.GET, VerzeichnisFilter, jetzt=clock.now(), heute=clock.today(), nur_gemeinden=False)
    werte = verzeichnis.inhalt(abfrage, request.GET)
    return render(request, "portal/kommunen.html", werte, status=abfrage.antwortstatus)


@oeffentliche_seite
def kommunen_csv(request: HttpRequest) -> HttpResponse:
    abfrage = lies_abfrage(
        request.GET,
        VerzeichnisFilter,
        jetzt=clock.now(),
        heute=clock.today(),
        nur_gemeinden=request.GET.get("nur") == "gemeinden",
    )
    if abfrage.fehler:
        return HttpResponse("\n".join(abfrage.fehler), status=400, content_type="text/plain; charset=utf-8")
    antwort = HttpResponse(verzeichnis.als_csv(abfrage.netz, abfrage.zeilen), content_type="text/csv; charset=utf-8")
    name = f"asskomm-kommunen-{abfrage.netz.stichtag:%Y-%m-%d}.csv"
    antwort.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return antwort


@oeffentliche_seite
def kommune(request: HttpRequest, slug: str) -> HttpResponse:
    profil = load_profil(slug, heute=clock.today(), jetzt=clock.now())
    if profil is None:
        raise Http404(f"Unter „{slug[:80]}“ ist keine Kommune verzeichnet.")
    return render(request, "portal/kommune.html", profil)
