"""Demo data on top of register and history: everything marked `fiktiv`, accounts for every role."""

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models

from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Erfasst, Fiktiv, Tatsache, User
from asskomm.core.protokoll import protokolliere, vorgang

from ..bestandsdaten import Kommunenverzeichnis
from .demo_arbeit import load_arbeitsfaelle
from .demo_bestand import load_kontakte, load_prozesse, load_tatsachen, load_vereinbarungen
from .demo_konten import Zugang, assign_coach, create_konten

ABLEHNUNG = (
    "Demodaten gehen nur auf einen Bestand, den allein lade_register und lade_historie geschrieben haben. "
    "Es wurde nichts gespeichert."
)
# Was lade_register schreibt und wovon keine feste Anzahl gilt
_REGISTER = {"kommunen.Kommune", "kommunen.Mitgliedschaft", "kommunen.Ortsfeiertag"}
# Stellen ohne Konto, wie sie nach entferne_demo übrig sein können, und Akten, die der Arbeiter anlegt, sagen nichts.
_OHNE_AUSSAGE = {"core.Organisation", "core.Akte"}


def load_demo(*, daten: dict[str, Any], historie: dict[str, Any], by: User | None, jetzt: dt.datetime) -> list[Zugang]:
    """One transaction; returns how to sign in to each account. Refused on a stock with other data."""
    with vorgang():
        if gruende := _fremde_daten(historie):
            raise Ablehnung([ABLEHNUNG, *gruende])
        kommunen = Kommunenverzeichnis()
        konten, zugaenge = create_konten(kommunen=kommunen, by=by, jetzt=jetzt)
        load_tatsachen(daten=daten, kommunen=kommunen, by=by, jetzt=jetzt)
        load_kontakte(daten=daten, kommunen=kommunen, by=by)
        load_vereinbarungen(daten=daten, kommunen=kommunen, by=by, jetzt=jetzt)
        load_prozesse(daten=daten, kommunen=kommunen, by=by, jetzt=jetzt)
        assign_coach(konten=konten, by=by, jetzt=jetzt)
        load_arbeitsfaelle(kommunen=kommunen, by=konten, jetzt=jetzt)
        protokolliere(ereignis="demo.geladen", by=by, jetzt=jetzt, nachher={"konten": len(zugaenge)})
        mark_changed()
    return zugaenge


def _erwartete_anzahl(historie: dict[str, Any]) -> dict[str, int]:
    """How many rows lade_historie writes; of models that are not named here it writes none."""
    kooperationen = historie["vereinbarungen"]
    beteiligungen = sum(len(v["kommunen"]) for v in kooperationen)
    ersetzte = sum(1 for v in kooperationen if v.get("ersetzt_vorvereinbarung"))
    return {
        "kommunen.Beratung": len(historie["beratungen"]),
        "kommunen.KommunalerPraeventionsrat": len(historie["kpr"]),
        "kommunen.KprEreignis": len(historie["kpr"]),
        "vereinbarungen.Vereinbarung": len(kooperationen),
        "vereinbarungen.Beteiligung": beteiligungen,
        "vereinbarungen.VereinbarungEreignis": len(kooperationen) + ersetzte,
        "vereinbarungen.Sicherheitsanalyse": len(historie["analysen"]),
        "vereinbarungen.AnalyseEreignis": sum(len(a["schritte"]) for a in historie["analysen"]),
        "foerderung.Haushaltsansatz": len(historie["haushalt"]),
        "foerderung.Zuwendung": len(historie["zuwendungen"]),
        "portal.VeroeffentlichteZahl": len(historie["zahlen"]),
        "portal.Meilenstein": len(historie["meilensteine"]),
    }


def _fremde_daten(historie: dict[str, Any]) -> list[str]:
    """A sentence for each kind of rows that somebody else has written."""
    erwartet = _erwartete_anzahl(historie)
    abgeleitet = {"vereinbarungen.Vertragspartei", "vereinbarungen.Unterzeichnung", "vereinbarungen.Zeuge"}
    ungezaehlt = _REGISTER | _OHNE_AUSSAGE | abgeleitet
    gruende = []
    for modell in apps.get_models():
        if not issubclass(modell, Fiktiv):  # every fact and every case can be fictitious
            continue
        manager = modell._default_manager
        name, label = modell._meta.label, modell._meta.verbose_name_plural
        if manager.filter(_von_hand(modell)).exists():
            gruende.append(f"{label}: Es gibt fiktive, annullierte oder von einer Person erfasste Einträge.")
        elif name not in ungezaehlt and (anzahl := manager.count()) != erwartet.get(name, 0):
            gruende.append(f"{label}: {anzahl} Einträge statt {erwartet.get(name, 0)}.")
    return gruende


def _von_hand(modell: type[Fiktiv]) -> models.Q:
    bedingung = models.Q(fiktiv=True)
    if issubclass(modell, Erfasst):
        bedingung |= models.Q(erfasst_durch__isnull=False)
    if issubclass(modell, Tatsache):
        bedingung |= models.Q(annulliert_zeitpunkt__isnull=False)
    return bedingung
