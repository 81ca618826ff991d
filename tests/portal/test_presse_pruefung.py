"""The check of pasted texts: wrong figures and shares are found, what is no figure is left alone."""

import datetime as dt
from decimal import Decimal

import pytest

from asskomm.core.stichtag import BERLIN
from asskomm.portal.presse.pruefung import Massstab, pruefe_text
from asskomm.portal.stats import Kennzahlen

TAG = dt.date(2023, 4, 25)
VORTAG = dt.date(2023, 4, 24)
JETZT = dt.datetime(2023, 6, 1, 12, 0, tzinfo=BERLIN)


def zahlen(tag: dt.date) -> Kennzahlen:
    """The published figures around the 50th agreement; the 51st follows on 2 May."""
    vereinbarungen = 49 + (tag >= TAG) + (tag >= dt.date(2023, 5, 2))
    return Kennzahlen(
        stichtag=tag, wissensstand=JETZT, beraten=141, eng=62, kpr=31, kpr_landkreise=2,
        vereinbarungen=vereinbarungen, vereinbarungen_in_kraft=vereinbarungen, kommunen_mit_vereinbarung=66,
        coaching=44, analysen=25, analysen_kommunen=26, gefoerdert=25,
        foerdermittel=Decimal("1100000.00") if tag.year == 2023 else None,
    )  # fmt: skip


def pruefe(text: str, tag: dt.date = TAG) -> list[str]:
    nummern = frozenset({50}) if tag == TAG else frozenset()
    return [str(b) for b in pruefe_text(text, gegen=Massstab(tag, zahlen, nummern, gemeinden=418))]


WIE_IM_ORIGINAL = """Die 50. »ASSKomm«-Kooperationsvereinbarung – eine Stadt kommt dazu

Telefon +49 351 564 30400

Der Staatssekretär: »Die Stadt ist nunmehr die 50. Kommune in unserem »ASSKomm«-Netzwerk.«

Unter dem Dach der Anfang 2019 gegründeten Allianz wurden bereits 141 Kommunen zu Fragen der Sicherheit beraten,
wovon ca. ein Drittel (62) eng mit »ASSKomm« zusammenarbeitet. In 31 Kommunen hat sich zudem ein Kommunaler
Präventionsrat konstituiert. 49 Kooperationsvereinbarungen wurden geschlossen, 44 ASSKomm-Coaching-Prozesse in
Gang gesetzt und 25 Sicherheitsanalysen durchgeführt.

Der Freistaat stellt auch im Jahr 2023 Fördermittel in Höhe von 1,1 Millionen Euro bereit. 25 Kommunen werden
bereits finanziell unterstützt. Es beteiligen sich Gemeinden mit einigen hundert bis wenigen tausend Einwohnern.

Zu erreichen mit den Straßenbahnlinien 3,6,7,8,9, 11 und 13. Wilhelm-Buck-Straße 2, 01097 Dresden
"""
FALSCHES_DRITTEL = (
    "„ca. ein Drittel“ – Dieser Anteil stimmt nicht: 62 von 141 sind 44 Prozent (Kommunen in enger Zusammenarbeit, "
    "gemessen an: beratene Kommunen; Stand 25.04.2023)."
)


def test_fallen_der_vorlage_werden_genau_zwei_befunde() -> None:
    assert pruefe(WIE_IM_ORIGINAL) == [
        f"Zeile 8: {FALSCHES_DRITTEL}",
        "Zeile 9: „49 Kooperationsvereinbarungen“ – Kooperationsvereinbarungen: Das ist der Stand des Vortags "
        "(24.04.2023); am 25.04.2023 sind es 50.",
    ]


def test_zum_vortag_ist_die_fuenfzigste_noch_zu_frueh() -> None:
    befunde = pruefe(WIE_IM_ORIGINAL, VORTAG)
    assert [b.split("“")[0] for b in befunde] == [
        "Zeile 1: „50. »ASSKomm«-Kooperationsvereinbarung",
        "Zeile 5: „50. Kommune",
        "Zeile 8: „ca. ein Drittel",
    ]
    assert "erst der Stand des folgenden Tages (25.04.2023); am 24.04.2023 sind es 49" in befunde[0]


@pytest.mark.parametrize(
    "satz",
    [
        "141 Kommunen wurden beraten.",
        "Beraten wurden einhunderteinundvierzig Kommunen, davon arbeiten zweiundsechzig eng mit uns zusammen.",
        "62 der 141 beratenen Kommunen (44 Prozent) arbeiten eng mit ASSKomm zusammen.",
        "62 von 141 Kommunen arbeiten eng mit ASSKomm zusammen.",
        "Mehr als ein Drittel davon arbeitet eng mit ASSKomm zusammen.",
        "Weniger als die Hälfte der beratenen Kommunen arbeitet eng mit ASSKomm zusammen.",
        "Rund 140 Kommunen wurden beraten, mehr als 60 arbeiten eng mit ASSKomm zusammen.",
        "Knapp 150 Kommunen wurden beraten, mindestens 62 arbeiten eng mit ASSKomm zusammen.",
        "In einunddreißig Kommunen besteht ein Kommunaler Präventionsrat.",
        "Der Freistaat stellt Fördermittel in Höhe von 1.100.000 Euro bereit.",
        "Der Freistaat stellt eine Million einhunderttausend Euro Fördermittel bereit.",
        "Mehr als 1 Million Euro Fördermittel stehen 2023 bereit, genauer 1,1 Mio. Euro Fördermittel.",
        "Die fünfzigste Vereinbarung wurde unterzeichnet.",
        "Die Zahl der Kooperationsvereinbarungen stieg auf 50.",
        "Am Tag vor der Unterzeichnung waren 49 Kooperationsvereinbarungen geschlossen, mit dieser sind es 50.",
        "Stand 24. April 2023: Es gibt 49 Kooperationsvereinbarungen.",
        "Am 24.04.2023 gab es 49 Vereinbarungen.",
        "| Kennzahl | Stand 24.04.2023 | Stand 25.04.2023 |\n| Kooperationsvereinbarungen | 49 | 50 |",
        "Jede dritte Kommune in Sachsen wurde beraten.",
        "141 der 418 sächsischen Kommunen wurden beraten.",
        "50 Kommunen haben eine Kooperationsvereinbarung.",
        "26 Kommunen haben eine Sicherheitsanalyse.",
        "44,0 Prozent der beratenen Kommunen arbeiten eng mit ASSKomm zusammen.",
        "Etwa 45 Prozent der beratenen Kommunen arbeiten eng mit ASSKomm zusammen.",
        "Mehr als 40 Prozent der beratenen Kommunen arbeiten eng mit ASSKomm zusammen.",
    ],
)
def test_richtige_zahlen_bleiben_unbeanstandet(satz: str) -> None:
    assert pruefe(satz) == []


@pytest.mark.parametrize(
    ("satz", "befund"),
    [
        ("140 Kommunen wurden beraten.", "„140 Kommunen“ – beratene Kommunen: Am 25.04.2023 sind es 141."),
        (
            "Beraten wurden einhundertvierzig Kommunen.",
            "„einhundertvierzig Kommunen“ – beratene Kommunen: Am 25.04.2023 sind es 141.",
        ),
        (
            "141 Kommunen wurden beraten, 61 arbeiten eng mit ASSKomm zusammen.",
            "„61“ – Kommunen in enger Zusammenarbeit: Am 25.04.2023 sind es 62.",
        ),
        (
            "Beraten wurden 141 Kommunen, rund 44 Prozent (61) arbeiten eng mit ASSKomm zusammen.",
            "„61“ – Kommunen in enger Zusammenarbeit: Am 25.04.2023 sind es 62.",
        ),
        (
            "141 Kommunen wurden beraten, wovon mehr als ein Drittel (61) eng mit ASSKomm zusammenarbeitet.",
            "„61“ – Kommunen in enger Zusammenarbeit: Am 25.04.2023 sind es 62.",
        ),
        (
            "Durchweg 32 Kommunen haben einen Präventionsrat.",
            "„32 Kommunen“ – Kommunale Präventionsräte: Am 25.04.2023 sind es 31.",
        ),
        (
            "Der Haushaltsansatz 1,2 Millionen Euro gilt für 2023.",
            "„1,2 Millionen Euro“ – Fördermittel: Am 25.04.2023 sind es 1,1 Millionen Euro.",
        ),
        (
            "In 32 Kommunen besteht ein Kommunaler Präventionsrat.",
            "„32 Kommunen“ – Kommunale Präventionsräte: Am 25.04.2023 sind es 31.",
        ),
        (
            "45 Coaching-Prozesse laufen.",
            "„45 Coaching-Prozesse“ – Coaching-Prozesse: Am 25.04.2023 sind es 44.",
        ),
        (
            "Die Zahl der Kooperationsvereinbarungen stieg auf 52.",
            "„52“ – Kooperationsvereinbarungen: Am 25.04.2023 sind es 50 (Vortag: 49).",
        ),
        (
            "Die einundfünfzigste Kommune ist dabei.",
            "„einundfünfzigste Kommune“ – Kooperationsvereinbarungen: Am 25.04.2023 sind es 50 (Vortag: 49).",
        ),
        (
            "Der Freistaat stellt Fördermittel in Höhe von 1,3 Millionen Euro bereit.",
            "„1,3 Millionen Euro“ – Fördermittel: Am 25.04.2023 sind es 1,1 Millionen Euro.",
        ),
        (
            "26 Kommunen werden finanziell unterstützt.",
            "„26 Kommunen“ – geförderte Kommunen: Am 25.04.2023 sind es 25.",
        ),
        (
            "Mehr als 150 Kommunen wurden beraten.",
            "„Mehr als 150 Kommunen“ – beratene Kommunen: Am 25.04.2023 sind es 141.",
        ),
    ],
)
def test_falsche_zahlen_werden_genannt(satz: str, befund: str) -> None:
    assert pruefe(satz) == [f"Zeile 1: {befund}"]


@pytest.mark.parametrize(
    "anteil",
    [
        "Ein Drittel",
        "Knapp die Hälfte",
        "Die Hälfte",
        "Fast die Hälfte",
        "Mehr als zwei Drittel",
        "50 Prozent",
        "Rund ein Viertel",
    ],
)
def test_falsche_anteile_nennen_den_richtigen(anteil: str) -> None:
    (befund,) = pruefe(f"{anteil} der beratenen Kommunen arbeitet eng mit ASSKomm zusammen.")
    assert f"„{anteil}" in befund
    assert "62 von 141 sind 44 Prozent" in befund


def test_anteil_an_allen_kommunen_misst_sich_an_allen_gemeinden() -> None:
    (befund,) = pruefe("Fast die Hälfte der sächsischen Kommunen wurde beraten.")
    assert "141 von 418 sind 34 Prozent" in befund


@pytest.mark.parametrize(
    "satz",
    [
        "Tel. 0351 564-30400, Fax 0351/564 30409, Notruf 110, +49 351 564 30400.",
        "Wilhelm-Buck-Straße 2, 01097 Dresden, Raum 141, um 10 Uhr und 14:30 Uhr, am 25. April 2023.",
        "Die Straßenbahnlinien 3, 7 und 9 halten vor dem Haus der Kommunen; Buslinie 62 fährt eng getaktet zusammen.",
        "Nach § 60 Abs. 2 SächsGemO unterschreibt der Bürgermeister die Vereinbarung.",
        "Die 8. Kommune im Erzgebirgskreis hat eine Vereinbarung.",
        "Drei Städte unterzeichnen eine Kooperationsvereinbarung.",
        "Zwei weitere Sicherheitsanalysen folgen.",
        "Großenhain erhält 21.150 Euro Förderung.",
        "Mit bis zu 90 Prozent werden Maßnahmen gefördert.",
        "Ein Drittel der Befragten fühlt sich unsicher.",
        "Die Sicherheitsanalyse dauert 20 Wochen, befragt werden 1.000 Personen.",
        "Voraussichtlich werden es 61 Vereinbarungen.",
        "Seit 2019 gibt es ASSKomm, seit dem 31.02.2023 nicht.",
        "Die Vereinbarung Nr. 50 gilt.",
        "In 12 Landkreisen arbeiten Präventionsräte.",
    ],
)
def test_was_keine_zahl_des_netzwerks_ist_bleibt_unbeachtet(satz: str) -> None:
    assert pruefe(satz) == []


def test_ohne_haushaltsansatz_laesst_sich_der_betrag_nicht_belegen() -> None:
    (befund,) = pruefe("Es stehen Fördermittel von 1,1 Millionen Euro bereit.", dt.date(2024, 1, 15))
    assert "für den 15.01.2024 ist kein Wert erfasst" in befund


@pytest.mark.parametrize(
    "satz",
    [
        "62 Kommunen, also 44 Prozent, arbeiten eng mit ASSKomm zusammen.",
        "Ein Drittel der Kommunen ist dabei.",
        "Rund ein Fünftel der Kommunen hat einen Kommunalen Präventionsrat.",
        "| Fördermittel 2023 | 1,1 Millionen Euro |",
        "Es gibt zahlreiche Euro und viele Prozent.",
        "Die Vereinbarung ist gut. Zwölf Personen berieten eng zusammen.",
        "Mitten im Viertel tagt der Präventionsrat der Gemeinden.",
        "Die sächsischen Kommunen (ein Drittel) werden beraten.",
        "In 2022 wurden 12 Sicherheitsanalysen durchgeführt.",
        "Das Ziel ist erreicht: 50.",
    ],
)
def test_weitere_saetze_ohne_befund(satz: str) -> None:
    assert pruefe(satz) == []


def test_tafelzeilen_werden_nach_ihrem_kopf_geprueft() -> None:
    tafel = "| Zahlen | Stand |\n| geförderte Kommunen | 24 |\n| Fördermittel | 2 Millionen Euro |\n| Sonstiges | 7 |"
    assert pruefe(tafel) == [
        "Zeile 2: „24“ – geförderte Kommunen: Am 25.04.2023 sind es 25.",
        "Zeile 3: „2 Millionen Euro“ – Fördermittel: Am 25.04.2023 sind es 1,1 Millionen Euro.",
    ]


def test_zeilennummern_zaehlen_wie_im_text() -> None:
    assert pruefe("Titel\r\n\r\nZweiter Absatz\nmit 140 Kommunen, die beraten wurden.")[0].startswith("Zeile 4:")


@pytest.mark.parametrize(
    ("satz", "falsch"),
    [
        ("Das ist die 50ste Kooperationsvereinbarung.", []),
        ("Das ist die 51ste Kooperationsvereinbarung.", ["51ste Kooperationsvereinbarung"]),
        ("In einunddreißig Kommunen besteht ein Kommunaler Präventionsrat.", []),
        ("In einundzwanzig Kommunen besteht ein Kommunaler Präventionsrat.", ["einundzwanzig Kommunen"]),
        ("In zwei Städten wurde über die Beratung berichtet.", []),
        ("Bisher wurden hundert-\neinundvierzig Kommunen beraten.", []),
        ("Bisher wurden ein-\nundsechzig Kommunen beraten.", ["ein- undsechzig Kommunen"]),
        ("Der Landespräventionsrat hat 1\u00ad41 Kommunen beraten.", []),
        ("Der Landespräventionsrat hat\n142\nKommunen beraten.", ["142 Kommunen"]),
        ("Drei von sieben beratenen Kommunen arbeiten eng mit ASSKomm zusammen.", []),
        ("Eine von drei beratenen Kommunen arbeitet eng zusammen.", ["Eine von drei beratenen Kommunen"]),
        ("Die Zahl der Kooperationsvereinbarungen stieg von 49 auf 50.", []),
        ("Vereinbarungen: 50, Coachings: 44, Analysen: 25, KPR: 31", []),
        ("Vereinbarungen: 48, Coachings: 44, Analysen: 24, KPR: 31", ["48", "24"]),
        ("141 Kommunen wurden beraten; 43,97 Prozent davon arbeiten eng zusammen.", []),
        ("141 Kommunen wurden beraten; 43,5 Prozent davon arbeiten eng zusammen.", ["43,5 Prozent"]),
        ("141 Kommunen wurden beraten, gut die Hälfte davon arbeitet eng zusammen.", ["gut die Hälfte"]),
        ("141 Kommunen wurden beraten, davon arbeitet jede vierte eng zusammen.", ["jede vierte"]),
        ("141 Kommunen wurden beraten, rund ein Drittel davon arbeitet eng zusammen.", ["rund ein Drittel"]),
    ],
)
def test_schreibweisen(satz: str, falsch: list[str]) -> None:
    assert [b.split("„")[1].split("“")[0] for b in pruefe(satz)] == falsch
