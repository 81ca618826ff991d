"""Who may do what, asked of the rules themselves: nothing on this page is typed a second time."""

from dataclasses import dataclass

import rules
from django.apps import apps

from asskomm.core.befugnis import Befugnis
from asskomm.core.models import Rollenzuordnung
from asskomm.core.roles import (
    BEDEUTUNG,
    BEFRISTETE_ROLLEN,
    KOMMUNE_ROLLEN,
    POLIZEI_ROLLEN,
    SCHRIFTLICHE_ROLLEN,
    VERTRETBARE_ROLLEN,
    ZWEITER_FAKTOR,
    Rolle,
)
from asskomm.core.sichtbarkeit import Sicht, sicht_von

_HIER = 1  # any organisation: the probe belongs to it


@dataclass(frozen=True)
class Gegenstand:
    """A kind of thing: its model decides who reads, the rights decide who works on it and who decides about it."""

    name: str
    modell: str
    bearbeiten: tuple[str, ...] = ()
    entscheiden: tuple[str, ...] = ()


GEGENSTAENDE: tuple[Gegenstand, ...] = (
    Gegenstand("Kommunen (Stammdaten)", "kommunen.kommune", ("kommunen.change_kommune",)),
    Gegenstand(
        "Vereinbarungen",
        "vereinbarungen.vereinbarung",
        ("vereinbarungen.work_vereinbarung",),
        ("vereinbarungen.waive_beschluss", "vereinbarungen.end_vereinbarung", "vereinbarungen.annul_vereinbarung"),
    ),
    Gegenstand("Coachings", "vereinbarungen.coachingprozess", ("vereinbarungen.work_coaching",)),
    Gegenstand(
        "Sicherheitsanalysen",
        "vereinbarungen.sicherheitsanalyse",
        ("vereinbarungen.work_analyse",),
        ("vereinbarungen.select_analyse",),
    ),
    Gegenstand("Kommunale Präventionsräte", "kommunen.kommunalerpraeventionsrat", ("kommunen.confirm_kpr",)),
    Gegenstand("Zuwendungen", "foerderung.zuwendung", ("foerderung.change_zuwendung",)),
    Gegenstand("Haushalt", "foerderung.haushaltsansatz", ("foerderung.change_haushaltsansatz",)),
    Gegenstand(
        "Kennzahlen", "portal.kennzahlenfreigabe", ("portal.prepare_kennzahlen",), ("portal.release_kennzahlen",)
    ),
    Gegenstand(
        "Pressetexte",
        "portal.medieninformation",
        ("portal.write_medieninformation",),
        ("portal.release_medieninformation",),
    ),
    Gegenstand("Konten und Rollen", "core.rollenzuordnung", ("core.request_rolle",), ("core.confirm_rolle",)),
    Gegenstand("Protokoll", "core.protokolleintrag"),
)


@dataclass(frozen=True)
class Recht:
    """What one role may do to one kind of thing: R, W, S as in fachmodell 6.6, and for how much of it."""

    stufe: str = ""
    umfang: str = ""

    @property
    def in_worten(self) -> str:
        return {"": "–", "R": "liest", "W": "bearbeitet", "S": "entscheidet"}[self.stufe]


class _Probe:
    """Somebody with one role and nothing else, as far as rules and visibility ask."""

    is_active = is_authenticated = True
    pk = 0

    def __init__(self, rolle: str) -> None:
        self.befugnisse = (Befugnis(rolle=rolle, organisation_id=_HIER),)

    def hat_rolle(self, *rollen: str) -> bool:
        return self.befugnisse[0].rolle in rollen


def recht_an(rolle: str, gegenstand: Gegenstand) -> Recht:
    probe = _Probe(rolle)
    sicht = sicht_von(apps.get_model(gegenstand.modell))
    umfang = _umfang(rolle, sicht) if sicht else None
    if umfang is None:
        return Recht()
    if _darf(probe, gegenstand.entscheiden):
        return Recht("S", umfang)
    return Recht("W" if _darf(probe, gegenstand.bearbeiten) else "R", umfang)


def _darf(probe: _Probe, rechte: tuple[str, ...]) -> bool:
    kollegen = [
        Rollenzuordnung(rolle=r, organisation_id=_HIER) for r in (Rolle.KOMMUNE_BEARBEITUNG, Rolle.POLIZEI_BEARBEITUNG)
    ]
    return any(rules.has_perm(recht, probe, objekt) for recht in rechte for objekt in (None, *kollegen))


def _umfang(rolle: str, sicht: Sicht) -> str | None:
    """How much of it the role sees; None: nothing."""
    wege = (
        (rolle in sicht.alle, ""),
        (rolle in KOMMUNE_ROLLEN and bool(sicht.kommune), "eigene"),
        (rolle in POLIZEI_ROLLEN and bool(sicht.polizei), "eigene"),
        (rolle == Rolle.COACH and bool(sicht.coach), "eigene"),
        (rolle == Rolle.PRUEFUNG and bool(sicht.bereich), "laut Auftrag"),
    )
    return next((umfang for trifft_zu, umfang in wege if trifft_zu), None)


@dataclass(frozen=True)
class Rollenblatt:
    """One role in words."""

    kuerzel: str
    name: str
    bedeutung: str
    merkmale: tuple[str, ...]

    @property
    def titel(self) -> str:
        return f"{self.name} ({self.kuerzel})"


def rollenblaetter() -> list[Rollenblatt]:
    return [Rollenblatt(r.value, str(r.label), BEDEUTUNG[r], tuple(_merkmale(r))) for r in Rolle]


def _merkmale(rolle: str) -> list[str]:
    merkmale = (
        (rolle in ZWEITER_FAKTOR, "mit zweitem Faktor"),
        (rolle in BEFRISTETE_ROLLEN, "nur befristet"),
        (rolle in SCHRIFTLICHE_ROLLEN, "mit schriftlicher Grundlage"),
        (rolle in VERTRETBARE_ROLLEN, "mit Vertretung"),
    )
    return [text for trifft_zu, text in merkmale if trifft_zu]


def tabelle() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """For each kind of thing the cells of all roles: name of the role, what it may do, for how much."""
    return [(g.name, [_zelle(rolle, recht_an(rolle, g)) for rolle in Rolle]) for g in GEGENSTAENDE]


def _zelle(rolle: Rolle, recht: Recht) -> tuple[str, str, str]:
    return str(rolle.label), recht.in_worten, recht.umfang
