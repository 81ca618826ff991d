"""Press draft and text check on the whole stock: the 50th agreement as it was published."""

import datetime as dt

import pytest

from asskomm.core.stichtag import BERLIN
from asskomm.portal.presse.fassung import fassung_zu
from asskomm.portal.presse.pruefung import massstab, pruefe_text
from tests.portal.test_presse_pruefung import FALSCHES_DRITTEL, WIE_IM_ORIGINAL
from vereinbarungen.models import Vereinbarung

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bestand_alles")]
JETZT = dt.datetime(2099, 1, 1, tzinfo=BERLIN)
TAG = dt.date(2023, 4, 25)


def test_entwurf_zu_meerane_nennt_vortag_und_tag() -> None:
    fassung = fassung_zu(vereinbarung=Vereinbarung.objects.get(laufende_nr=50), jetzt=JETZT)
    assert fassung.titel.startswith("Die 50. Kooperationsvereinbarung für mehr Sicherheit vor Ort: Meerane ")
    assert "Stand 24. April 2023: Der Landespräventionsrat hat 141 Kommunen" in fassung.text
    assert "62 davon (44 Prozent) arbeiten eng mit ASSKomm zusammen" in fassung.text
    assert "waren 49 Kooperationsvereinbarungen geschlossen, mit dieser sind es 50." in fassung.text
    assert "Fördermittel in Höhe von 1,1 Millionen Euro bereit. 25 Kommunen werden" in fassung.text
    assert "ein Drittel" not in fassung.text
    assert "die Hälfte" not in fassung.text
    assert fassung.hinweise == ()
    assert fassung.fiktiv


def test_jeder_entwurf_besteht_die_eigene_pruefung() -> None:
    for v in Vereinbarung.objects.gezaehlt().filter(laufende_nr__in=(21, 30, 47, 50, 60)):
        fassung = fassung_zu(vereinbarung=v, jetzt=JETZT)
        gegen = massstab(stichtag=fassung.tag, wissensstand=JETZT)
        assert pruefe_text(f"{fassung.titel}\n\n{fassung.text}", gegen=gegen) == []


def test_vorlage_hat_auch_am_bestand_genau_zwei_befunde() -> None:
    befunde = [str(b) for b in pruefe_text(WIE_IM_ORIGINAL, gegen=massstab(stichtag=TAG, wissensstand=JETZT))]
    assert len(befunde) == 2
    assert befunde[0].endswith(FALSCHES_DRITTEL)
    assert "Das ist der Stand des Vortags (24.04.2023); am 25.04.2023 sind es 50." in befunde[1]
