"""Übernahme des Bestands: geprüft beim Hochladen, vorgelegt von einer, freigegeben von einer anderen Person."""

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from asskomm.core import workflow
from asskomm.core.errors import Ablehnung
from asskomm.core.numbering import letzte_nummer
from asskomm.core.roles import Rolle
from asskomm.core.tabellendatei import Tabellenfehler
from tests.factories import vereinbarungen as fabrik
from tests.factories.importe import uebernimm
from tests.factories.konten import konto, melde_an
from vereinbarungen.bestandsdatei import SPALTEN
from vereinbarungen.enums import NummerHerkunft
from vereinbarungen.models import Uebernahme, Uebernahmezeile, Vereinbarung
from vereinbarungen.nummern import NUMMERNKREIS
from vereinbarungen.services import bestand

pytestmark = pytest.mark.django_db
JETZT = fabrik.JETZT
KOPF = ["Nummer", "Art", "Bezeichnung", "Kommunen", "In Kraft seit", "Quelle"]
KOOP = "Kooperationsvereinbarung"
WEG = "/verwaltung/vereinbarungen/uebernahme/"


@pytest.fixture
def ort():
    return fabrik.gemeinde("Lohsa")


def csv(*zeilen: list[str], kopf: list[str] | None = None) -> SimpleUploadedFile:
    text = "\r\n".join(";".join(zeile) for zeile in [kopf or KOPF, *zeilen])
    return SimpleUploadedFile("bestand.csv", text.encode("utf-8-sig"))


def xlsx(*zeilen: list[Any], kopf: list[str] | None = None) -> SimpleUploadedFile:
    mappe = Workbook()
    for zeile in [kopf or KOPF, *zeilen]:
        mappe.active.append(zeile)
    ziel = io.BytesIO()
    mappe.save(ziel)
    return SimpleUploadedFile("bestand.xlsx", ziel.getvalue())


def lade(datei: SimpleUploadedFile, by: Any = None) -> Uebernahme:
    return bestand.create_uebernahme(datei=datei, by=by or konto(), jetzt=JETZT)


def befunde(datei: SimpleUploadedFile) -> list[str]:
    with pytest.raises(Tabellenfehler) as fehler:
        lade(datei)
    assert not Uebernahme.objects.exists()
    return fehler.value.gruende


def freigegeben(datei: SimpleUploadedFile) -> list[Vereinbarung]:
    uebernahme = lade(datei)
    bestand.submit_uebernahme(uebernahme=uebernahme, by=konto(), jetzt=JETZT)
    return bestand.approve_uebernahme(uebernahme=uebernahme, by=konto(Rolle.LEITUNG), jetzt=JETZT)


def test_freigabe_uebernimmt_nummern_tage_und_genauigkeit(ort):
    vier = [fabrik.gemeinde() for _ in range(4)]
    alle = "|".join(k.ags for k in vier)
    kopf = [*KOPF, "Status", "Beendet am"]
    lohsa, olbersdorf, alt, vor = freigegeben(
        csv(
            ["21", KOOP, "Lohsa", ort.ags, "25.05.2021", "A7", "", ""],
            ["nicht überliefert", KOOP, "VG Olbersdorf", alle, "Januar 2022", "A10", "in Kraft", ""],
            ["3", KOOP, "Ende", ort.schluessel, "2020", "", "gekündigt", "31.12.2024"],
            ["", "Vorvereinbarung", "Oelsnitz", ort.ags, "2021-09-01", "A4", "ersetzt", "23.02.2023"],
            kopf=kopf,
        )
    )
    assert (lohsa.laufende_nr, lohsa.nummer_herkunft, str(lohsa.in_kraft), lohsa.status) == (
        21, NummerHerkunft.UEBERNOMMEN, "25.05.2021", "IN_KRAFT",
    )  # fmt: skip
    assert (olbersdorf.nummer_text, str(olbersdorf.in_kraft), olbersdorf.kommunen.count()) == (
        "nicht überliefert", "Januar 2022", 4,
    )  # fmt: skip
    assert (alt.status, alt.in_kraft_am, str(alt.in_kraft)) == ("GEKUENDIGT", dt.date(2020, 12, 31), "2020")
    assert (vor.status, vor.laufende_nr, vor.parteien.count()) == ("ERSETZT", None, 2)
    assert letzte_nummer(kreis=NUMMERNKREIS) == 21
    assert fabrik.in_kraft().laufende_nr == 22
    zeile = lohsa.verlauf.get()
    assert (zeile.uebergang, zeile.erfasst_zeitpunkt) == ("uebernehmen", JETZT)
    assert "Zeile 2" in zeile.grund


def test_excel_mit_echten_daten_und_zahlen(ort):
    (v,) = freigegeben(xlsx([21, KOOP, "Lohsa", ort.ags, dt.date(2021, 5, 25), None]))
    assert (v.laufende_nr, v.in_kraft_am, v.quelle) == (21, dt.date(2021, 5, 25), "")


def test_alle_befunde_mit_zeile_und_spalte_und_nichts_gespeichert(ort):
    fabrik.uebernommen(nummer=5, bezeichnung="Fünf")
    alt = fabrik.gemeinde("Alt", gueltig_bis=dt.date(2010, 12, 31))
    texte = befunde(
        csv(
            ["5", KOOP, "A", ort.ags, "2020", ""],
            ["x", "Vertrag", "", "99999999", "30.02.2021", ""],
            ["7", KOOP, "B", f"{ort.ags}|{ort.ags}", "44927", ""],
            ["7", KOOP, "C", alt.ags, "2020", ""],
            ["1", "Vorvereinbarung", "D", "", "24.12.2026", ""],
            ["8", KOOP, "E", ort.ags, "", ""],
        )
    )
    assert texte == [
        "Zeile 2, Spalte „Nummer“: Die Nummer 5 ist im Bestand an „Fünf“ vergeben.",
        "Zeile 3, Spalte „Art“: „Vertrag“ ist keine Art. Möglich sind Kooperationsvereinbarung und Vorvereinbarung.",
        "Zeile 3, Spalte „In Kraft seit“: Den Tag „30.02.2021“ gibt es im Kalender nicht.",
        "Zeile 3, Spalte „Bezeichnung“: Die Bezeichnung fehlt.",
        "Zeile 3, Spalte „Nummer“: „x“ ist keine Nummer. Bitte eine ganze Zahl oder „nicht überliefert“ angeben.",
        "Zeile 3, Spalte „Kommunen“: „99999999“ gibt es nicht (Kommune).",
        "Zeile 4, Spalte „In Kraft seit“: „44927“ ist eine Excel-Zahl (vermutlich 01.01.2023). Bitte die Zelle als "
        "Datum formatieren.",
        "Zeile 4, Spalte „Kommunen“: Mehrfach angegeben: Lohsa.",
        "Zeile 5, Spalte „Nummer“: Die Nummer 7 ist schon in Zeile 4 vergeben.",
        "Zeile 5, Spalte „Kommunen“: Bestand am 2020 nicht: Alt.",
        "Zeile 6, Spalte „In Kraft seit“: Der Tag 24.12.2026 liegt in der Zukunft.",
        "Zeile 6, Spalte „Nummer“: Eine Vorvereinbarung hat keine Nummer.",
        "Zeile 6, Spalte „Kommunen“: Es ist keine Kommune angegeben.",
        "Zeile 7, Spalte „In Kraft seit“: Das Datum fehlt.",
    ]


@pytest.mark.parametrize(
    ("status", "beendet", "erwartet"),
    [
        ("ruht", "", "„ruht“ ist kein Status"),
        ("ersetzt", "2024", "Nur eine Vorvereinbarung wird ersetzt"),
        ("gekündigt", "", "seit wann die Vereinbarung nicht mehr in Kraft ist"),
        ("gekündigt", "2019", "liegt vor dem Inkrafttreten"),
        ("abgelaufen", "2027", "liegt in der Zukunft"),
        ("in Kraft", "2024", "hat keinen Tag der Beendigung"),
    ],
)
def test_widerspruechlicher_stand_wird_benannt(ort, status, beendet, erwartet):
    zeile = ["1", KOOP, "A", ort.ags, "2020", "", status, beendet]
    (text,) = befunde(csv(zeile, kopf=[*KOPF, "Status", "Beendet am"]))
    assert erwartet in text


def test_gleiche_bezeichnung_am_gleichen_tag_gilt_als_doppelt(ort):
    fabrik.uebernommen(bezeichnung="Torgau", am="25.06.2021")
    zeilen = [
        ["nicht überliefert", KOOP, "TORGAU", ort.ags, "25.06.2021", ""],
        ["nicht überliefert", KOOP, "Neu", ort.ags, "2021", ""],
        ["nicht überliefert", KOOP, "neu", ort.ags, "2021", ""],
    ]
    texte = befunde(csv(*zeilen))
    assert "steht schon im Bestand" in texte[0]
    assert "steht schon in Zeile 3" in texte[1]


def test_zu_viele_zeilen_und_zu_lange_texte(ort):
    zeile = ["nicht überliefert", KOOP, "A", ort.ags, "2020", ""]
    assert befunde(csv(*[zeile] * 2001)) == [
        "Eine Übernahme fasst höchstens 2.000 Zeilen. Bitte teilen Sie die Datei auf."
    ]
    (text,) = befunde(csv([*zeile[:5], "q" * 301]))
    assert "länger als 300 Zeichen" in text


def test_vier_augen_und_rollen(ort):
    uebernahme = lade(csv(["1", KOOP, "A", ort.ags, "2020", ""]))
    leitung = konto(Rolle.LEITUNG)
    with pytest.raises(Ablehnung, match="im Zustand „Entwurf“ nicht möglich"):
        bestand.approve_uebernahme(uebernahme=uebernahme, by=leitung, jetzt=JETZT)
    bestand.submit_uebernahme(uebernahme=uebernahme, by=leitung, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="zwei verschiedene Personen"):
        bestand.approve_uebernahme(uebernahme=uebernahme, by=leitung, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="Ihre Rolle darf"):
        bestand.approve_uebernahme(uebernahme=uebernahme, by=konto(), jetzt=JETZT)
    assert not Vereinbarung.objects.exists()
    bestand.approve_uebernahme(uebernahme=uebernahme, by=konto(Rolle.LEITUNG), jetzt=JETZT)
    with pytest.raises(Ablehnung, match="schon freigegeben"):
        bestand.approve_uebernahme(uebernahme=uebernahme, by=konto(Rolle.LEITUNG), jetzt=JETZT)
    assert Vereinbarung.objects.count() == 1
    assert uebernahme.status == "FREIGEGEBEN"


def test_freigabe_prueft_erneut_und_uebernimmt_dann_nichts(ort):
    uebernahme = lade(csv(["1", KOOP, "A", ort.ags, "2020", ""], ["2", KOOP, "B", ort.ags, "2020", ""]))
    bestand.submit_uebernahme(uebernahme=uebernahme, by=konto(), jetzt=JETZT)
    fabrik.in_kraft()
    with pytest.raises(Tabellenfehler) as fehler:
        bestand.approve_uebernahme(uebernahme=uebernahme, by=konto(Rolle.LEITUNG), jetzt=JETZT)
    assert fehler.value.gruende[0] == "Seit der Vorlage hat sich der Bestand geändert."
    assert "Die Nummer 1 ist im Bestand" in fehler.value.gruende[1]
    uebernahme.refresh_from_db()
    assert (uebernahme.status, uebernahme.freigegeben_durch, Vereinbarung.objects.count()) == ("VORGELEGT", None, 1)


def test_abgelehnte_uebernahme_bleibt_ohne_wirkung_liegen(ort):
    uebernahme = lade(csv(["1", KOOP, "A", ort.ags, "2020", ""]))
    angaben = {"objekt": uebernahme, "uebergang": "ablehnen", "by": konto(), "jetzt": JETZT}
    with pytest.raises(Ablehnung, match="Bitte geben Sie einen Grund an"):
        workflow.execute(grund="", **angaben)
    workflow.execute(grund="falsche Datei", **angaben)
    assert uebernahme.status == "ABGELEHNT"
    assert Uebernahmezeile.objects.count() == 1
    assert not Vereinbarung.objects.exists()


@pytest.mark.parametrize("rolle", [Rolle.HAUSHALT, Rolle.LESEZUGRIFF, Rolle.SYSTEMVERWALTUNG])
def test_nur_schreibende_rollen_laden_hoch(ort, rolle):
    with pytest.raises(Ablehnung, match="Ihre Rolle darf das nicht"):
        lade(csv(["1", KOOP, "A", ort.ags, "2020", ""]), by=konto(rolle))


def test_fiktive_nummer_und_vorvereinbarung_ohne_nummer():
    assert fabrik.uebernommen(nummer=9, herkunft=NummerHerkunft.FIKTIV, fiktiv=True).nummer_text == "9 (fiktiv)"
    assert fabrik.uebernommen(art="VOR").nummer_herkunft == NummerHerkunft.OHNE


# --- Seiten


def angemeldet(rolle: str) -> Client:
    client = Client()
    melde_an(client, konto(rolle))
    return client


@pytest.fixture
def _uhr():
    with time_machine.travel(JETZT, tick=False):
        yield


@pytest.mark.usefixtures("_uhr")
def test_hochladen_vorlegen_freigeben_ueber_die_seiten(ort):
    sb, leitung = angemeldet(Rolle.SACHBEARBEITUNG), angemeldet(Rolle.LEITUNG)
    antwort = uebernimm(sb, "vereinbarungen.uebernahme", csv(["60", KOOP, "A", "Stadt Lohsa", "2020", "Akte"]))
    uebernahme = Uebernahme.objects.get()
    seite = f"{WEG}{uebernahme.pk}/change/"
    assert f'zur Freigabe vor. <a href="{seite}">Zum Eintrag</a>' in antwort.content.decode()
    inhalt = sb.get(seite).content.decode()
    assert "nächste Nummer 61" in inhalt
    assert "Akte" in inhalt
    assert sb.post(f"{WEG}{uebernahme.pk}/aktion/vorlegen/").status_code == 302
    assert "Ihre Rolle darf" in sb.get(seite).content.decode()
    sb.post(f"{WEG}{uebernahme.pk}/aktion/freigeben/")
    assert not Vereinbarung.objects.exists()
    assert leitung.post(f"{WEG}{uebernahme.pk}/aktion/freigeben/").status_code == 302
    assert Vereinbarung.objects.get().laufende_nr == 60
    datei = leitung.get(f"{WEG}{uebernahme.pk}/datei/")
    assert datei["Content-Disposition"].startswith("attachment")
    datei.close()


@pytest.mark.usefixtures("_uhr")
def test_wer_selbst_vorlegt_sieht_warum_er_nicht_freigibt(ort):
    person = konto(Rolle.LEITUNG)
    leitung = Client()
    melde_an(leitung, person)
    weg = f"{WEG}{lade(csv(['60', KOOP, 'A', ort.ags, '2020', 'Akte']), by=person).pk}/"
    leitung.post(f"{weg}aktion/vorlegen/")
    assert "zwei verschiedene Personen" in leitung.get(f"{weg}change/").content.decode()
    leitung.post(f"{weg}aktion/freigeben/")
    assert not Vereinbarung.objects.exists()


@pytest.mark.usefixtures("_uhr")
def test_eine_uebernahme_beginnt_als_import_und_nicht_anders(ort):
    lade(csv(["1", KOOP, "A", ort.ags, "2020", ""]))
    leser, sb = angemeldet(Rolle.LESEZUGRIFF), angemeldet(Rolle.SACHBEARBEITUNG)
    assert [leser.get(f"{WEG}{was}").status_code for was in ("", "add/", "import/")] == [200, 403, 403]
    assert [sb.get(f"{WEG}{was}").status_code for was in ("", "add/", "import/")] == [200, 403, 200]
    liste = sb.get(WEG).content.decode()
    assert f"{WEG}import/" in liste
    assert f"{WEG}add/" not in liste
    vorlage = sb.get(f"{WEG}import/vorlage/?format=csv").content.decode("utf-8-sig")
    assert vorlage.split("\r\n")[0].split(";") == [s.name for s in SPALTEN]
    assert leser.get(f"{WEG}99/datei/").status_code == 404
