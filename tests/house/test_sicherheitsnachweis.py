"""docs/sicherheit.md: jede Forderung der Stufen 1 und 2 mit Stand, jeder Beleg vorhanden, jede Summe richtig."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.house.quelltext import WURZEL

SEITE = "docs/sicherheit.md"
# OWASP ASVS 5.0.0: section, number of its requirements, after "/" those that only level 3 asks for.
ABSCHNITTE = """
1.1:2 1.2:10/10 1.3:12/12 1.4:3 1.5:3/3
2.1:3 2.2:3 2.3:5/5 2.4:2/2
3.1:1/1 3.2:3/3 3.3:5/5 3.4:8/7,8 3.5:8/6,7,8 3.6:1/1 3.7:5/3,4,5
4.1:5/4,5 4.2:5/2,3,4,5 4.3:2 4.4:4
5.1:1 5.2:6/4,5,6 5.3:3/3 5.4:3
6.1:3 6.2:12 6.3:8/5,6,7,8 6.4:6/5,6 6.5:8/6,7,8 6.6:4/4 6.7:2/1,2 6.8:4
7.1:3 7.2:4 7.3:2 7.4:5 7.5:3/3 7.6:2
8.1:4/3,4 8.2:4/4 8.3:3/2,3 8.4:2/2
9.1:3 9.2:4
10.1:2 10.2:3/3 10.3:5/5 10.4:16/12,13,14,15,16 10.5:5 10.6:2 10.7:3
11.1:4/3,4 11.2:5/4,5 11.3:5/4,5 11.4:4 11.5:2/2 11.6:2/2 11.7:2/1,2
12.1:5/4,5 12.2:2 12.3:5/5
13.1:4/2,3,4 13.2:6/6 13.3:4/3,4 13.4:7/6,7
14.1:2 14.2:8/5,6,7,8 14.3:3
15.1:5/4,5 15.2:5/4,5 15.3:7 15.4:4/1,2,3,4
16.1:1 16.2:5 16.3:4 16.4:3 16.5:4/4
17.1:2/2 17.2:8/5,6,7,8 17.3:2
"""
STAENDE = ("erfüllt", "n. a.", "offen")
_ZEILE = re.compile(r"^\| (\d+\.\d+\.\d+(?:, \d+\.\d+\.\d+)*) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_BELEG = re.compile(
    r"`((?:asskomm|kommunen|vereinbarungen|foerderung|tests|static|templates|deploy|requirements|scripts)/[^`]+)`"
)


def text() -> str:
    return (WURZEL / SEITE).read_text(encoding="utf-8")


def zeilen(inhalt: str) -> list[tuple[str, str, str]]:
    """Number, state and evidence of each requirement."""
    return [(nr, stand, beleg) for nrn, _, stand, beleg in _ZEILE.findall(inhalt) for nr in nrn.split(", ")]


def abschnitte() -> Iterator[tuple[str, int, set[str]]]:
    for angabe in ABSCHNITTE.split():
        abschnitt, _, rest = angabe.partition(":")
        anzahl, _, nur_drei = rest.partition("/")
        yield abschnitt, int(anzahl), set(nur_drei.split(","))


def stufe_zwei() -> list[str]:
    return [f"{a}.{nr}" for a, anzahl, drei in abschnitte() for nr in range(1, anzahl + 1) if str(nr) not in drei]


def fehlende_belege(inhalt: str) -> list[str]:
    fehlend = []
    for beleg in _BELEG.findall(inhalt):
        pfad, _, name = beleg.partition("::")
        datei = WURZEL / pfad
        if not datei.exists() or (name and f"def {name}(" not in datei.read_text(encoding="utf-8")):
            fehlend.append(beleg)
    return fehlend


def test_die_liste_der_forderungen_ist_die_des_standards() -> None:
    """The standard counts 345 requirements, 253 of them on levels 1 and 2."""
    assert sum(anzahl for _, anzahl, _ in abschnitte()) == 345
    assert len(stufe_zwei()) == 253


def test_jede_forderung_steht_genau_einmal_mit_einem_stand() -> None:
    gefunden = zeilen(text())
    assert sorted(nr for nr, _, _ in gefunden) == sorted(stufe_zwei())
    assert {stand for _, stand, _ in gefunden} == set(STAENDE)


def test_jeder_stand_hat_einen_beleg_oder_grund() -> None:
    assert [nr for nr, _, beleg in zeilen(text()) if len(beleg.strip()) < 6] == []


def test_jeder_beleg_ist_da() -> None:
    assert fehlende_belege(text()) == []
    assert len(_BELEG.findall(text())) > 100


@pytest.mark.parametrize(
    "beleg",
    ["tests/gibt_es_nicht.py", "tests/house/test_sicherheitsnachweis.py::test_fehlt", "asskomm/core/gibt_es_nicht.py"],
)
def test_ein_fehlender_beleg_wird_erkannt(beleg: str) -> None:
    assert fehlende_belege(f"siehe `{beleg}`") == [beleg]
    assert fehlende_belege("siehe `tests/house/test_sicherheitsnachweis.py::test_jeder_beleg_ist_da`") == []


def test_die_zusammenfassung_stimmt() -> None:
    gezaehlt = [sum(stand == gesucht for _, stand, _ in zeilen(text())) for gesucht in STAENDE]
    summe = re.search(r"\*\*zusammen\*\* \| \*\*(\d+)\*\* \| \*\*(\d+)\*\* \| \*\*(\d+)\*\*", text())
    assert summe
    assert [int(zahl) for zahl in summe.groups()] == gezaehlt


def test_die_lizenz_des_standards_ist_genannt() -> None:
    assert "CC BY-SA" in text()
