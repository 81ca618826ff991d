"""The workflow engine: tables of allowed state changes as data, one function that carries them out.

A change locks the row, checks state, right, four-eyes rule and every condition, and refuses with all reasons at
once; then it writes the field and one append-only row. What else a change causes (numbers, documents, mail) stands
in the service that calls it.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models

from .errors import Ablehnung
from .protokoll import protokolliere, vorgang
from .roles import LPR_ROLLEN
from .sichtbarkeit import beruehrt
from .stichtag import BERLIN, UngefaehresDatum

ANLEGEN, UEBERNEHMEN, RUECKNAHME = "anlegen", "uebernehmen", "zuruecknehmen"
ANGEPASST = "Tag an den folgenden Schritt angepasst"
EREIGNISSE = {  # the names of special steps in the protocol
    ANGEPASST: "schritt.angepasst",
    RUECKNAHME: "schritt.zurueckgenommen",
    UEBERNEHMEN: "schritt.uebernommen",
}
ZWEI_PERSONEN = (
    "Vorbereiten und Freigeben müssen zwei verschiedene Personen erledigen; eine Vertretung zählt wie die Vertretenen."
)
EIGENE_SACHE = "Sie sind in dieser Sache befangen oder arbeiten für die Kommune: Bitte geben Sie sie ab."
INNERE_ANFUEHRUNG = str.maketrans("„“", "‚‘")  # a label quoted within a quotation

Bedingung = Callable[[Any], str | None]
"""Gets the locked object, returns the reason why not (a German sentence), or None."""


@dataclass(frozen=True)
class Zustand:
    name: str
    label: str
    oeffentlich: str = ""  # empty = the public does not see this state
    ende: bool = False


@dataclass(frozen=True)
class Uebergang:
    name: str
    von: frozenset[str]
    nach: str
    label: str
    recht: str  # permission name of rules.py
    bedingungen: tuple[Bedingung, ...] = ()
    grund_pflicht: bool = False
    vier_augen_zu: str = ""  # the actor of that step cannot do this one
    knopf: bool = True  # False: only a service takes this step (number, signature, import)
    zukunft: bool = False  # the effective day may lie ahead
    frage_tag: bool = True  # the button asks for the effective day
    gegen_ruecknahme: tuple[Bedingung, ...] = ()  # what stands against taking this step back
    entscheidend: bool = False  # asks for password or factor, although the verb of the right does not (core/frisch.py)
    ordnet_vor: bool = False  # earlier steps with a later day are moved before this one: they only prepared it


@dataclass(frozen=True)
class Moeglichkeit:
    """A step from the present state, with the reasons that stand against it now (none = allowed)."""

    uebergang: Uebergang
    gruende: tuple[str, ...]

    @property
    def erlaubt(self) -> bool:
        return not self.gruende


@dataclass(frozen=True)
class Workflow:
    name: str
    start: str
    zustaende: tuple[Zustand, ...]
    uebergaenge: tuple[Uebergang, ...]

    def __post_init__(self) -> None:
        namen = {z.name for z in self.zustaende}
        benutzt = {self.start} | {u.nach for u in self.uebergaenge}.union(*(u.von for u in self.uebergaenge))
        if unbekannt := benutzt - namen:
            raise ValueError(f"{self.name}: unbekannte Zustände {sorted(unbekannt)}")

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(z.name, z.label) for z in self.zustaende]

    def zustand(self, name: str) -> Zustand:
        return next(z for z in self.zustaende if z.name == name)

    def uebergang(self, name: str) -> Uebergang:
        for uebergang in self.uebergaenge:
            if uebergang.name == name:
                return uebergang
        raise Ablehnung(f"Den Schritt „{name}“ gibt es bei „{self.name}“ nicht.")

    def moeglichkeiten(self, objekt: Any, by: Any) -> list[Moeglichkeit]:
        """Every step with a button from the present state, also the refused ones: they say why."""
        schritte = [
            Moeglichkeit(u, tuple(_gruende(u, objekt, by)))
            for u in self.uebergaenge
            if u.knopf and objekt.status in u.von
        ]
        zuruecknehmbar = _zuruecknehmbar(objekt)
        if zuruecknehmbar and not zuruecknehmbar.nur_dienst:
            schritt = zuruecknehmbar.als_uebergang(objekt)
            schritte.append(Moeglichkeit(schritt, tuple(_gruende(schritt, objekt, by))))
        return schritte


def execute(
    *,
    objekt: models.Model,
    uebergang: str,
    by: Any,
    jetzt: dt.datetime,
    wirksam: UngefaehresDatum | None = None,
    grund: str = "",
    hebt_auf: Any = None,
) -> Any:
    """Carries out one step; returns its log row. `wirksam` defaults to the day of `jetzt` in Saxony.

    `hebt_auf` is the row that this step takes back (annulment, correction of a day).
    """
    if uebergang == RUECKNAHME:
        return take_back(objekt=objekt, by=by, jetzt=jetzt, grund=grund)
    with vorgang():
        gesperrt: Any = type(objekt)._default_manager.select_for_update().get(pk=objekt.pk)
        workflow: Workflow = gesperrt.workflow
        schritt = workflow.uebergang(uebergang)
        heute = jetzt.astimezone(BERLIN).date()
        wirksam = wirksam or UngefaehresDatum(heute)
        gruende = _gruende(schritt, gesperrt, by)
        if schritt.grund_pflicht and not grund.strip():
            gruende.append("Bitte geben Sie einen Grund an.")
        if not gruende:
            gruende += _tag_gruende(schritt, gesperrt, wirksam, heute)
        if gruende:
            raise Ablehnung(gruende)
        angaben = {"by": by, "jetzt": jetzt, "wirksam": wirksam}
        _move_back_later_rows(gesperrt, ausser=hebt_auf, **angaben)
        if hebt_auf is not None:
            _lift_restored(gesperrt, hebt_auf, nach=schritt.nach, **angaben)
        ereignis = _write(
            gesperrt,
            schritt=schritt.name,
            nach=schritt.nach,
            recht=schritt.recht,
            grund=grund.strip(),
            hebt_auf=hebt_auf,
            gegenueber=_gegenueber(gesperrt, schritt),
            **angaben,
        )
        objekt.status = gesperrt.status  # type: ignore[attr-defined]
        return ereignis


def take_back(*, objekt: models.Model, by: Any, jetzt: dt.datetime, grund: str, nur_dienst: bool = False) -> Any:
    """Takes the last step back: a new row lifts it and leads back to the state before; returns that row.

    Steps that only a service takes (numbers, signatures) are taken back by a service too: `nur_dienst`.
    """
    with vorgang():
        gesperrt: Any = type(objekt)._default_manager.select_for_update().get(pk=objekt.pk)
        ruecknahme = _zuruecknehmbar(gesperrt)
        if ruecknahme is None or (ruecknahme.nur_dienst and not nur_dienst):
            raise Ablehnung("Es gibt keinen Schritt, der sich zurücknehmen lässt.")
        gruende = [] if nur_dienst else _gruende(ruecknahme.als_uebergang(gesperrt), gesperrt, by)
        if not grund.strip():
            gruende.append("Bitte geben Sie einen Grund an.")
        if gruende:
            raise Ablehnung(gruende)
        angaben = {"nach": ruecknahme.davor.nach, "wirksam": ruecknahme.davor.wirksam, "by": by, "jetzt": jetzt}
        try:
            with vorgang():
                _lift_restored(gesperrt, ruecknahme.zeile, **angaben)
                ereignis = _write(
                    gesperrt,
                    schritt=RUECKNAHME,
                    recht=ruecknahme.schritt.recht,
                    grund=grund.strip(),
                    hebt_auf=ruecknahme.zeile,
                    **angaben,
                )
        except IntegrityError:
            raise Ablehnung("Die Rücknahme widerspricht einem anderen, neueren Eintrag.") from None
        objekt.status = gesperrt.status  # type: ignore[attr-defined]
        return ereignis


def enter_start(*, objekt: Any, by: Any, jetzt: dt.datetime, wirksam: UngefaehresDatum | None = None) -> Any:
    """The first log row of a new object."""
    wirksam = wirksam or UngefaehresDatum(jetzt.astimezone(BERLIN).date())
    return _write(objekt, schritt=ANLEGEN, nach=objekt.workflow.start, by=by, jetzt=jetzt, wirksam=wirksam)


def take_over(*, objekt: Any, status: str, by: Any, jetzt: dt.datetime, wirksam: UngefaehresDatum, grund: str) -> Any:
    """A state taken over from the time before the portal; only load commands and the approved takeover call this."""
    objekt.workflow.zustand(status)
    return _write(objekt, schritt=UEBERNEHMEN, nach=status, by=by, jetzt=jetzt, wirksam=wirksam, grund=grund)


def _write(objekt: Any, *, nach: str, **angaben: Any) -> Any:
    ereignis = _append(objekt, von=objekt.status if objekt.verlauf.exists() else "", nach=nach, **angaben)
    objekt.status = nach
    objekt.save(update_fields=["status"])
    return ereignis


def _append(
    objekt: Any,
    *,
    schritt: str,
    von: str,
    nach: str,
    by: Any,
    jetzt: dt.datetime,
    wirksam: UngefaehresDatum,
    recht: str = "",
    grund: str = "",
    hebt_auf: Any = None,
    gegenueber: int | None = None,
) -> Any:
    befugnis = by.befugnis_fuer(recht, objekt) if by is not None and recht else None
    zeile = objekt.verlauf.create(
        uebergang=schritt,
        von=von,
        nach=nach,
        wirksam_am=wirksam.am,
        wirksam_am_genauigkeit=wirksam.genauigkeit,
        erfasst_zeitpunkt=jetzt,
        erfasst_durch=by,
        erfasst_fuer_id=befugnis.vertritt if befugnis else None,
        grund=grund,
        hebt_auf=hebt_auf,
        gegenueber_id=gegenueber,
        fiktiv=objekt.fiktiv,
    )
    protokolliere(
        ereignis=EREIGNISSE.get(ANGEPASST if grund == ANGEPASST else schritt, "schritt.ausgefuehrt"),
        by=by,
        jetzt=jetzt,
        objekt=objekt,
        vorher={"status": von} if von else {},
        nachher={"status": nach, "schritt": schritt, "wirksam_am": wirksam},
        grund=grund,
        befugnis=befugnis,
    )
    return zeile


def _gruende(schritt: Uebergang, objekt: Any, by: Any) -> list[str]:
    if objekt.status not in schritt.von:
        label = objekt.workflow.zustand(objekt.status).label
        return [f"„{schritt.label}“ ist im Zustand „{label}“ nicht möglich."]
    gruende = [] if by is None else _gruende_der_person(schritt, objekt, by)
    gruende += [grund for bedingung in schritt.bedingungen if (grund := bedingung(objekt))]
    return gruende


def _gruende_der_person(schritt: Uebergang, objekt: Any, by: Any) -> list[str]:
    """The right, the two-person rule, own matters. A deputy is bound by what the represented person did, too."""
    befugnis = by.befugnis_fuer(schritt.recht, objekt)
    if befugnis is None:
        label = schritt.label.translate(INNERE_ANFUEHRUNG)
        return [f"Ihre Rolle darf „{label}“ nicht ausführen."]
    gruende = []
    if schritt.vier_augen_zu and _letzte_akteure(objekt, schritt.vier_augen_zu) & ({by.pk} | befugnis.personen):
        gruende.append(ZWEI_PERSONEN)
    if befugnis.rolle in LPR_ROLLEN and beruehrt(objekt, by.befangen):
        gruende.append(EIGENE_SACHE)
    return gruende


def _letzte_akteure(objekt: Any, uebergang: str) -> frozenset[int]:
    """Who took the step last, and for whom."""
    zeilen = objekt.verlauf.filter(uebergang=uebergang).order_by("-pk").values_list("erfasst_durch", "erfasst_fuer")
    return frozenset(pk for pk in zeilen.first() or () if pk is not None)


def _gegenueber(objekt: Any, schritt: Uebergang) -> int | None:
    """Who took the step that this one approves: stored beside the approver, so that the database refuses one person."""
    if not schritt.vier_augen_zu:
        return None
    zeilen = objekt.verlauf.filter(uebergang=schritt.vier_augen_zu).order_by("-pk")
    return zeilen.values_list("erfasst_durch", flat=True).first()


def _tag_gruende(schritt: Uebergang, objekt: Any, wirksam: UngefaehresDatum, heute: dt.date) -> list[str]:
    if wirksam.am > heute and not schritt.zukunft and not _laufende_periode(wirksam, heute):
        return [f"Der Tag {wirksam} liegt in der Zukunft."]
    if schritt.ordnet_vor:
        return []
    spaetere = _gueltige_zeilen(objekt).exclude(uebergang=ANLEGEN).filter(wirksam_am__gt=wirksam.am)
    for zeile in spaetere.order_by("-wirksam_am", "-pk"):
        if not _laufende_periode(zeile.wirksam, wirksam.am):
            label = objekt.workflow.zustand(zeile.nach).label
            return [f"Der Tag {wirksam} liegt vor dem letzten Schritt („{label}“, {zeile.wirksam})."]
    return []


def _laufende_periode(wirksam: UngefaehresDatum, tag: dt.date) -> bool:
    """Whether the day lies within the month or year that the date names."""
    return UngefaehresDatum(tag, wirksam.genauigkeit).am == wirksam.am


def _gueltige_zeilen(objekt: Any) -> Any:
    return objekt.verlauf.filter(aufgehoben_durch__isnull=True)


def _move_back_later_rows(objekt: Any, *, wirksam: UngefaehresDatum, ausser: Any, by: Any, jetzt: dt.datetime) -> None:
    """Rows of the past that bear a later day than the new step get its day, or `as_of` would see them last.

    That is the row of creation (a case is often entered after the fact), what prepared a step that `ordnet_vor`, and
    a step dated by the month or year within which this one fell: by this day it had happened.
    """
    spaetere = _gueltige_zeilen(objekt).filter(wirksam_am__gt=wirksam.am)
    if ausser is not None:
        spaetere = spaetere.exclude(pk=ausser.pk)
    for zeile in spaetere.order_by("pk"):
        _append(
            objekt,
            schritt=zeile.uebergang,
            von=zeile.von,
            nach=zeile.nach,
            by=by,
            jetzt=jetzt,
            wirksam=wirksam,
            grund=ANGEPASST,
            hebt_auf=zeile,
        )


def _lift_restored(
    objekt: Any, zeile: Any, *, nach: str, wirksam: UngefaehresDatum, by: Any, jetzt: dt.datetime
) -> None:
    """Together with a row go the rows by which later take-backs had restored its state."""
    for spaetere in _gueltige_zeilen(objekt).filter(uebergang=RUECKNAHME, nach=zeile.nach, pk__gt=zeile.pk):
        _append(
            objekt,
            schritt=RUECKNAHME,
            von=spaetere.nach,
            nach=nach,
            by=by,
            jetzt=jetzt,
            wirksam=wirksam,
            grund="mit dem wiederhergestellten Schritt zurückgenommen",
            hebt_auf=spaetere,
        )


@dataclass(frozen=True)
class _Ruecknahme:
    zeile: Any  # the log row of the last step
    davor: Any  # the log row of the step before
    schritt: Uebergang  # whose right the take-back needs
    nur_dienst: bool

    def als_uebergang(self, objekt: Any) -> Uebergang:
        label = objekt.workflow.zustand(self.zeile.nach).label
        return Uebergang(
            RUECKNAHME,
            frozenset({objekt.status}),
            self.davor.nach,
            f"Schritt „{label}“ zurücknehmen",
            self.schritt.recht,
            self.schritt.gegen_ruecknahme,
            entscheidend=self.schritt.entscheidend,
            grund_pflicht=True,
            frage_tag=False,
        )


def _zuruecknehmbar(objekt: Any) -> _Ruecknahme | None:
    """The last valid step, if one stands before it; the first row of a case stays."""
    zeilen = list(_gueltige_zeilen(objekt).exclude(uebergang=RUECKNAHME).order_by("-wirksam_am", "-pk")[:2])
    if len(zeilen) < 2:
        return None
    zeile, davor = zeilen
    schritte = [u for u in objekt.workflow.uebergaenge if u.nach == zeile.nach]
    if not schritte:
        return None
    schritt = next((u for u in schritte if u.name == zeile.uebergang), schritte[0])
    return _Ruecknahme(zeile, davor, schritt, nur_dienst=not schritt.knopf)
