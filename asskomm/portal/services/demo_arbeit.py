"""Fictitious cases in every state of daily work, dated after the published rows, so that those stay as they are."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from asskomm.core.models import User
from asskomm.core.roles import Rolle
from asskomm.core.stichtag import BERLIN
from asskomm.core.workflow import execute
from vereinbarungen.enums import Parteirolle, VereinbarungArt
from vereinbarungen.models import Vereinbarung
from vereinbarungen.services.anlage import (
    create_vereinbarung,
    plan_unterzeichnung,
    record_gremienbeschluss,
    store_vertragstext,
)
from vereinbarungen.services.bestand import create_uebernahme, submit_uebernahme
from vereinbarungen.services.zeichnung import record_unterzeichnung

from ..bestandsdaten import Kommunenverzeichnis
from .demo_alltag import load_alltag
from .demo_bestand import QUELLE
from .demo_inhalte import load_demo_inhalte
from .freigabe import release_kennzahlen, submit_kennzahlen
from .presse import add_korrektur, release_medieninformation, submit_entwurf

_FUNKTIONEN = {
    Parteirolle.KOMMUNE: "Bürgermeister",
    Parteirolle.POLIZEI: "Leitung der Polizeidirektion",
    Parteirolle.LPR: "Geschäftsführer des Landespräventionsrates",
}
_UEBERNAHME = (
    "Nummer;Art;Bezeichnung;Kommunen;In Kraft seit;Quelle;Status;Beendet am;Laufzeit bis;Geschäftszeichen\n"
    ";Vorvereinbarung;Wilsdruff (Demodaten);14628410;15.06.2026;Papierakte;in Kraft;;;\n"
    ";Vorvereinbarung;Naunhof (Demodaten);14729300;Juli 2026;Papierakte;in Kraft;;;\n"
)


def load_arbeitsfaelle(*, kommunen: Kommunenverzeichnis, by: dict[str, list[User]], jetzt: dt.datetime) -> None:
    """`by`: the demo accounts of each role; the steps are theirs, so that the log reads like one of real work."""
    sb, leitung = by[Rolle.SACHBEARBEITUNG][0], by[Rolle.LEITUNG][0]
    _entwurf("14730300 Taucha", kommunen, sb, jetzt)
    entwurf = _in_abstimmung("14627180 Nossen", kommunen, sb, jetzt)
    _beschluss_ausstehend("14626370 Niesky", kommunen, sb, jetzt)
    _geplant(kommunen, sb, leitung, jetzt)
    _in_zeichnung(kommunen, sb, jetzt)
    _uebernahme(sb, jetzt)
    _pressetext(sb, leitung, jetzt)
    load_alltag(kommunen=kommunen, entwurf=entwurf, by=by, jetzt=jetzt)
    load_demo_inhalte(kommunen=kommunen, by=sb, leitung=leitung, jetzt=jetzt)
    anlass = "Jahresbericht 2023 (Demodaten)"
    vorlage = submit_kennzahlen(stichtag=dt.date(2023, 12, 31), anlass=anlass, by=sb, jetzt=jetzt)
    release_kennzahlen(vorlage=vorlage, by=leitung, jetzt=jetzt)


def _entwurf(eintrag: str, kommunen: Kommunenverzeichnis, sb: User, jetzt: dt.datetime) -> Vereinbarung:
    kommune = kommunen[eintrag]
    return create_vereinbarung(
        art=VereinbarungArt.KOOPERATIONSVEREINBARUNG,
        bezeichnung=kommune.name_eindeutig,
        kommunen=[kommune],
        quelle=QUELLE,
        fiktiv=True,
        by=sb,
        jetzt=jetzt,
    )


def _in_abstimmung(eintrag: str, kommunen: Kommunenverzeichnis, sb: User, jetzt: dt.datetime) -> Vereinbarung:
    vereinbarung = _entwurf(eintrag, kommunen, sb, jetzt)
    store_vertragstext(vereinbarung=vereinbarung, anmerkung="Demodaten: Text liegt in der Akte", by=sb, jetzt=jetzt)
    for rolle, funktion in _FUNKTIONEN.items():
        vereinbarung.parteien.filter(rolle=rolle).update(vorgesehen=funktion)
    execute(objekt=vereinbarung, uebergang="abstimmen", by=sb, jetzt=jetzt)
    return vereinbarung


def _beschluss_ausstehend(eintrag: str, kommunen: Kommunenverzeichnis, sb: User, jetzt: dt.datetime) -> Vereinbarung:
    vereinbarung = _in_abstimmung(eintrag, kommunen, sb, jetzt)
    execute(objekt=vereinbarung, uebergang="beschluss_abwarten", by=sb, jetzt=jetzt)
    return vereinbarung


def _geplant(kommunen: Kommunenverzeichnis, sb: User, leitung: User, jetzt: dt.datetime) -> None:
    """Ready for signing in sixteen days, under a Sperrfrist: "voraussichtlich Nr. 61"."""
    vereinbarung = _in_abstimmung("14523370 Schöneck/Vogtl.", kommunen, sb, jetzt)
    grund = "Demodaten: Der Stadtrat hat die Verwaltung allgemein ermächtigt."
    execute(objekt=vereinbarung, uebergang="ohne_beschluss", by=leitung, jetzt=jetzt, grund=grund)
    tag = (jetzt + dt.timedelta(days=16)).astimezone(BERLIN).date()
    plan_unterzeichnung(
        vereinbarung=vereinbarung,
        am=tag,
        ort="Rathaus Schöneck",
        gaeste="Staatssekretär im Sächsischen Staatsministerium des Innern\nLandrat des Vogtlandkreises",
        sperrfrist_bis=dt.datetime.combine(tag, dt.time(14), tzinfo=BERLIN),
        by=sb,
        jetzt=jetzt,
    )


def _in_zeichnung(kommunen: Kommunenverzeichnis, sb: User, jetzt: dt.datetime) -> None:
    """Two of three have signed; the signature of the LPR is missing."""
    eintrag = "14524160 Lichtenstein/Sa."
    vereinbarung = _beschluss_ausstehend(eintrag, kommunen, sb, jetzt)
    heute = jetzt.astimezone(BERLIN).date()
    record_gremienbeschluss(
        vereinbarung=vereinbarung,
        kommune=kommunen[eintrag],
        gremium="Stadtrat",
        nummer="Demo 12/2026",
        datum=heute - dt.timedelta(days=20),
        by=sb,
        jetzt=jetzt,
    )
    for schritt in ("beschluss_liegt_vor", "zeichnung_beginnen"):
        execute(objekt=vereinbarung, uebergang=schritt, by=sb, jetzt=jetzt)
    for rolle, vor_tagen in ((Parteirolle.KOMMUNE, 5), (Parteirolle.POLIZEI, 3)):
        record_unterzeichnung(
            vereinbarung=vereinbarung,
            partei=vereinbarung.parteien.get(rolle=rolle),
            funktion=_FUNKTIONEN[rolle],
            am=heute - dt.timedelta(days=vor_tagen),
            ort="Lichtenstein/Sa.",
            by=sb,
            jetzt=jetzt,
        )


def _uebernahme(sb: User, jetzt: dt.datetime) -> None:
    """A file of older agreements that waits for the approval of a second person."""
    datei = SimpleUploadedFile("bestand-demo.csv", _UEBERNAHME.encode("utf-8-sig"), content_type="text/csv")
    uebernahme = create_uebernahme(datei=datei, bezeichnung="Vorvereinbarungen 2026", by=sb, jetzt=jetzt, fiktiv=True)
    submit_uebernahme(uebernahme=uebernahme, by=sb, jetzt=jetzt)


def _pressetext(sb: User, leitung: User, jetzt: dt.datetime) -> None:
    """The newest fictitious agreement has a released text: derived, its Sperrfrist long over, with a correction."""
    vereinbarung = Vereinbarung.objects.get(bezeichnung="Hohenstein-Ernstthal", fiktiv=True)
    zeile = submit_entwurf(vereinbarung=vereinbarung, by=sb, jetzt=jetzt)
    bis = dt.datetime.combine(vereinbarung.in_kraft_am or jetzt, dt.time(11), tzinfo=BERLIN)
    release_medieninformation(medieninformation=zeile, sperrfrist_bis=bis, by=leitung, jetzt=jetzt)
    add_korrektur(
        medieninformation=zeile,
        am=jetzt.astimezone(BERLIN).date(),
        text="Beispiel einer Korrektur (Demodaten): Auch der Gemeindevollzugsdienst der Stadt nahm teil.",
        by=sb,
        jetzt=jetzt,
    )
