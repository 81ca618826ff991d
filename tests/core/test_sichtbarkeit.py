"""Der eine Filter für alle: ohne Anmeldung, ohne Zeile und ohne Rolle sieht niemand etwas."""

import pytest
from django.contrib.auth.models import AnonymousUser

from asskomm.core import sichtbarkeit
from asskomm.core.roles import Rolle
from asskomm.core.sichtbarkeit import Sicht, beruehrt, sieht
from kommunen.models import Kommune
from tests.factories.beteiligte import konto_der
from tests.factories.konten import konto
from tests.factories.vereinbarungen import gemeinde

pytestmark = pytest.mark.django_db


def test_ohne_anmeldung_gesperrt_oder_ohne_rolle_sieht_niemand_etwas():
    gemeinde()
    gesperrt = konto(Rolle.LEITUNG)
    gesperrt.is_active = False
    for user in (AnonymousUser(), gesperrt, konto(None)):
        assert not sieht(user, Kommune)
        assert not Kommune.objects.visible_to(user).exists()


def test_ein_modell_ohne_zeile_sieht_niemand(monkeypatch):
    ort = gemeinde()
    monkeypatch.delitem(sichtbarkeit._SICHTEN, "kommunen.kommune")
    for user in (konto(Rolle.LEITUNG), konto_der(ort)):
        assert not sieht(user, Kommune)
        assert not Kommune.objects.visible_to(user).exists()
    assert not beruehrt(ort, frozenset({ort.organisation_id}))


def test_teile_eines_falls_erben_jeden_weg():
    ganz = Sicht(kommune="k__organisation", gilt="k__annulliert", polizei="p", coach="c", status="status")
    teil = ganz.ueber("fall")
    assert (teil.kommune, teil.gilt, teil.polizei, teil.coach, teil.status, teil.gegenstand) == (
        "fall__k__organisation", "fall__k__annulliert", "fall__p", "fall__c", "fall__status", "",
    )  # fmt: skip
