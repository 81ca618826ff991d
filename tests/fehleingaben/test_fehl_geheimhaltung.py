"""Aus öffentlichen Zahlen lässt sich kein Empfänger errechnen, auch nicht als Differenz."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asskomm.portal.enums import Gliederung, Kennzahl
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
