"""Export of a list: exactly its rows, as the person sees them or with every column, logged."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

from asskomm.core.downloads import erzeugte_datei
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.stichtag import BERLIN
from asskomm.core.suchtext import fold_umlaut
from asskomm.core.tabellenausgabe import FORMATE, als_tabelle

from .auswahl import liste
from .filterworte import gesetzte_filter
from .listenspalten import beschriftung, zellwert

ALLE, ANGEZEIGT = "alle", "angezeigt"
STUECK = 2_000


class AusfuhrForm(forms.Form):
    """Stands beside the list, its fields belong to the form of the ticks."""

    format = forms.ChoiceField(
        label="Format",
        choices=[("xlsx", "Excel (.xlsx)"), ("ods", "OpenDocument (.ods)"), ("csv", "CSV")],
        widget=forms.Select(attrs={"form": "auswahl"}),
    )
    spalten = forms.ChoiceField(
        label="Spalten",
        choices=[(ALLE, "alle, wieder importierbar"), (ANGEZEIGT, "wie in der Liste")],
        required=False,
        widget=forms.Select(attrs={"form": "auswahl"}),
    )


def antwort(
    verwaltung: Any, request: HttpRequest, zeilen: QuerySet, *, format: str, spalten: str, jetzt: dt.datetime
) -> HttpResponse:
    koepfe, werte = _tabelle(verwaltung, request, zeilen, alle=spalten != ANGEZEIGT)
    gezaehlt = _Zaehler(werte)
    angaben = _Herkunft(verwaltung, request, gezaehlt, jetzt)
    inhalt = als_tabelle(format, koepfe, gezaehlt, titel=verwaltung.titel_der_liste, angaben=angaben)
    with vorgang():
        meta = verwaltung.opts
        nachher = {
            "liste": verwaltung.titel_der_liste,
            "filter": "; ".join(f"{name}: {wert}" for name, wert in angaben.filter) or "keiner",
            "zeilen": gezaehlt.anzahl,
            "format": format,
            "spalten": len(koepfe),
        }
        recht = f"{meta.app_label}.view_{meta.model_name}"
        protokolliere(ereignis="daten.exportiert", by=request.user, jetzt=jetzt, nachher=nachher, recht=recht)
    tag = jetzt.astimezone(BERLIN).date()
    name = f"{slugify(fold_umlaut(verwaltung.titel_der_liste))}_{tag}.{format}"
    return erzeugte_datei(inhalt, name=name, mimetype=FORMATE[format])


def _tabelle(
    verwaltung: Any, request: HttpRequest, zeilen: QuerySet, *, alle: bool
) -> tuple[list[str], Iterable[Sequence[Any]]]:
    resource = verwaltung.resource_class() if verwaltung.resource_class else None
    if resource is not None and alle:
        return resource.ausgabe(zeilen)
    anzeigen = verwaltung.get_list_display(request)
    liest = [zellwert(verwaltung, anzeige, resource) for anzeige in anzeigen]
    koepfe = [beschriftung(verwaltung, anzeige) for anzeige in anzeigen]
    return koepfe, ([lies(zeile) for lies in liest] for zeile in zeilen.iterator(chunk_size=STUECK))


class _Zaehler:
    """Rows as they are written, counted."""

    def __init__(self, zeilen: Iterable[Sequence[Any]]) -> None:
        self.zeilen, self.anzahl = zeilen, 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for zeile in self.zeilen:
            self.anzahl += 1
            yield zeile


class _Herkunft(Sequence[tuple[str, Any]]):
    """The second sheet. Read when the rows have been written: only then their number is known."""

    def __init__(self, verwaltung: Any, request: HttpRequest, gezaehlt: _Zaehler, jetzt: dt.datetime) -> None:
        self.filter = gesetzte_filter(liste(verwaltung, request, request.GET), request)
        self._paare = lambda: [
            ("Liste", verwaltung.titel_der_liste),
            *(self.filter or [("Filter", "keiner")]),
            *([("Auswahl", "nur angekreuzte Zeilen")] if request.POST.getlist("auswahl") else []),
            ("Zeilen", gezaehlt.anzahl),
            ("Stand", jetzt),
            ("Erstellt durch", str(request.user)),
            ("Hinweis", "Angaben aus der Verwaltung des Landespräventionsrats; nur für dienstliche Zwecke."),
        ]

    def __len__(self) -> int:
        return len(self._paare())

    def __getitem__(self, nr: Any) -> Any:
        return self._paare()[nr]
