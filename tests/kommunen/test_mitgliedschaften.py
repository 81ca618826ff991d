"""Mitgliedschaften als erfasste Tatsachen: Wissensstand, Ende, Annullierung, Einfuhr, Nachtrag der Migration."""

import datetime as dt
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.roles import Rolle
from asskomm.portal.netzwerk import Netz
from asskomm.portal.stats import compute_kennzahlen
from kommunen.enums import KommuneArt
from kommunen.models import Kommune, Mitgliedschaft
from kommunen.services.kommune import retire_kommune
from kommunen.services.mitgliedschaften import end_mitgliedschaft, record_mitgliedschaft
from kommunen.services.tatsachen import annul_tatsache
from tests.factories.fakten import vereinbart
from tests.factories.importe import befunde, geprueft, uebernommen, zaehler
from tests.factories.kommunen import mitglied, verband
from tests.factories.konten import konto
from tests.factories.vereinbarungen import JETZT, gemeinde

pytestmark = pytest.mark.django_db
TAG = dt.date(2023, 4, 24)
SPAETER = JETZT + dt.timedelta(hours=1)
ENDE = dt.date(2022, 12, 31)


@pytest.fixture
def leitung() -> User:
    return konto(Rolle.LEITUNG)


@pytest.fixture
def bund() -> Kommune:
    """An association bound by an agreement, with one member from the start."""
    v = verband(gemeinde("Von Anfang an"), name="Bund")
    vereinbart(v, am="01.01.2022")
    return v


def gebunden(wissensstand: dt.datetime) -> tuple[int, set[str]]:
    """The figure, and the members that the map shows as inheriting the agreement."""
    zahlen = compute_kennzahlen(stichtag=TAG, wissensstand=wissensstand)
    netz = Netz.load(stichtag=TAG, jetzt=wissensstand)
    return zahlen.kommunen_mit_vereinbarung, {z.steckbrief.name for z in netz.gemeinden if z.vereinbarungen}


def test_wer_vor_der_vereinbarung_austrat_ist_nie_gebunden(bund: Kommune) -> None:
    mitglied(bund, gemeinde("Ausgetreten"), von=dt.date(2020, 1, 1), bis=dt.date(2021, 12, 31))
    assert gebunden(JETZT) == (1, {"Von Anfang an"})


def test_spaeter_erfasste_mitgliedschaft_aendert_fruehere_zahlen_nicht(bund: Kommune) -> None:
    mitglied(bund, gemeinde("Spätling"), von=dt.date(2022, 1, 1), jetzt=SPAETER)
    assert gebunden(JETZT) == (1, {"Von Anfang an"})
    assert gebunden(SPAETER) == (2, {"Von Anfang an", "Spätling"})


def test_spaeter_erfasstes_ende_war_vorher_nicht_bekannt(bund: Kommune) -> None:
    m = bund.mitgliedschaften.get()
    end_mitgliedschaft(mitgliedschaft=m, bis=ENDE, by=None, jetzt=SPAETER)
    assert [gebunden(JETZT)[0], gebunden(SPAETER)[0]] == [1, 0]


def test_annullierte_mitgliedschaft_zaehlt_nur_fuer_den_frueheren_wissensstand(bund: Kommune, leitung: User) -> None:
    m = bund.mitgliedschaften.get()
    annul_tatsache(tatsache=m, grund="falscher Verband", by=leitung, jetzt=SPAETER)
    assert [gebunden(JETZT)[0], gebunden(SPAETER)[0]] == [1, 0]
    assert not Mitgliedschaft.objects.gueltig_am(TAG).exists()
    assert list(Kommune.objects.verbunden_mit(bund, TAG, None)) == []


def test_ausscheiden_ersetzt_ein_spaeter_geplantes_ende(bund: Kommune, leitung: User) -> None:
    m = bund.mitgliedschaften.get()
    end_mitgliedschaft(mitgliedschaft=m, bis=dt.date(2030, 12, 31), by=None, jetzt=JETZT)
    retire_kommune(kommune=m.mitglied, letzter_tag=ENDE, nachfolger=[], by=leitung, jetzt=SPAETER)
    alt, neu = Mitgliedschaft.objects.order_by("pk")
    assert (alt.ist_annulliert, alt.gueltig_bis, alt.annulliert_grund) == (
        *(True, dt.date(2030, 12, 31)),
        "Von Anfang an scheidet früher aus",
    )
    assert (neu.ist_annulliert, neu.gueltig_bis, neu.erfasst_durch) == (False, ENDE, leitung)


def test_unmoegliche_mitgliedschaften_werden_mit_allen_gruenden_abgelehnt(leitung: User) -> None:
    ort = gemeinde("Ort", gueltig_von=dt.date(2020, 1, 1))
    with pytest.raises(Ablehnung) as fehler:
        record_mitgliedschaft(verband=ort, mitglied=ort, gueltig_von=dt.date(2019, 1, 1), by=None, jetzt=JETZT)
    assert fehler.value.gruende == [
        "Ort ist kein Verband und hat keine Mitglieder.",
        "Ein Verband kann nicht sein eigenes Mitglied sein.",
        *["Ort besteht am 01.01.2019 nicht."] * 2,
    ]
    m = mitglied(verband(), ort, von=dt.date(2021, 1, 1), bis=dt.date(2021, 12, 31))
    with pytest.raises(Ablehnung, match=r"schon zum 31\.12\.2021 beendet"):
        end_mitgliedschaft(mitgliedschaft=m, bis=ENDE, by=None, jetzt=JETZT)
    mitglied(m.verband, ort, von=dt.date(2022, 1, 1))
    annul_tatsache(tatsache=m, grund="Irrtum", by=leitung, jetzt=SPAETER)
    with pytest.raises(Ablehnung, match="Der Eintrag ist annulliert"):
        end_mitgliedschaft(mitgliedschaft=m, bis=ENDE, by=None, jetzt=JETZT)


def test_gemeinde_gehoert_zu_einem_verband_aber_auch_zu_einem_verbund(bund: Kommune) -> None:
    ort = bund.mitgliedschaften.get().mitglied
    mitglied(verband(art=KommuneArt.VERBUND), ort)
    andere = verband(name="Andere", art=KommuneArt.VERWALTUNGSGEMEINSCHAFT)
    with pytest.raises(Ablehnung, match="gehört in dieser Zeit schon zu: Bund"):
        mitglied(andere, ort, von=dt.date(2023, 1, 1))
    end_mitgliedschaft(mitgliedschaft=bund.mitgliedschaften.get(), bis=ENDE, by=None, jetzt=JETZT)
    mitglied(andere, ort, von=dt.date(2023, 1, 1))


def test_einfuhr_erfasst_neue_und_laesst_bestehende_stehen(bund: Kommune, leitung: User) -> None:
    neu = gemeinde("Neuling")
    alt = bund.mitgliedschaften.get().mitglied
    kopf = "Verband (Schlüssel);Mitglied (Schlüssel);von\n"
    text = f"{kopf}{bund.schluessel};{alt.schluessel};\n{bund.schluessel};{neu.schluessel};01.01.2024\n"
    datei = SimpleUploadedFile("m.csv", text.encode())
    zum_import = uebernommen("kommunen.mitgliedschaft", datei, by=leitung, jetzt=SPAETER)
    assert zaehler(zum_import) == (1, 0, 1, 0)
    m = Mitgliedschaft.objects.get(mitglied=neu)
    assert (m.gueltig_von, m.erfasst_durch) == (dt.date(2024, 1, 1), leitung)


def test_einfuhr_nennt_zeile_und_grund_und_schreibt_nichts(bund: Kommune, leitung: User) -> None:
    alt, ort = bund.mitgliedschaften.get().mitglied, gemeinde()
    zeilen = (f"{bund.schluessel};{ort.schluessel};01.01.2024", f"{bund.schluessel};{alt.schluessel};01.01.2024")
    text = "Verband (Schlüssel);Mitglied (Schlüssel);von\n" + "\n".join((*zeilen, f"{ort.schluessel};99;gestern"))
    zum_import = geprueft("kommunen.mitgliedschaft", SimpleUploadedFile("m.csv", text.encode()), by=leitung)
    gefunden = befunde(zum_import)
    assert gefunden[0][:2] == ("3", "Verband (Schlüssel), Mitglied (Schlüssel), von")
    assert gefunden[0][2].startswith("Diese Mitgliedschaft ist schon")
    assert ("4", "Mitglied (Schlüssel)", "„99“ gibt es nicht (Kommune).") in gefunden
    assert Mitgliedschaft.objects.count() == 1


def test_migration_gibt_bestehenden_zeilen_den_moment_ihrer_tabelle(bund: Kommune) -> None:
    mitglied(bund, von=dt.date(2020, 1, 1), bis=ENDE)
    migration = import_module("kommunen.migrations.0002_mitgliedschaft_erfassung")
    migration.trage_erfassung_nach(apps, SimpleNamespace(connection=connection))
    angelegt = MigrationRecorder.Migration.objects.get(app="kommunen", name="0001_initial").applied
    offen, beendet = Mitgliedschaft.objects.order_by("pk")
    assert (offen.erfasst_zeitpunkt, offen.austritt_erfasst_zeitpunkt) == (angelegt, None)
    assert (beendet.erfasst_zeitpunkt, beendet.austritt_erfasst_zeitpunkt) == (angelegt, angelegt)
