"""Number words, sums and shares."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asskomm.portal.presse.anteile import anteil_text, bruch_stimmt, prozent, prozent_text
from asskomm.portal.presse.zahlwoerter import (
    HOECHSTE,
    betrag_text,
    lies_ordnungswort,
    lies_zahlwort,
    ordnungswort,
    zahl_text,
    zahlwort,
)


@pytest.mark.parametrize(
    ("zahl", "wort"),
    [
        (0, "null"),
        (1, "eins"),
        (12, "zwölf"),
        (16, "sechzehn"),
        (21, "einundzwanzig"),
        (30, "dreißig"),
        (62, "zweiundsechzig"),
        (101, "einhunderteins"),
        (141, "einhunderteinundvierzig"),
        (1000, "eintausend"),
        (21_000, "einundzwanzigtausend"),
        (101_001, "einhunderteintausendeins"),
        (1_000_000, "eine Million"),
        (1_100_000, "eine Million einhunderttausend"),
        (2_000_001, "zwei Millionen eins"),
    ],
)
def test_zahlwort_und_zurueck(zahl: int, wort: str) -> None:
    assert zahlwort(zahl) == wort
    assert lies_zahlwort(wort) == zahl


@given(st.integers(min_value=0, max_value=HOECHSTE))
def test_jede_zahl_kommt_aus_ihrem_wort_zurueck(zahl: int) -> None:
    assert lies_zahlwort(zahlwort(zahl)) == zahl


@pytest.mark.parametrize("zahl", [-1, HOECHSTE + 1])
def test_zahlwort_ausserhalb_der_grenzen_ist_ein_fehler(zahl: int) -> None:
    with pytest.raises(ValueError, match="außerhalb"):
        zahlwort(zahl)


@pytest.mark.parametrize(
    ("wort", "zahl"),
    [
        ("Hunderteinundvierzig", 141),
        ("hundertundeins", 101),
        ("elfhundert", 1100),
        ("dreissig", 30),
        ("tausend", 1000),
        ("Einundzwanzig", 21),
        ("drei Millionen und zweihundert", 3_000_200),
    ],
)
def test_andere_schreibweisen_werden_gelesen(wort: str, zahl: int) -> None:
    assert lies_zahlwort(wort) == zahl


@pytest.mark.parametrize("wort", ["", "haus", "und", "zwanzighundert", "hausmillionen", "zehnundzwanzig", "xtausend"])
def test_andere_woerter_sind_keine_zahlen(wort: str) -> None:
    assert lies_zahlwort(wort) is None


@given(st.integers(min_value=1, max_value=1000))
def test_jede_ordnungszahl_kommt_aus_ihrem_wort_zurueck(zahl: int) -> None:
    assert lies_ordnungswort(ordnungswort(zahl)) == zahl
    assert lies_ordnungswort(f"{ordnungswort(zahl)}n") == zahl


@pytest.mark.parametrize(
    ("wort", "zahl"), [("fünfzigste", 50), ("dritten", 3), ("hundertste", 100), ("siebter", 7), ("weite", None)]
)
def test_ordnungswoerter(wort: str, zahl: int | None) -> None:
    assert lies_ordnungswort(wort) == zahl


@pytest.mark.parametrize(
    ("betrag", "text"),
    [
        ("1100000.00", "1,1 Millionen Euro"),
        ("1000000.00", "1 Million Euro"),
        ("1250000", "1,25 Millionen Euro"),
        ("20000000.00", "20 Millionen Euro"),
        ("1234567.00", "1.234.567 Euro"),
        ("420000.00", "420.000 Euro"),
        ("21150.50", "21.150,50 Euro"),
        ("0", "0 Euro"),
    ],
)
def test_betraege_werden_nie_gerundet(betrag: str, text: str) -> None:
    assert betrag_text(Decimal(betrag)) == text


def test_zahlen_haben_tausenderpunkte() -> None:
    assert [zahl_text(z) for z in (0, 999, 1000, 1234567)] == ["0", "999", "1.000", "1.234.567"]


@pytest.mark.parametrize(
    ("teil", "ganzes", "text"),
    [
        (62, 141, "44 Prozent"),
        (43, 121, "36 Prozent"),
        (47, 141, "ein Drittel"),
        (46, 141, "knapp ein Drittel"),
        (45, 141, "knapp ein Drittel"),
        (49, 141, "gut ein Drittel"),
        (69, 141, "knapp die Hälfte"),
        (70, 141, "die Hälfte"),
        (72, 141, "gut die Hälfte"),
        (67, 141, "48 Prozent"),
        (94, 141, "zwei Drittel"),
        (1, 4, "ein Viertel"),
        (3, 4, "drei Viertel"),
        (0, 141, "0 Prozent"),
        (1, 418, "weniger als 1 Prozent"),
        (417, 418, "mehr als 99 Prozent"),
        (141, 141, "100 Prozent"),
    ],
)
def test_anteile_in_worten_nur_ganz_nah_am_bruch(teil: int, ganzes: int, text: str) -> None:
    assert anteil_text(teil, ganzes) == text


@given(st.integers(min_value=1, max_value=5000), st.data())
def test_anteilswort_liegt_nie_mehr_als_zwei_punkte_daneben(ganzes: int, data: st.DataObject) -> None:
    teil = data.draw(st.integers(min_value=0, max_value=ganzes))
    text = anteil_text(teil, ganzes)
    if "Prozent" in text:
        assert text == prozent_text(teil, ganzes)
    else:
        brueche = {"Viertel": 4, "Drittel": 3, "Hälfte": 2}
        bruch = Fraction({"zwei": 2, "drei": 3}.get(text.split()[-2], 1), brueche[text.split()[-1]])
        assert abs(Fraction(teil, ganzes) - bruch) <= Fraction(2, 100)


def test_prozent_rundet_kaufmaennisch() -> None:
    assert [prozent(1, 200), prozent(1, 201), prozent(125, 1000)] == [1, 0, 13]


@pytest.mark.parametrize(("teil", "ganzes"), [(1, 0), (5, 4), (-1, 4)])
def test_kein_anteil_ohne_ganzes(teil: int, ganzes: int) -> None:
    with pytest.raises(ValueError, match="kein Anteil"):
        anteil_text(teil, ganzes)


@pytest.mark.parametrize(
    ("teil", "bruch", "wort", "stimmt"),
    [
        (62, Fraction(1, 3), "", False),
        (62, Fraction(1, 3), "ca.", False),
        (62, Fraction(1, 2), "knapp", False),
        (62, Fraction(1, 2), "fast", False),
        (62, Fraction(1, 3), "mehr als", True),
        (62, Fraction(1, 2), "weniger als", True),
        (62, Fraction(1, 4), "mehr als", False),
        (47, Fraction(1, 3), "", True),
        (47, Fraction(1, 3), "mindestens", True),
        (47, Fraction(1, 3), "mehr als", False),
        (50, Fraction(1, 3), "rund", True),
        (66, Fraction(1, 2), "knapp", True),
        (72, Fraction(1, 2), "gut", True),
        (130, Fraction(3, 4), "mehr als", True),
    ],
)
def test_anteilswoerter_behalten_beim_pruefen_ihren_sinn(teil: int, bruch: Fraction, wort: str, stimmt: bool) -> None:
    assert bruch_stimmt(Fraction(teil, 141), bruch, wort) is stimmt
