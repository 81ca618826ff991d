"""Figures for inquiries (Landtag, press office): any key date, any state of knowledge, broken down, also as a file.

Unlike the public page it counts agreements whose Sperrfrist still runs: it answers from all that the office knows.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from asskomm.core import clock
from asskomm.core.downloads import erzeugte_datei
from asskomm.core.stichtag import als_text_lang
from asskomm.core.tabellen import Spalte
from asskomm.core.tabellenausgabe import CSV, als_csv

from ..kennzahlen.anfrage import AuskunftForm
from ..kennzahlen.bestand import Faktenbestand
from ..kennzahlen.definitionen import DEFINITIONEN, wert_text
from ..kennzahlen.tabelle import kennzahlen_tabelle
from ..stats import Aufgliederung, aufgliederung


class AuskunftMixin(admin.ModelAdmin):
    def get_urls(self) -> list[Any]:
        seite = self.admin_site.admin_view(self.auskunft_view)
        return [path("auskunft/", seite, name="portal_kennzahlenfreigabe_auskunft"), *super().get_urls()]

    def auskunft_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = AuskunftForm(request.GET, heute=clock.today(), jetzt=clock.now())
        bestand = Faktenbestand.load(stichtag=form.tag)
        ergebnis = aufgliederung(nach=form.gliederung, stichtag=form.tag, wissensstand=form.wissen, bestand=bestand)
        if request.GET.get("format") == "csv" and form.is_valid():
            return _datei(ergebnis, fiktiv=bestand.enthaelt_fiktives)
        angaben = {
            **self.admin_site.each_context(request), **_werte(ergebnis), "opts": self.opts, "form": form,
            "title": "Zahlen für Anfragen", "csv": _csv_adresse(request),
        }  # fmt: skip
        return TemplateResponse(request, "admin/portal/kennzahlenfreigabe/auskunft.html", angaben)


def _csv_adresse(request: HttpRequest) -> str:
    abfrage = request.GET.copy()
    abfrage["format"] = "csv"
    return f"?{abfrage.urlencode()}"


def _datei(ergebnis: Aufgliederung, *, fiktiv: bool) -> HttpResponse:
    kopf, zeilen = kennzahlen_tabelle(ergebnis, fiktiv=fiktiv)
    gesamt = ["Sachsen", "gesamt", "", *(ergebnis.gesamt.wert(k) for k in ergebnis.kennzahlen), *zeilen[0][-3:]]
    name = f"kennzahlen_{ergebnis.stichtag}_{ergebnis.nach}.csv"
    return erzeugte_datei(als_csv(kopf, [*zeilen, gesamt]), name=name, mimetype=CSV)


def _werte(ergebnis: Aufgliederung) -> dict[str, Any]:
    gesamt = ergebnis.gesamt
    return {
        "ergebnis": ergebnis,
        "tag": als_text_lang(ergebnis.stichtag),
        "titel": f"Gliederung nach {ergebnis.nach.label}",
        "kennzahlspalten": ["Kennzahl", Spalte("Wert", zahl=True), "Was gezählt wird"],
        "zahlen": [(d.titel, wert_text(d.kennzahl, gesamt.wert(d.kennzahl)), d.text) for d in DEFINITIONEN.values()],
        "spalten": [
            ergebnis.nach.label,
            Spalte("Gemeinden", zahl=True),
            *(Spalte(str(k.label), zahl=True) for k in ergebnis.kennzahlen),
        ],
        "gruppen": [(g.name, g.koerperschaften, [g.werte[k] for k in ergebnis.kennzahlen]) for g in ergebnis.gruppen],
        "summe": [gesamt.wert(k) for k in ergebnis.kennzahlen],
    }
