"""Every figure that ASSKomm published comes out again, on one database, with register, history and demo data."""

import datetime as dt

import pytest

from asskomm.core import clock
from asskomm.portal.enums import MeilensteinRegel
from asskomm.portal.kennzahlen.bestand import Faktenbestand
from asskomm.portal.kennzahlen.meilensteine import meilensteine
from asskomm.portal.stats import Kennzahlen, compute_kennzahlen
from tests.factories.bestand import lade_alles
from vereinbarungen.models import Vereinbarung

pytestmark = pytest.mark.django_db

# Issue A, section 4; a missing key is a figure that was not published.
TABELLE: dict[str, dict[str, int]] = {
    "2020-02-12": {"beraten": 64, "kpr": 16},
    "2021-01-17": {"beraten": 99},
    "2021-01-18": {"beraten": 100},
    "2021-02-06": {"beraten": 102, "kpr": 19, "coaching": 24},
    "2021-05-25": {"beraten": 109, "vereinbarungen": 21},
    "2021-06-25": {"kpr": 21},
    "2021-09-01": {"beraten": 121, "eng": 43, "kpr": 25},
    "2021-11-30": {
        "beraten": 126, "kpr": 26, "kpr_landkreise": 2, "vereinbarungen": 29, "coaching": 32, "analysen": 12,
        "analysen_kommunen": 13,
    },
    "2021-12-01": {"vereinbarungen": 30},
    "2023-02-23": {"vereinbarungen": 47},
    "2023-04-24": {"beraten": 141, "eng": 62, "kpr": 31, "vereinbarungen": 49, "coaching": 44, "analysen": 25},
    "2023-04-25": {
        "beraten": 141, "eng": 62, "kpr": 31, "vereinbarungen": 50, "coaching": 44, "analysen": 25, "gefoerdert": 25,
        "foerdermittel": 1_100_000,
    },
    "2023-09-14": {"vereinbarungen": 54},
    "2024-02-29": {"analysen": 25},
    "2025-04-11": {"vereinbarungen": 60},
}  # fmt: skip


def test_alle_veroeffentlichten_zahlen_kommen_wieder_heraus() -> None:
    lade_alles()
    jetzt = clock.now()
    bestand = Faktenbestand.load(stichtag=jetzt.date())
    for text, erwartet in TABELLE.items():
        tag = dt.date.fromisoformat(text)
        zahlen: Kennzahlen = compute_kennzahlen(stichtag=tag, wissensstand=jetzt, bestand=bestand)
        assert {k: getattr(zahlen, k) for k in erwartet} == erwartet, text
    nummern = dict(Vereinbarung.objects.filter(laufende_nr__isnull=False).values_list("laufende_nr", "bezeichnung"))
    for nummer, name in {21: "Lohsa", 30: "Crimmitschau", 47: "Oelsnitz", 50: "Meerane", 60: "Leutersdorf"}.items():
        assert name in nummern[nummer]
    steine = {(e.regel, e.wert): e for e in meilensteine(stichtag=jetzt.date(), wissensstand=jetzt, bestand=bestand)}
    for regel, wert, name in (
        (MeilensteinRegel.BERATEN, 100, "Seifhennersdorf"),
        (MeilensteinRegel.VEREINBARUNG, 50, "Meerane"),
        (MeilensteinRegel.VEREINBARUNG, 60, "Leutersdorf"),
    ):
        stein = steine[regel, wert]
        assert [k.name for k in stein.koerperschaften] == [name]
        assert not stein.heute_anders
    assert bestand.enthaelt_fiktives
