"""The base of every list and case page of the back office."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from django import forms
from django.contrib import admin
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.safestring import SafeString
from simple_history.admin import SimpleHistoryAdmin

from asskomm.core import clock, workflow
from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.fallarten import fallart_von
from asskomm.core.forms import FachForm, vorschlagslisten
from asskomm.core.frisch import ist_entscheidend, verlange_frische
from asskomm.core.models import Erfasst, Tatsache
from asskomm.core.protokoll import vorgang
from asskomm.core.pruefzugriff import vermerke
from asskomm.core.services.akten import ensure_akte
from asskomm.core.sichtbarkeit import sieht
from asskomm.core.stichtag import BERLIN, als_text
from asskomm.core.templatetags.kern import plakette
from asskomm.core.zahlen import ja_nein

from . import feldspuren
from .aktionen import WIDERSPRUCH, AktionenMixin
from .fallkaesten import fallkaesten
from .fassung import fassung, letzte_aenderung
from .formularfelder import FeldMixin
from .listen import ListenMixin
from .sammelansicht import SammelMixin


class FachAdmin(SammelMixin, ListenMixin, AktionenMixin, FeldMixin, SimpleHistoryAdmin):
    """Search, filters, state buttons with reasons, timeline, protection against parallel edits; nothing is deleted.

    Counted facts are written by services: override `speichere` (called by save_model).
    """

    list_per_page = 25
    list_max_show_all = 25
    show_full_result_count = False
    actions = None
    save_on_top = False
    view_on_site = False
    empty_value_display = "–"
    list_select_related: Any = True
    zeige_fiktiv = True
    titel_neu = ""  # of the page for a new row, where "… neu erfassen" is no German
    reihenfolge = 50  # place of the list in the navigation of its area
    bereich = ""  # of the navigation, where it is not that of the app (bereiche.py)
    handbuch = ""  # the chapter for these pages: name of its file in docs/handbuch without ending
    entscheidend = False  # saving a row asks for password or factor
    anlegerecht = ""  # right to add a row, where it is not "add"; a decisive one asks as well

    # --- Lists

    def standardspalten(self, request: HttpRequest) -> Sequence[Any]:
        spalten = [_mit_worten(self.model, s) for s in super().standardspalten(request)]
        if self.zeige_fiktiv and _hat_feld(self.model, "fiktiv"):
            spalten.append("fiktiv_marke")
        return spalten

    @admin.display(description="Hinweis", ordering="fiktiv")
    def fiktiv_marke(self, objekt: Any) -> str | SafeString:
        return SafeString('<span class="marke-fiktiv">fiktiv</span>') if objekt.fiktiv else SafeString("&nbsp;")

    @admin.display(description="Status", ordering="status")
    def status_marke(self, objekt: Any) -> SafeString:
        """For list_display: the state as icon and word."""
        zustand = objekt.workflow.zustand(objekt.status)
        return plakette(text=zustand.label, art="neutral" if zustand.ende else "info")

    @admin.display(description="gilt")
    def gilt_marke(self, objekt: Any) -> SafeString:
        """For list_display of facts: recorded or taken back."""
        if objekt.ist_annulliert:
            return plakette(text="annulliert", art="warnung")
        return plakette(text="gültig", art="erfolg")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if any(_unmoegliches_jahr(wert) for name, wert in request.GET.items() if name.endswith("__year")):
            return HttpResponseRedirect(f"{request.path}?e=1")
        titel = str(self.opts.verbose_name_plural)
        extra = {"title": titel[:1].upper() + titel[1:], "filter_verworfen": "e" in request.GET}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the list offers as a filter: Django lets every column be probed, even a stored password."""
        spalte = lookup.partition("__")[0]
        if _ist_spalte(self.model, spalte) and spalte not in self._filterspalten(request):
            return False
        return super().lookup_allowed(lookup, value, request)

    def _filterspalten(self, request: HttpRequest | None) -> set[str]:
        filter_ = self.get_list_filter(request) if request else self.list_filter
        wege = [f[0] if isinstance(f, list | tuple) else getattr(f, "parameter_name", f) for f in filter_]
        return {str(weg).partition("__")[0] for weg in (*wege, self.date_hierarchy)}

    # --- Case page

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The right, and a role that leads to rows of this list: a Prüfung only opens its areas."""
        return bool(super().has_view_permission(request, obj)) and sieht(request.user, self.model)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Lists, case pages, exports and files alike: what this person may not see does not exist (404)."""
        auswahl = super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]
        # Rows are saved on this page only: the lock makes the check of the edited version reliable.
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            return auswahl.select_for_update(of=("self",))
        return auswahl

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        objekt = super().get_object(request, object_id, from_field)
        vermerke(request, objekt)
        if objekt is not None and self.has_change_permission(request, objekt):
            objekt.bearbeitungsfassung = fassung(objekt, self._bearbeitbare_inlines(request, objekt))
        return objekt

    def _bearbeitbare_inlines(self, request: HttpRequest, objekt: Any) -> list[tuple[type[models.Model], str]]:
        inlines = []
        for inline in self.get_inline_instances(request, objekt):
            if inline.has_change_permission(request, objekt) or inline.has_add_permission(request, objekt):
                schluessel = forms.models._get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
                inlines.append((inline.model, schluessel.name))
        return inlines

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form of the admin, made a FachForm and told what is stored now."""
        formular = super().get_form(request, obj, change=change, **kwargs)
        basis = (formular,) if issubclass(formular, FachForm) else (FachForm, formular)
        angaben: dict[str, Any] = {"ablehnung": tuple(getattr(request, "ablehnung", ()))}
        if request.method == "POST" and obj is not None:
            angaben["fassung_jetzt"] = getattr(obj, "bearbeitungsfassung", "")
            angaben["letzte_aenderung"] = letzte_aenderung(obj)
        return type(formular.__name__, basis, angaben)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A refusal rolls everything back and comes out at the form, with what was typed."""
        if self._entscheidet(request, neu=object_id is None):
            verlange_frische(request)
        try:
            with vorgang() if request.method == "POST" else nullcontext():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except Ablehnung as ablehnung:
            request.ablehnung = ablehnung.gruende  # type: ignore[attr-defined]
        except IntegrityError:
            request.ablehnung = [WIDERSPRUCH]  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _entscheidet(self, request: HttpRequest, *, neu: bool) -> bool:
        """Before typing where a new row is itself a decision, and again before saving."""
        if not (self.entscheidend or ist_entscheidend(self.anlegerecht)):
            return False
        return request.method == "POST" or (neu and self.has_add_permission(request))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        objekt = context["original"]
        inlines = context["inline_admin_formsets"]
        formulare = [context["adminform"].form]
        for inline in inlines:
            formulare += inline.formset.forms
        context["fehlerformulare"] = [f for f in formulare if f.errors]
        context["formsetfehler"] = [f for i in inlines for f in i.formset.non_form_errors()]
        bearbeitbar = [f for f in formulare if not getattr(f, "nur_lesen", False)]
        darf = self.has_change_permission(request, objekt) if objekt else self.has_add_permission(request)
        context["vorschlagslisten"] = vorschlagslisten(bearbeitbar) if darf else []
        if objekt is not None:
            context.update(self._fallangaben(request, objekt))
        titel = str(self.opts.verbose_name)
        context["title"] = str(objekt) if objekt else self.titel_neu or f"{titel[:1].upper()}{titel[1:]} neu erfassen"
        context["subtitle"] = titel if objekt else None
        return super().render_change_form(request, context, *args, **kwargs)

    def _fallangaben(self, request: HttpRequest, objekt: Any) -> dict[str, Any]:
        ablauf = getattr(objekt, "workflow", None)
        return {
            "knoepfe": self.knoepfe(request, objekt),
            "zustand": ablauf.zustand(objekt.status) if ablauf else None,
            "zeitstrahl": self.zeitstrahl(request, objekt),
            "dokumente": self.dokumente(request, objekt),
            "hat_feldverlauf": hasattr(self.model, "history"),
            "erfassung": _erfassung(objekt) if isinstance(objekt, Erfasst) else "",
            "fallkaesten": fallkaesten(request.user, objekt, clock.today()),
            "annulliert": isinstance(objekt, Tatsache) and objekt.ist_annulliert,
        }

    def zeitstrahl(self, request: HttpRequest, objekt: Any) -> list[dict[str, Any]]:
        """Entries for the timeline at the right, newest first; extend it with facts of the case."""
        if not getattr(objekt, "workflow", None):
            return []
        # a row that only moved to an earlier day shows once
        sichtbar = objekt.verlauf.exclude(aufgehoben_durch__grund=workflow.ANGEPASST)
        ereignisse = sichtbar.select_related("erfasst_durch", "aufgehoben_durch").order_by("-wirksam_am", "-pk")
        return [self._ereignis(objekt, e) for e in ereignisse]

    def _ereignis(self, objekt: Any, e: Any) -> dict[str, Any]:
        zurueckgenommen = getattr(e, "aufgehoben_durch", None) is not None
        teile = [e.grund, _erfassung(e)]
        if zurueckgenommen:
            teile.insert(0, "Später zurückgenommen.")
        label = objekt.workflow.zustand(e.nach).label
        if e.uebergang == workflow.RUECKNAHME:
            label = f"zurück auf „{label}“"
        text = " ".join(t if t.endswith((".", "!", "?")) else f"{t}." for t in teile if t)
        return {"datum": str(e.wirksam), "iso": e.wirksam_am.isoformat(), "titel": label, "text": text}

    def dokumente(self, request: HttpRequest, objekt: Any) -> list[tuple[str, str, str]]:
        """Triples of word, address and format for the side column."""
        return []

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404(f"{opts.verbose_name} gibt es nicht.")

    # --- Saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        self.speichere(request, obj, form, change)
        art = None if change else fallart_von(obj)
        if art is not None and art.akte:
            ensure_akte(fall=obj, by=request.user, jetzt=clock.now())  # type: ignore[arg-type]
        feldspuren.protokolliere_felder(request, obj, form, neu=not change)
        mark_changed()

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """One row written as it stands; counted facts override this with their service."""
        obj.save()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        feldspuren.protokolliere_unterzeilen(request, formset)
        mark_changed()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- Technical history of the fields

    history_list_per_page = 200

    def get_urls(self) -> list[Any]:
        """The history is for reading: no page to set an old version back, none at all where no history is kept."""
        ohne = ("_simple_history",) if hasattr(self.model, "history") else ("_simple_history", "_history")
        return [url for url in super().get_urls() if not str(url.name).endswith(ohne)]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._lade(request, object_id)  # the history of a row is no way around its visibility
        extra = {"title": "Verlauf der Felder", "spalten": ["Zeitpunkt", "Vorgang", "durch", "Änderungen"]}
        return super().history_view(request, object_id, {**extra, **(extra_context or {})})


class TatsacheAdmin(FachAdmin):
    """A counted fact: entered once through its service, then readable and annullable, never changed."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)


def _hat_feld(modell: type[models.Model], name: str) -> bool:
    return any(f.name == name for f in modell._meta.fields)


def _ist_spalte(modell: type[models.Model], name: str) -> bool:
    """Also the way back from another table counts."""
    return any(f.name == name for f in modell._meta.get_fields(include_hidden=True))


def _mit_worten(modell: type[models.Model], spalte: Any) -> Any:
    """A yes-no column says so in words: Django shows an icon of its own."""
    feld = next((f for f in modell._meta.fields if f.name == spalte), None)
    if not isinstance(feld, models.BooleanField):
        return spalte

    @admin.display(description=feld.verbose_name, ordering=spalte)
    def ja_oder_nein(objekt: Any) -> str:
        return ja_nein(getattr(objekt, spalte))

    ja_oder_nein.__name__ = feld.name  # under which a person's choice of columns keeps it
    return ja_oder_nein


def _erfassung(eintrag: Any) -> str:
    tag = als_text(eintrag.erfasst_zeitpunkt.astimezone(BERLIN).date())
    return f"Erfasst am {tag} durch {eintrag.erfasst_durch or 'das System'}."


def _unmoegliches_jahr(text: str) -> bool:
    """Django itself fails at years that its calendar does not hold."""
    return bool(text) and not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) < 9999)
