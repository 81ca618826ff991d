from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from asskomm.core import clock
from asskomm.core.admin.aktionen import Fachaktion
from asskomm.core.admin.basis import FachAdmin
from asskomm.core.admin.einfuhr import EinfuhrMixin, ortsangaben
from asskomm.core.downloads import document_response
from asskomm.core.errors import Ablehnung
from asskomm.core.numbering import letzte_nummer
from asskomm.core.tabellenausgabe import als_csv
from vereinbarungen.bestandsdatei import NR, SPALTEN
from vereinbarungen.enums import UebernahmeStatus
from vereinbarungen.forms import UebernahmeForm
from vereinbarungen.models import Uebernahme
from vereinbarungen.nummern import NUMMERNKREIS
from vereinbarungen.services import bestand

VORSCHAU_ZEILEN = 200
_INFO = "vereinbarungen_uebernahme"


def _im_stand(stand: str) -> Any:
    return lambda uebernahme: uebernahme.status == stand


@admin.register(Uebernahme)
class UebernahmeAdmin(EinfuhrMixin, FachAdmin):
    """Existing agreements from a file: checked on upload, submitted by one person, approved by another."""

    handbuch = "07-bestand-uebernehmen"
    search_fields = ("bezeichnung",)
    list_display = ("bezeichnung", "status_marke", "erfasst_durch", "vorgelegt_durch", "freigegeben_durch")
    list_filter = ("status",)
    list_select_related = ("erfasst_durch", "vorgelegt_durch", "freigegeben_durch")
    ordering = ("-pk",)
    fields = (("bezeichnung", "dokument"), ("erfasst_durch", "vorgelegt_durch", "freigegeben_durch"))
    readonly_fields = ("bezeichnung", "dokument", "erfasst_durch", "vorgelegt_durch", "freigegeben_durch")
    change_form_template = "admin/vereinbarungen/uebernahme/change_form.html"
    fachaktionen = (
        Fachaktion(
            "vorlegen",
            "Zur Freigabe vorlegen",
            "vereinbarungen.submit_uebernahme",
            bestand.submit_uebernahme,
            objektname="uebernahme",
            sichtbar=_im_stand(UebernahmeStatus.ENTWURF),
            einleitung="Freigeben kann danach nur die Leitung, und nur eine andere Person.",
            erfolg="Die Übernahme ist zur Freigabe vorgelegt.",
        ),
        Fachaktion(
            "freigeben",
            "Freigeben und übernehmen",
            "vereinbarungen.approve_uebernahme",
            bestand.approve_uebernahme,
            objektname="uebernahme",
            sichtbar=_im_stand(UebernahmeStatus.VORGELEGT),
            einleitung="Jede Zeile wird noch einmal geprüft; übernommen wird alles oder nichts.",
            erfolg="Der Bestand ist übernommen.",
        ),
    )

    # --- Upload

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Checks every row of the file; stores it only if nothing was found."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UebernahmeForm(request.POST or None, request.FILES or None)
        befunde: list[tuple[str, str, str]] = []
        if request.method == "POST" and form.is_valid():
            try:
                neue = bestand.create_uebernahme(by=request.user, jetzt=clock.now(), **form.cleaned_data)  # type: ignore[arg-type]
            except Ablehnung as ablehnung:
                befunde = ortsangaben(ablehnung)
            else:
                self.log_addition(request, neue, "Datei hochgeladen")
                messages.success(request, f"Alle {neue.zeilen.count()} Zeilen sind in Ordnung.")
                return HttpResponseRedirect(self._aendern_url(neue))
        return TemplateResponse(request, "admin/vereinbarungen/uebernahme/hochladen.html", {
            **self.admin_site.each_context(request), "title": "Bestand aus Datei übernehmen", "opts": self.opts,
            "form": form, "befunde": befunde, "befundspalten": ["Zeile", "Spalte", "Befund"], "dateispalten": SPALTEN,
        })  # fmt: skip

    def vorlage_view(self, request: HttpRequest) -> HttpResponse:
        """An empty file with the headings and one example."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        inhalt = als_csv([s.name for s in SPALTEN], [[s.beispiel for s in SPALTEN]])
        namen = {"Content-Disposition": 'attachment; filename="uebernahme_vorlage.csv"'}
        return HttpResponse(inhalt, content_type="text/csv; charset=utf-8", headers=namen)

    def get_urls(self) -> list[Any]:
        umhuellt = self.admin_site.admin_view
        return [
            path("vorlage/", umhuellt(self.vorlage_view), name=f"{_INFO}_vorlage"),
            path("<int:object_id>/datei/", umhuellt(self.datei_view), name=f"{_INFO}_datei"),
            *super().get_urls(),
        ]

    # --- Case page

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A takeover is submitted, approved or rejected, never edited."""
        return obj is None and super().has_change_permission(request, obj)

    def _gruende(self, request: HttpRequest, aktion: Fachaktion, objekt: Any) -> list[str]:
        gruende = super()._gruende(request, aktion, objekt)
        if aktion.name == "freigeben" and objekt.vorgelegt_durch_id == request.user.pk:
            gruende.append("Vorbereiten und Freigeben müssen zwei verschiedene Personen erledigen.")
        return gruende

    def _fallangaben(self, request: HttpRequest, objekt: Uebernahme) -> dict[str, Any]:
        zeilen = list(bestand.stored_zeilen(uebernahme=objekt, by=None))
        nummern = [int(z[NR]) for z in zeilen if z[NR].isdigit()]
        danach = max([letzte_nummer(kreis=NUMMERNKREIS), *nummern])
        angaben = [f"{len(zeilen)} Zeilen", f"{len(nummern)} mit Nummer"]
        if objekt.status in (UebernahmeStatus.ENTWURF, UebernahmeStatus.VORGELEGT):
            angaben.append(f"Nach der Freigabe ist die nächste Nummer {danach + 1}.")
        return {
            **super()._fallangaben(request, objekt),
            "standangaben": angaben,
            "zeilenspalten": ["Zeile", *(s.name for s in SPALTEN)],
            "zeilen": [(z.nummer, [z[s.name] for s in SPALTEN]) for z in zeilen[:VORSCHAU_ZEILEN]],
            "zeilen_weitere": max(0, len(zeilen) - VORSCHAU_ZEILEN),
        }

    def dokumente(self, request: HttpRequest, objekt: Uebernahme) -> list[tuple[str, str, str]]:
        art = objekt.dokument.name.rpartition(".")[2].upper()
        return [("hochgeladene Datei", reverse(f"admin:{_INFO}_datei", args=[objekt.pk]), art)]

    def datei_view(self, request: HttpRequest, object_id: int) -> FileResponse:
        return document_response(self._lade(request, str(object_id)).dokument)
