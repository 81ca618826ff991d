"""The map: geometry, drawing, page with filters and table, bad addresses."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from asskomm.core import clock
from asskomm.core.models import Datenstand
from asskomm.portal.karte.geometrie import Platz, flaeche, nachbarn, pfad
from kommunen.models import Handlungsfeld, Kommune
from tests.factories.fakten import beraten, bestand_mit, vereinbart
from tests.factories.kommunen import verband
from tests.factories.vereinbarungen import JETZT, gemeinde, landkreis

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _heute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", JETZT.date)
    monkeypatch.setattr(clock, "now", lambda: JETZT + dt.timedelta(hours=2))
    Datenstand.objects.update_or_create(pk=1, defaults={"version": 1})


def wabe(spalte: int, zeile: int, name: str = "", **felder: Any) -> Kommune:
    return gemeinde(name, wabe_spalte=spalte, wabe_zeile=zeile, **felder)


def seite(client: Client, adresse: str = "/karte/", status: int = 200) -> str:
    antwort = client.get(adresse)
    assert antwort.status_code == status
    return antwort.content.decode()


def test_nachbarn_sind_gegenseitig() -> None:
    for zeile in (2, 3):
        for ort in nachbarn(4, zeile):
            assert (4, zeile) in nachbarn(*ort)


def test_ungerade_reihen_stehen_eine_halbe_wabe_weiter_rechts() -> None:
    assert Platz(2, 1, "a").x - Platz(2, 0, "a").x == pytest.approx(8.66)
    assert pfad(Platz(0, 0, "a")).startswith("M0 -9.2l")


def test_grenzen_nur_zwischen_verschiedenen_kreisen_und_jede_kante_einmal() -> None:
    gleich = flaeche([Platz(0, 0, "a"), Platz(1, 0, "a")])
    assert gleich.grenzen == ""
    fremd = flaeche([Platz(0, 0, "a"), Platz(1, 0, "b"), Platz(0, 1, "b")])
    assert fremd.grenzen.count("M") == 2


def test_leere_karte_hat_ein_sichtfeld() -> None:
    assert flaeche([]).sichtfeld == "0 0 100 100"


def test_jede_gemeinde_ist_ein_link_mit_name_und_stand_in_der_gruppe_ihres_kreises(client: Client) -> None:
    mit = wabe(0, 0, "Meerane", slug="meerane")
    wabe(1, 0, "Bautzen", kreis=landkreis("Landkreis Bautzen", "Görlitz", "14625"), slug="bautzen")
    vereinbart(mit, am="25.04.2023")
    html = seite(client)
    assert re.findall(r'<a href="([^"]+)"><title>([^<]+)</title>', html) == [
        ("/kommunen/meerane/", "Meerane: Vereinbarung, neueste Vereinbarung"),
        ("/kommunen/bautzen/", "Bautzen: noch nicht"),
    ]
    assert 'aria-label="Landkreis Bautzen: 1 Kommunen"' in html
    assert 'class="wabe neueste"' in html
    assert 'href="#tabelle-titel"' in html


def test_namen_werden_entschaerft(client: Client) -> None:
    wabe(0, 0, '<script>"x"</script>')
    html = seite(client)
    assert "<script>" not in html
    assert "&lt;script&gt;&quot;x&quot;" in html


def test_stand_ueber_den_verband_steht_im_titel_und_in_der_tabelle(client: Client) -> None:
    vereinbart(verband(wabe(0, 0, "Jonsdorf"), name="VG Olbersdorf"))
    html = seite(client)
    assert "<title>Jonsdorf: Vereinbarung, über VG Olbersdorf" in html
    assert ">über VG Olbersdorf<" in html


def test_filter_macht_andere_waben_blass_und_kuerzt_die_tabelle(client: Client) -> None:
    wabe(0, 0, "Anstadt")
    wabe(1, 0, "Bestadt", kreis=landkreis("Bautzen", "Görlitz", "14625"))
    html = seite(client, "/karte/?landkreis=kreis-14625")
    assert html.count("blass") == 1
    assert html.count('<th scope="row"') == 1
    assert "1 von 2 Städten und Gemeinden" in html
    assert "Filter entfernen: " in html


def test_ebene_und_stichtag_faerben_neu(client: Client) -> None:
    vereinbart(wabe(0, 0), am="25.04.2023")
    vor, am = (seite(client, f"/karte/?ebene=vereinbarung&stichtag=2023-04-{t}") for t in (24, 25))
    assert "wabe s0" in vor
    assert "wabe neueste" in am
    assert "Kooperationsvereinbarung</title>" not in vor


def test_handlungsfeld_und_status_filtern(client: Client) -> None:
    a, b = wabe(0, 0, "Anstadt"), wabe(1, 0, "Bestadt")
    Handlungsfeld.objects.create(name="Graffiti", slug="graffiti").kommunen.add(a)
    beraten(b)
    assert 'href="/kommunen/' + a.slug in _zeilen(seite(client, "/karte/?handlungsfeld=graffiti"))
    assert 'href="/kommunen/' + b.slug in _zeilen(seite(client, "/karte/?status=beraten"))


def _zeilen(html: str) -> str:
    return html.split("<tbody")[1].split("</tbody>", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("abfrage", "status", "text"),
    [
        ("ebene=quatsch", 200, "Die Ebene „quatsch“ gibt es nicht"),
        ("farbe=rot", 200, "„farbe“ in der Adresse ist hier unbekannt"),
        ("seite=abc", 200, "Die Seite „abc“ gibt es nicht"),
        ("seite=999", 200, "Sie sehen Seite 1"),
        ("sort=preis", 200, "Nach „preis“ lässt sich hier nicht sortieren"),
        ("stichtag=31.02.2023", 400, "gibt es im Kalender nicht"),
        ("stichtag=2099-01-01", 400, "liegt in der Zukunft"),
        ("landkreis=atlantis", 400, "atlantis"),
        ("groesse=%00&pd=%F0%9F%90%88", 400, "Bitte"),
    ],
)
def test_unbekannte_angaben_werden_erklaert(client: Client, abfrage: str, status: int, text: str) -> None:
    wabe(0, 0)
    assert text in seite(client, f"/karte/?{abfrage}", status)


@pytest.mark.parametrize("anzahl", [1, 3])
def test_karte_braucht_acht_abfragen(client: Client, anzahl: int, django_assert_num_queries: Any) -> None:
    bestand_mit(anzahl, [wabe(n, 0) for n in range(anzahl)])
    with django_assert_num_queries(8):
        client.get("/karte/?ebene=kpr&stichtag=2024-01-01&sort=-einwohner")
