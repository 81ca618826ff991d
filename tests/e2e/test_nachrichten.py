"""Nachrichten im Browser mit der Tastatur: Rundschreiben an vierzig Städte, Schriftwechsel mit einer Kommune."""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from asskomm.core import clock
from asskomm.core.roles import Rolle
from asskomm.portal.models import Rundschreiben
from kommunen.models import Ansprechperson, Kommune, Zustaendigkeit
from tests.factories.beteiligte import konto_der
from tests.factories.dateien import PDF
from tests.factories.konten import konto
from tests.factories.vereinbarungen import gemeinde, in_kraft, landkreis

LISTE = reverse("admin:kommunen_kommune_changelist")


@pytest.fixture
def maengel(axe, grundregeln):
    return lambda page: [*grundregeln(page), *axe(page)]


def druecke(page: Any, name: str, rolle: str = "button") -> None:
    page.get_by_role(rolle, name=name, exact=True).press("Enter")


@pytest.fixture
def vierzig(transactional_db) -> list[Kommune]:
    """Forty towns of one Landkreis with a mayor each, one without an address, one elsewhere."""
    orte = [gemeinde(f"Ort {nr:02d}") for nr in range(40)]
    fern = gemeinde("Fernstadt", landkreis("Bautzen", "Görlitz", "14625"))
    personen = [
        Ansprechperson(kommune=ort, funktion="Bürgermeisterin", email=f"bm{ort.pk}@stadt.example")
        for ort in (*orte, fern)
    ]
    Ansprechperson.objects.bulk_create(personen)
    gemeinde("Ort ohne Adresse")
    return orte


def test_rundschreiben_an_vierzig_aus_einer_gefilterten_liste(page, live_server, vierzig, anmelden, maengel):
    sb = konto(name="Sabine Bach")
    anmelden(page.context, user=sb)
    page.goto(live_server.url + LISTE)
    page.locator("summary", has_text="Filter").first.press("Enter")
    druecke(page, "Zwickau", "link")
    expect(page.get_by_text("41 Einträge")).to_be_visible()
    page.get_by_label("alle 41 Treffer").press("Space")
    page.get_by_label("Ausgewählte Einträge").select_option("Rundschreiben an diese Auswahl")
    druecke(page, "Weiter")
    expect(page.get_by_text("Kommunen, 41 ausgewählt")).to_be_visible()
    druecke(page, "Entwurf beginnen")
    page.get_by_label("Betreff").fill("Fachtag für {{ kommune }}")
    page.get_by_label("Text", exact=True).fill("{{ anrede }},\n\nbitte melden Sie sich an.\n\n- Beginn 10 Uhr")
    page.get_by_label("Bürgermeisterin (40)").press("Space")
    assert maengel(page) == []
    druecke(page, "Speichern und Vorschau")
    expect(page.get_by_text("40 E-Mails. Keine Anlagen.")).to_be_visible()
    expect(page.get_by_text("Fachtag für Ort 00")).to_be_visible()
    expect(page.get_by_role("link", name="Ort ohne Adresse")).to_be_visible()
    assert maengel(page) == []
    druecke(page, "Probe an mich senden")
    expect(page.get_by_text(f"Die Probe geht an {sb.email}.")).to_be_visible()
    druecke(page, "Weiter zum Versenden", "link")
    page.get_by_label("Ich habe die Vorschau geprüft.").press("Space")
    druecke(page, "Versenden")
    page.wait_for_url("**/arbeitslauf/*/change/")
    lauf = page.url
    page.goto("about:blank")  # the page asks how far it is, and the tables of a test in memory know only one writer
    call_command("arbeite", "--einmal")
    page.goto(lauf)
    expect(page.get_by_text("40 von 40 bearbeitet")).to_be_visible()
    probe, *briefe = mail.outbox
    assert (probe.to, probe.subject) == ([f"Sabine Bach <{sb.email}>"], "Probe: Fachtag für Ort 00")
    assert sorted(brief.subject for brief in briefe) == [f"Fachtag für {ort}" for ort in vierzig]
    page.goto(live_server.url + reverse("admin:portal_rundschreiben_change", args=[Rundschreiben.objects.get().pk]))
    expect(page.get_by_text("40 bereitgestellt, 40 gesendet, 0 unzustellbar.")).to_be_visible()
    assert maengel(page) == []
    page.goto(live_server.url + reverse("admin:kommunen_kommune_change", args=[vierzig[7].pk]))
    druecke(page, "Fachtag für Ort 07", "link")
    expect(page.get_by_text("Vom Mailserver angenommen.")).to_be_visible()


@pytest.fixture
def beteiligte(transactional_db, live_server) -> SimpleNamespace:
    stadt = gemeinde("Musterstadt")
    sb, kb = konto(name="Sabine Bach"), konto_der(stadt, name="Karla Beck")
    pb = konto_der(stadt.landkreis.polizeidirektion, Rolle.POLIZEI_BEARBEITUNG)
    Zustaendigkeit.objects.create(user=sb, landkreis=stadt.landkreis, gueltig_von=clock.today())
    return SimpleNamespace(fall=in_kraft(stadt), sb=sb, kb=kb, pb=pb, url=live_server.url)


@pytest.fixture
def telefon(browser, live_server) -> Iterator[Any]:
    kontext = browser.new_context(viewport={"width": 390, "height": 800}, base_url=live_server.url)
    yield kontext.new_page()
    kontext.close()


def _kommune_liest_und_antwortet(telefon: Any, b: SimpleNamespace, maengel: Callable[[Any], list[str]]) -> None:
    telefon.goto("/portal/schriftwechsel/")
    expect(telefon.get_by_text("1 ungelesene Mitteilung")).to_be_visible()
    druecke(telefon, str(b.fall), "link")
    expect(telefon.get_by_text("Passt Ihnen der 4. März?")).to_be_visible()
    expect(telefon.get_by_text("Sabine Bach")).to_have_count(0)
    with telefon.expect_download() as datei:
        telefon.get_by_role("link", name="plan.pdf").press("Enter")
    assert datei.value.path().read_bytes() == PDF
    druecke(telefon, "Alle als gelesen vermerken")
    expect(telefon.get_by_text("Als gelesen vermerkt.")).to_be_visible()
    druecke(telefon, "Mitteilung absenden")  # ohne Text: Die Seite sagt es und bleibt stehen
    expect(telefon).to_have_title(re.compile(r"^Fehler: "))
    telefon.get_by_label("Text", exact=True).fill("Ja, gern um zehn.")
    druecke(telefon, "Mitteilung absenden")
    expect(telefon.get_by_text("Ihre Mitteilung ist abgesendet.")).to_be_visible()
    assert maengel(telefon) == []


def test_schriftwechsel_mit_einer_kommune(page, telefon, beteiligte, anmelden, maengel):
    b = beteiligte
    anmelden(page.context, user=b.sb)
    page.goto(b.url + reverse("admin:vereinbarungen_vereinbarung_change", args=[b.fall.pk]))
    druecke(page, "Schriftwechsel öffnen", "link")
    page.get_by_label("Text", exact=True).fill("Passt Ihnen der 4. März?")
    page.get_by_label("Landespräventionsrat und Kommune").press("Space")
    page.get_by_label("Dateien").set_input_files({"name": "plan.pdf", "mimeType": "application/pdf", "buffer": PDF})
    druecke(page, "Mitteilung absenden")
    expect(page.get_by_role("link", name="plan.pdf")).to_be_visible()
    assert maengel(page) == []
    anmelden(telefon.context, user=b.kb)
    _kommune_liest_und_antwortet(telefon, b, maengel)
    anmelden(telefon.context, user=b.pb)  # dieselbe Adresse, als Polizei
    telefon.reload()
    expect(telefon.get_by_text("noch nichts, was Sie lesen können")).to_be_visible()
    page.goto(b.url + reverse("admin:index"))
    page.get_by_role("link", name="Musterstadt", exact=True).first.press("Enter")
    expect(page.get_by_text("Ja, gern um zehn.")).to_be_visible()
    expect(page.get_by_text("Karla Beck")).to_be_visible()
    call_command("arbeite", "--einmal")
    assert [brief.to for brief in mail.outbox] == [[f"Karla Beck <{b.kb.email}>"], [f"Sabine Bach <{b.sb.email}>"]]
    assert not any("März" in brief.body or "zehn" in brief.body for brief in mail.outbox)
