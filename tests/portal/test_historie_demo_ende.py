"""lade_demo refuses on foreign data; entferne_demo leaves the stock as it was before."""

import datetime as dt
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import serializers
from django.core.files.storage import default_storage

from asskomm.core.models import (
    Arbeitslauf,
    Datenstand,
    Dokument,
    Import,
    Organisation,
    Protokolleintrag,
    Spaltenzuordnung,
    User,
)
from asskomm.core.models.listenansicht import Listenansicht
from asskomm.core.numbering import letzte_nummer
from asskomm.core.roles import Rolle
from asskomm.core.stichtag import BERLIN, UngefaehresDatum
from asskomm.portal.bestandsdaten import lies_daten
from asskomm.portal.models import Meilenstein
from asskomm.portal.services.demo import load_demo
from foerderung.models import Zuwendung
from kommunen.models import Beratung, Kommune
from kommunen.services.tatsachen import record_beratung
from tests.factories import bestand
from tests.factories.importe import csv_datei, geprueft, uebernommen
from tests.factories.konten import konto
from vereinbarungen.models import Vereinbarung

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bestand_historie")]
JETZT = dt.datetime(2026, 11, 22, 12, 0, tzinfo=BERLIN)
EIGENE = {"core", "kommunen", "vereinbarungen", "foerderung", "portal", "account", "mfa", "admin", "sessions"}


def abbild() -> dict[str, list[str]]:
    return {
        m._meta.label: sorted(serializers.serialize("jsonl", m._base_manager.order_by("pk")).splitlines())
        for m in apps.get_models()
        if m._meta.app_label in EIGENE and m is not Datenstand
    }


def ohne_protokoll(abbild: dict[str, list[str]]) -> dict[str, list[str]]:
    """What happened with the demo data stays on record when they are gone."""
    return {name: zeilen for name, zeilen in abbild.items() if not name.startswith("core.Protokoll")}


def demo_laden_scheitert(capsys: pytest.CaptureFixture[str]) -> str:
    vorher = abbild()
    with pytest.raises(SystemExit) as ende:
        bestand._rufe("lade_demo")
    assert ende.value.code == 1
    assert abbild() == vorher
    return capsys.readouterr().err


def test_entfernen_stellt_den_stand_davor_wieder_her(
    django_capture_on_commit_callbacks: Callable, capsys: pytest.CaptureFixture[str]
) -> None:
    vorher = abbild()
    ausgabe = bestand._rufe("lade_demo")
    assert "sb1@demo.example" in ausgabe
    assert "Vereinbarungen: Es gibt fiktive" in demo_laden_scheitert(capsys)
    dateien = [d.datei.name for d in Dokument.objects.all()]
    assert [default_storage.exists(datei) for datei in dateien] == [
        True
    ] * 8  # takeover list, press release, three templates of two files
    with django_capture_on_commit_callbacks(execute=True):
        entfernt = bestand._rufe("entferne_demo")
    assert "Vereinbarungen: 44 entfernt" in entfernt
    assert "Konten: 26 entfernt" in entfernt
    assert ohne_protokoll(abbild()) == ohne_protokoll(vorher)
    assert Protokolleintrag.objects.order_by("-nr")[0].ereignis == "demo.entfernt"
    assert [default_storage.exists(datei) for datei in dateien] == [False] * 8
    assert letzte_nummer(kreis="vereinbarung") == 60


def ein_konto() -> None:
    konto(Rolle.LEITUNG)


def eine_beratung() -> None:
    record_beratung(
        kommune=Kommune.objects.get(slug="borna"), am=UngefaehresDatum(dt.date(2026, 1, 5)), by=None, jetzt=JETZT
    )


def eine_fehlende_zuwendung() -> None:
    Zuwendung.objects.first().delete()


@pytest.mark.parametrize(
    ("tue", "grund"),
    [
        (ein_konto, "Konten: 1 Einträge statt 0."),
        (eine_beratung, "Beratungen: 2 Einträge statt 1."),
        (eine_fehlende_zuwendung, "Zuwendungen: 1 Einträge statt 2."),
    ],
)
def test_fremde_daten_verhindern_das_laden(
    tue: Callable[[], None], grund: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tue()
    fehler = demo_laden_scheitert(capsys)
    assert grund in fehler
    assert "allein lade_register und lade_historie" in fehler


def test_echte_eintraege_bleiben_und_ihr_konto_wird_gesperrt() -> None:
    """Also a real milestone that points to a fictitious agreement: it loses only the link."""
    bestand._rufe("lade_demo")
    Meilenstein.objects.create(
        regel="VEREINBARUNG",
        wert=20,
        am=dt.date(2021, 5, 3),
        titel="20.",
        vereinbarung=Vereinbarung.objects.get(laufende_nr=20),
        bekanntgegeben_zeitpunkt=JETZT,
    )
    sb = User.objects.get(email="sb1@demo.example")
    borna = Kommune.objects.get(slug="borna")
    record_beratung(kommune=borna, am=UngefaehresDatum(dt.date(2026, 1, 5)), by=sb, jetzt=JETZT)
    echte = konto(Rolle.LEITUNG)
    EmailAddress.objects.create(user=sb, email=sb.email, verified=True, primary=True)
    entfernt = bestand._rufe("entferne_demo")
    assert "Konten: 25 entfernt" in entfernt
    assert not EmailAddress.objects.exists()
    assert [str(o) for o in Organisation.objects.all()] == ["Landespräventionsrat Sachsen"]
    assert User.objects.get(pk=echte.pk).hat_rolle(Rolle.LEITUNG)
    assert "gesperrt bleiben, weil echte Einträge sie nennen: 1" in entfernt
    assert Beratung.objects.get(kommune=borna).erfasst_durch == sb
    assert Meilenstein.objects.get(wert=20).vereinbarung is None
    assert Meilenstein.objects.get(wert=21).vereinbarung.bezeichnung == "Lohsa"
    sb.refresh_from_db()
    assert (sb.is_active, sb.fiktiv, sb.has_usable_password()) == (False, False, False)


def test_demodatei_die_bekannte_nummern_verschiebt_faellt_auf() -> None:
    daten = lies_daten("demo.json")
    del daten["vereinbarungen"][0]
    with pytest.raises(ValueError, match="Lohsa"):
        load_demo(daten=daten, historie=lies_daten("historie.json"), by=None, jetzt=JETZT)


def test_was_sich_ein_demokonto_eingerichtet_oder_versucht_hat_geht_mit_ihm(
    django_capture_on_commit_callbacks: Callable,
) -> None:
    bestand._rufe("lade_demo")
    person = User.objects.get(anmeldename="sb1@demo.example")
    Listenansicht.objects.create(user=person, liste="kommunen.kommune", spalten=["name"])
    geprueft("kommunen.beratung", csv_datei("Schlüssel;Datum", "Borna;2020", "Nirgends;2021"), by=person)
    datei = Import.objects.get().datei.name
    for name, fuer_alle in (("eigene", False), ("für alle", True)):
        Spaltenzuordnung.objects.create(
            art="x", name=name, fuer_alle=fuer_alle, erfasst_durch=person, erfasst_zeitpunkt=JETZT
        )
    with django_capture_on_commit_callbacks(execute=True):
        bestand._rufe("entferne_demo")
    assert not default_storage.exists(datei)
    assert not Listenansicht.objects.exists()
    assert (Import.objects.count(), Arbeitslauf.objects.count()) == (0, 0)
    assert [(z.name, z.erfasst_durch) for z in Spaltenzuordnung.objects.all()] == [("für alle", None)]
    assert not User.objects.filter(anmeldename="sb1@demo.example").exists()


def test_was_ein_demokonto_importiert_hat_bleibt_mit_seinem_gesperrten_konto() -> None:
    bestand._rufe("lade_demo")
    person = User.objects.get(anmeldename="sb1@demo.example")
    zum_import = uebernommen("kommunen.beratung", csv_datei("Schlüssel;Datum", "Borna;2020"), by=person)
    assert "gesperrt bleiben, weil echte Einträge sie nennen: 1" in bestand._rufe("entferne_demo")
    person.refresh_from_db()
    assert (person.is_active, Import.objects.get(), Beratung.objects.get(kommune__slug="borna").erfasst_durch) == (
        False,
        zum_import,
        person,
    )
