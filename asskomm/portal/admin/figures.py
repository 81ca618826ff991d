"""Release of figures, published figures of the past, announcement of milestones."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from asskomm.core import clock
from asskomm.core.admin.aktionen import Fachaktion, annullierung
from asskomm.core.admin.arbeitsvorrat import Gruppe, Posten, register
from asskomm.core.admin.basis import FachAdmin, TatsacheAdmin
from asskomm.core.admin.einausgabe import EinAusgabeMixin
from asskomm.core.admin.filter import AnnulliertFilter
from asskomm.core.forms import GrundForm
from asskomm.core.stichtag import als_text
from asskomm.core.workflow import ZWEI_PERSONEN
from kommunen.services.tatsachen import annul_tatsache

from .. import resources
from ..enums import Kennzahl, MeilensteinRegel
from ..kennzahlen.definitionen import DEFINITIONEN, wert_text
from ..kennzahlen.meilensteine import meilensteine
from ..kennzahlen.vergleich import lies_wert
from ..models import Kennzahlenfreigabe, Meilenstein, VeroeffentlichteZahl, Zahlenvorlage
from ..services.freigabe import PREPARE, RELEASE, refuse_kennzahlen, release_kennzahlen, submit_kennzahlen
from ..services.meilensteine import announce_meilenstein
from .auskunft import AuskunftMixin

VORSCHAU_TAGE = 730


class NurAnlegen:
    """Rows that a service writes once and nobody changes."""

    anlegerecht = ""

    def has_add_permission(self, request: Any) -> bool:
        return bool(request.user.has_perm(self.anlegerecht))

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False


def _nur_offene(vorlage: Zahlenvorlage) -> bool:
    return vorlage.ist_offen


class VorlageStand(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("offen", "wartet auf Freigabe"), ("freigegeben", "freigegeben"), ("abgelehnt", "zurückgegeben")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        offen = {"bestaetigt_zeitpunkt__isnull": True, "abgelehnt_zeitpunkt__isnull": True}
        wahl = {
            "offen": offen,
            "freigegeben": {"bestaetigt_zeitpunkt__isnull": False},
            "abgelehnt": {"abgelehnt_zeitpunkt__isnull": False},
        }
        return queryset.filter(**wahl[self.value()]) if self.value() in wahl else None


@admin.register(Zahlenvorlage)
class ZahlenvorlageAdmin(NurAnlegen, FachAdmin):
    """First step: one person submits the figures of a day, another one of the Leitung releases them."""

    handbuch = "09-zahlen#einen-zahlenstand-vorlegen-und-freigeben-zwei-personen"
    anlegerecht = PREPARE
    titel_neu = "Zahlenstand zur Freigabe vorlegen"
    list_display = ("tag", "anlass", "stand", "beantragt_durch", "beantragt_zeitpunkt")
    list_filter = (VorlageStand,)
    list_select_related = ("beantragt_durch",)
    search_fields = ("anlass",)
    ordering = ("-stichtag", "-pk")
    fachaktionen = (
        Fachaktion(
            name="freigeben",
            label="Freigeben",
            recht=RELEASE,
            dienst=release_kennzahlen,
            objektname="vorlage",
            sichtbar=_nur_offene,
            einleitung="Der Zahlenstand wird mit Prüfsumme eingefroren. Freigeben darf nicht, wer ihn vorgelegt hat.",
            erfolg="Der Zahlenstand ist freigegeben.",
        ),
        Fachaktion(
            name="ablehnen",
            label="Zurückgeben",
            recht=PREPARE,
            dienst=refuse_kennzahlen,
            formular=GrundForm,
            objektname="vorlage",
            sichtbar=_nur_offene,
            erfolg="Der Zahlenstand ist zurückgegeben.",
        ),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return ["stichtag", "anlass"]
        zahlen = [f"zahl_{k.value}" for k in Kennzahl]
        return ["stichtag", "anlass", "stand", "beantragt_durch", "beantragt_zeitpunkt", "abgelehnt_grund", *zahlen]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.get_fields(request, obj) if obj is not None else []

    def _gruende(self, request: HttpRequest, aktion: Fachaktion, objekt: Any) -> list[str]:
        gruende = super()._gruende(request, aktion, objekt)
        if aktion.name == "freigeben" and objekt.beantragt_durch_id == request.user.pk:
            gruende.append(ZWEI_PERSONEN)
        return gruende

    @admin.display(description="Stichtag", ordering="stichtag")
    def tag(self, vorlage: Zahlenvorlage) -> str:
        return als_text(vorlage.stichtag)

    @admin.display(description="Stand")
    def stand(self, vorlage: Zahlenvorlage) -> str:
        if vorlage.ist_offen:
            return "wartet auf Freigabe"
        return "freigegeben" if vorlage.ist_bestaetigt else "zurückgegeben"

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        neu = submit_kennzahlen(stichtag=obj.stichtag, anlass=obj.anlass, by=request.user, jetzt=clock.now())  # type: ignore[arg-type]
        obj.__dict__.update(neu.__dict__)


@admin.register(Kennzahlenfreigabe)
class KennzahlenfreigabeAdmin(AuskunftMixin, NurAnlegen, EinAusgabeMixin, FachAdmin):
    handbuch = "09-zahlen#einen-zahlenstand-vorlegen-und-freigeben-zwei-personen"
    resource_class = resources.KennzahlenfreigabeResource
    change_list_template = "admin/portal/kennzahlenfreigabe/change_list.html"
    list_display = ("tag", "anlass", "freigegeben_durch", "freigegeben_zeitpunkt", "unversehrt")
    list_select_related = ("freigegeben_durch",)
    search_fields = ("anlass",)
    ordering = ("-stichtag", "-pk")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        zahlen = [f"zahl_{k.value}" for k in Kennzahl]
        kopf = ["stichtag", "anlass", "vorgelegt_durch", "freigegeben_durch", "freigegeben_zeitpunkt"]
        return [*kopf, *zahlen, "sha256", "unversehrt"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.get_fields(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a set comes from a submission, by a second person

    @admin.display(description="Stichtag", ordering="stichtag")
    def tag(self, freigabe: Kennzahlenfreigabe) -> str:
        return als_text(freigabe.stichtag)

    @admin.display(description="Prüfsumme")
    def unversehrt(self, freigabe: Kennzahlenfreigabe) -> str:
        return "stimmt" if freigabe.ist_unversehrt else "stimmt nicht: Werte verändert"


def _anzeige(kennzahl: Kennzahl) -> Any:
    @admin.display(description=DEFINITIONEN[kennzahl].titel)
    def zeige(self: Any, freigabe: Kennzahlenfreigabe) -> str:
        return wert_text(kennzahl, lies_wert(kennzahl, freigabe.werte.get(kennzahl.value)))

    return zeige


for _kennzahl in Kennzahl:
    setattr(KennzahlenfreigabeAdmin, f"zahl_{_kennzahl.value}", _anzeige(_kennzahl))
    setattr(ZahlenvorlageAdmin, f"zahl_{_kennzahl.value}", _anzeige(_kennzahl))


@admin.register(VeroeffentlichteZahl)
class VeroeffentlichteZahlAdmin(EinAusgabeMixin, TatsacheAdmin):
    handbuch = "09-zahlen#veröffentlichte-zahlen-der-vergangenheit"
    resource_class = resources.VeroeffentlichteZahlResource
    list_display = ("stichtag", "kennzahl", "text", "ist_ungefaehr", "quelle", "gilt_marke")
    list_filter = ("kennzahl", AnnulliertFilter)
    list_select_related = False
    search_fields = ("wortlaut", "quelle")
    fields = (("stichtag", "kennzahl", "wert"), "ist_ungefaehr", "wortlaut", "quelle")
    fachaktionen = (annullierung(annul_tatsache, "portal.change_veroeffentlichtezahl"),)

    @admin.display(description="Wert", ordering="wert")
    def text(self, zahl: VeroeffentlichteZahl) -> str:
        kennzahl = Kennzahl(zahl.kennzahl)
        return wert_text(kennzahl, zahl.wert if kennzahl == Kennzahl.FOERDERMITTEL else int(zahl.wert))

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.erfasst_zeitpunkt, obj.erfasst_durch = clock.now(), request.user
        obj.save()


class BekanntgabeForm(forms.ModelForm):
    regel = forms.ChoiceField(label="Regel", choices=MeilensteinRegel.choices)
    wert = forms.IntegerField(label="n", min_value=1, max_value=10_000, help_text="Der wievielte, z. B. 50.")

    class Meta:
        model = Meilenstein
        fields = ("regel", "wert")

    def validate_unique(self) -> None:
        """The service says it in German, together with every other reason."""


@admin.register(Meilenstein)
class MeilensteinAdmin(NurAnlegen, EinAusgabeMixin, FachAdmin):
    """Announcing keeps day and Kommunen as the facts of today yield them."""

    handbuch = "09-zahlen#meilensteine-leitung"
    resource_class = resources.MeilensteinResource
    anlegerecht = "portal.announce_meilenstein"
    titel_neu = "Meilenstein bekannt geben"
    form = BekanntgabeForm
    list_display = ("titel", "am", "orte", "bekanntgegeben_zeitpunkt")
    list_filter = ("regel",)
    list_select_related = False
    search_fields = ("titel",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("kommunen")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return ["regel", "wert"]
        return ["titel", "am", "orte", "vereinbarung", "bekanntgegeben_zeitpunkt", "bekanntgegeben_durch", "quelle"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.get_fields(request, obj) if obj is not None else []

    @admin.display(description="Kommunen")
    def orte(self, stein: Meilenstein) -> str:
        return ", ".join(k.name_eindeutig for k in stein.kommunen.all())

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        regel = MeilensteinRegel(form.cleaned_data["regel"])
        neu = announce_meilenstein(regel=regel, wert=form.cleaned_data["wert"], by=request.user, jetzt=clock.now())
        obj.__dict__.update(neu.__dict__)


def offene_meilensteine(user: Any, heute: dt.date) -> Iterator[Gruppe]:
    """Reached within the last two years and not announced yet: for those who may announce."""
    if not user.has_perm("portal.announce_meilenstein"):
        return
    jetzt = clock.now()
    alle = meilensteine(stichtag=heute, wissensstand=jetzt, oeffentlich_um=jetzt)
    grenze = heute - dt.timedelta(days=VORSCHAU_TAGE)
    neu = reverse("admin:portal_meilenstein_add")
    posten = [
        Posten(
            e.titel,
            f"{neu}?{urlencode({'regel': e.regel.value, 'wert': e.wert})}",
            zusatz=", ".join(k.name for k in e.koerperschaften),
            marke=f"erreicht {e.datum}",
        )
        for e in alle
        if not e.ist_bekanntgegeben and e.am >= grenze
    ]
    yield Gruppe("Meilensteine bekannt geben", tuple(posten))


register(name="meilensteine", quelle=offene_meilensteine, reihenfolge=60)
