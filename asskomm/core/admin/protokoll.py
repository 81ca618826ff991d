"""The protocol for reading: list, search, filters, export."""

import datetime as dt
import json
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from import_export.fields import Field

from asskomm.core.models import Protokolleintrag
from asskomm.core.protokoll.ereignisse import EREIGNISSE, GRUPPEN, namen_der_gruppe
from asskomm.core.resources import FachResource
from asskomm.core.roles import Rolle
from asskomm.core.stichtag import BERLIN
from asskomm.core.tabellenwerte import AuswahlWidget

from . import bereiche
from .basis import FachAdmin
from .einausgabe import EinAusgabeMixin

OHNE_ROLLE = "ohne"
GELOESCHT = "Inhalt rechtmäßig gelöscht"


class ProtokollResource(FachResource):
    """For auditors: every column, the changes as JSON."""

    nr = Field(attribute="nr", column_name="Nummer", readonly=True)
    zeitpunkt = Field(column_name="Zeitpunkt (UTC)", readonly=True)
    ereignis = Field(
        attribute="ereignis", column_name="Ereignis", widget=AuswahlWidget(list(EREIGNISSE.items())), readonly=True
    )
    akteur_id = Field(attribute="akteur_id", column_name="Konto", readonly=True)
    person = Field(column_name="Person", readonly=True)
    rolle = Field(attribute="rolle", column_name="Rolle", readonly=True)
    objekt_art = Field(attribute="objekt_art", column_name="Art des Gegenstands", readonly=True)
    objekt_id = Field(attribute="objekt_id", column_name="Schlüssel des Gegenstands", readonly=True)
    gegenstand = Field(column_name="Gegenstand", readonly=True)
    grund = Field(column_name="Grund", readonly=True)
    vorher = Field(column_name="vorher", readonly=True)
    nachher = Field(column_name="nachher", readonly=True)
    anfrage_id = Field(attribute="anfrage_id", column_name="Anfrage", readonly=True)
    pruefsumme = Field(attribute="pruefsumme", column_name="Prüfsumme", readonly=True)

    class Meta(FachResource.Meta):
        model = Protokolleintrag
        fields = (
            *("nr", "zeitpunkt", "ereignis", "akteur_id", "person", "rolle", "objekt_art", "objekt_id", "gegenstand"),
            *("grund", "vorher", "nachher", "anfrage_id", "pruefsumme"),
        )

    def dehydrate_zeitpunkt(self, eintrag: Protokolleintrag) -> str:
        return eintrag.zeitpunkt.astimezone(dt.UTC).isoformat(timespec="seconds")

    def dehydrate_person(self, eintrag: Protokolleintrag) -> str:
        return str(eintrag.angaben.get("person", ""))

    def dehydrate_gegenstand(self, eintrag: Protokolleintrag) -> str:
        return str(eintrag.angaben.get("gegenstand", ""))

    def dehydrate_grund(self, eintrag: Protokolleintrag) -> str:
        return str(eintrag.angaben.get("grund", ""))

    def dehydrate_vorher(self, eintrag: Protokolleintrag) -> str:
        return _als_json(eintrag, "vorher")

    def dehydrate_nachher(self, eintrag: Protokolleintrag) -> str:
        return _als_json(eintrag, "nachher")


def _als_json(eintrag: Protokolleintrag, name: str) -> str:
    werte = eintrag.angaben.get(name)
    return json.dumps(werte, ensure_ascii=False, sort_keys=True) if werte else ""


class EreignisFilter(admin.SimpleListFilter):
    title = "Ereignis"
    parameter_name = "gruppe"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(gruppe, gruppe) for gruppe in GRUPPEN]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.filter(ereignis__in=namen_der_gruppe(g)) if (g := self.value()) in GRUPPEN else None


class RolleFilter(admin.SimpleListFilter):
    """An entry may name several roles, where no single one gave the right."""

    title = "Rolle"
    parameter_name = "rolle"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*((str(code), str(wort)) for code, wort in Rolle.choices), (OHNE_ROLLE, "ohne (System)")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() == OHNE_ROLLE:
            return queryset.filter(rolle="")
        return queryset.filter(rolle__contains=self.value()) if self.value() in Rolle.values else None


@admin.register(Protokolleintrag)
class ProtokollAdmin(EinAusgabeMixin, FachAdmin):
    """For reading only; the list shows twenty-five entries at a time, the newest first."""

    bereich = bereiche.TECHNIK
    handbuch = "11-protokoll"
    resource_class = ProtokollResource
    reihenfolge = 90
    list_display = ("nr", "zeit", "ereignis_wort", "person", "rolle", "gegenstand")
    list_select_related = False
    list_filter = (EreignisFilter, RolleFilter)
    date_hierarchy = "zeitpunkt"
    search_fields = ("inhalt", "=anfrage_id", "=objekt_art", "=objekt_id")
    search_help_text = "Person, Gegenstand, Grund, Anfrage; eine Zahl findet auch den Eintrag mit dieser Nummer."
    ordering = ("-nr",)
    freiwillig = ("organisation", "vertretung", "grund", "anfrage_id")  # shown where there is something to show

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        gegenstand = "gegenstand_verweis" if _darf_oeffnen(request.user, obj) else "gegenstand"
        zeilen = [
            ("nr", "zeit"), ("ereignis_wort", gegenstand), ("person", "rolle_wort"), ("organisation", "vertretung"),
            ("aenderungen",), ("grund",), ("objekt_art", "objekt_id"), ("akteur_id", "anfrage_id"), ("pruefsumme",),
        ]  # fmt: skip
        leer = {n for n in self.freiwillig if not (getattr(self, n)(obj) if hasattr(self, n) else getattr(obj, n))}
        return [rest for zeile in zeilen if (rest := tuple(n for n in zeile if n not in leer))]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for zeile in self.get_fields(request, obj) for name in zeile]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        gefunden, doppelt = super().get_search_results(request, queryset, search_term)
        if (nummer := search_term.strip()).isascii() and nummer.isdigit() and len(nummer) <= len(str(2**62)):
            gefunden = gefunden | queryset.filter(nr=int(nummer))
        return gefunden, doppelt

    @admin.display(description="Zeitpunkt", ordering="zeitpunkt")
    def zeit(self, eintrag: Protokolleintrag) -> str:
        return f"{eintrag.zeitpunkt.astimezone(BERLIN):%d.%m.%Y, %H:%M:%S}"

    @admin.display(description="Ereignis", ordering="ereignis")
    def ereignis_wort(self, eintrag: Protokolleintrag) -> str:
        return EREIGNISSE.get(eintrag.ereignis, eintrag.ereignis)

    @admin.display(description="Person")
    def person(self, eintrag: Protokolleintrag) -> str:
        if eintrag.akteur_id is None:
            return "System"
        return str(eintrag.angaben.get("person") or f"Konto {eintrag.akteur_id}")

    @admin.display(description="Rolle")
    def rolle_wort(self, eintrag: Protokolleintrag) -> str:
        worte = dict(Rolle.choices)
        return ", ".join(str(worte.get(code, code)) for code in eintrag.rolle.split(",")) or "–"

    @admin.display(description="Gegenstand")
    def gegenstand(self, eintrag: Protokolleintrag) -> str:
        if eintrag.inhalt is None:
            return f"{_art(eintrag)} ({GELOESCHT})" if eintrag.objekt_art else GELOESCHT
        name = str(eintrag.angaben.get("gegenstand", ""))
        return f"{_art(eintrag)}: {name}" if name else _art(eintrag)

    @admin.display(description="Gegenstand")
    def gegenstand_verweis(self, eintrag: Protokolleintrag) -> SafeString:
        url = reverse(f"admin:{eintrag.objekt_art.replace('.', '_')}_change", args=[eintrag.objekt_id])
        return format_html('<a href="{}">{}</a>', url, self.gegenstand(eintrag))

    @admin.display(description="für")
    def organisation(self, eintrag: Protokolleintrag) -> str:
        return str(eintrag.angaben.get("organisation", ""))

    @admin.display(description="in Vertretung für Konto")
    def vertretung(self, eintrag: Protokolleintrag) -> str:
        return str(eintrag.angaben.get("in_vertretung_fuer_konto", ""))

    @admin.display(description="Grund")
    def grund(self, eintrag: Protokolleintrag) -> str:
        return str(eintrag.angaben.get("grund", ""))

    @admin.display(description="Angaben (vorher → nachher)")
    def aenderungen(self, eintrag: Protokolleintrag) -> str | SafeString:
        if eintrag.inhalt is None:
            return GELOESCHT
        vorher, nachher = eintrag.angaben.get("vorher", {}), eintrag.angaben.get("nachher", {})
        zeilen = [
            (
                _feldname(eintrag, n),
                f"{_wort(eintrag, n, vorher[n])} → " if n in vorher else "",
                _wort(eintrag, n, nachher.get(n)),
            )
            for n in dict.fromkeys((*nachher, *vorher))
        ]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}{}</li>", zeilen)) if zeilen else ""


def _darf_oeffnen(user: Any, eintrag: Protokolleintrag) -> bool:
    """Whether there is a page for the object, and this person may open such pages."""
    app, _, modell = eintrag.objekt_art.partition(".")
    try:
        reverse(f"admin:{app}_{modell}_change", args=[eintrag.objekt_id])
    except NoReverseMatch:
        return False
    return bool(user.has_perm(f"{app}.view_{modell}"))


def _art(eintrag: Protokolleintrag) -> str:
    modell = _modell(eintrag)
    return str(modell._meta.verbose_name) if modell else eintrag.objekt_art


def _modell(eintrag: Protokolleintrag) -> Any:
    try:
        return apps.get_model(eintrag.objekt_art)
    except (LookupError, ValueError):  # nothing, or a model of long ago
        return None


def _feldname(eintrag: Protokolleintrag, name: str) -> str:
    try:
        return capfirst(str(_modell(eintrag)._meta.get_field(name).verbose_name))
    except (FieldDoesNotExist, AttributeError):
        return capfirst(name.replace("_", " "))


def _wort(eintrag: Protokolleintrag, name: str, wert: Any) -> str:
    """States and steps in the words of their workflow."""
    ablauf = getattr(_modell(eintrag), "workflow", None)
    worte = {}
    if ablauf and name == "status":
        worte = dict(ablauf.choices)
    elif ablauf and name == "schritt":
        worte = {u.name: u.label for u in ablauf.uebergaenge}
    return str(worte.get(wert, _lesbar(wert))) if isinstance(wert, str) else _lesbar(wert)


def _lesbar(wert: Any) -> str:
    if wert in (None, "", [], {}):
        return "leer"
    if isinstance(wert, bool):
        return "ja" if wert else "nein"
    if isinstance(wert, list):
        return ", ".join(map(_lesbar, wert))
    return ", ".join(f"{n}: {_lesbar(w)}" for n, w in wert.items()) if isinstance(wert, dict) else str(wert)
