"""Passwords after BSI ORP.4: long, not obvious, anything allowed, no forced change."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from asskomm.core.models import User
from asskomm.core.passwoerter import Wortsperre, gesperrte_worte

GUT = [
    "drei Elche wandern nachts",
    "ein-langes-testpasswort-2026",
    "Zwickauer Maulwurf trägt Hut",
    "x7$kPq!m2Lw9zR",
    "ÄÖÜ äöü ß € Geranientopf",
    "q" + "langer satz mit vielen worten " * 8,  # longer than 128: no upper limit
]
SCHLECHT = {
    "kurz": "mindestens 12 Zeichen",
    "passwort1234": "zu üblich|allgemein üblich|naheliegend",
    "Sachsen-2026!": "naheliegend",
    "ASSKomm-Portal-2026": "naheliegend",
    "Limbach-Oberfrohna1": "naheliegend",
    "S@chs3n-Dr3sd3n": "naheliegend",
    "Sommer2026Leipzig": "naheliegend",
    "qwertzuiopasdf": "naheliegend",
    "aaaaaaaaaaaaaab": "verschiedenen",
    "123456789012345": "üblich|Zahlen|naheliegend",
    "sabine.beispiel@example": "ähnlich",
}


def test_gute_passwoerter_gelten():
    for passwort in GUT:
        validate_password(passwort)


def test_naheliegende_werden_mit_grund_abgelehnt():
    person = User(anmeldename="sabine.beispiel", name="Sabine Beispiel", email="sabine.beispiel@example.org")
    for passwort, grund in SCHLECHT.items():
        with pytest.raises(ValidationError) as fehler:
            validate_password(passwort, person)
        assert re.search(grund, " ".join(fehler.value.messages)), (passwort, fehler.value.messages)


def test_sperrliste_kennt_alle_gemeinden_und_das_lange_wort_zuerst(settings):
    (pruefer,) = [v for v in settings.AUTH_PASSWORD_VALIDATORS if v["NAME"].endswith("Wortsperre")]
    worte = gesperrte_worte(tuple(str(d) for d in pruefer["OPTIONS"]["dateien"]))
    assert {"limbachoberfrohna", "crimmitschau", "erzgebirgskreis", "asskomm"} <= set(worte)
    assert worte.index("limbachoberfrohna") < worte.index("asskomm")
    assert all(len(w) >= 4 for w in worte)


def test_die_regel_steht_am_formular():
    assert "Ortsnamen" in Wortsperre([]).get_help_text()
