"""Die Liste der FronleichnamsVO kommt mit dem Register, einmal, und wartet auf Bestätigung."""

import datetime as dt

import pytest

from asskomm.core.errors import Ablehnung
from kommunen.models import Kommune, Ortsfeiertag
from kommunen.services.ortsfeiertage import confirm_ortsfeiertag, create_ortsfeiertage
from tests.factories.konten import konto
from tests.factories.vereinbarungen import gemeinde

pytestmark = pytest.mark.django_db


def kommunen(*schluessel: str) -> dict[str, Kommune]:
    return {s: gemeinde(f"Ort {s}", schluessel=s, ags=s) for s in schluessel}


def test_nur_die_der_liste_und_nur_einmal_auch_nach_einem_ende():
    register = kommunen("14625080", "14625020", "14524190")
    neue = create_ortsfeiertage(kommunen=register, by=None)
    assert [(z.kommune.schluessel, z.ortsteile, z.gilt_am_sitz) for z in neue] == [
        ("14625020", "nur Bolbritz und Salzenforst", False),
        ("14625080", "", True),
    ]
    assert not any(z.ist_bestaetigt for z in neue)
    assert str(neue[1]) == "Fronleichnam in Ort 14625080"
    Ortsfeiertag.objects.update(gueltig_bis=dt.date(2026, 12, 31))
    assert create_ortsfeiertage(kommunen=register, by=None) == []


def test_bestaetigt_wird_einmal():
    create_ortsfeiertage(kommunen=kommunen("14625080"), by=None)
    tag, leitung = Ortsfeiertag.objects.get(), konto("LT")
    jetzt = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    confirm_ortsfeiertag(ortsfeiertag=tag, by=leitung, jetzt=jetzt)
    with pytest.raises(Ablehnung, match="schon bestätigt"):
        confirm_ortsfeiertag(ortsfeiertag=tag, by=leitung, jetzt=jetzt)
