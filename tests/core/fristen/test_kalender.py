"""Feiertage in Sachsen: offline, mit deutschen Namen, Fronleichnam nur wo es gilt."""

import datetime as dt

import pytest

from asskomm.core.fristen import kalender
from asskomm.core.fristen.kalender import SITZ, Ort

D = dt.date
CROSTWITZ = Ort("Crostwitz", ((D(1993, 5, 22), None),))


def ostersonntag(jahr: int) -> D:
    """Gaußsche Osterformel mit den Ergänzungen von Lichtenberg, unabhängig vom Paket."""
    k = jahr // 100
    m = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25
    a, s = jahr % 19, 2 - (3 * k + 3) // 4
    d = (19 * a + m) % 30
    og = 21 + d - (d + a // 11) // 29
    oe = 7 - (og - (7 - (jahr + jahr // 4 + s) % 7)) % 7
    return D(jahr, 3, 1) + dt.timedelta(days=og + oe - 1)


def test_feiertage_2026_mit_namen():
    assert kalender.feiertage(2026) == {
        D(2026, 1, 1): "Neujahr",
        D(2026, 4, 3): "Karfreitag",
        D(2026, 4, 6): "Ostermontag",
        D(2026, 5, 1): "1. Mai",
        D(2026, 5, 14): "Christi Himmelfahrt",
        D(2026, 5, 25): "Pfingstmontag",
        D(2026, 10, 3): "Tag der Deutschen Einheit",
        D(2026, 10, 31): "Reformationstag",
        D(2026, 11, 18): "Buß- und Bettag",
        D(2026, 12, 25): "Erster Weihnachtstag",
        D(2026, 12, 26): "Zweiter Weihnachtstag",
    }


def test_jedes_jahr_von_1990_bis_2100_wie_das_gesetz_es_sagt():
    """§ 1 SächsSFG: feste Tage, Ostern, und der Mittwoch vor dem letzten Sonntag im Kirchenjahr."""
    for jahr in range(1990, 2101):
        ostern = ostersonntag(jahr)
        vierter_advent = D(jahr, 12, 24) - dt.timedelta(days=(D(jahr, 12, 24).weekday() + 1) % 7)
        soll = {
            *(D(jahr, m, t) for m, t in ((1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26))),
            *(ostern + dt.timedelta(days=n) for n in (-2, 1, 39, 50)),
            vierter_advent - dt.timedelta(days=32),
        }
        assert set(kalender.feiertage(jahr)) == soll, jahr
        assert kalender.fronleichnam(jahr) == ostern + dt.timedelta(days=60)


def test_fronleichnam_nur_am_ort_und_nur_in_seiner_geltung():
    tag = D(2026, 6, 4)
    assert kalender.feiertag(tag, CROSTWITZ) == "Fronleichnam"
    assert kalender.feiertage(2026, CROSTWITZ) == dict(
        sorted({**kalender.feiertage(2026), tag: "Fronleichnam"}.items())
    )
    assert kalender.feiertag(tag) == ""
    assert kalender.feiertag(tag + dt.timedelta(days=1), CROSTWITZ) == ""
    assert kalender.feiertag(D(1992, 6, 18), CROSTWITZ) == ""
    beendet = Ort("Ort", ((None, D(2025, 12, 31)),))
    assert kalender.feiertag(D(2025, 6, 19), beendet) == "Fronleichnam"
    assert kalender.feiertag(tag, beendet) == ""
    assert tag not in kalender.feiertage(2026, beendet)


def test_heiligabend_und_silvester_sind_arbeitstage():
    assert kalender.ist_arbeitstag(D(2026, 12, 24))
    assert kalender.ist_arbeitstag(D(2026, 12, 31))


def test_arbeitstag_und_werktag():
    assert [kalender.hindernis(D(2026, 10, t)) for t in (2, 3, 4, 5, 10)] == [
        "", "Tag der Deutschen Einheit", "Sonntag", "", "Sonnabend",
    ]  # fmt: skip
    assert kalender.ist_werktag(D(2026, 10, 10))
    assert not kalender.ist_werktag(D(2026, 10, 3))
    assert not kalender.ist_werktag(D(2026, 10, 11))
    assert kalender.arbeitstag_bis(D(2026, 4, 6)) == D(2026, 4, 2)
    assert kalender.arbeitstag_bis(D(2026, 4, 2)) == D(2026, 4, 2)


def test_ausserhalb_des_kalenders_gibt_es_keine_auskunft():
    for jahr in (1989, 2101):
        with pytest.raises(ValueError, match="1990 bis 2100"):
            kalender.feiertag(D(jahr, 1, 1), SITZ)
