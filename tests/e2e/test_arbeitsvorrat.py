"""Der Montagmorgen im Browser: Sachbearbeitung mit der Tastatur allein, Vertretung, Leitung; ohne Barriere."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from asskomm.core import clock
from asskomm.core.models import Wiedervorlage
from asskomm.core.roles import Rolle
from asskomm.core.services.wiedervorlage import create_wiedervorlage
from kommunen.models import Zustaendigkeit
from tests.factories.beteiligte import vertretung
from tests.factories.konten import konto
from tests.factories.vereinbarungen import analyse, coaching, gemeinde, in_zeichnung

START = reverse("admin:index")


@pytest.fixture
def montag(transactional_db):
    """Eine Sachbearbeitung mit Landkreis, einer überfälligen Wiedervorlage und Vorgängen hier und anderswo."""
    ort = gemeinde("Meerane")
    sb = konto(name="Sabine Beispiel")
    Zustaendigkeit.objects.create(user=sb, landkreis=ort.landkreis, gueltig_von=dt.date(2024, 1, 1))
    in_zeichnung(ort)
    coaching(gemeinde("Übigau"))
    analyse(ort)
    zeile = create_wiedervorlage(fall=ort, faellig_am=clock.today(), text="Rückruf", by=sb, jetzt=clock.now())
    Wiedervorlage.objects.filter(pk=zeile.pk).update(faellig_am=clock.today() - dt.timedelta(days=3))
    return {"ort": ort, "sb": sb, "zeile": zeile}


def test_sachbearbeitung_arbeitet_mit_der_tastatur_ohne_javascript(ohne_skript, montag, anmelden):
    page = ohne_skript
    anmelden(page.context, user=montag["sb"])
    page.goto(START)
    expect(page.get_by_role("heading", name="Mein Landkreis")).to_be_visible()
    page.get_by_role("link", name="1 überfällig").press("Enter")
    expect(page.get_by_text("1 Eintrag", exact=True)).to_be_visible()
    page.get_by_text("Diese Auswahl merken").press("Enter")
    page.get_by_label("Name des Filters").fill("Liegt schon lange")
    page.get_by_role("button", name="Filter merken").press("Enter")
    expect(page.get_by_text("Der Filter „Liegt schon lange“ ist gemerkt.")).to_be_visible()
    page.get_by_role("link", name="Rückruf").press("Enter")
    page.get_by_role("link", name="Erledigt", exact=True).press("Enter")
    page.get_by_label("Anmerkung").fill("angerufen")
    page.get_by_role("button", name="Erledigt", exact=True).press("Enter")
    expect(page.get_by_text("Die Wiedervorlage ist erledigt.")).to_be_visible()
    assert not Wiedervorlage.objects.offen().exists()
    suche = page.get_by_role("search", name="Suche in der ganzen Verwaltung")
    suche.get_by_role("searchbox").fill("uebigau")
    suche.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/verwaltung/suche/**")
    page.get_by_role("link", name="Coaching Übigau").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Coaching Übigau")


@pytest.fixture
def maengel(axe, grundregeln):
    """Alle Regeln, auf dem Telefon nur, was erst dort bricht."""
    return lambda page, *regeln: [*grundregeln(page), *axe(page, regeln)]


def test_startseite_suche_und_lage_sind_ohne_barriere(page, live_server, montag, anmelden, maengel):
    leitung = konto(Rolle.LEITUNG)
    vertretung(montag["sb"], leitung)
    anmelden(page.context, user=leitung)
    for breite, regeln in ((1280, ()), (390, ("target-size", "scrollable-region-focusable"))):
        page.set_viewport_size({"width": breite, "height": 900})
        for pfad in (
            START,
            f"{START}?sicht=v{montag['sb'].pk}&sort=seit",
            f"{START}?q=gibtesnicht",
            reverse("verwaltung:suche") + "?q=meerane",
            reverse("verwaltung:suche") + "?q=a",
            reverse("verwaltung:filter"),
            reverse("verwaltung:lage"),
        ):
            page.goto(live_server.url + pfad)
            assert maengel(page, *regeln) == [], (pfad, breite)


def test_vertretung_sieht_die_sicht_der_vertretenen(page, live_server, montag, anmelden):
    vertreterin = konto(None)
    vertretung(montag["sb"], vertreterin)
    anmelden(page.context, user=vertreterin)
    page.goto(live_server.url + START)
    page.get_by_role("link", name="In Vertretung für Sabine Beispiel").click()
    expect(page.get_by_role("heading", name="In Vertretung für Sabine Beispiel: Zwickau")).to_be_visible()
    expect(page.get_by_role("link", name="Rückruf")).to_be_visible()
