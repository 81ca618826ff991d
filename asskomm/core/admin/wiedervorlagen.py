"""Follow-ups in the back office: list, page with its steps, the box on every case page, the rows of the worklist."""

import datetime as dt
from copy import deepcopy
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export.fields import Field

from asskomm.core import clock
from asskomm.core.fallarten import fall_zu, fallname, fallseite, traegt_wiedervorlage, wiedervorlagearten
from asskomm.core.fristformulare import FallField, fallkennung
from asskomm.core.models import Prioritaet, Wiedervorlage, Wiedervorlagestand, nennt
from asskomm.core.resources import FachResource
from asskomm.core.services import wiedervorlage as dienst
from asskomm.core.sichtbarkeit import sieht_objekt
from asskomm.core.stichtag import BERLIN, als_text
from asskomm.core.tabellenwerte import AuswahlWidget
from asskomm.core.templatetags.kern import plakette
from asskomm.core.wiedervorlageformulare import (
    ErledigenForm,
    KurzForm,
    UebergebenForm,
    VerschiebenForm,
    WiedervorlageForm,
    kollegen,
)

from . import bereiche, fallkaesten
from .aktionen import Fachaktion
from .basis import FachAdmin
from .einausgabe import EinAusgabeMixin
from .fallfilter import FallartFilter, LandkreisFilter
from .vorratsarten import IN_TAGEN

IM_KASTEN = 5


class FaelligFilter(admin.SimpleListFilter):
    title = "Fälligkeit"
    parameter_name = "faellig"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ueberfaellig", "überfällig"), ("heute", "heute"), ("woche", "in 7 Tagen"), ("monat", "in 30 Tagen")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        heute, wahl = clock.today(), self.value() or ""
        if wahl == "ueberfaellig":
            return queryset.offen().filter(faellig_am__lt=heute)
        if wahl not in IN_TAGEN:
            return None
        return queryset.offen().filter(faellig_am__range=(heute, heute + dt.timedelta(days=IN_TAGEN[wahl])))


class FuerFilter(admin.SimpleListFilter):
    title = "für"
    parameter_name = "fuer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mich", "mich oder meine Rolle"), ("andere", "andere")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in ("mich", "andere"):
            return None
        meine = Wiedervorlage.objects.fuer_person(request.user).values("pk")
        return queryset.filter(pk__in=meine) if self.value() == "mich" else queryset.exclude(pk__in=meine)


class VorgangsartFilter(FallartFilter):
    arten = staticmethod(wiedervorlagearten)


class WiedervorlageResource(FachResource):
    faellig_am = Field(attribute="faellig_am", column_name="Wiedervorlage am", readonly=True)
    text = Field(attribute="text", column_name="Worum es geht", readonly=True)
    vorgang = Field(attribute="fall", column_name="Vorgang", readonly=True)
    fuer = Field(attribute="empfaenger", column_name="für", readonly=True)
    prioritaet = Field(
        attribute="prioritaet", column_name="Priorität", widget=AuswahlWidget(Prioritaet.choices), readonly=True
    )
    stand = Field(
        attribute="stand", column_name="Stand", widget=AuswahlWidget(Wiedervorlagestand.choices), readonly=True
    )
    verknuepft = ("fuer", "fall_art")

    class Meta(FachResource.Meta):
        model = Wiedervorlage
        fields = ("faellig_am", "text", "vorgang", "fuer", "prioritaet", "stand")

    def dehydrate_vorgang(self, zeile: Wiedervorlage) -> str:
        return str(getattr(zeile, "fallname", "") or zeile.fall)


def _ist_offen(zeile: Wiedervorlage) -> bool:
    return zeile.ist_offen


def _aktion(name: str, label: str, dienst_: Any, formular: Any, erfolg: str, **weiteres: Any) -> Fachaktion:
    return Fachaktion(
        name=name,
        label=label,
        recht=dienst.AENDERN,
        dienst=dienst_,
        formular=formular,
        objektname="wiedervorlage",
        erfolg=erfolg,
        **{"sichtbar": _ist_offen, **weiteres},
    )


@admin.register(Wiedervorlage)
class WiedervorlageAdmin(EinAusgabeMixin, FachAdmin):
    """Laid at a case, from its page; afterwards moved, handed on or done by actions only."""

    resource_class = WiedervorlageResource
    form = WiedervorlageForm
    reihenfolge = 10
    handbuch = "01-anmelden-und-arbeitsvorrat#wiedervorlagen"
    titel_neu = "Wiedervorlage anlegen"
    bereich = bereiche.TAGESGESCHAEFT
    list_display = ("text", "vorgang", "faellig_am", "empfaenger", "stand_marke")
    list_filter = ("stand", FaelligFilter, FuerFilter, "prioritaet", VorgangsartFilter, LandkreisFilter)
    list_select_related = ("fuer", "fall_art")
    search_fields = ("suchtext",)
    search_help_text = "Worte aus dem Text der Wiedervorlage"
    date_hierarchy = "faellig_am"
    ordering = ("faellig_am", "pk")
    fachaktionen = (
        _aktion("erledigen", "Erledigt", dienst.complete_wiedervorlage, ErledigenForm,
                "Die Wiedervorlage ist erledigt."),
        _aktion("verschieben", "Verschieben", dienst.move_wiedervorlage, VerschiebenForm,
                "Die Wiedervorlage steht auf dem neuen Tag."),
        _aktion("uebergeben", "Übergeben", dienst.hand_over_wiedervorlage, UebergebenForm,
                "Die Wiedervorlage ist übergeben."),
        _aktion("oeffnen", "Wieder öffnen", dienst.reopen_wiedervorlage, VerschiebenForm,
                "Die Wiedervorlage ist wieder offen.", sichtbar=lambda zeile: not zeile.ist_offen),
    )  # fmt: skip

    # --- List

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(fallname=fallname())

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return queryset.filter(nennt(search_term, "suchtext")), False

    @admin.display(description="Vorgang")
    def vorgang(self, zeile: Any) -> str | SafeString:
        fallart: Any = zeile.fall_art.model_class()
        weg = fallseite(fallart(pk=zeile.fall_id))
        return format_html('<a href="{}">{}</a>', weg, zeile.fallname) if weg else str(zeile.fallname)

    @admin.display(description="für")
    def empfaenger(self, zeile: Wiedervorlage) -> str:
        return zeile.empfaenger

    @admin.display(description="Stand", ordering="stand")
    def stand_marke(self, zeile: Wiedervorlage) -> SafeString:
        return stand_marke(zeile, clock.today())

    # --- Page

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only from a case: the address names it."""
        return ("zum_fall" in request.GET or "zum_fall" in request.POST) and bool(super().has_add_permission(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and bool(super().has_change_permission(request, obj))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("zum_fall", "text", "faellig_am", ("fuer", "fuer_rolle"), "prioritaet")
        return ("text", "vorgang", ("faellig_am", "prioritaet"), "empfaenger", ("erledigt_zeitpunkt", "erledigt_durch"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("vorgang", "empfaenger") if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        formular = super().get_form(request, obj, change=change, **kwargs)
        if "zum_fall" in formular.base_fields:
            # Fields of this form class only: those declared are shared by all threads.
            formular.base_fields["zum_fall"] = FallField(user=request.user, auch_ohne_fall=True)
            formular.base_fields["fuer"] = deepcopy(formular.base_fields["fuer"])
            formular.base_fields["fuer"].queryset = kollegen(clock.today()).exclude(pk=request.user.pk)
        return formular

    def zeitstrahl(self, request: HttpRequest, objekt: Wiedervorlage) -> list[dict[str, Any]]:
        schritte = objekt.schritte.select_related("erfasst_durch").order_by("-pk")
        return [_schritt(s) for s in schritte]

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        werte = {n: form.cleaned_data[n] for n in ("text", "faellig_am", "fuer", "fuer_rolle", "prioritaet")}
        fall = form.cleaned_data["zum_fall"]
        angelegt = dienst.create_wiedervorlage(fall=fall, **werte, by=request.user, jetzt=clock.now())  # type: ignore[arg-type]
        obj.__dict__.update(angelegt.__dict__)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Back to the case, with the usual message."""
        antwort = super().response_add(request, obj, post_url_continue)
        return HttpResponseRedirect(fallseite(obj.fall) or antwort["Location"])


def _schritt(schritt: Any) -> dict[str, Any]:
    tag = schritt.erfasst_zeitpunkt.astimezone(BERLIN).date()
    teile = [f"für den {als_text(schritt.faellig_am)}", schritt.text, f"durch {schritt.erfasst_durch}"]
    return {
        "datum": als_text(tag),
        "iso": tag.isoformat(),
        "titel": schritt.get_art_display(),
        "text": ", ".join(t for t in teile if t),
    }


def stand_marke(zeile: Wiedervorlage, heute: dt.date) -> SafeString:
    if not zeile.ist_offen:
        return plakette(text="erledigt", art="neutral")
    if zeile.faellig_am < heute:
        return plakette(text="überfällig", art="warnung")
    return plakette(text="heute" if zeile.faellig_am == heute else "offen", art="info")


# --- The box on the page of every case and of whatever belongs to one


def kasten(user: Any, objekt: Any, heute: dt.date) -> fallkaesten.Fallkasten | None:
    """Open follow-ups with a short form, those of its case where the object carries none; only for the house."""
    fall = objekt if traegt_wiedervorlage(objekt) else fall_zu(objekt)
    if fall is None or isinstance(objekt, Wiedervorlage) or not user.has_perm("core.view_wiedervorlage"):
        return None
    eigene = fall is objekt
    if not eigene and not sieht_objekt(user, fall):
        return None
    offene = Wiedervorlage.objects.zum_fall(fall).visible_to(user).offen().select_related("fuer")
    zeilen = [(z, reverse("admin:core_wiedervorlage_change", args=[z.pk])) for z in offene[: IM_KASTEN + 1]]
    neu = reverse("admin:core_wiedervorlage_add")
    darf = user.has_perm(dienst.ANLEGEN)
    werte = {
        "zeilen": [(z, url, stand_marke(z, heute)) for z, url in zeilen[:IM_KASTEN]],
        "mehr": len(zeilen) > IM_KASTEN,
        "neu": f"{neu}?zum_fall={fallkennung(fall)}" if darf else "",
        "fall": fallkennung(fall),
        "form": KurzForm(auto_id="wiedervorlage-%s", initial={} if eigene else {"text": f"{objekt}: "})
        if darf
        else None,
    }
    titel = "Wiedervorlagen" if eigene else f"Wiedervorlagen zu {fall}"
    return fallkaesten.Fallkasten(titel, "admin/core/wiedervorlage/kasten.html", werte)


fallkaesten.register(name="wiedervorlagen", quelle=kasten, reihenfolge=20, auch_ohne_fall=True)
