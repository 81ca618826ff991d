"""Fehleintrag und Berichtigung: die Nummer bleibt sichtbar, jeder Wissensstand behält recht."""

import datetime as dt

import pytest

from asskomm.core import workflow
from asskomm.core.errors import Ablehnung
from asskomm.core.roles import Rolle
from asskomm.core.stichtag import UngefaehresDatum
from tests.factories import vereinbarungen as fabrik
from tests.factories.konten import konto
from vereinbarungen import nummern
from vereinbarungen.enums import VereinbarungArt, VereinbarungStatus
from vereinbarungen.models import Unterzeichnung, Vereinbarung, VereinbarungEreignis
from vereinbarungen.services import berichtigung

pytestmark = pytest.mark.django_db
JETZT, HEUTE = fabrik.JETZT, fabrik.HEUTE
SPAETER = JETZT + dt.timedelta(days=1)
IN_KRAFT = {VereinbarungStatus.IN_KRAFT}


def tag(t: int) -> dt.date:
    return dt.date(2026, 11, t)


def annulliere(v: Vereinbarung, **felder) -> Vereinbarung:
    felder = {"by": konto(Rolle.LEITUNG), "jetzt": SPAETER, "grund": "doppelt erfasst", **felder}
    return berichtigung.annul_vereinbarung(vereinbarung=v, **felder)


def jemals(stichtag: dt.date, wissensstand: dt.datetime) -> int:
    return VereinbarungEreignis.objects.jemals(IN_KRAFT, stichtag, wissensstand).count()


def test_annullierung_laesst_die_nummer_sichtbar_und_vergibt_sie_nie_wieder():
    v = annulliere(fabrik.in_kraft())
    assert (v.status, v.laufende_nr, v.nummer_text) == ("ANNULLIERT", 1, "1 (nichtig)")
    assert fabrik.in_kraft().laufende_nr == 2
    assert not Vereinbarung.objects.oeffentlich(SPAETER).filter(pk=v.pk).exists()


def test_annullierung_gilt_erst_fuer_spaeteren_wissensstand():
    annulliere(fabrik.in_kraft(am=tag(10)))
    assert jemals(HEUTE, JETZT) == 1
    assert jemals(HEUTE, SPAETER - dt.timedelta(seconds=1)) == 1
    assert jemals(HEUTE, SPAETER) == 0


def test_nur_die_leitung_annulliert_und_nur_mit_grund():
    v = fabrik.in_kraft()
    with pytest.raises(Ablehnung) as fehler:
        annulliere(v, by=konto(Rolle.SACHBEARBEITUNG), grund=" ")
    assert fehler.value.gruende == ["Ihre Rolle darf das nicht.", "Bitte geben Sie einen Grund an."]
    with pytest.raises(Ablehnung, match="im Zustand „Entwurf“ nicht möglich"):
        annulliere(fabrik.entwurf())
    annulliere(v)
    with pytest.raises(Ablehnung, match="Fehleintrag"):
        annulliere(v)


@pytest.mark.parametrize("schritt", ["kuendigen", "ablaufen"])
def test_auch_eine_beendete_vereinbarung_laesst_sich_annullieren(schritt):
    v = fabrik.in_kraft(am=tag(1))
    workflow.execute(objekt=v, uebergang=schritt, by=None, jetzt=JETZT, grund="Ende")
    annulliere(v)
    assert jemals(HEUTE, SPAETER) == 0
    stand = VereinbarungEreignis.objects.as_of(HEUTE, SPAETER).get(objekt=v)
    assert stand.nach == VereinbarungStatus.ANNULLIERT


def test_nach_ruecknahme_einer_kuendigung_bleibt_bei_annullierung_nichts_in_kraft():
    v = fabrik.in_kraft(am=tag(1))
    workflow.execute(objekt=v, uebergang="kuendigen", by=None, jetzt=JETZT, grund="Ende")
    workflow.take_back(objekt=v, by=None, jetzt=JETZT, grund="Irrtum")
    assert v.status == VereinbarungStatus.IN_KRAFT
    annulliere(v)
    assert jemals(HEUTE, SPAETER) == 0


def test_mit_der_annullierung_ist_die_vorvereinbarung_wieder_in_kraft():
    ort = fabrik.gemeinde()
    vor = fabrik.in_kraft(ort, am=tag(1), art=VereinbarungArt.VORVEREINBARUNG)
    annulliere(fabrik.in_kraft(ort, am=tag(20), ersetzt=vor))
    vor.refresh_from_db()
    assert vor.status == VereinbarungStatus.IN_KRAFT
    assert VereinbarungEreignis.objects.as_of(HEUTE, SPAETER).get(objekt=vor).nach == "IN_KRAFT"
    assert VereinbarungEreignis.objects.as_of(HEUTE, JETZT).get(objekt=vor).nach == "ERSETZT"


def test_auch_nichtige_vorvereinbarung_lebt_nicht_wieder_auf():
    ort = fabrik.gemeinde()
    vor = fabrik.in_kraft(ort, am=tag(1), art=VereinbarungArt.VORVEREINBARUNG)
    danach = fabrik.in_kraft(ort, am=tag(20), ersetzt=vor)
    vor.refresh_from_db()
    annulliere(vor)
    annulliere(danach)
    vor.refresh_from_db()
    assert vor.status == VereinbarungStatus.ANNULLIERT


@pytest.mark.parametrize("neu", [UngefaehresDatum(tag(5)), UngefaehresDatum(tag(15)), UngefaehresDatum.lies("10/2026")])
def test_berichtigung_verlegt_den_tag_in_beide_richtungen(neu):
    v = fabrik.in_kraft(am=tag(10))
    berichtigung.correct_in_kraft_am(
        vereinbarung=v, wirksam=neu, by=konto(Rolle.LEITUNG), jetzt=SPAETER, grund="Tippfehler"
    )
    assert (v.in_kraft, v.laufende_nr, v.status) == (neu, 1, "IN_KRAFT")
    assert (jemals(tag(10), JETZT), jemals(tag(9), JETZT)) == (1, 0)
    assert (jemals(neu.am, SPAETER), jemals(neu.am - dt.timedelta(days=1), SPAETER)) == (1, 0)
    assert VereinbarungEreignis.objects.as_of(HEUTE, SPAETER).get(objekt=v).nach == "IN_KRAFT"


def test_berichtigung_ohne_aenderung_grund_oder_rolle_wird_abgelehnt():
    v = fabrik.in_kraft(am=tag(10))
    with pytest.raises(Ablehnung) as fehler:
        berichtigung.correct_in_kraft_am(
            vereinbarung=v, wirksam=UngefaehresDatum(tag(10)), by=konto(), jetzt=SPAETER, grund=""
        )
    assert fehler.value.gruende == [
        "Ihre Rolle darf das nicht.",
        "Das Inkrafttreten ist schon mit 10.11.2026 eingetragen.",
        "Bitte geben Sie einen Grund an.",
    ]


def test_berichtigte_unterschrift_verlegt_das_inkrafttreten():
    v = fabrik.in_kraft(am=tag(10))
    zeile = Unterzeichnung.objects.filter(partei__vereinbarung=v)[0]
    neu = berichtigung.correct_unterzeichnung(
        unterzeichnung=zeile, am=tag(12), by=konto(Rolle.LEITUNG), jetzt=SPAETER, grund="Datum falsch gelesen"
    )
    v.refresh_from_db()
    assert (neu.am, neu.partei, v.in_kraft_am) == (tag(12), zeile.partei, tag(12))
    assert Unterzeichnung.objects.bekannt(JETZT).filter(partei=zeile.partei).get().am == tag(10)
    assert Unterzeichnung.objects.bekannt(SPAETER).filter(partei=zeile.partei).get().am == tag(12)


def test_berichtigte_unterschrift_laesst_den_tag_laut_text_stehen():
    v = fabrik.in_kraft(am=tag(10), in_kraft_laut_text=tag(1))
    zeile = Unterzeichnung.objects.filter(partei__vereinbarung=v)[0]
    angaben = {"by": konto(Rolle.LEITUNG), "jetzt": SPAETER, "grund": "x"}
    berichtigung.correct_unterzeichnung(unterzeichnung=zeile, am=tag(12), **angaben)
    v.refresh_from_db()
    assert v.in_kraft_am == tag(1)
    with pytest.raises(Ablehnung) as fehler:
        berichtigung.correct_unterzeichnung(unterzeichnung=zeile, am=dt.date(2026, 11, 24), **angaben)
    assert fehler.value.gruende == ["Der Tag der Unterschrift (24.11.2026) liegt in der Zukunft."]
    mit_gleichem_tag = Unterzeichnung.objects.gueltig().get(partei=zeile.partei)
    with pytest.raises(Ablehnung, match="schon mit 12"):
        berichtigung.correct_unterzeichnung(unterzeichnung=mit_gleichem_tag, am=tag(12), **angaben)


def test_rang_folgt_der_unterzeichnung_und_steht_nur_bei_abweichung():
    spaet = fabrik.in_kraft(am=tag(20))
    frueh = fabrik.in_kraft(am=tag(5))
    gleich = fabrik.in_kraft(am=tag(20))
    assert [v.laufende_nr for v in (spaet, frueh, gleich)] == [1, 2, 3]
    assert [nummern.rang_nach_zeichnung(v) for v in (spaet, frueh, gleich)] == [2, 1, 3]
    assert [nummern.abweichender_rang(v) for v in (spaet, frueh, gleich)] == [2, 1, None]
    annulliere(frueh)
    assert [nummern.rang_nach_zeichnung(v) for v in (spaet, frueh, gleich)] == [1, None, 2]


def test_voraussichtliche_nummer_folgt_den_geplanten_tagen():
    fabrik.in_kraft()
    plan = {}
    for t in (28, 25, 28):
        v = fabrik.in_zeichnung()
        v.geplant_am = tag(t)
        v.save()
        plan[v.pk] = v
    assert [nummern.voraussichtliche_nummer(v) for v in plan.values()] == [3, 2, 4]
    erste = next(iter(plan.values()))
    assert nummern.nummer_oder_aussicht(erste) == "voraussichtlich Nr. 3"
    assert nummern.voraussichtliche_nummer(fabrik.in_zeichnung()) is None
    fertig = fabrik.in_kraft()
    assert nummern.voraussichtliche_nummer(fertig) is None
    assert nummern.nummer_oder_aussicht(fertig) == "2"
