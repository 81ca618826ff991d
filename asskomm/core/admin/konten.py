"""Accounts: invitation, lock, handover, the view as another person."""

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from asskomm.core import ansicht_als, clock
from asskomm.core.forms import FachForm, GrundForm
from asskomm.core.models import Rollenzuordnung, User
from asskomm.core.rollenformulare import EinladenForm, UebergabeForm
from asskomm.core.rollentabellen import KontoResource
from asskomm.core.services.ansicht import begin_ansicht
from asskomm.core.services.einladung import invite_person, renew_einladung
from asskomm.core.services.uebergabe import hand_over, lock_konto, unlock_konto
from asskomm.core.uebergaben import begonnenes, offene_aufgaben

from . import bereiche
from .aktionen import Fachaktion
from .antragsbasis import KontenAdmin
from .einausgabe import EinAusgabeMixin
from .rollen import OHNE, ROLLENFELDER, zeige_link


def _zeige_folgen(verwaltung: Any, request: HttpRequest, folgen: list[str]) -> HttpResponse:
    context = {
        **verwaltung.admin_site.each_context(request),
        "title": "Übergabe ist veranlasst",
        "opts": verwaltung.opts,
        "folgen": folgen,
    }
    return TemplateResponse(request, "admin/core/uebergabe_folgen.html", context)


def _beginne(verwaltung: Any, request: HttpRequest, angaben: tuple[User, dt.datetime]) -> HttpResponse:
    user, ende = angaben
    ansicht_als.setze(request, user, ende)
    return HttpResponseRedirect(ansicht_als.startseite(user))


def _begin_ansicht(*, user: User, grund: str, by: User, jetzt: dt.datetime) -> tuple[User, dt.datetime]:
    return user, begin_ansicht(user=user, grund=grund, by=by, jetzt=jetzt)


class RollenFilter(admin.SimpleListFilter):
    """Accounts that have the role today."""

    title = "Rolle heute"
    parameter_name = "rolle"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [*Rollenzuordnung._meta.get_field("rolle").choices, ("-", "keine")]  # type: ignore[misc]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not (wert := self.value()):
            return None
        geltend = Rollenzuordnung.objects.in_kraft(clock.today())
        if wert == "-":
            return queryset.exclude(pk__in=geltend.values("user"))
        return queryset.filter(pk__in=geltend.filter(rolle=wert).values("user"))


ANSICHT: tuple[Any, ...] = (
    ("anmeldename", "email"),
    ("name", "is_active"),
    "rollen_marke",
    "einladungsstand",
    ("last_login", "zugang_bis"),
    "aufgaben",
    "erfasstes",
)

WARTET = "Die Rolle wartet auf eine zweite Person. Erst wenn diese bestätigt, geht der Einladungslink hinaus."


@admin.register(User)
class KontoAdmin(EinAusgabeMixin, KontenAdmin):
    bereich = bereiche.KONTEN
    handbuch = "12-konten-und-rollen"
    resource_class = KontoResource
    reihenfolge = 10
    titel_neu = "Person einladen"
    search_fields = ("anmeldename", "email", "name")
    list_display = ("anmeldename", "name", "rollen_marke", "is_active", "zugang_bis", "last_login")
    list_filter = ("is_active", RollenFilter)
    list_select_related = False
    fachaktionen = (
        Fachaktion(
            name="einladung",
            label="Einladung erneuern",
            recht="core.renew_einladung",
            dienst=renew_einladung,
            objektname="user",
            sichtbar=lambda user: not user.hat_angenommen,
            einleitung="Ein neuer Link geht an das Postfach des Kontos; der alte gilt dann nicht mehr.",
            erfolg="Der neue Link ist verschickt.",
            danach=zeige_link,
        ),
        Fachaktion(
            name="uebergabe",
            label="Übergabe",
            recht="core.hand_over",
            dienst=hand_over,
            formular=UebergabeForm,
            objektname="user",
            entscheidend=True,
            einleitung="Wenn jemand ausscheidet: Alle Rollen enden, offene Aufgaben gehen an die Nachfolge, das Konto "
            "wird geschlossen. Was die Person begonnen hat, bleibt bei der Stelle und nennt sie weiter.",
            anfang=lambda user, heute: {"letzter_tag": heute},
            danach=_zeige_folgen,
        ),
        Fachaktion(
            name="sperren",
            label="Konto sperren",
            recht="core.lock_konto",
            dienst=lock_konto,
            formular=GrundForm,
            objektname="user",
            entscheidend=True,
            sichtbar=lambda user: user.is_active,
            einleitung="Sofort: Alle Sitzungen enden, niemand meldet sich mehr an. Die Rollen bleiben eingetragen.",
            erfolg="Das Konto ist gesperrt.",
        ),
        Fachaktion(
            name="entsperren",
            label="Konto entsperren",
            recht="core.change_user",
            dienst=unlock_konto,
            formular=GrundForm,
            objektname="user",
            entscheidend=True,
            sichtbar=lambda user: not user.is_active or user.zugang_bis is not None,
            erfolg="Das Konto ist entsperrt.",
        ),
        Fachaktion(
            name="ansicht",
            label="Ansicht als diese Person",
            recht="core.view_as",
            dienst=_begin_ansicht,
            formular=GrundForm,
            objektname="user",
            entscheidend=True,
            einleitung="Sie sehen 30 Minuten lang, was diese Person sieht, und können nichts ändern. Beginn, Ende und "
            "Grund stehen im Protokoll, jede aufgerufene Seite im Sicherheitsprotokoll.",
            danach=_beginne,
        ),
    )

    @admin.display(description="Rollen heute")
    def rollen_marke(self, konto: User) -> str:
        return ", ".join(str(z) for z in konto.geltende_rollen) or OHNE  # type: ignore[attr-defined]

    @admin.display(description="Offene Aufgaben")
    def aufgaben(self, konto: User) -> str:
        return ", ".join(offene_aufgaben(konto, clock.today())) or OHNE

    @admin.display(description="Von der Person erfasst")
    def erfasstes(self, konto: User) -> str:
        return ", ".join(f"{anzahl} {name}" for name, anzahl in begonnenes(konto)) or OHNE

    @admin.display(description="Einladung")
    def einladungsstand(self, konto: User) -> str:
        return "angenommen" if konto.hat_angenommen else "noch nicht angenommen"

    def get_queryset(self, request: HttpRequest) -> Any:
        geltend = Rollenzuordnung.objects.in_kraft(clock.today()).select_related("organisation")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("rollenzuordnungen", queryset=geltend, to_attr="geltende_rollen"))
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [("Person", {"fields": (("email", "anmeldename"), "name")}), *ROLLENFELDER]
        return [(None, {"fields": ANSICHT})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, form=FachForm if obj else EinladenForm, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        return {"gueltig_von": clock.today()}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A login name stays, the mailbox takes two people, the lock is an action with a reason."""
        if obj is None:
            return ()
        felder = [f for zeile in ANSICHT for f in ((zeile,) if isinstance(zeile, str) else zeile)]
        return [f for f in felder if f != "name"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super(KontenAdmin, self).save_model(request, obj, form, change)  # the field trace belongs to the protocol
        else:
            self.speichere(request, obj, form, change)

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            obj.save(update_fields=["name"])
            return
        c = form.cleaned_data
        zuordnung = invite_person(
            anmeldename=c["anmeldename"],
            email=c["email"],
            name=c["name"],
            by=request.user,  # type: ignore[arg-type]
            jetzt=clock.now(),
            **form.fuer_dienst(request.user),
        )
        obj.__dict__.update(zuordnung.user.__dict__)
        messages.info(request, WARTET)
