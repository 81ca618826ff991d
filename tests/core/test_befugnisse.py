"""Wer heute was darf: datierte Rollen, Vertretungen, Mandate, Befangenheit, und was der Ablauf daraus macht."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from asskomm.core.befugnis import Befugnis
from asskomm.core.models import Befangenheit, Mandat, Organisation, Rollenzuordnung, User, Vertretung
from asskomm.core.roles import (
    BEDEUTUNG,
    LPR_ROLLEN,
    PORTAL_ROLLEN,
    VERWALTUNG_ROLLEN,
    ZWEITER_FAKTOR,
    OrganisationArt,
    Rolle,
    find_rolle,
    organisation_art,
)
from tests.factories.konten import SEIT, gib_rolle, konto, organisation

pytestmark = pytest.mark.django_db

JETZT = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)
HEUTE = dt.date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _uhr(time_machine) -> None:
    time_machine.move_to(JETZT, tick=False)


def frisch(user: User) -> User:
    """As the next request loads the account."""
    return User.objects.get(pk=user.pk)


def rollen(user: User) -> list[str]:
    return [b.rolle for b in frisch(user).befugnisse]


def zwei_personen(**felder: object) -> dict:
    return {
        "beantragt_zeitpunkt": JETZT, "beantragt_durch": konto(Rolle.SYSTEMVERWALTUNG), "bestaetigt_zeitpunkt": JETZT,
        "bestaetigt_durch": konto(Rolle.LEITUNG), **felder,
    }  # fmt: skip


def vertrete(wen: User, durch: User, von: dt.date = SEIT, bis: dt.date = dt.date(2030, 1, 1), **felder: object) -> None:
    zuordnung = wen.rollenzuordnungen.get()
    Vertretung.objects.create(
        zuordnung=zuordnung, vertretung=durch, gueltig_von=von, gueltig_bis=bis, **zwei_personen(**felder)
    )


def test_jede_rolle_gehoert_zu_einer_oberflaeche_und_ist_erklaert():
    assert set(Rolle.values) == VERWALTUNG_ROLLEN | PORTAL_ROLLEN
    assert not VERWALTUNG_ROLLEN & PORTAL_ROLLEN
    assert set(BEDEUTUNG) == set(Rolle)
    assert {organisation_art(r) for r in Rolle} == set(OrganisationArt)
    assert LPR_ROLLEN | {"SV", "PR", "KZ", "PZ"} == ZWEITER_FAKTOR


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [("sb", "SB"), (" Leitung ", "LT"), ("lpr haushalt", "HH"), ("KZ", "KZ"), ("AD", "SV"), ("Kaiser", None)],
)
def test_rolle_wird_an_kuerzel_name_und_bezeichnung_erkannt(text, erwartet):
    assert find_rolle(text) == erwartet


def test_rolle_gilt_vom_ersten_bis_zum_letzten_tag():
    user = konto(None)
    gib_rolle(user, Rolle.SACHBEARBEITUNG, ab=dt.date(2026, 11, 26), bis=dt.date(2026, 11, 26))
    gib_rolle(user, Rolle.HAUSHALT, ab=dt.date(2026, 11, 27))
    gib_rolle(user, Rolle.LEITUNG, bis=dt.date(2026, 11, 25))
    assert rollen(user) == ["SB"]


def test_mehrere_rollen_wirken_zusammen_und_jede_traegt_ihr_recht():
    user = konto(Rolle.SACHBEARBEITUNG)
    gib_rolle(user, Rolle.HAUSHALT)
    assert user.befugnis_fuer("foerderung.add_zuwendung").rolle == "HH"
    assert user.befugnis_fuer("kommunen.add_beratung").rolle == "SB"
    assert user.befugnis_fuer("vereinbarungen.annul_vereinbarung") is None


def test_unbestaetigte_abgelehnte_und_entzogene_rolle_wirkt_nicht():
    user = konto(Rolle.LEITUNG)
    for aenderung in (
        {"bestaetigt_zeitpunkt": None},
        {"bestaetigt_zeitpunkt": JETZT, "entzogen_zeitpunkt": JETZT},
    ):
        Rollenzuordnung.objects.filter(user=user).update(**aenderung)
        assert rollen(user) == []
    assert not frisch(user).is_staff


def test_gesperrtes_konto_und_unbekannte_haben_keine_rolle():
    user = konto(Rolle.LEITUNG, is_active=False)
    assert user.befugnisse == ()
    assert User().befugnisse == ()
    assert not Organisation.objects.visible_to(AnonymousUser()).exists()


def test_zwei_personen_haelt_auch_die_datenbank():
    user, eine = konto(Rolle.SACHBEARBEITUNG), konto(Rolle.LEITUNG)
    zeile = user.rollenzuordnungen.filter(pk=user.rollenzuordnungen.get().pk)
    falsch = [
        {"beantragt_durch": eine, "bestaetigt_durch": eine},  # one person did both
        {"beantragt_durch": eine, "bestaetigt_durch": None},  # requested by a person, confirmed by nobody
        {"bestaetigt_durch": user},  # one's own role
        {"bestaetigt_zeitpunkt": None, "bestaetigt_durch": eine},
        {"abgelehnt_zeitpunkt": JETZT, "abgelehnt_durch": eine, "abgelehnt_grund": "nein"},  # confirmed and refused
    ]
    for werte in falsch:
        with pytest.raises(IntegrityError), transaction.atomic():
            zeile.update(**werte)


@pytest.mark.parametrize(
    ("rolle", "werte"),
    [
        (Rolle.PRUEFUNG, {"gueltig_bis": None}),
        (Rolle.PRUEFUNG, {"grundlage": ""}),
        (Rolle.ANORDNUNG, {"grundlage": ""}),
        (Rolle.LEITUNG, {"gueltig_bis": dt.date(2018, 1, 1)}),
    ],
)
def test_pflichtangaben_der_rollen_haelt_auch_die_datenbank(rolle, werte):
    user = konto(rolle)
    with pytest.raises(IntegrityError), transaction.atomic():
        user.rollenzuordnungen.update(**werte)


def test_vertretung_gibt_die_rolle_auf_tage_und_nennt_wen_sie_vertritt():
    leitung, sb = konto(Rolle.LEITUNG), konto(Rolle.SACHBEARBEITUNG)
    vertrete(leitung, sb, von=HEUTE, bis=HEUTE)
    geltend = frisch(sb).befugnisse
    assert [(b.rolle, b.vertritt) for b in geltend] == [("SB", None), ("LT", leitung.pk)]
    assert geltend[1].personen == {leitung.pk}
    assert geltend[0].personen == frozenset()


def test_vertretung_endet_mit_tag_rolle_konto_und_bestaetigung(time_machine):
    leitung, sb = konto(Rolle.LEITUNG), konto(Rolle.SACHBEARBEITUNG)
    vertrete(leitung, sb, von=HEUTE, bis=HEUTE)
    assert rollen(sb) == ["SB", "LT"]
    User.objects.filter(pk=leitung.pk).update(is_active=False)
    assert rollen(sb) == ["SB"]
    User.objects.filter(pk=leitung.pk).update(is_active=True)
    Vertretung.objects.update(bestaetigt_zeitpunkt=None, bestaetigt_durch=None)
    assert rollen(sb) == ["SB"]
    Vertretung.objects.all().delete()
    vertrete(leitung, sb, von=HEUTE, bis=HEUTE)
    time_machine.move_to(JETZT + dt.timedelta(days=1))
    assert rollen(sb) == ["SB"]


def test_vertretung_wird_nicht_weitergereicht():
    leitung, sb, dritte = konto(Rolle.LEITUNG), konto(Rolle.SACHBEARBEITUNG), konto(Rolle.HAUSHALT)
    vertrete(leitung, sb)
    vertrete(sb, dritte)
    assert rollen(dritte) == ["HH", "SB"]


def test_rolle_ausserhalb_des_lpr_laesst_sich_nicht_vertreten():
    zeichnung, andere = konto(Rolle.KOMMUNE_ZEICHNUNG), konto(None)
    vertrete(zeichnung, andere)
    assert rollen(andere) == []


def test_niemand_bestaetigt_die_eigene_vertretung():
    leitung, sb = konto(Rolle.LEITUNG), konto(Rolle.SACHBEARBEITUNG)
    with pytest.raises(IntegrityError), transaction.atomic():
        vertrete(leitung, sb, bestaetigt_durch=sb)


def test_mandat_erweitert_die_organisationen_auf_zeit():
    verband, mitglied = organisation(), organisation()
    user = konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=verband)
    assert user.organisationen("KB") == {verband.pk}
    Mandat.objects.create(
        verband=verband,
        mitglied=mitglied,
        grundlage="Beschluss 7",
        gueltig_von=SEIT,
        gueltig_bis=HEUTE,
        **zwei_personen(),
    )
    assert frisch(user).organisationen("KB") == {verband.pk, mitglied.pk}
    assert frisch(user).organisationen("KZ") == frozenset()
    Mandat.objects.update(gueltig_bis=HEUTE - dt.timedelta(days=1))
    assert frisch(user).organisationen("KB") == {verband.pk}


@pytest.mark.parametrize("werte", [{"grundlage": ""}, {"mitglied": None}])
def test_mandat_braucht_grundlage_und_zwei_organisationen(werte):
    verband = organisation()
    angaben = {"mitglied": organisation(), "grundlage": "Beschluss", **werte}
    angaben["mitglied"] = angaben["mitglied"] or verband
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandat.objects.create(verband=verband, gueltig_von=SEIT, **angaben, **zwei_personen())


def test_befangen_ist_wer_es_erklaert_hat_und_wer_fuer_die_kommune_arbeitet():
    eine, andere, dritte = organisation(), organisation(), organisation()
    user = konto(Rolle.SACHBEARBEITUNG)
    gib_rolle(user, Rolle.KOMMUNE_BEARBEITUNG, fuer=eine)
    for stelle, bis in ((andere, None), (dritte, HEUTE - dt.timedelta(days=1))):
        Befangenheit.objects.create(
            user=user, organisation=stelle, gueltig_von=SEIT, gueltig_bis=bis, erfasst_zeitpunkt=JETZT
        )
    assert frisch(user).befangen == {eine.pk, andere.pk}


def test_befugnisse_kosten_eine_abfrage_wie_viele_rollen_es_auch_sind(django_assert_num_queries):
    user = konto(Rolle.SACHBEARBEITUNG)
    for rolle in (Rolle.HAUSHALT, Rolle.LEITUNG, Rolle.KOMMUNE_BEARBEITUNG):
        gib_rolle(user, rolle)
    geladen = frisch(user)
    with django_assert_num_queries(1):
        assert len(geladen.befugnisse) == 4
        assert geladen.hat_rolle(Rolle.LEITUNG)
        assert geladen.braucht_zweiten_faktor


def test_pruefung_traegt_ihren_umfang():
    stelle = organisation()
    user = konto(None)
    gib_rolle(user, Rolle.PRUEFUNG, bereiche=["VEREINBARUNG"], umfang=[stelle])
    (befugnis,) = frisch(user).befugnisse
    assert (befugnis.bereiche, befugnis.nur_organisationen) == ({"VEREINBARUNG"}, {stelle.pk})
    assert user.rollenzuordnungen.get().bereiche_in_worten == "Vereinbarungen"


def test_befugnis_ohne_angaben_steht_fuer_sich():
    assert Befugnis("SB", 1).personen == frozenset()


def test_texte_der_zeilen_nennen_person_und_stelle():
    stelle = organisation(name="Stadt Beispiel")
    user = konto(Rolle.KOMMUNE_ZEICHNUNG, fuer=stelle, name="Erika Muster")
    leitung, sb = konto(Rolle.LEITUNG, name="L"), konto(name="S")
    vertrete(leitung, sb)
    assert str(user.rollenzuordnungen.get()) == "Kommune Zeichnung (Stadt Beispiel)"
    assert str(Vertretung.objects.get()) == "S für L: LPR Leitung"
    assert (user.get_full_name(), user.get_short_name()) == ("Erika Muster", "Erika Muster")
    assert user.rollenzuordnungen.get().ist_bestaetigt
    assert not user.rollenzuordnungen.get().ist_offen
