"""The network on a key date: steps, layers, what members take over from their association."""

import datetime as dt

import pytest

from asskomm.portal.enums import Ebene, Stufe
from asskomm.portal.karte.ebenen import anzeige, legende
from asskomm.portal.netzwerk import Netz, Netzzeile
from kommunen.enums import KommuneArt
from kommunen.models import Handlungsfeld, Kommune
from tests.factories.fakten import analysiert, beraten, bestand_mit, eng, gecoacht, rat, vereinbart
from tests.factories.kommunen import verband
from tests.factories.vereinbarungen import HEUTE, JETZT, gemeinde, in_zeichnung, landkreis, unterzeichne_alle
from vereinbarungen.services.anlage import set_sperrfrist

pytestmark = pytest.mark.django_db
SPAETER = JETZT + dt.timedelta(hours=1)
TAG = dt.date(2023, 4, 24)


def netz(stichtag: dt.date = HEUTE, jetzt: dt.datetime = SPAETER) -> Netz:
    return Netz.load(stichtag=stichtag, jetzt=jetzt)


def zeile(kommune: Kommune, stichtag: dt.date = HEUTE) -> Netzzeile:
    return netz(stichtag).zeilen[kommune.pk]


def test_stufen_steigen_mit_den_fakten() -> None:
    k = gemeinde()
    stufen = [zeile(k).stufe]
    for erzeuge in (beraten, eng, vereinbart, analysiert):
        erzeuge(k)
        stufen.append(zeile(k).stufe)
    assert stufen == list(Stufe)


def test_vor_dem_tag_der_vereinbarung_gilt_die_vorige_stufe() -> None:
    k = gemeinde()
    beraten(k, am="01.01.2022")
    vereinbart(k, am="24.04.2023")
    stufen = [zeile(k, TAG + dt.timedelta(days=n)).stufe for n in (-1, 0, 1)]
    assert stufen == [Stufe.BERATEN, Stufe.VEREINBARUNG, Stufe.VEREINBARUNG]


def test_analyse_ohne_vereinbarung_ist_keine_hoehere_stufe_als_beraten() -> None:
    k = gemeinde()
    analysiert(k)
    assert zeile(k).stufe == Stufe.BERATEN


def test_mitglieder_uebernehmen_vom_verband_und_sagen_es() -> None:
    a, b, fremd = gemeinde("A-Dorf"), gemeinde("B-Dorf"), gemeinde("C-Dorf")
    v = verband(a, b, name="Verwaltungsgemeinschaft Olbersdorf")
    vereinbart(v, am="14.01.2022")
    gecoacht(v)
    beraten(b, am="03.03.2021")
    eins, zwei, drei = (zeile(k) for k in (a, b, fremd))
    assert (eins.stufe, zwei.stufe, drei.stufe) == (Stufe.VEREINBARUNG, Stufe.VEREINBARUNG, Stufe.NOCH_NICHT)
    assert eins.stufe_ueber is not None
    assert eins.stufe_ueber.id == v.pk
    assert anzeige(eins, Ebene.STUFE).text == "Vereinbarung, über Verwaltungsgemeinschaft Olbersdorf"
    assert anzeige(eins, Ebene.COACHING).text == "Coaching, über Verwaltungsgemeinschaft Olbersdorf"
    assert [b.ueber.id for b in eins.vereinbarungen if b.ueber] == [v.pk]
    assert zwei.ebenen[Ebene.BERATEN].ueber is None
    assert zeile(v).stufe_ueber is None


def test_mitgliedschaft_zaehlt_nur_in_ihrer_zeit() -> None:
    a = gemeinde()
    v = verband(a, bis=dt.date(2022, 12, 31))
    vereinbart(v, am="14.01.2022")
    assert zeile(a, dt.date(2022, 12, 31)).stufe == Stufe.VEREINBARUNG
    assert zeile(a, dt.date(2023, 1, 1)).stufe == Stufe.NOCH_NICHT


def test_gemeinde_uebernimmt_nichts_vom_landkreis() -> None:
    kreis = landkreis()
    k = gemeinde(kreis=kreis)
    rat(gemeinde("Landkreis Probe", kreis=kreis, art=KommuneArt.LANDKREIS))
    assert Ebene.KPR not in zeile(k).ebenen


def test_unter_sperrfrist_steht_nichts_im_netz() -> None:
    k = gemeinde()
    ende = SPAETER + dt.timedelta(hours=1)
    v = in_zeichnung(k)
    set_sperrfrist(vereinbarung=v, bis=ende, by=None, jetzt=JETZT)
    unterzeichne_alle(v)
    assert netz().zeilen[k.pk].vereinbarungen == ()
    assert netz().neueste is None
    frei = netz(jetzt=ende)
    assert frei.zeilen[k.pk].stufe == Stufe.VEREINBARUNG
    assert frei.neueste_kommunen == frozenset({k.pk})


def test_neueste_ist_die_juengste_am_stichtag_und_bei_gleichem_tag_die_hoehere_nummer() -> None:
    a, b, c = gemeinde(), gemeinde(), gemeinde()
    vereinbart(a, am="01.03.2023", nummer=48)
    vereinbart(b, am="25.04.2023", nummer=49)
    vereinbart(c, am="25.04.2023", nummer=50)
    assert netz().neueste_kommunen == frozenset({c.pk})
    assert netz(TAG).neueste_kommunen == frozenset({a.pk})


def test_legende_zaehlt_jede_klasse() -> None:
    a, b = gemeinde(), gemeinde()
    vereinbart(verband(a))
    eng(b)
    n = netz()
    assert [z.anzahl for z in legende(Ebene.STUFE, n.gemeinden)] == [0, 1, 1, 0, 0]
    assert [(z.klasse, z.anzahl) for z in legende(Ebene.VEREINBARUNG, n.gemeinden)] == [("s3", 0), ("s2", 1), ("s0", 1)]
    assert [(z.klasse, z.anzahl) for z in legende(Ebene.ENG, n.gemeinden)] == [("s3", 1), ("s0", 1)]


def test_ausgeschiedene_stehen_nur_bis_zu_ihrem_letzten_tag_im_netz() -> None:
    k = gemeinde(gueltig_bis=dt.date(2022, 12, 31))
    assert k.pk in netz(dt.date(2022, 12, 31)).zeilen
    assert k.pk not in netz(dt.date(2023, 1, 1)).zeilen


@pytest.mark.parametrize("anzahl", [1, 3])
def test_sieben_abfragen_bei_jeder_zahl_von_zeilen(anzahl: int, django_assert_num_queries: object) -> None:
    bestand_mit(anzahl)
    feld = Handlungsfeld.objects.create(name="Graffiti", slug="graffiti")
    feld.kommunen.set(Kommune.objects.gemeinden())
    with django_assert_num_queries(7):  # type: ignore[operator]
        n = netz()
        assert len(n.gemeinden) == anzahl == len(n.felder[0].kommunen)
        assert {z.stufe for z in n.gemeinden} == {Stufe.VEREINBARUNG_UND_ANALYSE}
