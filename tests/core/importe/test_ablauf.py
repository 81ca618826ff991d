"""Hochladen, zuordnen, prüfen, übernehmen, zurücknehmen: was die Dienste zusagen und was sie ablehnen."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import call_command

from asskomm.core.arbeitsarten import Fortschritt
from asskomm.core.errors import Ablehnung
from asskomm.core.importe.zuordnung import Zuordnung
from asskomm.core.models import Arbeitslauf, Import, Importstand, Importzeile, Spaltenzuordnung
from asskomm.core.roles import Rolle
from asskomm.core.services import importe as dienste
from asskomm.core.services.importspalten import kept_zuordnungen
from asskomm.core.stichtag import UngefaehresDatum
from kommunen.models import Ansprechperson, Beratung
from kommunen.services.tatsachen import record_beratung
from tests.factories import vereinbarungen as fabrik
from tests.factories.importe import JETZT, befunde, csv_datei, geprueft, uebernommen, zaehler, zurueckgenommen
from tests.factories.konten import konto

pytestmark = pytest.mark.django_db
ART = "kommunen.beratung"
KOPF = "Schlüssel;Datum"


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(JETZT, tick=False):
        yield


@pytest.fixture
def person() -> Any:
    return konto(Rolle.SACHBEARBEITUNG)


@pytest.fixture
def ort() -> Any:
    return fabrik.gemeinde("Lohsa")


def test_grosse_datei_wartet_auf_den_arbeiter(person, ort, monkeypatch):
    monkeypatch.setattr(dienste, "SOFORT_ZEILEN", 1)
    zum_import = geprueft(ART, csv_datei(KOPF, "Lohsa;2020", "Lohsa;2021"), by=person)
    assert (zum_import.stand, zum_import.lauf.ist_offen) == ("HOCHGELADEN", True)
    with pytest.raises(Ablehnung, match="wird gerade bearbeitet"):
        dienste.check_import(zum_import=zum_import, by=person, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="wird gerade bearbeitet"):
        dienste.discard_import(zum_import=zum_import, by=person, jetzt=JETZT)
    call_command("arbeite", "--einmal")
    zum_import.refresh_from_db()
    assert zaehler(zum_import) == (2, 0, 0, 0)
    dienste.apply_import(zum_import=zum_import, by=person, jetzt=JETZT)
    call_command("arbeite", "--einmal")
    assert Beratung.objects.count() == 2
    lauf = zurueckgenommen(zum_import, by=person)
    call_command("arbeite", "--einmal")
    lauf.refresh_from_db()
    assert (lauf.stand, Beratung.objects.gueltig().count()) == ("FERTIG", 0)


def test_grosse_datei_nach_groesse(person, ort, monkeypatch):
    monkeypatch.setattr(dienste, "SOFORT_BYTES", 10)
    assert geprueft(ART, csv_datei(KOPF, "Lohsa;2020"), by=person).stand == "HOCHGELADEN"


def test_geaenderter_bestand_der_nichts_ausmacht_haelt_nicht_auf(person, ort):
    zum_import = geprueft(ART, csv_datei(KOPF, "Lohsa;2020"), by=person)
    record_beratung(kommune=fabrik.gemeinde("Andere"), am=UngefaehresDatum.lies("2020"), by=None, jetzt=JETZT)
    dienste.apply_import(zum_import=zum_import, by=person, jetzt=JETZT)
    assert (zum_import.stand, Beratung.objects.count()) == ("UEBERNOMMEN", 2)


def test_geaenderter_bestand_zeigt_eine_neue_vorschau_und_nichts_halbes(person, ort):
    zum_import = geprueft(ART, csv_datei(KOPF, "Lohsa;2020", "Lohsa;2021"), by=person)
    record_beratung(kommune=ort, am=UngefaehresDatum.lies("2020"), by=None, jetzt=JETZT)
    lauf = dienste.apply_import(zum_import=zum_import, by=person, jetzt=JETZT)
    assert (lauf.stand, lauf.fehler) == ("GESCHEITERT", dienste.VERALTET)
    assert (zaehler(zum_import), zum_import.stand, Beratung.objects.count()) == ((1, 0, 1, 0), "GEPRUEFT", 1)
    dienste.apply_import(zum_import=zum_import, by=person, jetzt=JETZT)
    assert Beratung.objects.count() == 2


def test_unruhiger_bestand_gibt_nach_drei_versuchen_auf(person, ort, monkeypatch):
    zum_import = geprueft(ART, csv_datei(KOPF, "Lohsa;2020"), by=person)
    zahl = iter(range(100))
    monkeypatch.setattr(dienste, "bestandsmarke", lambda tabellen: str(next(zahl)))
    lauf = dienste.apply_import(zum_import=zum_import, by=person, jetzt=JETZT)
    assert (lauf.fehler, Beratung.objects.count()) == (dienste.VERALTET, 0)


def test_geaenderter_verlauf_eines_eintrags_faellt_auf(person, ort):
    eintrag = Ansprechperson.objects.create(kommune=ort, funktion="Amt", telefon="1")
    zum_import = geprueft("kommunen.ansprechperson", csv_datei("Schlüssel;Funktion;Telefon", "Lohsa;Amt;2"), by=person)
    eintrag.telefon = "3"
    eintrag.save()
    lauf = dienste.apply_import(zum_import=zum_import, by=person, jetzt=JETZT)
    assert lauf.fehler == dienste.VERALTET
    assert Importzeile.objects.get().aenderungen == {"Telefon": ["3", "2"]}


def test_misslingt_die_uebernahme_zuletzt_ist_die_datei_noch_da(person, ort, monkeypatch):
    """Die Datenbank nimmt alles zurück; was aus der Ablage gelöscht ist, käme nicht wieder."""
    zum_import = geprueft(ART, csv_datei(KOPF, "Lohsa;2020"), by=person)
    monkeypatch.setattr(dienste, "mark_changed", lambda: 1 / 0)
    assert dienste.apply_import(zum_import=zum_import, by=person, jetzt=JETZT).stand == "GESCHEITERT"
    assert zum_import.stand == Importstand.GEPRUEFT
    with zum_import.oeffne() as datei:
        assert b"Lohsa" in datei.read()


def test_ein_alter_lauf_geht_neben_einem_neueren_nicht_weiter(person, ort):
    """Angehalten, dann neu begonnen, dann der alte fortgesetzt: Beide schrieben dieselbe Vorschau."""
    zum_import = geprueft(ART, csv_datei(KOPF, "Lohsa;2020"), by=person)
    alt = zum_import.lauf
    dienste.check_import(zum_import=zum_import, by=person, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="von einem anderen Lauf"):
        dienste.run_check(lauf=alt, fortschritt=Fortschritt(alt.pk), jetzt=JETZT)


def test_zweimal_uebernehmen_und_zweimal_zuruecknehmen_geht_nicht(person, ort, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        zum_import = uebernommen(ART, csv_datei(KOPF, "Lohsa;2020"), by=person)
    assert (zum_import.datei.name, default_storage.listdir("importe")[1]) == ("", [])
    for dienst in (dienste.apply_import, dienste.discard_import):
        with pytest.raises(Ablehnung, match="schon übernommen"):
            dienst(zum_import=zum_import, by=person, jetzt=JETZT)
    lauf = dienste.check_import(zum_import=zum_import, by=person, jetzt=JETZT)
    assert lauf.fehler == "Dieser Import ist schon übernommen."
    with pytest.raises(Ablehnung, match="geben Sie einen Grund"):
        zurueckgenommen(zum_import, by=person, grund=" ")
    zurueckgenommen(zum_import, by=person)
    with pytest.raises(Ablehnung, match="dieser Import ist zurückgenommen"):
        zurueckgenommen(zum_import, by=person)


def test_ungeprueft_oder_fehlerhaft_wird_nichts_uebernommen(person, ort):
    zum_import = dienste.start_import(art=ART, datei=csv_datei(KOPF, "Lohsa;2020"), by=person, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="noch nicht geprüft"):
        dienste.apply_import(zum_import=zum_import, by=person, jetzt=JETZT)
    zum_import = geprueft(ART, csv_datei(KOPF, "Lohsa;2020", "Nirgends;2020"), by=person)
    with pytest.raises(Ablehnung, match="1 Zeilen sind fehlerhaft"):
        dienste.apply_import(zum_import=zum_import, by=person, jetzt=JETZT)
    assert not Beratung.objects.exists()


def test_wer_die_liste_nicht_fuehrt_importiert_nicht(person):
    with pytest.raises(Ablehnung, match="darf in „Zuwendungen“ nichts erfassen"):
        dienste.start_import(art="foerderung.zuwendung", datei=csv_datei("x"), by=person, jetzt=JETZT)
    ohne = konto(Rolle.LESEZUGRIFF)
    zum_import = dienste.start_import(art=ART, datei=csv_datei(KOPF, "x;2020"), by=person, jetzt=JETZT)
    for dienst in (dienste.check_import, dienste.apply_import, dienste.discard_import):
        with pytest.raises(Ablehnung, match="darf in „Beratungen“ nichts erfassen"):
            dienst(zum_import=zum_import, by=ohne, jetzt=JETZT)


def test_zuordnung_wird_gemerkt_und_bei_gleichen_ueberschriften_vorgeschlagen(person, ort):
    kopf = "Rathaus;Gespräch;Was"
    zum_import = dienste.start_import(art=ART, datei=csv_datei(kopf, "Lohsa;2020;x"), by=person, jetzt=JETZT)
    zuordnung = Zuordnung({"Schlüssel": "Rathaus", "Datum": "Gespräch"}, {"Art": "Telefon"})
    angaben = {"zum_import": zum_import, "by": person, "jetzt": JETZT}
    with pytest.raises(Ablehnung) as ablehnung:
        dienste.map_spalten(zuordnung=Zuordnung({"Schlüssel": "Nirgends"}), **angaben)
    assert ablehnung.value.gruende == [
        "Die Zuordnung nennt eine Überschrift, die in der Datei nicht steht.",
        "Die Spalte „Datum“ ist Pflicht.",
    ]
    dienste.map_spalten(zuordnung=zuordnung, name="Rathausliste", **angaben)
    dienste.map_spalten(zuordnung=zuordnung, name="Rathausliste", fuer_alle=True, **angaben)
    assert Spaltenzuordnung.objects.get().fuer_alle
    neu = csv_datei("Was;Gespräch;Rathaus;Fehler", "x;2020;Lohsa;alt")
    for wer in (person, konto(Rolle.LEITUNG)):
        neu.seek(0)
        wieder = dienste.start_import(art=ART, datei=neu, by=wer, jetzt=JETZT)
        assert Zuordnung.aus(wieder.zuordnung) == zuordnung
    anders = dienste.start_import(art=ART, datei=csv_datei("Rathaus;Tag", "Lohsa;2020"), by=person, jetzt=JETZT)
    assert Zuordnung.aus(anders.zuordnung).spalten == {"Datum": "Tag"}


def test_nur_eigene_zuordnung_bleibt_bei_der_person(person):
    Spaltenzuordnung.objects.create(art=ART, name="x", kopf=["A"], erfasst_durch=person, erfasst_zeitpunkt=JETZT)
    assert [z.name for z in kept_zuordnungen(art=ART, by=person)] == ["x"]
    assert kept_zuordnungen(art=ART, by=konto()) == []


def test_verworfenes_und_liegengebliebenes_behaelt_weder_datei_noch_zeilen(
    person, ort, django_capture_on_commit_callbacks
):
    zum_import = geprueft(ART, csv_datei(KOPF, "Lohsa;2020"), by=person)
    with django_capture_on_commit_callbacks(execute=True):
        dienste.discard_import(zum_import=zum_import, by=person, jetzt=JETZT)
    wartend = geprueft(ART, csv_datei(KOPF, "Lohsa;2020"), by=person)
    wartend.lauf = Arbeitslauf.objects.create(art="x", titel="x", erfasst_zeitpunkt=JETZT)
    wartend.save()
    geprueft(ART, csv_datei(KOPF, "Lohsa;2020"), by=person)
    assert dienste.drop_liegengebliebene(jetzt=JETZT + dt.timedelta(days=13)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert dienste.drop_liegengebliebene(jetzt=JETZT + dt.timedelta(days=15)) == 1
    assert [i.stand for i in Import.objects.order_by("pk")] == ["VERWORFEN", "GEPRUEFT", "VERWORFEN"]
    assert (Importzeile.objects.count(), len(default_storage.listdir("importe")[1])) == (1, 1)


def test_unlesbare_zellen_und_werte_stehen_an_ihrer_stelle(person, ort):
    datei = csv_datei("Schlüssel;Datum;Art", "Lohsa;=HEUTE();Telefon", "Lohsa;2020;Brieftaube;zu viel")
    zum_import = geprueft(ART, datei, by=person)
    assert befunde(zum_import) == [
        ("2", "Datum", "Formeln werden nicht übernommen; bitte den Wert eintragen."),
        ("3", "", "Die Zeile hat mehr Zellen als die Kopfzeile (D3). Bitte löschen, was dort steht."),
        ("3", "Art", "„Brieftaube“ ist nicht vorgesehen. Möglich sind: Gespräch vor Ort, Telefon, Videokonferenz, "
                     "Veranstaltung, schriftlich, nicht überliefert."),
    ]  # fmt: skip


def test_datei_die_unterwegs_unlesbar_wird_nennt_den_grund(person):
    zum_import = geprueft(ART, csv_datei(KOPF, *["Lohsa;2020"] * 30, 'Lohsa;"2020'), by=person)
    assert (zum_import.stand, zum_import.lauf.stand) == ("HOCHGELADEN", "GESCHEITERT")
    assert "kein gültiges CSV" in zum_import.hinweis


def test_spalten_ohne_oder_mit_gleicher_ueberschrift_bekommen_namen(person):
    datei = csv_datei("Ort;;Datum;Datum", "1;2;3;4")
    zum_import = dienste.start_import(art=ART, datei=datei, by=person, jetzt=JETZT)
    assert zum_import.kopf == ["Ort", "Spalte B ohne Überschrift", "Datum", "Datum (Spalte D)"]


def test_ueberschriften_unter_titel_und_notiz_werden_gefunden_oder_gewaehlt(person, ort):
    zeilen = ["Beratungen 2019;Stand 5/2020;;", ";;;", "Gemeinde;Wann;Thema;wer", "Lohsa;24.04.2019;Auftakt;Fr. X"]
    zum_import = dienste.start_import(art=ART, datei=csv_datei(*zeilen), by=person, jetzt=JETZT)
    erwartet = {"Schlüssel": "Gemeinde", "Datum": "Wann", "Anlass": "Thema"}
    assert Zuordnung.aus(zum_import.zuordnung).spalten == erwartet
    falsch = dienste.choose_kopfzeile(zum_import=zum_import, kopfzeile=1, by=person, jetzt=JETZT)
    assert falsch.kopf == ["Beratungen 2019", "Stand 5/2020"]
    richtig = dienste.choose_kopfzeile(zum_import=zum_import, kopfzeile=3, by=person, jetzt=JETZT)
    dienste.map_spalten(zum_import=zum_import, zuordnung=Zuordnung(erwartet), by=person, jetzt=JETZT)
    dienste.check_import(zum_import=zum_import, by=person, jetzt=JETZT)
    assert (richtig.pk, zaehler(zum_import), zum_import.zeilen.get().nr) == (zum_import.pk, (1, 0, 0, 0), 4)
    dienste.apply_import(zum_import=zum_import, by=person, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="schon übernommen"):
        dienste.choose_kopfzeile(zum_import=zum_import, kopfzeile=1, by=person, jetzt=JETZT)


def test_schreibweisen_einer_kommune_zaehlen_wenn_sie_eindeutig_sind(person):
    goerlitz, lichtenstein = fabrik.gemeinde("Görlitz"), fabrik.gemeinde("Lichtenstein/Sa.")
    namen = ["Stadt Goerlitz", "GÖRLITZ, Stadt", "Lichtenstein", "Görlits", "Atlantis"]
    zum_import = geprueft(ART, csv_datei(KOPF, *[f"{n};{2015 + nr}" for nr, n in enumerate(namen)]), by=person)
    assert befunde(zum_import) == [
        ("4", "Schlüssel", "„Lichtenstein“ gibt es nicht (Kommune). "
                           f"Meinten Sie „Lichtenstein/Sa.“ ({lichtenstein.schluessel})?"),
        ("5", "Schlüssel", "„Görlits“ gibt es nicht (Kommune). "
                           f"Meinten Sie „Görlitz“ ({goerlitz.schluessel})?"),
        ("6", "Schlüssel", "„Atlantis“ gibt es nicht (Kommune)."),
    ]  # fmt: skip
    fabrik.gemeinde("Goerlitz")
    dienste.check_import(zum_import=zum_import, by=person, jetzt=JETZT)
    assert "ist nicht eindeutig: „Görlitz“" in befunde(zum_import)[0][2]
