"""Consultations, the flag, prevention councils: what is recorded, what is refused and why."""

import datetime as dt
from collections.abc import Callable

import pytest

from asskomm.core.errors import Ablehnung
from asskomm.core.roles import Rolle
from asskomm.core.stichtag import UngefaehresDatum
from kommunen.enums import KprStatus
from kommunen.models import Beratung, EngeZusammenarbeit, KommunalerPraeventionsrat, Kommune, KprEreignis
from kommunen.services.kpr import create_kpr, step_kpr, take_over_kpr
from kommunen.services.tatsachen import (
    annul_tatsache,
    end_enge_zusammenarbeit,
    record_beratung,
    start_enge_zusammenarbeit,
)
from tests.factories.kommunen import kpr, verband
from tests.factories.konten import konto
from tests.factories.vereinbarungen import HEUTE, JETZT, gemeinde

pytestmark = pytest.mark.django_db

TAG = UngefaehresDatum(dt.date(2023, 4, 25))


def datum(text: str) -> UngefaehresDatum:
    return UngefaehresDatum.lies(text)


def beraten(kommune: Kommune, am: UngefaehresDatum = TAG) -> Beratung:
    return record_beratung(kommune=kommune, am=am, anlass="Erstgespräch", by=None, jetzt=JETZT)


def eng(kommune: Kommune, seit: UngefaehresDatum = TAG) -> EngeZusammenarbeit:
    return start_enge_zusammenarbeit(kommune=kommune, seit=seit, by=None, jetzt=JETZT)


def gruende(tue: Callable[[], object]) -> list[str]:
    with pytest.raises(Ablehnung) as ablehnung:
        tue()
    return ablehnung.value.gruende


def test_beratung_steht_mit_tag_und_person() -> None:
    sb = konto()
    b = record_beratung(
        kommune=gemeinde(), am=datum("11/2021"), kontaktart="VIDEO", anlass="Anfrage", by=sb, jetzt=JETZT
    )
    b.refresh_from_db()
    assert (b.am, b.am_genauigkeit, b.kontaktart, b.erfasst_durch, b.erfasst_zeitpunkt) == (
        dt.date(2021, 11, 30), "MONAT", "VIDEO", sb, JETZT,
    )  # fmt: skip


def test_beratung_in_der_zukunft_wird_abgelehnt() -> None:
    morgen = UngefaehresDatum(HEUTE + dt.timedelta(days=1))
    assert gruende(lambda: beraten(gemeinde(), morgen)) == ["Der Tag 23.11.2026 liegt in der Zukunft."]


@pytest.mark.parametrize("text", ["22.11.2026", "11/2026", "2026"])
def test_beratung_heute_oder_in_der_laufenden_periode_gilt(text: str) -> None:
    assert beraten(gemeinde(), datum(text)).pk


@pytest.mark.parametrize("text", ["23.11.2026", "12/2026", "2027"])
def test_spaetere_periode_liegt_in_der_zukunft(text: str) -> None:
    assert "Zukunft" in gruende(lambda: beraten(gemeinde(), datum(text)))[0]


def test_beratung_vor_gueltigkeit_und_nach_ende() -> None:
    k = gemeinde("Neuort", gueltig_von=dt.date(2023, 4, 26), gueltig_bis=dt.date(2024, 12, 31))
    assert "Neuort bestand am 25.04.2023 nicht" in gruende(lambda: beraten(k))[0]
    assert beraten(k, datum("26.04.2023")).pk
    assert beraten(k, datum("31.12.2024")).pk
    assert "bestand" in gruende(lambda: beraten(k, datum("01.01.2025")))[0]


def test_verband_und_mitglied_nicht_am_selben_tag_beraten() -> None:
    mitglied = gemeinde("Mitgliedsort")
    v = verband(mitglied, name="Verband")
    beraten(mitglied)
    assert "Für Mitgliedsort ist an diesem Tag schon eine Beratung" in gruende(lambda: beraten(v))[0]
    assert beraten(v, datum("26.04.2023")).pk
    assert "Für Verband" in gruende(lambda: beraten(mitglied, datum("26.04.2023")))[0]


def test_beendete_mitgliedschaft_steht_nicht_im_weg() -> None:
    mitglied = gemeinde()
    v = verband(mitglied, von=dt.date(2000, 1, 1), bis=dt.date(2023, 4, 24))
    beraten(mitglied)
    assert beraten(v).pk


def test_spaetere_mitgliedschaft_steht_nicht_im_weg() -> None:
    mitglied = gemeinde()
    v = verband(mitglied, von=dt.date(2023, 4, 26))
    beraten(mitglied)
    assert beraten(v).pk


def test_annullierte_beratung_steht_nicht_im_weg() -> None:
    mitglied = gemeinde()
    v = verband(mitglied)
    annul_tatsache(tatsache=beraten(mitglied), grund="Verwechslung", by=konto(), jetzt=JETZT)
    assert beraten(v).pk


def test_annullierung_traegt_person_zeit_und_grund() -> None:
    b, lt = beraten(gemeinde()), konto(Rolle.LEITUNG)
    annul_tatsache(tatsache=b, grund=" Verwechslung ", by=lt, jetzt=JETZT)
    b.refresh_from_db()
    assert (b.annulliert_durch, b.annulliert_zeitpunkt, b.annulliert_grund) == (lt, JETZT, "Verwechslung")
    assert gruende(lambda: annul_tatsache(tatsache=b, grund="", by=lt, jetzt=JETZT)) == [
        "Der Eintrag ist schon annulliert.",
        "Bitte geben Sie einen Grund an.",
    ]


@pytest.mark.parametrize("rolle", [Rolle.LESEZUGRIFF, Rolle.HAUSHALT, Rolle.SYSTEMVERWALTUNG])
def test_annullieren_darf_nur_wer_schreibt(rolle: str) -> None:
    b = beraten(gemeinde())
    grund = gruende(lambda: annul_tatsache(tatsache=b, grund="x", by=konto(rolle), jetzt=JETZT))
    assert grund == ["Ihre Rolle darf diesen Eintrag nicht annullieren."]


def test_enge_zusammenarbeit_beginnt_und_endet() -> None:
    flag = eng(gemeinde())
    end_enge_zusammenarbeit(zusammenarbeit=flag, bis=dt.date(2024, 1, 31), by=None, jetzt=JETZT)
    flag.refresh_from_db()
    assert (flag.bis, flag.bis_erfasst_zeitpunkt) == (dt.date(2024, 1, 31), JETZT)
    assert (
        "schon zum 31.01.2024 beendet"
        in gruende(lambda: end_enge_zusammenarbeit(zusammenarbeit=flag, bis=HEUTE, by=None, jetzt=JETZT))[0]
    )


def test_enge_zusammenarbeit_nur_einmal_zur_selben_zeit() -> None:
    k = gemeinde()
    flag = eng(k)
    assert gruende(lambda: eng(k, datum("01.01.2024"))) == [
        "Die enge Zusammenarbeit ist schon seit 25.04.2023 eingetragen."
    ]
    end_enge_zusammenarbeit(zusammenarbeit=flag, bis=dt.date(2024, 1, 31), by=None, jetzt=JETZT)
    assert gruende(lambda: eng(k, datum("31.01.2024")))
    assert eng(k, datum("01.02.2024")).pk


def test_enge_zusammenarbeit_nicht_fuer_verband_und_mitglied() -> None:
    mitglied = gemeinde("Mitgliedsort")
    v = verband(mitglied)
    flag = eng(mitglied)
    assert "Für Mitgliedsort ist die enge Zusammenarbeit seit 25.04.2023" in gruende(lambda: eng(v, datum("2025")))[0]
    assert gruende(lambda: eng(v, datum("01.01.2020")))
    end_enge_zusammenarbeit(zusammenarbeit=flag, bis=dt.date(2023, 12, 31), by=None, jetzt=JETZT)
    assert eng(v, datum("01.01.2024")).pk


def test_ende_der_engen_zusammenarbeit_an_seinen_grenzen() -> None:
    flag = eng(gemeinde())

    def ende(bis: dt.date) -> EngeZusammenarbeit:
        return end_enge_zusammenarbeit(zusammenarbeit=flag, bis=bis, by=None, jetzt=JETZT)

    assert "liegt vor dem Beginn" in gruende(lambda: ende(dt.date(2023, 4, 24)))[0]
    assert "liegt in der Zukunft" in gruende(lambda: ende(HEUTE + dt.timedelta(days=1)))[0]
    assert ende(dt.date(2023, 4, 25)).bis == flag.am


def test_annullierte_zusammenarbeit_endet_nicht() -> None:
    flag = eng(gemeinde())
    annul_tatsache(tatsache=flag, grund="Fehler", by=konto(), jetzt=JETZT)
    ende = gruende(lambda: end_enge_zusammenarbeit(zusammenarbeit=flag, bis=HEUTE, by=None, jetzt=JETZT))
    assert ende == ["Der Eintrag ist annulliert."]


def test_kpr_wird_geplant_und_konstituiert() -> None:
    rat = create_kpr(kommune=gemeinde(), by=None, jetzt=JETZT, geplant=datum("01.02.2020"))
    step_kpr(kpr=rat, uebergang="konstituieren", wirksam=datum("05/2020"), by=konto(), jetzt=JETZT)
    rat.refresh_from_db()
    assert rat.status == KprStatus.KONSTITUIERT
    assert [(e.nach, str(e.wirksam)) for e in rat.verlauf.order_by("pk")] == [
        ("GEPLANT", "01.02.2020"),
        ("KONSTITUIERT", "Mai 2020"),
    ]


def test_zweiter_kpr_einer_kommune_wird_abgelehnt() -> None:
    k = gemeinde("Ort")
    kpr(k)
    assert gruende(lambda: create_kpr(kommune=k, by=None, jetzt=JETZT)) == [
        "Für Ort ist schon ein Präventionsrat eingetragen."
    ]


def test_kpr_nicht_fuer_verband_und_mitglied() -> None:
    mitglied = gemeinde("Mitgliedsort")
    v = verband(mitglied, name="Verband")
    geplant = create_kpr(kommune=v, geplant=datum("2019"), by=None, jetzt=JETZT)
    rat = kpr(mitglied)
    grund = "Für Mitgliedsort besteht schon ein Präventionsrat. Verband und Mitglied zählen nicht beide."
    assert gruende(lambda: step_kpr(kpr=geplant, uebergang="konstituieren", by=None, jetzt=JETZT)) == [grund]
    step_kpr(kpr=rat, uebergang="aufloesen", wirksam=datum("31.12.2022"), grund="Ende", by=None, jetzt=JETZT)
    frueher = datum("01.06.2021")
    assert gruende(lambda: step_kpr(kpr=geplant, uebergang="konstituieren", wirksam=frueher, by=None, jetzt=JETZT)) == [
        grund
    ]
    assert step_kpr(kpr=geplant, uebergang="konstituieren", wirksam=datum("01.01.2023"), by=None, jetzt=JETZT).pk


def test_kpr_ruht_und_wird_reaktiviert() -> None:
    rat = kpr(gemeinde())
    assert gruende(lambda: step_kpr(kpr=rat, uebergang="ruhen", by=None, jetzt=JETZT)) == [
        "Bitte geben Sie einen Grund an."
    ]
    step_kpr(kpr=rat, uebergang="ruhen", grund="Stelle unbesetzt", wirksam=datum("2021"), by=None, jetzt=JETZT)
    step_kpr(kpr=rat, uebergang="reaktivieren", wirksam=datum("03.03.2022"), by=None, jetzt=JETZT)
    stand = KprEreignis.objects.as_of(dt.date(2022, 3, 2), JETZT).get(objekt=rat)
    assert (stand.nach, rat.status) == (KprStatus.RUHEND, KprStatus.REAKTIVIERT)


def test_kpr_einer_nicht_mehr_bestehenden_kommune() -> None:
    k = gemeinde("Altort", gueltig_bis=dt.date(2020, 12, 31))
    assert "Altort bestand am 22.11.2026 nicht" in gruende(lambda: create_kpr(kommune=k, by=None, jetzt=JETZT))[0]


def test_kpr_aus_dem_bestand_traegt_seine_quelle() -> None:
    rat = take_over_kpr(
        kommune=gemeinde(), status="REAKTIVIERT", wirksam=datum("2009"), quelle="Amtsblatt", by=None, jetzt=JETZT
    )
    assert KommunalerPraeventionsrat.objects.get(pk=rat.pk).status == "REAKTIVIERT"
    assert rat.verlauf.get().wirksam == datum("2009")
