"""The imports: mapping of columns, preview with differences, takeover, undo; and the list of all of them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.safestring import SafeString
from import_export.fields import Field

from asskomm.core import clock
from asskomm.core.downloads import erzeugte_datei
from asskomm.core.errors import Ablehnung
from asskomm.core.forms import GrundForm
from asskomm.core.importarten import Importart, importart, importarten
from asskomm.core.importe.vorlage import FEHLERLISTE, datei_mit_fehlern, fehlerliste
from asskomm.core.importe.zuordnung import Zuordnung
from asskomm.core.models import Import, Importstand, Spaltenzuordnung, Zeilenart
from asskomm.core.resources import FachResource
from asskomm.core.services import importe as dienste
from asskomm.core.services.importspalten import kept_zuordnungen
from asskomm.core.tabellenausgabe import FORMATE, XLSX, als_tabelle
from asskomm.core.tabellenwerte import AuswahlWidget, Widget
from asskomm.core.templatetags.kern import plakette

from . import bereiche
from .aktionen import Fachaktion
from .basis import FachAdmin
from .einausgabe import EinAusgabeMixin
from .importantwort import ausgang, importschritte, nach_dem_lauf
from .importvorschau import FILTER, vorschauzeilen
from .zuordnungsformular import KopfzeileForm, ZuordnungForm

ZEILEN_JE_SEITE = 50
_FARBEN = {
    Importstand.HOCHGELADEN: "info",
    Importstand.GEPRUEFT: "info",
    Importstand.UEBERNOMMEN: "erfolg",
    Importstand.ZURUECKGENOMMEN: "warnung",
    Importstand.VERWORFEN: "neutral",
}


def _im_stand(*staende: str) -> Any:
    return lambda zum_import: zum_import.stand in staende


def _danach(verwaltung: Any, request: HttpRequest, lauf: Any) -> HttpResponse:
    return nach_dem_lauf(request, Import.objects.get(pk=lauf.angaben["import_pk"]), lauf)


class ArtFilter(admin.SimpleListFilter):
    title = "Liste"
    parameter_name = "art__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(art.name, art.titel) for art in importarten()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(art=self.value()) if self.value() else queryset


class ImportResource(FachResource):
    dateiname = Field(attribute="dateiname", column_name="Datei", readonly=True)
    liste = Field(attribute="art", column_name="Liste", readonly=True)
    stand = Field(attribute="stand", column_name="Stand", widget=AuswahlWidget(Importstand.choices), readonly=True)
    erfasst_durch = Field(attribute="erfasst_durch", column_name="hochgeladen durch", readonly=True)
    erfasst_zeitpunkt = Field(
        attribute="erfasst_zeitpunkt", column_name="hochgeladen am", widget=Widget(), readonly=True
    )
    neu = Field(attribute="neu", column_name="neu", widget=Widget(), readonly=True)
    geaendert = Field(attribute="geaendert", column_name="geändert", widget=Widget(), readonly=True)
    unveraendert = Field(attribute="unveraendert", column_name="unverändert", widget=Widget(), readonly=True)
    fehler = Field(attribute="fehler", column_name="fehlerhaft", widget=Widget(), readonly=True)
    uebernommen = Field(attribute="uebernommen_zeitpunkt", column_name="übernommen am", widget=Widget(), readonly=True)
    grund = Field(attribute="zurueckgenommen_grund", column_name="Grund der Rücknahme", readonly=True)
    sha256 = Field(attribute="sha256", column_name="SHA-256", readonly=True)

    verknuepft = ("erfasst_durch",)

    class Meta(FachResource.Meta):
        model = Import
        fields = (
            "dateiname", "liste", "stand", "erfasst_durch", "erfasst_zeitpunkt", "neu", "geaendert", "unveraendert",
            "fehler", "uebernommen", "grund", "sha256",
        )  # fmt: skip

    def dehydrate_liste(self, zum_import: Import) -> str:
        return importart(zum_import.art).titel


@admin.register(Import)
class ImportAdmin(EinAusgabeMixin, FachAdmin):
    bereich = bereiche.TECHNIK
    handbuch = "08-import-und-export#import"
    resource_class = ImportResource
    reihenfolge = 50
    list_display = ("dateiname", "liste", "stand_marke", "ausgang", "erfasst_durch", "erfasst_zeitpunkt")
    list_filter = ("stand", ArtFilter, "erfasst_zeitpunkt")
    search_fields = ("dateiname", "sha256")
    list_select_related = ("erfasst_durch",)
    ordering = ("-pk",)
    change_form_template = "admin/core/import/change_form.html"
    change_list_template = "admin/core/import/change_list.html"
    fields = (("dateiname", "sha256"), ("uebernommen_durch", "uebernommen_zeitpunkt"), "zurueckgenommen_grund")
    fachaktionen = (
        Fachaktion(
            name="pruefen",
            label="Noch einmal prüfen",
            recht="core.add_import",
            dienst=dienste.check_import,
            objektname="zum_import",
            sichtbar=lambda i: i.ist_offen and bool(i.zuordnung.get("spalten")),
            einleitung="Die Datei wird mit dem jetzigen Bestand verglichen. Gespeichert wird dabei nichts.",
            danach=_danach,
        ),
        Fachaktion(
            name="uebernehmen",
            label="Übernehmen",
            recht="core.add_import",
            dienst=dienste.apply_import,
            objektname="zum_import",
            hinderungen=lambda i: [f"{i.fehler} Zeilen sind fehlerhaft."] if i.fehler else [],
            sichtbar=_im_stand(Importstand.GEPRUEFT),
            einleitung="Alle Zeilen der Vorschau werden gespeichert, oder bei einem Hindernis keine.",
            danach=_danach,
        ),
        Fachaktion(
            name="verwerfen",
            label="Verwerfen",
            recht="core.add_import",
            dienst=dienste.discard_import,
            objektname="zum_import",
            sichtbar=_im_stand(Importstand.HOCHGELADEN, Importstand.GEPRUEFT),
            einleitung="Die hochgeladene Datei und die Vorschau werden gelöscht. Am Bestand ändert sich nichts.",
            erfolg="Der Import ist verworfen.",
        ),
        Fachaktion(
            name="zuruecknehmen",
            label="Ganzen Import zurücknehmen",
            recht="core.add_import",
            dienst=dienste.undo_import,
            formular=GrundForm,
            objektname="zum_import",
            sichtbar=_im_stand(Importstand.UEBERNOMMEN),
            einleitung=(
                "Neue Einträge werden annulliert oder entfernt, geänderte erhalten ihre alten Werte. "
                "Das geht, solange keiner davon weiterbearbeitet ist und nichts darauf aufbaut."
            ),
            danach=_danach,
            entscheidend=True,
        ),
    )

    @admin.display(description="Liste", ordering="art")
    def liste(self, zum_import: Import) -> str:
        return importart(zum_import.art).titel

    @admin.display(description="Stand", ordering="stand")
    def stand_marke(self, zum_import: Import) -> SafeString:
        return plakette(text=zum_import.get_stand_display(), art=_FARBEN[Importstand(zum_import.stand)])

    @admin.display(description="Zeilen")
    def ausgang(self, zum_import: Import) -> str:
        return ausgang(zum_import) if zum_import.zeilenzahl else "–"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Every list has its own page to import; here they stand together."""
        listen = [(art.titel, _importseite(art)) for art in importarten() if art.darf(request.user)]
        return super().changelist_view(request, {"listen": listen, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Each list has its own page for that."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        weg, name = self.admin_site.admin_view, "core_import"
        return [
            path("<int:object_id>/zuordnung/", weg(self.zuordnung_view), name=f"{name}_zuordnung"),
            path("<int:object_id>/fehlerliste/", weg(self.fehlerliste_view), name=f"{name}_fehlerliste"),
            path("<int:object_id>/datei/", weg(self.datei_view), name=f"{name}_datei"),
            *super().get_urls(),
        ]

    # --- Mapping

    def zuordnung_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        zum_import, art = self._offener(request, object_id)
        if "kopfzeile" in request.POST:
            return self._waehle_kopfzeile(request, zum_import)
        gemerkte = kept_zuordnungen(art=art.name, by=request.user)  # type: ignore[arg-type]
        form = ZuordnungForm(
            request.POST or None, zum_import=zum_import, art=art, anfang=_gewaehlt(request, gemerkte, zum_import)
        )
        if request.method == "POST" and form.is_valid():
            try:
                return self._ordne_zu(request, zum_import, form)
            except Ablehnung as ablehnung:
                form.add_error(None, ablehnung.gruende)
        context = {
            **self.admin_site.each_context(request),
            "title": "Spalten zuordnen",
            "opts": self.opts,
            "original": zum_import,
            "form": form,
            "kopfform": KopfzeileForm(zum_import=zum_import),
            "art": art,
            "importschritte": importschritte("Spalten"),
            "gemerkte": [(g.name, f"?gemerkt={g.pk}") for g in gemerkte],
            "ungenutzte": form.zuordnung().ungenutzte(zum_import.kopf),
            "zurueck": self._aendern_url(zum_import),
        }
        return TemplateResponse(request, "admin/core/import/zuordnung.html", context)

    def _waehle_kopfzeile(self, request: HttpRequest, zum_import: Import) -> HttpResponse:
        form = KopfzeileForm(request.POST, zum_import=zum_import)
        if form.is_valid():
            angaben: Any = {"by": request.user, "jetzt": clock.now()}
            dienste.choose_kopfzeile(zum_import=zum_import, kopfzeile=form.cleaned_data["kopfzeile"], **angaben)
        else:
            messages.error(request, "Diese Zeile steht nicht in der Datei.")
        return HttpResponseRedirect(request.path)

    def _ordne_zu(self, request: HttpRequest, zum_import: Import, form: ZuordnungForm) -> HttpResponse:
        by: Any = request.user
        dienste.map_spalten(
            zum_import=zum_import,
            zuordnung=form.zuordnung(),
            name=form.cleaned_data["name"],
            fuer_alle=form.cleaned_data["fuer_alle"],
            by=by,
            jetzt=clock.now(),
        )
        lauf = dienste.check_import(zum_import=zum_import, by=by, jetzt=clock.now())
        return nach_dem_lauf(request, zum_import, lauf)

    def _offener(self, request: HttpRequest, object_id: int) -> tuple[Import, Importart]:
        zum_import = self._lade(request, str(object_id))
        art = importart(zum_import.art)
        if not art.darf(request.user):
            raise PermissionDenied
        if not zum_import.ist_offen or not zum_import.datei:
            raise Http404("Diese Datei liegt nicht mehr vor.")
        return zum_import, art

    # --- Preview

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        zum_import = context["original"]
        if zum_import is not None:
            context |= self._vorschau(request, zum_import)
        return super().render_change_form(request, context, *args, **kwargs)

    def _vorschau(self, request: HttpRequest, zum_import: Import) -> dict[str, Any]:
        art = importart(zum_import.art)
        zeigen = request.GET.get("zeigen", "")
        arten = FILTER.get(zeigen, FILTER[""])[1]
        seite = Paginator(zum_import.zeilen.filter(art__in=arten).order_by("nr"), ZEILEN_JE_SEITE).get_page(
            request.GET.get("seite")
        )
        zuordnung = Zuordnung.aus(zum_import.zuordnung)
        spalten = [s.name for s in art.resource.dateispalten() if s.name in zuordnung.belegt]
        return {
            "importschritte": importschritte("Vorschau"),
            "marke": self.stand_marke(zum_import),
            "liste": art.titel,
            "ausgang": ausgang(zum_import),
            "zaehler": _zaehler(zum_import),
            "zeigen": zeigen,
            "seite": seite,
            "kopf": ["Zeile", "Vorgang", *(["Befunde"] if zum_import.fehler else []), *spalten],
            "zeilen": vorschauzeilen(
                seite.object_list, spalten, art, verweisen=zum_import.stand != Importstand.ZURUECKGENOMMEN
            ),
            "ungenutzte": zuordnung.ungenutzte(zum_import.kopf) if zum_import.zuordnung else [],
            "kopfzeile": zuordnung.kopfzeile,
            "danach": art.resource.danach if zum_import.stand == Importstand.UEBERNOMMEN else "",
            "darf": art.darf(request.user) and zum_import.ist_offen,
            "import_url": _importseite(art),
        }

    # --- Files

    def fehlerliste_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        zum_import = self._lade(request, str(object_id))
        zeilen = fehlerliste(zum_import, importart(zum_import.art))
        form = "csv" if request.GET.get("format") == "csv" else "xlsx"
        inhalt = als_tabelle(form, FEHLERLISTE, zeilen, titel="Fehler")
        return erzeugte_datei(inhalt, name=f"fehler_import_{object_id}.{form}", mimetype=FORMATE[form])

    def datei_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The person's own file with a column that names the errors of each row."""
        zum_import, _ = self._offener(request, object_id)
        name = f"import_{object_id}_mit_fehlern.xlsx"
        return erzeugte_datei(datei_mit_fehlern(zum_import), name=name, mimetype=XLSX)


def _importseite(art: Importart) -> str:
    return reverse(f"admin:{art.name.replace('.', '_')}_import")


def _zaehler(zum_import: Import) -> list[tuple[str, int, str]]:
    anzahl = {
        Zeilenart.NEU: zum_import.neu,
        Zeilenart.GEAENDERT: zum_import.geaendert,
        Zeilenart.UNVERAENDERT: zum_import.unveraendert,
        Zeilenart.FEHLER: zum_import.fehler,
    }
    return [(text, sum(anzahl[Zeilenart(a)] for a in arten), wert) for wert, (text, arten) in FILTER.items()]


def _gewaehlt(request: HttpRequest, gemerkte: list[Spaltenzuordnung], zum_import: Import) -> Zuordnung:
    """The kept mapping that was asked for, as far as its headings stand in the file; else that of the import."""
    wahl = next((g for g in gemerkte if str(g.pk) == request.GET.get("gemerkt")), None)
    if wahl is None:
        return Zuordnung.aus(zum_import.zuordnung)
    angaben = {**wahl.zuordnung}
    angaben["spalten"] = {u: f for u, f in angaben.get("spalten", {}).items() if f in zum_import.kopf}
    return Zuordnung.aus(angaben)
