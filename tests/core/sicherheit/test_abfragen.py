"""The filters of the lists: nobody reads a column letter by letter that no page shows."""

import pytest
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.test import Client
from django.urls import reverse

from asskomm.core.admin.basis import FachAdmin
from asskomm.core.admin.site import BEREICHE
from asskomm.core.models import User
from asskomm.core.roles import Rolle
from kommunen.models import Beratung
from tests.factories.konten import angemeldet, konto
from tests.factories.verwaltung import exportiere

pytestmark = pytest.mark.django_db


def liste(modell: type) -> str:
    return reverse(f"admin:{modell._meta.app_label}_{modell._meta.model_name}_changelist")


def test_die_verwaltung_zeigt_nur_eigene_tabellen():
    """The libraries would list second factors with their keys, sessions and tokens."""
    assert {m._meta.app_label for m in admin.site._registry} <= set(BEREICHE)
    assert all(isinstance(verwaltung, FachAdmin) for verwaltung in admin.site._registry.values())


@pytest.fixture
def anfrage(rf):
    anfrage = rf.get("/verwaltung/")
    anfrage.user = konto(Rolle.LEITUNG)
    return anfrage


def test_nur_angebotene_filter_lassen_sich_abfragen(anfrage):
    durchgelassen = []
    for modell, verwaltung in admin.site._registry.items():
        erlaubt = verwaltung._filterspalten(anfrage)
        for feld in (f.name for f in modell._meta.get_fields() if f.name not in erlaubt):
            for suche in (feld, f"{feld}__startswith", f"{feld}__isnull", f"{feld}__password__startswith"):
                if verwaltung.lookup_allowed(suche, "1", anfrage):
                    durchgelassen.append((modell.__name__, suche))
    assert durchgelassen == []


def test_was_angeboten_wird_geht_weiter(client):
    angemeldet(client, Rolle.LEITUNG)
    for abfrage in ({"kommune__landkreis__id__exact": "1"}, {"annulliert": "nein"}, {"kontaktart__exact": "GESPRAECH"}):
        assert client.get(liste(Beratung), abfrage).status_code in {200, 302}


FREMD = ("erfasst_durch__password__startswith", "annulliert_durch__email__contains", "kommune__ansprechpersonen__name")


@pytest.mark.parametrize("suche", FREMD)
@pytest.mark.parametrize("art", ["changelist", "export"])
def test_auch_auf_umwegen_laesst_sich_kein_passwort_abfragen(client, suche, art):
    angemeldet(client, Rolle.LEITUNG)
    adresse = reverse(f"admin:kommunen_beratung_{art}")
    antwort = client.get(adresse, {suche: "p"}) if art == "changelist" else exportiere(client, adresse, {suche: "p"})
    assert antwort.status_code == 400


def _treffer(client: Client, anfang: str) -> int:
    antwort = client.get(liste(User), {"password__startswith": anfang})
    return antwort.context["cl"].result_count if antwort.status_code == 200 else -1


def test_ohne_die_sperre_verriete_die_liste_der_konten_passwoerter(client, monkeypatch):
    person = angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    richtig, falsch = person.password[:12], "x" + person.password[:12]
    assert client.get(liste(User)).status_code == 200
    assert _treffer(client, richtig) == -1
    monkeypatch.setattr(FachAdmin, "lookup_allowed", ModelAdmin.lookup_allowed)
    assert _treffer(client, richtig) > 0
    assert _treffer(client, falsch) == 0
