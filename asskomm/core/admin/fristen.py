"""Deadlines in the back office: the list, and the page with the derivation."""

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export.fields import Field

from asskomm.core import clock
from asskomm.core.fallarten import fallseite
from asskomm.core.forms import GrundForm
from asskomm.core.fristen.kalender import wochentag
from asskomm.core.fristformulare import EintragForm, ErledigtForm, FallField, FristForm, PauseForm, VerlaengerungForm
from asskomm.core.models import Frist, Friststand
from asskomm.core.resources import FachResource
from asskomm.core.services import fristen as dienst
from asskomm.core.stichtag import als_text
from asskomm.core.tabellenwerte import AuswahlWidget
from asskomm.core.templatetags.kern import plakette

from . import bereiche
from .aktionen import Fachaktion
from .basis import FachAdmin
from .einausgabe import EinAusgabeMixin
from .fallfilter import FallartFilter, LandkreisFilter

OHNE_FALL = "Eine Frist gehört zu einem Fall: Öffnen Sie ihn und wählen Sie dort „Frist setzen“."
_RECHT = "core.work_frist"
BALD = 7


def stand_marke(frist: Frist, heute: dt.date) -> SafeString:
    if not frist.ist_offen:
        return plakette(text=frist.get_stand_display(), art="neutral")
    tage = (frist.ende_am - heute).days
    if tage < 0:
        return plakette(text=f"überfällig seit {-tage} {'Tag' if tage == -1 else 'Tagen'}", art="fehler")
    text = "endet heute" if tage == 0 else "noch 1 Tag" if tage == 1 else f"noch {tage} Tage"
    return plakette(text=text, art="warnung" if tage <= BALD else "info")


class FaelligFilter(admin.SimpleListFilter):
    title = "Ende"
    parameter_name = "ende"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ueberfaellig", "überfällig"), ("heute", "heute"), ("woche", "in 7 Tagen"), ("monat", "in 30 Tagen")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        heute = clock.today()
        if self.value() == "ueberfaellig":
            return queryset.ueberfaellig(heute)
        tage = {"heute": 0, "woche": 7, "monat": 30}.get(self.value() or "")
        if tage is None:
            return None
        return queryset.offen().filter(ende_am__range=(heute, heute + dt.timedelta(days=tage)))


class FristResource(FachResource):
    fallname = Field(attribute="fallname", column_name="Fall", readonly=True)
    bezeichnung = Field(attribute="bezeichnung", column_name="Frist", readonly=True)
    regel = Field(attribute="regel__bezeichnung", column_name="Regel", readonly=True)
    ereignis_am = Field(attribute="ereignis_am", column_name="Tag des Ereignisses", readonly=True)
    ende_am = Field(attribute="ende_am", column_name="Ende", readonly=True)
    stand = Field(attribute="stand", column_name="Stand", widget=AuswahlWidget(Friststand.choices), readonly=True)
    abschluss_am = Field(attribute="abschluss_am", column_name="erledigt am", readonly=True)
    verknuepft = ("regel",)

    class Meta(FachResource.Meta):
        model = Frist
        fields = ("fallname", "bezeichnung", "regel", "ereignis_am", "ende_am", "stand", "abschluss_am")


def _ist_offen(frist: Frist) -> bool:
    return frist.ist_offen


def _aktion(
    name: str, label: str, dienst_: Any, formular: Any, einleitung: str, *, erfolg: Any, **weiteres: Any
) -> Fachaktion:
    angaben = {"sichtbar": _ist_offen, **weiteres}
    return Fachaktion(
        name=name,
        label=label,
        recht=_RECHT,
        dienst=dienst_,
        formular=formular,
        objektname="frist",
        einleitung=einleitung,
        erfolg=erfolg,
        **angaben,
    )


def _neues_ende(frist: Frist) -> str:
    frist.refresh_from_db()
    return f"Gespeichert. Die Frist endet am {wochentag(frist.ende_am)}, {als_text(frist.ende_am)}."


def _hat_eintraege(frist: Frist) -> bool:
    return frist.ist_offen and (frist.pausen.gueltig().exists() or frist.verlaengerungen.gueltig().exists())


@admin.register(Frist)
class FristAdmin(EinAusgabeMixin, FachAdmin):
    bereich = bereiche.TAGESGESCHAEFT
    handbuch = "14-fristen-und-erinnerungen"
    resource_class = FristResource
    reihenfolge = 20
    titel_neu = "Frist setzen"
    form = FristForm
    change_form_template = "admin/core/frist/change_form.html"
    change_list_template = "admin/core/frist/change_list.html"
    list_display = ("bezeichnung", "fall_verweis", "ereignis_am", "ende_am", "stand_marke")
    list_filter = ("stand", FaelligFilter, "regel", FallartFilter, LandkreisFilter)
    search_fields = ("bezeichnung", "fallname", "regel__bezeichnung", "abschluss_vermerk")
    list_select_related = ("regel", "fall_art")
    ordering = ("ende_am", "pk")
    fields = ("zum_fall", "regel", "bezeichnung", ("ereignis_am", "ort"))
    fachaktionen = (
        _aktion("erledigen", "Erledigt", dienst.close_frist, ErledigtForm, "Die Frist ist gewahrt oder abgearbeitet.",
                erfolg="Die Frist ist erledigt.", anfang=lambda frist, heute: {"am": heute}),
        _aktion("pausieren", "Pause eintragen", dienst.add_fristpause, PauseForm,
                "Die Tage der Pause zählen nicht mit; das Ende wird neu gerechnet.", erfolg=_neues_ende),
        _aktion("verlaengern", "Verlängern", dienst.extend_frist, VerlaengerungForm,
                "Nur eine Frist, die die Behörde selbst gesetzt hat (§ 31 Abs. 7 VwVfG).", erfolg=_neues_ende),
        _aktion("zuruecknehmen", "Pause oder Verlängerung zurücknehmen", dienst.annul_fristeintrag, EintragForm,
                "Der Eintrag bleibt als zurückgenommen sichtbar; das Ende wird neu gerechnet.", erfolg=_neues_ende,
                sichtbar=_hat_eintraege),
        _aktion("aufheben", "Frist aufheben", dienst.cancel_frist, GrundForm,
                "Für eine Frist, die irrtümlich gesetzt wurde oder nicht mehr gebraucht wird.",
                erfolg="Die Frist ist aufgehoben."),
        _aktion("oeffnen", "Wieder öffnen", dienst.reopen_frist, GrundForm, "", erfolg="Die Frist ist wieder offen.",
                sichtbar=lambda frist: not frist.ist_offen),
    )  # fmt: skip

    @admin.display(description="Fall", ordering="fallname")
    def fall_verweis(self, frist: Frist) -> str | SafeString:
        modell = frist.fall_art.model_class()
        weg = fallseite(modell(pk=frist.fall_id)) if modell else ""
        return format_html('<a href="{}">{}</a>', weg, frist.fallname) if weg else frist.fallname

    @admin.display(description="Stand", ordering="ende_am")
    def stand_marke(self, frist: Frist) -> SafeString:
        return stand_marke(frist, clock.today())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Set once; from then on by actions only."""
        return obj is None and bool(super().has_change_permission(request, obj))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.fields
        abschluss = () if obj.ist_offen else (("abschluss_am", "abschluss_durch"), "abschluss_vermerk")
        return (("bezeichnung", "regel"), ("ereignis_am", "ort"), *abschluss)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A deadline belongs to a case: it is set from there."""
        if request.method == "GET" and "zum_fall" not in request.GET and self.has_add_permission(request):
            messages.info(request, OHNE_FALL)
            return HttpResponseRedirect(reverse("admin:core_frist_changelist"))
        return super().add_view(request, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        formular = super().get_form(request, obj, change=change, **kwargs)
        if "zum_fall" in formular.base_fields:
            formular.base_fields["zum_fall"] = FallField(user=request.user)  # of this form class only
        return formular

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        frist = context["original"]
        if frist is None:
            context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
            fall = context["fall"] = self._gemeinter_fall(request)
            context["fall_url"] = fallseite(fall) if fall else ""
        else:
            eintraege = [*frist.pausen.all(), *frist.verlaengerungen.all()]
            context |= {
                "rechnung": dienst.compute_frist(frist=frist),
                "marke": stand_marke(frist, clock.today()),
                "fall": frist.fall,
                "fall_url": fallseite(frist.fall),
                "wochentag": wochentag(frist.ende_am),
                "zurueckgenommen": [e for e in eintraege if e.ist_annulliert],
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def _gemeinter_fall(self, request: HttpRequest) -> Any:
        """The case that the page is for; None where the address names none that this person sees."""
        try:
            return FallField(user=request.user).clean(request.POST.get("zum_fall") or request.GET.get("zum_fall", ""))
        except ValidationError:
            return None

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """On to the page that says how the end was computed."""
        messages.success(request, _neues_ende(obj))
        return HttpResponseRedirect(reverse("admin:core_frist_change", args=[obj.pk]))

    def speichere(self, request: HttpRequest, obj: Frist, form: Any, change: bool) -> None:
        werte = {name: form.cleaned_data[name] for name in ("regel", "bezeichnung", "ereignis_am", "ort")}
        fall = form.cleaned_data["zum_fall"]
        angelegt = dienst.set_frist(fall=fall, **werte, by=request.user, jetzt=clock.now())  # type: ignore[arg-type]
        obj.pk, obj.ende_am, obj.fallname = angelegt.pk, angelegt.ende_am, angelegt.fallname
        obj.bezeichnung = angelegt.bezeichnung
