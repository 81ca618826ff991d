"""What stands beside roles: deputies, declarations, own matters, mailboxes."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from asskomm.core import clock
from asskomm.core.models import Befangenheit, Erklaerung, Postfachaenderung, Vertretung
from asskomm.core.rollenformulare import (
    BefangenheitBeendenForm,
    BefangenheitForm,
    ErklaerungForm,
    PostfachForm,
    VertretungForm,
    personal,
    vertretbare_rollen,
)
from asskomm.core.services.erklaerung import declare_befangenheit, end_befangenheit, request_erklaerung
from asskomm.core.services.postfach import confirm_postfach, request_postfach
from asskomm.core.services.vertretung import confirm_vertretung, request_vertretung
from asskomm.core.stellen import organisation_von

from . import bereiche
from .aktionen import Fachaktion
from .antragsbasis import (
    AntragAdmin,
    KontenAdmin,
    StandFilter,
    TagFilter,
    antragsaktionen,
    begrenze,
    handlung,
    uebernimm,
    zeitraum,
)


@admin.register(Vertretung)
class VertretungAdmin(AntragAdmin):
    bereich = bereiche.KONTEN
    handbuch = "12-konten-und-rollen#vertretung-mandat-erklärung-befangenheit-zuständigkeit"
    reihenfolge = 15
    form = VertretungForm
    titel_neu = "Vertretung eintragen"
    list_display = ("vertretung", "person", "rolle_wort", "gueltig_von", "gueltig_bis", "stand_marke")
    list_filter = (StandFilter, TagFilter, "zuordnung__rolle")
    list_select_related = ("vertretung", "zuordnung__user", "zuordnung__organisation")
    search_fields = (
        "vertretung__anmeldename", "vertretung__name", "zuordnung__user__anmeldename", "zuordnung__user__name",
    )  # fmt: skip
    fields = ("zuordnung", "vertretung", ("gueltig_von", "gueltig_bis"), "grund")
    felder_angelegt = (("person", "rolle_wort"), "vertretung", ("gueltig_von", "gueltig_bis"), "grund")
    fachaktionen = antragsaktionen(
        "vertretung",
        bestaetige=confirm_vertretung,
        einleitung="In dieser Zeit darf die Vertretung, was die Rolle erlaubt; was die Vertretenen vorbereitet haben, "
        "gibt sie nicht frei.",
    )

    @admin.display(description="vertritt", ordering="zuordnung__user__name")
    def person(self, vertretung: Vertretung) -> str:
        return str(vertretung.zuordnung.user)

    @admin.display(description="Rolle", ordering="zuordnung__rolle")
    def rolle_wort(self, vertretung: Vertretung) -> str:
        return vertretung.zuordnung.get_rolle_display()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        formular = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None:
            return formular
        return begrenze(formular, zuordnung=vertretbare_rollen(request.user), vertretung=personal(clock.today()))  # type: ignore[arg-type]

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        c = form.cleaned_data
        angelegt = request_vertretung(
            zuordnung=c["zuordnung"],
            vertretung=c["vertretung"],
            **zeitraum(form),
            grund=c["grund"],
            **handlung(request),
        )
        uebernimm(obj, angelegt)


@admin.register(Erklaerung)
class ErklaerungAdmin(AntragAdmin):
    bereich = bereiche.KONTEN
    handbuch = "12-konten-und-rollen#vertretung-mandat-erklärung-befangenheit-zuständigkeit"
    reihenfolge = 17
    form = ErklaerungForm
    titel_neu = "Erklärung einer Kommune erfassen"
    list_display = ("organisation", "grundlage", "gueltig_von", "gueltig_bis", "stand_marke")
    list_filter = (StandFilter, TagFilter)
    list_select_related = ("organisation",)
    search_fields = ("organisation__name", "grundlage")
    fields = ("kommune", "grundlage", ("gueltig_von", "gueltig_bis"))
    felder_angelegt = ("organisation", "grundlage", ("gueltig_von", "gueltig_bis"))
    fachaktionen = antragsaktionen(
        "erklaerung",
        einleitung="Solange die Erklärung gilt, darf in dieser Kommune eine Person vorbereiten und zeichnen.",
    )

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        c = form.cleaned_data
        angelegt = request_erklaerung(
            organisation=organisation_von(c["kommune"], request.user),  # type: ignore[arg-type]
            grundlage=c["grundlage"],
            **zeitraum(form),
            **handlung(request),
        )
        uebernimm(obj, angelegt)


@admin.register(Befangenheit)
class BefangenheitAdmin(KontenAdmin):
    """In force at once, ended by another person, never deleted."""

    bereich = bereiche.KONTEN
    handbuch = "12-konten-und-rollen#vertretung-mandat-erklärung-befangenheit-zuständigkeit"
    reihenfolge = 18
    form = BefangenheitForm
    titel_neu = "Befangenheit festhalten"
    list_display = ("user", "organisation", "gueltig_von", "gueltig_bis", "erfasst_durch")
    list_select_related = ("user", "organisation", "erfasst_durch")
    search_fields = ("user__anmeldename", "user__name", "organisation__name")
    fachaktionen = (
        Fachaktion(
            name="beenden",
            label="Befangenheit beenden",
            recht="core.end_befangenheit",
            dienst=end_befangenheit,
            formular=BefangenheitBeendenForm,
            objektname="befangenheit",
            sichtbar=lambda b: b.gueltig_bis is None or b.gueltig_bis >= clock.today(),
            anfang=lambda b, heute: {"bis": heute},
            erfolg="Die Befangenheit ist beendet.",
        ),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("user", "kommune", ("gueltig_von", "gueltig_bis"))
        return ("user", "organisation", ("gueltig_von", "gueltig_bis"), ("erfasst_durch", "erfasst_zeitpunkt"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        felder = ("user", "organisation", "gueltig_von", "gueltig_bis", "erfasst_durch", "erfasst_zeitpunkt")
        return felder if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        formular = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None:
            return formular
        auswahl = personal(clock.today())
        if not request.user.has_perm("core.end_befangenheit"):  # type: ignore[union-attr]
            auswahl = auswahl.filter(pk=request.user.pk)
        return begrenze(formular, user=auswahl)

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        return {"user": request.user.pk, "gueltig_von": clock.today()}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and bool(super().has_change_permission(request, obj))

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        c = form.cleaned_data
        angelegt = declare_befangenheit(
            user=c["user"],
            organisation=organisation_von(c["kommune"], request.user),  # type: ignore[arg-type]
            **zeitraum(form),
            **handlung(request),
        )
        uebernimm(obj, angelegt)


@admin.register(Postfachaenderung)
class PostfachAdmin(AntragAdmin):
    bereich = bereiche.KONTEN
    handbuch = "12-konten-und-rollen#beenden-sperren-übergeben"
    reihenfolge = 12
    form = PostfachForm
    titel_neu = "Neues Postfach beantragen"
    list_display = ("user", "email", "beantragt_zeitpunkt", "stand_marke")
    list_filter = (StandFilter,)
    list_select_related = ("user",)
    search_fields = ("user__anmeldename", "user__name", "email")
    fields = felder_angelegt = ("user", "email", "grund")
    fachaktionen = antragsaktionen(
        "postfachaenderung",
        bestaetige=confirm_postfach,
        beende=None,
        einleitung="Nachrichten und Links zum Passwort gehen danach an das neue Postfach. Beide erfahren davon.",
    )

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        c = form.cleaned_data
        angelegt = request_postfach(
            user=c["user"], email=c["email"], grund=c["grund"], **handlung(request)
        )  # fmt: skip
        uebernimm(obj, angelegt)
