"""The outbox in the back office: what went to whom, what the mail server said, what could not be delivered."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Value
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export.fields import Field

from asskomm.core.fallarten import fallseite
from asskomm.core.forms import GrundForm
from asskomm.core.models import Ausgang, Nachricht, Poststand
from asskomm.core.nachrichtenform import ARTEN
from asskomm.core.resources import FachResource
from asskomm.core.services.postausgang import discard_nachricht, retry_nachricht
from asskomm.core.tabellen import Spalte
from asskomm.core.tabellenwerte import AuswahlWidget
from asskomm.core.templatetags.kern import plakette

from . import bereiche
from .aktionen import Fachaktion
from .arbeitsvorrat import Vorratsart, WartetAuf, register_art
from .basis import FachAdmin
from .einausgabe import EinAusgabeMixin
from .fallfilter import LandkreisFilter

_FARBEN = {
    Poststand.WARTET: "info",
    Poststand.GESENDET: "erfolg",
    Poststand.WIEDERHOLEN: "warnung",
    Poststand.UNZUSTELLBAR: "fehler",
    Poststand.VERWORFEN: "neutral",
}
_AUSGANG = {
    Ausgang.UNKLAR: "neutral",
    Ausgang.ANGENOMMEN: "erfolg",
    Ausgang.VORUEBERGEHEND: "warnung",
    Ausgang.ENDGUELTIG: "fehler",
}
VERSUCHSSPALTEN = (Spalte("Versuch"), Spalte("Zeitpunkt"), Spalte("Ausgang"), Spalte("Antwort des Mailservers"))
_WIEDERHOLBAR = (Poststand.UNZUSTELLBAR, Poststand.VERWORFEN, Poststand.WIEDERHOLEN)
_VERWERFBAR = (Poststand.WARTET, Poststand.WIEDERHOLEN, Poststand.UNZUSTELLBAR)


class NachrichtResource(FachResource):
    betreff = Field(attribute="betreff", column_name="Betreff", readonly=True)
    an = Field(attribute="an", column_name="Adresse", readonly=True)
    an_name = Field(attribute="an_name", column_name="Name", readonly=True)
    art = Field(attribute="art", column_name="Art", widget=AuswahlWidget(list(ARTEN.items())), readonly=True)
    stand = Field(attribute="stand", column_name="Stand", widget=AuswahlWidget(Poststand.choices), readonly=True)
    erfasst_zeitpunkt = Field(attribute="erfasst_zeitpunkt", column_name="bereitgestellt am", readonly=True)
    gesendet_zeitpunkt = Field(attribute="gesendet_zeitpunkt", column_name="gesendet am", readonly=True)

    class Meta(FachResource.Meta):
        model = Nachricht
        fields = ("betreff", "an", "an_name", "art", "stand", "erfasst_zeitpunkt", "gesendet_zeitpunkt")


class ArtFilter(admin.SimpleListFilter):
    title = "Art"
    parameter_name = "art"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(ARTEN.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.filter(art=self.value()) if self.value() in ARTEN else None


@admin.display(description="Stand", ordering="stand")
def stand_marke(nachricht: Nachricht) -> SafeString:
    return plakette(text=nachricht.get_stand_display(), art=_FARBEN[Poststand(nachricht.stand)])


@admin.display(description="Fall")
def fall_verweis(objekt: Any) -> str | SafeString:
    """The case as a link to its page."""
    if objekt.fall is None:
        return "–"
    adresse = fallseite(objekt.fall)
    return format_html('<a href="{}">{}</a>', adresse, objekt.fall) if adresse else str(objekt.fall)


@admin.register(Nachricht)
class NachrichtAdmin(EinAusgabeMixin, FachAdmin):
    bereich = bereiche.TAGESGESCHAEFT
    handbuch = "15-nachrichten#der-postausgang"
    resource_class = NachrichtResource
    list_display = ("betreff", "an", "zum_fall", "erfasst_zeitpunkt", "stand_marke")
    list_filter = ("stand", ArtFilter, "erfasst_zeitpunkt", LandkreisFilter)
    search_fields = ("betreff", "an", "an_name")
    reihenfolge = 50
    change_form_template = "admin/core/nachricht/change_form.html"
    readonly_fields = ("zum_fall", "art_text")
    fachaktionen = (
        Fachaktion(
            name="erneut",
            label="Noch einmal versuchen",
            recht="core.steer_nachricht",
            dienst=retry_nachricht,
            objektname="nachricht",
            sichtbar=lambda n: n.stand in _WIEDERHOLBAR and not n.ist_geleert,
            einleitung="Die Nachricht geht mit demselben Text an dieselbe Adresse.",
            erfolg="Die Nachricht wird noch einmal gesendet.",
        ),
        Fachaktion(
            name="verwerfen",
            label="Verwerfen",
            recht="core.steer_nachricht",
            dienst=discard_nachricht,
            formular=GrundForm,
            objektname="nachricht",
            sichtbar=lambda n: n.stand in _VERWERFBAR,
            einleitung="Die Nachricht wird nicht (mehr) gesendet. Sie bleibt mit dem Grund stehen.",
            erfolg="Die Nachricht ist verworfen.",
        ),
    )
    sammelaktionen = ("aktion/erneut", "aktion/verwerfen")
    stand_marke = staticmethod(stand_marke)
    zum_fall = staticmethod(fall_verweis)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("fall")

    @admin.display(description="Art")
    def art_text(self, nachricht: Nachricht) -> str:
        return ARTEN.get(nachricht.art, nachricht.art)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only what there is to say about this one."""
        moeglich = (("zum_fall", obj.fall_id), ("gesendet_zeitpunkt", obj.gesendet_zeitpunkt), ("grund", obj.grund))
        weitere = [feld for feld, wert in moeglich if wert]
        return (("an", "an_name"), "art_text", ("erfasst_zeitpunkt", "erfasst_durch"), *weitere)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        nachricht = context["original"]
        context |= {
            "nachricht": nachricht,
            "marke": stand_marke(nachricht),
            "versuche": [
                (v, plakette(text=v.get_ausgang_display(), art=_AUSGANG[Ausgang(v.ausgang)]))
                for v in nachricht.versuche.order_by("-nr")
            ],
            "versuchsspalten": VERSUCHSSPALTEN,
            "anlagen": [a.name for a in nachricht.anlagen.order_by("pk")],
        }
        return super().render_change_form(request, context, *args, **kwargs)


def _unzustellbare(user: Any, heute: Any) -> QuerySet | None:
    if not user.has_perm("core.steer_nachricht"):
        return None
    return Nachricht.objects.visible_to(user).unzustellbar()


register_art(
    Vorratsart(
        name="unzustellbar",
        titel="Unzustellbare E-Mails",
        auswahl=_unzustellbare,
        text="betreff",
        zusatz="an",
        marke=Value("unzustellbar"),
        seit="erfasst_zeitpunkt",
        wartet_auf=Value(WartetAuf.SACHBEARBEITUNG),
        dringend=True,
        reihenfolge=70,
    )
)
