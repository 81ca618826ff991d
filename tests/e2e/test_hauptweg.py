"""The main job in the browser: the last signature brings an agreement into force, and all the network knows it."""

import datetime as dt
import re

import pytest
from django.db.models import Max
from playwright.sync_api import expect

from asskomm.core import clock
from asskomm.core.roles import Rolle
from asskomm.portal.models import Kennzahlenfreigabe
from kommunen.models import Kommune
from tests.factories import fakten
from tests.factories import vereinbarungen as fabrik
from tests.factories.anmeldung import mit_app, totp_code
from tests.factories.bestand import lade_register
from tests.factories.konten import PASSWORT, konto
from vereinbarungen.models import Vereinbarung
from vereinbarungen.services.bestand import take_over_vereinbarung

pytestmark = pytest.mark.django_db(transaction=True)
TAGE = 30


def deutsch(tage: int = 0) -> str:
    return f"{clock.today() + dt.timedelta(days=tage):%d.%m.%Y}"


def figure(page, name: str) -> str:
    """The value of a figure on the start page."""
    kachel = page.locator(".zahlkachel").filter(has_text=re.compile(name))
    return kachel.locator(".zahlkachel-wert").inner_text()


@pytest.fixture
def fall(transactional_db) -> Vereinbarung:
    """On the real register: agreement 49 is in force, that of Meerane waits for its last signature."""
    lade_register()
    take_over_vereinbarung(
        art="KOOP", bezeichnung="Zwickau", kommunen=[Kommune.objects.get(slug="zwickau")], nummer=49,
        in_kraft=fakten.tag("24.04.2023"), by=None, jetzt=fabrik.JETZT,
    )  # fmt: skip
    meerane = Kommune.objects.get(slug="meerane")
    fakten.beraten(meerane, am="24.09.2021")
    v = fabrik.in_zeichnung(meerane, bezeichnung="Meerane")
    return fabrik.unterzeichne_alle(v, ausser=1)


def melde_an(page, adresse: str, rolle: str) -> None:
    person = konto(rolle)
    geheimnis = mit_app(person)
    page.goto(adresse)
    page.get_by_label("Anmeldename").fill(person.anmeldename)
    page.get_by_label("Passwort").fill(PASSWORT)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_label("Code").fill(totp_code(geheimnis))
    page.keyboard.press("Enter")
    page.wait_for_url(adresse)


def test_last_signature_brings_the_agreement_into_force_and_leitung_can_annul_it(page, live_server, fall, mithoerer):
    beschwerden = mithoerer(page)
    page.goto(live_server.url)
    assert figure(page, "vereinbarungen") == "1"

    melde_an(page, f"{live_server.url}/verwaltung/", Rolle.SACHBEARBEITUNG)
    page.goto(f"{live_server.url}/verwaltung/vereinbarungen/vereinbarung/?q=Meerane")
    page.get_by_role("link", name=fall.bezeichnung, exact=True).click()
    erfasse_unterschrift_erst_falsch_dann_richtig(page)
    expect(page.get_by_text("Nummer: 50", exact=True)).to_be_visible()
    expect(page.locator(".vw-stand").get_by_text("in Kraft")).to_be_visible()
    lade_pressetext(page)

    das_netz_weiss_es(page, live_server.url)

    page.context.clear_cookies()
    melde_an(page, f"{live_server.url}/verwaltung/vereinbarungen/vereinbarung/{fall.pk}/change/", Rolle.LEITUNG)
    page.get_by_role("link", name="Fehleintrag annullieren").click()
    page.get_by_label("Grund").fill("Doppelt erfasst")
    page.get_by_role("button", name="Fehleintrag annullieren").click()
    expect(page.get_by_text("als Fehleintrag annulliert")).to_be_visible()
    expect(page.locator(".vw-kasten").first.get_by_text("nichtig").first).to_be_visible()

    page.goto(live_server.url)
    assert figure(page, "vereinbarungen") == "1"
    page.goto(f"{live_server.url}/kommunen/meerane/")
    expect(page.get_by_text("Nr. 50")).to_have_count(0)
    assert beschwerden.leere() == []
    assert Vereinbarung.objects.aggregate(hoechste=Max("laufende_nr"))["hoechste"] == 50


def erfasse_unterschrift_erst_falsch_dann_richtig(page) -> None:
    page.get_by_role("link", name="Unterschrift erfassen").click()
    page.get_by_label("Unterzeichnet am").fill(deutsch(TAGE))
    page.get_by_label("Ort").fill("Meerane, Rathaus")
    page.get_by_label("Funktion", exact=True).fill("")
    page.get_by_role("button", name="Unterschrift erfassen").click()
    fehler = page.locator("#fehlerliste")
    fehler.get_by_role("link", name=re.compile("Funktion")).click()
    expect(page.get_by_label("Funktion", exact=True)).to_be_focused()
    assert page.get_by_label("Ort").input_value() == "Meerane, Rathaus"

    page.get_by_label("Funktion", exact=True).fill("Leiter der Polizeidirektion")
    page.get_by_role("button", name="Unterschrift erfassen").click()
    expect(fehler.get_by_text(f"({deutsch(TAGE)}) liegt in der Zukunft")).to_be_visible()
    assert page.get_by_label("Funktion", exact=True).input_value() == "Leiter der Polizeidirektion"
    assert page.get_by_label("Unterzeichnet am").input_value() == deutsch(TAGE)
    assert Vereinbarung.objects.aggregate(hoechste=Max("laufende_nr"))["hoechste"] == 49

    page.get_by_label("Unterzeichnet am").fill(deutsch())
    page.get_by_role("button", name="Unterschrift erfassen").click()
    expect(page.get_by_text("Die letzte Unterschrift ist erfasst")).to_be_visible()


def lade_pressetext(page) -> None:
    page.get_by_role("link", name="Entwurf der Medieninformation").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Entwurf als PDF").click()
    inhalt = download.value.path().read_bytes()
    assert inhalt.startswith(b"%PDF-")
    assert download.value.suggested_filename.endswith(".pdf")


def das_netz_weiss_es(page, server: str) -> None:
    """A visitor sees the 50th agreement on every public page."""
    page.goto(server)
    assert figure(page, "vereinbarungen") == "2"
    expect(page.locator(".hero").get_by_text("Meerane").first).to_be_visible()
    page.goto(f"{server}/karte/?ebene=vereinbarung")
    assert "Meerane" in page.locator('.wabenkarte a[href="/kommunen/meerane/"]').text_content()
    page.goto(f"{server}/karte/")
    expect(page.locator("main").get_by_text("neueste Vereinbarung: Meerane")).to_be_visible()
    page.goto(f"{server}/kommunen/meerane/")
    expect(page.get_by_text(f"Nr. 50, seit {deutsch()}")).to_be_visible()
    page.goto(f"{server}/statistik/vereinbarungen/")
    expect(page.get_by_role("row").filter(has_text="Meerane").filter(has_text=deutsch())).to_be_visible()
    page.goto(f"{server}/meilensteine/")
    expect(page.get_by_text("Die erste Kooperationsvereinbarung")).to_be_visible()


def test_sperrfrist_hides_the_agreement_from_the_public_until_it_is_lifted(
    page, live_server, transactional_db, anmelden
):
    v = fabrik.in_zeichnung(fabrik.gemeinde("Neustadt in Sachsen"), bezeichnung="Neustadt in Sachsen")
    fall = f"{live_server.url}/verwaltung/vereinbarungen/vereinbarung/{v.pk}"
    anmelden(page.context, Rolle.LEITUNG)
    page.goto(f"{fall}/change/")
    page.get_by_role("link", name="Unterzeichnung planen").click()
    page.get_by_label("Unterzeichnung am").or_(page.get_by_label("Tag")).first.fill(deutsch())
    page.get_by_label("Ort").fill("Rathaus Neustadt")
    page.get_by_label("Sperrfrist").fill(f"{deutsch(TAGE)} 15:00")
    page.get_by_role("button", name="Unterzeichnung planen").click()
    expect(page.get_by_text("voraussichtlich Nr. 1")).to_be_visible()
    expect(page.get_by_text(f"Sperrfrist bis {deutsch(TAGE)} 15:00 Uhr")).to_be_visible()

    v.refresh_from_db()
    fabrik.unterzeichne_alle(v)
    page.goto(f"{fall}/change/")
    expect(page.get_by_text("Nummer: 1", exact=True)).to_be_visible()
    assert oeffentliche_zahl(page, live_server.url) == "0"
    page.goto(f"{live_server.url}/kommunen/{v.kommunen.get().slug}/")
    expect(page.get_by_text("Nr. 1")).to_have_count(0)

    page.goto(f"{fall}/aktion/sperrfrist/")
    page.get_by_label("Sperrfrist").or_(page.get_by_label("bis")).first.fill("")
    page.get_by_role("button", name="Sperrfrist ändern").click()
    page.wait_for_url("**/change/")
    assert oeffentliche_zahl(page, live_server.url) == "1"


def oeffentliche_zahl(page, server: str) -> str:
    page.goto(server)
    return figure(page, "vereinbarungen")


def test_released_figures_stay_and_the_difference_is_explained(page, live_server, transactional_db, anmelden):
    fakten.beraten(fabrik.gemeinde("Plauen"))
    anmelden(page.context, Rolle.SACHBEARBEITUNG)
    page.goto(f"{live_server.url}/verwaltung/portal/zahlenvorlage/add/")
    page.get_by_label("Stichtag").fill("24.04.2023")
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.locator("#fehlerliste").get_by_role("link", name=re.compile("Anlass")).click()
    page.keyboard.type("Anfrage des Landtags")
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_url(lambda adresse: not adresse.endswith("/add/"))
    anmelden(page.context, Rolle.LEITUNG)
    page.goto(f"{live_server.url}/verwaltung/")
    page.get_by_role("link", name="Anfrage des Landtags").click()
    page.get_by_role("link", name="Freigeben").click()
    page.get_by_role("button", name="Freigeben").click()
    page.wait_for_url("**/change/")
    assert Kennzahlenfreigabe.objects.get().werte["beraten"] == 1

    stand = f"{live_server.url}/statistik/?stichtag=2023-04-24"
    page.goto(stand)
    expect(page.get_by_text("Die Berechnung von heute stimmt damit überein.")).to_be_visible()
    page.goto(f"{live_server.url}/verwaltung/kommunen/beratung/add/")
    page.get_by_label("Kommune").fill(fabrik.gemeinde("Aue").name_eindeutig)
    page.get_by_label("Datum").fill("01.02.2023")
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_url(lambda adresse: not adresse.endswith("/add/"))
    page.goto(stand)
    zeile = page.get_by_role("row").filter(has_text="1 nachträglich erfasst: Aue")
    assert zeile.get_by_role("cell").all_inner_texts()[:2] == ["1", "2"]
