"""What the office knew when: late entries, annulments, corrections, Sperrfrist."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from asskomm.core import workflow
from asskomm.core.models import User
from asskomm.core.roles import Rolle
from asskomm.core.stichtag import BERLIN, UngefaehresDatum
from asskomm.portal.enums import Kennzahl
from asskomm.portal.stats import Kennzahlen, compute_kennzahlen, wissensstand_text
from kommunen.enums import KPR_BESTEHEND, KprStatus
from kommunen.models import KommunalerPraeventionsrat, KprEreignis
from kommunen.services.tatsachen import annul_tatsache, end_enge_zusammenarbeit
from tests.factories.fakten import analysiert, beraten, eng, gecoacht, rat, vereinbart, zustand
from tests.factories.foerderung import ansatz, zuwendung
from tests.factories.konten import konto
from tests.factories.vereinbarungen import JETZT, gemeinde, in_kraft
from vereinbarungen.enums import CoachingStatus, VereinbarungStatus
from vereinbarungen.services.anlage import add_beteiligung, leave_beteiligung
from vereinbarungen.services.berichtigung import annul_vereinbarung, correct_in_kraft_am

TAG = dt.date(2023, 4, 24)
STUNDE = dt.timedelta(hours=1)


def werte(wissensstand: dt.datetime = JETZT, tag: dt.date = TAG, **angaben: Any) -> Kennzahlen:
    return compute_kennzahlen(stichtag=tag, wissensstand=wissensstand, **angaben)


@pytest.fixture
def leitung(db: None) -> User:
    return konto(Rolle.LEITUNG)


@pytest.mark.django_db
def test_spaeter_erfasstes_war_vorher_nicht_bekannt() -> None:
    beraten(), eng(), rat(), vereinbart(), gecoacht(), analysiert(), zuwendung(), ansatz()
    vorher = werte(JETZT - STUNDE)
    assert {k: vorher.wert(k) for k in Kennzahl if vorher.wert(k)} == {}
    assert vorher.foerdermittel is None
    assert werte().beraten == werte().eng == werte().kpr == werte().coaching == werte().analysen == 1


@pytest.mark.django_db
def test_annullierte_tatsachen_zaehlen_nur_fuer_den_frueheren_wissensstand(leitung: User) -> None:
    fakten = [beraten(), eng(), zuwendung(), ansatz()]
    for tatsache in fakten:
        annul_tatsache(tatsache=tatsache, grund="Irrtum", by=leitung, jetzt=JETZT + STUNDE)
    vorher, nachher = werte(JETZT), werte(JETZT + STUNDE)
    assert (vorher.beraten, vorher.eng, vorher.gefoerdert, vorher.foerdermittel) == (1, 1, 1, 1_100_000)
    assert (nachher.beraten, nachher.eng, nachher.gefoerdert, nachher.foerdermittel) == (0, 0, 0, None)


@pytest.mark.django_db
def test_spaeter_erfasstes_ende_war_vorher_nicht_bekannt() -> None:
    flag = eng(seit="01.01.2023")
    end_enge_zusammenarbeit(zusammenarbeit=flag, bis=dt.date(2023, 4, 23), by=None, jetzt=JETZT + STUNDE)
    assert [werte(JETZT).eng, werte(JETZT + STUNDE).eng] == [1, 0]


@pytest.mark.django_db
@pytest.mark.parametrize("gekuendigt", [False, True])
def test_nichtige_vereinbarung_faellt_fuer_spaeteren_wissensstand_aus_allen_zahlen(
    leitung: User, gekuendigt: bool
) -> None:
    v = vereinbart(am="01.01.2023", nummer=1)
    if gekuendigt:
        zustand(v, VereinbarungStatus.GEKUENDIGT, "01.02.2023")
    annul_vereinbarung(vereinbarung=v, by=leitung, jetzt=JETZT + STUNDE, grund="doppelt erfasst")
    assert [werte(JETZT).vereinbarungen, werte(JETZT + STUNDE).vereinbarungen] == [1, 0]
    nachher = werte(JETZT + STUNDE)
    assert (nachher.vereinbarungen_in_kraft, nachher.kommunen_mit_vereinbarung) == (0, 0)
    assert werte(JETZT).vereinbarungen_in_kraft == (0 if gekuendigt else 1)


@pytest.mark.django_db
def test_berichtigter_tag_gilt_ab_dem_wissensstand_der_berichtigung(leitung: User) -> None:
    v = vereinbart(am="24.04.2023", nummer=1)
    spaeter = JETZT + STUNDE
    neu = UngefaehresDatum(dt.date(2023, 4, 25))
    correct_in_kraft_am(vereinbarung=v, wirksam=neu, by=leitung, jetzt=spaeter, grund="Tippfehler")
    assert [werte(JETZT).vereinbarungen, werte(spaeter).vereinbarungen] == [1, 0]
    assert werte(spaeter, TAG + dt.timedelta(1)).vereinbarungen == 1


@pytest.mark.django_db
def test_zurueckgenommener_schritt_zaehlt_danach_nicht_mehr(leitung: User) -> None:
    prozess = gecoacht(am="24.04.2023")
    zustand(prozess, CoachingStatus.ANGEFRAGT, "01.01.2023")
    r = rat(am="01.01.2023")
    zustand(r, KprStatus.RUHEND, "24.04.2023")
    assert werte().kpr == 0
    workflow.take_back(objekt=r, by=leitung, jetzt=JETZT + STUNDE, grund="doch nicht", nur_dienst=True)
    assert [werte(JETZT).kpr, werte(JETZT + STUNDE).kpr] == [0, 1]


@pytest.mark.django_db
def test_sperrfrist_verbirgt_die_vereinbarung_nur_der_oeffentlichkeit() -> None:
    v = in_kraft(gemeinde())
    v.sperrfrist_bis = JETZT + STUNDE
    v.save()
    heute = JETZT.date()
    intern = werte(JETZT, heute)
    davor = werte(JETZT, heute, oeffentlich_um=JETZT)
    danach = werte(JETZT, heute, oeffentlich_um=JETZT + STUNDE)
    assert intern == danach
    assert (intern.vereinbarungen, intern.kommunen_mit_vereinbarung) == (1, 1)
    assert (davor.vereinbarungen, davor.vereinbarungen_in_kraft, davor.kommunen_mit_vereinbarung) == (0, 0, 0)


def test_wissensstand_als_tag_nur_am_tagesende() -> None:
    ende = dt.datetime(2023, 4, 24, 23, 59, 59, 999999, tzinfo=BERLIN)
    assert wissensstand_text(ende) == "2023-04-24"
    assert wissensstand_text(dt.datetime(2023, 4, 24, 10, tzinfo=dt.UTC)) == "2023-04-24T12:00:00+02:00"


schritte = st.lists(
    st.tuples(
        st.sampled_from([KprStatus.KONSTITUIERT, KprStatus.RUHEND, KprStatus.REAKTIVIERT, KprStatus.AUFGELOEST]),
        st.integers(0, 5),  # legal day
        st.integers(0, 5),  # moment of entry
        st.booleans(),  # takes the last free row back
    ),
    max_size=8,
)


class PythonGleichSql(TestCase):
    """The spans in Python say the same as the subquery `as_of` of the status log, for any history."""

    @settings(max_examples=25)
    @given(schritte, st.integers(0, 5), st.integers(0, 5))
    def test_kpr(self, zeilen: list[tuple[str, int, int, bool]], stichtag: int, wissen: int) -> None:
        r = KommunalerPraeventionsrat.objects.create(kommune=gemeinde())
        frei: list[KprEreignis] = []
        for nach, tag, moment, hebt_auf in sorted(zeilen, key=lambda z: z[2]):
            zeile = KprEreignis.objects.create(
                objekt=r, uebergang="x", nach=nach, wirksam_am=TAG + dt.timedelta(tag),
                erfasst_zeitpunkt=JETZT + moment * STUNDE, hebt_auf=frei.pop() if hebt_auf and frei else None,
            )  # fmt: skip
            frei.append(zeile)
        tag, moment = TAG + dt.timedelta(stichtag), JETZT + wissen * STUNDE
        sql = KprEreignis.objects.as_of(tag, moment).filter(nach__in=KPR_BESTEHEND).count()
        assert werte(moment, tag).kpr == sql


class WissenWaechst(TestCase):
    """Without annulments, more knowledge never makes a count of "ever" smaller."""

    @settings(max_examples=20)
    @given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6), st.integers(0, 3))
    def test_beraten_und_vereinbarungen(self, fakten: list[tuple[int, int]], wissen: int) -> None:
        for tag, moment in fakten:
            datum = f"{TAG + dt.timedelta(tag):%d.%m.%Y}"
            beraten(am=datum, jetzt=JETZT + moment * STUNDE)
            vereinbart(am=datum, jetzt=JETZT + moment * STUNDE)
        frueher, spaeter = (werte(JETZT + w * STUNDE, TAG + dt.timedelta(2)) for w in (wissen, wissen + 1))
        erwartet = sum(1 for tag, moment in fakten if tag <= 2 and moment <= wissen)
        assert frueher.beraten == frueher.vereinbarungen == erwartet
        assert spaeter.beraten >= frueher.beraten
        assert spaeter.vereinbarungen >= frueher.vereinbarungen


@pytest.mark.django_db
def test_spaeter_erfasster_austritt_und_beitritt_gelten_erst_fuer_spaeteren_wissensstand() -> None:
    v = vereinbart(gemeinde(), gemeinde(), am="01.01.2023")
    austritt = v.beteiligungen.first()
    spaeter = JETZT + dt.timedelta(days=2)
    leave_beteiligung(beteiligung=austritt, am=dt.date(2023, 3, 1), by=konto(), jetzt=spaeter)
    add_beteiligung(vereinbarung=v, kommune=gemeinde(), am=dt.date(2023, 2, 1), by=konto(), jetzt=spaeter)

    def gebunden(tag: dt.date, wissensstand: dt.datetime) -> int:
        return compute_kennzahlen(stichtag=tag, wissensstand=wissensstand).kommunen_mit_vereinbarung

    tage = [dt.date(2023, 1, 15), dt.date(2023, 2, 15), dt.date(2023, 3, 15)]
    assert [gebunden(tag, JETZT + dt.timedelta(days=1)) for tag in tage] == [2, 2, 2]
    assert [gebunden(tag, spaeter) for tag in tage] == [2, 3, 2]
