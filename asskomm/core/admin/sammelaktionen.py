"""Steps and actions for many rows: which there are for a list, tried without effect, carried out one by one."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, models, transaction
from django.http import QueryDict

from asskomm.core import clock
from asskomm.core.arbeitsarten import Arbeitsart, register_arbeitsart
from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.fallarten import fallseite
from asskomm.core.forms import SchrittForm
from asskomm.core.frisch import ist_entscheidend
from asskomm.core.models import Postenstand
from asskomm.core.protokoll import vorgang
from asskomm.core.stichtag import UngefaehresDatum

from .aktionen import WIDERSPRUCH, Fachaktion, fuehre_aktion_aus, nicht_mehr

ARBEIT = "sammelaktion"
RECHT = "core.steer_arbeitslauf"
WEG = "Diesen Eintrag gibt es für Sie nicht mehr."


@dataclass(frozen=True)
class Auswahlseite:
    """A page of its own for chosen rows (a circular letter …): it reads them with auswahl.auswahl_aus."""

    name: str
    label: str
    url: str  # name of the address
    recht: str


@dataclass(frozen=True)
class Sammelaktion:
    """A step or an action, ready for many rows. `tue` gets row, person, moment and the values of the form."""

    name: str
    label: str
    recht: str
    formular: Callable[..., forms.Form]
    tue: Callable[..., None]
    was: Callable[[Any], str]  # what will happen to the row, and has happened
    einleitung: str = ""
    verlangt_frische: bool = False
    anfang: Callable[[Any, dt.date], dict[str, Any]] | None = None

    def form(self, daten: QueryDict | None = None, anfang: dict[str, Any] | None = None) -> forms.Form:
        return self.formular(daten, initial=anfang)


_WEITERE: dict[str, list[Fachaktion | Auswahlseite]] = {}


def register_sammelaktion(modell: type[models.Model], aktion: Fachaktion | Auswahlseite) -> None:
    """For apps above the one that owns the list; called when the apps start, a second call replaces the first."""
    liste = _WEITERE.setdefault(modell._meta.label_lower, [])
    liste[:] = [a for a in liste if a.name != aktion.name] + [aktion]


def sammelaktionen(verwaltung: Any, user: Any) -> list[Sammelaktion | Auswahlseite]:
    """What this person may do to many rows of the list."""
    erklaert = [*verwaltung.sammelaktionen, *_WEITERE.get(verwaltung.opts.label_lower, ())]
    bereit = [a if isinstance(a, Auswahlseite) else _bereite(verwaltung, a) for a in erklaert]
    return [a for a in bereit if user.has_perm(a.recht)]


def finde(verwaltung: Any, user: Any, name: str) -> Sammelaktion | Auswahlseite | None:
    return next((a for a in sammelaktionen(verwaltung, user) if a.name == name), None)


def _bereite(verwaltung: Any, erklaert: str | Fachaktion) -> Sammelaktion:
    if isinstance(erklaert, Fachaktion):
        return _aus_aktion(erklaert)
    art, _, name = erklaert.partition("/")
    if art == "schritt":
        return _aus_schritt(verwaltung, name)
    return _aus_aktion(next(a for a in verwaltung.fachaktionen if a.name == name))


def _aus_schritt(verwaltung: Any, name: str) -> Sammelaktion:
    ablauf = verwaltung.model.workflow
    schritt = ablauf.uebergang(name)
    nach = ablauf.zustand(schritt.nach).label

    def formular(daten: QueryDict | None, *, initial: dict[str, Any] | None) -> forms.Form:
        wunsch = {"frage_tag": schritt.frage_tag, "grund_pflicht": schritt.grund_pflicht}
        return SchrittForm(daten, initial=initial, **wunsch)

    def tue(objekt: Any, *, by: Any, jetzt: dt.datetime, werte: dict[str, Any]) -> None:
        angaben = {"wirksam": werte.get("wirksam"), "grund": werte["grund"]}
        verwaltung.fuehre_schritt_aus(name, objekt, by=by, jetzt=jetzt, **angaben)

    return Sammelaktion(
        name=f"schritt/{name}",
        label=schritt.label,
        recht=schritt.recht,
        formular=formular,
        tue=tue,
        was=lambda objekt: f"„{ablauf.zustand(objekt.status).label}“ → „{nach}“",
        einleitung=f"Danach ist der Stand „{nach}“. Jeder Schritt wird mit Tag, Person und Grund festgehalten.",
        verlangt_frische=schritt.entscheidend or ist_entscheidend(schritt.recht),
        anfang=lambda objekt, heute: {"wirksam": UngefaehresDatum(heute)},
    )


def _aus_aktion(aktion: Fachaktion) -> Sammelaktion:
    def tue(objekt: Any, *, by: Any, jetzt: dt.datetime, werte: dict[str, Any]) -> None:
        gruende = [] if aktion.sichtbar(objekt) else [nicht_mehr(aktion, objekt)]
        if gruende := gruende or aktion.gruende(objekt, by):
            raise Ablehnung(gruende)
        fuehre_aktion_aus(aktion, objekt, by=by, jetzt=jetzt, werte=werte)
        mark_changed()

    return Sammelaktion(
        name=f"aktion/{aktion.name}",
        label=aktion.label,
        recht=aktion.recht,
        formular=aktion.formular,
        tue=tue,
        was=lambda objekt: aktion.label,
        einleitung=aktion.einleitung,
        verlangt_frische=aktion.verlangt_frische,
        anfang=aktion.anfang,
    )


# --- Trial


@dataclass(frozen=True)
class Probezeile:
    """What would happen to a row: the same words as the item of the run will carry."""

    pk: Any
    text: str
    url: str
    stand: str
    meldung: str

    @property
    def geht(self) -> bool:
        return self.stand == Postenstand.ERLEDIGT


def probiere(
    aktion: Sammelaktion, zeilen: Iterable[models.Model], *, by: Any, jetzt: dt.datetime, werte: dict[str, Any]
) -> list[Probezeile]:
    """Carries everything out, one row after the other as the run will do, and takes all of it back."""
    ergebnis = []
    with vorgang():
        for zeile in zeilen:
            try:
                with vorgang():
                    stand, meldung = Postenstand.ERLEDIGT, _tue(aktion, zeile, by=by, jetzt=jetzt, werte=werte)
            except Ablehnung as ablehnung:
                stand, meldung = Postenstand.ABGELEHNT, " ".join(ablehnung.gruende)
            ergebnis.append(Probezeile(zeile.pk, str(zeile), fallseite(zeile), stand, meldung))
        transaction.set_rollback(True)
    return ergebnis


def _tue(aktion: Sammelaktion, objekt: Any, *, by: Any, jetzt: dt.datetime, werte: dict[str, Any]) -> str:
    was = aktion.was(objekt)
    try:
        with vorgang():
            aktion.tue(objekt, by=by, jetzt=jetzt, werte=werte)
    except IntegrityError:
        raise Ablehnung(WIDERSPRUCH) from None
    return was


# --- Run


def _je_posten(*, lauf: Any, posten: Any, jetzt: dt.datetime) -> str:
    """With the rights that the person has now, at the row as it is now."""
    by = lauf.erfasst_durch
    verwaltung = admin.site._registry[apps.get_model(lauf.angaben["liste"])]
    aktion = finde(verwaltung, by, lauf.angaben["aktion"])
    if not isinstance(aktion, Sammelaktion):
        raise Ablehnung("Ihre Rolle darf diese Aktion nicht ausführen.")
    form = aktion.form(QueryDict(lauf.angaben["daten"]))
    if not form.is_valid():
        raise Ablehnung([str(f) for fehler in form.errors.values() for f in fehler])
    manager: Any = verwaltung.model._default_manager
    objekt = manager.visible_to(by).filter(pk=posten.angaben["pk"]).first()
    if objekt is None:
        raise Ablehnung(WEG)
    return _tue(aktion, objekt, by=by, jetzt=jetzt, werte=form.cleaned_data)


def register_sammelarbeit() -> None:
    register_arbeitsart(Arbeitsart(ARBEIT, RECHT, je_posten=_je_posten))


def anfangswerte(aktion: Sammelaktion, erste: Any) -> dict[str, Any]:
    """What the form proposes; taken from the first row, so only values that hold for all may come from `anfang`."""
    return aktion.anfang(erste, clock.today()) if aktion.anfang else {}
