"""Tage mit ihrer Genauigkeit: wie Menschen sie schreiben und wie sie gezählt werden."""

import datetime as dt

import pytest

from asskomm.core.stichtag import Genauigkeit, UngefaehresDatum, als_text_lang


@pytest.mark.parametrize(
    ("text", "am", "genauigkeit"),
    [
        ("25.04.2023", dt.date(2023, 4, 25), Genauigkeit.TAG),
        (" 2023-04-25 ", dt.date(2023, 4, 25), Genauigkeit.TAG),
        ("04/2023", dt.date(2023, 4, 30), Genauigkeit.MONAT),
        ("2024-02", dt.date(2024, 2, 29), Genauigkeit.MONAT),
        ("März 2021", dt.date(2021, 3, 31), Genauigkeit.MONAT),
        ("november 2021", dt.date(2021, 11, 30), Genauigkeit.MONAT),
        ("2020", dt.date(2020, 12, 31), Genauigkeit.JAHR),
    ],
)
def test_grobes_datum_zaehlt_vom_letzten_tag_seiner_zeit(text: str, am: dt.date, genauigkeit: str) -> None:
    assert UngefaehresDatum.lies(text) == UngefaehresDatum(am, genauigkeit)


@pytest.mark.parametrize(
    ("text", "grund"),
    [
        ("Brachet 2021", "ist kein Datum"),
        ("45041", "ist kein Datum"),
        ("31.02.2023", "gibt es im Kalender nicht"),
        ("13/2023", "gibt es im Kalender nicht"),
        ("1989", "liegt außerhalb des möglichen Zeitraums"),
        ("2101-01-01", "liegt außerhalb des möglichen Zeitraums"),
    ],
)
def test_was_kein_datum_ist_wird_mit_grund_abgelehnt(text: str, grund: str) -> None:
    with pytest.raises(ValueError, match=grund):
        UngefaehresDatum.lies(text)


def test_anzeige_nennt_nur_was_bekannt_ist() -> None:
    assert [str(UngefaehresDatum.lies(t)) for t in ("25.04.2023", "11/2021", "2020")] == [
        *("25.04.2023", "November 2021", "2020"),
    ]
    assert als_text_lang(dt.date(2023, 4, 25)) == "25. April 2023"
