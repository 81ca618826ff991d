"""Import beside a list: the page for the file, and the template for it. What follows stands in importe.py."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from asskomm.core import clock
from asskomm.core.downloads import erzeugte_datei
from asskomm.core.errors import Ablehnung
from asskomm.core.importarten import Importart, find_importart
from asskomm.core.importe.vorlage import vorlage_csv, vorlage_xlsx
from asskomm.core.importe.zuordnung import Zuordnung
from asskomm.core.models import Import
from asskomm.core.resources import FachResource
from asskomm.core.services.importe import check_import, start_import
from asskomm.core.tabellenausgabe import XLSX

from .importantwort import importschritte, nach_dem_lauf

VORLAGEN = {"xlsx": (vorlage_xlsx, XLSX), "csv": (vorlage_csv, "text/csv; charset=utf-8")}
FRUEHERE = 5


class ImportForm(forms.Form):
    datei = forms.FileField(
        label="Datei",
        help_text="Excel (.xlsx), OpenDocument (.ods) oder CSV, höchstens 20 MB und 50.000 Zeilen.",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
    )


class EinfuhrMixin(admin.ModelAdmin):
    resource_class: type[FachResource]

    @property
    def importart(self) -> Importart | None:
        return find_importart(self.opts.label_lower)

    @property
    def importierbar(self) -> bool:
        return self.importart is not None

    def get_urls(self) -> list[Any]:
        if not self.importierbar:
            return super().get_urls()
        weg = self.admin_site.admin_view
        return [
            path("import/", weg(self.import_view), name=self._name("import")),
            path("import/vorlage/", weg(self.importvorlage_view), name=self._name("import_vorlage")),
            *super().get_urls(),
        ]

    def _name(self, was: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{was}"

    def _url(self, was: str) -> str:
        return reverse(f"admin:{self._name(was)}", current_app=self.admin_site.name)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        weg = self._url("import") if self.has_import_permission(request) else ""
        return super().changelist_view(request, {"import_url": weg, **(extra_context or {})})

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whoever may enter these rows by hand may import them."""
        return self.importart is not None and self.importart.darf(request.user)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Takes the file; goes on to the mapping where a heading is not one of ours, else straight to the preview."""
        if self.importart is None or not self.has_import_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
        befunde: list[tuple[str, str, str]] = []
        if request.method == "POST" and form.is_valid():
            try:
                return self._nimm(request, self.importart, form.cleaned_data["datei"])
            except Ablehnung as ablehnung:
                befunde = ortsangaben(ablehnung)
        return self._importseite(request, self.importart, form, befunde)

    def _nimm(self, request: HttpRequest, art: Importart, datei: Any) -> HttpResponse:
        by: Any = request.user
        zum_import = start_import(art=art.name, datei=datei, by=by, jetzt=clock.now())
        zuordnung, spalten = Zuordnung.aus(zum_import.zuordnung), art.resource.dateispalten()
        bekannt = [*(s.name for s in spalten), *art.resource.nur_ausgabe()]
        if zuordnung.fehlende(spalten) or not zuordnung.ist_selbstverstaendlich(zum_import.kopf, bekannt):
            return HttpResponseRedirect(reverse("admin:core_import_zuordnung", args=[zum_import.pk]))
        lauf = check_import(zum_import=zum_import, by=by, jetzt=clock.now())
        return nach_dem_lauf(request, zum_import, lauf)

    def importvorlage_view(self, request: HttpRequest) -> HttpResponse:
        if self.importart is None or not self.has_import_permission(request):
            raise PermissionDenied
        form = request.GET.get("format", "xlsx")
        if form not in VORLAGEN:
            raise Http404("Es gibt die Vorlage als xlsx und als csv.")
        schreibe, mimetyp = VORLAGEN[form]
        name = f"vorlage_{self.opts.model_name}.{form}"
        return erzeugte_datei(schreibe(self.importart), name=name, mimetype=mimetyp)

    def _importseite(self, request: HttpRequest, art: Importart, form: forms.Form, befunde: Any) -> HttpResponse:
        fruehere = Import.objects.visible_to(request.user).filter(art=art.name)  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "title": f"{art.titel} importieren",
            "opts": self.opts,
            "form": form,
            "befunde": befunde,
            "importschritte": importschritte("Datei"),
            "befundspalten": ["Zeile", "Spalte", "Befund"],
            "spalten": art.resource.dateispalten(),
            "spaltenkopf": ["Spalte", "Pflicht", "Was hineingehört"],
            "hinweise": art.hinweise,
            "vorlage_url": self._url("import_vorlage"),
            "fruehere": fruehere.select_related("erfasst_durch").order_by("-pk")[:FRUEHERE],
            "fruehere_url": f"{reverse('admin:core_import_changelist')}?art__exact={art.name}",
        }
        return TemplateResponse(request, "admin/import_export/import.html", context)


def ortsangaben(ablehnung: Ablehnung) -> list[tuple[str, str, str]]:
    """Triples of row, column and text; refusals without a place have empty ones."""
    befunde = getattr(ablehnung, "befunde", None)
    if befunde is None:
        return [("", "", grund) for grund in ablehnung.gruende]
    return [(str(b.zeile or ""), b.spalte, b.text) for b in befunde]
