"""Milestones by rule, and what an announcement keeps."""

import datetime as dt

import pytest

from asskomm.core.errors import Ablehnung
from asskomm.core.roles import Rolle
from asskomm.portal.enums import MeilensteinRegel as Regel
from asskomm.portal.kennzahlen.meilensteine import Erreicht, meilensteine, titel, zeitstrahleintrag
from asskomm.portal.models import Meilenstein
from asskomm.portal.services.meilensteine import announce_meilenstein
from tests.factories.fakten import analysiert, beraten, rat, vereinbart
from tests.factories.konten import konto
from tests.factories.vereinbarungen import HEUTE, JETZT, gemeinde, in_kraft, landkreis

pytestmark = pytest.mark.django_db


def alle(stichtag: dt.date = HEUTE, **angaben) -> dict[tuple[Regel, int], Erreicht]:
    liste = meilensteine(stichtag=stichtag, wissensstand=JETZT, **angaben)
    return {(e.regel, e.wert): e for e in liste}


def namen(e: Erreicht) -> list[str]:
    return [k.name for k in e.koerperschaften]


def test_ohne_daten_gibt_es_keinen_meilenstein() -> None:
    assert alle() == {}


def test_zehnte_vereinbarung_nach_tag_und_bei_gleichem_tag_nach_nummer() -> None:
    for n in range(1, 9):
        vereinbart(am=f"0{n}.01.2023")
    vereinbart(gemeinde("Zehnte"), am="01.02.2023", nummer=10)
    vereinbart(gemeinde("Neunte"), am="01.02.2023", nummer=9)
    zehnte = alle()[Regel.VEREINBARUNG, 10]
    assert (namen(zehnte), zehnte.am) == (["Zehnte"], dt.date(2023, 2, 1))
    assert (Regel.VEREINBARUNG, 10) not in alle(dt.date(2023, 1, 31))


def test_es_zaehlt_der_tag_der_letzten_unterschrift() -> None:
    v = in_kraft(gemeinde("Spät"), am=HEUTE)
    vereinbart(gemeinde("Früh"), am="01.01.2020")
    erste = alle()[Regel.VEREINBARUNG, 1]
    assert namen(erste) == ["Früh"]
    assert erste.vereinbarung_id != v.pk


def test_landkreise_der_erste_und_der_letzte() -> None:
    kreise = [landkreis(f"Kreis {i}", "Zwickau", f"1452{i}") for i in range(3)]
    for i, kreis in enumerate(kreise, start=1):
        vereinbart(gemeinde(f"Ort {i}", kreis=kreis), am=f"0{i}.03.2023")
    erreicht = alle()
    assert namen(erreicht[Regel.LANDKREIS, 1]) == ["Ort 1"]
    assert namen(erreicht[Regel.LANDKREIS, 3]) == ["Ort 3"]
    assert erreicht[Regel.LANDKREIS, 3].titel == "Vereinbarungen in allen 3 Landkreisen und Kreisfreien Städten"
    assert (Regel.LANDKREIS, 2) not in erreicht


def test_erste_beratung_erster_rat_und_erste_analyse() -> None:
    beraten(gemeinde("B"), am="01.02.2020")
    rat(gemeinde("R"), am="2020")
    analysiert(gemeinde("A"), am="November 2021")
    erreicht = alle()
    assert {k: (namen(e), str(e.datum)) for k, e in erreicht.items()} == {
        (Regel.BERATEN, 1): (["B"], "01.02.2020"),
        (Regel.KPR, 1): (["R"], "2020"),
        (Regel.ANALYSE, 1): (["A"], "November 2021"),
    }


def test_bekannt_gegebener_meilenstein_behaelt_seine_kommune() -> None:
    vereinbart(gemeinde("Erst"), am="01.02.2023")
    stein = announce_meilenstein(regel=Regel.VEREINBARUNG, wert=1, by=konto(Rolle.LEITUNG), jetzt=JETZT)
    assert [k.name for k in stein.kommunen.all()] == ["Erst"]
    vereinbart(gemeinde("Vorher"), am="01.01.2023")
    erste = alle()[Regel.VEREINBARUNG, 1]
    assert (namen(erste), erste.am, erste.heute_anders) == (["Erst"], dt.date(2023, 2, 1), True)
    assert erste.ist_bekanntgegeben


def test_bekannt_gegebenes_ohne_gegenstueck_im_bestand_bleibt_sichtbar() -> None:
    stein = Meilenstein.objects.create(
        regel=Regel.VEREINBARUNG, wert=50, am=dt.date(2023, 4, 25), titel="Die 50.: Meerane",
        bekanntgegeben_zeitpunkt=JETZT, quelle="Medieninformation",
    )  # fmt: skip
    stein.kommunen.add(gemeinde("Meerane", slug="meerane"))
    eintrag = zeitstrahleintrag(alle()[Regel.VEREINBARUNG, 50], neueste=True)
    assert (eintrag.titel, eintrag.text, eintrag.quelle, eintrag.url) == (
        "Die 50.: Meerane", "", "Medieninformation", "/kommunen/meerane/",
    )  # fmt: skip
    assert alle(dt.date(2023, 4, 24)) == {}


@pytest.mark.parametrize("rolle", [r for r in Rolle if r != Rolle.LEITUNG])
def test_nur_die_leitung_gibt_bekannt(rolle: str) -> None:
    vereinbart()
    with pytest.raises(Ablehnung, match="nur die Leitung"):
        announce_meilenstein(regel=Regel.VEREINBARUNG, wert=1, by=konto(rolle), jetzt=JETZT)


def test_nicht_erreichtes_und_schon_bekanntes_wird_abgelehnt() -> None:
    leitung = konto(Rolle.LEITUNG)
    with pytest.raises(Ablehnung, match="noch nicht erreicht"):
        announce_meilenstein(regel=Regel.VEREINBARUNG, wert=1, by=leitung, jetzt=JETZT)
    vereinbart()
    announce_meilenstein(regel=Regel.VEREINBARUNG, wert=1, by=leitung, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="bereits bekannt gegeben"):
        announce_meilenstein(regel=Regel.VEREINBARUNG, wert=1, by=leitung, jetzt=JETZT)


def test_sperrfrist_verbirgt_den_meilenstein() -> None:
    v = vereinbart()
    v.sperrfrist_bis = JETZT + dt.timedelta(hours=1)
    v.save()
    assert alle(oeffentlich_um=JETZT) == {}
    with pytest.raises(Ablehnung, match="noch nicht erreicht"):
        announce_meilenstein(regel=Regel.VEREINBARUNG, wert=1, by=konto(Rolle.LEITUNG), jetzt=JETZT)


def test_titel_der_ersten_und_der_weiteren() -> None:
    assert titel(Regel.KPR, 1) == "Der erste Kommunale Präventionsrat"
    assert titel(Regel.BERATEN, 100) == "Die 100. beratene Kommune"
    assert titel(Regel.LANDKREIS, 1, alle=1) == "Erster Landkreis oder erste Kreisfreie Stadt mit Vereinbarung"


@pytest.mark.parametrize("anzahl", [1, 3])
def test_meilensteine_brauchen_sechs_abfragen(django_assert_max_num_queries, anzahl: int) -> None:
    for i in range(anzahl):
        vereinbart(am=f"0{i + 1}.01.2023")
    announce_meilenstein(regel=Regel.VEREINBARUNG, wert=1, by=konto(Rolle.LEITUNG), jetzt=JETZT)
    with django_assert_max_num_queries(6):
        alle()
