import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from asskomm.core import clock
from asskomm.core.tabellen import Spalte

from .. import offene_daten, stats
from ..kennzahlen.anfrage import DatenForm
from ..kennzahlen.bestand import Faktenbestand
from ..kennzahlen.tabelle import Tabelle, kennzahlen_tabelle
from ..seiten import oeffentliche_seite

JSON = {"ensure_ascii": False, "indent": 2}
KENNZAHLEN = ("stichtag", "nach", "wissensstand")
SPALTEN = (Spalte("Datei"), Spalte("Inhalt"), Spalte("Angaben in der Adresse"))


@oeffentliche_seite
def daten(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/daten.html", {"spalten": SPALTEN, "heute": clock.today()})


@oeffentliche_seite
def kennzahlen_json(request: HttpRequest) -> HttpResponse:
    form = _form(request, KENNZAHLEN)
    if not form.is_valid():
        return _json_fehler(form)
    ergebnis, fiktiv = _kennzahlen(form)
    return JsonResponse({**ergebnis.as_json(), "fiktiv": fiktiv}, json_dumps_params=JSON)


@oeffentliche_seite
def kennzahlen_csv(request: HttpRequest) -> HttpResponse:
    form = _form(request, KENNZAHLEN)
    if not form.is_valid():
        return _text_fehler(form)
    ergebnis, fiktiv = _kennzahlen(form)
    return _csv(kennzahlen_tabelle(ergebnis, fiktiv=fiktiv), f"kennzahlen-{form.tag.isoformat()}")


@oeffentliche_seite
def vereinbarungen_csv(request: HttpRequest) -> HttpResponse:
    form = _form(request, ())
    if not form.is_valid():
        return _text_fehler(form)
    return _csv(offene_daten.vereinbarungen_tabelle(clock.now()), "vereinbarungen")


@oeffentliche_seite
def kommunen_csv(request: HttpRequest) -> HttpResponse:
    form = _form(request, ("stichtag",))
    if not form.is_valid():
        return _text_fehler(form)
    tabelle = offene_daten.kommunen_tabelle(stichtag=form.tag, jetzt=clock.now())
    return _csv(tabelle, f"kommunen-{form.tag.isoformat()}")


@oeffentliche_seite
def kommunen_json(request: HttpRequest) -> HttpResponse:
    form = _form(request, ("stichtag",))
    if not form.is_valid():
        return _json_fehler(form)
    zeilen = offene_daten.als_json(offene_daten.kommunen_tabelle(stichtag=form.tag, jetzt=clock.now()))
    return JsonResponse({"stichtag": form.tag.isoformat(), "kommunen": zeilen}, json_dumps_params=JSON)


@oeffentliche_seite
def zuwendungen_csv(request: HttpRequest) -> HttpResponse:
    form = _form(request, ())
    if not form.is_valid():
        return _text_fehler(form)
    return _csv(offene_daten.zuwendungen_tabelle(clock.today()), "zuwendungen")


def _form(request: HttpRequest, erlaubt: tuple[str, ...]) -> DatenForm:
    return DatenForm(request.GET, heute=clock.today(), jetzt=clock.now(), erlaubt=erlaubt)


def _kennzahlen(form: DatenForm) -> tuple[stats.Kennzahlen | stats.Aufgliederung, bool]:
    bestand = Faktenbestand.load(stichtag=form.tag, oeffentlich_um=form.jetzt)
    wissensstand: dt.datetime = form.cleaned_data["wissensstand"]
    angaben: dict[str, Any] = {"stichtag": form.tag, "wissensstand": wissensstand, "bestand": bestand}
    if nach := form.cleaned_data["nach"]:
        gegliedert = stats.aufgliederung(nach=nach, oeffentlich_um=form.jetzt, **angaben)
        return gegliedert, bestand.enthaelt_fiktives
    return stats.compute_kennzahlen(**angaben), bestand.enthaelt_fiktives


def _json_fehler(form: DatenForm) -> HttpResponse:
    return JsonResponse({"fehler": form.fehler}, status=400, json_dumps_params=JSON)


def _text_fehler(form: DatenForm) -> HttpResponse:
    return HttpResponse("\n".join(form.fehler) + "\n", status=400, content_type="text/plain; charset=utf-8")


def _csv(tabelle: Tabelle, name: str) -> HttpResponse:
    antwort = HttpResponse(offene_daten.csv_text(tabelle), content_type="text/csv; charset=utf-8")
    antwort.headers["Content-Disposition"] = f'attachment; filename="asskomm-{name}.csv"'
    return antwort
