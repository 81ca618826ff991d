"""Every figure at its edge days: the day before, the day, the day after."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from asskomm.portal.enums import Kennzahl
from asskomm.portal.kennzahlen.definitionen import DEFINITIONEN
from asskomm.portal.stats import Kennzahlen, belege, compute_kennzahlen, stand_am, zeitreihe
from kommunen.enums import KommuneArt, KprStatus
from kommunen.services.tatsachen import end_enge_zusammenarbeit
from tests.factories.fakten import analysiert, beraten, eng, gecoacht, rat, vereinbart, zustand
from tests.factories.foerderung import ansatz, zuwendung
from tests.factories.kommunen import verband
from tests.factories.vereinbarungen import JETZT, gemeinde
from vereinbarungen.enums import AnalyseStatus, CoachingStatus, VereinbarungArt, VereinbarungStatus
from vereinbarungen.models import Beteiligung

pytestmark = pytest.mark.django_db

TAG = dt.date(2023, 4, 24)
DAVOR, DANACH = TAG - dt.timedelta(1), TAG + dt.timedelta(1)


def werte(tag: dt.date = TAG, **angaben: Any) -> Kennzahlen:
    return compute_kennzahlen(stichtag=tag, wissensstand=JETZT, **angaben)


def an(kennzahl: str, *tage: dt.date) -> list[Any]:
    return [getattr(werte(tag), kennzahl) for tag in tage]


def landkreis_kommune() -> Any:
    return gemeinde(art=KommuneArt.LANDKREIS)


def test_leeres_netz_zaehlt_null_und_kennt_keinen_ansatz() -> None:
    zahlen = werte().as_json()
    assert zahlen == {
        "stichtag": "2023-04-24", "wissensstand": "2026-11-22T12:00:00+01:00", "beraten": 0, "eng": 0, "kpr": 0,
        "kpr_landkreise": 0, "vereinbarungen": 0, "vereinbarungen_in_kraft": 0, "kommunen_mit_vereinbarung": 0,
        "coaching": 0, "analysen": 0, "analysen_kommunen": 0, "gefoerdert": 0, "foerdermittel": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("erzeuge", "kennzahl"),
    [
        (beraten, "beraten"),
        (eng, "eng"),
        (rat, "kpr"),
        (vereinbart, "vereinbarungen"),
        (vereinbart, "vereinbarungen_in_kraft"),
        (vereinbart, "kommunen_mit_vereinbarung"),
        (gecoacht, "coaching"),
        (analysiert, "analysen"),
        (analysiert, "analysen_kommunen"),
    ],
)
def test_zaehlt_ab_dem_tag_selbst(erzeuge: Any, kennzahl: str) -> None:
    erzeuge(am="24.04.2023") if erzeuge is not eng else erzeuge(seit="24.04.2023")
    assert an(kennzahl, DAVOR, TAG, DANACH) == [0, 1, 1]


@pytest.mark.parametrize(
    ("angabe", "zaehlt_ab"),
    [("November 2021", dt.date(2021, 11, 30)), ("2020", dt.date(2020, 12, 31)), ("02/2024", dt.date(2024, 2, 29))],
)
def test_grobes_datum_zaehlt_ab_dem_letzten_tag_seiner_periode(angabe: str, zaehlt_ab: dt.date) -> None:
    beraten(am=angabe)
    vereinbart(am=angabe)
    vorher = zaehlt_ab - dt.timedelta(1)
    assert an("beraten", vorher, zaehlt_ab) == [0, 1]
    assert an("vereinbarungen", vorher, zaehlt_ab) == [0, 1]


def test_zweite_beratung_derselben_kommune_zaehlt_nicht() -> None:
    k = gemeinde()
    beraten(k, "24.04.2023")
    beraten(k, "25.04.2023")
    assert an("beraten", TAG, DANACH) == [1, 1]


def test_landkreise_zaehlen_nur_bei_ihren_praeventionsraeten() -> None:
    kreis = landkreis_kommune()
    beraten(kreis)
    eng(kreis)
    rat(kreis)
    vereinbart(kreis)
    zuwendung(kreis)
    zahlen = werte()
    assert (zahlen.beraten, zahlen.eng, zahlen.kpr, zahlen.kpr_landkreise, zahlen.gefoerdert) == (0, 0, 0, 1, 0)
    assert (zahlen.vereinbarungen, zahlen.kommunen_mit_vereinbarung) == (1, 0)


def test_verband_zaehlt_als_eine_koerperschaft_und_bindet_seine_mitglieder() -> None:
    v = verband(gemeinde(), gemeinde(), gemeinde())
    beraten(v)
    vereinbart(v)
    zahlen = werte()
    assert (zahlen.beraten, zahlen.vereinbarungen, zahlen.kommunen_mit_vereinbarung) == (1, 1, 3)


def test_mitglied_ist_nur_waehrend_seiner_mitgliedschaft_gebunden() -> None:
    v = verband(gemeinde(), von=TAG, bis=TAG)
    vereinbart(v, am="01.01.2023")
    assert an("kommunen_mit_vereinbarung", DAVOR, TAG, DANACH) == [0, 1, 0]


def test_kommune_ist_nur_gebunden_solange_sie_besteht() -> None:
    vereinbart(gemeinde(gueltig_bis=TAG), am="01.01.2023")
    assert an("kommunen_mit_vereinbarung", TAG, DANACH) == [1, 0]
    assert an("vereinbarungen_in_kraft", TAG, DANACH) == [1, 1]


def test_beitritt_und_austritt_binden_auf_den_tag_genau() -> None:
    erste, zweite = gemeinde(), gemeinde()
    v = vereinbart(erste, am="01.01.2023")
    b = Beteiligung.objects.create(
        vereinbarung=v,
        kommune=zweite,
        beitritt_am=TAG,
        austritt_am=DANACH,
        erfasst_zeitpunkt=JETZT,
        austritt_erfasst_zeitpunkt=JETZT,
    )
    assert str(b) == f"{zweite} (Beitritt 24.04.2023, Austritt 25.04.2023)"
    assert an("kommunen_mit_vereinbarung", DAVOR, TAG, DANACH) == [1, 2, 1]
    assert an("vereinbarungen", DAVOR, TAG, DANACH) == [1, 1, 1]


def test_gemeinsame_vereinbarung_zaehlt_einmal_und_bindet_alle() -> None:
    vereinbart(gemeinde(), gemeinde(), gemeinde())
    zahlen = werte()
    assert (zahlen.vereinbarungen, zahlen.vereinbarungen_in_kraft, zahlen.kommunen_mit_vereinbarung) == (1, 1, 3)


def test_kommune_mit_zwei_vereinbarungen_ist_eine_gebundene_kommune() -> None:
    k = gemeinde()
    vereinbart(k)
    vereinbart(verband(k))
    zahlen = werte()
    assert (zahlen.vereinbarungen, zahlen.kommunen_mit_vereinbarung) == (2, 1)


def test_gekuendigte_vereinbarung_bleibt_gezaehlt_und_gilt_am_tag_des_endes_nicht_mehr() -> None:
    v = vereinbart(am="01.01.2023")
    zustand(v, VereinbarungStatus.GEKUENDIGT, "24.04.2023")
    assert an("vereinbarungen", DAVOR, TAG) == [1, 1]
    assert an("vereinbarungen_in_kraft", DAVOR, TAG) == [1, 0]
    assert an("kommunen_mit_vereinbarung", DAVOR, TAG) == [1, 0]


def test_vorvereinbarung_zaehlt_nirgends() -> None:
    vereinbart(art=VereinbarungArt.VORVEREINBARUNG)
    zahlen = werte()
    assert (zahlen.vereinbarungen, zahlen.vereinbarungen_in_kraft, zahlen.kommunen_mit_vereinbarung) == (0, 0, 0)


def test_enge_zusammenarbeit_gilt_bis_zu_ihrem_letzten_tag() -> None:
    flag = eng(seit="01.01.2023")
    end_enge_zusammenarbeit(zusammenarbeit=flag, bis=TAG, by=None, jetzt=JETZT)
    assert an("eng", TAG, DANACH) == [1, 0]


def test_ruhender_rat_zaehlt_nicht_und_reaktivierter_wieder() -> None:
    r = rat(am="01.01.2023")
    zustand(r, KprStatus.RUHEND, "23.04.2023")
    zustand(r, KprStatus.REAKTIVIERT, "25.04.2023")
    assert an("kpr", dt.date(2023, 4, 22), DAVOR, TAG, DANACH) == [1, 0, 0, 1]


def test_geplanter_rat_zaehlt_nicht() -> None:
    rat(status=KprStatus.GEPLANT)
    assert werte().kpr == 0


def test_von_mehreren_schritten_eines_tages_gilt_der_letzte() -> None:
    r = rat(am="24.04.2023")
    zustand(r, KprStatus.RUHEND, "24.04.2023")
    assert an("kpr", DAVOR, TAG) == [0, 0]


def test_coaching_zaehlt_auch_nach_seinem_ende_und_bei_wiederaufnahme_einmal() -> None:
    c = gecoacht(am="01.01.2023")
    zustand(c, CoachingStatus.ABGESCHLOSSEN, "01.02.2023")
    zustand(c, CoachingStatus.AKTIV, "01.03.2023")
    assert werte().coaching == 1


def test_coaching_ohne_erste_sitzung_zaehlt_nicht() -> None:
    c = gecoacht(am="25.04.2023")
    zustand(c, CoachingStatus.ANGEFRAGT, "01.01.2023")
    assert werte().coaching == 0


def test_analyse_fuer_zwei_kommunen_zaehlt_einmal_und_zwei_kommunen() -> None:
    analysiert(gemeinde(), gemeinde())
    analysiert(status=AnalyseStatus.BERICHTSENTWURF)
    zahlen = werte()
    assert (zahlen.analysen, zahlen.analysen_kommunen) == (1, 2)


@pytest.mark.parametrize("status", [AnalyseStatus.PRAESENTIERT, AnalyseStatus.IN_STRATEGIE_UEBERFUEHRT])
def test_analyse_zaehlt_auch_in_spaeteren_zustaenden_einmal(status: str) -> None:
    analyse = analysiert(am="01.01.2023")
    zustand(analyse, status, "01.02.2023")
    assert werte().analysen == 1


def test_gefoerdert_zaehlt_nur_im_foerderjahr_ab_der_bekanntgabe() -> None:
    zuwendung(jahr=2023, am="24.04.2023")
    silvester, neujahr = dt.date(2023, 12, 31), dt.date(2024, 1, 1)
    assert an("gefoerdert", DAVOR, TAG, silvester, neujahr) == [0, 1, 1, 0]


def test_vorab_bekannt_gegebene_zuwendung_zaehlt_ab_jahresbeginn() -> None:
    zuwendung(jahr=2024, am="15.12.2023")
    assert an("gefoerdert", dt.date(2023, 12, 31), dt.date(2024, 1, 1)) == [0, 1]


def test_nach_dem_foerderjahr_bekannt_gegebene_zuwendung_zaehlt_an_keinem_tag() -> None:
    zuwendung(jahr=2022, am="15.01.2023")
    assert an("gefoerdert", dt.date(2022, 12, 31), dt.date(2023, 1, 15)) == [0, 0]


def test_zwei_zuwendungen_einer_kommune_sind_eine_gefoerderte_kommune() -> None:
    k = gemeinde()
    zuwendung(k, gegenstand="A")
    zuwendung(k, gegenstand="B")
    assert werte().gefoerdert == 1


def test_foerdermittel_sind_der_ansatz_des_jahres() -> None:
    ansatz(2023, "1100000")
    assert werte().foerdermittel == Decimal(1100000)
    assert werte().as_json()["foerdermittel"] == "1100000.00"
    assert werte(dt.date(2024, 1, 1)).foerdermittel is None


def test_jede_kennzahl_hat_eine_definition_und_so_viele_belege_wie_ihr_wert() -> None:
    vereinbart(gemeinde(), gemeinde())
    beraten()
    zuwendung()
    assert list(DEFINITIONEN) == list(Kennzahl)
    assert all(d.text.endswith(".") for d in DEFINITIONEN.values())
    zahlen = werte()
    for kennzahl in set(Kennzahl) - {Kennzahl.FOERDERMITTEL}:
        zeilen = belege(kennzahl=kennzahl, stichtag=TAG, wissensstand=JETZT)
        assert len(zeilen) == zahlen.wert(kennzahl), kennzahl


def test_beleg_nennt_nummer_tag_und_alle_kommunen() -> None:
    b, a = gemeinde("Bdorf"), gemeinde("Adorf")
    vereinbart(b, a, am="November 2021", nummer=7)
    zeile = belege(kennzahl=Kennzahl.VEREINBARUNGEN, stichtag=TAG, wissensstand=JETZT)[0]
    assert [k.name for k in zeile.koerperschaften] == ["Adorf", "Bdorf"]
    assert (zeile.nummer, zeile.ab, zeile.genauigkeit) == (7, dt.date(2021, 11, 30), "MONAT")


def test_zeitreihe_stimmt_an_jedem_tag_mit_der_kennzahl_ueberein() -> None:
    r = rat(am="01.01.2023")
    zustand(r, KprStatus.RUHEND, "24.04.2023")
    rat(am="25.04.2023")
    zuwendung(am="24.04.2023")
    ansatz(2023)
    for kennzahl in Kennzahl:
        punkte = zeitreihe(kennzahl=kennzahl, bis=DANACH, wissensstand=JETZT)
        for tag in (DAVOR, TAG, DANACH):
            assert stand_am(punkte, tag) == (werte(tag).wert(kennzahl) or 0), (kennzahl, tag)
    assert zeitreihe(kennzahl=Kennzahl.KPR, bis=TAG, wissensstand=JETZT)[-1] == (TAG, 0)
