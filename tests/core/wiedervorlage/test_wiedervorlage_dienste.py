"""Wiedervorlagen: anlegen, verschieben, übergeben, erledigen, wieder öffnen; und wer sie überhaupt sieht."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from asskomm.core import uebergaben
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Prioritaet, Protokolleintrag, Wiedervorlage, Wiedervorlageschritt
from asskomm.core.roles import Rolle
from asskomm.core.services import wiedervorlage as dienst
from tests.factories.beteiligte import coach_von, konto_der, vertretung
from tests.factories.kommunen import kpr
from tests.factories.konten import konto
from tests.factories.vereinbarungen import HEUTE, JETZT, coaching, entwurf, gemeinde

pytestmark = pytest.mark.django_db
MORGEN = HEUTE + dt.timedelta(days=1)


def lege(**felder) -> Wiedervorlage:
    by = felder.pop("by", None) or konto()
    return dienst.create_wiedervorlage(
        **{"fall": felder.pop("fall", None) or gemeinde(), "faellig_am": MORGEN, "text": "Rückruf", **felder},
        by=by,
        jetzt=felder.pop("jetzt", JETZT),
    )


def gruende(tun, **angaben) -> list[str]:
    with pytest.raises(Ablehnung) as ablehnung:
        tun(**angaben)
    return list(ablehnung.value.gruende)


def test_ohne_empfaenger_gilt_sie_der_person_selbst_und_steht_im_protokoll():
    sb, stadt = konto(name="Sabine Beispiel"), gemeinde("Übigau")
    zeile = lege(by=sb, fall=stadt, text="  Rückruf  wegen Ratstermin ", prioritaet=Prioritaet.HOCH)
    assert (zeile.fall, zeile.fuer, zeile.fuer_rolle, zeile.text) == (stadt, sb, "", "Rückruf wegen Ratstermin")
    assert (zeile.empfaenger, str(zeile)) == (
        "Sabine Beispiel", f"Wiedervorlage {MORGEN:%d.%m.%Y}: Rückruf wegen Ratstermin"
    )  # fmt: skip
    assert [(s.art, s.faellig_am, s.erfasst_durch, str(s)) for s in zeile.schritte.all()] == [
        ("ANGELEGT", MORGEN, sb, f"angelegt ({MORGEN:%d.%m.%Y})")
    ]
    eintrag = Protokolleintrag.objects.latest("nr")
    assert (eintrag.ereignis, eintrag.objekt_id) == ("wiedervorlage.angelegt", str(zeile.pk))


def test_anlegen_nennt_alle_gruende_auf_einmal():
    lesend = konto(Rolle.LESEZUGRIFF)
    offen = gruende(lege, by=lesend, text=" ", faellig_am=HEUTE - dt.timedelta(days=1))
    assert offen == [
        "Ihre Rolle legt keine Wiedervorlagen an.",
        "Bitte sagen Sie, worum es geht.",
        "Der Tag der Wiedervorlage ist schon vorbei.",
        f"{lesend} hat keine Rolle, die Wiedervorlagen bearbeitet.",
    ]
    assert not Wiedervorlage.objects.exists()


def test_anlegen_weist_fremdes_unpassendes_und_zu_langes_zurueck():
    sb, haushalt = konto(), konto(Rolle.HAUSHALT)
    rat = kpr(gemeinde())
    assert gruende(lege, by=haushalt, fall=rat) == [
        "Zu diesem Eintrag gibt es keine Wiedervorlage.", f"{haushalt} darf diesen Vorgang nicht sehen."
    ]  # fmt: skip
    assert gruende(lege, by=sb, fall=sb) == ["Zu diesem Eintrag gibt es keine Wiedervorlage."]
    assert gruende(lege, by=sb, text="x" * 301) == ["Der Text darf höchstens 300 Zeichen haben."]
    assert gruende(lege, by=sb, fuer=konto(), fuer_rolle="SB") == ["Nennen Sie entweder eine Person oder eine Rolle."]
    assert gruende(lege, by=sb, fuer_rolle="KB") == ["Für diese Rolle gibt es keine Wiedervorlagen."]


def test_verschieben_uebergeben_erledigen_oeffnen_hinterlassen_je_eine_zeile():
    sb, kollegin = konto(), konto(name="Karin Kollegin")
    zeile = lege(by=sb)
    handlung = {"wiedervorlage": zeile, "by": sb, "jetzt": JETZT}
    uebermorgen = MORGEN + dt.timedelta(days=1)
    dienst.move_wiedervorlage(**handlung, faellig_am=uebermorgen, anmerkung="Urlaub")
    dienst.hand_over_wiedervorlage(**handlung, fuer=kollegin)
    dienst.hand_over_wiedervorlage(**handlung, fuer_rolle="LT", anmerkung="bitte entscheiden")
    assert Wiedervorlage.objects.get().empfaenger == "LPR Leitung"
    erledigt = dienst.complete_wiedervorlage(**handlung, anmerkung="angerufen")
    assert (erledigt.ist_offen, erledigt.erledigt_durch, erledigt.erledigt_zeitpunkt) == (False, sb, JETZT)
    offen = dienst.reopen_wiedervorlage(**handlung, faellig_am=uebermorgen)
    assert (offen.ist_offen, offen.erledigt_durch, offen.erledigt_zeitpunkt) == (True, None, None)
    assert [(s.art, s.faellig_am, s.text) for s in Wiedervorlageschritt.objects.order_by("pk")] == [
        ("ANGELEGT", MORGEN, ""), ("VERSCHOBEN", uebermorgen, "Urlaub"),
        ("UEBERGEBEN", uebermorgen, "an Karin Kollegin"), ("UEBERGEBEN", uebermorgen, "bitte entscheiden"),
        ("ERLEDIGT", uebermorgen, "angerufen"), ("WIEDER_OFFEN", uebermorgen, ""),
    ]  # fmt: skip
    with pytest.raises(TypeError):
        Wiedervorlageschritt.objects.update(text="anders")


def test_was_nicht_geht_sagt_warum():
    sb, lesend = konto(), konto(Rolle.LESEZUGRIFF)
    zeile = lege(by=sb)
    handlung = {"wiedervorlage": zeile, "jetzt": JETZT}
    assert gruende(dienst.move_wiedervorlage, **handlung, by=sb, faellig_am=MORGEN) == [
        "Die Wiedervorlage steht schon auf diesem Tag."
    ]
    assert gruende(dienst.reopen_wiedervorlage, **handlung, by=lesend, faellig_am=MORGEN) == [
        "Ihre Rolle ändert keine Wiedervorlagen.", "Diese Wiedervorlage ist noch offen."
    ]  # fmt: skip
    assert gruende(dienst.hand_over_wiedervorlage, **handlung, by=sb) == [
        "Nennen Sie entweder eine Person oder eine Rolle."
    ]
    dienst.complete_wiedervorlage(**handlung, by=sb)
    assert gruende(dienst.complete_wiedervorlage, **handlung, by=lesend) == [
        "Ihre Rolle ändert keine Wiedervorlagen.", "Diese Wiedervorlage ist schon erledigt."
    ]  # fmt: skip


def test_datenbank_verlangt_genau_einen_empfaenger_und_einen_text():
    zeile = lege()
    for falsch in ({"fuer_rolle": "SB"}, {"fuer": None}, {"text": ""}, {"stand": "ERLEDIGT"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Wiedervorlage.objects.filter(pk=zeile.pk).update(**falsch)


def test_nur_wer_im_haus_den_vorgang_sieht_sieht_die_wiedervorlage():
    stadt = gemeinde()
    prozess = coaching(stadt)
    an_der_stadt, am_coaching = lege(fall=stadt), lege(fall=prozess)
    sieht = {
        konto(): {an_der_stadt, am_coaching},
        konto(Rolle.LEITUNG): {an_der_stadt, am_coaching},
        konto(Rolle.LESEZUGRIFF): {an_der_stadt},
        konto_der(stadt): set(),
        konto_der(stadt.landkreis.polizeidirektion, Rolle.POLIZEI_BEARBEITUNG): set(),
        coach_von(prozess): set(),
        konto(Rolle.SYSTEMVERWALTUNG): set(),
        konto(Rolle.PRUEFUNG): set(),
    }
    for person, erwartet in sieht.items():
        assert set(Wiedervorlage.objects.visible_to(person)) == erwartet, person.befugnisse


def test_fuer_person_gilt_auch_fuer_rolle_und_vertretung():
    sb, leitung, andere = konto(), konto(Rolle.LEITUNG), konto()
    vertreterin = konto(None)
    vertretung(andere, vertreterin)
    fuer_sb, fuer_andere = lege(by=sb), lege(by=sb, fuer=andere)
    fuer_leitung = lege(by=sb, fuer_rolle="LT", fall=entwurf(gemeinde()))
    assert set(Wiedervorlage.objects.fuer_person(sb)) == {fuer_sb}
    assert set(Wiedervorlage.objects.fuer_person(leitung)) == {fuer_leitung}
    assert set(Wiedervorlage.objects.fuer_person(vertreterin)) == {fuer_andere}


def test_ueberfaellig_ist_nur_was_offen_und_vorbei_ist():
    zeile = lege()
    assert not zeile.ist_ueberfaellig(MORGEN)
    assert zeile.ist_ueberfaellig(MORGEN + dt.timedelta(days=1))
    erledigt = dienst.complete_wiedervorlage(wiedervorlage=zeile, by=konto(), jetzt=JETZT)
    assert not erledigt.ist_ueberfaellig(MORGEN + dt.timedelta(days=1))


def test_uebergabe_gibt_sie_der_nachfolge_oder_der_leitung():
    sb, nachfolge, leitung = konto(), konto(name="Nora Nachfolge"), konto(Rolle.LEITUNG)
    haushalt = konto(Rolle.HAUSHALT)
    offen, rat = lege(by=sb), lege(by=sb, fall=kpr(gemeinde()))
    erledigt = dienst.complete_wiedervorlage(wiedervorlage=lege(by=sb), by=sb, jetzt=JETZT)
    assert uebergaben.offene_aufgaben(sb, HEUTE) == [str(offen), str(rat)]
    angaben = {"von": sb, "letzter_tag": HEUTE, "by": leitung, "jetzt": JETZT}
    assert dienst.move_wiedervorlagen(**angaben, an=haushalt) == [str(offen), str(rat)]
    offen.refresh_from_db()
    rat.refresh_from_db()
    erledigt.refresh_from_db()
    assert (offen.fuer, rat.fuer, rat.fuer_rolle, erledigt.fuer) == (haushalt, None, "LT", sb)
    assert dienst.move_wiedervorlagen(**(angaben | {"von": haushalt}), an=None) == [str(offen)]
    weitere = lege(by=sb)
    dienst.move_wiedervorlagen(**angaben, an=nachfolge)
    assert weitere.schritte.latest("pk").text == "an Nora Nachfolge"
