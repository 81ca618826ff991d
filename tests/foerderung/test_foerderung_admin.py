"""Zuwendungen und Haushaltsansätze in der Verwaltung: erfassen, annullieren, importieren, ausgeben."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core.roles import Rolle
from foerderung.models import Haushaltsansatz, Zuwendung
from tests.factories.importe import uebernimm
from tests.factories.konten import angemeldet
from tests.factories.vereinbarungen import gemeinde
from tests.factories.verwaltung import exportiere

pytestmark = pytest.mark.django_db


def adresse(modell: str, was: str = "changelist", *args: object) -> str:
    return reverse(f"admin:foerderung_{modell}_{was}", args=args)


def erfasse(client, ort: str = "Meerane", jahr: int = 2021, betrag: str = "21150,00"):
    daten = {"kommune": ort, "foerderjahr": jahr, "am": "2021", "betrag": betrag, "gegenstand": "Koordinierungsstelle"}
    return client.post(adresse("zuwendung", "add"), daten)


@pytest.fixture
def _meerane():
    gemeinde("Meerane", schluessel="14524190", ags="14524190")


@pytest.mark.usefixtures("_meerane")
def test_haushalt_erfasst_eine_zuwendung_mit_person_und_zeitpunkt(client):
    person = angemeldet(client, Rolle.HAUSHALT)
    assert erfasse(client).status_code == 302
    zuwendung = Zuwendung.objects.get()
    assert (zuwendung.betrag, str(zuwendung.datum), zuwendung.erfasst_durch) == (Decimal(21150), "2021", person)
    assert "21.150,00 €" in client.get(adresse("zuwendung")).content.decode()


@pytest.mark.usefixtures("_meerane")
@pytest.mark.parametrize("rolle", [Rolle.SACHBEARBEITUNG, Rolle.LESEZUGRIFF])
def test_andere_rollen_lesen_zuwendungen_nur(client, rolle):
    angemeldet(client, rolle)
    assert erfasse(client).status_code == 403
    assert client.get(adresse("zuwendung")).status_code == 200


def test_geaenderter_ansatz_ist_annullierung_und_neuer_eintrag(client):
    angemeldet(client, Rolle.HAUSHALT)
    seite = adresse("haushaltsansatz", "add")
    client.post(seite, {"jahr": 2023, "betrag": "1000000", "quelle": "Haushaltsplan"})
    doppelt = client.post(seite, {"jahr": 2023, "betrag": "1100000", "quelle": "Nachtrag"})
    assert doppelt.status_code == 200
    alt = Haushaltsansatz.objects.get()
    client.post(adresse("haushaltsansatz", "aktion", alt.pk, "annullieren"), {"grund": "Nachtrag"})
    client.post(seite, {"jahr": 2023, "betrag": "1100000", "quelle": "Nachtrag"})
    assert [a.betrag for a in Haushaltsansatz.objects.gueltig()] == [Decimal(1100000)]
    assert "1.100.000,00 €" in client.get(adresse("haushaltsansatz")).content.decode()


@pytest.mark.usefixtures("_meerane")
def test_zuwendungen_werden_importiert_und_ausgegeben(client):
    angemeldet(client, Rolle.HAUSHALT)
    inhalt = "Schlüssel;Förderjahr;bekannt gegeben am;Betrag;Gegenstand\n14524190;2021;2021;21.150,00;Stelle\n"
    uebernimm(client, "foerderung.zuwendung", SimpleUploadedFile("z.csv", inhalt.encode()))
    ausgabe = exportiere(client, adresse("zuwendung", "export")).content.decode("utf-8-sig")
    assert ausgabe.splitlines() == [
        "Schlüssel;Kommune;Förderjahr;bekannt gegeben am;Betrag;Gegenstand;Quelle;fiktiv",
        "14524190;Meerane;2021;2021;21150,00;Stelle;;nein",
    ]
    assert exportiere(client, adresse("haushaltsansatz", "export"), format="xlsx").status_code == 200


@pytest.mark.parametrize("anzahl", [1, 3])
def test_liste_der_zuwendungen_braucht_hoechstens_zwoelf_abfragen(client, anzahl):
    angemeldet(client, Rolle.HAUSHALT)
    for nr in range(anzahl):
        gemeinde(f"Ort {nr}")
        erfasse(client, f"Ort {nr}")
    client.get(adresse("zuwendung"))  # the first page of a process also reads the content types
    with CaptureQueriesContext(connection) as mitschrift:
        assert client.get(adresse("zuwendung")).context["cl"].result_count == anzahl
    assert len(mitschrift) <= 12
