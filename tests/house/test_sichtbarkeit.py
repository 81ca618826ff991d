"""Jedes Modell sagt, wer es sieht; jede Liste der Verwaltung fragt danach."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import models

from asskomm.core.admin.basis import FachAdmin
from asskomm.core.roles import LPR_ROLLEN, PORTAL_ROLLEN, Pruefbereich
from asskomm.core.sichtbarkeit import Sicht, SichtbarQuerySet, sicht_von
from tests.house import quelltext

APPS = ("core", "kommunen", "vereinbarungen", "foerderung", "portal")
# Was keine Zeile braucht, mit dem Grund.
OHNE_SICHT = {
    "core.nummernkreis": "ein Zähler, nirgends gezeigt",
    "core.datenstand": "ein Zähler für den Seitenspeicher, nirgends gezeigt",
    "core.protokollkopf": "der Kopf der Kette, nur der Schreiber liest ihn",
}


def _modelle() -> Iterator[type[models.Model]]:
    for modell in apps.get_models():
        # Die Historie eines Modells öffnet nur, wer dessen Zeile sieht (FachAdmin.history_view).
        if modell._meta.app_label in APPS and not hasattr(modell, "instance_type"):
            yield modell


def fehlende_sicht(modelle: list[type[models.Model]]) -> list[str]:
    fehlt = []
    for modell in modelle:
        name = modell._meta.label_lower
        if name in OHNE_SICHT:
            continue
        if sicht_von(modell) is None:
            fehlt.append(f"{name}: keine Zeile sichtbar(…) in rules.py")
        if not isinstance(modell._default_manager.all(), SichtbarQuerySet):
            fehlt.append(f"{name}: der Manager kennt visible_to nicht")
    return fehlt


def test_jedes_modell_hat_eine_sicht_und_visible_to():
    modelle = list(_modelle())
    assert len(modelle) > 40
    assert fehlende_sicht(modelle) == []
    assert set(OHNE_SICHT) <= {m._meta.label_lower for m in modelle}


def test_die_regel_bemerkt_ein_modell_ohne_zeile():
    zaehler = apps.get_model("core", "Nummernkreis")
    OHNE_SICHT.pop("core.nummernkreis")
    try:
        assert len(fehlende_sicht([zaehler])) == 2
    finally:
        OHNE_SICHT["core.nummernkreis"] = "ein Zähler, nirgends gezeigt"


def test_jeder_weg_einer_sicht_fuehrt_zu_einer_organisation():
    """Ein Tippfehler im Weg fiele sonst erst auf, wenn jemand mit dieser Rolle kommt."""
    ziele = {"kommune": "core.organisation", "polizei": "core.organisation", "gegenstand": "core.organisation"}
    for modell in _modelle():
        sicht = sicht_von(modell) or Sicht()
        for feld, ziel in ziele.items():
            if (weg := getattr(sicht, feld)) and weg != "pk":
                ende = modell
                for teil in weg.split("__"):
                    ende = ende._meta.get_field(teil).related_model
                assert ende._meta.label_lower == ziel, f"{modell._meta.label_lower}: {feld}={weg}"


def test_keine_portalrolle_sieht_alles_und_jeder_bereich_ist_bekannt():
    for modell in _modelle():
        sicht = sicht_von(modell) or Sicht()
        assert not sicht.alle & PORTAL_ROLLEN, modell._meta.label_lower
        assert not sicht.bereich or sicht.bereich in Pruefbereich.values, modell._meta.label_lower
        assert not sicht.allgemein or sicht.alle & LPR_ROLLEN, modell._meta.label_lower


@pytest.mark.parametrize("modell", [m for m in admin.site._registry if m._meta.app_label in APPS])
def test_jede_liste_der_verwaltung_geht_durch_visible_to(modell, rf, monkeypatch):
    gefragt = []

    def merke(auswahl, user):
        gefragt.append(user)
        return auswahl.none()

    monkeypatch.setattr(SichtbarQuerySet, "visible_to", merke)
    verwaltung = admin.site._registry[modell]
    assert isinstance(verwaltung, FachAdmin)
    anfrage = rf.get("/verwaltung/")
    anfrage.user, anfrage.resolver_match = AnonymousUser(), None
    verwaltung.get_queryset(anfrage)
    for inline in verwaltung.inlines:
        inline(modell, admin.site).get_queryset(anfrage)
    assert gefragt == [anfrage.user] * (1 + len(verwaltung.inlines))


def test_eigene_seiten_laden_nur_sichtbares():
    """In den eigenen Seiten beginnt jede Auswahl eines Falls mit visible_to oder einem schon geladenen Fall."""
    faelle = ("Vereinbarung.objects", "Coachingprozess.objects", "Sicherheitsanalyse.objects", "Coachauftrag.objects")
    zeilen = [
        f"{datei.pfad}: {zeile.strip()}"
        for datei in quelltext.hauscode()
        if datei.pfad.startswith("asskomm/portal/eigene/")
        for zeile in datei.zeilen
        if any(f in zeile for f in faelle) and ".visible_to(" not in zeile and ".order_by()" not in zeile
    ]
    assert zeilen == []
