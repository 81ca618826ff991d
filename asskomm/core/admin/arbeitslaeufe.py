"""Long work: what runs, how far it is, what came of each item."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export.fields import Field

from asskomm.core.arbeitsarten import Fortschritt, gegenstand_des_laufs
from asskomm.core.fallarten import fallseite
from asskomm.core.models import Arbeitslauf, Arbeitsposten, Laufstand, Postenstand
from asskomm.core.resources import FachResource
from asskomm.core.services.arbeitslauf import resume_arbeitslauf, stop_arbeitslauf
from asskomm.core.tabellenwerte import AuswahlWidget
from asskomm.core.templatetags.kern import plakette

from . import bereiche
from .aktionen import Fachaktion
from .basis import FachAdmin
from .einausgabe import EinAusgabeMixin

_FARBEN = {
    Laufstand.WARTET: "info",
    Laufstand.LAEUFT: "info",
    Laufstand.ANGEHALTEN: "warnung",
    Laufstand.FERTIG: "erfolg",
    Laufstand.GESCHEITERT: "fehler",
    Postenstand.OFFEN: "neutral",
    Postenstand.ERLEDIGT: "erfolg",
    Postenstand.ABGELEHNT: "warnung",
}


def stand_marke(objekt: Any) -> SafeString:
    return plakette(text=objekt.get_stand_display(), art=_FARBEN[objekt.stand])


def _laesst_sich_fortsetzen(lauf: Arbeitslauf) -> bool:
    if lauf.stand in (Laufstand.ANGEHALTEN, Laufstand.GESCHEITERT):
        return True
    return lauf.stand == Laufstand.FERTIG and lauf.posten.filter(stand=Postenstand.GESCHEITERT).exists()


@admin.register(Arbeitslauf)
class ArbeitslaufAdmin(FachAdmin):
    bereich = bereiche.TECHNIK
    handbuch = "18-listen-und-sammelaktionen#arbeitsläufe"
    list_display = ("titel", "erfasst_zeitpunkt", "erfasst_durch", "stand_marke", "umfang")
    list_filter = ("stand",)
    search_fields = ("titel",)
    reihenfolge = 60
    change_form_template = "admin/core/arbeitslauf/change_form.html"
    fields = ("titel", "erfasst_durch", "erfasst_zeitpunkt", "begonnen_zeitpunkt", "beendet_zeitpunkt")
    fachaktionen = (
        Fachaktion(
            name="anhalten",
            label="Anhalten",
            recht="core.steer_arbeitslauf",
            dienst=stop_arbeitslauf,
            objektname="lauf",
            sichtbar=lambda lauf: lauf.ist_offen,
            einleitung="Was schon erledigt ist, bleibt. Der Rest lässt sich später fortsetzen.",
            erfolg="Die Arbeit ist angehalten.",
        ),
        Fachaktion(
            name="fortsetzen",
            label="Fortsetzen",
            recht="core.steer_arbeitslauf",
            dienst=resume_arbeitslauf,
            objektname="lauf",
            sichtbar=_laesst_sich_fortsetzen,
            einleitung="Die offenen und die gescheiterten Posten werden noch einmal versucht, erledigte nicht.",
            erfolg="Die Arbeit geht weiter.",
        ),
    )

    @admin.display(description="bearbeitet")
    def umfang(self, lauf: Arbeitslauf) -> str:
        return f"{lauf.erledigt} von {lauf.gesamt}" if lauf.gesamt else "–"

    @admin.display(description="Stand", ordering="stand")
    def stand_marke(self, lauf: Arbeitslauf) -> SafeString:
        return stand_marke(lauf)

    def get_urls(self) -> list[Any]:
        fortschritt = self.admin_site.admin_view(self.fortschritt_view)
        eigene = path("<path:object_id>/fortschritt/", fortschritt, name="core_arbeitslauf_fortschritt")
        return [eigene, *super().get_urls()]

    def fortschritt_view(self, request: HttpRequest, object_id: str) -> JsonResponse:
        """How far it is, for the page that is open; without JavaScript the page is loaded anew."""
        return JsonResponse(_wie_weit(self._lade(request, object_id)))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        lauf = context["original"]
        if lauf is not None:
            liste = reverse("admin:core_arbeitsposten_changelist")
            zaehler = dict.fromkeys(Postenstand, 0)
            for stand in lauf.posten.values_list("stand", flat=True):
                zaehler[Postenstand(stand)] += 1
            gegenstand = gegenstand_des_laufs(lauf)
            context |= {
                "lauf": lauf,
                "gegenstand": gegenstand,
                "gegenstand_url": fallseite(gegenstand) if gegenstand is not None else "",
                "wie_weit": _wie_weit(lauf),
                "marke": stand_marke(lauf),
                "zaehler": [
                    (stand.label, zahl, f"{liste}?lauf__id__exact={lauf.pk}&stand__exact={stand}")
                    for stand, zahl in zaehler.items()
                    if zahl
                ],
                "alle_posten": f"{liste}?lauf__id__exact={lauf.pk}" if lauf.gesamt else "",
                "ergebnis": [(k, v) for k, v in lauf.ergebnis.items() if isinstance(v, str | int)],
            }
        return super().render_change_form(request, context, *args, **kwargs)


def _wie_weit(lauf: Arbeitslauf) -> dict[str, Any]:
    """Items count in the database; work as a whole tells its progress beside it."""
    erledigt, gesamt, text = lauf.erledigt, lauf.gesamt, ""
    if not gesamt and lauf.stand == Laufstand.LAEUFT and (stand := Fortschritt(lauf.pk).lies()):
        erledigt, gesamt, text = stand["erledigt"], stand["gesamt"], stand["text"]
    return {
        "offen": lauf.ist_offen,
        "stand": lauf.get_stand_display(),
        "erledigt": erledigt,
        "gesamt": gesamt,
        "text": text or (f"{erledigt} von {gesamt} bearbeitet" if gesamt else lauf.get_stand_display()),
    }


class ArbeitspostenResource(FachResource):
    nr = Field(attribute="nr", column_name="Nummer", readonly=True)
    bezeichnung = Field(attribute="bezeichnung", column_name="Gegenstand", readonly=True)
    stand = Field(attribute="stand", column_name="Ergebnis", widget=AuswahlWidget(Postenstand.choices), readonly=True)
    meldung = Field(attribute="meldung", column_name="Meldung", readonly=True)

    class Meta(FachResource.Meta):
        model = Arbeitsposten
        fields = ("nr", "bezeichnung", "stand", "meldung")


class LaufFilter(admin.SimpleListFilter):
    """By address only: the run that the page of the run leads to."""

    title = "Arbeitslauf"
    parameter_name = "lauf__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        wert = request.GET.get(self.parameter_name, "")
        lauf = Arbeitslauf.objects.visible_to(request.user).filter(pk=wert).first() if wert.isdecimal() else None
        return [(wert, str(lauf))] if lauf else []

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        wert = self.value()
        if wert is None:
            return queryset
        return queryset.filter(lauf=int(wert)) if wert.isdecimal() and len(wert) < 16 else queryset.none()


@admin.register(Arbeitsposten)
class ArbeitspostenAdmin(EinAusgabeMixin, FachAdmin):
    """The result list of a run."""

    bereich = bereiche.TECHNIK
    handbuch = "18-listen-und-sammelaktionen#arbeitsläufe"
    resource_class = ArbeitspostenResource
    list_display = ("nr", "gegenstand", "stand_marke", "meldung", "lauf")
    list_display_links = None
    list_filter = (LaufFilter, "stand")
    search_fields = ("bezeichnung", "meldung")
    list_select_related = ("lauf",)
    ordering = ("-lauf", "nr")
    reihenfolge = 61

    @admin.display(description="Ergebnis", ordering="stand")
    def stand_marke(self, posten: Arbeitsposten) -> SafeString:
        return stand_marke(posten)

    @admin.display(description="Gegenstand", ordering="bezeichnung")
    def gegenstand(self, posten: Arbeitsposten) -> str | SafeString:
        if not posten.url:
            return posten.bezeichnung
        return format_html('<a href="{}">{}</a>', posten.url, posten.bezeichnung)
