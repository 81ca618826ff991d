"""Eine Stadt mit Vereinbarung, ihre Leute, ihre Polizei, das LPR; alle Tests an demselben Tag."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import time_machine

from asskomm.core.roles import Rolle
from kommunen.models import Zustaendigkeit
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import coach_von, konto_der
from tests.factories.konten import konto


@pytest.fixture(autouse=True)
def _uhr() -> Iterator[None]:
    with time_machine.travel(fabrik.JETZT, tick=False):
        yield


@pytest.fixture
def faelle(db) -> SimpleNamespace:
    stadt, fremde = (
        fabrik.gemeinde("Musterstadt"),
        fabrik.gemeinde("Fremdstadt", fabrik.landkreis("Bautzen", "Görlitz", "14625")),
    )
    sb = konto(Rolle.SACHBEARBEITUNG, name="Sabine Bach")
    Zustaendigkeit.objects.create(user=sb, landkreis=stadt.landkreis, gueltig_von=fabrik.HEUTE)
    coaching = fabrik.coaching(stadt)
    return SimpleNamespace(
        stadt=stadt,
        vereinbarung=fabrik.in_kraft(stadt),
        coaching=coaching,
        sb=sb,
        kb=konto_der(stadt, name="Karla Beck"),
        kz=konto_der(stadt, Rolle.KOMMUNE_ZEICHNUNG),
        pb=konto_der(stadt.landkreis.polizeidirektion, Rolle.POLIZEI_BEARBEITUNG, name="Paul Busch"),
        coach=coach_von(coaching),
        fremd=konto_der(fremde),
        fremde=fremde,
    )
