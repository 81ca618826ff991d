"""Circular mail in the back office: from the list of Kommunen over draft and preview to the sending."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.safestring import SafeString
from import_export.fields import Field

from asskomm.core import clock
from asskomm.core.admin import bereiche
from asskomm.core.admin.aktionen import Fachaktion
from asskomm.core.admin.auswahl import auswahl_aus
from asskomm.core.admin.basis import FachAdmin
from asskomm.core.admin.einausgabe import EinAusgabeMixin
from asskomm.core.admin.post import stand_marke as post_marke
from asskomm.core.admin.sammelaktionen import Auswahlseite, register_sammelaktion
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Nachricht, Poststand
from asskomm.core.resources import FachResource
from asskomm.core.tabellen import Spalte
from asskomm.core.templatetags.kern import plakette
from kommunen.models import Ansprechperson, KommunalerPraeventionsrat, Kommune
from vereinbarungen.models import Vereinbarung

from ..models import Rundschreiben
from ..rundschreiben import PLATZHALTER, kontakte, verteiler, vorschau, ziele_aus
from ..rundschreibenformulare import RundschreibenForm, VersandForm
from ..services import rundschreiben as dienste

JE_SEITE_VORSCHAU = 10
JE_SEITE_POST = 50
EMPFAENGERSPALTEN = (Spalte("Empfänger"), Spalte("Kommune"), Spalte("Stand"))


class RundschreibenResource(FachResource):
    betreff = Field(attribute="betreff", column_name="Betreff", readonly=True)
    herkunft = Field(attribute="herkunft", column_name="Auswahl", readonly=True)
    versandt_zeitpunkt = Field(attribute="versandt_zeitpunkt", column_name="versandt am", readonly=True)
    gesamt = Field(attribute="gesamt", column_name="E-Mails", readonly=True)
    gesendet = Field(attribute="gesendet", column_name="gesendet", readonly=True)
    unzustellbar = Field(attribute="unzustellbar", column_name="unzustellbar", readonly=True)

    class Meta(FachResource.Meta):
        model = Rundschreiben
        fields = ("betreff", "herkunft", "versandt_zeitpunkt", "gesamt", "gesendet", "unzustellbar")


class StandFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"
    _wahl = {
        "entwurf": ("Entwurf", Q(versandt_zeitpunkt__isnull=True, verworfen_zeitpunkt__isnull=True)),
        "versandt": ("versandt", Q(versandt_zeitpunkt__isnull=False)),
        "verworfen": ("verworfen", Q(verworfen_zeitpunkt__isnull=False)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(wert, text) for wert, (text, _) in self._wahl.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(self._wahl[self.value()][1]) if self.value() in self._wahl else queryset  # type: ignore[index]


def _anzahl(**bedingung: Any) -> Coalesce:
    zeilen = Rundschreiben.nachrichten.through.objects.filter(rundschreiben=OuterRef("pk"), **bedingung)
    je_rundschreiben = zeilen.order_by().values("rundschreiben").annotate(anzahl=Count("pk")).values("anzahl")
    return Coalesce(Subquery(je_rundschreiben), 0)


def _nur_entwurf(rundschreiben: Rundschreiben) -> bool:
    return rundschreiben.ist_entwurf


def _hinderungen(rundschreiben: Rundschreiben) -> list[str]:
    return dienste.hinderungen(rundschreiben=rundschreiben, by=None, jetzt=clock.now())


def _zum_lauf(verwaltung: Any, request: HttpRequest, rundschreiben: Rundschreiben) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:core_arbeitslauf_change", args=[rundschreiben.lauf_id]))


def _zur_vorschau(verwaltung: Any, request: HttpRequest, nachricht: Nachricht) -> HttpResponse:
    messages.success(request, f"Die Probe geht an {nachricht.an}. Sie ist in der Regel in einer Minute da.")
    return HttpResponseRedirect(_vorschau_url(request.resolver_match.kwargs["object_id"]))  # type: ignore[union-attr]


def _vorschau_url(pk: Any) -> str:
    return reverse("admin:portal_rundschreiben_vorschau", args=[pk])


@admin.register(Rundschreiben)
class RundschreibenAdmin(EinAusgabeMixin, FachAdmin):
    """A draft begins in a list of Kommunen, agreements, councils or contact persons."""

    bereich = bereiche.TAGESGESCHAEFT
    handbuch = "15-nachrichten#ein-rundschreiben"
    resource_class = RundschreibenResource
    form = RundschreibenForm
    list_display = ("titel", "herkunft", "stand_marke", "versandt_zeitpunkt", "gesamt", "gesendet", "unzustellbar")
    list_filter = (StandFilter, "versandt_zeitpunkt")
    search_fields = ("betreff", "text", "herkunft")
    reihenfolge = 40
    change_form_template = "admin/portal/rundschreiben/change_form.html"
    fields: tuple[str, ...] = ("betreff", "text", "funktionen", "entfernen", "dateien")
    fachaktionen = (
        Fachaktion(
            name="versenden",
            label="Versenden",
            recht=dienste.RECHT,
            dienst=lambda geprueft, **angaben: dienste.send_rundschreiben(**angaben),
            formular=VersandForm,
            objektname="rundschreiben",
            sichtbar=_nur_entwurf,
            hinderungen=_hinderungen,
            einleitung="Jede Adresse bekommt eine eigene E-Mail. Sie wird bei ihrer Kommune festgehalten.",
            erfolg="Das Rundschreiben wird versandt.",
            danach=_zum_lauf,
        ),
        Fachaktion(
            name="probe",
            label="Probe an mich senden",
            recht=dienste.RECHT,
            dienst=dienste.send_probe,
            objektname="rundschreiben",
            sichtbar=_nur_entwurf,
            hinderungen=_hinderungen,
            einleitung="Sie bekommen die E-Mail so, wie sie die erste Kommune der Auswahl bekommt, mit allen Anlagen.",
            danach=_zur_vorschau,
        ),
        Fachaktion(
            name="verwerfen",
            label="Entwurf verwerfen",
            recht=dienste.RECHT,
            dienst=dienste.discard_rundschreiben,
            objektname="rundschreiben",
            sichtbar=_nur_entwurf,
            erfolg="Der Entwurf ist verworfen.",
        ),
    )

    # --- List

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Counted by subqueries: rows that are grouped cannot be locked."""
        return (
            super()
            .get_queryset(request)
            .annotate(
                gesamt=_anzahl(),
                gesendet=_anzahl(nachricht__stand=Poststand.GESENDET),
                unzustellbar=_anzahl(nachricht__stand=Poststand.UNZUSTELLBAR),
            )
        )

    @admin.display(description="Betreff", ordering="betreff")
    def titel(self, rundschreiben: Rundschreiben) -> str:
        return str(rundschreiben)

    @admin.display(description="Stand", ordering="versandt_zeitpunkt")
    def stand_marke(self, r: Rundschreiben) -> SafeString:
        if r.versandt_zeitpunkt:
            return plakette(text="versandt", art="erfolg")
        return plakette(text="Entwurf", art="info") if r.ist_entwurf else plakette(text="verworfen", art="neutral")

    @admin.display(description="E-Mails", ordering="gesamt")
    def gesamt(self, r: Any) -> int:
        return int(r.gesamt)

    @admin.display(description="gesendet", ordering="gesendet")
    def gesendet(self, r: Any) -> int:
        return int(r.gesendet)

    @admin.display(description="unzustellbar", ordering="unzustellbar")
    def unzustellbar(self, r: Any) -> int:
        return int(r.unzustellbar)

    # --- Draft

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only from a list: there is no circular to nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().has_change_permission(request, obj)) and (obj is None or obj.ist_entwurf)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or not self.has_change_permission(request, obj):
            return ("betreff", "text", "herkunft", "erfasst_durch", "versandt_zeitpunkt", "versandt_durch")
        unnoetig = set() if obj.funktionen or kontakte(obj, clock.today()).exists() else {"funktionen"}
        unnoetig |= set() if obj.anlagen.exists() else {"entfernen"}
        return [feld for feld in self.fields if feld not in unnoetig]

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        angaben = form.cleaned_data
        dienste.save_rundschreiben(
            rundschreiben=obj,
            betreff=angaben["betreff"],
            text=angaben["text"],
            funktionen=angaben.get("funktionen", []),
            entfernen=angaben.get("entfernen", ()),
            dateien=angaben["dateien"],
            by=request.user,  # type: ignore[arg-type]
            jetzt=clock.now(),
        )

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """On to what each recipient will get."""
        if "_save" not in request.POST:
            return super().response_change(request, obj)
        messages.success(request, "Der Entwurf ist gespeichert.")
        return HttpResponseRedirect(_vorschau_url(obj.pk))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service has stored everything."""

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        r = context["original"]
        post = r.nachrichten.prefetch_related("fall").order_by("pk")
        seite = Paginator(post, JE_SEITE_POST).get_page(request.GET.get("seite"))
        seite.object_list = [(n, post_marke(n)) for n in seite.object_list]
        context |= {
            "rundschreiben": r,
            "ziele": r.ziele.count(),
            "platzhalter": PLATZHALTER,
            "anlagen": [a.name for a in r.anlagen.order_by("pk")],
            "post": seite,
            "empfaengerspalten": EMPFAENGERSPALTEN,
            "speichern_text": "Speichern und Vorschau",
            "vorschau_url": _vorschau_url(r.pk) if r.ist_entwurf else "",
            "lauf_url": reverse("admin:core_arbeitslauf_change", args=[r.lauf_id]) if r.lauf_id else "",
        }
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Addresses of its own

    def get_urls(self) -> list[Any]:
        ansicht = self.admin_site.admin_view
        return [
            path("neu/", ansicht(self.neu_view), name="portal_rundschreiben_neu"),
            path("<path:object_id>/vorschau/", ansicht(self.vorschau_view), name="portal_rundschreiben_vorschau"),
            *super().get_urls(),
        ]

    def neu_view(self, request: HttpRequest) -> HttpResponse:
        """Where a list leads to: says whom it would reach; the draft begins with a POST."""
        if not request.user.has_perm(dienste.RECHT):  # type: ignore[union-attr]
            raise PermissionDenied
        zeilen = auswahl_aus(request)
        ziele = ziele_aus(zeilen) if zeilen is not None else []
        gruende: list[str] = []
        herkunft = f"{zeilen.model._meta.verbose_name_plural}, {len(ziele)} ausgewählt" if zeilen is not None else ""
        if request.method == "POST":
            try:
                neu = dienste.create_rundschreiben(
                    ziele=ziele, herkunft=herkunft, by=request.user, jetzt=clock.now()  # type: ignore[arg-type]
                )  # fmt: skip
                return HttpResponseRedirect(self._aendern_url(neu))
            except Ablehnung as ablehnung:
                gruende = ablehnung.gruende
        werte = {"title": "Rundschreiben an diese Auswahl", "opts": self.opts, "anzahl": len(ziele), "gruende": gruende}
        kontext = {**self.admin_site.each_context(request), **werte, "herkunft": herkunft}
        return TemplateResponse(request, "admin/portal/rundschreiben/neu.html", kontext)

    def vorschau_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        r = self._lade(request, object_id)
        an = verteiler(r, clock.today())
        seite = Paginator(an.empfaenger, JE_SEITE_VORSCHAU).get_page(request.GET.get("seite"))
        seite.object_list = vorschau(r, seite.object_list)
        werte = {
            **self.admin_site.each_context(request),
            "title": "Vorschau",
            "opts": self.opts,
            "original": r,
            "seite": seite,
            "an": an,
            "anlagen": [a.name for a in r.anlagen.order_by("pk")],
            "gruende": _hinderungen(r) if r.ist_entwurf else [],
            "kurz": len(an.ohne) <= JE_SEITE_VORSCHAU,
            "zurueck": self._aendern_url(r),
            "versenden": self._adresse("aktion", r, "versenden"),
            "probe": self._adresse("aktion", r, "probe"),
        }
        return TemplateResponse(request, "admin/portal/rundschreiben/vorschau.html", werte)


for _modell in (Kommune, Vereinbarung, KommunalerPraeventionsrat, Ansprechperson):
    register_sammelaktion(
        _modell,
        Auswahlseite(
            name="rundschreiben",
            label="Rundschreiben an diese Auswahl",
            url="admin:portal_rundschreiben_neu",
            recht=dienste.RECHT,
        ),
    )
