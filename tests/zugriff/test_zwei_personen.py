"""Vorbereiten und Freigeben sind zwei Personen: jede Stelle aus fachmodell 6, mit Regel, Datenbank und Vertretung.

Nicht dabei, mit Grund: Annullierung (fachmodell 6.1: die Leitung allein, mit Pflichtgrund und Protokoll), Meilenstein
(errechnet, nicht entschieden), Kündigung und Ablauf (tragen ein, was geschehen ist). Rollen, Vertretungen, Mandate,
Erklärungen, Faktoren und Löschungen prüfen ihre eigenen Tests; hier steht, dass die Datenbank es auch verlangt.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from asskomm.core import workflow
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Befangenheit, Dokument, ZweiPersonen
from asskomm.core.roles import Rolle
from asskomm.core.workflow import EIGENE_SACHE, ZWEI_PERSONEN
from asskomm.portal.enums import Inhaltsart
from asskomm.portal.models import Inhalt, Medieninformation
from kommunen.services.organisationen import ensure_organisation
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import konto_der, vergiss, vertretung
from tests.factories.konten import gib_rolle, konto
from vereinbarungen.models import Uebernahme
from vereinbarungen.services import anlage, zeichnung

JETZT = fabrik.JETZT
pytestmark = pytest.mark.django_db


def vereinbarung() -> Any:
    v = fabrik.entwurf()
    anlage.store_vertragstext(vereinbarung=v, anmerkung="E-Akte", by=None, jetzt=JETZT)
    return v


def analyse() -> Any:
    neue = fabrik.analyse()
    for schritt in ("auswaehlen", "beginnen", "erheben", "auswerten"):
        workflow.execute(objekt=neue, uebergang=schritt, by=None, jetzt=JETZT)
    return neue


def uebernahme() -> Any:
    dokument = Dokument.objects.create(
        datei="x.csv", name="x.csv", groesse=1, sha256="0" * 64, mimetype="text/csv", erfasst_zeitpunkt=JETZT
    )
    neue = Uebernahme.objects.create(bezeichnung="Bestand", dokument=dokument, erfasst_zeitpunkt=JETZT)
    neue.zeilen.create(zeile=1, werte={})
    workflow.enter_start(objekt=neue, by=None, jetzt=JETZT)
    return neue


def presse() -> Any:
    text = Medieninformation.objects.create(vereinbarung=fabrik.in_kraft(), slug="x", titel="Titel", text="Text")
    workflow.enter_start(objekt=text, by=None, jetzt=JETZT)
    return text


def inhalt() -> Any:
    slug = f"titel-{Inhalt.objects.count()}"
    neuer = Inhalt.objects.create(
        art=Inhaltsart.NACHRICHT, titel="Titel", slug=slug, text="Text", erfasst_zeitpunkt=JETZT
    )
    workflow.enter_start(objekt=neuer, by=None, jetzt=JETZT)
    return neuer


# Every step of a workflow that approves another: how to get there, the step that prepares, the step that approves.
STELLEN: dict[str, tuple[Callable[[], Any], str, str]] = {
    "Zeichnungsreif ohne Beschluss": (vereinbarung, "abstimmen", "ohne_beschluss"),
    "Analyse abnehmen": (analyse, "entwurf_vorlegen", "abnehmen"),
    "Übernahme freigeben": (uebernahme, "vorlegen", "freigeben"),
    "Inhalt freigeben": (inhalt, "vorlegen", "freigeben"),
    "Medieninformation freigeben": (presse, "vorlegen", "freigeben"),
}
# The database constraint of every place, those outside the workflows included.
CONSTRAINTS: dict[str, tuple[str, ...]] = {
    "vereinbarungen.VereinbarungEreignis": ("vereinbarungen_vereinbarungereignis_vier_augen",),
    "vereinbarungen.AnalyseEreignis": ("vereinbarungen_analyseereignis_vier_augen",),
    "vereinbarungen.UebernahmeEreignis": ("vereinbarungen_uebernahmeereignis_vier_augen",),
    "vereinbarungen.Uebernahme": ("uebernahme_zwei_personen",),
    "portal.PresseEreignis": ("portal_presseereignis_vier_augen",),
    "portal.Medieninformation": ("medieninformation_zwei_personen",),
    "portal.InhaltEreignis": ("portal_inhaltereignis_vier_augen",),
    "portal.Inhaltsfassung": ("inhaltsfassung_zwei_personen",),
    "portal.Zahlenvorlage": ("portal_zahlenvorlage_zwei_personen",),
    "portal.Kennzahlenfreigabe": ("kennzahlenfreigabe_zwei_personen",),
    "core.Rollenzuordnung": ("core_rollenzuordnung_zwei_personen", "rollenzuordnung_nicht_selbst"),
    "core.Vertretung": ("core_vertretung_zwei_personen", "vertretung_nicht_selbst"),
    "core.Mandat": ("core_mandat_zwei_personen",),
    "core.Erklaerung": ("core_erklaerung_zwei_personen",),
    "core.Postfachaenderung": ("core_postfachaenderung_zwei_personen", "postfachaenderung_nicht_selbst"),
    "core.Faktorruecksetzung": ("core_faktorruecksetzung_zwei_personen", "faktorruecksetzung_nicht_fuer_sich"),
    "core.Loeschantrag": ("loeschantrag_zwei_personen",),
}


def schritt(objekt: Any, name: str, by: Any) -> Any:
    vergiss(by)
    return workflow.execute(objekt=objekt, uebergang=name, by=by, jetzt=JETZT, grund="Grund")


def test_die_liste_nennt_jeden_freigebenden_schritt_und_jeden_antrag():
    schritte = {
        (m.workflow.name, u.name)
        for m in apps.get_models()
        if isinstance(getattr(m, "workflow", None), workflow.Workflow)
        for u in m.workflow.uebergaenge
        if u.vier_augen_zu
    }
    assert schritte == {(hin().workflow.name, frei) for hin, _, frei in STELLEN.values()}
    antraege = {m._meta.label for m in apps.get_models() if issubclass(m, ZweiPersonen)}
    assert antraege <= set(CONSTRAINTS)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_die_datenbank_kennt_die_zweite_person(name: str):
    modell = apps.get_model(name)
    with connection.cursor() as cursor:
        vorhanden = connection.introspection.get_constraints(cursor, modell._meta.db_table)
    assert set(CONSTRAINTS[name]) <= set(vorhanden)
    assert all(isinstance(c, models.CheckConstraint) for c in modell._meta.constraints if c.name in CONSTRAINTS[name])


@pytest.mark.parametrize("stelle", STELLEN)
def test_wer_vorbereitet_gibt_nicht_frei_und_eine_vertretung_zaehlt_wie_die_vertretene(stelle: str):
    hin, vorher, frei = STELLEN[stelle]
    leitung, zweite = konto(Rolle.LEITUNG), konto(Rolle.LEITUNG)
    vertreterin = konto(None)
    vertretung(leitung, vertreterin)
    selbst, durch_vertretung = hin(), (hin() if hin is not presse else None)
    schritt(selbst, vorher, leitung)
    for by in (leitung, vertreterin):
        with pytest.raises(Ablehnung) as fehler:
            schritt(selbst, frei, by)
        assert ZWEI_PERSONEN in fehler.value.gruende
    if durch_vertretung is not None:
        schritt(durch_vertretung, vorher, vertreterin)
        with pytest.raises(Ablehnung) as fehler:
            schritt(durch_vertretung, frei, leitung)
        assert ZWEI_PERSONEN in fehler.value.gruende
    zeile = schritt(selbst, frei, zweite)
    assert (zeile.gegenueber, zeile.erfasst_durch) == (leitung, zweite)


@pytest.mark.parametrize("stelle", STELLEN)
def test_die_datenbank_verweigert_dieselbe_person_an_der_regel_vorbei(stelle: str):
    hin, vorher, frei = STELLEN[stelle]
    objekt = hin()
    schritt(objekt, vorher, konto(Rolle.LEITUNG))
    zeile = schritt(objekt, frei, konto(Rolle.LEITUNG))
    tabelle = connection.ops.quote_name(type(zeile)._meta.db_table)
    for spalte in ("erfasst_durch_id", "erfasst_fuer_id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {tabelle} SET {spalte} = gegenueber_id WHERE id = %s", [zeile.pk])  # noqa: S608


def test_in_eigener_sache_entscheidet_niemand_fuer_das_haus():
    """Declared, or because the person works for the Kommune: by a step, and by a service beside the workflow."""
    erklaert = konto(Rolle.LEITUNG)
    v = fabrik.in_zeichnung()
    ort = v.kommunen.get()
    Befangenheit.objects.create(
        user=erklaert, organisation=ensure_organisation(stelle=ort, by=None), gueltig_von=fabrik.HEUTE,
        erfasst_zeitpunkt=JETZT,
    )  # fmt: skip
    doppelt = konto_der(ort)
    gib_rolle(doppelt, Rolle.LEITUNG)
    for by in (erklaert, doppelt):
        vergiss(by)
        with pytest.raises(Ablehnung, match="befangen"):
            schritt(v, "zurueckziehen", by)
        with pytest.raises(Ablehnung) as fehler:
            fabrik.unterzeichne(v, v.parteien.get(rolle="LPR"), by=by)
        assert EIGENE_SACHE in fehler.value.gruende
    assert zeichnung.signing_day(vereinbarung=v, by=None) is None
    fabrik.unterzeichne(v, v.parteien.get(rolle="LPR"), by=konto())
