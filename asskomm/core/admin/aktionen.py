"""Steps and actions of a case: buttons with reasons, a small confirmation page, one call of a service."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from asskomm.core import clock, workflow
from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.forms import GrundForm, LeerForm, SchrittForm, vorschlagslisten
from asskomm.core.frisch import ist_entscheidend, verlange_frische
from asskomm.core.protokoll import gesammelt, protokolliere, vorgang
from asskomm.core.stichtag import UngefaehresDatum

WIDERSPRUCH = "Diese Angaben widersprechen einem Eintrag, den es schon gibt. Es wurde nichts gespeichert."


def _keine(objekt: Any) -> list[str]:
    return []


def _immer(objekt: Any) -> bool:
    return True


def nicht_mehr(aktion: "Fachaktion", objekt: Any) -> str:
    """Somebody else was quicker, or the same person clicked twice: the state says what has happened."""
    ablauf = getattr(objekt, "workflow", None)
    im_stand = f"im Zustand „{ablauf.zustand(objekt.status).label}“" if ablauf else "hier"
    return f"„{aktion.label}“ ist {im_stand} nicht mehr möglich."


@dataclass(frozen=True)
class Fachaktion:
    """An action of a case beside its workflow.

    `dienst` is called with `<objektname>=`, `by=`, `jetzt=` and the cleaned fields of `formular`; it may refuse.
    A `formular` whose __init__ takes `objekt` gets the object (declare `braucht_objekt = True` on it).
    """

    name: str
    label: str
    recht: str
    dienst: Callable[..., Any]
    formular: type[forms.Form] = LeerForm
    objektname: str = "objekt"
    hinderungen: Callable[[Any], list[str]] = _keine
    sichtbar: Callable[[Any], bool] = _immer
    einleitung: str = ""
    erfolg: str | Callable[[Any], str] = "Die Angaben sind gespeichert."  # or what has come of it, told by the object
    anfang: Callable[[Any, dt.date], dict[str, Any]] | None = None  # initial values from object and day
    # An answer of its own instead of the way back: gets the admin, the request and what the service has returned.
    danach: Callable[[Any, HttpRequest, Any], HttpResponse | None] | None = None
    entscheidend: bool = False  # asks for password or factor, although the verb of the right does not (core/frisch.py)

    @property
    def verlangt_frische(self) -> bool:
        return self.entscheidend or ist_entscheidend(self.recht)

    def gruende(self, objekt: Any, by: Any) -> list[str]:
        """What stands against it, for this person."""
        gruende = self.hinderungen(objekt)
        if not by.has_perm(self.recht, objekt):
            gruende = [f"Ihre Rolle darf „{self.label}“ nicht ausführen.", *gruende]
        return gruende


@dataclass(frozen=True)
class Knopf:
    """What the case page shows of a step or an action."""

    label: str
    url: str
    gruende: tuple[str, ...]
    id: str


def annullierung(dienst: Callable[..., Any], recht: str, objektname: str = "tatsache") -> Fachaktion:
    """The action that takes back a recorded fact."""
    return Fachaktion(
        name="annullieren",
        label="Eintrag annullieren",
        recht=recht,
        dienst=dienst,
        formular=GrundForm,
        objektname=objektname,
        sichtbar=lambda tatsache: not tatsache.ist_annulliert,
        einleitung=(
            "Der Eintrag bleibt als annulliert sichtbar und zählt ab jetzt nicht mehr. "
            "Eine Korrektur ist die Annullierung und ein neuer Eintrag."
        ),
        erfolg="Der Eintrag ist annulliert.",
        entscheidend=True,
    )


def fuehre_aktion_aus(aktion: Fachaktion, objekt: Any, *, by: Any, jetzt: dt.datetime, werte: dict[str, Any]) -> Any:
    """Calls the service; what it does not tell the protocol itself is told here."""
    bisher = gesammelt()
    ergebnis = aktion.dienst(**{aktion.objektname: objekt}, by=by, jetzt=jetzt, **werte)
    if gesammelt() == bisher:  # most services have said it themselves
        angaben = {"aktion": aktion.label, **werte}
        protokolliere(
            ereignis="aktion.ausgefuehrt", by=by, jetzt=jetzt, objekt=objekt, nachher=angaben, recht=aktion.recht
        )
    return ergebnis


class AktionenMixin(admin.ModelAdmin):
    """Adds the addresses `<id>/schritt/<name>/` and `<id>/aktion/<name>/`.

    `schritt_dienste` maps steps that need more than the status change to their service, called with
    `objekt=, by=, jetzt=, wirksam=, grund=`; all others go to workflow.execute.
    """

    fachaktionen: Sequence[Fachaktion] = ()
    schritt_dienste: dict[str, Callable[..., Any]] = {}

    def get_urls(self) -> list[Any]:
        info = self.opts.app_label, self.opts.model_name
        adressen = [("aktion", self.aktion_view)]
        if hasattr(self.model, "workflow"):
            adressen.append(("schritt", self.schritt_view))
        eigene = [
            path(
                f"<path:object_id>/{art}/<slug:name>/",
                self.admin_site.admin_view(ansicht),
                name="{}_{}_{}".format(*info, art),
            )
            for art, ansicht in adressen
        ]
        # Nothing is ever deleted here; a correction is an annulment or the end of a validity.
        return eigene + [url for url in super().get_urls() if not str(url.name).endswith("_delete")]

    def knoepfe(self, request: HttpRequest, objekt: Any) -> list[Knopf]:
        knoepfe = []
        if getattr(objekt, "workflow", None):
            for nr, m in enumerate(objekt.workflow.moeglichkeiten(objekt, request.user)):
                url = self._adresse("schritt", objekt, m.uebergang.name)
                knoepfe.append(Knopf(m.uebergang.label, url, m.gruende, f"schritt-{nr}"))
        for aktion in self.fachaktionen:
            if aktion.sichtbar(objekt):
                gruende = tuple(self._gruende(request, aktion, objekt))
                url = self._adresse("aktion", objekt, aktion.name)
                knoepfe.append(Knopf(aktion.label, url, gruende, f"aktion-{aktion.name}"))
        return knoepfe

    def _adresse(self, art: str, objekt: Any, name: str) -> str:
        ziel = f"admin:{self.opts.app_label}_{self.opts.model_name}_{art}"
        return reverse(ziel, args=[quote(objekt.pk), name], current_app=self.admin_site.name)

    def _gruende(self, request: HttpRequest, aktion: Fachaktion, objekt: Any) -> list[str]:
        return aktion.gruende(objekt, request.user)

    def _lade(self, request: HttpRequest, object_id: str) -> Any:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        objekt = self.get_object(request, unquote(object_id))
        if objekt is None:
            raise Http404(f"{self.opts.verbose_name} {object_id} gibt es nicht.")
        if not self.has_view_or_change_permission(request, objekt):
            raise PermissionDenied
        return objekt

    def schritt_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        objekt = self._lade(request, object_id)
        moeglich = {m.uebergang.name: m for m in objekt.workflow.moeglichkeiten(objekt, request.user)}
        if name not in moeglich:
            return self._zurueck(request, objekt, ["Dieser Schritt ist im jetzigen Zustand nicht vorgesehen."])
        m = moeglich[name]
        if m.gruende:
            return self._zurueck(request, objekt, m.gruende)
        if m.uebergang.entscheidend or ist_entscheidend(m.uebergang.recht):
            verlange_frische(request)
        form = SchrittForm(
            request.POST or None,
            initial={"wirksam": UngefaehresDatum(clock.today())},
            frage_tag=m.uebergang.frage_tag,
            grund_pflicht=m.uebergang.grund_pflicht,
        )

        def ausfuehren() -> None:
            angaben = {"wirksam": form.cleaned_data.get("wirksam"), "grund": form.cleaned_data["grund"]}
            self.fuehre_schritt_aus(name, objekt, by=request.user, jetzt=clock.now(), **angaben)

        nach = objekt.workflow.zustand(m.uebergang.nach).label
        return self._bestaetigung(
            request,
            objekt,
            form,
            ausfuehren,
            titel=m.uebergang.label,
            einleitung=f"Danach ist der Stand „{nach}“. Der Schritt wird mit Tag, Person und Grund festgehalten.",
            erfolg=f"Gespeichert: {m.uebergang.label}.",
        )

    def fuehre_schritt_aus(self, name: str, objekt: Any, **angaben: Any) -> None:
        """`by`, `jetzt`, `wirksam`, `grund`; refused with all reasons."""
        if dienst := self.schritt_dienste.get(name):
            dienst(objekt=objekt, **angaben)
        else:
            workflow.execute(objekt=objekt, uebergang=name, **angaben)
            mark_changed()

    def aktion_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        objekt = self._lade(request, object_id)
        aktion = next((a for a in self.fachaktionen if a.name == name), None)
        if aktion is None:
            raise Http404(f"Die Aktion {name} gibt es nicht.")
        if not aktion.sichtbar(objekt):
            return self._zurueck(request, objekt, [nicht_mehr(aktion, objekt)])
        if gruende := self._gruende(request, aktion, objekt):
            return self._zurueck(request, objekt, gruende)
        if aktion.verlangt_frische:
            verlange_frische(request)
        anfang = aktion.anfang(objekt, clock.today()) if aktion.anfang else {}
        weitere = {"objekt": objekt} if getattr(aktion.formular, "braucht_objekt", False) else {}
        form = aktion.formular(
            request.POST if request.method == "POST" else None, request.FILES or None, initial=anfang, **weitere
        )

        def ausfuehren() -> Any:
            return fuehre_aktion_aus(aktion, objekt, by=request.user, jetzt=clock.now(), werte=form.cleaned_data)

        return self._bestaetigung(
            request,
            objekt,
            form,
            ausfuehren,
            titel=aktion.label,
            einleitung=aktion.einleitung,
            erfolg=aktion.erfolg,
            danach=aktion.danach,
        )

    def _bestaetigung(
        self,
        request: HttpRequest,
        objekt: Any,
        form: forms.Form,
        ausfuehren: Callable[[], Any],
        *,
        titel: str,
        einleitung: str,
        erfolg: str | Callable[[Any], str],
        danach: Callable[[Any, HttpRequest, Any], HttpResponse | None] | None = None,
    ) -> HttpResponse:
        """GET shows the form and changes nothing; POST carries the action out or shows every reason against it."""
        if request.method == "POST" and form.is_valid():
            try:
                with vorgang():
                    ergebnis = ausfuehren()
                    self.log_change(request, objekt, titel)
            except Ablehnung as ablehnung:
                form.add_error(None, ablehnung.gruende)
            except IntegrityError:
                form.add_error(None, WIDERSPRUCH)
            else:
                if danach is not None and (antwort := danach(self, request, ergebnis)):
                    return antwort
                messages.success(request, erfolg(objekt) if callable(erfolg) else erfolg)
                return HttpResponseRedirect(self._aendern_url(objekt))
        context = {
            **self.admin_site.each_context(request),
            "title": titel,
            "opts": self.opts,
            "original": objekt,
            "form": form,
            "einleitung": einleitung,
            "zurueck": self._aendern_url(objekt),
            "vorschlagslisten": vorschlagslisten([form]),
        }
        return TemplateResponse(request, "admin/bestaetigung.html", context)

    def _aendern_url(self, objekt: Any) -> str:
        ziel = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(ziel, args=[quote(objekt.pk)], current_app=self.admin_site.name)

    def _zurueck(self, request: HttpRequest, objekt: Any, gruende: Sequence[str]) -> HttpResponse:
        for grund in gruende:
            messages.error(request, grund)
        return HttpResponseRedirect(self._aendern_url(objekt))
