"""Wer einen Schritt tun darf: zwei Personen, auch über Vertretungen; nichts in eigener Sache."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from asskomm.core import workflow
from asskomm.core.models import Befangenheit, User, Vertretung
from asskomm.core.roles import Rolle
from kommunen.services.organisationen import ensure_organisation
from tests.factories import vereinbarungen as fabrik
from tests.factories.konten import SEIT, gib_rolle, konto
from vereinbarungen.models import Uebernahme
from vereinbarungen.services.bestand import create_uebernahme, submit_uebernahme

pytestmark = pytest.mark.django_db
JETZT = fabrik.JETZT


def vertrete(wen: User, durch: User) -> None:
    Vertretung.objects.create(
        zuordnung=wen.rollenzuordnungen.get(),
        vertretung=durch,
        gueltig_von=SEIT,
        gueltig_bis=dt.date(2039, 12, 31),
        beantragt_zeitpunkt=JETZT,
        bestaetigt_zeitpunkt=JETZT,
    )
    durch.__dict__.pop("befugnisse", None)


def vorgelegt(by: User) -> Uebernahme:
    ort = fabrik.gemeinde()
    text = f"Nummer;Art;Bezeichnung;Kommunen;In Kraft seit;Quelle\n;Vorvereinbarung;Alt;{ort.ags};15.06.2021;Akte\n"
    datei = SimpleUploadedFile("bestand.csv", text.encode("utf-8-sig"), content_type="text/csv")
    uebernahme = create_uebernahme(datei=datei, bezeichnung="Alt", by=by, jetzt=JETZT)
    submit_uebernahme(uebernahme=uebernahme, by=by, jetzt=JETZT)
    return Uebernahme.objects.get(pk=uebernahme.pk)


def gruende(uebernahme: Uebernahme, by: User) -> tuple[str, ...]:
    schritt = uebernahme.workflow.uebergang("freigeben")
    return tuple(workflow._gruende(schritt, uebernahme, by))


def test_wer_vorlegt_gibt_nicht_frei_auch_nicht_in_zwei_rollen():
    beides = konto(Rolle.SACHBEARBEITUNG)
    gib_rolle(beides, Rolle.LEITUNG)
    uebernahme = vorgelegt(beides)
    assert gruende(uebernahme, beides) == (workflow.ZWEI_PERSONEN,)
    assert gruende(uebernahme, konto(Rolle.LEITUNG)) == ()


def test_vertretung_der_leitung_gibt_nicht_frei_was_sie_selbst_vorgelegt_hat():
    sb, leitung = konto(Rolle.SACHBEARBEITUNG), konto(Rolle.LEITUNG)
    uebernahme = vorgelegt(sb)
    vertrete(leitung, sb)
    assert gruende(uebernahme, sb) == (workflow.ZWEI_PERSONEN,)
    assert gruende(uebernahme, leitung) == ()


def test_vertretung_gibt_nicht_frei_was_die_vertretene_person_vorgelegt_hat():
    leitung, sb = konto(Rolle.LEITUNG), konto(Rolle.SACHBEARBEITUNG)
    uebernahme = vorgelegt(leitung)
    vertrete(leitung, sb)
    assert gruende(uebernahme, sb) == (workflow.ZWEI_PERSONEN,)


def test_wer_als_vertretung_vorlegt_bindet_auch_die_vertretene_person():
    haushalt, leitung = konto(Rolle.HAUSHALT), konto(Rolle.LEITUNG)
    vertretene = konto(Rolle.SACHBEARBEITUNG)
    vertrete(vertretene, haushalt)
    uebernahme = vorgelegt(haushalt)
    zeile = uebernahme.verlauf.get(uebergang="vorlegen")
    assert (zeile.erfasst_durch, zeile.erfasst_fuer) == (haushalt, vertretene)
    gib_rolle(vertretene, Rolle.LEITUNG)
    assert gruende(uebernahme, vertretene) == (workflow.ZWEI_PERSONEN,)
    assert gruende(uebernahme, leitung) == ()


def test_eigenes_recht_geht_der_vertretung_vor():
    sb, leitung = konto(Rolle.SACHBEARBEITUNG), konto(Rolle.LEITUNG)
    vertrete(leitung, sb)
    prozess = fabrik.coaching()
    ereignis = workflow.execute(objekt=prozess, uebergang="genehmigen", by=sb, jetzt=JETZT)
    assert (ereignis.erfasst_durch, ereignis.erfasst_fuer) == (sb, None)


def test_eigene_sache_ist_gesperrt_fuer_befangene_und_fuer_leute_der_kommune():
    prozess = fabrik.coaching()
    stelle = ensure_organisation(stelle=prozess.kommune, by=None)
    befangen, von_dort, frei = konto(), konto(), konto()
    Befangenheit.objects.create(user=befangen, organisation=stelle, gueltig_von=SEIT, erfasst_zeitpunkt=JETZT)
    gib_rolle(von_dort, Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle)
    schritt = prozess.workflow.uebergang("genehmigen")
    assert workflow._gruende(schritt, prozess, befangen) == [workflow.EIGENE_SACHE]
    assert workflow._gruende(schritt, prozess, von_dort) == [workflow.EIGENE_SACHE]
    assert workflow._gruende(schritt, prozess, frei) == []
    fremd = fabrik.coaching()
    assert workflow._gruende(schritt, fremd, befangen) == []


def test_uebernahme_gehoert_keiner_kommune_und_hat_keine_eigene_sache():
    sb, leitung = konto(), konto(Rolle.LEITUNG)
    uebernahme = vorgelegt(sb)
    stelle = ensure_organisation(stelle=fabrik.gemeinde(), by=None)
    Befangenheit.objects.create(user=leitung, organisation=stelle, gueltig_von=SEIT, erfasst_zeitpunkt=JETZT)
    assert gruende(uebernahme, leitung) == ()
