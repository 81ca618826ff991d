"""Breakdown by Landkreis, Polizeidirektion, kind and size class; query counts."""

import datetime as dt
from typing import Any

import pytest

from asskomm.portal.enums import Gliederung, Kennzahl
from asskomm.portal.stats import OHNE_ANGABE, Aufgliederung, aufgliederung, compute_kennzahlen
from kommunen.enums import KommuneArt
from kommunen.models import Einwohnerzahl, Kommune
from tests.factories.fakten import analysiert, beraten, bestand_mit, vereinbart
from tests.factories.foerderung import ansatz, zuwendung
from tests.factories.kommunen import verband
from tests.factories.vereinbarungen import JETZT, gemeinde, landkreis
from vereinbarungen.models import Beteiligung

pytestmark = pytest.mark.django_db
TAG = dt.date(2023, 4, 24)


def nach(was: str, tag: dt.date = TAG, **angaben: Any) -> Aufgliederung:
    return aufgliederung(nach=was, stichtag=tag, wissensstand=JETZT, **angaben)


def zahlen(a: Aufgliederung, kennzahl: Kennzahl) -> dict[str, int | None]:
    return {g.schluessel: g.werte[kennzahl] for g in a.gruppen if g.werte[kennzahl] != 0}


def bautzen(**felder: Any) -> Kommune:
    return gemeinde(kreis=landkreis("Bautzen", "Görlitz", "14625"), **felder)


def test_gemeinsame_vereinbarung_zaehlt_in_jedem_beruehrten_landkreis_einmal() -> None:
    vereinbart(gemeinde(), gemeinde(), bautzen())
    a = nach("landkreis")
    assert zahlen(a, Kennzahl.VEREINBARUNGEN) == {"kreis-14524": 1, "kreis-14625": 1}
    assert zahlen(a, Kennzahl.KOMMUNEN_MIT_VEREINBARUNG) == {"kreis-14524": 2, "kreis-14625": 1}
    assert a.gesamt.vereinbarungen == 1
    assert "größer" in a.hinweis


def test_beitretende_kommune_beruehrt_ihren_landkreis_erst_ab_ihrem_beitritt() -> None:
    v = vereinbart(gemeinde(), am="01.01.2023")
    Beteiligung.objects.create(vereinbarung=v, kommune=bautzen(), beitritt_am=TAG, erfasst_zeitpunkt=JETZT)
    assert zahlen(nach("landkreis", TAG - dt.timedelta(1)), Kennzahl.VEREINBARUNGEN) == {"kreis-14524": 1}
    assert zahlen(nach("landkreis"), Kennzahl.VEREINBARUNGEN) == {"kreis-14524": 1, "kreis-14625": 1}


def test_polizeidirektion_folgt_aus_dem_landkreis_und_zeigt_auch_leere_gruppen() -> None:
    beraten(bautzen())
    landkreis("Görlitz", "Görlitz", "14626")
    gemeinde()
    a = nach("polizeidirektion")
    assert [(g.name, g.koerperschaften, g.werte[Kennzahl.BERATEN]) for g in a.gruppen] == [
        ("PD Görlitz", 1, 1),
        ("PD Zwickau", 1, 0),
    ]


def test_nach_art_steht_jede_art_mit_ihrer_zahl_von_koerperschaften() -> None:
    v = verband(gemeinde())
    beraten(v)
    a = nach("art")
    assert [g.schluessel for g in a.gruppen] == KommuneArt.values
    assert zahlen(a, Kennzahl.BERATEN) == {KommuneArt.VERWALTUNGSVERBAND: 1}
    assert {g.schluessel: g.koerperschaften for g in a.gruppen if g.koerperschaften} == {
        KommuneArt.STADT: 1,
        KommuneArt.VERWALTUNGSVERBAND: 1,
    }


def test_groessenklasse_richtet_sich_nach_der_einwohnerzahl_am_stichtag() -> None:
    k, ohne = gemeinde(), gemeinde()
    for tag, anzahl in ((dt.date(2022, 12, 31), 1999), (dt.date(2024, 12, 31), 2000)):
        Einwohnerzahl.objects.create(kommune=k, stichtag=tag, anzahl=anzahl)
    beraten(k)
    beraten(ohne)
    assert zahlen(nach("groesse"), Kennzahl.BERATEN) == {"0": 1, OHNE_ANGABE: 1}
    assert zahlen(nach("groesse", dt.date(2025, 1, 1)), Kennzahl.BERATEN) == {"2000": 1, OHNE_ANGABE: 1}


def test_oeffentlich_verraet_die_gliederung_keinen_einzelnen_empfaenger() -> None:
    zuwendung(bautzen())
    assert zahlen(nach("landkreis"), Kennzahl.GEFOERDERT) == {"kreis-14625": 1}
    assert zahlen(nach("landkreis", oeffentlich_um=JETZT), Kennzahl.GEFOERDERT) == {"kreis-14625": None}
    for _ in range(4):
        bautzen()
    assert zahlen(nach("landkreis", oeffentlich_um=JETZT), Kennzahl.GEFOERDERT) == {"kreis-14625": 1}


def test_json_hat_gruppen_und_die_zahlen_fuer_sachsen() -> None:
    ansatz()
    analysiert(gemeinde())
    werte = nach("landkreis").as_json()
    assert werte["foerdermittel"] == "1100000.00"
    assert werte["nach"] == "landkreis"
    assert werte["gruppen"][0]["analysen"] == 1
    assert "foerdermittel" not in werte["gruppen"][0]


def test_unbekannte_gliederung_ist_ein_fehler() -> None:
    with pytest.raises(ValueError, match="kreis"):
        nach("kreis")


@pytest.mark.parametrize("anzahl", [1, 3])
def test_alle_zahlen_und_jede_gliederung_brauchen_vier_abfragen(django_assert_num_queries: Any, anzahl: int) -> None:
    bestand_mit(anzahl)
    with django_assert_num_queries(4):
        compute_kennzahlen(stichtag=TAG, wissensstand=JETZT)
    for was in Gliederung.values:
        with django_assert_num_queries(4):
            nach(was)
