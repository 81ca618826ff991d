"""Beitritt und Austritt berichtigen: Annullierung und neue Zeile, ältere Auswertungen bleiben."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from asskomm.core.errors import Ablehnung
from asskomm.core.fakten import gueltige
from asskomm.core.roles import Rolle
from tests.factories import vereinbarungen as fabrik
from tests.factories.konten import konto, melde_an
from vereinbarungen import stats
from vereinbarungen.models import Beteiligung, Vereinbarung
from vereinbarungen.services import anlage, beteiligung

pytestmark = pytest.mark.django_db
JETZT = fabrik.JETZT
SPAETER = JETZT + dt.timedelta(hours=2)


def tag(t: int) -> dt.date:
    return dt.date(2026, 11, t)


def beigetreten(am: dt.date) -> tuple[Vereinbarung, Beteiligung]:
    v = fabrik.in_kraft(fabrik.gemeinde("Meerane"), am=tag(1))
    ort = fabrik.gemeinde("Zittau")
    return v, anlage.add_beteiligung(vereinbarung=v, kommune=ort, am=am, by=None, jetzt=JETZT)


def gebunden(am: dt.date, wissensstand: dt.datetime) -> int:
    fakten = stats.load_fakten()
    spannen = [s for s in stats.in_kraft(fakten, wissensstand) if s.kommunen]
    return sum(1 for s in spannen if s.gilt_am(am)) if gueltige(spannen, am) else 0


def gruende(dienst, zeile: Beteiligung, **angaben) -> list[str]:
    with pytest.raises(Ablehnung) as fehler:
        dienst(beteiligung=zeile, by=angaben.pop("by", konto(Rolle.LEITUNG)), jetzt=SPAETER, grund="Irrtum", **angaben)
    return fehler.value.gruende


def test_berichtigter_beitritt_gilt_fuer_spaeteren_wissensstand():
    v, zeile = beigetreten(tag(5))
    neu = beteiligung.correct_beteiligung(
        beteiligung=zeile,
        beitritt_am=tag(10),
        austritt_am=tag(20),
        by=konto(Rolle.LEITUNG),
        jetzt=SPAETER,
        grund="Akte",
    )
    assert (neu.beitritt_am, neu.austritt_am, neu.austritt_erfasst_zeitpunkt) == (tag(10), tag(20), SPAETER)
    zeile.refresh_from_db()
    assert (zeile.annulliert_zeitpunkt, zeile.annulliert_grund) == (SPAETER, "Akte")
    tage = (tag(5), tag(10), tag(20))
    assert [gebunden(t, JETZT) for t in tage] == [2, 2, 2]
    assert [gebunden(t, SPAETER) for t in tage] == [1, 2, 1]
    assert [str(k) for k in v.beteiligte] == ["Meerane", "Zittau"]


def test_irrtuemlich_eingetragene_kommune_faellt_aus_den_spaeteren_zahlen():
    v, zeile = beigetreten(tag(5))
    angaben = {"beteiligung": zeile, "by": konto(Rolle.LEITUNG), "jetzt": SPAETER}
    beteiligung.annul_beteiligung(grund="verwechselt", **angaben)
    assert [gebunden(tag(20), moment) for moment in (JETZT, SPAETER)] == [2, 1]
    assert [str(k) for k in Vereinbarung.objects.get(pk=v.pk).beteiligte] == ["Meerane"]
    assert str(zeile) == "Zittau (Beitritt 05.11.2026, annulliert)"
    with pytest.raises(Ablehnung, match="schon annulliert"):
        beteiligung.annul_beteiligung(grund="noch einmal", **angaben)
    anlage.add_beteiligung(vereinbarung=v, kommune=zeile.kommune, am=tag(6), by=None, jetzt=SPAETER)
    assert v.beteiligungen.laufend().count() == 2


def test_annullierung_laesst_unterzeichnende_und_die_letzte_stehen():
    v, zeile = beigetreten(tag(5))
    meerane = v.beteiligungen.get(kommune__name="Meerane")
    assert gruende(beteiligung.annul_beteiligung, meerane) == [
        "Meerane hat unterzeichnet; tragen Sie einen Austritt ein."
    ]
    anlage.leave_beteiligung(beteiligung=meerane, am=tag(10), by=None, jetzt=JETZT)
    assert gruende(beteiligung.annul_beteiligung, zeile, by=konto()) == [
        "Ihre Rolle darf das nicht.",
        "Mindestens eine Kommune muss beteiligt bleiben.",
    ]


def test_wer_nicht_mehr_eingetragen_ist_tritt_nicht_aus():
    _, zeile = beigetreten(tag(5))
    beteiligung.annul_beteiligung(beteiligung=zeile, grund="verwechselt", by=konto(Rolle.LEITUNG), jetzt=SPAETER)
    with pytest.raises(Ablehnung, match="Der Eintrag ist schon annulliert"):
        anlage.leave_beteiligung(beteiligung=zeile, am=tag(10), by=None, jetzt=SPAETER)


def test_die_letzte_kommune_bekommt_auch_durch_berichtigung_keinen_austritt():
    v, zeile = beigetreten(tag(5))
    anlage.leave_beteiligung(beteiligung=zeile, am=tag(10), by=None, jetzt=JETZT)
    meerane = v.beteiligungen.get(kommune__name="Meerane")
    assert gruende(beteiligung.correct_beteiligung, meerane, beitritt_am=None, austritt_am=tag(20)) == [
        "Die letzte beteiligte Kommune kann nicht austreten; tragen Sie eine Kündigung ein."
    ]


@pytest.mark.parametrize(
    ("von", "bis", "erwartet"),
    [
        (tag(5), None, "Diese Tage sind schon so eingetragen."),
        (tag(23), None, "Der Beitritt am 23.11.2026 liegt in der Zukunft."),
        (dt.date(2026, 10, 1), None, "Der Beitritt liegt vor dem Inkrafttreten (01.11.2026)."),
        (tag(6), tag(5), "Der Austritt am 05.11.2026 liegt vor dem Beginn der Bindung (06.11.2026)."),
    ],
)
def test_berichtigung_braucht_moegliche_tage(von, bis, erwartet):
    _, zeile = beigetreten(tag(5))
    assert gruende(beteiligung.correct_beteiligung, zeile, beitritt_am=von, austritt_am=bis) == [erwartet]


def test_berichtigung_ueberschneidet_keinen_anderen_eintrag():
    v, zeile = beigetreten(tag(5))
    anlage.leave_beteiligung(beteiligung=zeile, am=tag(10), by=None, jetzt=JETZT)
    anlage.add_beteiligung(vereinbarung=v, kommune=zeile.kommune, am=tag(15), by=None, jetzt=JETZT)
    texte = gruende(beteiligung.correct_beteiligung, zeile, beitritt_am=tag(5), austritt_am=tag(16))
    assert texte == ["Zittau ist in dieser Zeit schon mit einem anderen Eintrag beteiligt."]
    meerane = v.beteiligungen.get(kommune__name="Meerane")
    assert not gruende_letzte(v, meerane)


def gruende_letzte(v: Vereinbarung, zeile: Beteiligung) -> list[str]:
    beteiligung.correct_beteiligung(
        beteiligung=zeile, beitritt_am=None, austritt_am=tag(20), by=konto(Rolle.LEITUNG), jetzt=SPAETER, grund="Akte"
    )
    return [] if v.beteiligungen.laufend().count() == 1 else ["falsch"]


@time_machine.travel(JETZT, tick=False)
def test_berichtigung_ueber_die_seiten_nur_fuer_die_leitung():
    v, zeile = beigetreten(tag(5))
    client = Client()
    melde_an(client, konto(Rolle.LEITUNG))

    def aktion(name: str) -> str:
        return reverse("admin:vereinbarungen_vereinbarung_aktion", args=[v.pk, name])

    daten = {"beteiligung": zeile.pk, "beitritt_am": "07.11.2026", "austritt_am": "", "grund": "Akte"}
    assert client.post(aktion("beteiligung-berichtigen"), daten).status_code == 302
    neu = v.beteiligungen.laufend().get(kommune=zeile.kommune)
    assert neu.beitritt_am == tag(7)
    seite = reverse("admin:vereinbarungen_vereinbarung_change", args=[v.pk])
    inhalt = client.get(seite).content.decode()
    assert "Beitritt: Zittau" in inhalt
    assert "Zittau (Beitritt 05.11.2026, annulliert)" in inhalt
    assert client.post(aktion("beteiligung-annullieren"), {"beteiligung": neu.pk, "grund": "x"}).status_code == 302
    assert v.beteiligungen.laufend().count() == 1
    melde_an(client, konto())
    antwort = client.post(aktion("beteiligung-berichtigen"), daten, follow=True)
    assert "Ihre Rolle darf „Beitritt oder Austritt berichtigen“ nicht ausführen" in antwort.content.decode()
