"""Viele Bürgermeister, eine tote Adresse, ein Arbeiter, der mittendrin stirbt."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Arbeitsposten, Nachricht, Postenstand
from asskomm.core.models.files import Pruefstand
from asskomm.core.services import arbeitslauf
from asskomm.core.services.postausgang import stelle_bereit
from asskomm.portal.models import Rundschreiben
from asskomm.portal.services import rundschreiben as dienst
from asskomm.portal.services.rundschreiben import (
    create_rundschreiben,
    discard_rundschreiben,
    hinderungen,
    save_rundschreiben,
    send_rundschreiben,
)
from kommunen.models import Ansprechperson
from tests.factories.dateien import pdf_datei
from tests.factories.vereinbarungen import JETZT
from tests.portal.rundschreiben.entwuerfe import entwurf, stadt

pytestmark = pytest.mark.django_db


def arbeite(um: dt.datetime = JETZT) -> None:
    with time_machine.travel(um, tick=False):
        call_command("arbeite", "--einmal")


def versende(r: Rundschreiben, by) -> Rundschreiben:
    return send_rundschreiben(rundschreiben=r, by=by, jetzt=JETZT)


def test_zwoelf_buergermeister_eine_tote_adresse_und_ein_toter_arbeiter(sb, mailserver, monkeypatch):
    staedte = [stadt(f"Stadt {nr:02d}", email=f"bm{nr:02d}@stadt.example") for nr in range(12)]
    ohne = stadt("Ohne Adresse")
    mailserver.antworten["bm07@stadt.example"] = ["550 kein Postfach"]
    r = versende(entwurf(sb, *staedte, ohne, dateien=[pdf_datei("plan.pdf")]), sb)
    assert r.lauf.gesamt == 12

    gezaehlt: list[int] = []

    def stirb_beim_fuenften(**angaben):
        gezaehlt.append(1)
        if len(gezaehlt) == 5:
            raise KeyboardInterrupt
        return stelle_bereit(**angaben)

    with monkeypatch.context() as m, time_machine.travel(JETZT, tick=False):
        m.setattr(dienst, "stelle_bereit", stirb_beim_fuenften)
        with pytest.raises(KeyboardInterrupt):
            arbeitslauf.run_arbeitslauf(lauf_pk=r.lauf_id)
    assert r.nachrichten.count() == 4
    spaeter = JETZT + dt.timedelta(minutes=10)
    arbeite(spaeter)  # die Pflege findet den verwaisten Lauf, der Arbeiter setzt ihn fort
    r.lauf.refresh_from_db()
    assert (r.lauf.stand, r.lauf.erledigt) == ("FERTIG", 12)
    staende = list(r.nachrichten.values_list("stand", flat=True))
    assert (staende.count("GESENDET"), staende.count("UNZUSTELLBAR"), len(staende)) == (11, 1, 12)
    adressen = [an for an, _ in mailserver.angenommen]
    assert len(adressen) == len(set(adressen)) == 11
    mail = next(mail for an, mail in mailserver.angenommen if an == "bm03@stadt.example")
    assert mail["Subject"] == "Neues für Stadt 03"
    assert mail.get_body(("plain",)).get_content().startswith("Guten Tag,")
    assert "für Stadt 03 (Zwickau)" in mail.get_body(("plain",)).get_content()
    assert [a.get_filename() for a in mail.iter_attachments()] == ["plan.pdf"]
    for nachricht in r.nachrichten.all():
        assert nachricht.betreff == f"Neues für {nachricht.fall}"  # bei ihrer Kommune festgehalten


def test_ein_zweiter_lauf_ueber_dieselben_posten_sendet_nichts_doppelt(sb):
    r = versende(entwurf(sb, stadt("A-Stadt", email="a@stadt.example")), sb)
    arbeite()
    Arbeitsposten.objects.update(stand=Postenstand.OFFEN)
    r.lauf.refresh_from_db()
    type(r.lauf).objects.filter(pk=r.lauf_id).update(stand="WARTET", beendet_zeitpunkt=None, erledigt=0)
    arbeitslauf.run_arbeitslauf(lauf_pk=r.lauf_id)
    assert Nachricht.objects.count() == r.nachrichten.count() == 1


def test_die_auswahl_und_die_empfaenger_stehen_fest(sb):
    a, b = stadt("A-Stadt", email="a@stadt.example"), stadt("B-Stadt")
    r = entwurf(sb, a, b)
    assert r.ziele.count() == 2
    r = versende(r, sb)
    Ansprechperson.objects.create(kommune=b, funktion="Bürgermeister", email="neu@stadt.example")
    arbeite()
    assert list(r.nachrichten.values_list("an", flat=True)) == ["a@stadt.example"]
    for tue in (
        lambda: versende(r, sb),
        lambda: discard_rundschreiben(rundschreiben=r, by=sb, jetzt=JETZT),
        lambda: save_rundschreiben(rundschreiben=r, betreff="x", text="y", funktionen=[], by=sb, jetzt=JETZT),
    ):
        with pytest.raises(Ablehnung, match="schon versandt"):
            tue()


def test_ein_verworfener_entwurf_geht_nicht_hinaus(sb):
    r = entwurf(sb, stadt("A-Stadt", email="a@stadt.example"))
    discard_rundschreiben(rundschreiben=r, by=sb, jetzt=JETZT)
    r.refresh_from_db()
    assert not r.ist_entwurf
    with pytest.raises(Ablehnung, match="verworfen"):
        versende(r, sb)


def test_alle_gruende_gegen_den_versand_auf_einmal(sb):
    with pytest.raises(Ablehnung, match="keine Kommune"):
        create_rundschreiben(ziele=[], herkunft="x", by=sb, jetzt=JETZT)
    r = create_rundschreiben(ziele=[(stadt("Leerstadt").pk, None)], herkunft="x", by=sb, jetzt=JETZT)
    assert hinderungen(rundschreiben=r, by=sb, jetzt=JETZT) == [
        "Betreff oder Text fehlt.",
        "Für keine Kommune der Auswahl gibt es eine Adresse mit den gewählten Funktionen.",
    ]
    assert str(r) == f"Rundschreiben {r.pk} (noch ohne Betreff)"
    lang = stadt("L" * 80, email="l@stadt.example")
    r = entwurf(sb, lang, betreff="{{ kommune }}" + "x" * 130, dateien=[pdf_datei()])
    r.anlagen.update(pruefstand=Pruefstand.UNGEPRUEFT, geprueft_zeitpunkt=None)
    gruende = " ".join(hinderungen(rundschreiben=r, by=sb, jetzt=JETZT))
    assert "auf Viren geprüft" in gruende
    assert "zu lang für: LLLL" in gruende
    with pytest.raises(Ablehnung, match="zu lang"):
        versende(r, sb)
    with pytest.raises(Ablehnung, match="zu lang"):
        dienst.send_probe(rundschreiben=r, by=sb, jetzt=JETZT)
    assert not Nachricht.objects.exists()


def test_unbekannte_platzhalter_und_anlagen_werden_beim_speichern_geprueft(sb, settings):
    a = stadt("A-Stadt", email="a@stadt.example")
    with pytest.raises(Ablehnung) as fehler:
        entwurf(
            sb, a, betreff="Hallo\n{{ passwort }}", text="{{ kommune } {% load x %}",
            dateien=[pdf_datei("x.exe"), *[pdf_datei()] * 5],
        )  # fmt: skip
    text = str(fehler.value)
    for teil in ("„passwort“ gibt es nicht", "nicht vollständig", "Zeilenumbrüche", "Mehr als 5", "x.exe: "):
        assert teil in text
    r = entwurf(sb, a, dateien=[pdf_datei("eins.pdf"), pdf_datei("zwei.pdf")])
    eins = r.anlagen.get(name="eins.pdf")
    type(eins).objects.filter(name="zwei.pdf").update(groesse=11 * 1024 * 1024)
    with pytest.raises(Ablehnung, match="größer als 10 MB"):
        save_rundschreiben(rundschreiben=r, betreff="x", text="y", funktionen=[], by=sb, jetzt=JETZT)
    type(eins).objects.filter(name="zwei.pdf").update(groesse=10)
    save_rundschreiben(rundschreiben=r, betreff="x", text="y", funktionen=[], entfernen=[eins], by=sb, jetzt=JETZT)
    assert [d.name for d in r.anlagen.all()] == ["zwei.pdf"]
