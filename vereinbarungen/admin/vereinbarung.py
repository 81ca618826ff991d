from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Prefetch, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from asskomm.core import clock
from asskomm.core.admin.aktionen import Knopf
from asskomm.core.admin.basis import FachAdmin
from asskomm.core.admin.einausgabe import EinAusgabeMixin
from asskomm.core.admin.inlines import FachInline, LeseInline
from asskomm.core.admin.listen import Liste
from asskomm.core.downloads import document_response
from asskomm.core.models import Dokument
from kommunen.admin.suche import KommuneSuche
from vereinbarungen import nummern, resources
from vereinbarungen.enums import BESTAND, VOR_INKRAFTTRETEN, Zeichnungsform
from vereinbarungen.forms import KOMMUNENFELDER, NeueVereinbarungForm
from vereinbarungen.models import (
    Beteiligung,
    Gremienbeschluss,
    Unterzeichnung,
    Vereinbarung,
    Vertragspartei,
    Vertragstext,
    Zeuge,
)
from vereinbarungen.pruefung import geltung_gruende, refuse
from vereinbarungen.services.anlage import create_vereinbarung

from .aktionen import BESTANDSPFLEGE, VORBEREITEN, ZEICHNUNG
from .stand import ist_geplant, standangaben

ERSTES_JAHR = 2019  # ASSKomm began in February 2019


class JahrFilter(admin.SimpleListFilter):
    title = "in Kraft seit"
    parameter_name = "jahr"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(jahr), str(jahr)) for jahr in range(clock.today().year, ERSTES_JAHR - 1, -1)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        jahr = self.value() or ""
        if jahr.isascii() and jahr.isdigit() and len(jahr) == 4 and jahr != "0000":
            return queryset.filter(in_kraft_am__year=int(jahr))
        return queryset.none() if jahr else None


class Rangliste(Liste):
    """Each row of the page knows its rank by signing day; one query for the page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        raenge = nummern.raenge()
        for vereinbarung in self.result_list:
            vereinbarung.rang = raenge.get(vereinbarung.pk)


class ParteiInline(FachInline):
    """Who signs for a party, as far as known before; the parties themselves follow from the Kommunen."""

    model = Vertragspartei
    offen = True
    extra = 0
    max_num = 0
    fields = ("vorgesehen",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("kommune", "polizeidirektion")


class BeteiligungInline(LeseInline):
    model = Beteiligung
    fields = (("kommune", "beitritt_am", "austritt_am"), "annulliert_grund")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("kommune")


class TextInline(LeseInline):
    """Also versions without a file: the note says where they are kept."""

    model = Vertragstext
    fields = (("erfasst_zeitpunkt", "erfasst_durch"), "anmerkung")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("erfasst_durch")


class BeschlussInline(LeseInline):
    """What was entered last counts."""

    model = Gremienbeschluss
    ordering = ("pk",)
    fields = (("kommune", "gremium"), ("datum", "nummer", "ergebnis"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("kommune")


class ZeugeInline(FachInline):
    model = Zeuge
    fields = (("funktion", "name"),)


@admin.register(Vereinbarung)
class VereinbarungAdmin(EinAusgabeMixin, KommuneSuche, FachAdmin):
    handbuch = "04-vereinbarung"
    resource_class = resources.VereinbarungResource
    reihenfolge = 1
    suchpfad = "kommunen__suchtext"
    search_fields = ("kommunen__suchtext", "bezeichnung", "geschaeftszeichen")
    search_help_text = "Bezeichnung, Kommune, Nummer oder Geschäftszeichen"
    list_display = ("nummer", "bezeichnung", "art", "orte", "status_marke", "seit")
    list_display_links = ("nummer", "bezeichnung")
    list_filter = (
        "status", "art", "kommunen__landkreis__polizeidirektion", "kommunen__landkreis", JahrFilter, "nummer_herkunft",
    )  # fmt: skip
    list_select_related = ()
    ordering = ("-in_kraft_am", "-laufende_nr", "-pk")
    inlines = (ParteiInline, BeteiligungInline, ZeugeInline, TextInline, BeschlussInline)
    fachaktionen = (*ZEICHNUNG, *VORBEREITEN, *BESTANDSPFLEGE)
    sammelaktionen = ("schritt/abstimmen", "schritt/beschluss_abwarten", "schritt/ueberarbeiten", "schritt/ablaufen")
    change_form_template = "admin/vereinbarungen/vereinbarung/change_form.html"
    readonly_fields = ("art", "ersetzt")
    fieldsets = (
        (None, {"fields": (("bezeichnung", "art"), ("geschaeftszeichen", "ersetzt"))}),
        (
            "Geltung",
            {"fields": (("in_kraft_laut_text", "laufzeit_bis"), ("kuendigungsfrist_monate", "erinnerung_tage"))},
        ),
        ("Herkunft und Notiz", {"fields": ("quelle", "notiz")}),
    )
    add_fieldsets = (
        (None, {"fields": (("art", "bezeichnung"), ("ersetzt", "geschaeftszeichen"))}),
        (
            "Beteiligte Kommunen",
            {"fields": (KOMMUNENFELDER[:3], KOMMUNENFELDER[3:]), "description": "Weitere Kommunen können später "
             "aufgenommen werden. Polizeidirektion und Landespräventionsrat werden selbst Vertragspartei."},
        ),
        ("Geltung", {"fields": (("in_kraft_laut_text", "laufzeit_bis", "kuendigungsfrist_monate"),)}),
        ("Herkunft und Notiz", {"fields": ("quelle", "notiz")}),
    )  # fmt: skip

    # --- Lists

    def _wort(self, roh: str) -> Q:
        """A short number means the number of the agreement, not a part of an AGS."""
        if roh.isascii() and roh.isdigit() and len(roh) < 5:
            return Q(laufende_nr=int(roh))
        return super()._wort(roh)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Rangliste

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        auswahl = super().get_queryset(request)
        weg = str(request.resolver_match.url_name) if request.resolver_match else ""
        if weg.endswith(("changelist", "export")):
            beteiligte = Beteiligung.objects.select_related("kommune").order_by("kommune__sortiername")
            return auswahl.prefetch_related(Prefetch("beteiligungen", queryset=beteiligte))
        return auswahl

    @admin.display(description="Nr.", ordering="laufende_nr")
    def nummer(self, v: Vereinbarung) -> str:
        rang = getattr(v, "rang", None)
        abweichend = f" (Rang {rang})" if v.laufende_nr and rang not in (None, v.laufende_nr) else ""
        return f"{v.nummer_text}{abweichend}"

    @admin.display(description="Kommunen")
    def orte(self, v: Vereinbarung) -> str:
        namen = [str(k) for k in v.beteiligte]
        return ", ".join(namen[:3]) + (f" und {len(namen) - 3} weitere" if len(namen) > 3 else "")

    @admin.display(description="in Kraft seit", ordering="in_kraft_am")
    def seit(self, v: Vereinbarung) -> str:
        return str(v.in_kraft or "–")

    # --- New case

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NeueVereinbarungForm
        kwargs["labels"] = {"geschaeftszeichen": "Früheres oder fremdes Zeichen"}  # das eigene steht an der Akte
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_inlines(self, request: HttpRequest, obj: Any) -> Sequence[Any]:
        if obj is None:
            return ()
        return self.inlines if obj.status in VOR_INKRAFTTRETEN else self.inlines[1:]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        fest = ("in_kraft_laut_text",) if obj.status not in VOR_INKRAFTTRETEN else ()
        return (*self.readonly_fields, *fest)

    def speichere(self, request: HttpRequest, obj: Vereinbarung, form: Any, change: bool) -> None:
        if change:
            refuse(geltung_gruende(obj, clock.now()))
            obj.save()
            return
        felder = NeueVereinbarungForm.Meta.fields
        neu = create_vereinbarung(
            kommunen=form.gewaehlte_kommunen(),
            by=request.user,  # type: ignore[arg-type]
            jetzt=clock.now(),
            **{f: form.cleaned_data[f] for f in felder},
        )
        obj.pk = neu.pk

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        self.message_user(request, f"„{obj.bezeichnung}“ ist als Entwurf angelegt.")
        return HttpResponseRedirect(self._aendern_url(obj))

    # --- Case page

    def _fallangaben(self, request: HttpRequest, objekt: Vereinbarung) -> dict[str, Any]:
        parteien = objekt.parteien.select_related("kommune", "polizeidirektion").prefetch_related(
            Prefetch("unterzeichnungen", queryset=Unterzeichnung.objects.gueltig())
        )
        zeilen = [(p, next(iter(p.unterzeichnungen.all()), None)) for p in parteien]
        eigen = objekt.verlauf.filter(uebergang="in_kraft_setzen").exists()
        return {
            **super()._fallangaben(request, objekt),
            "standangaben": standangaben(objekt),
            "parteizeilen": zeilen,
            "unterschriften_da": any(u for _, u in zeilen),
            "parteispalten": ["Partei", "Stand", "Unterzeichnet", "In der Funktion"],
            "hat_pressetext": objekt.status in BESTAND or ist_geplant(objekt),
            "aus_bestand": objekt.status in BESTAND and not eigen,
        }

    def dokumente(self, request: HttpRequest, objekt: Vereinbarung) -> list[tuple[str, str, str]]:
        texte = Vertragstext.objects.filter(vereinbarung=objekt).select_related("dokument")
        zeilen = [(f"Text, Fassung {t.fassung}", t.dokument) for t in texte if t.dokument]
        if objekt.signierte_fassung:
            zeilen.insert(0, ("unterzeichnete Fassung", objekt.signierte_fassung))
        return [(wort, self._dokument_url(objekt, d), d.name.rpartition(".")[2].upper()) for wort, d in zeilen]

    def zeitstrahl(self, request: HttpRequest, objekt: Vereinbarung) -> list[dict[str, Any]]:
        """Steps and signatures; of one day what was recorded later stands higher."""
        unterschriften = Unterzeichnung.objects.filter(partei__vereinbarung=objekt)
        eintraege = super().zeitstrahl(request, objekt)
        eintraege += map(_unterschrift, unterschriften.select_related("partei__kommune", "partei__polizeidirektion"))
        eintraege += _beitritte(objekt)
        return sorted(eintraege, key=lambda e: (e["iso"], e["moment"]), reverse=True)

    def _ereignis(self, objekt: Vereinbarung, e: Any) -> dict[str, Any]:
        return {**super()._ereignis(objekt, e), "moment": e.erfasst_zeitpunkt}

    def knoepfe(self, request: HttpRequest, objekt: Vereinbarung) -> list[Knopf]:
        """The daily work stands on top."""
        return sorted(super().knoepfe(request, objekt), key=lambda k: k.id != "aktion-unterschrift")

    def get_urls(self) -> list[Any]:
        download = path(
            "<int:object_id>/dokument/<int:dokument_id>/",
            self.admin_site.admin_view(self.dokument_view),
            name="vereinbarungen_vereinbarung_dokument",
        )
        return [download, *super().get_urls()]

    def dokument_view(self, request: HttpRequest, object_id: int, dokument_id: int) -> FileResponse:
        """A file of this agreement, to whoever may see the agreement; never by an address of its own."""
        vereinbarung = self._lade(request, str(object_id))
        texte = Vertragstext.objects.filter(vereinbarung=vereinbarung).values("dokument")
        eigene = Dokument.objects.filter(pk__in=texte) | Dokument.objects.filter(pk=vereinbarung.signierte_fassung_id)
        dokument = eigene.filter(pk=dokument_id).first()
        if dokument is None:
            raise Http404("Diese Datei gehört nicht zu der Vereinbarung.")
        return document_response(dokument)

    def _dokument_url(self, objekt: Vereinbarung, dokument: Dokument) -> str:
        return reverse("admin:vereinbarungen_vereinbarung_dokument", args=[objekt.pk, dokument.pk])


def _unterschrift(u: Unterzeichnung) -> dict[str, Any]:
    form = u.get_form_display() if u.form != Zeichnungsform.UNBEKANNT else ""
    teile = [u.funktion, u.vertretungszusatz, u.ort, form]
    if u.ist_annulliert:
        teile.append(f"annulliert: {u.annulliert_grund}")
    return {
        "datum": f"{u.am:%d.%m.%Y}",
        "iso": u.am.isoformat(),
        "moment": u.erfasst_zeitpunkt,
        "titel": f"Unterschrift: {u.partei}",
        "text": ", ".join(t for t in teile if t),
    }


def _beitritte(v: Vereinbarung) -> Iterator[dict[str, Any]]:
    """Later joinings and leavings."""
    for b in v.beteiligungen.gueltig().select_related("kommune"):
        for wort, tag, moment in (
            ("Beitritt", b.beitritt_am, b.erfasst_zeitpunkt),
            ("Austritt", b.austritt_am, b.austritt_erfasst_zeitpunkt),
        ):
            if tag is not None:
                angaben = {"datum": f"{tag:%d.%m.%Y}", "iso": tag.isoformat(), "moment": moment}
                yield {**angaben, "titel": f"{wort}: {b.kommune}", "text": ""}
