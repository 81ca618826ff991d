"""Aus öffentlichen Zahlen lässt sich kein Empfänger errechnen, auch nicht als Differenz."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asskomm.portal.enums import Gliederung, Kennzahl
from asskomm.portal.kennzahlen.belegseite import belegseite
from asskomm.portal.kennzahlen.geheimhaltung import MINDESTENS, verschwiegene_gruppen
from asskomm.portal.stats import aufgliederung
from kommunen.models import Kommune
from tests.factories.foerderung import zuwendung
from tests.factories.vereinbarungen import HEUTE, JETZT

groessen = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 40), min_size=1)


@given(groessen, st.dictionaries(st.sampled_from("abcdefghij"), st.sampled_from("xy")))
def test_sichtbare_gruppen_sind_gross_und_die_differenz_auch(umfang: dict[str, int], bloecke: dict[str, str]) -> None:
    verschwiegen = verschwiegene_gruppen(umfang, bloecke)
    sichtbar = {g for g, n in umfang.items() if n} - verschwiegen
    assert all(umfang[g] >= MINDESTENS for g in sichtbar)
    for block in {bloecke.get(g, "") for g in sichtbar}:
        rest = [g for g in verschwiegen if bloecke.get(g, "") == block]
        assert len(rest) != 1
        assert not rest or sum(umfang[g] for g in rest) >= MINDESTENS


@pytest.mark.django_db
@pytest.mark.usefixtures("bestand_register")
def test_kreisfreie_stadt_ist_weder_direkt_noch_ueber_ihre_direktion_zu_erkennen() -> None:
    for kommune in Kommune.objects.filter(slug__in=("leipzig-stadt", "leipzig", "borna", "torgau")):
        zuwendung(kommune, jahr=HEUTE.year, am="01.03.2026")
    for nach in Gliederung:
        oeffentlich = aufgliederung(nach=nach, stichtag=HEUTE, wissensstand=JETZT, oeffentlich_um=JETZT)
        werte = {g.schluessel: g.werte[Kennzahl.GEFOERDERT] for g in oeffentlich.gruppen}
        klein = [g.schluessel for g in oeffentlich.gruppen if 0 < g.koerperschaften < MINDESTENS]
        assert all(werte[s] is None for s in klein), nach
        assert sum(w is None for w in werte.values()) != 1, nach
        intern = aufgliederung(nach=nach, stichtag=HEUTE, wissensstand=JETZT)
        assert all(g.werte[Kennzahl.GEFOERDERT] is not None for g in intern.gruppen)
    kreise = aufgliederung(nach="landkreis", stichtag=HEUTE, wissensstand=JETZT, oeffentlich_um=JETZT)
    stumm = {g.name for g in kreise.gruppen if g.werte[Kennzahl.GEFOERDERT] is None}
    # In jeder Polizeidirektion mit kreisfreier Stadt schweigt ein Landkreis mit.
    assert {"Leipzig", "Dresden", "Chemnitz"} < stumm
    assert len(stumm) == 6


@pytest.mark.django_db
@pytest.mark.usefixtures("bestand_register")
@pytest.mark.parametrize("nach", ["art", "groesse"])
def test_landkreis_art_und_groesse_eines_tages_zeigen_nicht_zusammen_auf_den_empfaenger(nach: str) -> None:
    """Wer die Gliederungen zweier Tage vergliche, fände sonst die einzige Große Kreisstadt dieser Größe im Kreis."""
    zuwendung(Kommune.objects.get(slug="torgau"), jahr=HEUTE.year, am="01.03.2026", betrag=5000)
    oeffentlich = aufgliederung(nach=nach, stichtag=HEUTE, wissensstand=JETZT, oeffentlich_um=JETZT)
    assert {g.werte[Kennzahl.GEFOERDERT] for g in oeffentlich.gruppen} == {None}
    assert oeffentlich.gesamt.gefoerdert == 1
    intern = aufgliederung(nach=nach, stichtag=HEUTE, wissensstand=JETZT)
    assert sum(g.werte[Kennzahl.GEFOERDERT] for g in intern.gruppen) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("bestand_register")
def test_grosse_zuwendung_verraet_keine_fruehere_kleine_derselben_kommune() -> None:
    """Genannt wird erst ab dem Tag der großen, und auch die Reihenfolge folgt nur den genannten Tagen."""
    torgau, borna = (Kommune.objects.get(slug=slug) for slug in ("torgau", "borna"))
    zuwendung(torgau, jahr=2026, am="15.01.2026", betrag=5000)
    zuwendung(torgau, jahr=2026, am="01.06.2026", betrag=20000)
    zuwendung(borna, jahr=2026, am="01.04.2026", betrag=20000)

    def genannt(tag: dt.date) -> tuple[list[tuple[str, str]], int]:
        seite = belegseite(Kennzahl.GEFOERDERT, stichtag=tag, jetzt=JETZT, heute=HEUTE)
        return [(z.beleg.koerperschaften[0].name, z.seit) for z in seite.zeilen], seite.ungenannt

    assert genannt(dt.date(2026, 5, 31)) == ([("Borna", "01.04.2026")], 1)
    assert genannt(HEUTE) == ([("Borna", "01.04.2026"), ("Torgau", "01.06.2026")], 0)
