"""Roles: requested by one person, confirmed by another, ended with a reason."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Erklaerung, Protokolleintrag, Rollenzuordnung
from asskomm.core.roles import OrganisationArt, Pruefbereich, Rolle
from asskomm.core.rollenrecht import darf_zeichnen
from asskomm.core.services.rollen import (
    confirm_rolle,
    end_rolle,
    grant_rolle,
    house_organisation,
    refuse_rolle,
    request_rolle,
)
from tests.factories.konten import SEIT, gib_rolle, konto, organisation

pytestmark = pytest.mark.django_db
JETZT = dt.datetime(2024, 5, 15, 12, 0, tzinfo=dt.UTC)
HEUTE = JETZT.date()
MORGEN = HEUTE + dt.timedelta(days=1)
GESTERN = HEUTE - dt.timedelta(days=1)


def beantrage(rolle=Rolle.SACHBEARBEITUNG, *, by, user=None, fuer=None, **angaben):
    stelle = fuer or house_organisation(rolle=rolle, by=None)
    return request_rolle(
        user=user or konto(None), rolle=rolle, organisation=stelle, by=by, jetzt=JETZT, **{"ab": HEUTE, **angaben}
    )


def gruende(funktion, **angaben) -> list[str]:
    with pytest.raises(Ablehnung) as ablehnung:
        funktion(**angaben)
    return ablehnung.value.gruende


def frisch(user):
    """The same account as the next request loads it."""
    return type(user).objects.get(pk=user.pk)


def test_eine_rolle_gilt_erst_mit_der_zweiten_person() -> None:
    sv, lt = konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG)
    antrag = beantrage(by=sv)
    assert antrag.stand == "wartet auf Bestätigung"
    assert not antrag.user.hat_rolle(Rolle.SACHBEARBEITUNG)
    confirm_rolle(zuordnung=antrag, by=lt, jetzt=JETZT)
    assert frisch(antrag.user).hat_rolle(Rolle.SACHBEARBEITUNG)
    spuren = Protokolleintrag.objects.filter(objekt_art="core.user", objekt_id=str(antrag.user_id)).order_by("nr")
    assert [(s.ereignis, s.akteur_id, s.rolle) for s in spuren] == [
        ("rolle.beantragt", sv.pk, "SV"),
        ("rolle.bestaetigt", lt.pk, "LT"),
    ]
    assert "schon entschieden" in gruende(confirm_rolle, zuordnung=antrag, by=konto(Rolle.LEITUNG), jetzt=JETZT)[0]


def test_wer_beantragt_bestaetigt_nicht_auch_nicht_als_regel_der_datenbank() -> None:
    beides = konto(Rolle.SYSTEMVERWALTUNG)
    gib_rolle(beides, Rolle.LEITUNG)
    antrag = beantrage(by=beides)
    assert "zwei verschiedene Personen" in gruende(confirm_rolle, zuordnung=antrag, by=beides, jetzt=JETZT)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Rollenzuordnung.objects.filter(pk=antrag.pk).update(bestaetigt_durch=beides, bestaetigt_zeitpunkt=JETZT)


def test_niemand_beantragt_oder_bestaetigt_fuer_sich_selbst() -> None:
    sv, lt = konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG)
    assert "Für sich selbst beantragt niemand eine Rolle." in gruende(beantrage, by=sv, user=sv)
    antrag = beantrage(Rolle.HAUSHALT, by=sv, user=lt)
    assert "In eigener Sache" in gruende(confirm_rolle, zuordnung=antrag, by=lt, jetzt=JETZT)[0]
    for feld in ("beantragt_durch", "bestaetigt_durch"):
        weitere = {"bestaetigt_zeitpunkt": JETZT} if feld == "bestaetigt_durch" else {}
        with pytest.raises(IntegrityError), transaction.atomic():
            Rollenzuordnung.objects.filter(pk=antrag.pk).update(**{feld: lt}, **weitere)


def test_nur_systemverwaltung_beantragt_und_nur_leitung_bestaetigt() -> None:
    for rolle in (Rolle.SACHBEARBEITUNG, Rolle.LEITUNG, Rolle.HAUSHALT, Rolle.LESEZUGRIFF):
        assert "nicht beantragen" in gruende(beantrage, by=konto(rolle))[0]
    antrag = beantrage(by=konto(Rolle.SYSTEMVERWALTUNG))
    for rolle in (Rolle.SYSTEMVERWALTUNG, Rolle.SACHBEARBEITUNG, Rolle.KOMMUNE_ZEICHNUNG):
        assert gruende(confirm_rolle, zuordnung=antrag, by=konto(rolle), jetzt=JETZT) == [
            "Ihre Rolle darf das nicht bestätigen."
        ]


def test_in_einer_kommune_laedt_die_bearbeitung_ein_und_die_zeichnung_bestaetigt() -> None:
    stelle, andere = organisation(), organisation()
    kb, kz = konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle), konto(Rolle.KOMMUNE_ZEICHNUNG, fuer=stelle)
    fremde = konto(Rolle.KOMMUNE_ZEICHNUNG, fuer=andere)
    assert "nicht beantragen" in gruende(beantrage, rolle=Rolle.KOMMUNE_BEARBEITUNG, by=kb, fuer=andere)[0]
    assert "nicht beantragen" in gruende(beantrage, rolle=Rolle.KOMMUNE_ZEICHNUNG, by=kb, fuer=stelle)[0]
    antrag = beantrage(Rolle.KOMMUNE_BEARBEITUNG, by=kb, fuer=stelle)
    for person in (fremde, konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle)):
        assert gruende(confirm_rolle, zuordnung=antrag, by=person, jetzt=JETZT)
    confirm_rolle(zuordnung=antrag, by=kz, jetzt=JETZT)
    assert frisch(antrag.user).organisationen(Rolle.KOMMUNE_BEARBEITUNG) == {stelle.pk}


def test_in_einer_polizeidirektion_ebenso() -> None:
    stelle = organisation(OrganisationArt.POLIZEI)
    pb, pz = konto(Rolle.POLIZEI_BEARBEITUNG, fuer=stelle), konto(Rolle.POLIZEI_ZEICHNUNG, fuer=stelle)
    antrag = beantrage(Rolle.POLIZEI_BEARBEITUNG, by=pb, fuer=stelle)
    confirm_rolle(zuordnung=antrag, by=pz, jetzt=JETZT)
    zweite = beantrage(Rolle.POLIZEI_ZEICHNUNG, by=konto(Rolle.SYSTEMVERWALTUNG), user=pb, fuer=stelle)
    assert "nicht in einer Hand" in gruende(confirm_rolle, zuordnung=zweite, by=konto(Rolle.LEITUNG), jetzt=JETZT)[0]


def test_eine_kommune_macht_niemanden_aus_der_verwaltung_befangen() -> None:
    stelle = organisation()
    kb, kz = konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle), konto(Rolle.KOMMUNE_ZEICHNUNG, fuer=stelle)
    antrag = beantrage(Rolle.KOMMUNE_BEARBEITUNG, by=kb, user=konto(Rolle.SACHBEARBEITUNG), fuer=stelle)
    assert "bestätigt die Leitung" in gruende(confirm_rolle, zuordnung=antrag, by=kz, jetzt=JETZT)[0]
    confirm_rolle(zuordnung=antrag, by=konto(Rolle.LEITUNG), jetzt=JETZT)


def test_leitung_bestaetigt_nichts_fuer_die_kommune_fuer_die_sie_selbst_arbeitet() -> None:
    stelle = organisation()
    lt = konto(Rolle.LEITUNG)
    gib_rolle(lt, Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle)
    antrag = beantrage(Rolle.KOMMUNE_ZEICHNUNG, by=konto(Rolle.SYSTEMVERWALTUNG), fuer=stelle)
    assert "befangen" in gruende(confirm_rolle, zuordnung=antrag, by=lt, jetzt=JETZT)[0]


def test_angaben_werden_mit_allen_gruenden_zugleich_abgelehnt() -> None:
    sv, stelle = konto(Rolle.SYSTEMVERWALTUNG), organisation()
    assert len(gruende(beantrage, rolle=Rolle.PRUEFUNG, by=sv, fuer=stelle)) == 5
    assert "in der Vergangenheit" in gruende(beantrage, by=sv, bis=GESTERN)[0]
    assert "schriftliche Grundlage" in gruende(beantrage, rolle=Rolle.ANORDNUNG, by=sv)[0]
    gesperrt = konto(None)
    gesperrt.is_active = False
    gesperrt.save()
    assert "gesperrt" in gruende(beantrage, by=sv, user=gesperrt)[0]


def test_eine_pruefung_hat_ende_auftrag_bereiche_und_kommunen() -> None:
    sv, stelle = konto(Rolle.SYSTEMVERWALTUNG), organisation()
    angaben = {"bis": MORGEN, "grundlage": "Prüfauftrag 7", "bereiche": [Pruefbereich.FOERDERUNG]}
    assert gruende(beantrage, rolle=Rolle.PRUEFUNG, by=sv, **angaben) == [
        "Bitte nennen Sie die geprüften Kommunen, oder dass alle geprüft werden."
    ]
    antrag = beantrage(Rolle.PRUEFUNG, by=sv, umfang=[stelle], **angaben)
    confirm_rolle(zuordnung=antrag, by=konto(Rolle.LEITUNG), jetzt=JETZT)
    assert [o.pk for o in antrag.umfang.all()] == [stelle.pk]
    alle = beantrage(Rolle.PRUEFUNG, by=sv, umfang=[stelle], alle_kommunen=True, **angaben)
    assert list(alle.umfang.all()) == []


def test_dieselbe_rolle_zur_gleichen_zeit_gibt_es_einmal() -> None:
    sv = konto(Rolle.SYSTEMVERWALTUNG)
    antrag = beantrage(by=sv, bis=MORGEN)
    assert "hat die Person für diese Stelle schon" in gruende(beantrage, by=sv, user=antrag.user)[0]
    assert gruende(beantrage, by=sv, user=antrag.user, ab=MORGEN, bis=MORGEN)
    beantrage(by=sv, user=antrag.user, ab=MORGEN + dt.timedelta(days=1))


def test_anordnungsbefugt_wird_nur_wer_den_haushalt_hat() -> None:
    sv, lt = konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG)
    angaben = {"grundlage": "Ermächtigung vom 2.11.2026", "by": sv, "bis": MORGEN}
    ohne = beantrage(Rolle.ANORDNUNG, **angaben)
    assert "LPR Haushalt" in gruende(confirm_rolle, zuordnung=ohne, by=lt, jetzt=JETZT)[0]
    confirm_rolle(
        zuordnung=beantrage(Rolle.ANORDNUNG, user=konto(Rolle.HAUSHALT), **angaben), by=lt, jetzt=JETZT
    )  # fmt: skip


def test_bearbeitung_und_zeichnung_in_einer_hand_nur_mit_erklaerung() -> None:
    stelle, sv, lt = organisation(), konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG)
    kb = konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle)
    antrag = beantrage(Rolle.KOMMUNE_ZEICHNUNG, by=sv, user=kb, fuer=stelle)
    assert "schriftliche Erklärung" in gruende(confirm_rolle, zuordnung=antrag, by=lt, jetzt=JETZT)[0]
    erklaerung = Erklaerung.objects.create(
        organisation=stelle,
        grundlage="Schreiben",
        gueltig_von=SEIT,
        beantragt_zeitpunkt=JETZT,
        bestaetigt_zeitpunkt=JETZT,
    )
    confirm_rolle(zuordnung=antrag, by=lt, jetzt=JETZT)
    assert darf_zeichnen(frisch(kb), stelle)
    erklaerung.entzogen_zeitpunkt = JETZT  # what was confirmed once does not outlast the declaration
    erklaerung.save()
    assert not darf_zeichnen(frisch(kb), stelle)


def test_zeichnen_darf_wer_nur_zeichnet_und_nur_fuer_die_eigene_stelle() -> None:
    stelle, direktion = organisation(), organisation(OrganisationArt.POLIZEI)
    assert darf_zeichnen(konto(Rolle.KOMMUNE_ZEICHNUNG, fuer=stelle), stelle)
    assert not darf_zeichnen(konto(Rolle.KOMMUNE_ZEICHNUNG, fuer=organisation()), stelle)
    assert not darf_zeichnen(konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle), stelle)
    pz = konto(Rolle.POLIZEI_ZEICHNUNG, fuer=direktion)
    assert darf_zeichnen(pz, direktion)
    gib_rolle(pz, Rolle.POLIZEI_BEARBEITUNG, fuer=direktion)
    assert not darf_zeichnen(frisch(pz), direktion)


def test_ablehnen_und_zuruecknehmen_brauchen_einen_grund() -> None:
    sv, lt = konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG)
    antrag, zweiter = beantrage(by=sv), beantrage(by=sv)
    assert gruende(refuse_rolle, zuordnung=antrag, grund=" ", by=lt, jetzt=JETZT) == ["Bitte geben Sie einen Grund an."]
    assert gruende(refuse_rolle, zuordnung=antrag, grund="x", by=konto(Rolle.SYSTEMVERWALTUNG), jetzt=JETZT)
    assert refuse_rolle(zuordnung=antrag, grund="falsche Person", by=lt, jetzt=JETZT).stand == "abgelehnt"
    assert refuse_rolle(zuordnung=zweiter, grund="Versehen", by=sv, jetzt=JETZT).stand == "zurückgenommen"
    beantrage(by=sv, user=antrag.user)  # a refused request does not stand in the way


def test_ein_inzwischen_gesperrtes_konto_wird_nicht_bestaetigt() -> None:
    antrag = beantrage(by=konto(Rolle.SYSTEMVERWALTUNG))
    type(antrag.user).objects.filter(pk=antrag.user_id).update(is_active=False)
    assert "gesperrt" in gruende(confirm_rolle, zuordnung=antrag, by=konto(Rolle.LEITUNG), jetzt=JETZT)[0]


def test_auf_dem_server_wird_eine_rolle_sofort_zugeordnet() -> None:
    user = konto(None)
    haus = house_organisation(rolle=Rolle.PRUEFUNG, by=None)
    assert haus is not None
    assert haus.name == "Sächsischer Rechnungshof"
    assert house_organisation(rolle=Rolle.COACH, by=None) is None
    stelle = organisation()
    zeile = grant_rolle(
        user=user, rolle=Rolle.PRUEFUNG, organisation=haus, ab=HEUTE, bis=MORGEN, grundlage="Prüfauftrag 7",
        bereiche=[Pruefbereich.FOERDERUNG], umfang=[stelle], by=None, jetzt=JETZT,
    )  # fmt: skip
    assert (zeile.stand, list(zeile.umfang.all())) == ("bestätigt", [stelle])
    assert Protokolleintrag.objects.get(ereignis="rolle.zugeordnet").angaben["grund"] == "Prüfauftrag 7"


def test_eine_rolle_endet_am_letzten_tag_oder_sofort() -> None:
    sb, lt = konto(Rolle.SACHBEARBEITUNG), konto(Rolle.LEITUNG)
    zeile = sb.rollenzuordnungen.get()
    assert gruende(end_rolle, zuordnung=zeile, bis=GESTERN, grund="", by=konto(Rolle.HAUSHALT), jetzt=JETZT) == [
        "Ihre Rolle darf „LPR Sachbearbeitung (Landespräventionsrat Sachsen)“ nicht beenden.",
        "Der letzte Tag liegt in der Vergangenheit; „sofort“ beendet die Rolle in diesem Moment.",
        "Bitte geben Sie einen Grund an.",
    ]
    assert end_rolle(zuordnung=zeile, bis=MORGEN, grund="Wechsel", by=lt, jetzt=JETZT).gueltig_bis == MORGEN
    spaeter = MORGEN + dt.timedelta(days=1)
    assert "Verlängert" in gruende(end_rolle, zuordnung=zeile, bis=spaeter, grund="x", by=lt, jetzt=JETZT)[0]
    ende = end_rolle(zuordnung=zeile, bis=HEUTE, grund="Missbrauch", by=lt, jetzt=JETZT, sofort=True)
    assert (ende.entzogen_zeitpunkt, ende.stand) == (JETZT, "entzogen")
    assert not frisch(sb).hat_rolle(Rolle.SACHBEARBEITUNG)
    assert "schon beendet" in gruende(end_rolle, zuordnung=zeile, bis=HEUTE, grund="x", by=lt, jetzt=JETZT)[0]


def test_eine_kuenftige_rolle_wird_entzogen_und_ein_antrag_nicht_beendet() -> None:
    sv, lt = konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG)
    antrag = beantrage(by=sv, ab=MORGEN)
    assert "nicht bestätigt" in gruende(end_rolle, zuordnung=antrag, bis=HEUTE, grund="x", by=sv, jetzt=JETZT)[0]
    confirm_rolle(zuordnung=antrag, by=lt, jetzt=JETZT)
    assert end_rolle(zuordnung=antrag, bis=HEUTE, grund="x", by=sv, jetzt=JETZT).entzogen_zeitpunkt == JETZT


def test_zeichnung_beendet_rollen_im_eigenen_haus_und_nirgends_sonst() -> None:
    stelle = organisation()
    kz = konto(Rolle.KOMMUNE_ZEICHNUNG, fuer=stelle)
    eigene = konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle).rollenzuordnungen.get()
    fremde = konto(Rolle.KOMMUNE_BEARBEITUNG).rollenzuordnungen.get()
    end_rolle(zuordnung=eigene, bis=HEUTE, grund="x", by=kz, jetzt=JETZT)
    assert "nicht beenden" in gruende(end_rolle, zuordnung=fremde, bis=HEUTE, grund="x", by=kz, jetzt=JETZT)[0]


@pytest.mark.parametrize("rolle", [Rolle.LEITUNG, Rolle.SYSTEMVERWALTUNG])
def test_die_letzte_leitung_und_systemverwaltung_bleibt(rolle: str) -> None:
    letzte, by = konto(rolle), konto(Rolle.SYSTEMVERWALTUNG if rolle == Rolle.LEITUNG else Rolle.LEITUNG)
    zeile = letzte.rollenzuordnungen.get()
    eingeladen = konto(rolle)
    eingeladen.set_unusable_password()  # invited, but cannot sign in yet
    eingeladen.save()
    geht = konto(rolle)
    geht.zugang_bis = HEUTE
    geht.save()
    satz = gruende(end_rolle, zuordnung=zeile, bis=HEUTE, grund="x", by=by, jetzt=JETZT)
    assert satz == [
        f"Danach hätte niemand mehr die Rolle „{Rolle(rolle).label}“. Bitte bestätigen Sie zuerst eine Nachfolge."
    ]
    konto(rolle)
    end_rolle(zuordnung=zeile, bis=HEUTE, grund="x", by=by, jetzt=JETZT)
