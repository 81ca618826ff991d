"""Facts about a body, entered and taken back through services, and what is kept beside them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import slugify

from asskomm.core import clock
from asskomm.core.admin.aktionen import Fachaktion, annullierung
from asskomm.core.admin.basis import FachAdmin, TatsacheAdmin
from asskomm.core.admin.einausgabe import EinAusgabeMixin
from asskomm.core.admin.filter import AnnulliertFilter, GenauigkeitFilter
from asskomm.core.zahlen import ganze_zahl
from kommunen import resources
from kommunen.forms import EndeForm
from kommunen.models import Ansprechperson, Beratung, Einwohnerzahl, EngeZusammenarbeit, Handlungsfeld, Mitgliedschaft
from kommunen.services.mitgliedschaften import end_mitgliedschaft, record_mitgliedschaft
from kommunen.services.tatsachen import (
    annul_tatsache,
    end_enge_zusammenarbeit,
    record_beratung,
    start_enge_zusammenarbeit,
)

from .suche import KOMMUNE_VORSCHLAG, KommuneSuche

KREIS_FILTER = ("kommune__landkreis__polizeidirektion", "kommune__landkreis")


@admin.register(Beratung)
class BeratungAdmin(EinAusgabeMixin, KommuneSuche, TatsacheAdmin):
    handbuch = "03-beratung-zusammenarbeit-kpr#beratung-erfassen"
    resource_class = resources.BeratungResource
    reihenfolge = 2
    search_fields = ("kommune__suchtext", "anlass", "quelle")
    list_display = ("kommune", "datum", "kontaktart", "anlass", "gilt_marke")
    list_filter = (*KREIS_FILTER, "kontaktart", GenauigkeitFilter, AnnulliertFilter)
    list_select_related = ("kommune",)
    vorschlaege = {"kommune": KOMMUNE_VORSCHLAG}
    fields = (("kommune", "am", "kontaktart"), "anlass", "ergebnis", "quelle")
    fachaktionen = (annullierung(annul_tatsache, "kommunen.annul_tatsache"),)

    @admin.display(description="Datum", ordering="am")
    def datum(self, beratung: Beratung) -> str:
        return str(beratung.datum)

    def speichere(self, request: HttpRequest, obj: Beratung, form: Any, change: bool) -> None:
        angelegt = record_beratung(
            kommune=obj.kommune,
            am=obj.datum,
            by=request.user,  # type: ignore[arg-type]
            jetzt=clock.now(),
            **{f: form.cleaned_data[f] for f in ("kontaktart", "anlass", "ergebnis", "quelle")},
        )
        obj.pk = angelegt.pk


@admin.register(EngeZusammenarbeit)
class EngeZusammenarbeitAdmin(EinAusgabeMixin, KommuneSuche, TatsacheAdmin):
    handbuch = "03-beratung-zusammenarbeit-kpr#enge-zusammenarbeit"
    resource_class = resources.EngeZusammenarbeitResource
    reihenfolge = 3
    search_fields = ("kommune__suchtext", "anlass", "quelle")
    list_display = ("kommune", "datum", "bis", "anlass", "gilt_marke")
    list_filter = (*KREIS_FILTER, ("bis", admin.EmptyFieldListFilter), GenauigkeitFilter, AnnulliertFilter)
    list_select_related = ("kommune",)
    vorschlaege = {"kommune": KOMMUNE_VORSCHLAG}
    fachaktionen = (
        Fachaktion(
            name="beenden",
            label="Ende eintragen",
            recht="kommunen.change_engezusammenarbeit",
            dienst=end_enge_zusammenarbeit,
            formular=EndeForm,
            objektname="zusammenarbeit",
            sichtbar=lambda flag: flag.bis is None and not flag.ist_annulliert,
            anfang=lambda flag, heute: {"bis": heute},
            erfolg="Das Ende ist eingetragen.",
        ),
        annullierung(annul_tatsache, "kommunen.annul_tatsache"),
    )
    sammelaktionen = ("aktion/beenden",)

    @admin.display(description="seit", ordering="am")
    def datum(self, flag: EngeZusammenarbeit) -> str:
        return str(flag.datum)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """The end has its own step, with its own moment of entry."""
        return (("kommune", "am", "bis"), "anlass", "quelle") if obj else (("kommune", "am"), "anlass", "quelle")

    def speichere(self, request: HttpRequest, obj: EngeZusammenarbeit, form: Any, change: bool) -> None:
        angelegt = start_enge_zusammenarbeit(
            kommune=obj.kommune,
            seit=obj.datum,
            by=request.user,  # type: ignore[arg-type]
            jetzt=clock.now(),
            anlass=form.cleaned_data["anlass"],
            quelle=form.cleaned_data["quelle"],
        )
        obj.pk = angelegt.pk


@admin.register(Ansprechperson)
class AnsprechpersonAdmin(EinAusgabeMixin, KommuneSuche, FachAdmin):
    handbuch = "02-register#ansprechperson-eintragen"
    resource_class = resources.AnsprechpersonResource
    reihenfolge = 5
    search_fields = ("kommune__suchtext", "funktion", "name", "email")
    list_display = ("funktion", "name", "kommune", "email", "telefon", "gueltig_bis")
    list_filter = (*KREIS_FILTER, "oeffentlich", ("gueltig_bis", admin.EmptyFieldListFilter))
    list_select_related = ("kommune",)
    vorschlaege = {"kommune": KOMMUNE_VORSCHLAG}
    fields = ("kommune", ("funktion", "name"), ("email", "telefon"), ("gueltig_von", "gueltig_bis"), "oeffentlich")


@admin.register(Einwohnerzahl)
class EinwohnerzahlAdmin(EinAusgabeMixin, KommuneSuche, FachAdmin):
    handbuch = "02-register#weitere-listen"
    resource_class = resources.EinwohnerzahlResource
    search_fields = ("kommune__suchtext",)
    list_display = ("kommune", "stichtag", "einwohner", "grundlage")
    list_filter = (*KREIS_FILTER, "stichtag")
    list_select_related = ("kommune",)
    ordering = ("kommune__sortiername", "-stichtag", "pk")
    vorschlaege = {"kommune": KOMMUNE_VORSCHLAG}
    fields = ("kommune", ("stichtag", "anzahl"), "grundlage")

    @admin.display(description="Einwohner", ordering="anzahl")
    def einwohner(self, einwohnerzahl: Einwohnerzahl) -> str:
        return ganze_zahl(einwohnerzahl.anzahl)


@admin.register(Mitgliedschaft)
class MitgliedschaftAdmin(EinAusgabeMixin, KommuneSuche, TatsacheAdmin):
    handbuch = "02-register#verband-oder-verbund-anlegen"
    resource_class = resources.MitgliedschaftResource
    suchpfad = "mitglied__suchtext"
    search_fields = ("mitglied__suchtext", "verband__suchtext")
    list_display = ("mitglied", "verband", "gueltig_von", "gueltig_bis", "gilt_marke")
    list_filter = (
        "verband__art", "mitglied__landkreis", ("gueltig_bis", admin.EmptyFieldListFilter), AnnulliertFilter,
    )  # fmt: skip
    list_select_related = ("verband", "mitglied")
    ordering = ("verband__sortiername", "mitglied__sortiername", "pk")
    vorschlaege = {"verband": KOMMUNE_VORSCHLAG, "mitglied": KOMMUNE_VORSCHLAG}
    fachaktionen = (
        Fachaktion(
            name="beenden",
            label="Ende eintragen",
            recht="kommunen.change_mitgliedschaft",
            dienst=end_mitgliedschaft,
            formular=EndeForm,
            objektname="mitgliedschaft",
            sichtbar=lambda m: m.ist_offen,
            anfang=lambda m, heute: {"bis": heute},
            erfolg="Das Ende ist eingetragen.",
        ),
        annullierung(annul_tatsache, "kommunen.annul_tatsache"),
    )
    sammelaktionen = ("aktion/beenden",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """The end has its own step, with its own moment of entry."""
        return (("verband", "mitglied"), ("gueltig_von", "gueltig_bis") if obj else "gueltig_von")

    def speichere(self, request: HttpRequest, obj: Mitgliedschaft, form: Any, change: bool) -> None:
        angelegt = record_mitgliedschaft(
            verband=obj.verband,
            mitglied=obj.mitglied,
            gueltig_von=obj.gueltig_von,
            by=request.user,  # type: ignore[arg-type]
            jetzt=clock.now(),
        )
        obj.pk = angelegt.pk


@admin.register(Handlungsfeld)
class HandlungsfeldAdmin(EinAusgabeMixin, FachAdmin):
    handbuch = "02-register#weitere-listen"
    resource_class = resources.HandlungsfeldResource
    search_fields = ("name", "beschreibung")
    list_display = ("name", "reihenfolge", "aktiv")
    list_filter = ("aktiv",)
    list_select_related = False
    fields = ("name", "beschreibung", ("reihenfolge", "aktiv"))

    def speichere(self, request: HttpRequest, obj: Handlungsfeld, form: Any, change: bool) -> None:
        """The address is made once from the name and stays, so that links do not break."""
        if not obj.slug:
            umschrift = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
            obj.slug = slugify(obj.name.lower().translate(umschrift))[:80]
        obj.save()
