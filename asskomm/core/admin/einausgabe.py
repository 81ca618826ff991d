"""Import (upload, preview, confirmation) and export of the lists of the back office."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import slugify

from asskomm.core import clock
from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.resources import VORSCHAU_ZEILEN, FachResource
from asskomm.core.tabellenausgabe import XLSX, als_csv, als_xlsx

from . import importablage


class ImportForm(forms.Form):
    datei = forms.FileField(
        label="Datei", help_text="CSV (UTF-8) oder Excel (.xlsx), höchstens 20 MB und 2.000 Zeilen.", max_length=200
    )


class EinAusgabeMixin(admin.ModelAdmin):
    """Put it before FachAdmin. `resource_class` exports; it also imports where `importierbar`."""

    resource_class: type[FachResource]
    importierbar = False
    import_hinweise: tuple[str, ...] = ()

    def get_urls(self) -> list[Any]:
        eigene = [path("export/", self.admin_site.admin_view(self.export_view), name=self._name("export"))]
        if self.importierbar:
            eigene += [
                path("import/", self.admin_site.admin_view(self.import_view), name=self._name("import")),
                path(
                    "import/uebernehmen/",
                    self.admin_site.admin_view(self.uebernehmen_view),
                    name=self._name("import_uebernehmen"),
                ),
            ]
        return eigene + super().get_urls()

    def _name(self, was: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{was}"

    def _url(self, was: str) -> str:
        return reverse(f"admin:{self._name(was)}", current_app=self.admin_site.name)

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whoever may enter these rows by hand may import them."""
        opts = self.opts
        return self.importierbar and request.user.has_perm(f"{opts.app_label}.add_{opts.model_name}")  # type: ignore[union-attr]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        wege = {"export": self._url("export")}
        if self.has_import_permission(request):
            wege["import"] = self._url("import")
        return super().changelist_view(request, {"ein_ausgabe": wege, **(extra_context or {})})

    # --- Export

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """The rows of the list with its search and filters; a GET that writes nothing."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        abfrage = request.GET.copy()
        form = (abfrage.pop("format", None) or ["xlsx"])[-1]
        if form not in ("csv", "xlsx"):
            raise Http404("Es gibt die Formate csv und xlsx.")
        request.GET = abfrage  # type: ignore[assignment]
        try:
            auswahl = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{self._url('changelist')}?e=1")
        spalten, zeilen = self.resource_class().ausgabe(auswahl)
        titel = str(self.opts.verbose_name_plural)
        inhalt = als_csv(spalten, zeilen) if form == "csv" else als_xlsx(spalten, zeilen, titel=titel)
        art = "text/csv; charset=utf-8" if form == "csv" else XLSX
        name = f"{slugify(titel.replace('ä', 'ae').replace('ö', 'oe').replace('ü', 'ue'))}_{clock.today()}.{form}"
        return HttpResponse(inhalt, content_type=art, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    # --- Import

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Upload and preview; the trial run is rolled back, nothing stays but the file itself."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
        weiteres: dict[str, Any] = {}
        if request.method == "POST" and form.is_valid():
            datei, jetzt = form.cleaned_data["datei"], clock.now()
            try:
                weiteres["ergebnis"] = self._resource(request).importiere(datei, probe=True)
            except Ablehnung as ablehnung:
                weiteres["befunde"] = ortsangaben(ablehnung)
            else:
                liste = self.opts.label
                weiteres["zeichen"] = importablage.lege_ab(datei, user=request.user, liste=liste, jetzt=jetzt)
        return self._importseite(request, form, weiteres)

    def uebernehmen_view(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_import_permission(request):
            raise PermissionDenied
        try:
            name, datei = importablage.hole(request.POST.get("zeichen", ""), user=request.user, liste=self.opts.label)
            with datei:
                ergebnis = self._resource(request).importiere(datei, probe=False)
        except Ablehnung as ablehnung:
            return self._importseite(request, ImportForm(), {"befunde": ortsangaben(ablehnung)})
        default_storage.delete(name)
        mark_changed()
        messages.success(
            request,
            f"Übernommen: {ergebnis.neu} neu, {ergebnis.geaendert} geändert, {ergebnis.unveraendert} unverändert.",
        )
        return HttpResponseRedirect(self._url("changelist"))

    def _resource(self, request: HttpRequest) -> FachResource:
        return self.resource_class(by=request.user, jetzt=clock.now())

    def _importseite(self, request: HttpRequest, form: forms.Form, weiteres: dict[str, Any]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{self.opts.verbose_name_plural} importieren",
            "opts": self.opts,
            "form": form,
            "dateispalten": self.resource_class.dateispalten(),
            "import_hinweise": self.import_hinweise,
            "uebernehmen_url": self._url("import_uebernehmen") if self.importierbar else "",
            "vorschauzeilen": VORSCHAU_ZEILEN,
            "befundspalten": ["Zeile", "Spalte", "Befund"],
            **weiteres,
        }
        return TemplateResponse(request, "admin/import_export/import.html", context)


def ortsangaben(ablehnung: Ablehnung) -> list[tuple[str, str, str]]:
    """Triples of row, column and text; refusals without a place have empty ones."""
    befunde = getattr(ablehnung, "befunde", None)
    if befunde is None:
        return [("", "", grund) for grund in ablehnung.gruende]
    return [(str(b.zeile or ""), b.spalte, b.text) for b in befunde]
