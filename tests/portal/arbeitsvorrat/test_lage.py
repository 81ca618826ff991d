"""Die Lage für die Leitung: Zahlen mit Veränderung, nächste Meilensteine, was stockt, wer wie viel hat, Haushalt."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core.roles import Rolle
from asskomm.portal.arbeitsvorrat import stockend
from asskomm.portal.enums import MeilensteinRegel
from asskomm.portal.kennzahlen.bestand import Faktenbestand
from asskomm.portal.kennzahlen.meilensteine import bevorstehende
from foerderung import stats as foerderung_stats
from kommunen.models import Zustaendigkeit
from tests.factories.fakten import beraten, vereinbart, zustand
from tests.factories.foerderung import ansatz, zuwendung
from tests.factories.kommunen import kpr
from tests.factories.konten import angemeldet, konto
from tests.factories.vereinbarungen import HEUTE, JETZT, coaching, entwurf, gemeinde, in_zeichnung, landkreis
from tests.portal.inhalte.schreibtisch import entwurf as inhalt

pytestmark = pytest.mark.django_db
LAGE = reverse("verwaltung:lage")


@pytest.fixture(autouse=True)
def _an_diesem_tag() -> Iterator[None]:
    with time_machine.travel(JETZT, tick=False):
        yield


def test_lage_gibt_es_nur_fuer_die_leitung(client):
    for rolle in (Rolle.SACHBEARBEITUNG, Rolle.HAUSHALT, Rolle.LESEZUGRIFF, Rolle.PRUEFUNG, Rolle.SYSTEMVERWALTUNG):
        angemeldet(client, rolle)
        assert client.get(LAGE).status_code == 403, rolle
        assert LAGE not in client.get(reverse("admin:index")).content.decode()
    angemeldet(client, Rolle.LEITUNG)
    assert client.get(LAGE).status_code == 200
    gemeinde()
    in_zeichnung(gemeinde())
    assert client.get(reverse("admin:kommunen_kommune_changelist")).content.decode().count(f'href="{LAGE}"') == 1
    assert LAGE in client.get(reverse("admin:index")).content.decode()


def test_zahlen_stehen_mit_ihrer_veraenderung(client):
    angemeldet(client, Rolle.LEITUNG)
    for am in ("01.01.2024", "01.06.2026", "15.11.2026"):
        beraten(gemeinde(), am=am)
    zeile = next(z for z in client.get(LAGE).context["zahlen"] if z.titel == "Beratene Kommunen")
    assert (zeile.heute, zeile.seit_monat, zeile.seit_jahr) == ("3", "+1", "+2")
    kpr = next(z for z in client.get(LAGE).context["zahlen"] if z.titel == "Kommunale Präventionsräte")
    assert (kpr.heute, kpr.seit_monat) == ("0", "±0")


def test_naechste_meilensteine_nennen_was_fehlt_und_was_geplant_ist(client):
    angemeldet(client, Rolle.LEITUNG)
    for nr in range(9):
        vereinbart(gemeinde(), am=f"0{nr + 1}.01.2024")
    reif = in_zeichnung(gemeinde())
    type(reif).objects.filter(pk=reif.pk).update(geplant_am=HEUTE)
    paare = dict(client.get(LAGE).context["meilensteine"])
    assert paare["Die 10. Kooperationsvereinbarung"] == "9 erreicht, es fehlt 1; geplant ist 1"
    assert paare["Die erste beratene Kommune"] == "0 erreicht, es fehlt 1"
    bestand = Faktenbestand.load(stichtag=HEUTE)
    naechste = {b.regel: b.wert for b in bevorstehende(bestand.wissen(JETZT), HEUTE)}
    assert naechste[MeilensteinRegel.VEREINBARUNG] == 10


def test_stockend_ist_was_laenger_als_ueblich_in_seinem_stand_ist(client):
    kreis = landkreis()
    angemeldet(client, Rolle.LEITUNG)
    Zustaendigkeit.objects.create(user=konto(name="Sabine Beispiel"), landkreis=kreis, gueltig_von=dt.date(2024, 1, 1))
    lange, kurz = coaching(gemeinde("Aue", kreis)), coaching(gemeinde("Borna", kreis))
    grenze = stockend.GRENZEN[type(lange)]["GENEHMIGT"]
    for fall, tage in ((lange, grenze + 1), (kurz, grenze)):
        zustand(fall, "GENEHMIGT", f"{HEUTE - dt.timedelta(days=tage):%d.%m.%Y}")
    v = entwurf(gemeinde("Coswig", landkreis("Bautzen", "Görlitz", "14625")))
    zustand(v, "IN_ABSTIMMUNG", "01.01.2026")
    werte = client.get(LAGE).context
    zeilen = [(s.zeile.posten.text, s.zeile.posten.marke, s.zustaendig) for s in werte["stockend"]]
    assert zeilen == [
        (str(v), "in Abstimmung", "niemand eingetragen"), (str(lange), "genehmigt", "Sabine Beispiel")
    ]  # fmt: skip
    assert werte["stockend_gesamt"] == 2
    last = {z.landkreis: (z.zustaendig, z.offen, z.ueberfaellig) for z in werte["last"]}
    assert last["Zwickau"][0] == "Sabine Beispiel"


def test_auch_laufende_coachings_ruhende_raete_und_liegende_texte_stocken(client):
    angemeldet(client, Rolle.LEITUNG)
    aktiv, rat, text = coaching(gemeinde("Aue")), kpr(gemeinde("Borna")), inhalt()
    zustand(aktiv, "AKTIV", "01.01.2020")
    zustand(rat, "RUHEND", "01.02.2025")
    type(text.verlauf.get())._base_manager.filter(objekt=text).update(wirksam_am=HEUTE - dt.timedelta(days=61))
    zeilen = [(s.zeile.posten.text, s.zeile.posten.marke) for s in client.get(LAGE).context["stockend"]]
    assert zeilen == [(str(aktiv), "aktiv"), (str(rat), "ruhend"), (str(text), "in Arbeit")]


def test_jeder_zustand_mit_grenze_gehoert_zum_ablauf_und_ist_kein_ende():
    for modell, grenzen in stockend.GRENZEN.items():
        for status in grenzen:
            assert not modell.workflow.zustand(status).ende


def test_haushalt_zeigt_ansatz_bewilligt_und_frei_oder_nichts(client):
    angemeldet(client, Rolle.LEITUNG)
    assert client.get(LAGE).context["budget"] is None
    jahresansatz = ansatz(2026)
    eine = zuwendung(gemeinde())
    type(eine).objects.filter(pk=eine.pk).update(foerderjahr=2026, betrag=Decimal("1000.00"))
    type(jahresansatz).objects.filter(pk=jahresansatz.pk).update(betrag=Decimal("5000.00"))
    budget = client.get(LAGE).context["budget"]
    assert (budget.jahr, budget.ansatz, budget.bewilligt, budget.frei) == (
        2026, "5.000\u00a0€", "1.000\u00a0€", "4.000\u00a0€"
    )  # fmt: skip
    assert foerderung_stats.bewilligt(foerderung_stats.load_fakten(), JETZT)[2026] == Decimal("1000.00")
    type(eine).objects.filter(pk=eine.pk).update(betrag=None)
    assert foerderung_stats.bewilligt(foerderung_stats.load_fakten(), JETZT) == {}


def test_lage_kostet_bei_einer_und_bei_drei_zeilen_gleich_viele_abfragen(client):
    angemeldet(client, Rolle.LEITUNG)
    kreis = landkreis()
    gezaehlt = []
    for _ in (1, 3):
        stadt = gemeinde(kreis=kreis)
        zustand(coaching(stadt), "GENEHMIGT", "01.01.2026")
        in_zeichnung(stadt)
        client.get(LAGE)
        with CaptureQueriesContext(connection) as abfragen:
            client.get(LAGE)
        gezaehlt.append(len(abfragen))
    assert gezaehlt[0] == gezaehlt[1] <= 30
