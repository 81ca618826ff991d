"""Die Verwaltung im Browser: alles geht ohne JavaScript und mit der Tastatur."""

import datetime as dt
import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from asskomm.core.stichtag import BERLIN, UngefaehresDatum
from kommunen.models import Ansprechperson, Beratung
from kommunen.services.kpr import create_kpr
from kommunen.services.tatsachen import record_beratung
from tests.factories.vereinbarungen import gemeinde

JETZT = dt.datetime(2026, 11, 20, 12, 0, tzinfo=BERLIN)
TAG = UngefaehresDatum(dt.date(2024, 3, 4))


@pytest.fixture
def bestand(transactional_db):
    """Ein Ort mit Beratung, Präventionsrat und Ansprechperson."""
    ort = gemeinde("Meerane")
    beratung = record_beratung(kommune=ort, am=TAG, by=None, jetzt=JETZT, anlass="Auftakt")
    rat = create_kpr(kommune=ort, by=None, jetzt=JETZT, geplant=TAG)
    Ansprechperson.objects.create(kommune=ort, funktion="Ordnungsamt")
    return {"kommune": ort.pk, "beratung": beratung.pk, "kommunalerpraeventionsrat": rat.pk}


def test_fehler_im_formular_sind_ohne_barriere_und_fuehren_zum_feld(page, live_server, axe, bestand, anmelden):
    anmelden(page.context)
    page.goto(live_server.url + reverse("admin:kommunen_beratung_add"))
    page.get_by_role("button", name="Speichern", exact=True).click()
    assert axe(page) == []
    page.get_by_role("link", name="Kommune: ").click()
    assert page.evaluate("document.activeElement.id") == "id_kommune"


def test_beratung_erfassen_mit_der_tastatur_ohne_javascript(browser, live_server, bestand, anmelden):
    kontext = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    anmelden(kontext)
    page = kontext.new_page()
    page.goto(live_server.url + reverse("admin:kommunen_kommune_change", args=[bestand["kommune"]]))
    page.get_by_role("link", name="Beratung erfassen").press("Enter")
    page.get_by_label("Datum").fill("11/2025")
    page.get_by_label("Anlass").fill("Folgegespräch")
    page.get_by_role("button", name="Beratung erfassen").press("Enter")
    expect(page.get_by_text("Die Beratung ist erfasst.")).to_be_visible()
    kontext.close()
    neu = Beratung.objects.get(anlass="Folgegespräch")
    assert str(neu.datum) == "November 2025"


def test_jedes_eingabefeld_hat_eine_beschriftung(page, live_server, bestand, anmelden):
    anmelden(page.context)
    for modell in ("kommune", "kommunalerpraeventionsrat"):
        page.goto(live_server.url + reverse(f"admin:kommunen_{modell}_change", args=[bestand[modell]]))
        ohne = page.evaluate(
            "[...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]"
            ".filter(f => !f.labels.length).map(f => f.name)"
        )
        assert ohne == []


def test_ein_doppelklick_erfasst_nur_einmal(page, live_server, bestand, anmelden, monkeypatch):
    speichere = Beratung.save
    monkeypatch.setattr(Beratung, "save", lambda *a, **k: (time.sleep(0.5), speichere(*a, **k)))  # ein träger Server
    anmelden(page.context)
    page.goto(live_server.url + reverse("admin:kommunen_kommune_change", args=[bestand["kommune"]]))
    page.get_by_role("link", name="Beratung erfassen").click()
    page.get_by_label("Datum").fill("11/2025")
    page.get_by_role("button", name="Beratung erfassen").dblclick(delay=100)
    expect(page.get_by_text("Die Beratung ist erfasst.")).to_be_visible()
    assert Beratung.objects.count() == 2
