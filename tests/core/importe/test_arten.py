"""Jede Art von der Datei bis zur Rücknahme: was neu wird, was sich ändert, was danach wieder ist wie vorher."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Import, Protokolleintrag
from asskomm.core.roles import Rolle
from asskomm.core.services.akten import ensure_akte
from asskomm.core.services.wiedervorlage import create_wiedervorlage
from asskomm.core.stichtag import UngefaehresDatum
from foerderung.models import Zuwendung
from kommunen.models import Ansprechperson, Beratung, Einwohnerzahl, EngeZusammenarbeit, KommunalerPraeventionsrat
from kommunen.services.kpr import step_kpr
from kommunen.services.tatsachen import annul_tatsache, end_enge_zusammenarbeit, record_beratung
from tests.factories import vereinbarungen as fabrik
from tests.factories.importe import JETZT, befunde, csv_datei, geprueft, uebernommen, zaehler, zurueckgenommen
from tests.factories.kommunen import kpr, verband
from tests.factories.konten import konto
from vereinbarungen.models import Coachingprozess, Uebernahme, Vereinbarung
from vereinbarungen.services import bestand

pytestmark = pytest.mark.django_db
SPAETER = JETZT + dt.timedelta(hours=1)
FALSCH = "Import „datei.csv“ zurückgenommen: Falsche Datei"


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(JETZT, tick=False):
        yield


@pytest.fixture
def person() -> Any:
    return konto(Rolle.SACHBEARBEITUNG)


@pytest.fixture
def orte() -> list[str]:
    return [fabrik.gemeinde(name).schluessel for name in ("Lohsa", "Meerane", "Zwota")]


def gruende(zum_import: Import, person: Any) -> list[str]:
    with pytest.raises(Ablehnung) as ablehnung:
        zurueckgenommen(zum_import, by=person, jetzt=SPAETER)
    return ablehnung.value.gruende


def test_beratungen_neu_und_annulliert_mit_dem_grund_der_ruecknahme(person, orte):
    datei = csv_datei("Schlüssel;Datum;Anlass", f"{orte[0]};24.04.2023;Übung", f"{orte[1]};2022;")
    zum_import = uebernommen("kommunen.beratung", datei, by=person)
    assert zaehler(zum_import) == (2, 0, 0, 0)
    assert Beratung.objects.get(anlass="Übung").suchtext == "ubung uebung"
    assert [(b.erfasst_durch, str(b.datum)) for b in Beratung.objects.order_by("am")] == [
        (person, "2022"), (person, "24.04.2023"),
    ]  # fmt: skip
    lauf = zurueckgenommen(zum_import, by=person, jetzt=SPAETER)
    assert lauf.ergebnis == {"zurückgenommen": 2, "alte Werte wiederhergestellt": 0}
    assert {(b.annulliert_grund, b.annulliert_durch) for b in Beratung.objects.all()} == {(FALSCH, person)}
    zum_import.refresh_from_db()
    assert (zum_import.stand, zum_import.zurueckgenommen_grund) == ("ZURUECKGENOMMEN", FALSCH)
    letzte = Protokolleintrag.objects.filter(ereignis="import.zurueckgenommen").get()
    assert letzte.akteur_id == person.pk


def test_vorhandene_beratung_bleibt_und_die_abweichung_wird_gezeigt(person, orte):
    ort = fabrik.gemeinde("Alt")
    record_beratung(kommune=ort, am=UngefaehresDatum.lies("2020"), by=None, jetzt=JETZT, anlass="Alt")
    zum_import = geprueft("kommunen.beratung", csv_datei("Schlüssel;Datum;Anlass", "Alt;2020;Neu"), by=person)
    zeile = zum_import.zeilen.get()
    assert (zaehler(zum_import), zeile.aenderungen) == ((0, 0, 1, 0), {"Anlass": ["Alt", "Neu", "bleibt"]})


def test_beratungen_von_verband_und_mitglied_in_einer_datei_werden_bemerkt(person):
    ort = fabrik.gemeinde("Jonsdorf")
    bund = verband(ort)
    zeilen = (f"{ort.schluessel};2020", f"{bund.schluessel};2020")
    zum_import = geprueft("kommunen.beratung", csv_datei("Schlüssel;Datum", *zeilen), by=person)
    assert [(z, s) for z, s, _ in befunde(zum_import)] == [("3", "Schlüssel, Datum")]
    assert "Für Jonsdorf ist an diesem Tag schon eine Beratung eingetragen" in befunde(zum_import)[0][2]


def test_ansprechpersonen_bekommen_ihre_alten_werte_zurueck(person, orte):
    kopf = "Schlüssel;Funktion;Telefon"
    uebernommen("kommunen.ansprechperson", csv_datei(kopf, f"{orte[0]};Ordnungsamt;0351 1"), by=person)
    datei = csv_datei(kopf, f"{orte[0]};Ordnungsamt;0351 2", f"{orte[1]};Bauamt;")
    zum_import = geprueft("kommunen.ansprechperson", datei, by=person)
    geaendert = zum_import.zeilen.get(art="GEAENDERT")
    assert geaendert.aenderungen == {"Telefon": ["0351 1", "0351 2"]}
    assert (geaendert.vorher, geaendert.nachher) == ({"telefon": "0351 1"}, {"telefon": "0351 2"})
    datei.seek(0)
    zum_import = uebernommen("kommunen.ansprechperson", datei, by=person)
    assert zaehler(zum_import) == (1, 1, 0, 0)
    assert sorted(Ansprechperson.objects.values_list("suchtext", flat=True)) == ["bauamt", "ordnungsamt"]
    zurueckgenommen(zum_import, by=person, jetzt=SPAETER)
    (uebrig,) = Ansprechperson.objects.all()
    assert (uebrig.funktion, uebrig.telefon) == ("Ordnungsamt", "0351 1")
    assert uebrig.history.first().history_change_reason == FALSCH


def test_fehlende_spalte_laesst_den_alten_wert_stehen(person, orte):
    uebernommen("kommunen.ansprechperson", csv_datei("Schlüssel;Funktion;Telefon", f"{orte[0]};Amt;0351"), by=person)
    datei = csv_datei("Schlüssel;Funktion;E-Mail", f"{orte[0]};Amt;amt@example.org")
    uebernommen("kommunen.ansprechperson", datei, by=person)
    ansprechperson = Ansprechperson.objects.get()
    assert (ansprechperson.telefon, ansprechperson.email) == ("0351", "amt@example.org")


def test_zuwendungen_der_haushaltsstelle(orte):
    haushalt = konto(Rolle.HAUSHALT)
    kopf = "Schlüssel;Förderjahr;bekannt gegeben am;Betrag;Gegenstand"
    zum_import = uebernommen(
        "foerderung.zuwendung", csv_datei(kopf, f"{orte[0]};2023;01.03.2023;12.500,00;Konzept"), by=haushalt
    )
    assert str(Zuwendung.objects.gueltig().get().betrag) == "12500.00"
    zurueckgenommen(zum_import, by=haushalt, jetzt=SPAETER)
    assert not Zuwendung.objects.gueltig().exists()


def test_praeventionsraete_kommen_mit_ihrer_konstituierung_und_gehen_als_fehleintrag(person, orte):
    kopf = "Schlüssel;Konstituiert am;Kontakt: Stelle"
    datei = csv_datei(kopf, f"{orte[0]};März 2021;Hauptamt", f"{orte[1]};;Bauamt")
    zum_import = uebernommen("kommunen.kommunalerpraeventionsrat", datei, by=person)
    raete = KommunalerPraeventionsrat.objects.order_by("pk")
    assert [(r.status, r.kontakt_funktion) for r in raete] == [("KONSTITUIERT", "Hauptamt"), ("GEPLANT", "Bauamt")]
    assert str(raete[0].verlauf.get(uebergang="konstituieren").wirksam) == "März 2021"
    zurueckgenommen(zum_import, by=person, jetzt=SPAETER)
    assert [r.status for r in raete.all()] == ["AUFGELOEST", "AUFGELOEST"]
    noch_einmal = uebernommen("kommunen.kommunalerpraeventionsrat", csv_datei(kopf, f"{orte[0]};2022;"), by=person)
    assert zaehler(noch_einmal) == (1, 0, 0, 0)


def test_ein_praeventionsrat_der_weitergegangen_ist_haelt_die_ruecknahme_auf(person, orte):
    datei = csv_datei("Schlüssel;Konstituiert am", f"{orte[0]};2021")
    zum_import = uebernommen("kommunen.kommunalerpraeventionsrat", datei, by=person)
    rat = KommunalerPraeventionsrat.objects.get()
    step_kpr(kpr=rat, uebergang="ruhen", by=person, jetzt=SPAETER, grund="x")
    assert gruende(zum_import, person) == ["Zeile 2: Seit dem Import ist ein Schritt eingetragen."]


def test_was_von_selbst_entsteht_haelt_die_ruecknahme_nicht_auf_was_jemand_hinlegt_schon(person, orte):
    """The worker opens a file for each new case; only what a person lays at the case counts."""
    art, kopf = "kommunen.kommunalerpraeventionsrat", "Schlüssel;Konstituiert am"
    erster = uebernommen(art, csv_datei(kopf, f"{orte[0]};2021"), by=person)
    zweiter = uebernommen(art, csv_datei(kopf, f"{orte[1]};2021"), by=person)
    raete = KommunalerPraeventionsrat.objects.order_by("pk")
    for rat in raete:
        ensure_akte(fall=rat, by=None, jetzt=SPAETER)
    angaben: dict[str, Any] = {"faellig_am": dt.date(2027, 1, 4), "text": "Anrufen", "by": person, "jetzt": SPAETER}
    create_wiedervorlage(fall=raete[1], **angaben)
    assert zurueckgenommen(erster, by=person, jetzt=SPAETER).stand == "FERTIG"
    assert gruende(zweiter, person) == ["Zeile 2: Darauf baut schon etwas auf: Wiedervorlage."]


def test_vorhandener_praeventionsrat_nimmt_nur_seinen_kontakt_aus_der_datei(person):
    rat = kpr(fabrik.gemeinde("Borna"))
    kopf = "Schlüssel;Konstituiert am;Kontakt: Stelle"
    zum_import = uebernommen("kommunen.kommunalerpraeventionsrat", csv_datei(kopf, "Borna;2024;Amt"), by=person)
    rat.refresh_from_db()
    assert (rat.kontakt_funktion, rat.verlauf.filter(uebergang="konstituieren").count()) == ("Amt", 1)
    assert zum_import.zeilen.get().aenderungen["Konstituiert am"][1:] == ["2024", "bleibt"]
    zurueckgenommen(zum_import, by=person, jetzt=SPAETER)
    rat.refresh_from_db()
    assert (rat.kontakt_funktion, rat.status) == ("", "KONSTITUIERT")


def test_enge_zusammenarbeit_mit_ende_haelt_die_ruecknahme_auf(person, orte):
    zum_import = uebernommen("kommunen.engezusammenarbeit", csv_datei("Schlüssel;seit", f"{orte[0]};2021"), by=person)
    flag = EngeZusammenarbeit.objects.get()
    end_enge_zusammenarbeit(zusammenarbeit=flag, bis=dt.date(2026, 1, 1), by=person, jetzt=SPAETER)
    assert gruende(zum_import, person) == ["Zeile 2: Der Eintrag wurde seither geändert (bis, Ende erfasst am)."]


def test_annulliertes_und_geloeschtes_halten_die_ruecknahme_auf(person, orte):
    zum_import = uebernommen("kommunen.beratung", csv_datei("Schlüssel;Datum", f"{orte[0]};2021"), by=person)
    annul_tatsache(tatsache=Beratung.objects.get(), grund="x", by=person, jetzt=SPAETER)
    assert gruende(zum_import, person) == ["Zeile 2: Der Eintrag wurde schon annulliert."]
    zahlen = uebernommen(
        "kommunen.einwohnerzahl", csv_datei("Schlüssel;Stichtag;Einwohner", f"{orte[0]};31.12.2025;9"), by=person
    )
    Einwohnerzahl.objects.all().delete()
    assert gruende(zahlen, person) == ["Zeile 2: Den Eintrag gibt es nicht mehr."]


def test_coaching_endet_mit_der_ruecknahme(person, orte):
    zum_import = uebernommen("vereinbarungen.coachingprozess", csv_datei("Schlüssel", orte[0]), by=person)
    zurueckgenommen(zum_import, by=person, jetzt=SPAETER)
    prozess = Coachingprozess.objects.get()
    assert (prozess.status, prozess.verlauf.filter(aufgehoben_durch__isnull=True).count()) == ("ABGEBROCHEN", 1)


def test_vereinbarungen_werden_zur_uebernahme_die_zwei_personen_freigeben(person, orte):
    kopf = "lfd. Nr.;Vertragsart;Titel;AGS;geschlossen am;Fundstelle"
    zeile = f"21;Kooperationsvereinbarung;Lohsa;{orte[0]};25/05/2021;Akte 1"
    datei = csv_datei(kopf, zeile)
    from asskomm.core.importe.zuordnung import Zuordnung
    from asskomm.core.services import importe as dienste

    zum_import = dienste.start_import(art="vereinbarungen.uebernahme", datei=datei, by=person, jetzt=JETZT)
    vorschlag = Zuordnung.aus(zum_import.zuordnung)
    assert vorschlag.spalten == {
        "Nummer": "lfd. Nr.", "Bezeichnung": "Titel", "Kommunen": "AGS", "In Kraft seit": "geschlossen am",
        "Quelle": "Fundstelle",
    }  # fmt: skip
    richtig = Zuordnung({**vorschlag.spalten, "Art": "Vertragsart"}, datumsformat="tag-zuerst")
    dienste.map_spalten(zum_import=zum_import, zuordnung=richtig, by=person, jetzt=JETZT)
    dienste.check_import(zum_import=zum_import, by=person, jetzt=JETZT)
    assert (befunde(zum_import), zum_import.neu) == ([], 1)
    dienste.apply_import(zum_import=zum_import, by=person, jetzt=JETZT)
    uebernahme = Uebernahme.objects.get()
    assert (uebernahme.status, Vereinbarung.objects.count()) == ("ENTWURF", 0)
    bestand.submit_uebernahme(uebernahme=uebernahme, by=person, jetzt=JETZT)
    leitung = konto(Rolle.LEITUNG)
    (vereinbarung,) = bestand.approve_uebernahme(uebernahme=uebernahme, by=leitung, jetzt=JETZT)
    assert (vereinbarung.laufende_nr, str(vereinbarung.in_kraft)) == (21, "25.05.2021")
    lauf = zurueckgenommen(zum_import, by=person, jetzt=SPAETER)
    assert lauf.stand == "GESCHEITERT"
    lauf = zurueckgenommen(zum_import, by=leitung, jetzt=SPAETER)
    vereinbarung.refresh_from_db()
    assert (lauf.fehler, vereinbarung.status) == ("", "ANNULLIERT")


def test_uebernahme_vor_der_freigabe_wird_abgelehnt(person, orte):
    kopf = "Nummer;Art;Bezeichnung;Kommunen;In Kraft seit;Quelle"
    zeile = f"21;Kooperationsvereinbarung;Lohsa;{orte[0]};2021;A"
    zum_import = uebernommen("vereinbarungen.uebernahme", csv_datei(kopf, zeile), by=person)
    zurueckgenommen(zum_import, by=person, jetzt=SPAETER)
    assert Uebernahme.objects.get().status == "ABGELEHNT"
    schlecht = geprueft("vereinbarungen.uebernahme", csv_datei(kopf, f"x;Vertrag;;{orte[0]};2030;"), by=person)
    assert {s for _, s, _ in befunde(schlecht)} == {"Nummer", "Art", "Bezeichnung", "In Kraft seit"}
