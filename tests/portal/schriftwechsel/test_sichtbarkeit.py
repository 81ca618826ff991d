"""Wer was liest: intern nur das LPR, alles andere nur am Fall der eigenen Seite."""

import pytest

from asskomm.core.leserkreis import Leserkreis
from asskomm.core.models import Mitteilung, Mitteilungsanlage, Nachricht
from asskomm.core.roles import Rolle
from asskomm.core.sichtbarkeit import Sicht, sicht_von, sieht
from kommunen.services.organisationen import ensure_organisation
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import vergiss
from tests.factories.dateien import pdf_datei
from tests.factories.kommunen import kpr
from tests.factories.konten import gib_rolle, konto
from tests.portal.schriftwechsel.mitteilungen import schreibe

ALLE = [str(kreis) for kreis in Leserkreis]


def kreise(user, modell=Mitteilung, weg="leserkreis") -> set[str]:
    return set(modell.objects.visible_to(user).order_by().values_list(weg, flat=True))


@pytest.fixture
def an_der_vereinbarung(faelle):
    for kreis in ALLE:
        schreibe(faelle.sb, faelle.vereinbarung, kreis, dateien=[pdf_datei()])
    return faelle


def test_jede_seite_liest_nur_ihren_kreis(an_der_vereinbarung):
    f = an_der_vereinbarung
    erwartet = {
        f.sb: set(ALLE),
        konto(Rolle.LEITUNG): set(ALLE),
        konto(Rolle.LESEZUGRIFF): set(ALLE),
        konto(Rolle.HAUSHALT): set(ALLE),
        f.kb: {"KOMMUNE", "ALLE"},
        f.kz: {"KOMMUNE", "ALLE"},
        f.pb: {"POLIZEI", "ALLE"},
        f.coach: set(),
        f.fremd: set(),
        konto(Rolle.PRUEFUNG): set(),
        konto(Rolle.SYSTEMVERWALTUNG): set(),
        konto(None): set(),
    }
    for user, sichtbare in erwartet.items():
        assert kreise(user) == sichtbare, user
        assert kreise(user, Mitteilungsanlage, "mitteilung__leserkreis") == sichtbare, user


def test_zwei_rollen_oeffnen_einander_nichts(an_der_vereinbarung):
    """Wer für eine Stadt und für eine fremde Direktion arbeitet, liest dort nicht die Post der Kommune."""
    f = an_der_vereinbarung
    fern = fabrik.gemeinde("Fernstadt", f.fremde.landkreis)
    anderswo = fabrik.in_kraft(fern)
    for kreis in ALLE:
        schreibe(f.sb, anderswo, kreis)
    direktion = ensure_organisation(stelle=fern.landkreis.polizeidirektion, by=None)
    gib_rolle(f.kb, Rolle.POLIZEI_BEARBEITUNG, fuer=direktion)
    vergiss(f.kb)
    sichtbare = Mitteilung.objects.visible_to(f.kb)
    assert set(sichtbare.zum_fall(f.vereinbarung).values_list("leserkreis", flat=True)) == {"KOMMUNE", "ALLE"}
    assert set(sichtbare.zum_fall(anderswo).values_list("leserkreis", flat=True)) == {"POLIZEI", "ALLE"}


def test_ein_entwurf_den_nur_das_lpr_kennt_verbirgt_auch_seine_mitteilungen(faelle):
    entwurf = fabrik.entwurf(faelle.stadt)
    schreibe(faelle.sb, entwurf, Leserkreis.KOMMUNE)
    assert kreise(faelle.kb) == set()
    assert kreise(faelle.sb) == {"KOMMUNE"}
    assert not Nachricht.objects.exists()  # und niemand bekommt davon eine E-Mail


def test_haushalt_und_lesezugriff_lesen_nur_an_faellen_die_sie_sehen(faelle):
    schreibe(faelle.sb, kpr(faelle.stadt), Leserkreis.KOMMUNE)
    schreibe(faelle.sb, faelle.coaching, Leserkreis.KOMMUNE)
    assert Mitteilung.objects.visible_to(konto(Rolle.HAUSHALT)).count() == sum(
        sieht(konto(Rolle.HAUSHALT), type(fall)) for fall in (kpr(faelle.fremde), faelle.coaching)
    )
    assert Mitteilung.objects.visible_to(faelle.sb).count() == 2


def test_emails_sieht_nur_das_haus(faelle):
    schreibe(faelle.sb, faelle.vereinbarung, Leserkreis.KOMMUNE)
    Nachricht.objects.update(fall_art=Mitteilung.objects.get().fall_art, fall_id=faelle.vereinbarung.pk)
    assert Nachricht.objects.visible_to(faelle.sb).count() == 2
    assert Nachricht.objects.visible_to(konto(Rolle.HAUSHALT)).count() == 2
    for user in (faelle.kb, faelle.pb, faelle.coach, konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.PRUEFUNG)):
        assert not Nachricht.objects.visible_to(user).exists()


def test_teile_erben_den_weg_zum_fall():
    teil = Sicht(am_fall=True, stufe="kreis").ueber("mitteilung").ueber("anlage")
    assert (teil.fallweg, teil.stufe) == ("anlage__mitteilung", "anlage__mitteilung__kreis")
    assert sicht_von(Mitteilungsanlage).fallweg == "mitteilung"
