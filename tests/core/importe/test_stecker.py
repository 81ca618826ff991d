"""Eine spätere Art ist eine Klasse mit Spalten und eine Zeile in der Anmeldung; hier eine, die es sonst nicht gibt."""

from typing import Any

import pytest
from import_export.fields import Field

from asskomm.core import importarten
from asskomm.core.importarten import find_importart, importart, register_importart
from asskomm.core.resources import FachResource
from asskomm.core.tabellenwerte import TextWidget, ZahlWidget
from kommunen.models import Handlungsfeld, Kommune
from tests.factories import vereinbarungen as fabrik
from tests.factories.importe import JETZT, csv_datei, geprueft, uebernommen, zaehler, zurueckgenommen
from tests.factories.konten import konto

pytestmark = pytest.mark.django_db
ART = "kommunen.handlungsfeld"


class SpielzeugResource(FachResource):
    name = Field(attribute="name", column_name="Name", widget=TextWidget())
    slug = Field(attribute="slug", column_name="Adresse", widget=TextWidget())
    reihenfolge = Field(attribute="reihenfolge", column_name="Reihenfolge", widget=ZahlWidget())
    schluesselspalten = ("Name",)

    class Meta(FachResource.Meta):
        model = Handlungsfeld
        fields = ("name", "slug", "reihenfolge")
        import_id_fields = ("name",)


@pytest.fixture(autouse=True)
def _angemeldet(monkeypatch):
    monkeypatch.setattr(importarten, "_ARTEN", {**importarten._ARTEN})
    register_importart(SpielzeugResource, hinweise=("Nur zum Spielen.",))


@pytest.fixture
def person() -> Any:
    return konto()


KOPF = "Name;Adresse;Reihenfolge"


def test_angemeldete_art_laeuft_ganz_durch(person):
    Handlungsfeld.objects.create(name="Sucht", slug="sucht", reihenfolge=1)
    datei = csv_datei(KOPF, "Sucht;sucht;7", "Verkehr;verkehr;2")
    zum_import = uebernommen(ART, datei, by=person)
    assert zaehler(zum_import) == (1, 1, 0, 0)
    assert dict(Handlungsfeld.objects.values_list("name", "reihenfolge")) == {"Sucht": 7, "Verkehr": 2}
    assert importart(ART).titel == "Handlungsfelder"
    assert find_importart("gibt.es.nicht") is None
    zurueckgenommen(zum_import, by=person, jetzt=JETZT)
    assert dict(Handlungsfeld.objects.values_list("name", "reihenfolge")) == {"Sucht": 1}


def test_was_auf_einen_eintrag_verweist_haelt_die_ruecknahme_auf(person):
    zum_import = uebernommen(ART, csv_datei(KOPF, "Sucht;sucht;7"), by=person)
    ort: Kommune = fabrik.gemeinde("Lohsa")
    ort.handlungsfelder.add(Handlungsfeld.objects.get())
    with pytest.raises(Exception, match=r"Zeile 2: Darauf baut schon etwas auf"):
        zurueckgenommen(zum_import, by=person)
    assert Handlungsfeld.objects.exists()


def test_was_die_datenbank_ablehnt_steht_an_seiner_spalte(person):
    Handlungsfeld.objects.create(name="Sucht", slug="sucht")
    zum_import = geprueft(ART, csv_datei(KOPF, "Verkehr;sucht;1", "Bildung;bildung;1"), by=person)
    (fehlerhaft,) = zum_import.zeilen.filter(art="FEHLER")
    assert [b[0] for b in fehlerhaft.befunde] == ["Adresse"]
    assert zaehler(zum_import) == (1, 0, 0, 1)


def test_zwei_zeilen_die_sich_widersprechen(person):
    zum_import = geprueft(ART, csv_datei(KOPF, "Verkehr;gleich;1", "Bildung;gleich;1"), by=person)
    assert zaehler(zum_import) == (0, 0, 0, 2)
    assert "widerspricht" in zum_import.zeilen.all()[0].befunde[0][2]
