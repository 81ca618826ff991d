"""Charts: coordinates and labels, computed by hand for small series."""

from datetime import date

import pytest

from asskomm.core.charts import MAX_PUNKTE, Marke, _teilung, verlauf, zeitreihe


def test_verlauf_spans_the_box_from_zero_to_the_largest_value():
    ergebnis = verlauf([0, 5, 10])
    assert ergebnis is not None
    assert ergebnis.linie == "0,30 50,16 100,2"
    assert ergebnis.flaeche == "0,32 0,30 50,16 100,2 100,32"


def test_verlauf_of_zeros_lies_on_the_ground_and_of_one_value_is_none():
    assert verlauf([0, 0]).linie == "0,30 100,30"
    assert verlauf([7]) is None


@pytest.mark.parametrize(
    ("groesster", "erwartet"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (50, [0, 10, 20, 30, 40, 50]),
        (141, [0, 50, 100, 150]),
        (0.5, [0, 0.1, 0.2, 0.3, 0.4, 0.5]),
    ],
)
def test_grid_has_round_steps_and_covers_the_largest_value(groesster, erwartet):
    assert _teilung(groesster) == pytest.approx(erwartet)


def test_zeitreihe_holds_a_stock_until_its_next_point_and_to_the_end_of_the_axis():
    reihe = zeitreihe([(date(2021, 1, 1), 5), (date(2021, 7, 2), 10)], bis=date(2021, 12, 31))
    assert reihe.linie == "0,132 500,132 500,22 1000,22"
    assert reihe.flaeche == "0,242 0,132 500,132 500,22 1000,22 1000,242"
    assert [p.text for p in reihe.punkte] == ["01.01.2021: 5", "02.07.2021: 10"]
    assert [m.text for m in reihe.waagerechte] == ["0", "2", "4", "6", "8", "10"]
    assert reihe.senkrechte == (Marke("0%", "2021", "start"),)


def test_zeitreihe_without_steps_joins_the_points():
    reihe = zeitreihe([(date(2021, 1, 1), 0), (date(2022, 1, 1), 4)], stufen=False, einheit="€")
    assert reihe.linie == "0,242 1000,22"
    assert reihe.senkrechte == (Marke("0%", "2021", "start"), Marke("100%", "2022", "end", nebensache=True))
    assert reihe.waagerechte[-1].text == "4 €"


def test_zeitreihe_within_a_year_names_its_two_ends():
    reihe = zeitreihe([(date(2021, 3, 1), 1), (date(2021, 4, 1), 2)])
    assert [(m.text, m.anker) for m in reihe.senkrechte] == [("01.03.2021", "start"), ("01.04.2021", "end")]


def test_zeitreihe_of_one_day_and_of_nothing():
    assert zeitreihe([]) is None
    assert zeitreihe([(date(2021, 3, 1), 1)]).linie == "0,22"


def test_zeitreihe_with_many_points_leaves_out_their_marks():
    punkte = [(date(2021, 1, 1 + i % 28), i) for i in range(MAX_PUNKTE + 1)]
    assert zeitreihe(punkte).punkte == ()
