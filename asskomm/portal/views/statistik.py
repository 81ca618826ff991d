from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from asskomm.core import clock
from asskomm.core.stichtag import als_text
from asskomm.core.tabellen import Spalte

from ..enums import Kennzahl
from ..kennzahlen.anfrage import StatistikForm, StichtagForm
from ..kennzahlen.belegliste import Belegsortierung, listen_zu
from ..kennzahlen.belegseite import belegseite
from ..kennzahlen.definitionen import DEFINITIONEN
from ..kennzahlen.seite import statistik as statistikwerte
from ..seiten import oeffentliche_seite

JE_SEITE = 50
ABWEICHUNGEN = (
    Spalte("Kennzahl"), Spalte("freigegeben", zahl=True), Spalte("heute berechnet", zahl=True), Spalte("Grund"),
)  # fmt: skip
VEROEFFENTLICHT = (
    Spalte("Stand"), Spalte("Kennzahl"), Spalte("veröffentlicht", zahl=True),
    Spalte("im System erfasst", zahl=True), Spalte("Abgleich"), Spalte("Wortlaut und Quelle"),
)  # fmt: skip


@oeffentliche_seite
def statistik(request: HttpRequest) -> HttpResponse:
    heute, jetzt = clock.today(), clock.now()
    form = StatistikForm(request.GET, heute=heute)
    werte = statistikwerte(
        stichtag=form.tag, nach=form.gliederung, sort=request.GET.get("sort", ""), jetzt=jetzt, heute=heute
    )
    kontext = {
        "form": form,
        "werte": werte,
        "definitionen": DEFINITIONEN.values(),
        "gliederungstitel": f"Gliederung nach {form.gliederung.label}",
        "abweichungsspalten": ABWEICHUNGEN,
        "veroeffentlichtspalten": VEROEFFENTLICHT,
        "downloads": _downloads(form),
    }
    return render(request, "portal/statistik.html", kontext, status=200 if form.is_valid() else 400)


@oeffentliche_seite
def kennzahl(request: HttpRequest, schluessel: str) -> HttpResponse:
    if schluessel not in Kennzahl.values:
        raise Http404("Diese Kennzahl gibt es nicht.")
    heute = clock.today()
    form = StichtagForm(request.GET, heute=heute)
    werte = belegseite(Kennzahl(schluessel), stichtag=form.tag, jetzt=clock.now(), heute=heute)
    sortierung = Belegsortierung(werte.definition.kennzahl)
    zeilen = Paginator(sortierung.sortiert(werte.zeilen, request.GET.get("sort", "")), JE_SEITE)
    kontext = {
        "form": form,
        "werte": werte,
        "zeilen": zeilen.get_page(request.GET.get("seite")),
        "sortierung": sortierung,
        "listen": listen_zu(werte.definition.kennzahl, form.tag),
        "stichtag_text": als_text(form.tag),
    }
    return render(request, "portal/statistik_kennzahl.html", kontext, status=200 if form.is_valid() else 400)


def _downloads(form: StatistikForm) -> list[tuple[str, str, str]]:
    tag, nach = form.tag.isoformat(), form.gliederung
    json, csv = reverse("portal:daten_kennzahlen_json"), reverse("portal:daten_kennzahlen_csv")
    return [
        ("Kennzahlen dieses Tages", f"{csv}?stichtag={tag}", "CSV"),
        ("Kennzahlen dieses Tages", f"{json}?stichtag={tag}", "JSON"),
        (f"Gliederung nach {nach.label}", f"{csv}?stichtag={tag}&nach={nach.value}", "CSV"),
    ]
