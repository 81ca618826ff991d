from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from asskomm.core import clock
from asskomm.core.admin.aktionen import annullierung
from asskomm.core.admin.basis import FachAdmin, TatsacheAdmin
from asskomm.core.admin.einausgabe import EinAusgabeMixin
from asskomm.core.admin.filter import AnnulliertFilter, GenauigkeitFilter
from asskomm.core.zahlen import als_euro
from foerderung import resources
from foerderung.models import Haushaltsansatz, Veroeffentlichungsregel, Zuwendung
from foerderung.services.zuwendungen import record_zuwendung
from kommunen.admin.suche import KOMMUNE_VORSCHLAG, KommuneSuche
from kommunen.services.tatsachen import annul_tatsache


class ErfasstAdmin(TatsacheAdmin):
    """A fact that needs no process to be entered: only who and when."""

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.erfasst_zeitpunkt, obj.erfasst_durch = clock.now(), request.user
        obj.save()


@admin.register(Zuwendung)
class ZuwendungAdmin(EinAusgabeMixin, KommuneSuche, ErfasstAdmin):
    handbuch = "09-zahlen#förderung-haushalt-leitung"
    resource_class = resources.ZuwendungResource
    search_fields = ("kommune__suchtext", "gegenstand", "quelle")
    list_display = ("kommune", "foerderjahr", "datum", "in_euro", "gegenstand", "gilt_marke")
    list_filter = ("foerderjahr", "kommune__landkreis", GenauigkeitFilter, AnnulliertFilter)
    list_select_related = ("kommune",)
    vorschlaege = {"kommune": KOMMUNE_VORSCHLAG}
    fields = ("kommune", ("foerderjahr", "am", "betrag"), "gegenstand", "quelle")
    fachaktionen = (annullierung(annul_tatsache, "foerderung.change_zuwendung"),)

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        felder = ("kommune", "foerderjahr", "betrag", "gegenstand", "quelle")
        angaben = {name: getattr(obj, name) for name in felder}
        obj.pk = record_zuwendung(am=obj.datum, by=request.user, jetzt=clock.now(), **angaben).pk

    @admin.display(description="bekannt gegeben", ordering="am")
    def datum(self, zuwendung: Zuwendung) -> str:
        return str(zuwendung.datum)

    @admin.display(description="Betrag", ordering="betrag")
    def in_euro(self, zuwendung: Zuwendung) -> str:
        return als_euro(zuwendung.betrag) if zuwendung.betrag is not None else ""


@admin.register(Haushaltsansatz)
class HaushaltsansatzAdmin(EinAusgabeMixin, ErfasstAdmin):
    """A change of the plan is an annulment plus a new row."""

    handbuch = "09-zahlen#förderung-haushalt-leitung"
    resource_class = resources.HaushaltsansatzResource
    search_fields = ("wortlaut", "quelle")
    list_display = ("jahr", "in_euro", "wortlaut", "gilt_marke")
    list_filter = ("jahr", AnnulliertFilter)
    list_select_related = False
    fields = (("jahr", "betrag"), "wortlaut", "quelle")
    fachaktionen = (annullierung(annul_tatsache, "foerderung.change_haushaltsansatz"),)

    @admin.display(description="Ansatz", ordering="betrag")
    def in_euro(self, ansatz: Haushaltsansatz) -> str:
        return als_euro(ansatz.betrag)


@admin.register(Veroeffentlichungsregel)
class VeroeffentlichungsregelAdmin(FachAdmin):
    """From which amount on recipients are named: a new rule is a new row, the old one gets its last day."""

    handbuch = "09-zahlen#förderung-haushalt-leitung"
    list_display = ("gueltig_von", "gueltig_bis", "grenze", "hoechstens_jahre", "quelle")
    list_select_related = False
    fields = (("gueltig_von", "gueltig_bis"), ("empfaenger_ab_betrag", "hoechstens_jahre"), "quelle")

    @admin.display(description="Empfänger wird genannt ab", ordering="empfaenger_ab_betrag")
    def grenze(self, regel: Veroeffentlichungsregel) -> str:
        return als_euro(regel.empfaenger_ab_betrag)
