"""Texte und Scans aus der Zeit vor den Akten kommen von selbst in sie, jedes Stück einmal."""

import datetime as dt

import pytest

from asskomm.core.models import Aktenstueck, Dokument
from asskomm.core.uploads import store_dokument
from tests.factories import vereinbarungen as fabrik
from tests.factories.dateien import pdf_datei
from vereinbarungen.models import Vereinbarung, Vertragstext
from vereinbarungen.services import aktennachtrag, anlage
from vereinbarungen.services.aktennachtrag import file_fruehere

pytestmark = pytest.mark.django_db
SPAETER = fabrik.JETZT + dt.timedelta(days=100)


def dokument(name: str) -> Dokument:
    return store_dokument(datei=pdf_datei(name), mimetype="application/pdf", by=None, jetzt=fabrik.JETZT)


def test_fruehere_texte_und_scans_kommen_einmal_in_die_akte(monkeypatch):
    monkeypatch.setattr(aktennachtrag, "STAPEL", 2)
    v = fabrik.entwurf(fabrik.gemeinde("Meerane"))
    for fassung in (1, 2, 3):
        Vertragstext.objects.create(
            vereinbarung=v, fassung=fassung, dokument=dokument("t.pdf"), erfasst_zeitpunkt=fabrik.JETZT
        )
    Vertragstext.objects.create(vereinbarung=v, fassung=4, anmerkung="im Schrank", erfasst_zeitpunkt=fabrik.JETZT)
    Vereinbarung.objects.filter(pk=v.pk).update(signierte_fassung=dokument("s.pdf"))
    for _ in range(3):
        file_fruehere(jetzt=SPAETER)
    assert sorted(Aktenstueck.objects.zum_fall(v).values_list("nr", "art", "betreff", "eingang_am")) == [
        (1, "TEXT", "Text, Fassung 1", None),
        (2, "TEXT", "Text, Fassung 2", None),
        (3, "SCAN", "Unterzeichnete Fassung", fabrik.JETZT.date()),
        (4, "TEXT", "Text, Fassung 3", None),
    ]


def test_was_schon_in_einer_akte_liegt_bleibt_auch_wenn_zwei_arbeiter_zugleich_sehen():
    v = fabrik.entwurf()
    text = anlage.store_vertragstext(vereinbarung=v, datei=pdf_datei("t.pdf"), by=None, jetzt=fabrik.JETZT)
    file_fruehere(jetzt=SPAETER)
    aktennachtrag._nimm(v, text.dokument, art="TEXT", betreff="noch einmal", by=None, jetzt=SPAETER)
    assert [s.betreff for s in Aktenstueck.objects.zum_fall(v)] == ["Text, Fassung 1"]
