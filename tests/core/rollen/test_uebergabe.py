"""Somebody leaves: roles, duties, deputies, sessions, account."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Protokolleintrag, User, Vertretung
from asskomm.core.roles import OrganisationArt, Rolle
from asskomm.core.services.rollen import house_organisation, request_rolle
from asskomm.core.services.uebergabe import hand_over, lock_konto, unlock_konto
from asskomm.core.stichtag import UngefaehresDatum
from asskomm.core.uebergaben import begonnenes, offene_aufgaben
from kommunen.models import Zustaendigkeit
from kommunen.services.tatsachen import record_beratung
from tests.factories.konten import PASSWORT, gib_rolle, konto, melde_an, organisation
from tests.factories.vereinbarungen import gemeinde, landkreis

pytestmark = pytest.mark.django_db
JETZT = dt.datetime(2024, 5, 15, 12, 0, tzinfo=dt.UTC)
HEUTE = JETZT.date()
MORGEN, GESTERN = HEUTE + dt.timedelta(days=1), HEUTE - dt.timedelta(days=1)
BIS = HEUTE + dt.timedelta(days=30)


def gruende(funktion, **angaben) -> str:
    with pytest.raises(Ablehnung) as ablehnung:
        funktion(jetzt=JETZT, **angaben)
    return " ".join(ablehnung.value.gruende)


def uebergib(user, by, **angaben) -> list[str]:
    return hand_over(user=user, by=by, jetzt=JETZT, **{"letzter_tag": MORGEN, "grund": "Ruhestand", **angaben})


def vertretung(zuordnung, durch, **angaben) -> Vertretung:
    werte = {"gueltig_von": HEUTE, "gueltig_bis": BIS, "beantragt_zeitpunkt": JETZT, "bestaetigt_zeitpunkt": JETZT}
    return Vertretung.objects.create(zuordnung=zuordnung, vertretung=durch, **{**werte, **angaben})


def test_alle_rollen_enden_aufgaben_wandern_und_das_konto_schliesst_danach() -> None:
    sb, neu, lt, hh = (konto(r) for r in (Rolle.SACHBEARBEITUNG, Rolle.SACHBEARBEITUNG, Rolle.LEITUNG, Rolle.HAUSHALT))
    kreis = landkreis()
    Zustaendigkeit.objects.create(user=sb, landkreis=kreis, gueltig_von=GESTERN)
    eigene = vertretung(sb.rollenzuordnungen.get(), hh)
    fremde = vertretung(hh.rollenzuordnungen.get(), sb)
    kuenftige = vertretung(hh.rollenzuordnungen.get(), sb, gueltig_von=BIS)
    antrag = request_rolle(
        user=sb, rolle=Rolle.HAUSHALT, organisation=house_organisation(rolle=Rolle.HAUSHALT, by=None), ab=HEUTE,
        by=konto(Rolle.SYSTEMVERWALTUNG), jetzt=JETZT,
    )  # fmt: skip
    assert offene_aufgaben(sb, HEUTE) == [f"Zuständigkeit für {kreis}"]
    folgen = uebergib(sb, lt, nachfolge=neu)
    assert [z.gueltig_bis for z in sb.rollenzuordnungen.filter(bestaetigt_zeitpunkt__isnull=False)] == [MORGEN]
    antrag.refresh_from_db()
    assert antrag.stand == "abgelehnt"
    tage = Zustaendigkeit.objects.order_by("pk").values_list("user", "gueltig_von", "gueltig_bis")
    assert list(tage) == [(sb.pk, GESTERN, MORGEN), (neu.pk, MORGEN + dt.timedelta(days=1), None)]
    for zeile in (eigene, fremde, kuenftige):
        zeile.refresh_from_db()
    assert (eigene.gueltig_bis, fremde.gueltig_bis, kuenftige.entzogen_zeitpunkt) == (MORGEN, MORGEN, JETZT)
    offen = Vertretung.objects.offen().order_by("gueltig_von")
    assert [(v.vertretung_id, v.gueltig_von) for v in offen] == [(neu.pk, MORGEN + dt.timedelta(days=1)), (neu.pk, BIS)]
    sb.refresh_from_db()
    assert (sb.zugang_bis, sb.is_active) == (MORGEN, True)
    assert folgen[-1] == f"Konto {sb.anmeldename}: Zugang bis 16.05.2024"
    spur = Protokolleintrag.objects.get(ereignis="konto.uebergeben")
    assert spur.angaben["nachher"]["nachfolge"] == str(neu)


def test_eine_rolle_die_frueher_endet_wird_nicht_verlaengert() -> None:
    kb = konto(None)
    zeile = gib_rolle(kb, Rolle.KOMMUNE_BEARBEITUNG, bis=HEUTE)
    uebergib(kb, konto(Rolle.LEITUNG), letzter_tag=MORGEN)
    zeile.refresh_from_db()
    assert (zeile.gueltig_bis, zeile.entzogen_zeitpunkt) == (HEUTE, None)


def test_nach_dem_letzten_tag_oeffnet_das_konto_nichts_mehr(client, time_machine) -> None:
    time_machine.move_to(JETZT)
    kb = konto(Rolle.KOMMUNE_BEARBEITUNG)
    uebergib(kb, konto(Rolle.LEITUNG))
    time_machine.move_to(JETZT + dt.timedelta(days=1))
    assert User.objects.get(pk=kb.pk).befugnisse
    time_machine.move_to(JETZT + dt.timedelta(days=2))
    assert User.objects.get(pk=kb.pk).befugnisse == ()
    antwort = client.post(reverse("account_login"), {"login": kb.anmeldename, "password": PASSWORT})
    assert antwort.headers["Location"] == reverse("account_inactive")


def test_sofort_sperrt_und_beendet_alle_sitzungen(client) -> None:
    sb, lt = konto(Rolle.SACHBEARBEITUNG), konto(Rolle.LEITUNG)
    melde_an(client, sb)
    sitzung = UserSession.objects.create(
        user=sb, ip="127.0.0.1", user_agent="x", session_key=client.session.session_key
    )
    folgen = uebergib(sb, lt, letzter_tag=HEUTE, sofort=True)
    assert folgen[-1].endswith("gesperrt, alle Sitzungen beendet")
    assert not UserSession.objects.filter(pk=sitzung.pk).exists()
    assert client.get("/verwaltung/").status_code == 302
    sb.refresh_from_db()
    assert not sb.is_active
    assert sb.rollenzuordnungen.get().entzogen_zeitpunkt == JETZT


def test_was_jemand_begonnen_hat_bleibt_und_nennt_die_person() -> None:
    sb, kommune = konto(Rolle.SACHBEARBEITUNG), gemeinde()
    record_beratung(kommune=kommune, am=UngefaehresDatum.lies("02.05.2024"), by=sb, jetzt=JETZT)
    uebergib(sb, konto(Rolle.LEITUNG))
    assert begonnenes(sb) == [("Beratungen", 1)]
    assert kommune.beratungen.get().erfasst_durch == sb


def test_wer_uebergeben_darf_und_an_wen() -> None:
    sb, lt = konto(Rolle.SACHBEARBEITUNG), konto(Rolle.LEITUNG)
    text = gruende(hand_over, user=sb, letzter_tag=GESTERN, grund=" ", by=sb, nachfolge=sb)
    for teil in (
        "veranlasst die Leitung",
        "eine andere Person",
        "Vergangenheit",
        "Anlass",
        "ein anderes, offenes Konto",
    ):
        assert teil in text
    Zustaendigkeit.objects.create(user=sb, landkreis=landkreis(), gueltig_von=GESTERN)
    angaben = {"user": sb, "letzter_tag": HEUTE, "grund": "x", "by": lt}
    assert "keine Rolle der Sachbearbeitung" in gruende(hand_over, **angaben, nachfolge=konto(Rolle.HAUSHALT))
    angaben = {**angaben, "user": lt, "by": konto(Rolle.SYSTEMVERWALTUNG)}
    assert "niemand mehr die Rolle „LPR Leitung“" in gruende(hand_over, **angaben)


def test_eine_vertretung_die_die_nachfolge_nicht_haben_kann_wird_nur_beendet() -> None:
    lt, hh, ao = konto(Rolle.LEITUNG), konto(Rolle.HAUSHALT), konto(Rolle.HAUSHALT)
    vertretung(gib_rolle(ao, Rolle.ANORDNUNG), hh)
    folgen = uebergib(hh, lt, nachfolge=konto(Rolle.SACHBEARBEITUNG))
    assert any("nicht beantragt. Die Anordnungsbefugnis vertritt nur" in folge for folge in folgen)
    zweiter = konto(Rolle.HAUSHALT)
    vertretung(ao.rollenzuordnungen.get(rolle=Rolle.HAUSHALT), zweiter)
    folgen = uebergib(zweiter, lt, nachfolge=lt)
    assert any("macht sich selbst zur Vertretung" in folge for folge in folgen)


def test_eine_kommune_laesst_ihre_leute_gehen_und_nur_ihre() -> None:
    stelle, andere = organisation(), organisation()
    kz, kb = konto(Rolle.KOMMUNE_ZEICHNUNG, fuer=stelle), konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle)
    gib_rolle(kb, Rolle.KOMMUNE_BEARBEITUNG, fuer=andere)
    assert "wer für sie zeichnet" in gruende(
        hand_over, user=kb, organisation=andere, letzter_tag=HEUTE, grund="x", by=kz
    )
    assert uebergib(kb, kz, organisation=stelle)[-1] == "Das Konto bleibt offen: Die Person hat noch andere Rollen."
    kb.refresh_from_db()
    assert kb.zugang_bis is None
    assert [z.gueltig_bis for z in kb.rollenzuordnungen.order_by("pk")] == [MORGEN, None]
    direktion = organisation(OrganisationArt.POLIZEI)
    pz, pb = konto(Rolle.POLIZEI_ZEICHNUNG, fuer=direktion), konto(Rolle.POLIZEI_BEARBEITUNG, fuer=direktion)
    assert uebergib(pb, pz, organisation=direktion)[-1].endswith("Zugang bis 16.05.2024")


def test_sperren_und_entsperren() -> None:
    sb, sv, lt = konto(Rolle.SACHBEARBEITUNG), konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG)
    text = gruende(lock_konto, user=sb, grund="", by=sb)
    for teil in ("sperrt die Leitung", "sperrt sich selbst", "Grund"):
        assert teil in text
    assert "niemand mehr die Rolle „Systemverwaltung“" in gruende(lock_konto, user=sv, grund="x", by=lt)
    lock_konto(user=sb, grund="Verdacht", by=lt, jetzt=JETZT)
    assert "schon gesperrt" in gruende(lock_konto, user=sb, grund="x", by=lt)
    text = gruende(unlock_konto, user=lt, grund="", by=lt)
    for teil in ("nur die Systemverwaltung", "das eigene Konto", "nicht gesperrt", "Grund"):
        assert teil in text
    assert unlock_konto(user=sb, grund="geklärt", by=sv, jetzt=JETZT).is_active
