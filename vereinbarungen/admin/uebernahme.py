from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpRequest
from django.urls import path, reverse

from asskomm.core.admin.aktionen import Fachaktion
from asskomm.core.admin.basis import FachAdmin
from asskomm.core.admin.einfuhr import EinfuhrMixin
from asskomm.core.downloads import document_response
from asskomm.core.numbering import letzte_nummer
from vereinbarungen.bestandsdatei import NR, SPALTEN
from vereinbarungen.enums import UebernahmeStatus
from vereinbarungen.models import Uebernahme
from vereinbarungen.nummern import NUMMERNKREIS
from vereinbarungen.services import bestand

VORSCHAU_ZEILEN = 200
_INFO = "vereinbarungen_uebernahme"


def _im_stand(stand: str) -> Any:
    return lambda uebernahme: uebernahme.status == stand


@admin.register(Uebernahme)
class UebernahmeAdmin(EinfuhrMixin, FachAdmin):
    """Existing agreements from an imported file: submitted by one person, approved by another."""

    handbuch = "07-bestand-uebernehmen"
    search_fields = ("bezeichnung",)
    list_display = ("bezeichnung", "status_marke", "erfasst_durch", "vorgelegt_durch", "freigegeben_durch")
    list_filter = ("status",)
    list_select_related = ("erfasst_durch", "vorgelegt_durch", "freigegeben_durch")
    ordering = ("-pk",)
    fields = (("bezeichnung", "dokument"), ("erfasst_durch", "vorgelegt_durch", "freigegeben_durch"))
    readonly_fields = ("bezeichnung", "dokument", "erfasst_durch", "vorgelegt_durch", "freigegeben_durch")
    change_form_template = "admin/vereinbarungen/uebernahme/change_form.html"
    change_list_template = "admin/vereinbarungen/uebernahme/change_list.html"
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

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A takeover begins as an import of its file."""
        return False

    def get_urls(self) -> list[Any]:
        weg = self.admin_site.admin_view(self.datei_view)
        return [path("<int:object_id>/datei/", weg, name=f"{_INFO}_datei"), *super().get_urls()]

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
