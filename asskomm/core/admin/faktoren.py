import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest

from asskomm.core import clock
from asskomm.core.forms import GrundForm, TagField
from asskomm.core.models import Faktorruecksetzung, User
from asskomm.core.services.faktorruecksetzung import (
    BEANTRAGEN,
    BESTAETIGEN,
    DIESELBE,
    SELBST,
    confirm_faktorruecksetzung,
    reject_faktorruecksetzung,
    request_faktorruecksetzung,
)

from . import bereiche
from .aktionen import Fachaktion
from .antragsbasis import StandFilter
from .arbeitsvorrat import Vorratsart, WartetAuf, register_art
from .basis import FachAdmin
from .rollenvorrat import name_von


class AntragForm(forms.ModelForm):
    rueckruf_am = TagField(label="Rückruf am")

    class Meta:
        model = Faktorruecksetzung
        fields = ("konto", "grund", "rueckruf_am", "rueckruf_nummer", "rueckruf_notiz")


@admin.register(Faktorruecksetzung)
class FaktorruecksetzungAdmin(FachAdmin):
    """Requested by the system administration after a call back, confirmed by the Leitung."""

    bereich = bereiche.KONTEN
    handbuch = "01-anmelden-und-arbeitsvorrat#zweiter-faktor"
    form = AntragForm
    titel_neu = "Zweiten Faktor zurücksetzen: Antrag"
    reihenfolge = 60
    list_display = ("konto", "beantragt_zeitpunkt", "beantragt_durch", "stand")
    list_filter = (StandFilter,)
    search_fields = ("konto__anmeldename", "konto__name")
    entscheidend = True
    fachaktionen = (
        Fachaktion(
            name="bestaetigen",
            label="Zurücksetzung bestätigen",
            recht=BESTAETIGEN,
            dienst=confirm_faktorruecksetzung,
            objektname="ruecksetzung",
            sichtbar=lambda antrag: antrag.ist_offen,
            einleitung=(
                "Danach sind alle zweiten Faktoren und Ersatzcodes des Kontos gelöscht und seine Anmeldungen beendet. "
                "Die Person erhält eine E-Mail und richtet bei der nächsten Anmeldung einen neuen Faktor ein."
            ),
            erfolg="Der zweite Faktor ist zurückgesetzt.",
        ),
        Fachaktion(
            name="ablehnen",
            label="Antrag ablehnen",
            recht=BESTAETIGEN,
            dienst=reject_faktorruecksetzung,
            formular=GrundForm,
            objektname="ruecksetzung",
            sichtbar=lambda antrag: antrag.ist_offen,
            einleitung="Der zweite Faktor bleibt, wie er ist.",
            erfolg="Der Antrag ist abgelehnt.",
        ),
    )

    @admin.display(description="Stand")
    def stand(self, antrag: Faktorruecksetzung) -> str:
        return "zurückgesetzt" if antrag.ist_bestaetigt else antrag.stand

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        antrag = ("konto", "grund", "rueckruf_am", "rueckruf_nummer", "rueckruf_notiz")
        if obj is None:
            return antrag
        entscheidung = ("bestaetigt_durch", "bestaetigt_zeitpunkt")
        if obj.abgelehnt_zeitpunkt:
            entscheidung = ("abgelehnt_durch", "abgelehnt_zeitpunkt", "abgelehnt_grund")
        return (*antrag, "beantragt_durch", "beantragt_zeitpunkt", *entscheidung)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj) if obj else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(BEANTRAGEN)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _gruende(self, request: HttpRequest, aktion: Fachaktion, objekt: Any) -> list[str]:
        gruende = super()._gruende(request, aktion, objekt)
        if objekt.konto_id == request.user.pk:
            gruende.append(SELBST)
        if aktion.name == "bestaetigen" and objekt.beantragt_durch_id == request.user.pk:
            gruende.append(DIESELBE)
        return gruende

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "konto":
            kwargs["queryset"] = User.objects.exclude(pk=request.user.pk).filter(authenticator__isnull=False).distinct()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        neu = request_faktorruecksetzung(**form.cleaned_data, by=request.user, jetzt=clock.now())
        obj.__dict__.update(neu.__dict__)


def _offene_ruecksetzungen(user: Any, heute: dt.date) -> QuerySet | None:
    """For the second person: never what it requested itself, never its own factor."""
    if not user.has_perm(BESTAETIGEN):
        return None
    return Faktorruecksetzung.objects.offen().exclude(beantragt_durch=user).exclude(konto=user)


register_art(
    Vorratsart(
        name="faktoren",
        titel="Wer sich nicht anmelden kann",
        auswahl=_offene_ruecksetzungen,
        text=Concat(name_von("konto"), Value(": zweiten Faktor zurücksetzen")),
        zusatz=Concat(Value("beantragt durch "), name_von("beantragt_durch")),
        seit="beantragt_zeitpunkt",
        wartet_auf=Value(WartetAuf.ICH),
        dringend=True,
        reihenfolge=6,
    )
)
