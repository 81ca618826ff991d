"""The correspondence of a case in the back office: the list of all, the thread of one case, the box on its page."""

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet, Value
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.safestring import SafeString
from import_export.fields import Field

from asskomm.core import clock
from asskomm.core.downloads import document_response
from asskomm.core.errors import Ablehnung
from asskomm.core.fallarten import fallart_mit, fallart_von, fallseite, ist_fall
from asskomm.core.leserkreis import Leserkreis, Seite
from asskomm.core.models import Mitteilung, User
from asskomm.core.resources import FachResource
from asskomm.core.schriftformulare import MitteilungForm, RueckzugForm
from asskomm.core.schriftpartner import leserkreise
from asskomm.core.schriftwechsel import JE_SEITE, ZULETZT, Leser, blatt, emails, mitteilungen
from asskomm.core.services.schriftwechsel import find_anlage, mark_gelesen, withdraw_mitteilung, write_mitteilung
from asskomm.core.tabellenwerte import AuswahlWidget
from asskomm.core.templatetags.kern import plakette

from . import bereiche, fallkaesten
from .aktionen import Fachaktion
from .arbeitsvorrat import Vorratsart, WartetAuf, register_art
from .basis import FachAdmin
from .einausgabe import EinAusgabeMixin
from .fallfilter import LandkreisFilter
from .post import fall_verweis

SCHREIBEN = "core.write_mitteilung"
_KREISE = {
    Leserkreis.INTERN: "intern",
    Leserkreis.KOMMUNE: "mit Kommune",
    Leserkreis.POLIZEI: "mit Polizei",
    Leserkreis.ALLE: "alle Beteiligten",
}
"""Short, for the list: the LPR reads everything."""


def _zurueckziehen(*, mitteilung: Mitteilung, grund: str, by: User, jetzt: dt.datetime) -> None:
    withdraw_mitteilung(mitteilung=mitteilung, grund=grund, im_haus=True, by=by, jetzt=jetzt)


def wechselseite(fall: Any) -> str:
    """The thread of a case; empty where the object is none."""
    art = fallart_von(fall)
    return reverse("admin:core_mitteilung_fall", args=[art.kennung, fall.pk]) if art else ""


class MitteilungResource(FachResource):
    erfasst_zeitpunkt = Field(attribute="erfasst_zeitpunkt", column_name="geschrieben am", readonly=True)
    stelle = Field(attribute="stelle", column_name="Stelle", readonly=True)
    leserkreis = Field(
        attribute="leserkreis", column_name="Wer das liest", widget=AuswahlWidget(Leserkreis.choices), readonly=True
    )
    text = Field(attribute="text", column_name="Text", readonly=True)

    class Meta(FachResource.Meta):
        model = Mitteilung
        fields = ("erfasst_zeitpunkt", "stelle", "leserkreis", "text")


class UngelesenFilter(admin.SimpleListFilter):
    title = "gelesen"
    parameter_name = "ungelesen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ja", "von mir noch nicht gelesen")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.ungelesen(request.user) if self.value() == "ja" else queryset


@admin.register(Mitteilung)
class MitteilungAdmin(EinAusgabeMixin, FachAdmin):
    """The list; a row leads to the thread of its case."""

    bereich = bereiche.TAGESGESCHAEFT
    handbuch = "15-nachrichten#schriftwechsel-zu-einem-fall"
    resource_class = MitteilungResource
    list_display = ("anfang", "zum_fall", "stelle", "erfasst_zeitpunkt", "kreis_marke")
    list_filter = (UngelesenFilter, "seite", "leserkreis", "erfasst_zeitpunkt", LandkreisFilter)
    search_fields = ("text", "stelle")
    reihenfolge = 30
    fachaktionen = (
        Fachaktion(
            name="zurueckziehen",
            label="Zurückziehen",
            recht="core.withdraw_mitteilung",
            dienst=_zurueckziehen,
            formular=RueckzugForm,
            objektname="mitteilung",
            sichtbar=lambda m: not m.ist_zurueckgezogen,
            einleitung="Die anderen lesen den Text dann nicht mehr, nur noch den Grund.",
            erfolg="Die Mitteilung ist zurückgezogen.",
        ),
    )
    zum_fall = staticmethod(fall_verweis)

    @admin.display(description="Mitteilung", ordering="text")
    def anfang(self, m: Mitteilung) -> str:
        text = " ".join(m.text.split())
        return f"{text[:80]} …" if len(text) > 80 else text

    @admin.display(description="Wer das liest", ordering="leserkreis")
    def kreis_marke(self, m: Mitteilung) -> SafeString:
        if m.ist_zurueckgezogen:
            return plakette(text="zurückgezogen", art="warnung")
        return plakette(text=_KREISE[m.leserkreis], art="neutral" if m.leserkreis == Leserkreis.INTERN else "info")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("fall")

    def get_urls(self) -> list[Any]:
        ansicht = self.admin_site.admin_view
        fall = "fall/<str:kennung>/<int:fall_id>/"
        return [
            path(fall, ansicht(self.fall_view), name="core_mitteilung_fall"),
            path(f"{fall}gelesen/", ansicht(self.gelesen_view), name="core_mitteilung_gelesen"),
            path(f"{fall}anlage/<int:dokument_id>/", ansicht(self.anlage_view), name="core_mitteilung_anlage"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A single entry has no page of its own: it is read where it stands."""
        m = self._lade(request, object_id)
        danach = mitteilungen(request.user, m.fall).filter(pk__gt=m.pk).count()
        return HttpResponseRedirect(f"{wechselseite(m.fall)}?seite={danach // JE_SEITE + 1}#mitteilung-{m.pk}")

    # --- The thread of one case

    def fall_view(self, request: HttpRequest, kennung: str, fall_id: int) -> HttpResponse:
        fall = self._fall(request, kennung, fall_id)
        darf = request.user.has_perm(SCHREIBEN)  # type: ignore[union-attr]
        form = MitteilungForm(
            request.POST or None, request.FILES or None, kreise=leserkreise(fall, Seite.LPR), initial={}
        )
        if request.method == "POST" and not darf:
            raise PermissionDenied("Ihre Rolle darf hier nur lesen.")
        if request.method == "POST" and form.is_valid() and self._schreibe(request, fall, form):
            messages.success(request, "Die Mitteilung steht im Schriftwechsel.")
            return HttpResponseRedirect(wechselseite(fall))
        return TemplateResponse(request, "admin/core/mitteilung/fall.html", self._werte(request, fall, form, darf))

    def _schreibe(self, request: HttpRequest, fall: Any, form: MitteilungForm) -> bool:
        try:
            write_mitteilung(
                fall=fall,
                im_haus=True,
                by=request.user,  # type: ignore[arg-type]
                jetzt=clock.now(),
                **form.cleaned_data,
            )
        except Ablehnung as ablehnung:
            form.add_error(None, ablehnung.gruende)  # type: ignore[arg-type]
            return False
        return True

    def _werte(self, request: HttpRequest, fall: Any, form: MitteilungForm, darf: bool) -> dict[str, Any]:
        art = fallart_von(fall)
        kennung = art.kennung if art else ""
        leser = Leser(
            user=request.user,  # type: ignore[arg-type]
            seite=Seite.LPR,
            stelle="",
            anlage_url=lambda pk: reverse("admin:core_mitteilung_anlage", args=[kennung, fall.pk, pk]),
            rueckzug_url=lambda pk: reverse("admin:core_mitteilung_aktion", args=[pk, "zurueckziehen"]) if darf else "",
        )
        seite = blatt(leser, fall, request.GET.get("seite"))
        return {
            **self.admin_site.each_context(request),
            "title": f"Schriftwechsel: {fall}",
            "opts": self.opts,
            "fall": fall,
            "fall_url": fallseite(fall),
            "form": form,
            "darf": darf,
            "seite": seite,
            "ungelesen": mitteilungen(request.user, fall).ungelesen(request.user).count(),  # type: ignore[attr-defined]
            "bis": seite.object_list[0].pk if seite.object_list and seite.number == 1 else 0,
            "gelesen_url": reverse("admin:core_mitteilung_gelesen", args=[kennung, fall.pk]),
            "emails": [
                (n, reverse("admin:core_nachricht_change", args=[n.pk])) for n in emails(request.user, fall)[:25]
            ],
        }

    def gelesen_view(self, request: HttpRequest, kennung: str, fall_id: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        fall, bis = self._fall(request, kennung, fall_id), request.POST.get("bis", "")
        if bis.isascii() and bis.isdecimal() and len(bis) < 16:
            mark_gelesen(fall=fall, bis=int(bis), by=request.user, jetzt=clock.now())  # type: ignore[arg-type]
            messages.success(request, "Als gelesen vermerkt.")
        return HttpResponseRedirect(wechselseite(fall))

    def anlage_view(self, request: HttpRequest, kennung: str, fall_id: int, dokument_id: int) -> FileResponse:
        fall = self._fall(request, kennung, fall_id)
        dokument = find_anlage(fall=fall, dokument_id=dokument_id, by=request.user)  # type: ignore[arg-type]
        if dokument is None:
            raise Http404("Diese Datei gibt es nicht.")
        return document_response(dokument)

    def _fall(self, request: HttpRequest, kennung: str, fall_id: int) -> Any:
        """The case, if this person sees it: a foreign one does not exist."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        art = fallart_mit(kennung)
        fall = art and art.modell._default_manager.visible_to(request.user).filter(pk=fall_id).first()  # type: ignore[attr-defined]
        if fall is None:
            raise Http404("Diesen Fall gibt es nicht.")
        return fall


# --- On the page of the case, and on the worklist


def _kasten(user: Any, fall: Any, heute: dt.date) -> fallkaesten.Fallkasten | None:
    if not ist_fall(fall) or not user.has_perm("core.view_mitteilung"):
        return None
    return fallkaesten.Fallkasten(
        titel="Schriftwechsel",
        vorlage="admin/core/mitteilung/kasten.html",
        werte={
            "mitteilungen": list(mitteilungen(user, fall)[:ZULETZT]),
            "ungelesen": Mitteilung.objects.visible_to(user).zum_fall(fall).ungelesen(user).count(),
            "emails": list(emails(user, fall)[:ZULETZT]),
        },
        knoepfe=(("Schriftwechsel öffnen", wechselseite(fall)),),
    )


def _wartende(user: Any, heute: dt.date) -> QuerySet | None:
    """From outside, not read by this person, and nobody of the LPR has written since."""
    if not user.has_perm("core.steer_nachricht"):
        return None
    return Mitteilung.objects.visible_to(user).gilt().ungelesen(user).unbeantwortet()


fallkaesten.register(name="schriftwechsel", quelle=_kasten, reihenfolge=60)
register_art(
    Vorratsart(
        name="mitteilungen",
        titel="Neue Mitteilungen",
        auswahl=_wartende,
        text=F("stelle"),
        zusatz=Value("hat geschrieben, Antwort steht aus"),
        seit="erfasst_zeitpunkt",
        wartet_auf=Value(WartetAuf.SACHBEARBEITUNG),
        am_fall=True,
        reihenfolge=25,
    )
)
