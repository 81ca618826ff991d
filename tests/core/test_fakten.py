"""Spans of time in plain Python, compared with counting day by day."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from asskomm.core.fakten import Spanne, gueltige, kurve, schnitt, tag_danach

TAG = dt.date(2023, 4, 24)
VOR, NACH = dt.date(2023, 4, 23), dt.date(2023, 4, 25)
tage = st.dates(dt.date(2023, 1, 1), dt.date(2023, 2, 28))


@st.composite
def spannen(draw: st.DrawFn) -> Spanne:
    von = draw(tage)
    laenge = draw(st.none() | st.integers(1, 40))
    return Spanne(draw(st.integers(1, 4)), von, von + dt.timedelta(days=laenge) if laenge else None, ())


def test_spanne_gilt_vom_ersten_tag_bis_vor_ihr_ende() -> None:
    spanne = Spanne(1, TAG, NACH, ())
    assert [spanne.gilt_am(t) for t in (VOR, TAG, NACH)] == [False, True, False]


def test_tag_danach_macht_ein_eingeschlossenes_ende_zum_offenen() -> None:
    assert tag_danach(TAG) == NACH
    assert tag_danach(None) is None


def test_schnitt_nimmt_den_gemeinsamen_teil() -> None:
    assert schnitt(VOR, None, (TAG, None), (None, NACH)) == (TAG, NACH)
    assert schnitt(VOR, TAG, (TAG, None)) is None
    assert schnitt(VOR, None) == (VOR, None)


def test_kurve_nennt_keinen_tag_an_dem_sich_kommen_und_gehen_aufheben() -> None:
    assert kurve([Spanne(1, VOR, TAG, ()), Spanne(2, TAG, NACH, ())]) == [(VOR, 1), (NACH, 0)]


@given(st.lists(spannen(), max_size=12), tage)
def test_kurve_stimmt_an_jedem_tag_mit_der_zaehlung_ueberein(liste: list[Spanne], tag: dt.date) -> None:
    stand = next((wert for ab, wert in reversed(kurve(liste)) if ab <= tag), 0)
    assert stand == len(gueltige(liste, tag)) == len({s.objekt for s in liste if s.gilt_am(tag)})


@given(st.lists(spannen(), max_size=12))
def test_kurve_hat_jeden_tag_einmal_und_keinen_ohne_aenderung(liste: list[Spanne]) -> None:
    punkte = kurve(liste)
    assert [t for t, _ in punkte] == sorted({t for t, _ in punkte})
    assert all(a != b for (_, a), (_, b) in pairwise(punkte))
