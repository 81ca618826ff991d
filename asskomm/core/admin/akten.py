"""The files of all cases: Geschäftszeichen, papers, exports; and the box "Akte" on the page of each case."""

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export.fields import Field

from asskomm.core import clock
from asskomm.core.aktenformulare import AblageForm
from asskomm.core.downloads import file_response
from asskomm.core.errors import Ablehnung
from asskomm.core.fallarten import fallart_von, fallarten, fallseite
from asskomm.core.models import Akte, Aktenexport, Aktenstueck, Aktenzeichenregel, Laufstand, Signaturbefund
from asskomm.core.resources import FachResource
from asskomm.core.services.akten import add_aktenzeichenregel, file_uploads
from asskomm.core.services.aktenexport import hand_out_aktenexport, start_aktenexport
from asskomm.core.stichtag import BERLIN

from . import bereiche, fallkaesten
from .aktionen import Fachaktion
from .basis import FachAdmin
from .dokumentmarken import dokumentmarken
from .einausgabe import EinAusgabeMixin
from .fallfilter import LandkreisFilter

IM_KASTEN = 5


class AkteResource(FachResource):
    geschaeftszeichen = Field(attribute="geschaeftszeichen", column_name="Geschäftszeichen", readonly=True)
    art = Field(column_name="Art", readonly=True)
    fall = Field(column_name="Fall", readonly=True)
    angelegt = Field(column_name="Angelegt am", readonly=True)

    class Meta(FachResource.Meta):
        model = Akte
        fields = ("geschaeftszeichen", "art", "fall", "angelegt")

    def dehydrate_art(self, akte: Akte) -> str:
        return _artname(akte)

    def dehydrate_fall(self, akte: Akte) -> str:
        return str(akte.fall)

    def dehydrate_angelegt(self, akte: Akte) -> str:
        return akte.erfasst_zeitpunkt.astimezone(BERLIN).date().isoformat()


class FallartFilter(admin.SimpleListFilter):
    title = "Art"
    parameter_name = "art"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(art.kennung, art.label) for art in fallarten() if art.akte]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kennung=self.value()) if self.value() else queryset


class RegelartFilter(FallartFilter):
    """A rule without a kind is for all others: an empty value would be a link without a name."""

    UEBRIGE = "uebrige"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(self.UEBRIGE, "alle Fälle ohne eigene Regel"), *super().lookups(request, model_admin)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kennung="") if self.value() == self.UEBRIGE else super().queryset(request, queryset)


def _artname(akte: Akte) -> str:
    namen = {art.kennung: art.label for art in fallarten()}
    return namen.get(akte.kennung, akte.kennung)


def stuecke_von(fall: Any, user: Any) -> QuerySet[Aktenstueck]:
    """Newest first, each with its newest signature check."""
    befunde = Signaturbefund.objects.select_related("bestaetigt_durch").order_by("-pk")
    return (
        Aktenstueck.objects.zum_fall(fall)
        .visible_to(user)
        .select_related("dokument", "zu_papier")
        .prefetch_related(Prefetch("dokument__signaturbefunde", queryset=befunde))
        .order_by("-nr")
    )


@admin.register(Akte)
class AkteAdmin(EinAusgabeMixin, FachAdmin):
    bereich = bereiche.TAGESGESCHAEFT
    handbuch = "16-dokumente-und-akten"
    resource_class = AkteResource
    list_display = ("geschaeftszeichen", "art", "fallbezug", "erfasst_zeitpunkt")
    list_filter = (FallartFilter, "jahr", LandkreisFilter)
    list_select_related = ("fall_art",)
    search_fields = ("geschaeftszeichen", "kurzzeichen")
    search_help_text = "Geschäftszeichen oder ein Teil davon"
    reihenfolge = 60
    fields = ("geschaeftszeichen", "fallbezug", "erfasst_zeitpunkt")
    readonly_fields = ("fallbezug",)
    change_form_template = "admin/core/akte/change_form.html"
    fachaktionen = (
        Fachaktion(
            name="ablegen",
            label="Dokument ablegen",
            recht="core.file_aktenstueck",
            dienst=file_uploads,
            formular=AblageForm,
            objektname="akte",
            einleitung="Das Portal prüft jede Datei, bevor es sie speichert. Was in der Akte liegt, bleibt dort.",
            erfolg="Die Dokumente liegen in der Akte.",
            anfang=lambda akte, heute: {"eingang_am": heute, "art": "ANLAGE", "richtung": "EINGANG"},
        ),
        Fachaktion(
            name="exportieren",
            label="Akte exportieren",
            recht="core.export_akte",
            dienst=start_aktenexport,
            objektname="akte",
            einleitung="Alle Dokumente, Angaben, Fristen, der Schriftwechsel und das Protokoll des Falls kommen mit "
            "Verzeichnis und Prüfsummen in eine ZIP-Datei. Sie steht eine Woche lang bereit; der Export wird "
            "protokolliert.",
            erfolg="Der Export wird erstellt. Sie finden ihn unten auf dieser Seite.",
        ),
    )

    @admin.display(description="Art", ordering="kennung")
    def art(self, akte: Akte) -> str:
        return _artname(akte)

    @admin.display(description="Fall")
    def fallbezug(self, akte: Akte) -> str | SafeString:
        if akte.fall is None:
            return "–"
        return format_html('<a href="{}">{}</a>', fallseite(akte.fall), akte.fall)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).mit_faellen()  # type: ignore[attr-defined]

    def get_urls(self) -> list[Any]:
        paket = self.admin_site.admin_view(self.paket_view)
        return [path("<int:object_id>/paket/<int:paket_id>/", paket, name="core_akte_paket"), *super().get_urls()]

    def _fallangaben(self, request: HttpRequest, objekt: Akte) -> dict[str, Any]:
        stuecke = list(stuecke_von(objekt.fall, request.user)) if objekt.fall else []
        exporte = Aktenexport.objects.visible_to(request.user).filter(
            fall_art=objekt.fall_art_id, fall_id=objekt.fall_id
        )
        return {
            **super()._fallangaben(request, objekt),
            "stuecke": [(s, _stueckseite(s), dokumentmarken(s.dokument)) for s in stuecke],
            "stueckspalten": ["Nr.", "Betreff und Stand", "Art", "Absender", "Eingang"],
            "exporte": [_exportzeile(objekt, e) for e in exporte.select_related("arbeitslauf", "erfasst_durch")[:10]],
            "exportspalten": ["Begonnen", "Stand", "Datei und Prüfsumme"],
        }

    def paket_view(self, request: HttpRequest, object_id: int, paket_id: int) -> HttpResponseBase:
        """A POST: taking a file along is put on record."""
        akte = self._lade(request, str(object_id))
        export = (
            Aktenexport.objects.visible_to(request.user)
            .filter(fall_art=akte.fall_art_id, fall_id=akte.fall_id, pk=paket_id)
            .first()
        )
        if export is None:
            raise Http404("Diesen Export gibt es nicht.")
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return self._gib_heraus(request, akte, export)

    def _gib_heraus(self, request: HttpRequest, akte: Akte, export: Aktenexport) -> FileResponse | HttpResponseRedirect:
        try:
            hand_out_aktenexport(export=export, by=request.user, jetzt=clock.now())  # type: ignore[arg-type]
        except Ablehnung as ablehnung:
            for grund in ablehnung.gruende:
                messages.error(request, grund)
            return HttpResponseRedirect(self._aendern_url(akte))
        return file_response(export.datei, name=export.name, mimetype="application/zip", sha256=export.sha256)


def _stueckseite(stueck: Aktenstueck) -> str:
    return reverse("admin:core_aktenstueck_change", args=[stueck.pk])


def _exportzeile(akte: Akte, export: Aktenexport) -> dict[str, Any]:
    bereit = bool(export.datei)
    return {
        "export": export,
        "stand": _exportstand(export, bereit),
        "url": reverse("admin:core_akte_paket", args=[akte.pk, export.pk]) if bereit else "",
    }


def _exportstand(export: Aktenexport, bereit: bool) -> tuple[str, str]:
    """Word and colour of the badge."""
    if bereit:
        return "bereit", "erfolg"
    if export.fertig_zeitpunkt:
        return "abgelaufen", "neutral"
    if export.arbeitslauf.stand in (Laufstand.GESCHEITERT, Laufstand.ANGEHALTEN):
        return str(export.arbeitslauf.get_stand_display()), "fehler"
    return "wird erstellt", "info"


class AktenzeichenregelResource(FachResource):
    gueltig_von = Field(attribute="gueltig_von", column_name="gilt ab", readonly=True)
    kennung = Field(attribute="kennung", column_name="Art des Falls", readonly=True)
    organisation = Field(attribute="organisationskennzeichen", column_name="Organisationskennzeichen", readonly=True)
    aktenplan = Field(attribute="aktenplankennzeichen", column_name="Aktenplankennzeichen", readonly=True)
    quelle = Field(attribute="quelle", column_name="Quelle", readonly=True)

    class Meta(FachResource.Meta):
        model = Aktenzeichenregel
        fields = ("gueltig_von", "kennung", "organisation", "aktenplan", "quelle")


@admin.register(Aktenzeichenregel)
class AktenzeichenregelAdmin(EinAusgabeMixin, FachAdmin):
    """Entered, never changed: a new rule from a day on takes the place of the old one."""

    bereich = bereiche.TECHNIK
    handbuch = "16-dokumente-und-akten#geschäftszeichen"
    resource_class = AktenzeichenregelResource
    list_display = ("gueltig_von", "kennung", "organisationskennzeichen", "aktenplankennzeichen", "quelle")
    list_filter = (RegelartFilter,)
    search_fields = ("organisationskennzeichen", "aktenplankennzeichen", "quelle")
    fields = ("gueltig_von", "kennung", "organisationskennzeichen", "aktenplankennzeichen", "quelle")
    reihenfolge = 30

    def speichere(self, request: HttpRequest, obj: Aktenzeichenregel, form: Any, change: bool) -> None:
        neu = add_aktenzeichenregel(
            by=request.user,  # type: ignore[arg-type]
            jetzt=clock.now(),
            **{f: form.cleaned_data[f] for f in self.fields},
        )
        obj.pk = neu.pk


# --- On the page of the case


def _kasten(user: Any, fall: Any, heute: dt.date) -> fallkaesten.Fallkasten | None:
    art = fallart_von(fall)
    if art is None or not art.akte or not user.has_perm("core.view_akte"):
        return None
    inhaltstyp = ContentType.objects.get_for_model(fall)
    akte = Akte.objects.filter(fall_art=inhaltstyp, fall_id=fall.pk).first()
    stuecke = list(stuecke_von(fall, user)[: IM_KASTEN + 1]) if akte else []
    werte = {
        "akte": akte,
        "stuecke": [(s, _stueckseite(s), dokumentmarken(s.dokument)) for s in stuecke[:IM_KASTEN]],
        "mehr": len(stuecke) > IM_KASTEN,
    }
    return fallkaesten.Fallkasten("Akte", "admin/core/akte/kasten.html", werte, _knoepfe(user, akte))


def _knoepfe(user: Any, akte: Akte | None) -> tuple[tuple[str, str], ...]:
    if akte is None:
        return ()
    knoepfe = [("Akte öffnen", reverse("admin:core_akte_change", args=[akte.pk]))]
    for name, label, recht in (
        ("ablegen", "Dokument ablegen", "core.file_aktenstueck"),
        ("exportieren", "Akte exportieren", "core.export_akte"),
    ):
        if user.has_perm(recht, akte):
            knoepfe.append((label, reverse("admin:core_akte_aktion", args=[akte.pk, name])))
    return tuple(knoepfe)


fallkaesten.register(name="akte", quelle=_kasten, reihenfolge=20)
