"""The start page: the figures of the day, the newest agreement, what it says where nothing is on record."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from asskomm.core import clock
from asskomm.core.models import Datenstand
from asskomm.portal.startseite import betrag_kurz
from kommunen.enums import KommuneArt
from kommunen.models import Handlungsfeld
from tests.factories.fakten import beraten, bestand_mit, eng, rat, vereinbart
from tests.factories.foerderung import ansatz, zuwendung
from tests.factories.vereinbarungen import JETZT, gemeinde

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _heute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", JETZT.date)
    monkeypatch.setattr(clock, "now", lambda: JETZT + dt.timedelta(hours=2))
    Datenstand.objects.update_or_create(pk=1, defaults={"version": 1})


def seite(client: Client) -> str:
    antwort = client.get("/")
    assert antwort.status_code == 200
    return antwort.content.decode()


def test_leeres_netz_sagt_was_zu_tun_ist(client: Client) -> None:
    html = seite(client)
    assert "<em>Am Anfang</em> steht ein Gespräch." in html
    assert "Noch keine Vereinbarung verzeichnet" in html
    assert "Die Höhe der Mittel ist hier noch nicht verzeichnet" in html
    assert 'href="/mitmachen/"' in html


def test_schlagzeile_zaehlt_und_beugt(client: Client) -> None:
    beraten()
    assert "<em>In einer Kommune</em> beginnt sie" in seite(client)
    beraten()
    assert "<em>In 2 Kommunen</em> beginnt sie" in seite(client)


def test_neueste_vereinbarung_steht_oben_und_in_der_liste(client: Client) -> None:
    vereinbart(gemeinde("Bannewitz"), am="01.03.2023", nummer=48)
    k = gemeinde("Meerane", wabe_spalte=0, wabe_zeile=0)
    vereinbart(k, am="25.04.2023", nummer=50)
    html = seite(client)
    assert "Vereinbarung · Meerane · 25. April 2023" in html
    assert html.index(">50.<") < html.index("<b>50</b>") < html.index("<b>48</b>")
    assert f'href="/kommunen/{k.slug}/"' in html
    assert '<a href="/kommunen/' in html
    assert 'tabindex="-1"' in html


def test_kacheln_haben_anteil_und_landkreise(client: Client) -> None:
    a, b = gemeinde(), gemeinde()
    beraten(a)
    beraten(b)
    eng(a)
    rat(gemeinde("Landkreis Probe", art=KommuneArt.LANDKREIS))
    html = seite(client)
    assert "50 Prozent der beratenen" in html
    assert "dazu 1 Landkreis<" in html


def test_foerderung_zeigt_das_letzte_jahr_mit_ansatz(client: Client) -> None:
    ansatz(2023)
    zuwendung(jahr=2023, am="01.03.2023")
    html = seite(client)
    assert "Förderung 2023" in html
    assert "1,1 Mio. €" in html
    assert "1 Kommune wird unterstützt" in html


def test_handlungsfelder_fuehren_ins_gefilterte_verzeichnis(client: Client) -> None:
    Handlungsfeld.objects.create(name="Graffiti", slug="graffiti")
    assert 'href="/kommunen/?handlungsfeld=graffiti">Graffiti</a>' in seite(client)


@pytest.mark.parametrize(
    ("betrag", "text"),
    [
        ("1100000", "1,1 Mio. €"),
        ("1000000", "1 Mio. €"),
        ("1250000", "1,25 Mio. €"),
        ("1234567", "1.234.567 €"),
        ("420000", "420.000 €"),
        ("21150.50", "21150,50 €"),
    ],
)
def test_betrag_wird_kurz_aber_nicht_gerundet(betrag: str, text: str) -> None:
    assert betrag_kurz(Decimal(betrag)) == text


def test_mitmachen_nennt_den_weg(client: Client) -> None:
    html = client.get("/mitmachen/").content.decode()
    assert "mailto:" in html
    assert "Kooperationsvereinbarung" in html


@pytest.mark.parametrize("anzahl", [1, 3])
def test_start_braucht_neun_abfragen(client: Client, anzahl: int, django_assert_num_queries: Any) -> None:
    bestand_mit(anzahl)
    with django_assert_num_queries(9):
        client.get("/")
