"""Entry of grants: who may get one recorded, on which day, and not twice for one fact."""

import datetime as dt

import pytest

from asskomm.core.errors import Ablehnung
from asskomm.core.roles import Rolle
from foerderung.models import Veroeffentlichungsregel, Zuwendung
from foerderung.querysets import _jahre_zuvor
from tests.factories.foerderung import zuwendung
from tests.factories.importe import befunde, csv_datei, geprueft
from tests.factories.kommunen import verband
from tests.factories.konten import konto
from tests.factories.vereinbarungen import JETZT, gemeinde

pytestmark = pytest.mark.django_db


def test_zuwendung_haelt_tag_genauigkeit_und_moment_fest() -> None:
    z = zuwendung(am="2023", gegenstand="Koordinierungsstelle")
    gelesen = Zuwendung.objects.get(pk=z.pk)
    assert (gelesen.am, str(gelesen.datum), gelesen.erfasst_zeitpunkt) == (dt.date(2023, 12, 31), "2023", JETZT)


def test_zuwendung_in_der_zukunft_und_fuer_eine_erloschene_kommune_wird_abgelehnt() -> None:
    with pytest.raises(Ablehnung, match="liegt in der Zukunft"):
        zuwendung(am="23.11.2026", jahr=2026)
    with pytest.raises(Ablehnung, match="bestand am"):
        zuwendung(gemeinde(gueltig_bis=dt.date(2022, 12, 31)), am="01.03.2023")


def test_verband_und_mitglied_erhalten_nicht_beide_dieselbe_zuwendung() -> None:
    mitglied = gemeinde("Mitglied")
    zuwendung(mitglied, gegenstand="KPR")
    v = verband(mitglied)
    with pytest.raises(Ablehnung, match="Für Mitglied ist in diesem Förderjahr"):
        zuwendung(v, gegenstand="KPR")
    zuwendung(v, gegenstand="anderes")
    zuwendung(v, gegenstand="KPR", jahr=2024, am="01.03.2024")


def test_regel_gilt_nur_in_ihrer_zeit() -> None:
    regel = Veroeffentlichungsregel.objects.get()
    assert (regel.empfaenger_ab_betrag, regel.hoechstens_jahre) == (10_000, 5)
    assert not Veroeffentlichungsregel.objects.gueltig_am(dt.date(2022, 12, 31)).exists()
    assert str(regel) == "Veröffentlichung ab 10000.00 Euro, seit 01.01.2023"


def test_fuenf_jahre_zuvor_auch_am_schalttag() -> None:
    assert _jahre_zuvor(dt.date(2024, 2, 29), 5) == dt.date(2019, 2, 28)
    assert _jahre_zuvor(dt.date(2024, 2, 29), 4) == dt.date(2020, 2, 29)


def test_einfuhr_nimmt_verband_und_mitglied_nicht_fuer_dieselbe_sache_auf():
    mitglied = gemeinde("Jonsdorf")
    zuwendung(verband(mitglied), gegenstand="KPR")
    zeile = f"{mitglied.schluessel};2023;24.04.2023;KPR"
    datei = csv_datei("Schlüssel;Förderjahr;bekannt gegeben am;Gegenstand", zeile)
    zum_import = geprueft("foerderung.zuwendung", datei, by=konto(Rolle.HAUSHALT))
    assert "Verband und Mitglied zählen nicht beide" in befunde(zum_import)[0][2]
    assert Zuwendung.objects.count() == 1
