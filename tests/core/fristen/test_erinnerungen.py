"""Wer erinnert wird, woran, und was der Befehl sagt."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError

from asskomm.core import workflow
from asskomm.core.erinnerungsarten import Empfang, Erinnerungsart, erinnerungsart, faellig_am
from asskomm.core.errors import Ablehnung
from asskomm.core.management.commands.erinnere import ZU_ZWEIT
from asskomm.core.models import Erinnerung, Frist, Nachricht, Wiedervorlage
from asskomm.core.services import erinnerungen, fristen
from asskomm.core.services.erinnerungen import next_erinnerung, plan_erinnerungen, send_erinnerungen, set_erinnerung
from asskomm.core.stichtag import UngefaehresDatum
from kommunen.models import Ansprechperson, Zustaendigkeit
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import vertretung
from tests.factories.fakten import analysiert, gecoacht, rat
from tests.factories.konten import gib_rolle, konto
from tests.factories.vereinbarungen import gemeinde
from vereinbarungen.models import Vereinbarung

pytestmark = pytest.mark.django_db
D = dt.date
JETZT = dt.datetime(2026, 11, 23, 6, 30, tzinfo=dt.UTC)
HEUTE = JETZT.date()
BEGINN = D(2026, 10, 26)


def frist(fall=None, am: D = BEGINN) -> Frist:
    """Ends four weeks later: today."""
    regel = fristen.find_regel(schluessel="anhoerung", tag=am)
    return fristen.set_frist(fall=fall or gemeinde(), regel=regel, ereignis_am=am, by=konto(), jetzt=JETZT)


def zustaendig(kommune, person=None):
    person = person or konto("SB", name="Erika Muster")
    Zustaendigkeit.objects.create(user=person, landkreis=kommune.landkreis, gueltig_von=D(2020, 1, 1))
    return person


def an(plan) -> list[list[str]]:
    return [[a.email for a in v.an] for v in plan]


def test_sachbearbeitung_des_landkreises_sonst_die_leitung():
    leitung, kommune = konto("LT"), gemeinde("Meerane")
    f = frist(kommune)
    assert an(plan_erinnerungen(stichtag=HEUTE)) == [[], [leitung.email]]
    sb = zustaendig(kommune)
    plan = plan_erinnerungen(stichtag=HEUTE)
    assert [str(v) for v in plan] == [
        f"16.11.2026: Frist „Anhörung“ endet am 23.11.2026 ({f.fallname}) → überholt: eine spätere ging am selben Tag "
        "hinaus",
        f"23.11.2026: Frist „Anhörung“ endet am 23.11.2026 ({f.fallname}) → Erika Muster <{sb.email}>",
    ]


def test_wer_den_fall_nicht_mehr_sieht_wird_nicht_erinnert():
    kommune = gemeinde()
    frist(kommune)
    zustaendig(kommune, konto(None))
    assert an(plan_erinnerungen(stichtag=HEUTE))[-1] == []
    gesperrt = konto("SB", is_active=False)
    zustaendig(kommune, gesperrt)
    assert an(plan_erinnerungen(stichtag=HEUTE))[-1] == []


def test_eine_nachricht_je_person_und_keine_zweite():
    kommune = gemeinde()
    sb = zustaendig(kommune)
    frist(kommune)
    frist(kommune)
    assert len(send_erinnerungen(stichtag=HEUTE, by=None, jetzt=JETZT)) == 4
    assert send_erinnerungen(stichtag=HEUTE, by=None, jetzt=JETZT) == []
    assert send_erinnerungen(stichtag=HEUTE + dt.timedelta(days=5), by=None, jetzt=JETZT) == []
    nachricht = Nachricht.objects.get()
    assert (nachricht.an, nachricht.betreff) == (sb.email, "ASSKomm-Portal: 2 Erinnerungen")
    assert nachricht.text.count("Frist „Anhörung“ endet am 23.11.2026") == 2
    assert f"/verwaltung/kommunen/kommune/{kommune.pk}/change/" in nachricht.text
    call_command("arbeite", "--einmal")
    assert [m.to for m in mail.outbox] == [[f"Erika Muster <{sb.email}>"]]


def test_vertretung_bekommt_die_erinnerung_auch_und_nur_in_ihrer_zeit():
    kommune, durch = gemeinde("Meerane"), konto("SB", name="Vera Tretung")
    sb, bis = zustaendig(kommune), HEUTE + dt.timedelta(days=7)
    v = vertretung(sb, durch, von=HEUTE, bis=bis)
    vertretung(sb, konto(None, is_active=False), von=HEUTE, bis=bis)
    vertretung(sb, konto(None), von=bis, bis=bis)
    vertretung(durch, sb, von=HEUTE, bis=bis)  # einander vertreten: niemand bekommt sie doppelt
    f = frist(kommune)
    plan = plan_erinnerungen(stichtag=HEUTE)
    assert an(plan)[-1] == [sb.email, durch.email]
    assert str(plan[-1]).endswith(
        f"Erika Muster <{sb.email}>, Vera Tretung in Vertretung für Erika Muster <{durch.email}>"
    )
    type(v).objects.filter(pk=v.pk).update(entzogen_zeitpunkt=JETZT)
    assert an(plan_erinnerungen(stichtag=HEUTE))[-1] == [sb.email]
    type(v).objects.filter(pk=v.pk).update(entzogen_zeitpunkt=None)
    send_erinnerungen(stichtag=HEUTE, by=None, jetzt=JETZT)
    texte = dict(Nachricht.objects.values_list("an", "text"))
    assert set(texte) == {sb.email, durch.email}
    assert f"endet am 23.11.2026 ({f.fallname}), in Vertretung für Erika Muster: http" in texte[durch.email]
    assert "Vertretung" not in texte[sb.email]
    zeile = Erinnerung.objects.get(ausgang="VERSCHICKT")
    assert zeile.an == "Erika Muster, Vera Tretung in Vertretung für Erika Muster"


def test_wer_nur_vertritt_sieht_den_fall_am_stichtag_und_schaltet_fuer_sich_selbst():
    """A preview for a later day asks for the deputies of that day; an opt-out of the represented one is not theirs."""
    person, durch = konto("SB"), konto(None)
    morgen = HEUTE + dt.timedelta(days=1)
    vertretung(person, durch, von=morgen, bis=morgen)
    Wiedervorlage.objects.create(
        fall=gemeinde(), faellig_am=morgen, text="Nachfragen", fuer=person, erfasst_zeitpunkt=JETZT
    )
    with time_machine.travel(JETZT, tick=False):
        assert an(plan_erinnerungen(stichtag=morgen)) == [[person.email, durch.email]]
        set_erinnerung(art="wiedervorlage", aktiv=False, im_haus=False, by=person, jetzt=JETZT)
        assert an(plan_erinnerungen(stichtag=morgen)) == [[durch.email]]


def test_verschobener_tag_erinnert_nur_neu_wenn_sich_die_faelligkeit_verschiebt():
    """From Sunday to Saturday both reminders stay on the same Friday."""
    f = frist()
    Frist.objects.filter(pk=f.pk).update(ende_am=D(2026, 11, 29))
    send_erinnerungen(stichtag=D(2026, 11, 27), by=None, jetzt=JETZT)
    Frist.objects.filter(pk=f.pk).update(ende_am=D(2026, 11, 28))
    assert plan_erinnerungen(stichtag=D(2026, 11, 30)) == []
    Frist.objects.filter(pk=f.pk).update(ende_am=D(2026, 12, 1))
    assert [v.faellig.am for v in plan_erinnerungen(stichtag=D(2026, 12, 1))] == [D(2026, 11, 24), D(2026, 12, 1)]


def test_die_datenbank_laesst_keine_zweite_zu():
    frist()
    send_erinnerungen(stichtag=HEUTE, by=None, jetzt=JETZT)
    zeile = Erinnerung.objects.order_by("pk")[0]
    zeile.pk = None
    with pytest.raises(IntegrityError):
        zeile.save(force_insert=True)


def test_wiedervorlage_geht_an_die_person_oder_alle_mit_der_rolle():
    person, leitung = konto("SB"), konto("LT")
    for fuer in ({"fuer": person}, {"fuer_rolle": "LT"}):
        Wiedervorlage.objects.create(
            fall=gemeinde(), faellig_am=HEUTE, text="Nachfragen", erfasst_zeitpunkt=JETZT, **fuer
        )
    assert sorted(an(plan_erinnerungen(stichtag=HEUTE))) == sorted([[person.email], [leitung.email]])


def test_kommune_bekommt_eine_eigene_nachricht_mit_bitte():
    kommune = gemeinde("Meerane")
    ansprech = {"kommune": kommune, "funktion": "Ordnungsamt"}
    Ansprechperson.objects.create(email="amt@meerane.example", **ansprech)
    Ansprechperson.objects.create(email="AMT@meerane.example", **ansprech)
    Ansprechperson.objects.create(email="alt@meerane.example", gueltig_bis=D(2020, 1, 1), **ansprech)
    Ansprechperson.objects.create(email="neu@meerane.example", gueltig_von=D(2030, 1, 1), **ansprech)
    Ansprechperson.objects.create(**ansprech)
    r = rat(kommune, "23.11.2024")
    assert an(send_erinnerungen(stichtag=HEUTE, by=None, jetzt=JETZT)) == [["amt@meerane.example"]]
    nachricht = Nachricht.objects.get()
    assert "weiter aktiv?" in nachricht.text
    assert nachricht.fall == r
    type(r).objects.filter(pk=r.pk).update(kontakt_email="rat@meerane.example", kontakt_funktion="Geschäftsstelle")
    plan = plan_erinnerungen(stichtag=D(2027, 11, 23))
    assert [(a.email, a.name) for a in plan[0].an] == [("rat@meerane.example", "Geschäftsstelle")]


def test_abgeschaltet_fuer_eine_person_oder_das_haus_wird_nur_vermerkt():
    kommune, leitung = gemeinde(), konto("LT")
    person, andere = konto("SB"), konto("SB")
    for fuer in (person, andere):
        Wiedervorlage.objects.create(fall=kommune, faellig_am=HEUTE, text="x", fuer=fuer, erfasst_zeitpunkt=JETZT)
    set_erinnerung(art="wiedervorlage", aktiv=False, im_haus=False, by=person, jetzt=JETZT)
    assert sorted(an(plan_erinnerungen(stichtag=HEUTE))) == [[], [andere.email]]
    set_erinnerung(art="wiedervorlage", aktiv=False, im_haus=True, by=leitung, jetzt=JETZT)
    send_erinnerungen(stichtag=HEUTE, by=None, jetzt=JETZT)
    assert set(Erinnerung.objects.values_list("ausgang", flat=True)) == {"NIEMAND"}
    set_erinnerung(art="wiedervorlage", aktiv=True, im_haus=True, by=leitung, jetzt=JETZT)
    assert plan_erinnerungen(stichtag=HEUTE) == []


def test_beschluss_steht_aus_seit_dem_schritt():
    v = fabrik.entwurf(gemeinde())
    workflow.take_over(
        objekt=v, status="BESCHLUSS_AUSSTEHEND", by=None, jetzt=JETZT, wirksam=UngefaehresDatum(D(2026, 10, 12)),
        grund="Test",
    )  # fmt: skip
    assert [(v.faellig.tage, v.faellig.am) for v in plan_erinnerungen(stichtag=HEUTE)] == [(42, D(2026, 11, 23))]


def test_naechste_erinnerung_je_fall():
    kommune = gemeinde()
    assert next_erinnerung(fall=kommune, heute=HEUTE) is None
    frist(kommune)
    frist(kommune, D(2026, 11, 12))
    assert next_erinnerung(fall=kommune, heute=HEUTE).am == HEUTE
    send_erinnerungen(stichtag=HEUTE, by=None, jetzt=JETZT)
    assert next_erinnerung(fall=kommune, heute=HEUTE).am == D(2026, 12, 3)
    v = fabrik.entwurf(kommune)
    Vereinbarung.objects.filter(pk=v.pk).update(geplant_am=D(2026, 12, 16))
    assert next_erinnerung(fall=Vereinbarung.objects.get(pk=v.pk), heute=HEUTE).am == D(2026, 12, 2)
    c, r = gecoacht(kommune, "31.08.2026"), rat(kommune, "29.02.2024")
    assert next_erinnerung(fall=c, heute=HEUTE).am == D(2027, 2, 26)
    assert next_erinnerung(fall=r, heute=HEUTE).am == D(2027, 2, 26)
    assert next_erinnerung(fall=analysiert(kommune), heute=HEUTE) is None
    Wiedervorlage.objects.create(fall=c, faellig_am=HEUTE, text="x", fuer=konto(), erfasst_zeitpunkt=JETZT)
    assert next_erinnerung(fall=c, heute=HEUTE).am == HEUTE


def test_leitung_als_empfaengerin_und_worte_fuer_den_abstand():
    art = Erinnerungsart("x", "X", (-180, -14, -1, 0, 1, 42), (Empfang.LEITUNG,), lambda von, bis, fall: ())
    assert art.wann == "180 Tage vorher, 14 Tage vorher, 1 Tag vorher, am Tag selbst, 1 Tag danach, 6 Wochen danach"
    assert erinnerungsart("gibt es nicht") is None
    assert faellig_am(D(2026, 11, 18), 0) == D(2026, 11, 17)
    leitung = konto("LT")
    gib_rolle(konto(None), "LT", bis=D(2026, 1, 1))
    assert erinnerungen._mit_rolle("LT", HEUTE) == [leitung]


def _befehl(*angaben: str) -> str:
    aus = StringIO()
    with time_machine.travel(JETZT, tick=False):
        call_command("erinnere", *angaben, stdout=aus)
    return aus.getvalue()


def test_befehl_zeigt_vorschau_verschickt_und_meldet_falsche_tage():
    kommune = gemeinde()
    zustaendig(kommune)
    frist(kommune)
    assert _befehl("--vorschau").count("\n") == 2
    assert Erinnerung.objects.count() == 0
    assert _befehl("--vorschau", "--stichtag", "2026-11-15") == ""
    assert _befehl().endswith("Bereitgestellt: 1, nur vermerkt: 1.\n")
    assert _befehl("--stichtag", "24.11.2026") == "Bereitgestellt: 0, nur vermerkt: 0.\n"
    with pytest.raises(CommandError, match="--stichtag: „morgen“ ist kein Datum") as fehler:
        _befehl("--stichtag", "morgen")
    assert fehler.value.returncode == 2


def test_zwei_laeufe_zugleich_der_langsamere_sagt_es(monkeypatch, capsys):
    """What the constraint refuses becomes a clear text, and nothing of the run stays."""
    frist()
    plan = plan_erinnerungen(stichtag=HEUTE)
    send_erinnerungen(stichtag=HEUTE, by=None, jetzt=JETZT)
    monkeypatch.setattr(erinnerungen, "plan_erinnerungen", lambda **_: plan)
    with pytest.raises(SystemExit):
        _befehl()
    assert ZU_ZWEIT in capsys.readouterr().err
    assert Erinnerung.objects.count() == 2


def test_unbekannte_art_und_pflicht_lassen_sich_nicht_abschalten():
    with pytest.raises(Ablehnung) as fehler:
        set_erinnerung(art="frist", aktiv=False, im_haus=True, by=konto("SB"), jetzt=JETZT)
    assert len(fehler.value.gruende) == 2


def test_eine_kaputte_angabe_haelt_die_erinnerungen_der_anderen_nicht_auf():
    """Aus Word eingefügt oder aus einer alten Tabelle übernommen: Der Lauf geht trotzdem zu Ende."""
    leitung, kommune = konto("LT"), gemeinde("Groß\u00a0Dü\u00adben\tOst")
    frist(kommune)
    ansprech = {"kommune": kommune, "funktion": "Amt\u00a0" * 30}
    for email in ("nur mittwochs", "amt@x.example"):
        Ansprechperson.objects.create(email=email, **ansprech)
    rat(kommune, "23.11.2024")
    send_erinnerungen(stichtag=HEUTE, by=None, jetzt=JETZT)
    assert set(Nachricht.objects.values_list("an", flat=True)) == {leitung.email, "amt@x.example"}
    assert Nachricht.objects.filter(betreff__contains="Groß Düben Ost").exists()
