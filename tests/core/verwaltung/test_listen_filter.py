"""The chips above a list: everything that narrows it down, each with the way back."""

import datetime as dt

import pytest
from django.urls import reverse

from asskomm.core.roles import Rolle
from asskomm.core.stichtag import BERLIN, UngefaehresDatum
from kommunen.services.tatsachen import record_beratung
from tests.factories.konten import angemeldet
from tests.factories.vereinbarungen import gemeinde

pytestmark = pytest.mark.django_db
LISTE = reverse("admin:kommunen_beratung_changelist")
JETZT = dt.datetime(2026, 11, 22, 12, 0, tzinfo=BERLIN)


@pytest.fixture
def ort():
    ort = gemeinde("Aue")
    record_beratung(kommune=ort, am=UngefaehresDatum.lies("05.03.2024"), by=None, jetzt=JETZT)
    return ort


def chips(client, adresse: str) -> list[tuple[str, str, str]]:
    antwort = client.get(adresse)
    assert antwort.status_code == 200, adresse
    return [(c.name, c.wert, c.url) for c in antwort.context["chips"]]


def test_suche_filter_und_alle_entfernen(client, ort):
    angemeldet(client)
    assert chips(client, LISTE) == []
    adresse = f"{LISTE}?q=aue&kontaktart__exact=VIDEO&annulliert=nein&o=1&p=1"
    assert chips(client, adresse) == [
        ("Suche", "„aue“", "?annulliert=nein&kontaktart__exact=VIDEO&o=1"),
        ("Art", "Videokonferenz", "?annulliert=nein&o=1&q=aue"),
        ("Eintrag", "gültig", "?kontaktart__exact=VIDEO&o=1&q=aue"),
    ]
    seite = client.get(adresse).content.decode()
    assert '<p class="treffer" role="status">0 Einträge mit 3 Filtern</p>' in seite
    assert '<a href="?o=1">Alle Filter entfernen</a>' in seite


def test_was_nur_die_adresse_sagt_erscheint_in_worten(client, ort):
    angemeldet(client)
    landkreis = ort.landkreis
    erwartet = {
        f"kommune__landkreis__id__exact={landkreis.pk}": ("Landkreis", str(landkreis)),
        "kommune__landkreis__id__exact=99999": ("Landkreis", "99999"),
        f"kommune__landkreis={landkreis.pk}": ("Landkreis", str(landkreis)),
        "kontaktart=VIDEO": ("Art", "Videokonferenz"),
        "kontaktart__in=VIDEO,TELEFON": ("Art", "eines von Videokonferenz, Telefon"),
        "kontaktart__isnull=1": ("Art", "leer"),
        "kontaktart__isnull=False": ("Art", "nicht leer"),
        "kontaktart__exact=QUATSCH": ("Art", "QUATSCH"),
    }
    for abfrage, chip in erwartet.items():
        assert [c[:2] for c in chips(client, f"{LISTE}?{abfrage}")] == [chip], abfrage
        assert chips(client, f"{LISTE}?{abfrage}")[0][2] == "?", abfrage


def test_vergleiche_und_jahre(client):
    angemeldet(client)
    einwohner = reverse("admin:kommunen_einwohnerzahl_changelist")
    for abfrage, chip in {
        "stichtag__gte=2024-01-01": ("Stichtag", "ab 01.01.2024"),
        "stichtag__lt=2024-01-01": ("Stichtag", "vor 01.01.2024"),
        "stichtag__year=2024": ("Stichtag", "Jahr 2024"),
    }.items():
        assert [c[:2] for c in chips(client, f"{einwohner}?{abfrage}")] == [chip]


def test_der_zeitraum_ist_ein_einziger_chip(client):
    angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    protokoll = reverse("admin:core_protokolleintrag_changelist")
    adresse = f"{protokoll}?zeitpunkt__year=2024&zeitpunkt__month=3&q=x"
    assert chips(client, adresse) == [
        ("Suche", "„x“", "?zeitpunkt__month=3&zeitpunkt__year=2024"),
        ("Zeitraum", "03.2024", "?q=x"),
    ]
    assert chips(client, protokoll) == []


def test_ein_wert_den_der_filter_nicht_bietet_wird_benannt_und_weggelassen(client, ort):
    angemeldet(client)
    for liste, abfrage in ((LISTE, "annulliert=quatsch"), (reverse("admin:core_frist_changelist"), "ende=nie")):
        antwort = client.get(f"{liste}?{abfrage}", follow=True)
        assert antwort.redirect_chain == [(f"{liste}?e=1", 302)]
        assert "Die Filter in der Adresse waren ungültig" in antwort.content.decode()
        assert antwort.context["chips"] == []
