"""Wiedervorlagen in der Verwaltung: Kasten am Vorgang, Liste, Seite mit ihren Schritten, Ausgabe."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from asskomm.core import clock
from asskomm.core.admin.sammelaktionen import finde
from asskomm.core.models import Wiedervorlage
from asskomm.core.roles import Rolle
from asskomm.core.services.wiedervorlage import complete_wiedervorlage, create_wiedervorlage
from tests.factories.fakten import beraten
from tests.factories.kommunen import kpr
from tests.factories.konten import angemeldet, konto
from tests.factories.vereinbarungen import coaching, entwurf, gemeinde

pytestmark = pytest.mark.django_db
LISTE = reverse("admin:core_wiedervorlage_changelist")
NEU = reverse("admin:core_wiedervorlage_add")


def kennung(kommune) -> str:
    return f"kommunen.kommune-{kommune.pk}"


def lege(kommune, tage: int = 1, **felder) -> Wiedervorlage:
    tag = clock.today() + dt.timedelta(days=max(tage, 0))
    by = felder.pop("by", None) or konto()
    zeile = create_wiedervorlage(
        fall=kommune, faellig_am=tag, by=by, jetzt=clock.now(), **{"text": "Rückruf", **felder}
    )
    if tage < 0:
        Wiedervorlage.objects.filter(pk=zeile.pk).update(faellig_am=clock.today() + dt.timedelta(days=tage))
    return zeile


def aktion(zeile, name: str) -> str:
    return reverse("admin:core_wiedervorlage_aktion", args=[zeile.pk, name])


def test_kurzform_im_kasten_legt_an_und_fuehrt_zum_vorgang_zurueck(client):
    sb, stadt = angemeldet(client), gemeinde()
    seite = reverse("admin:kommunen_kommune_change", args=[stadt.pk])
    assert "Keine offene Wiedervorlage" in client.get(seite).content.decode()
    morgen = clock.today() + dt.timedelta(days=1)
    daten = {"zum_fall": kennung(stadt), "text": "Rückruf", "faellig_am": f"{morgen:%d.%m.%Y}"}
    antwort = client.post(f"{NEU}?zum_fall={kennung(stadt)}", daten)
    assert (antwort.status_code, antwort.headers["Location"]) == (302, seite)
    zeile = Wiedervorlage.objects.get()
    assert (zeile.fall, zeile.fuer, zeile.faellig_am, zeile.prioritaet) == (stadt, sb, morgen, "NORMAL")
    assert "Rückruf</a>" in client.get(seite).content.decode()


def test_kasten_nennt_hoechstens_fuenf_und_bietet_lesenden_kein_formular(client):
    stadt = gemeinde()
    for tage in range(6):
        lege(stadt, tage)
    angemeldet(client, Rolle.LESEZUGRIFF)
    text = client.get(reverse("admin:kommunen_kommune_change", args=[stadt.pk])).content.decode()
    assert text.count("Rückruf</a>") == 5
    assert "Weitere stehen in der Liste" in text
    assert "Wiedervorlage anlegen" not in text


def test_seite_zum_anlegen_gibt_es_nur_mit_vorgang_und_behaelt_die_eingaben(client):
    angemeldet(client)
    stadt = gemeinde()
    kollegin = konto(name="Karin Kollegin")
    assert client.get(NEU).status_code == 403
    adresse = f"{NEU}?zum_fall={kennung(stadt)}"
    assert "Karin Kollegin" in client.get(adresse).content.decode()
    daten = {"zum_fall": kennung(stadt), "text": "Rückruf", "faellig_am": "01.01.2020", "fuer": kollegin.pk}
    text = client.post(adresse, daten).content.decode()
    assert "Der Tag der Wiedervorlage ist schon vorbei." in text
    assert 'value="Rückruf"' in text
    falsch = client.post(adresse, {**daten, "zum_fall": "kommunen.kommune-999999"}).content.decode()
    assert "Diesen Fall gibt es nicht." in falsch
    assert not Wiedervorlage.objects.exists()


def test_liste_filtert_nach_faelligkeit_und_empfaenger_und_sucht_ohne_umlaute(client):
    sb, stadt = angemeldet(client), gemeinde("Aue")
    vorbei, heute = lege(stadt, -3, by=sb, text="Übergabe prüfen"), lege(stadt, 0, by=sb, text="Heute anrufen")
    spaeter = lege(stadt, 20, fuer_rolle="LT", text="Bericht")
    erledigt = lege(stadt, 1, by=sb, text="Fertig")
    complete_wiedervorlage(wiedervorlage=erledigt, by=sb, jetzt=clock.now())

    def gefunden(abfrage: str) -> set:
        return set(client.get(f"{LISTE}?{abfrage}").context["cl"].result_list)

    assert gefunden("faellig=ueberfaellig") == {vorbei}
    assert gefunden("faellig=heute") == gefunden("faellig=woche") == {heute}
    assert gefunden("faellig=monat") == {heute, spaeter}
    assert gefunden("fuer=mich") == {vorbei, heute, erledigt}
    assert gefunden("fuer=andere") == {spaeter}
    assert gefunden("fall_art=kommunen.kommune&stand__exact=OFFEN") == {vorbei, heute, spaeter}
    for suche in ("ubergabe", "uebergabe prüfen", "Übergabe"):
        assert gefunden(f"q={suche}") == {vorbei}
    text = client.get(LISTE).content.decode()
    assert "überfällig" in text
    assert reverse("admin:kommunen_kommune_change", args=[stadt.pk]) in text


def test_schritte_der_seite(client):
    sb, stadt = angemeldet(client), gemeinde()
    kollegin = konto(name="Karin Kollegin")
    zeile = lege(stadt, by=sb)
    neuer_tag = clock.today() + dt.timedelta(days=9)
    client.post(aktion(zeile, "verschieben"), {"faellig_am": f"{neuer_tag:%d.%m.%Y}", "anmerkung": "Urlaub"})
    client.post(aktion(zeile, "uebergeben"), {"fuer": kollegin.pk})
    client.post(aktion(zeile, "erledigen"), {"anmerkung": "angerufen"})
    zeile.refresh_from_db()
    assert (zeile.faellig_am, zeile.fuer, zeile.stand, zeile.erledigt_durch) == (neuer_tag, kollegin, "ERLEDIGT", sb)
    text = client.get(reverse("admin:core_wiedervorlage_change", args=[zeile.pk])).content.decode()
    for wort in ("Urlaub", "an Karin Kollegin", "angerufen", "Wieder öffnen"):
        assert wort in text
    client.post(aktion(zeile, "oeffnen"), {"faellig_am": f"{neuer_tag:%d.%m.%Y}"})
    zeile.refresh_from_db()
    assert zeile.ist_offen


def test_ausgabe_nennt_vorgang_und_empfaenger(client):
    sb, stadt = angemeldet(client, name="Sabine Beispiel"), gemeinde("Aue")
    lege(stadt, by=sb)
    antwort = client.post(reverse("admin:core_wiedervorlage_export"), {"format": "csv", "spalten": "alle"})
    zeilen = antwort.content.decode("utf-8-sig").splitlines()
    assert zeilen[0].startswith("Wiedervorlage am;Worum es geht;Vorgang;für;Priorität;Stand")
    assert ";Rückruf;Aue;Sabine Beispiel;normal;offen" in zeilen[1]


def test_liste_kostet_gleich_viele_abfragen_bei_einer_und_bei_fuenf_zeilen(client, django_assert_max_num_queries):
    sb = angemeldet(client)
    stadt = gemeinde()
    lege(stadt, by=sb)
    client.get(LISTE)
    for anzahl in (1, 6):
        for nr in range(anzahl - Wiedervorlage.objects.count()):
            ort = gemeinde()
            lege((ort, kpr(ort), coaching(ort), entwurf(ort), beraten(ort))[nr % 5], nr, by=sb)
        with django_assert_max_num_queries(12):
            client.get(LISTE)


def test_sammelaktion_gibt_es_in_den_listen_der_taeglichen_arbeit(client):
    for rolle, erwartet in ((Rolle.SACHBEARBEITUNG, True), (Rolle.LESEZUGRIFF, False)):
        person = angemeldet(client, rolle)
        for name in ("kommunen.kommune", "vereinbarungen.vereinbarung", "vereinbarungen.sicherheitsanalyse"):
            verwaltung = admin.site._registry[apps.get_model(name)]
            assert (finde(verwaltung, person, "aktion/wiedervorlage") is not None) == erwartet, (rolle, name)
