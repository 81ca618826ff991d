"""Öffentliche Adressen mit unsinnigen Angaben: nie 500, nie Fremdes im Quelltext, nie ein Cookie."""

from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import get_resolver

from asskomm.core.models import Datenstand
from asskomm.portal.enums import Kennzahl
from tests.factories.foerderung import ansatz, zuwendung
from tests.factories.vereinbarungen import gemeinde, in_kraft

pytestmark = pytest.mark.django_db

UNSINN = (
    *("abc", "2023-02-30", "0001-01-01", "99999-01-01", "2023-04-24%00", "-1", "1000000000", "9" * 30, "nan", "1.5"),
    *("%3Cscript%3Ealert(1)%3C/script%3E", "%ED%A0%80", "%FF%FE", "%0D%0ASet-Cookie:x=1", "%C2%B2", "%D9%A2", "'--"),
    *("x" * 3000, "%F0%9F%98%80", "+", "24.04.2023", "=1%2B1"),
)
SCHLUESSEL = (
    *("stichtag", "nach", "wissensstand", "seite", "sort", "landkreis", "pd", "art", "groesse", "handlungsfeld"),
    *("status", "ebene", "q", "nur", "unbekannt", "%00"),
)
OHNE_NETZ = ("gesundheit", "komponenten")  # prove themselves elsewhere and read no parameters
ANGEMELDET = "portal/"  # what asks for sign-in is no public address


def adressen() -> list[str]:
    """Every public address without a placeholder, and one of each with one."""
    muster = get_resolver("asskomm.portal.urls").url_patterns
    namen = [str(m.pattern) for m in muster]
    feste = [f"/{n}" for n in namen if "<" not in n and not n.startswith(ANGEMELDET)]
    return [a for a in feste if a.strip("/") not in OHNE_NETZ] + [
        *("/kommunen/gibt-es-nicht/", "/statistik/eng/", "/statistik/gefoerdert/", "/statistik/gibt-es-nicht/"),
        *("/presse/gibt-es-nicht/", "/presse/gibt-es-nicht/medieninformation.pdf"),
    ]


@pytest.mark.parametrize("adresse", adressen())
def test_unsinnige_angaben_sind_nie_ein_absturz(client: Client, adresse: str) -> None:
    in_kraft(gemeinde("Probestadt"))
    for i, name in enumerate(SCHLUESSEL):
        for wert in UNSINN[i % 11 :: 11]:  # every value with some key, every key with two values
            antwort = client.get(f"{adresse}?{name}={wert}&{name}={wert}")
            assert antwort.status_code in {200, 400, 404}, (adresse, name, wert)
            assert not antwort.cookies
            assert "default-src 'none'" in antwort.headers["Content-Security-Policy"]
            if antwort.headers["Content-Type"].startswith("text/html"):
                assert b"<script>alert" not in antwort.content, (adresse, name, wert)


@pytest.mark.parametrize("adresse", [a for a in adressen() if "gibt-es-nicht" not in a])
def test_schreibende_verfahren_sind_verboten_und_head_ist_leer(client: Client, adresse: str) -> None:
    for verfahren in (client.post, client.put, client.patch, client.delete):
        assert verfahren(adresse).status_code == 405
    kopf = client.head(adresse)
    assert (kopf.status_code, kopf.content) == (200, b"")


@pytest.mark.parametrize(
    ("adresse", "text"),
    [
        ("/statistik/?stichtag=abc", "„abc“ ist kein Datum"),
        ("/statistik/?stichtag=2023-02-30", "Den Tag „2023-02-30“ gibt es im Kalender nicht"),
        ("/statistik/?stichtag=2199-01-01", "liegt außerhalb des möglichen Zeitraums"),
        ("/statistik/?nach=x", "Die Gliederung „x“ gibt es nicht"),
        ("/karte/?stichtag=morgen", "„morgen“ ist kein Datum"),
        ("/daten/kennzahlen.json?stichtag=abc", "„abc“ ist kein Datum"),
        ("/daten/kennzahlen.json?nach=x", "Möglich sind landkreis, polizeidirektion, art, groesse"),
        ("/daten/kennzahlen.csv?stichtg=2023-04-24", "Unbekannte Angabe: stichtg"),
        ("/kommunen/?sort=laenge", "lässt sich hier nicht sortieren"),
        ("/kommunen/?landkreis=mond", "mond"),
    ],
)
def test_die_antwort_sagt_auf_deutsch_was_falsch_ist(client: Client, adresse: str, text: str) -> None:
    antwort = client.get(adresse)
    assert text in antwort.content.decode()
    assert antwort.status_code == (200 if "sort=" in adresse else 400)


def test_unbekannte_adressen_zeigen_unsere_fehlerseite(client: Client) -> None:
    for adresse in ("/gibt/es/nicht/", "/kommunen/%00/", "/statistik/%F0%9F%98%80/", "/kommunen/" + "x" * 3000 + "/"):
        antwort = client.get(adresse)
        assert antwort.status_code == 404
        assert "Seite nicht gefunden" in antwort.content.decode() or "gibt es nicht" in antwort.content.decode()


@pytest.fixture
def _seitenspeicher(settings: Any) -> Any:
    Datenstand.objects.update_or_create(pk=1, defaults={"version": 1})
    ort = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "seiten-fehl"}
    settings.CACHES = {**settings.CACHES, "seiten": ort}
    caches["seiten"].clear()
    yield
    caches["seiten"].clear()


@pytest.mark.usefixtures("_seitenspeicher")
def test_zwei_abfragen_teilen_sich_nie_eine_gespeicherte_seite(client: Client) -> None:
    """Sonst legte ein Fremder unter einer gewöhnlichen Adresse den Inhalt einer anderen ab."""
    gemeinde("Probestadt")
    gleich_geschrieben = ("q=Probe&status=beraten", f"q={quote('Probe&status=beraten')}")
    vertauscht = ("q=Probe&q=Mond", "q=Mond&q=Probe")
    for eine, andere in (gleich_geschrieben, vertauscht):
        erste, zweite = client.get(f"/kommunen/?{eine}"), client.get(f"/kommunen/?{andere}")
        assert erste.headers["ETag"] != zweite.headers["ETag"], (eine, andere)
    leer_am_ende = client.get("/kommunen/?q=Mond&q=")
    assert "Keine Kommune entspricht" in leer_am_ende.content.decode()  # the empty value counts for nothing


def test_gefoerderte_ohne_nennung_erscheinen_auf_keiner_seite(client: Client) -> None:
    """Weder unter 10.000 € noch älter als fünf Jahre noch ohne bekannten Betrag."""
    ansatz()
    klein, alt, ohne = gemeinde("Kleinbetrag"), gemeinde("Altbetrag"), gemeinde("Ohnebetrag")
    zuwendung(klein, jahr=2025, am="01.03.2025", betrag="9999.99", gegenstand="Geheimer Gegenstand")
    zuwendung(alt, jahr=2021, am="01.03.2021", betrag="50000", gegenstand="Geheimer Gegenstand")
    zuwendung(ohne, jahr=2025, am="01.03.2025", gegenstand="Geheimer Gegenstand")
    for adresse in (
        *("/daten/zuwendungen.csv", "/statistik/gefoerdert/?stichtag=2025-12-31", "/statistik/?stichtag=2025-12-31"),
        *("/statistik/gefoerdert/?stichtag=2021-12-31", "/", *(f"/kommunen/{k.slug}/" for k in (klein, alt, ohne))),
    ):
        text = client.get(adresse).content.decode()
        assert "Geheimer" not in text, adresse
        if not adresse.startswith("/kommunen/"):
            assert not any(k.name in text for k in (klein, alt, ohne)), adresse
        else:
            assert "Zuwendung" not in text, adresse


def test_jede_kennzahl_hat_eine_seite_mit_ihren_belegen(client: Client) -> None:
    for kennzahl in Kennzahl.values:
        assert client.get(f"/statistik/{kennzahl}/?seite=-5").status_code == 200
