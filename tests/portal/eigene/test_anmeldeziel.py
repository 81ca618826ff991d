"""Nach der Anmeldung landet jede Person dort, wo sie arbeitet."""

import pytest
from django.test import RequestFactory

from asskomm.core.kontoadapter import KontoAdapter
from asskomm.core.roles import Rolle
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import als, coach_von, konto_der, vertretung
from tests.factories.konten import gib_rolle, konto

pytestmark = pytest.mark.django_db


def ziel(user) -> str:
    request = RequestFactory().get("/konto/anmelden/")
    request.user = user
    return KontoAdapter(request).get_login_redirect_url(request)


def test_haus_in_die_verwaltung_beteiligte_in_ihren_bereich_und_wer_beides_hat_waehlt(rf):
    ort = fabrik.gemeinde()
    beides = konto_der(ort)
    gib_rolle(beides, Rolle.SACHBEARBEITUNG)
    nur_vertretung = konto(None)
    vertretung(konto(Rolle.LEITUNG), nur_vertretung)
    ziele = {
        "/verwaltung/": [konto(r) for r in ("SB", "LT", "HH", "AO", "LZ", "SV", "PR")] + [nur_vertretung],
        "/portal/": [
            konto_der(ort, Rolle.KOMMUNE_ZEICHNUNG), konto_der(ort.landkreis.polizeidirektion, Rolle.POLIZEI_ZEICHNUNG),
            coach_von(fabrik.coaching(ort)),
        ],
        "/konto/": [beides, konto(None)],
    }  # fmt: skip
    for adresse, personen in ziele.items():
        assert [ziel(p) for p in personen] == [adresse] * len(personen)


def test_mein_konto_nennt_beide_wege_nur_dem_der_beide_hat():
    ort = fabrik.gemeinde()
    beides = konto_der(ort)
    gib_rolle(beides, Rolle.SACHBEARBEITUNG)
    for user, wege in ((beides, {"Zur Verwaltung", "Zu Ihrem Bereich"}), (konto_der(ort), {"Zu Ihrem Bereich"})):
        seite = als(user).get("/konto/").content.decode()
        assert {w for w in ("Zur Verwaltung", "Zu Ihrem Bereich") if w in seite} == wege
