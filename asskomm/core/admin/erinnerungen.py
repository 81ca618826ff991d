"""What was reminded of, and which kinds a person or the house wants."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export.fields import Field

from asskomm.core import clock
from asskomm.core.erinnerungsarten import erinnerungsart, erinnerungsarten
from asskomm.core.errors import Ablehnung
from asskomm.core.fallarten import fallseite
from asskomm.core.models import Erinnerung, Erinnerungsausgang, Erinnerungswahl
from asskomm.core.resources import FachResource
from asskomm.core.services.erinnerungen import set_erinnerung
from asskomm.core.tabellenwerte import AuswahlWidget
from asskomm.core.templatetags.kern import plakette

from . import bereiche
from .basis import FachAdmin
from .einausgabe import EinAusgabeMixin
from .fallfilter import LandkreisFilter

_FARBEN = {Erinnerungsausgang.VERSCHICKT: "erfolg", Erinnerungsausgang.UEBERHOLT: "neutral"}


class ErinnerungResource(FachResource):
    faellig_am = Field(attribute="faellig_am", column_name="fällig am", readonly=True)
    text = Field(attribute="text", column_name="Woran", readonly=True)
    bezug_am = Field(attribute="bezug_am", column_name="Tag, um den es geht", readonly=True)
    ausgang = Field(
        attribute="ausgang", column_name="Ausgang", widget=AuswahlWidget(Erinnerungsausgang.choices), readonly=True
    )
    an = Field(attribute="an", column_name="an", readonly=True)

    class Meta(FachResource.Meta):
        model = Erinnerung
        fields = ("faellig_am", "text", "bezug_am", "ausgang", "an")


class ArtFilter(admin.SimpleListFilter):
    title = "Art"
    parameter_name = "art"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(art.name, art.label) for art in erinnerungsarten()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(art=self.value()) if self.value() else None


@admin.register(Erinnerung)
class ErinnerungAdmin(EinAusgabeMixin, FachAdmin):
    """Read only: the runs of `erinnere` write it."""

    bereich = bereiche.TECHNIK
    handbuch = "14-fristen-und-erinnerungen#erinnerungen"
    resource_class = ErinnerungResource
    reihenfolge = 21
    change_list_template = "admin/core/erinnerung/change_list.html"
    list_display = ("faellig_am", "art_text", "text", "fall_verweis", "an", "ausgang_marke")
    list_filter = (ArtFilter, "ausgang", LandkreisFilter)
    search_fields = ("text", "an")
    list_select_related = ("fall_art",)
    date_hierarchy = None
    ordering = ("-faellig_am", "-pk")
    fields = (("faellig_am", "bezug_am"), "text", ("an", "ausgang"), ("lauf_am", "zeitpunkt"))

    @admin.display(description="Art", ordering="art")
    def art_text(self, erinnerung: Erinnerung) -> str:
        art = erinnerungsart(erinnerung.art)
        return art.label if art else erinnerung.art

    @admin.display(description="Fall")
    def fall_verweis(self, erinnerung: Erinnerung) -> str | SafeString:
        modell = erinnerung.fall_art.model_class()
        weg = fallseite(modell(pk=erinnerung.fall_id)) if modell else ""
        name = str(erinnerung.fall_art.name)
        return format_html('<a href="{}">{}</a>', weg, name) if weg else name

    @admin.display(description="Ausgang", ordering="ausgang")
    def ausgang_marke(self, erinnerung: Erinnerung) -> SafeString:
        wort = str(erinnerung.get_ausgang_display()).partition(":")[0]
        return plakette(text=wort, art=_FARBEN.get(Erinnerungsausgang(erinnerung.ausgang), "warnung"))

    def get_urls(self) -> list[Any]:
        einstellungen = self.admin_site.admin_view(self.einstellungen_view)
        return [path("einstellungen/", einstellungen, name="core_erinnerung_einstellungen"), *super().get_urls()]

    def einstellungen_view(self, request: HttpRequest) -> HttpResponse:
        """GET shows the kinds; POST switches one of them, for the person or for the house."""
        if not request.user.has_perm("core.set_erinnerung"):  # type: ignore[union-attr]
            raise PermissionDenied
        if request.method == "POST":
            _stelle_ein(request)
            return HttpResponseRedirect(reverse("admin:core_erinnerung_einstellungen"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Erinnerungen einstellen",
            "opts": self.opts,
            "arten": _arten(request.user),
            "spalten": ["Erinnerung", "Wann", "An", "Für mich", "Im ganzen Haus"],
            "darf_im_haus": request.user.has_perm("core.set_erinnerung_im_haus"),  # type: ignore[union-attr]
        }
        return TemplateResponse(request, "admin/core/erinnerung/einstellungen.html", context)


def _stelle_ein(request: HttpRequest) -> None:
    aktiv, im_haus = request.POST.get("aktiv") == "ja", request.POST.get("wo") == "haus"
    art = request.POST.get("art", "")
    try:
        set_erinnerung(art=art, aktiv=aktiv, im_haus=im_haus, by=request.user, jetzt=clock.now())  # type: ignore[arg-type]
    except Ablehnung as ablehnung:
        for grund in ablehnung.gruende:
            messages.error(request, grund)
    else:
        messages.success(request, "Die Einstellung ist gespeichert.")


def _arten(user: Any) -> list[dict[str, Any]]:
    wahl = dict(Erinnerungswahl.objects.filter(user=user).values_list("art", "aktiv"))
    haus = dict(Erinnerungswahl.objects.filter(user=None).values_list("art", "aktiv"))
    return [
        {
            "art": art,
            "an": ", ".join(empfang.value for empfang in art.empfang),
            "ich": wahl.get(art.name, True),
            "haus": haus.get(art.name, True),
            "zusatz": f": {art.label}",
        }
        for art in erinnerungsarten()
    ]
