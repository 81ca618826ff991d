from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import slugify

from asskomm.core import clock
from asskomm.core.admin.aktionen import Fachaktion
from asskomm.core.admin.basis import FachAdmin
from asskomm.core.admin.einausgabe import EinAusgabeMixin
from asskomm.core.admin.inlines import FachInline, LeseInline
from asskomm.core.errors import Ablehnung
from asskomm.core.stichtag import UngefaehresDatum
from kommunen import resources
from kommunen.enums import VERBAND_ARTEN, KommuneArt
from kommunen.forms import (
    AusscheidenForm,
    BeratungForm,
    EngeZusammenarbeitForm,
    HandlungsfelderForm,
    KprForm,
    MitgliedForm,
    NachfolgeForm,
)
from kommunen.models import (
    Ansprechperson,
    Beratung,
    Einwohnerzahl,
    EngeZusammenarbeit,
    KommunalerPraeventionsrat,
    Kommune,
    KprEreignis,
    Landkreis,
    Mitgliedschaft,
    Nachfolge,
    Polizeidirektion,
)
from kommunen.search import fold_umlaut
from kommunen.services.handlungsfelder import add_handlungsfelder
from kommunen.services.kommune import add_nachfolger, retire_kommune
from kommunen.services.kpr import create_kpr
from kommunen.services.mitgliedschaften import record_mitgliedschaft
from kommunen.services.tatsachen import record_beratung, start_enge_zusammenarbeit
from kommunen.workflows import KPR

from .suche import KommuneSuche


class BestandFilter(admin.SimpleListFilter):
    title = "Bestand"
    parameter_name = "bestand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("heute", "besteht heute"), ("frueher", "besteht nicht mehr")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() == "heute":
            return queryset.gueltig_am(clock.today())  # type: ignore[attr-defined]
        if self.value() == "frueher":
            return queryset.filter(gueltig_bis__lt=clock.today())
        return None


class AnsprechpersonInline(FachInline):
    model = Ansprechperson
    fields = (("funktion", "name"), ("email", "telefon"), ("gueltig_von", "gueltig_bis"), "oeffentlich")


class MitgliedschaftInline(LeseInline):
    """What is taken back stays in the list of memberships."""

    model = Mitgliedschaft
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        zeilen = super().get_queryset(request).filter(annulliert_zeitpunkt__isnull=True)
        return zeilen.select_related("verband", "mitglied")


class MitgliedInline(MitgliedschaftInline):
    fk_name = "verband"
    verbose_name = "Mitglied"
    verbose_name_plural = "Mitglieder"
    fields = ("mitglied", ("gueltig_von", "gueltig_bis"))


class VerbandInline(MitgliedschaftInline):
    fk_name = "mitglied"
    verbose_name = "Mitgliedschaft"
    verbose_name_plural = "Mitglied in"
    fields = ("verband", ("gueltig_von", "gueltig_bis"))


class EinwohnerzahlInline(FachInline):
    model = Einwohnerzahl
    fields = (("stichtag", "anzahl", "grundlage"),)


class NachfolgeInline(LeseInline):
    model = Nachfolge
    fk_name = "vorgaenger"
    fields = (("nachfolger", "wirksam_am"),)


class BeratungInline(LeseInline):
    model = Beratung
    show_change_link = True
    fields = (("am", "kontaktart"), "anlass", "ergebnis")


class EngeZusammenarbeitInline(LeseInline):
    model = EngeZusammenarbeit
    show_change_link = True
    fields = (("am", "bis"), "anlass")


class KprInline(LeseInline):
    model = KommunalerPraeventionsrat
    show_change_link = True
    fields = (("name", "status"),)


def _besteht(kommune: Kommune) -> bool:
    return kommune.gueltig_bis is None


AKTIONEN = (
    Fachaktion(
        name="beratung",
        label="Beratung erfassen",
        recht="kommunen.add_beratung",
        dienst=record_beratung,
        formular=BeratungForm,
        objektname="kommune",
        anfang=lambda kommune, heute: {"am": UngefaehresDatum(heute)},
        erfolg="Die Beratung ist erfasst.",
    ),
    Fachaktion(
        name="eng",
        label="Enge Zusammenarbeit beginnen",
        recht="kommunen.add_engezusammenarbeit",
        dienst=start_enge_zusammenarbeit,
        formular=EngeZusammenarbeitForm,
        objektname="kommune",
        anfang=lambda kommune, heute: {"seit": UngefaehresDatum(heute)},
        erfolg="Die enge Zusammenarbeit ist eingetragen.",
    ),
    Fachaktion(
        name="kpr",
        label="Präventionsrat anlegen",
        recht="kommunen.add_kommunalerpraeventionsrat",
        dienst=create_kpr,
        formular=KprForm,
        objektname="kommune",
        anfang=lambda kommune, heute: {"geplant": UngefaehresDatum(heute)},
        einleitung="Der Präventionsrat beginnt als „geplant“. Die Konstituierung ist danach ein eigener Schritt.",
        erfolg="Der Präventionsrat ist angelegt.",
    ),
    Fachaktion(
        name="mitglied",
        label="Mitglied aufnehmen",
        recht="kommunen.add_mitgliedschaft",
        dienst=record_mitgliedschaft,
        formular=MitgliedForm,
        objektname="verband",
        sichtbar=lambda kommune: kommune.ist_verband,
        erfolg="Das Mitglied ist eingetragen.",
    ),
    Fachaktion(
        name="ausscheiden",
        label="Kommune ausscheiden lassen",
        recht="kommunen.retire_kommune",
        dienst=retire_kommune,
        formular=AusscheidenForm,
        objektname="kommune",
        sichtbar=_besteht,
        einleitung="Die Kommune bleibt mit allen Einträgen erhalten und endet mit dem letzten Tag. Mitgliedschaften, "
        "Ansprechpersonen und die enge Zusammenarbeit enden mit ihr. Steht die Nachfolgerin noch nicht im Register, "
        "tragen Sie sie später nach.",
        erfolg="Das Ausscheiden ist eingetragen.",
    ),
    Fachaktion(
        name="nachfolge",
        label="Nachfolgerin eintragen",
        recht="kommunen.retire_kommune",
        dienst=add_nachfolger,
        formular=NachfolgeForm,
        objektname="kommune",
        sichtbar=lambda kommune: not _besteht(kommune),
        erfolg="Die Nachfolgerin ist eingetragen.",
    ),
)


HANDLUNGSFELDER = Fachaktion(
    name="handlungsfelder",
    label="Handlungsfelder hinzufügen",
    recht="kommunen.change_kommune",
    dienst=add_handlungsfelder,
    formular=HandlungsfelderForm,
    objektname="kommune",
    einleitung="Die gewählten Handlungsfelder kommen hinzu; was schon eingetragen ist, bleibt.",
)


@admin.register(Kommune)
class KommuneAdmin(EinAusgabeMixin, KommuneSuche, FachAdmin):
    handbuch = "02-register"
    resource_class = resources.KommuneResource
    reihenfolge = 1
    fachaktionen = AKTIONEN
    sammelaktionen = ("aktion/beratung", "aktion/eng", HANDLUNGSFELDER)
    suchpfad = "suchtext"
    search_fields = ("suchtext", "schluessel")
    list_display = ("name_eindeutig", "art", "landkreis", "ags", "modellkommune", "gueltig_bis")
    list_filter = (
        "art", "landkreis__polizeidirektion", "landkreis", "ist_modellkommune", "handlungsfelder", BestandFilter,
    )  # fmt: skip
    list_select_related = ("landkreis",)
    ordering = ("sortiername", "pk")
    inlines = (
        AnsprechpersonInline, BeratungInline, EngeZusammenarbeitInline, KprInline, MitgliedInline, VerbandInline,
        EinwohnerzahlInline, NachfolgeInline,
    )  # fmt: skip
    readonly_fields = ("schluessel", "ags", "ars", "gueltig_von", "gueltig_bis")
    fieldsets = (
        (None, {"fields": (("name_eindeutig", "art", "landkreis"), ("schluessel", "ags", "ars"))}),
        ("Namen", {"fields": (("name", "name_kurz"), ("name_amtlich", "namenszusatz"), "name_hsb")}),
        ("Verwaltungssitz", {"fields": ("verwaltung_strasse", ("verwaltung_plz", "verwaltung_ort"), "homepage")}),
        (
            "Einordnung",
            {"fields": (("ist_modellkommune", "im_sorbischen_siedlungsgebiet"), "handlungsfelder")},
        ),
        ("Bestand", {"fields": (("gueltig_von", "gueltig_bis"),)}),
    )

    add_fieldsets = (
        (
            None,
            {
                "fields": (("name_eindeutig", "art"), ("landkreis", "gueltig_von"), "homepage"),
                "description": "Gemeinden und Landkreise kommen aus dem Register. Von Hand kommen nur Verbände und "
                "Verbünde hinzu; ihre Mitglieder tragen Sie nach dem Speichern ein.",
            },
        ),
    )

    @admin.display(description="Modellkommune", ordering="ist_modellkommune")
    def modellkommune(self, kommune: Kommune) -> str:
        return "ja" if kommune.ist_modellkommune else ""

    def zeitstrahl(self, request: HttpRequest, objekt: Kommune) -> list[dict[str, Any]]:
        """What happened with this body, newest first."""
        eintraege = [
            (b.am, str(b.datum), f"Beratung ({b.get_kontaktart_display()})", b.anlass, "beratung", b.pk)
            for b in objekt.beratungen.gueltig()
        ]
        eintraege += [
            (e.am, str(e.datum), "Enge Zusammenarbeit beginnt", e.anlass, "engezusammenarbeit", e.pk)
            for e in objekt.enge_zusammenarbeiten.gueltig()
        ]
        schritte = KprEreignis.objects.visible_to(request.user).filter(
            objekt__kommune=objekt, aufgehoben_durch__isnull=True
        )
        eintraege += [
            (s.wirksam_am, str(s.wirksam), f"Präventionsrat {KPR.zustand(s.nach).label}", s.grund,
             "kommunalerpraeventionsrat", s.objekt_id)
            for s in schritte
        ]  # fmt: skip
        return [
            {
                "datum": datum,
                "iso": tag.isoformat(),
                "titel": titel,
                "text": text,
                "url": reverse(f"admin:kommunen_{modell}_change", args=[pk]),
            }
            for tag, datum, titel, text, modell, pk in sorted(eintraege, key=lambda e: (e[0], e[2]), reverse=True)
        ]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Members only where there can be some, memberships only for those who may have them."""
        if obj is None:
            return []
        weg = VerbandInline if obj and obj.ist_verband else MitgliedInline
        return [i for i in self.inlines if i is not weg]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_readonly_fields(request, obj) if obj else ()

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        """Municipalities come from the register (lade_register); only associations are entered by hand."""
        if db_field.name == "art" and request and request.resolver_match.url_name.endswith("_add"):
            kwargs["choices"] = [(wert, label) for wert, label in KommuneArt.choices if wert in VERBAND_ARTEN]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def speichere(self, request: HttpRequest, obj: Kommune, form: Any, change: bool) -> None:
        if not change:
            obj.slug = slugify(fold_umlaut(obj.name_eindeutig))[:60]
            obj.name = obj.name_kurz = obj.name_eindeutig
            obj.schluessel = obj.slug
            if Kommune.objects.filter(Q(slug=obj.slug) | Q(schluessel=obj.slug)).exists():
                raise Ablehnung(f"Eine Kommune oder einen Verband „{obj.name_eindeutig}“ gibt es schon.")
        obj.save()


@admin.register(Landkreis)
class LandkreisAdmin(EinAusgabeMixin, FachAdmin):
    handbuch = "02-register#weitere-listen"
    resource_class = resources.LandkreisResource
    search_fields = ("name", "schluessel")
    list_display = ("name", "schluessel", "polizeidirektion", "sitz")
    list_filter = ("polizeidirektion",)
    list_select_related = ("polizeidirektion",)
    readonly_fields = ("schluessel", "slug", "ist_kreisfrei", "polizeidirektion")
    fields = (("name", "name_hsb"), ("schluessel", "ist_kreisfrei"), ("polizeidirektion", "sitz"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Polizeidirektion)
class PolizeidirektionAdmin(EinAusgabeMixin, FachAdmin):
    handbuch = "02-register#weitere-listen"
    resource_class = resources.PolizeidirektionResource
    search_fields = ("name", "kuerzel")
    list_display = ("name", "kuerzel", "rechtsgrundlage")
    readonly_fields = ("kuerzel", "slug")
    fields = ("name", "kuerzel", "rechtsgrundlage")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
