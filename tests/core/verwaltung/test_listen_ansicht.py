"""Columns, page size and kept filters of a list: per person, without JavaScript, reversible."""

import datetime as dt

import pytest
from django.contrib import admin
from django.urls import reverse

from asskomm.core.admin.listenspalten import gewaehlt, spaltenname
from asskomm.core.models import Listenansicht
from asskomm.core.roles import Rolle
from asskomm.core.services.listenansicht import HOECHSTENS_FILTER
from tests.factories.konten import angemeldet
from tests.factories.vereinbarungen import gemeinde

pytestmark = pytest.mark.django_db
LISTE, ANSICHT = reverse("admin:kommunen_kommune_changelist"), reverse("admin:kommunen_kommune_ansicht")


@pytest.fixture(autouse=True)
def _meerane():
    gemeinde("Meerane", schluessel="14524190", ags="14524190")


def koepfe(client, adresse: str = LISTE) -> list[str]:
    return [spaltenname(s) for s in client.get(adresse).context["cl"].list_display]


def waehle(client, adresse: str = ANSICHT, *, je_seite: int = 25, **plaetze: int):
    """Ticks these columns, each at its place; all others are off."""
    form = client.get(LISTE).context["ansichtform"]
    daten = {f"platz_{s.name}": nr for nr, s in enumerate(form.spalten, 1)}
    daten |= {f"an_{name}": "on" for name in plaetze} | {f"platz_{name}": p for name, p in plaetze.items()}
    return client.post(adresse, {**daten, "je_seite": je_seite}, follow=True)


def test_gewaehlte_spalten_erscheinen_in_ihrer_reihenfolge_und_bleiben(client):
    person = angemeldet(client)
    antwort = waehle(client, ags=2, art=3, a_handlungsfelder=1)
    assert "Die Ansicht dieser Liste ist gespeichert." in antwort.content.decode()
    assert koepfe(client) == ["name_eindeutig", "a_handlungsfelder", "ags", "art"]
    ansicht = Listenansicht.objects.get()
    assert (ansicht.user, ansicht.liste) == (person, "kommunen.kommune")
    assert ansicht.spalten == ["a_handlungsfelder", "ags", "art"]
    client.logout()
    angemeldet(client, Rolle.LEITUNG)
    assert koepfe(client)[1:3] == ["art", "landkreis"]  # nobody else sees it


def test_zurueck_auf_standard(client):
    angemeldet(client)
    vorher = koepfe(client)
    waehle(client, ags=1)
    assert "Auf Standard zurücksetzen" in client.get(LISTE).content.decode()
    client.post(ANSICHT, {"standard": "1"})
    assert koepfe(client) == vorher
    assert Listenansicht.objects.get().spalten == []


def test_die_ansicht_des_hauses_wird_nicht_als_eigene_gespeichert(client):
    """Else a new column of the house would never show to whoever once pressed the button."""
    angemeldet(client)
    waehle(client, art=1, landkreis=2, ags=3, modellkommune=4, gueltig_bis=5, fiktiv_marke=6)
    assert Listenansicht.objects.get().spalten == []


def test_ohne_spalten_geht_es_nicht(client):
    angemeldet(client)
    assert "mindestens eine Spalte" in waehle(client).content.decode()
    assert not Listenansicht.objects.exists()
    assert "unvollständig" in client.post(ANSICHT, {"je_seite": "7"}, follow=True).content.decode()


def test_unbekannte_und_verschwundene_spalten_stoeren_nicht(client):
    person = angemeldet(client)
    Listenansicht.objects.create(user=person, liste="kommunen.kommune", spalten=["gibt_es_nicht", "password", "ags"])
    assert koepfe(client) == ["name_eindeutig", "ags"]


def test_je_seite_zeigt_mehr_und_fragt_nicht_oefter(client, django_assert_max_num_queries):
    angemeldet(client)
    for nr in range(30):
        gemeinde(f"Ort {nr}")
    assert len(client.get(LISTE).context["cl"].result_list) == 25
    waehle(client, je_seite=50, ags=1)
    with django_assert_max_num_queries(13):  # with the savepoint of the session
        antwort = client.get(LISTE)
    assert len(antwort.context["cl"].result_list) == 31
    assert Listenansicht.objects.get().je_seite == 50


def test_die_sortierung_gilt_der_alten_spalte_und_faellt_weg(client):
    angemeldet(client)
    antwort = waehle(client, f"{ANSICHT}?o=2&p=1&art__exact=STADT", ags=1)
    assert antwort.redirect_chain == [(f"{LISTE}?art__exact=STADT", 302)]


def test_eigene_spalten_lassen_sich_sortieren_und_sagen_es_an(client):
    angemeldet(client)
    gemeinde("Aue", gueltig_von=dt.date(2020, 1, 1))
    gemeinde("Burgstädt", gueltig_von=dt.date(2010, 1, 1))
    waehle(client, a_gueltig_von=1)
    seite = client.get(f"{LISTE}?o=-1&q=u")
    assert str(seite.context["cl"].result_list[0]) == "Aue"
    assert 'aria-sort="descending"' in seite.content.decode()


def test_gemerkte_filter_fuehren_zurueck_und_lassen_sich_vergessen(client):
    angemeldet(client)
    client.post(f"{ANSICHT}?art__exact=STADT&q=mee&p=3&o=1", {"merken": "1", "filtername": " Städte  mit mee "})
    assert Listenansicht.objects.get().filter == [["Städte mit mee", "art__exact=STADT&q=mee"]]
    seite = client.get(LISTE).content.decode()
    assert 'href="?art__exact=STADT&amp;q=mee">Städte mit mee</a>' in seite
    client.post(f"{ANSICHT}?q=anders", {"merken": "1", "filtername": "Städte mit mee"})
    assert Listenansicht.objects.get().filter == [["Städte mit mee", "q=anders"]]
    client.post(ANSICHT, {"vergessen": "Städte mit mee"})
    assert Listenansicht.objects.get().filter == []


def test_merken_nennt_alle_gruende(client):
    angemeldet(client)
    seite = client.post(ANSICHT, {"merken": "1", "filtername": " "}, follow=True).content.decode()
    assert "Bitte geben Sie dem Filter einen Namen." in seite
    assert "Es ist kein Filter gesetzt" in seite
    for nr in range(HOECHSTENS_FILTER + 1):
        client.post(f"{ANSICHT}?q=x", {"merken": "1", "filtername": f"Filter {nr}"})
    assert len(Listenansicht.objects.get().filter) == HOECHSTENS_FILTER


def test_aufruf_ohne_formular_aendert_nichts(client):
    angemeldet(client)
    assert client.get(f"{ANSICHT}?q=x").url == f"{LISTE}?q=x"
    assert not Listenansicht.objects.exists()


def test_jede_liste_bietet_ihre_spalten_ohne_doppelte(client):
    anfrage = client.get(reverse("portal:start")).wsgi_request
    anfrage.user = angemeldet(client, Rolle.LEITUNG)
    for modell, verwaltung in admin.site._registry.items():
        spalten = verwaltung.listenspalten(anfrage)
        namen, labels = [s.name for s in spalten], [s.label for s in spalten]
        assert len(set(namen)) == len(namen), modell
        assert [s.immer for s in spalten] == [True] + [False] * (len(spalten) - 1), modell
        assert gewaehlt(spalten, ()) == [s for s in spalten if s.standard], modell
        assert not [label for label in labels if not label.strip()], modell
