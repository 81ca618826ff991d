"""The lists of the back office as a tool: columns and page size per person, kept filters, export of what is shown."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.functional import cached_property

from asskomm.core import clock
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Listenansicht
from asskomm.core.resources import FachResource
from asskomm.core.services.listenansicht import forget_filter, remember_filter, save_listenansicht
from asskomm.core.zahlen import ganze_zahl

from . import ausfuhr
from .auswahl import NICHT_DER_LISTE, rueckweg, zeilen_der_liste
from .listenspalten import Listenspalte, alle_spalten, gewaehlt

SEITENGROESSEN = (25, 50, 100)
WUENSCHE = "listenansichten"  # in the session; another device sees a change with its next sign-in


class Liste(ChangeList):
    """Reads what the chosen columns need, as many rows as the person wants."""

    def get_results(self, request: HttpRequest) -> None:
        ansicht = self.model_admin.listenansicht(request)
        self.list_per_page = ansicht.je_seite or self.list_per_page
        super().get_results(request)

    def get_filters(self, request: HttpRequest) -> Any:
        """A value that a filter passes over is refused: its chip would say that it narrows the list down."""
        ergebnis = super().get_filters(request)
        for spec in ergebnis[0]:
            if isinstance(spec, admin.SimpleListFilter) and not _bietet(spec):
                zeilen = spec.queryset(request, self.root_queryset)
                if zeilen is None or zeilen is self.root_queryset:
                    raise IncorrectLookupParameters
        return ergebnis

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        zeilen = super().get_queryset(request, *args, **kwargs)
        resource = self.model_admin.resource_class
        if resource is None or not any(callable(s) and s.__name__.startswith("a_") for s in self.list_display):
            return zeilen
        verknuepft = [f.name for f in self.lookup_opts.concrete_fields if f.name in self.list_display and f.is_relation]
        if zeilen.query.select_related is True:
            verknuepft += [f.name for f in self.lookup_opts.concrete_fields if f.is_relation and not f.null]
        return zeilen.select_related(*verknuepft, *resource.verknuepft).prefetch_related(*resource.mengen)


def _bietet(spec: admin.SimpleListFilter) -> bool:
    wert = spec.used_parameters.get(spec.parameter_name)
    return wert is None or str(wert) in {str(wahl) for wahl, _ in spec.lookup_choices}


class AnsichtForm(forms.Form):
    """One pair of fields for each column: shown or not, and at which place."""

    je_seite = forms.TypedChoiceField(
        label="Einträge je Seite", choices=[(n, str(n)) for n in SEITENGROESSEN], coerce=int, required=False
    )

    def __init__(self, *args: Any, spalten: Sequence[Listenspalte], gezeigt: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spalten = [s for s in spalten if not s.immer]
        self.spalten.sort(key=lambda s: gezeigt.index(s.name) if s.name in gezeigt else len(gezeigt))
        plaetze = [(n, str(n)) for n in range(1, len(self.spalten) + 1)]
        for nr, spalte in enumerate(self.spalten, 1):
            an = forms.BooleanField(label=spalte.label, required=False, initial=spalte.name in gezeigt)
            platz = forms.TypedChoiceField(
                label=f"Platz der Spalte {spalte.label}", choices=plaetze, coerce=int, required=False, initial=nr
            )
            self.fields |= {f"an_{spalte.name}": an, f"platz_{spalte.name}": platz}

    def zeilen(self) -> list[tuple[Any, Any]]:
        """Pairs of fields, for the template."""
        return [(self[f"an_{s.name}"], self[f"platz_{s.name}"]) for s in self.spalten]

    def wahl(self) -> list[str]:
        """By place; where two want the same one, the one that stood in front stays there."""
        daten = self.cleaned_data
        an = [s.name for s in self.spalten if daten[f"an_{s.name}"]]
        return sorted(an, key=lambda name: daten[f"platz_{name}"] or len(self.spalten))


class MerkForm(forms.Form):
    filtername = forms.CharField(label="Diesen Filter merken als", max_length=60)


def _lies_wuensche(request: HttpRequest) -> None:
    zeilen = Listenansicht.objects.visible_to(request.user).values("liste", "spalten", "je_seite", "filter")
    request.session[WUENSCHE] = {zeile.pop("liste"): zeile for zeile in zeilen}


class ListenMixin(admin.ModelAdmin):
    """Adds the addresses `ansicht/` and `export/` (both POST) to every list. `resource_class`: what it can export."""

    resource_class: type[FachResource] | None = None
    hoechstens_ausfuhr = 50_000  # rows: what a request writes in some seconds

    def get_urls(self) -> list[Any]:
        weg = self.admin_site.admin_view
        eigene = [("ansicht", self.ansicht_view), ("export", self.export_view)]
        return [
            *(path(f"{art}/", weg(ansicht), name=self._listenname(art)) for art, ansicht in eigene),
            *super().get_urls(),
        ]

    def _listenname(self, art: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{art}"

    def listenadresse(self, art: str) -> str:
        return reverse(f"admin:{self._listenname(art)}", current_app=self.admin_site.name)

    # --- What is shown

    def listenansicht(self, request: HttpRequest) -> Listenansicht:
        """The wishes of this person for this list; kept with the session, which every page reads anyway."""
        if WUENSCHE not in request.session:
            _lies_wuensche(request)
        wunsch = request.session[WUENSCHE].get(self.opts.label_lower, {})
        return Listenansicht(liste=self.opts.label_lower, **wunsch)

    def standardspalten(self, request: HttpRequest) -> Sequence[Any]:
        return super().get_list_display(request)

    def listenspalten(self, request: HttpRequest) -> list[Listenspalte]:
        return alle_spalten(self, self.standardspalten(request), self.resource_class)

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        namen = self.listenansicht(request).spalten
        if not namen:
            return list(self.standardspalten(request))
        return [s.anzeige for s in gewaehlt(self.listenspalten(request), namen)]

    def get_sortable_by(self, request: HttpRequest) -> Any:
        """All that say by what; Django would compare columns by identity, and ours are made for each request."""
        return self.sortable_by

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Liste

    def listenangaben(self, request: HttpRequest) -> dict[str, Any]:
        """For the template of the list."""
        ansicht, spalten = self.listenansicht(request), self.listenspalten(request)
        gezeigt = [s.name for s in gewaehlt(spalten, ansicht.spalten)]
        je_seite = ansicht.je_seite or self.list_per_page
        abfrage = request.GET.urlencode()
        return {
            "ansichtform": AnsichtForm(spalten=spalten, gezeigt=gezeigt, initial={"je_seite": je_seite}),
            "ausfuhrform": ausfuhr.AusfuhrForm(),
            "merkform": MerkForm(),
            "hat_alle_spalten": self.resource_class is not None,
            "gemerkte_filter": ansicht.filter,
            "eigene_ansicht": bool(ansicht.spalten or ansicht.je_seite),
            "ansicht_url": f"{self.listenadresse('ansicht')}?{abfrage}",
            "export_url": f"{self.listenadresse('export')}?{abfrage}",
        }

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**self.listenangaben(request), **(extra_context or {})})

    # --- Wishes of a person

    def ansicht_view(self, request: HttpRequest) -> HttpResponse:
        """Keeps columns, page size or a filter, and leads back to the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        zurueck = request.GET.copy()
        for name in ("p", "o"):  # the sorting names columns by their place
            zurueck.pop(name, None)
        wege: dict[str, Callable[[HttpRequest], str]] = {
            "standard": self._standard,
            "merken": self._merke,
            "vergessen": self._vergiss,
        }
        weg = next((weg for name, weg in wege.items() if name in request.POST), self._speichere)
        if request.method == "POST":
            try:
                messages.success(request, weg(request))
                _lies_wuensche(request)
            except Ablehnung as ablehnung:
                for grund in ablehnung.gruende:
                    messages.error(request, grund)
        return HttpResponseRedirect(rueckweg(self, zurueck))

    def _speichere(self, request: HttpRequest) -> str:
        spalten = self.listenspalten(request)
        form = AnsichtForm(request.POST, spalten=spalten, gezeigt=[s.name for s in spalten if s.standard])
        if not form.is_valid():
            raise Ablehnung("Die Auswahl der Spalten war unvollständig. Bitte wählen Sie noch einmal.")
        standard = [s.name for s in gewaehlt(spalten, ()) if not s.immer]
        wahl = form.wahl()
        if not wahl:
            raise Ablehnung("Bitte wählen Sie mindestens eine Spalte.")
        je_seite = form.cleaned_data["je_seite"] or self.list_per_page
        eigene = None if je_seite == self.list_per_page else je_seite
        self._halte_fest(request, [] if wahl == standard else wahl, eigene)
        return "Die Ansicht dieser Liste ist gespeichert."

    def _standard(self, request: HttpRequest) -> str:
        self._halte_fest(request, [], None)
        return "Die Liste erscheint wieder im Standard."

    def _halte_fest(self, request: HttpRequest, spalten: list[str], je_seite: int | None) -> None:
        angaben: dict[str, Any] = {"liste": self.opts.label_lower, "spalten": spalten, "je_seite": je_seite}
        save_listenansicht(**angaben, by=request.user)

    def _merke(self, request: HttpRequest) -> str:
        abfrage = request.GET.copy()
        for name in (*NICHT_DER_LISTE, "o"):
            abfrage.pop(name, None)
        angaben: dict[str, Any] = {"liste": self.opts.label_lower, "name": request.POST.get("filtername", "")}
        remember_filter(**angaben, abfrage=abfrage.urlencode(), by=request.user)  # type: ignore[arg-type]
        return "Der Filter ist gemerkt."

    def _vergiss(self, request: HttpRequest) -> str:
        name = request.POST.get("vergessen", "")
        forget_filter(liste=self.opts.label_lower, name=name, by=request.user)  # type: ignore[arg-type]
        return f"Der Filter „{name}“ ist vergessen."

    # --- Export

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """The rows of the list; logged, because data leave the house, and so a POST. An old link leads to the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            zurueck = request.GET.copy()
            zurueck.pop("format", None)
            return HttpResponseRedirect(rueckweg(self, zurueck))
        form = ausfuhr.AusfuhrForm({"format": "xlsx", **request.POST.dict()})
        if not form.is_valid():
            raise Http404("Es gibt die Formate xlsx, ods und csv.")
        try:
            zeilen = zeilen_der_liste(self, request, request.GET, request.POST.getlist("auswahl"))
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{self.listenadresse('changelist')}?e=1")
        if zeilen.count() > self.hoechstens_ausfuhr:
            grenze = ganze_zahl(self.hoechstens_ausfuhr)
            messages.error(request, f"Eine Ausfuhr fasst höchstens {grenze} Einträge. Bitte filtern Sie die Liste.")
            return HttpResponseRedirect(rueckweg(self, request.GET))
        return ausfuhr.antwort(self, request, zeilen, jetzt=clock.now(), **form.cleaned_data)

    @cached_property
    def titel_der_liste(self) -> str:
        titel = str(self.opts.verbose_name_plural)
        return titel[:1].upper() + titel[1:]
