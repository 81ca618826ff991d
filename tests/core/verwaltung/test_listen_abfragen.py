"""Every list of the back office: no more than twelve queries, however many rows, whatever columns."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core.admin.listen import WUENSCHE
from asskomm.core.models import Listenansicht
from asskomm.core.roles import Rolle
from tests.factories.fakten import bestand_mit
from tests.factories.konten import angemeldet
from tests.factories.vereinbarungen import gemeinde

pytestmark = pytest.mark.django_db
HOECHSTENS = 12


def listen(client) -> Iterator[tuple[str, str, Any]]:
    for modell, verwaltung in admin.site._registry.items():
        adresse = reverse(f"admin:{modell._meta.app_label}_{modell._meta.model_name}_changelist")
        if client.get(adresse).status_code == 200:
            yield modell._meta.label_lower, adresse, verwaltung


def abfragen(client, adresse: str) -> tuple[int, int]:
    """Number of queries (without begin and end of transactions) and of rows shown."""
    with CaptureQueriesContext(connection) as gefangen:
        antwort = client.get(adresse)
    anfragen = [q for q in gefangen if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    return len(anfragen), len(antwort.context["cl"].result_list)


def test_alle_listen_mit_einer_mit_drei_und_mit_vielen_zeilen(client):
    angemeldet(client, Rolle.LEITUNG)
    gemessen: dict[str, list[tuple[int, int]]] = {}
    orte = [gemeinde(f"Ort {nr:02}") for nr in range(27)]
    alle = list(listen(client))
    bisher = 0
    for anzahl in (1, 3, 27):
        bestand_mit(anzahl - bisher, orte[bisher:anzahl], ab=bisher)
        bisher = anzahl
        for name, adresse, _ in alle:
            gemessen.setdefault(name, []).append(abfragen(client, adresse))
    assert len(gemessen) > 30
    zu_viele = {name: werte for name, werte in gemessen.items() if max(w[0] for w in werte) > HOECHSTENS}
    assert zu_viele == {}
    gefuellt = {name: werte for name, werte in gemessen.items() if werte[1][1] >= 3 and werte[2][1] == 25}
    assert len(gefuellt) >= 8
    assert {name: werte for name, werte in gefuellt.items() if werte[1][0] != werte[2][0]} == {}


def test_auch_mit_allen_spalten_waechst_keine_liste_mit_ihren_zeilen(client):
    person = angemeldet(client, Rolle.LEITUNG)
    anfrage = client.get("/").wsgi_request
    anfrage.user = person
    anfrage.session = client.session
    anfrage.session[WUENSCHE] = {}
    alle = list(listen(client))
    for name, _, verwaltung in alle:
        spalten = [s.name for s in verwaltung.listenspalten(anfrage) if not s.immer]
        if spalten:
            Listenansicht.objects.create(user=person, liste=name, spalten=spalten)
    session = client.session
    del session[WUENSCHE]
    session.save()
    client.get(alle[0][1])  # the first page reads the wishes into the session
    gemessen: dict[str, list[int]] = {}
    for ab, anzahl in ((0, 2), (2, 4)):
        bestand_mit(anzahl, ab=ab)
        for name, adresse, _ in alle:
            gemessen.setdefault(name, []).append(abfragen(client, adresse)[0])
    assert {name: w for name, w in gemessen.items() if w[0] != w[1] or w[1] > HOECHSTENS} == {}
