"""The pages of a bulk action: form, preview of every row, start of the run."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from asskomm.core import clock
from asskomm.core.fallarten import fallseite
from asskomm.core.forms import vorschlagslisten
from asskomm.core.frisch import verlange_frische
from asskomm.core.services.arbeitslauf import start_arbeitslauf
from asskomm.core.zahlen import ganze_zahl

from .aktionen import Fachaktion
from .auswahl import NICHT_DER_LISTE, rueckweg, zeilen_der_liste
from .sammelaktionen import (
    ARBEIT,
    Auswahlseite,
    Sammelaktion,
    anfangswerte,
    finde,
    probiere,
    sammelaktionen,
)

HOECHSTENS = 500
"""Rows of one bulk action: more than there are municipalities in Saxony, and the preview still answers in seconds."""


class AktionsForm(forms.Form):
    """Stands above the list; belongs to the form of the ticks."""

    aktion = forms.ChoiceField(label="Ausgewählte Einträge", widget=forms.Select(attrs={"form": "auswahl"}))

    def __init__(self, *, aktionen: Sequence[Sammelaktion | Auswahlseite]) -> None:
        super().__init__()
        wahl = [("", "Aktion wählen"), *((a.name, a.label) for a in aktionen)]
        self.fields["aktion"].choices = wahl  # type: ignore[attr-defined]


class SammelMixin(admin.ModelAdmin):
    """Adds the address `sammelaktion/` (POST).

    `sammelaktionen`: "schritt/<name>" of the workflow, "aktion/<name>" of fachaktionen, or a Fachaktion that is
    offered for many only. Its service must leave nothing outside the database: the preview carries it out and takes
    it back. Its form may not depend on a single object.
    """

    sammelaktionen: Sequence[str | Fachaktion] = ()

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_sammelaktion"
        ansicht = self.admin_site.admin_view(self.sammelaktion_view)
        return [path("sammelaktion/", ansicht, name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        ziel = f"admin:{self.opts.app_label}_{self.opts.model_name}_sammelaktion"
        adresse = reverse(ziel, current_app=self.admin_site.name)
        aktionen = sammelaktionen(self, request.user)
        angaben = {
            "aktionsform": AktionsForm(aktionen=aktionen) if aktionen else None,
            "sammel_url": f"{adresse}?{request.GET.urlencode()}",
        }
        return super().changelist_view(request, {**angaben, **(extra_context or {})})

    def sammelaktion_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        zurueck = HttpResponseRedirect(rueckweg(self, request.GET))
        if request.method != "POST":
            return zurueck
        aktion = finde(self, request.user, request.POST.get("aktion", ""))
        if aktion is None:
            messages.error(request, "Bitte wählen Sie, was mit den Einträgen geschehen soll.")
            return zurueck
        gewaehlt = [pk for angabe in request.POST.getlist("auswahl") for pk in angabe.split(",") if pk]
        alle = "alle" in request.POST
        if not (gewaehlt or alle):
            messages.error(request, "Bitte kreuzen Sie Einträge an oder wählen Sie alle Treffer.")
            return zurueck
        if isinstance(aktion, Auswahlseite):
            return self._zur_seite(request, aktion, [] if alle else gewaehlt)
        return self._zeilen_und_weiter(request, aktion, [] if alle else gewaehlt, zurueck)

    def _zur_seite(self, request: HttpRequest, seite: Auswahlseite, gewaehlt: Sequence[str]) -> HttpResponse:
        abfrage = request.GET.copy()
        for name in NICHT_DER_LISTE:
            abfrage.pop(name, None)
        abfrage["liste"] = self.opts.label_lower
        abfrage.setlist("auswahl", list(gewaehlt))
        return HttpResponseRedirect(f"{reverse(seite.url)}?{abfrage.urlencode()}")

    def _zeilen_und_weiter(
        self, request: HttpRequest, aktion: Sammelaktion, gewaehlt: Sequence[str], zurueck: HttpResponse
    ) -> HttpResponse:
        try:
            zeilen = list(zeilen_der_liste(self, request, request.GET, gewaehlt)[: HOECHSTENS + 1])
        except IncorrectLookupParameters:
            zeilen = []
        if not zeilen:
            messages.error(request, "Keiner der gewählten Einträge ist in dieser Liste.")
            return zurueck
        if len(zeilen) > HOECHSTENS:
            text = f"Eine Sammelaktion fasst höchstens {HOECHSTENS} Einträge. Bitte filtern Sie die Liste."
            messages.error(request, text)
            return zurueck
        if aktion.verlangt_frische:
            verlange_frische(request)
        return self._formular_oder_vorschau(request, aktion, zeilen)

    def _formular_oder_vorschau(self, request: HttpRequest, aktion: Sammelaktion, zeilen: list[Any]) -> HttpResponse:
        """First the form, then what would happen to each row, then the run with the same rows."""
        if "schritt" not in request.POST:
            return self._seite(request, aktion, zeilen, form=aktion.form(None, anfangswerte(aktion, zeilen[0])))
        form = aktion.form(request.POST)
        if not form.is_valid() or request.POST["schritt"] == "formular":
            return self._seite(request, aktion, zeilen, form=form)
        jetzt = clock.now()
        if request.POST["schritt"] != "ausfuehren":
            probe = probiere(aktion, zeilen, by=request.user, jetzt=jetzt, werte=form.cleaned_data)
            return self._seite(request, aktion, zeilen, form=form, probe=probe)
        lauf = start_arbeitslauf(
            art=ARBEIT,
            titel=f"{aktion.label}: {self._anzahl(len(zeilen))}",
            posten=[(str(z), {"pk": str(z.pk)}, fallseite(z)) for z in zeilen],
            angaben={"liste": self.opts.label_lower, "aktion": aktion.name, "daten": _formulardaten(request, form)},
            by=request.user,  # type: ignore[arg-type]
            jetzt=jetzt,
        )
        return HttpResponseRedirect(reverse("admin:core_arbeitslauf_change", args=[lauf.pk]))

    def _anzahl(self, zahl: int) -> str:
        name = self.opts.verbose_name if zahl == 1 else self.opts.verbose_name_plural
        return f"{ganze_zahl(zahl)} {name}"

    def _seite(self, request: HttpRequest, aktion: Sammelaktion, zeilen: list[Any], **weiteres: Any) -> HttpResponse:
        probe = weiteres.get("probe", [])
        context = {
            **self.admin_site.each_context(request),
            "title": aktion.label,
            "subtitle": "Sammelaktion",
            "opts": self.opts,
            "aktion": aktion,
            "anzahl": self._anzahl(len(zeilen)),
            "schluessel": ",".join(str(z.pk) for z in zeilen),
            "zeilen": zeilen,
            "zurueck": rueckweg(self, request.GET),
            "vorschlagslisten": vorschlagslisten([weiteres["form"]]),
            "moeglich": sum(z.geht for z in probe),
            "nicht_moeglich": sum(not z.geht for z in probe),
            "spalten": ["Eintrag", "Ergebnis", "Was geschieht"],
            **weiteres,
        }
        return TemplateResponse(request, "admin/sammelaktion.html", context)


def _formulardaten(request: HttpRequest, form: Any) -> str:
    """What was entered, without the rest of the page: the worker reads the form again."""
    namen = {name for feld in form for name in _namen(feld)}
    daten = request.POST.copy()
    for name in set(daten) - namen:
        del daten[name]
    return daten.urlencode()


def _namen(feld: Any) -> list[str]:
    """A field of several inputs sends each of them."""
    teile = getattr(feld.field.widget, "widgets", [])
    endungen = getattr(feld.field.widget, "widgets_names", [f"_{nr}" for nr in range(len(teile))])
    return [feld.html_name, *(f"{feld.html_name}{endung}" for endung in endungen)]
