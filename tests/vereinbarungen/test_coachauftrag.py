"""Aufträge an externe Coaches: wer, ab wann, bis wann, in der Verwaltung erfasst und beendet."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from asskomm.core import workflow
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Protokolleintrag
from asskomm.core.roles import Rolle
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import als, coach_von
from tests.factories.konten import konto
from vereinbarungen.models import Coachauftrag
from vereinbarungen.services.coachauftrag import assign_coach, end_coachauftrag

pytestmark = pytest.mark.django_db
JETZT, HEUTE = fabrik.JETZT, fabrik.HEUTE


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(JETZT, tick=False):
        yield


def beauftrage(prozess, coach, by=None, ab=HEUTE):
    return assign_coach(prozess=prozess, coach=coach, gueltig_von=ab, by=by, jetzt=JETZT)


def test_auftrag_beginnt_endet_und_steht_im_protokoll():
    prozess, coach, clerk = fabrik.coaching(), konto(Rolle.COACH, name="Chris Coach"), konto()
    auftrag = beauftrage(prozess, coach, by=clerk)
    end_coachauftrag(auftrag=auftrag, gueltig_bis=HEUTE, by=clerk, jetzt=JETZT)
    auftrag.refresh_from_db()
    assert (auftrag.gueltig_von, auftrag.gueltig_bis) == (HEUTE, HEUTE)
    eintraege = Protokolleintrag.objects.filter(objekt_art="vereinbarungen.coachingprozess", akteur_id=clerk.pk)
    assert [e.ereignis for e in eintraege.order_by("pk")] == ["eintrag.angelegt", "eintrag.geaendert"]
    assert beauftrage(prozess, coach, ab=HEUTE + dt.timedelta(days=1)).pk != auftrag.pk


def test_ablehnung_nennt_alle_gruende():
    prozess = fabrik.coaching()
    workflow.execute(objekt=prozess, uebergang="abbrechen", by=None, jetzt=JETZT, grund="x")
    niemand = konto(None, name="Ohne Rolle")
    with pytest.raises(Ablehnung) as fehler:
        beauftrage(prozess, niemand, by=konto(Rolle.LESEZUGRIFF))
    assert fehler.value.gruende == [
        "Ihre Rolle darf das nicht.",
        "Das Coaching ist abgebrochen; es nimmt keinen Coach mehr auf.",
        "Ohne Rolle hat am 22.11.2026 nicht die Rolle „Externer Coach“.",
    ]


def test_doppelter_auftrag_und_gesperrtes_konto():
    prozess, coach = fabrik.coaching(), konto(Rolle.COACH)
    beauftrage(prozess, coach)
    with pytest.raises(Ablehnung, match="schon beauftragt"):
        beauftrage(prozess, coach)
    coach.is_active = False
    coach.save()
    with pytest.raises(Ablehnung, match="nicht die Rolle"):
        beauftrage(fabrik.coaching(), coach)


def test_ende_nur_einmal_nicht_vor_dem_beginn_und_nur_mit_recht():
    auftrag = beauftrage(fabrik.coaching(), konto(Rolle.COACH))
    with pytest.raises(Ablehnung) as fehler:
        end_coachauftrag(
            auftrag=auftrag, gueltig_bis=HEUTE - dt.timedelta(days=1), by=konto(Rolle.HAUSHALT), jetzt=JETZT
        )
    assert fehler.value.gruende == ["Ihre Rolle darf das nicht.", "Das Ende liegt vor dem Beginn."]
    end_coachauftrag(auftrag=auftrag, gueltig_bis=HEUTE, by=None, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="schon beendet"):
        end_coachauftrag(auftrag=auftrag, gueltig_bis=HEUTE, by=None, jetzt=JETZT)


def aktion(prozess, name):
    return reverse("admin:vereinbarungen_coachingprozess_aktion", args=[prozess.pk, name])


def test_verwaltung_beauftragt_und_beendet():
    prozess, coach = fabrik.coaching(), konto(Rolle.COACH, name="Chris Coach")
    konto(name="Kein Coach")
    client = als(konto())
    seite = client.get(aktion(prozess, "coach"))
    assert "Chris Coach" in seite.content.decode()
    assert "Kein Coach" not in seite.content.decode()
    client.post(aktion(prozess, "coach"), {"coach": coach.pk, "gueltig_von": "22.11.2026"})
    auftrag = Coachauftrag.objects.get(prozess=prozess, coach=coach)
    fall = client.get(reverse("admin:vereinbarungen_coachingprozess_change", args=[prozess.pk])).content.decode()
    assert "Chris Coach" in fall
    client.post(aktion(prozess, "coach_ende"), {"auftrag": auftrag.pk, "gueltig_bis": "22.11.2026"})
    auftrag.refresh_from_db()
    assert auftrag.gueltig_bis == HEUTE


def test_ein_fremder_auftrag_laesst_sich_hier_nicht_beenden():
    prozess, anderer = fabrik.coaching(), fabrik.coaching()
    coach_von(prozess)
    coach_von(anderer)
    fremd = anderer.auftraege.get()
    antwort = als(konto()).post(aktion(prozess, "coach_ende"), {"auftrag": fremd.pk, "gueltig_bis": "22.11.2026"})
    assert antwort.status_code == 200
    fremd.refresh_from_db()
    assert fremd.gueltig_bis is None


def test_neues_coaching_zeigt_keine_auftraege():
    assert als(konto()).get(reverse("admin:vereinbarungen_coachingprozess_add")).status_code == 200
