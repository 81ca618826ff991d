"""Roles of persons, their invitations, and the organisations they act for."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from asskomm.core import clock
from asskomm.core.models import Einladung, Organisation, Rollenzuordnung, User
from asskomm.core.rollenformulare import RolleBeantragenForm
from asskomm.core.rollentabellen import RollenResource
from asskomm.core.services.einladung import GILT_TAGE, confirm_zugang, withdraw_einladung
from asskomm.core.services.rollen import end_rolle, refuse_rolle, request_rolle
from asskomm.core.uebergaben import offene_aufgaben

from . import bereiche
from .aktionen import Fachaktion
from .antragsbasis import AntragAdmin, KontenAdmin, StandFilter, TagFilter, antragsaktionen, uebernimm
from .einausgabe import EinAusgabeMixin

OHNE = "–"
ROLLENFELDER = (
    ("Rolle", {"fields": (("rolle", "stelle"), ("gueltig_von", "gueltig_bis"), "grundlage")}),
    ("Nur für Prüfungen", {"fields": ("bereiche", "kommunen", "alle_kommunen")}),
)


def zeige_link(verwaltung: Any, request: HttpRequest, link: Any) -> HttpResponse | None:
    """The Leitung gets the link for handing over, on this page only: it is stored nowhere."""
    if not link or not request.user.has_perm("core.confirm_rolle"):  # type: ignore[union-attr]
        return None
    context = {
        **verwaltung.admin_site.each_context(request),
        "title": "Einladung ist unterwegs",
        "opts": verwaltung.opts,
        "link": link,
        "tage": GILT_TAGE,
    }
    return TemplateResponse(request, "admin/core/einladungslink.html", context)


@admin.register(Rollenzuordnung)
class RollenzuordnungAdmin(EinAusgabeMixin, AntragAdmin):
    bereich = bereiche.KONTEN
    handbuch = "12-konten-und-rollen"
    resource_class = RollenResource
    reihenfolge = 11
    form = RolleBeantragenForm
    titel_neu = "Weitere Rolle beantragen"
    list_display = ("user", "rolle_wort", "organisation", "gueltig_von", "gueltig_bis", "stand_marke")
    list_filter = (StandFilter, TagFilter, "rolle", "organisation__art")
    list_select_related = ("user", "organisation")
    search_fields = ("user__anmeldename", "user__name", "organisation__name")
    search_help_text = "Anmeldename, Name oder Organisation"
    ordering = ("user__anmeldename", "rolle", "-gueltig_von", "pk")
    felder_angelegt = (
        "user", ("rolle_wort", "organisation"), ("gueltig_von", "gueltig_bis"), "grundlage", "bereiche_in_worten",
        "umfang_in_worten", "herkunft_wort", "aufgaben",
    )  # fmt: skip
    fachaktionen = antragsaktionen(
        "rolle",
        bestaetige=confirm_zugang,
        lehne_ab=refuse_rolle,
        beende=end_rolle,
        objektname="zuordnung",
        danach=zeige_link,
        einleitung=(
            "Ab dem ersten Tag darf die Person, was die Rolle erlaubt. Wer noch kein Passwort hat, bekommt jetzt einen "
            f"Einladungslink per E-Mail; er gilt {GILT_TAGE} Tage und nur einmal."
        ),
    )

    def gegenstand_im_protokoll(self, objekt: Rollenzuordnung) -> User:
        return objekt.user

    @admin.display(description="Rolle", ordering="rolle")
    def rolle_wort(self, zuordnung: Rollenzuordnung) -> str:
        return zuordnung.get_rolle_display()

    @admin.display(description="Bereiche der Prüfung")
    def bereiche_in_worten(self, zuordnung: Rollenzuordnung) -> str:
        return zuordnung.bereiche_in_worten or OHNE

    @admin.display(description="Geprüfte Kommunen")
    def umfang_in_worten(self, zuordnung: Rollenzuordnung) -> str:
        return ", ".join(str(o) for o in zuordnung.umfang.all()) or ("alle" if zuordnung.bereiche else OHNE)

    @admin.display(description="Herkunft")
    def herkunft_wort(self, zuordnung: Rollenzuordnung) -> str:
        return zuordnung.get_herkunft_display()

    @admin.display(description="Offene Aufgaben der Person")
    def aufgaben(self, zuordnung: Rollenzuordnung) -> str:
        return ", ".join(offene_aufgaben(zuordnung.user, clock.today())) or OHNE

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [("Person", {"fields": ("user",)}), *ROLLENFELDER]
        return super().get_fieldsets(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("core.request_rolle")  # type: ignore[union-attr]

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        angaben = form.fuer_dienst(request.user)
        angelegt = request_rolle(
            user=form.cleaned_data["user"], by=request.user, jetzt=clock.now(), **angaben  # type: ignore[arg-type]
        )  # fmt: skip
        uebernimm(obj, angelegt)


@admin.register(Einladung)
class EinladungAdmin(KontenAdmin):
    bereich = bereiche.KONTEN
    handbuch = "12-konten-und-rollen#bestätigen-oder-ablehnen-leitung"
    reihenfolge = 13
    list_display = ("user", "erfasst_zeitpunkt", "gueltig_bis_zeitpunkt", "stand")
    list_select_related = ("user",)
    search_fields = ("user__anmeldename", "user__name")
    fields = ("user", ("erfasst_zeitpunkt", "erfasst_durch"), ("gueltig_bis_zeitpunkt", "stand"))
    fachaktionen = (
        Fachaktion(
            name="zuruecknehmen",
            label="Einladung zurücknehmen",
            recht="core.renew_einladung",
            dienst=withdraw_einladung,
            objektname="einladung",
            sichtbar=lambda e: e.angenommen_zeitpunkt is None and e.widerrufen_zeitpunkt is None,
            einleitung="Der Link gilt danach nicht mehr. Die Rolle bleibt; beenden Sie sie bei den Rollen der Person.",
            erfolg="Die Einladung ist zurückgenommen.",
        ),
    )

    def gegenstand_im_protokoll(self, objekt: Einladung) -> User:
        return objekt.user

    @admin.display(description="Stand")
    def stand(self, einladung: Einladung) -> str:
        if einladung.angenommen_zeitpunkt:
            return "angenommen"
        if einladung.widerrufen_zeitpunkt:
            return "zurückgenommen oder ersetzt"
        return "abgelaufen" if einladung.gueltig_bis_zeitpunkt <= clock.now() else "offen"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(KontenAdmin):
    """For reading: made on first use from the register."""

    bereich = bereiche.KONTEN
    handbuch = "12-konten-und-rollen"
    reihenfolge = 14
    list_display = ("name", "art", "schluessel")
    list_filter = ("art",)
    list_select_related = False
    search_fields = ("name", "schluessel")
    fields = ("name", "art", "schluessel")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
