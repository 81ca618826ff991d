"""Fristen setzen, ruhen lassen, verlängern, schließen; Regeln ablösen und bestätigen."""

import datetime as dt

import pytest
from django.db import IntegrityError

from asskomm.core.errors import Ablehnung
from asskomm.core.fristen import umfeld
from asskomm.core.fristen.kalender import SITZ
from asskomm.core.models import Frist, Fristregel, Friststand, Protokolleintrag
from asskomm.core.services import fristen, fristregeln
from kommunen.models import Ortsfeiertag
from tests.factories.konten import konto
from tests.factories.vereinbarungen import gemeinde

pytestmark = pytest.mark.django_db
D = dt.date
JETZT = dt.datetime(2026, 7, 1, 9, tzinfo=dt.UTC)
HEUTE = JETZT.date()


def regel(schluessel: str = "anhoerung", tag: D = HEUTE) -> Fristregel:
    return fristen.find_regel(schluessel=schluessel, tag=tag)


def frist(schluessel: str = "anhoerung", am: D = HEUTE, fall=None, **angaben) -> Frist:
    return fristen.set_frist(
        fall=fall or gemeinde(), regel=regel(schluessel, am), ereignis_am=am, by=konto(), jetzt=JETZT, **angaben
    )


def handlung() -> dict:
    return {"by": konto(), "jetzt": JETZT}


def test_jede_mitgelieferte_regel_nennt_ihre_quelle_und_wartet_auf_bestaetigung():
    regeln = list(Fristregel.objects.order_by("schluessel", "gueltig_von"))
    assert [(r.schluessel, r.dauer, r.verschiebung) for r in regeln] == [
        ("anhoerung", "4 Wochen", "NAECHSTER"),
        ("antrag_vor_beginn", "6 Wochen", "KEINE"),
        ("bekanntgabe_post", "3 Tage", "KEINE"),
        ("bekanntgabe_post", "4 Tage", "KEINE"),
        ("klagefrist", "1 Monat", "NAECHSTER"),
        ("nachforderung", "4 Wochen", "NAECHSTER"),
        ("rueckmeldung_entwurf", "6 Wochen", "NAECHSTER"),
        ("vn_vollstaendigkeit", "1 Monat", "NAECHSTER"),
        ("vorhabensbeginn", "1 Jahr", "NAECHSTER"),
    ]
    assert all(r.rechtsquelle and "zu bestätigen" in r.hinweis.lower() and not r.ist_bestaetigt for r in regeln)


def test_regel_nach_dem_tag_des_ereignisses():
    assert frist("bekanntgabe_post", D(2024, 12, 30)).ende_am == D(2025, 1, 2)
    assert frist("bekanntgabe_post", D(2025, 1, 2)).ende_am == D(2025, 1, 6)
    with pytest.raises(Ablehnung, match=r"Am 31\.12\.2018 gilt keine Fristregel „klagefrist“"):
        regel("klagefrist", D(2018, 12, 31))


def test_setzen_rechnet_haelt_fest_und_nennt_den_fall():
    kommune = gemeinde("Musterstadt")
    f = frist(fall=kommune)
    assert (f.ende_am, f.fallname, f.bezeichnung, f.stand) == (D(2026, 7, 29), "Musterstadt", "Anhörung", "OFFEN")
    eintrag = Protokolleintrag.objects.latest("nr")
    assert eintrag.ereignis == "frist.gesetzt"
    assert Frist.objects.zum_fall(kommune).get() == f


def test_setzen_lehnt_ab_was_kein_fall_ist_und_eine_regel_ausserhalb_ihrer_geltung():
    alte = regel("bekanntgabe_post", D(2024, 1, 1))
    with pytest.raises(Ablehnung) as fehler:
        fristen.set_frist(fall=konto(), regel=alte, ereignis_am=D(2026, 1, 1), by=None, jetzt=JETZT)
    assert len(fehler.value.gruende) == 2


def test_pause_rechnet_neu_und_laesst_sich_zuruecknehmen():
    f = frist()
    pause = fristen.add_fristpause(frist=f, von=D(2026, 7, 13), bis=D(2026, 7, 26), grund="Ruhen", **handlung())
    f.refresh_from_db()
    assert f.ende_am == D(2026, 8, 12)
    with pytest.raises(Ablehnung) as fehler:
        fristen.add_fristpause(frist=f, von=D(2026, 8, 20), bis=D(2026, 8, 13), grund="x", **handlung())
    assert fehler.value.gruende == ["Die Pause endet vor ihrem Beginn."]
    with pytest.raises(Ablehnung, match="ruht die Frist schon"):
        fristen.add_fristpause(frist=f, von=D(2026, 7, 26), bis=D(2026, 7, 27), grund="x", **handlung())
    fristen.annul_fristeintrag(frist=f, eintrag=pause, grund="Irrtum", **handlung())
    f.refresh_from_db()
    assert f.ende_am == D(2026, 7, 29)
    with pytest.raises(Ablehnung, match="schon zurückgenommen"):
        fristen.annul_fristeintrag(frist=f, eintrag=pause, grund="x", **handlung())


def test_rueckwaerts_gerechnete_frist_ruht_nicht():
    f = frist("antrag_vor_beginn", D(2027, 3, 1))
    assert f.ende_am == D(2027, 1, 18)
    with pytest.raises(Ablehnung, match="kann nicht ruhen"):
        fristen.add_fristpause(frist=f, von=D(2027, 1, 1), bis=D(2027, 1, 2), grund="x", **handlung())


def test_verlaengern_nur_was_die_behoerde_gesetzt_hat_und_nur_nach_hinten():
    f = frist()
    fristen.extend_frist(frist=f, bis=D(2026, 8, 15), grund="Urlaubszeit", **handlung())
    f.refresh_from_db()
    assert f.ende_am == D(2026, 8, 17), "Sonnabend → Montag"
    assert fristen.compute_frist(frist=f).schritte[-2].text.endswith("Urlaubszeit")
    for g, bis, grund in ((f, D(2026, 8, 17), "ohnehin"), (frist("klagefrist"), D(2026, 12, 1), "vorgeschriebene")):
        with pytest.raises(Ablehnung, match=grund):
            fristen.extend_frist(frist=g, bis=bis, grund="x", **handlung())


def test_erledigen_aufheben_und_wieder_oeffnen():
    f = frist()
    with pytest.raises(Ablehnung, match="liegt in der Zukunft"):
        fristen.close_frist(frist=f, am=D(2026, 7, 2), **handlung())
    with pytest.raises(Ablehnung, match="liegt vor dem Ereignis"):
        fristen.close_frist(frist=f, am=f.ereignis_am - dt.timedelta(days=1), **handlung())
    fristen.close_frist(frist=f, am=D(2026, 7, 1), vermerk="da", **handlung())
    f.refresh_from_db()
    assert (f.stand, f.abschluss_am, f.abschluss_vermerk) == (Friststand.ERLEDIGT, D(2026, 7, 1), "da")
    assert not f.ist_ueberfaellig(D(2030, 1, 1))
    with pytest.raises(Ablehnung, match="nicht mehr offen"):
        fristen.extend_frist(frist=f, bis=D(2027, 1, 1), grund="x", **handlung())
    fristen.reopen_frist(frist=f, grund="doch nicht", **handlung())
    f.refresh_from_db()
    assert (f.stand, f.abschluss_am, f.abschluss_durch) == (Friststand.OFFEN, None, None)
    with pytest.raises(Ablehnung, match="noch offen"):
        fristen.reopen_frist(frist=f, grund="x", **handlung())
    fristen.cancel_frist(frist=f, grund="Irrtum", **handlung())
    f.refresh_from_db()
    assert f.stand == Friststand.AUFGEHOBEN
    assert [e.ereignis for e in Protokolleintrag.objects.order_by("-nr")[:3]] == [
        "frist.aufgehoben", "frist.wieder_offen", "frist.erledigt",
    ]  # fmt: skip


def test_verspaetete_erledigung_steht_im_protokoll():
    f = frist(am=D(2026, 4, 1))
    fristen.close_frist(frist=f, am=D(2026, 7, 1), **handlung())
    assert "verspaetet" in str(Protokolleintrag.objects.latest("nr").inhalt)


def test_feiertage_am_ort_der_kommune():
    crostwitz = gemeinde("Crostwitz")
    Ortsfeiertag.objects.create(kommune=crostwitz, gueltig_von=D(1993, 5, 22), quelle="VO")
    am = D(2026, 4, 23)  # six weeks later is Fronleichnam, 4 June 2026
    assert frist("rueckmeldung_entwurf", am, crostwitz).ende_am == D(2026, 6, 5)
    assert frist("rueckmeldung_entwurf", am, gemeinde("Anderswo")).ende_am == D(2026, 6, 4)
    assert frist("rueckmeldung_entwurf", am, crostwitz, ort="BEHOERDE").ende_am == D(2026, 6, 4)
    Ortsfeiertag.objects.update(gilt_am_sitz=False)
    assert frist("rueckmeldung_entwurf", am, crostwitz).ende_am == D(2026, 6, 4)


def test_fall_ohne_kommune_liegt_am_sitz():
    assert umfeld.ort_der_kommune(konto()) == SITZ
    assert umfeld.zustaendige(konto(), D(2026, 1, 1)) == []
    assert umfeld.kontakte(konto(), D(2026, 1, 1)) == []


def test_neue_regel_loest_die_alte_ab_und_gesetztes_behaelt_seine():
    f = frist()
    werte = {
        "bezeichnung": "Anhörung", "rechtsquelle": "§ 28 VwVfG", "herkunft": "BEHOERDLICH", "laenge": 2,
        "einheit": "WOCHE", "ereignis": "Zugang",
    }  # fmt: skip
    neu = fristregeln.add_fristregel(schluessel="anhoerung", gueltig_von=D(2026, 8, 1), **werte, **handlung())
    assert regel(tag=D(2026, 7, 31)) == f.regel
    assert regel(tag=D(2026, 8, 1)) == neu
    dritte = fristregeln.add_fristregel(schluessel="anhoerung", gueltig_von=D(2026, 9, 1), **werte, **handlung())
    neu.refresh_from_db()
    assert (neu.gueltig_bis, dritte.gueltig_bis) == (D(2026, 8, 31), None)
    assert str(dritte) == "Anhörung"
    f.refresh_from_db()
    assert fristen.compute_frist(frist=f).ende == D(2026, 7, 29)
    with pytest.raises(Ablehnung, match=r"gilt schon eine Regel ab 01\.09\.2026"):
        fristregeln.add_fristregel(schluessel="anhoerung", gueltig_von=D(2026, 8, 1), **werte, **handlung())


def test_eine_regel_die_das_gesetz_nicht_so_meint_wird_nicht_eingetragen():
    werte = {
        "bezeichnung": "X", "rechtsquelle": "Y", "herkunft": "INTERN", "laenge": 1, "einheit": "WOCHE",
        "richtung": "RUECK", "verschiebung": "NAECHSTER", "verschiebung_quelle": "", "ereignis": "Z",
    }  # fmt: skip
    with pytest.raises(Ablehnung) as fehler:
        fristregeln.add_fristregel(schluessel="neu", gueltig_von=D(2026, 8, 1), **werte, **handlung())
    assert ["kürzer" in fehler.value.gruende[0], "Quelle" in fehler.value.gruende[1]] == [True, True]
    assert not Fristregel.objects.filter(schluessel="neu").exists()


def test_bestaetigen_muss_eine_andere_person():
    sb, leitung = konto(), konto("LT")
    werte = {
        "bezeichnung": "X",
        "rechtsquelle": "Y",
        "herkunft": "INTERN",
        "laenge": 1,
        "einheit": "TAG",
        "ereignis": "Z",
    }
    neu = fristregeln.add_fristregel(schluessel="neu", gueltig_von=D(2026, 8, 1), by=sb, jetzt=JETZT, **werte)
    with pytest.raises(Ablehnung, match="selbst eingetragen"):
        fristregeln.confirm_fristregel(regel=neu, by=sb, jetzt=JETZT)
    fristregeln.confirm_fristregel(regel=neu, by=leitung, jetzt=JETZT)
    neu.refresh_from_db()
    assert neu.ist_bestaetigt
    with pytest.raises(Ablehnung, match="schon bestätigt"):
        fristregeln.confirm_fristregel(regel=neu, by=leitung, jetzt=JETZT)
    with pytest.raises(IntegrityError):
        Fristregel.objects.filter(pk=neu.pk).update(bestaetigt_durch=sb)


def test_geltung_beenden_und_warum_es_nicht_geht():
    r = regel()
    with pytest.raises(Ablehnung, match="gilt erst ab"):
        fristregeln.end_fristregel(regel=r, bis=D(2018, 12, 31), **handlung())
    fristregeln.end_fristregel(regel=r, bis=D(2026, 12, 31), **handlung())
    with pytest.raises(Ablehnung, match=r"schon nur bis 31\.12\.2026"):
        fristregeln.end_fristregel(regel=r, bis=D(2026, 12, 31), **handlung())
    with pytest.raises(Ablehnung, match=r"gilt am 01\.01\.2027 nicht"):
        fristen.set_frist(
            fall=gemeinde(), regel=Fristregel.objects.get(pk=r.pk), ereignis_am=D(2027, 1, 1), by=None, jetzt=JETZT
        )
