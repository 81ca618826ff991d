"""Freigabe, veröffentlichte Zahlen und Meilensteine in der Verwaltung."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from asskomm.core.admin.arbeitsvorrat import WartetAuf, gruppen
from asskomm.core.admin.vorratszeilen import lade_posten
from asskomm.core.roles import LPR_ROLLEN, Rolle
from asskomm.portal.enums import MeilensteinRegel
from asskomm.portal.models import Kennzahlenfreigabe, Meilenstein, VeroeffentlichteZahl, Zahlenvorlage
from asskomm.portal.services.freigabe import submit_kennzahlen
from asskomm.portal.services.meilensteine import announce_meilenstein
from tests.factories.fakten import beraten, vereinbart
from tests.factories.konten import angemeldet, konto, melde_an
from tests.factories.vereinbarungen import HEUTE, JETZT, gemeinde
from tests.factories.verwaltung import exportiere
from tests.factories.zahlen import gib_frei

pytestmark = pytest.mark.django_db
TAG = dt.date(2023, 4, 24)


@pytest.fixture(autouse=True)
def _uhr() -> Iterator[None]:
    with time_machine.travel(JETZT, tick=False):
        yield


def neu(modell: str) -> str:
    return reverse(f"admin:portal_{modell}_add")


def test_eine_person_legt_vor_eine_andere_gibt_frei(client: Client) -> None:
    beraten()
    clerk = angemeldet(client)
    assert "<h1>Zahlenstand zur Freigabe vorlegen</h1>" in client.get(neu("zahlenvorlage")).content.decode()
    antwort = client.post(neu("zahlenvorlage"), {"stichtag": "24.04.2023", "anlass": "Landtag"})
    assert antwort.status_code == 302
    vorlage = Zahlenvorlage.objects.get()
    freigeben = reverse("admin:portal_zahlenvorlage_aktion", args=[vorlage.pk, "freigeben"])
    assert client.post(freigeben).status_code == 302
    assert not Kennzahlenfreigabe.objects.exists()
    leitung = konto(Rolle.LEITUNG)
    assert str(vorlage) in [p.text for p in lade_posten(leitung, HEUTE)]
    andere = Client()
    melde_an(andere, leitung)
    assert andere.post(freigeben).status_code == 302
    freigabe = Kennzahlenfreigabe.objects.get()
    assert (freigabe.stichtag, freigabe.anlass) == (TAG, "Landtag")
    assert (freigabe.vorgelegt_durch, freigabe.freigegeben_durch) == (clerk, leitung)
    seite = andere.get(reverse("admin:portal_kennzahlenfreigabe_change", args=[freigabe.pk])).content.decode()
    assert freigabe.sha256 in seite
    assert "Beratene Kommunen" in seite
    assert "stimmt" in seite


def test_leitung_gibt_nicht_frei_was_sie_selbst_vorgelegt_hat(client: Client) -> None:
    leitung = angemeldet(client, Rolle.LEITUNG)
    vorlage = submit_kennzahlen(stichtag=TAG, anlass="x", by=leitung, jetzt=JETZT)
    seite = client.get(reverse("admin:portal_zahlenvorlage_change", args=[vorlage.pk])).content.decode()
    assert "zwei verschiedene Personen" in seite
    client.post(reverse("admin:portal_zahlenvorlage_aktion", args=[vorlage.pk, "freigeben"]))
    assert not Kennzahlenfreigabe.objects.exists()
    # it waits for another person of the Leitung, not for this one
    wer = [p.wartet_auf for p in lade_posten(leitung, HEUTE) if p.text == str(vorlage)]
    assert wer == [WartetAuf.LEITUNG]


@pytest.mark.parametrize("stand", ["offen", "abgelehnt", "freigegeben", "x"])
def test_vorlagen_nach_ihrem_stand(client: Client, stand: str) -> None:
    leitung = angemeldet(client, Rolle.LEITUNG)
    gib_frei(stichtag=TAG, anlass="erste", by=leitung, jetzt=JETZT)
    zweite = submit_kennzahlen(stichtag=TAG + dt.timedelta(1), anlass="zweite", by=konto(), jetzt=JETZT)
    ablehnen = reverse("admin:portal_zahlenvorlage_aktion", args=[zweite.pk, "ablehnen"])
    assert client.post(ablehnen, {"grund": "Zahl fehlt"}).status_code == 302
    submit_kennzahlen(stichtag=TAG + dt.timedelta(1), anlass="dritte", by=konto(), jetzt=JETZT)
    liste = client.get(reverse("admin:portal_zahlenvorlage_changelist"), {"stand": stand}, follow=True)
    namen = {"offen": ["dritte"], "abgelehnt": ["zweite"], "freigegeben": ["erste"]}
    gezeigt = {v.anlass for v in liste.context["cl"].result_list}
    assert gezeigt == set(namen.get(stand, ["erste", "zweite", "dritte"]))


@pytest.mark.parametrize(("rolle", "verweise"), [(Rolle.LESEZUGRIFF, 0), (Rolle.LEITUNG, 2)])
def test_konto_ist_nur_fuer_die_ein_verweis_die_es_oeffnen_duerfen(client: Client, rolle: str, verweise: int) -> None:
    freigabe = gib_frei(stichtag=TAG, anlass="Landtag", by=konto(Rolle.LEITUNG, name="Lena Leitung"), jetzt=JETZT)
    angemeldet(client, rolle)
    seite = client.get(reverse("admin:portal_kennzahlenfreigabe_change", args=[freigabe.pk])).content.decode()
    assert "Lena Leitung" in seite
    assert seite.count("/verwaltung/core/user/") - seite.count('href="/verwaltung/core/user/"') == verweise


def test_ablehnung_der_freigabe_steht_am_formular_und_behaelt_die_eingabe(client: Client) -> None:
    angemeldet(client, Rolle.LEITUNG)
    antwort = client.post(neu("zahlenvorlage"), {"stichtag": "24.12.2026", "anlass": "Vorgriff"})
    seite = antwort.content.decode()
    assert antwort.status_code == 200
    assert "liegt in der Zukunft" in seite
    assert "Vorgriff" in seite
    assert not Zahlenvorlage.objects.exists()


@pytest.mark.parametrize("modell", ["kennzahlenfreigabe", "meilenstein"])
@pytest.mark.parametrize("rolle", sorted(LPR_ROLLEN - {Rolle.LEITUNG} | {Rolle.PRUEFUNG}))
def test_andere_rollen_lesen_nur(client: Client, modell: str, rolle: str) -> None:
    angemeldet(client, rolle)
    assert client.get(reverse(f"admin:portal_{modell}_changelist")).status_code == 200
    assert client.get(neu(modell)).status_code == 403


def test_freigegebenes_hat_keine_aenderbaren_felder(client: Client) -> None:
    leitung = angemeldet(client, Rolle.LEITUNG)
    freigabe = gib_frei(stichtag=TAG, anlass="x", by=leitung, jetzt=JETZT)
    adresse = reverse("admin:portal_kennzahlenfreigabe_change", args=[freigabe.pk])
    assert client.post(adresse, {"stichtag": "01.01.2020", "anlass": "y"}).status_code == 403
    assert Kennzahlenfreigabe.objects.get().anlass == "x"


def test_leitung_gibt_einen_meilenstein_bekannt(client: Client) -> None:
    vereinbart(gemeinde("Erstort"))
    leitung = angemeldet(client, Rolle.LEITUNG)
    seite = client.get(f"{neu('meilenstein')}?regel=VEREINBARUNG&wert=1").content.decode()
    assert 'value="1"' in seite
    antwort = client.post(neu("meilenstein"), {"regel": "VEREINBARUNG", "wert": "1"})
    assert antwort.status_code == 302
    stein = Meilenstein.objects.get()
    assert (stein.titel, stein.bekanntgegeben_durch) == ("Die erste Kooperationsvereinbarung", leitung)
    assert "Erstort" in client.get(reverse("admin:portal_meilenstein_change", args=[stein.pk])).content.decode()


def test_nicht_erreichter_meilenstein_wird_mit_grund_abgelehnt(client: Client) -> None:
    angemeldet(client, Rolle.LEITUNG)
    antwort = client.post(neu("meilenstein"), {"regel": "VEREINBARUNG", "wert": "100"})
    assert "noch nicht erreicht" in antwort.content.decode()


def test_arbeitsvorrat_nennt_nur_der_leitung_unverkuendete_meilensteine() -> None:
    vereinbart(gemeinde("Erstort"), am="01.11.2026")
    leitung = konto(Rolle.LEITUNG)
    titel = "Meilensteine bekannt geben"
    (gruppe,) = [g for g in gruppen(leitung, HEUTE) if g.titel == titel]
    assert "regel=VEREINBARUNG&wert=1" in gruppe.posten[0].url or "regel=LANDKREIS&wert=1" in gruppe.posten[0].url
    assert titel not in [g.titel for g in gruppen(konto(Rolle.SACHBEARBEITUNG), HEUTE)]
    for posten in gruppe.posten:
        regel = MeilensteinRegel(posten.url.split("regel=")[1].split("&")[0])
        announce_meilenstein(regel=regel, wert=1, by=leitung, jetzt=JETZT)
    assert titel not in [g.titel for g in gruppen(leitung, HEUTE)]


def test_veroeffentlichte_zahl_wird_erfasst_und_annulliert(client: Client) -> None:
    user = angemeldet(client, Rolle.SACHBEARBEITUNG)
    daten = {"stichtag": "24.04.2023", "kennzahl": "beraten", "wert": "141", "quelle": "Medieninformation"}
    assert client.post(neu("veroeffentlichtezahl"), daten).status_code == 302
    zahl = VeroeffentlichteZahl.objects.get()
    assert (zahl.wert, zahl.erfasst_durch, zahl.erfasst_zeitpunkt) == (141, user, JETZT)
    annullieren = reverse("admin:portal_veroeffentlichtezahl_aktion", args=[zahl.pk, "annullieren"])
    assert client.post(annullieren, {"grund": "Tippfehler"}).status_code == 302
    zahl.refresh_from_db()
    assert zahl.ist_annulliert
    assert "annulliert" in client.get(reverse("admin:portal_veroeffentlichtezahl_changelist")).content.decode()


@pytest.mark.parametrize("anzahl", [1, 3])
@pytest.mark.parametrize("modell", ["kennzahlenfreigabe", "meilenstein", "veroeffentlichtezahl"])
def test_listen_brauchen_hoechstens_zwoelf_abfragen(
    client: Client, django_assert_max_num_queries: Any, modell: str, anzahl: int
) -> None:
    leitung = angemeldet(client, Rolle.LEITUNG)
    for i in range(anzahl):
        gib_frei(stichtag=TAG + dt.timedelta(i), anlass="x", by=leitung, jetzt=JETZT)
        VeroeffentlichteZahl.objects.create(stichtag=TAG, kennzahl="kpr", wert=i, quelle="x", erfasst_zeitpunkt=JETZT)
        stein = Meilenstein.objects.create(
            regel="KPR", wert=i + 1, am=TAG, titel=f"{i}", bekanntgegeben_zeitpunkt=JETZT, bekanntgegeben_durch=leitung
        )
        stein.kommunen.add(gemeinde())
    with django_assert_max_num_queries(12):
        assert client.get(reverse(f"admin:portal_{modell}_changelist")).status_code == 200


def test_jede_liste_laesst_sich_ausgeben(client: Client) -> None:
    leitung = angemeldet(client, Rolle.LEITUNG)
    beraten()
    gib_frei(stichtag=TAG, anlass="Landtag", by=leitung, jetzt=JETZT)
    VeroeffentlichteZahl.objects.create(
        stichtag=TAG, kennzahl="beraten", wert=141, quelle="Presse", erfasst_zeitpunkt=JETZT, erfasst_durch=leitung
    )
    erwartet = {
        "kennzahlenfreigabe": "24.04.2023;Landtag;",
        "veroeffentlichtezahl": "24.04.2023;Kommunen beraten;141,00;nein;",
        "meilenstein": "Meilenstein;erreicht am;Kommunen;Quelle",
        "medieninformation": "Überschrift;Vereinbarung;Status;Text",
    }
    for modell, zeile in erwartet.items():
        antwort = exportiere(client, reverse(f"admin:portal_{modell}_export"))
        assert antwort.status_code == 200
        assert zeile in antwort.content.decode("utf-8-sig"), modell


def test_auskunft_rechnet_zu_stichtag_und_frueherem_wissensstand(client: Client) -> None:
    angemeldet(client, Rolle.LESEZUGRIFF)
    ort = vereinbart(gemeinde("Meerane"), am="01.03.2023").beteiligungen.get().kommune
    beraten(ort, am="01.02.2023")
    adresse = reverse("admin:portal_kennzahlenfreigabe_auskunft")
    jetzt = client.get(adresse, {"stichtag": "24.04.2023", "nach": "landkreis"})
    assert jetzt.context["ergebnis"].gesamt.vereinbarungen == 1
    assert "Stand 24. April 2023" in jetzt.content.decode()
    frueher = client.get(adresse, {"stichtag": "24.04.2023", "wissensstand": "01.01.2024"})
    assert frueher.context["ergebnis"].gesamt.vereinbarungen == 0
    datei = client.get(adresse, {"stichtag": "24.04.2023", "format": "csv"}).content.decode("utf-8-sig")
    assert datei.splitlines()[-1].startswith("Sachsen;gesamt;;1;0;0;0;1;1;1;")


def test_auskunft_nennt_falsche_angaben_am_feld_und_behaelt_sie(client: Client) -> None:
    angemeldet(client, Rolle.SACHBEARBEITUNG)
    adresse = reverse("admin:portal_kennzahlenfreigabe_auskunft")
    antwort = client.get(adresse, {"stichtag": "30.02.2023", "wissensstand": "gestern", "nach": "x", "format": "csv"})
    text = antwort.content.decode()
    assert antwort.status_code == 200
    for teil in ("gibt es im Kalender nicht", "„gestern“ ist kein Datum", "„x“ gibt es nicht", 'value="30.02.2023"'):
        assert teil in text
