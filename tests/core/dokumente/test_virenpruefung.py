"""Virenprüfung: sauber, Fund oder Quarantäne; ohne klare Antwort bleibt eine Datei liegen."""

import datetime as dt
import io
import json
import logging
import socket
import time
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from asskomm.core import clock, pruefungen, virenpruefung
from asskomm.core.befund import check_quarantaene, check_virenpruefung
from asskomm.core.downloads import document_response
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Dokument, Nachricht, Protokolleintrag, Pruefstand
from asskomm.core.services.akten import ensure_akte
from asskomm.core.services.dokumente import rescan_dokumente, scan_dokument
from asskomm.core.uploads import store_dokument
from asskomm.core.virenpruefung import Pruefstoerung, Schadfund, durchsuche
from tests.core.dokumente.clamd import CLAMD, EICAR, antwortet, echter, falscher, liest_alles
from tests.factories import vereinbarungen as fabrik
from tests.factories.dateien import PDF
from tests.factories.konten import konto, melde_an

JETZT = fabrik.JETZT
OK, FUND = b"stream: OK\0", b"stream: Eicar-Test-Signature FOUND\0"
TOT = "tcp://127.0.0.1:1"


def datei(inhalt: bytes = b"harmlos", name: str = "a.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, inhalt)


def ablegen(by=None, inhalt: bytes = b"harmlos", jetzt: dt.datetime = JETZT, **weitere) -> Dokument:
    return store_dokument(datei=datei(inhalt), mimetype="text/plain", by=by, jetzt=jetzt, **weitere)


# --- Das Protokoll mit clamd


def test_die_datei_kommt_ganz_an_und_steht_danach_am_anfang(settings):
    gesehen = []

    def merkt(verbindung):
        gesehen.append(liest_alles(verbindung))
        verbindung.sendall(OK)

    inhalt = bytes(range(256)) * 1000
    with falscher(merkt) as settings.CLAMAV_URL:
        d = datei(inhalt)
        assert virenpruefung.beurteile(d) == (Pruefstand.SAUBER, "")
    assert gesehen == [inhalt]
    assert d.tell() == 0


@pytest.mark.parametrize(
    ("antwort", "wort"),
    [
        (b"INSTREAM size limit exceeded. ERROR\0", "size limit"),
        (b"stream: FOUND\0", "stream: FOUND"),
        (b"stream: OK und noch mehr\0", "noch mehr"),
        (b"\xff\xfe\0", "antwortet"),
        (b"", "antwortet"),
        (b"x" * 10_000, "antwortet"),
    ],
)
def test_jede_andere_antwort_ist_eine_stoerung(settings, antwort, wort):
    with falscher(antwortet(antwort)) as settings.CLAMAV_URL, pytest.raises(Pruefstoerung, match=wort):
        durchsuche(datei(), frist=5)


def test_der_scanner_hat_genug_bevor_alles_gesendet_ist(settings):
    def bricht_ab(verbindung):
        verbindung.recv(100)
        verbindung.sendall(b"INSTREAM size limit exceeded. ERROR\0")
        verbindung.shutdown(socket.SHUT_WR)
        time.sleep(0.2)

    with falscher(bricht_ab) as settings.CLAMAV_URL, pytest.raises(Pruefstoerung):
        durchsuche(datei(bytes(20_000_000)), frist=5)


def test_ein_langsamer_scanner_haelt_niemanden_fest(settings):
    def troedelt(verbindung):
        liest_alles(verbindung)
        for _ in range(100):
            verbindung.sendall(b"x")
            time.sleep(0.05)

    beginn = time.monotonic()
    with falscher(troedelt) as settings.CLAMAV_URL:
        with pytest.raises(Pruefstoerung, match="nicht erreichbar"):
            durchsuche(datei(), frist=0.5)
        with pytest.raises(Pruefstoerung):
            durchsuche(datei(), frist=0)
        assert time.monotonic() - beginn < 2


@pytest.mark.parametrize(
    "adresse", [TOT, "tcp://[::1]:1", "unix:///gibt/es/nicht", "http://127.0.0.1/", "tcp://", "quatsch"]
)
def test_unerreichbar_heisst_quarantaene(settings, adresse):
    settings.CLAMAV_URL = adresse
    assert virenpruefung.beurteile(datei()) == (Pruefstand.UNGEPRUEFT, "")
    assert virenpruefung.ausfall()


def test_ohne_scanner_entscheidet_die_einstellung(settings):
    settings.VIRENPRUEFUNG = "pflicht"
    assert virenpruefung.beurteile(datei()) == (Pruefstand.UNGEPRUEFT, "")
    settings.VIRENPRUEFUNG = "ohne"
    assert virenpruefung.beurteile(datei()) == (Pruefstand.OHNE, "")
    assert virenpruefung.beurteile(datei(EICAR)) == (Pruefstand.INFIZIERT, "EICAR-Testdatei")


# --- Der echte clamd


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    if not CLAMD.exists():
        pytest.fail("clamd fehlt: „scripts/setup.sh dev“ installiert clamav-daemon oder sagt, was zu tun ist.")
    with echter(tmp_path_factory.mktemp("clamd")) as adresse:
        yield adresse


def test_der_echte_clamd_findet_eicar_auch_gepackt_und_laesst_anderes_durch(settings, clamd):
    settings.CLAMAV_URL = clamd
    ziel = io.BytesIO()
    with zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as archiv:
        archiv.writestr("eicar.com", EICAR)
    assert virenpruefung.ausfall() == ""
    assert durchsuche(datei(PDF), frist=5) == ""
    assert durchsuche(datei(EICAR), frist=5).startswith("Eicar-Test-Signature")
    assert durchsuche(datei(ziel.getvalue()), frist=5).startswith("Eicar-Test-Signature")
    with pytest.raises(Pruefstoerung):  # größer, als er annimmt
        durchsuche(datei(bytes(3_000_000)), frist=5)


@pytest.mark.django_db
def test_der_echte_clamd_beim_hochladen_in_die_akte(settings, clamd, client):
    settings.CLAMAV_URL = clamd
    fall = fabrik.entwurf(fabrik.gemeinde("Meerane"), by=konto())
    akte = ensure_akte(fall=fall, by=None, jetzt=JETZT)
    melde_an(client, konto())
    url = reverse("admin:core_akte_aktion", args=[akte.pk, "ablegen"])
    angaben = {"art": "ANLAGE", "richtung": "EINGANG"}
    seite = client.post(url, {**angaben, "dateien": [datei(EICAR, "eicar.txt")]}).content.decode()
    assert "In der Datei „eicar.txt“ wurde Schadsoftware gefunden (Eicar-Test-Signature" in seite
    assert not Dokument.objects.exists()
    assert client.post(url, {**angaben, "dateien": [datei(PDF, "gut.pdf")]}).status_code == 302
    assert Dokument.objects.get().pruefstand == Pruefstand.SAUBER


# --- Quarantäne


@pytest.fixture
def sicherheitslog(caplog):
    caplog.set_level(logging.INFO, logger="sicherheit")
    return lambda: [json.loads(r.message)["ereignis"] for r in caplog.records if r.name == "sicherheit"]


@pytest.mark.django_db
class TestQuarantaene:
    def test_sauber_ist_sofort_frei(self, settings):
        with falscher(antwortet(OK)) as settings.CLAMAV_URL:
            dokument = ablegen()
        assert (dokument.pruefstand, dokument.geprueft_zeitpunkt, dokument.ist_frei) == ("SAUBER", JETZT, True)

    def test_ein_fund_beim_hochladen_speichert_nichts_und_sagt_es_allen(self, settings, sicherheitslog):
        by, leitung = konto(), konto("LT")
        with falscher(antwortet(FUND)) as settings.CLAMAV_URL, pytest.raises(Schadfund, match="nicht gespeichert"):
            ablegen(by)
        assert not Dokument.objects.exists()
        assert sicherheitslog() == ["datei.schadsoftware"]
        eintrag = Protokolleintrag.objects.get(ereignis="datei.schadsoftware")
        assert eintrag.angaben["nachher"] == {"datei": "a.txt", "fund": "Eicar-Test-Signature"}
        assert {n.an for n in Nachricht.objects.filter(art="schadsoftware")} == {by.email, leitung.email}

    def test_ohne_scanner_bleibt_die_datei_verschlossen_bis_der_arbeiter_sie_prueft(self, settings):
        settings.CLAMAV_URL = TOT
        dokument = ablegen()
        assert (dokument.pruefstand, dokument.ist_frei) == ("UNGEPRUEFT", False)
        with pytest.raises(PermissionDenied, match="wird gerade auf Viren geprüft"):
            document_response(dokument)
        scan_dokument(dokument_pk=dokument.pk)
        dokument.refresh_from_db()
        assert dokument.pruefstand == "UNGEPRUEFT"
        with falscher(antwortet(OK)) as settings.CLAMAV_URL:
            call_command("arbeite", "--einmal")
            dokument.refresh_from_db()
        assert dokument.pruefstand == "SAUBER"
        assert Protokolleintrag.objects.filter(ereignis="datei.freigegeben", objekt_id=str(dokument.pk)).exists()
        antwort = document_response(dokument)
        antwort.file_to_stream.close()

    def test_ein_spaeterer_fund_loescht_die_datei_und_laesst_die_zeile(
        self, settings, sicherheitslog, django_capture_on_commit_callbacks
    ):
        by, leitung = konto(), konto("LT")
        settings.CLAMAV_URL = TOT
        dokument = ablegen(by)
        with falscher(antwortet(FUND)) as settings.CLAMAV_URL, django_capture_on_commit_callbacks(execute=True):
            scan_dokument(dokument_pk=dokument.pk)
        dokument.refresh_from_db()
        assert (dokument.pruefstand, dokument.pruefbefund) == ("INFIZIERT", "Eicar-Test-Signature")
        assert not dokument.datei.storage.exists(dokument.datei.name)
        assert sicherheitslog() == ["datei.infiziert"]
        assert {n.an for n in Nachricht.objects.filter(art="schadsoftware")} == {by.email, leitung.email}
        with pytest.raises(PermissionDenied, match="Sie wurde gelöscht"):
            document_response(dokument)

    def test_was_schon_entschieden_ist_bleibt(self, settings, monkeypatch):
        dokument = ablegen(erzeugt=True)
        with falscher(antwortet(FUND)) as settings.CLAMAV_URL:
            scan_dokument(dokument_pk=dokument.pk)
            dokument.refresh_from_db()
            assert dokument.pruefstand == "ERZEUGT"
            from asskomm.core.services import dokumente

            dokumente._halte_fest(dokument.pk, "X", JETZT)  # ein zweiter Arbeiter war schneller
        dokument.refresh_from_db()
        assert dokument.pruefstand == "ERZEUGT"

    def test_ohne_angeschlossenen_scanner_prueft_der_arbeiter_nichts(self, settings):
        dokument = ablegen()
        scan_dokument(dokument_pk=dokument.pk)
        rescan_dokumente(jetzt=JETZT + dt.timedelta(days=1))
        dokument.refresh_from_db()
        assert dokument.pruefstand == "OHNE"

    def test_der_arbeiter_versucht_es_wieder_und_holt_aeltere_nach(self, settings):
        alt = ablegen()
        settings.CLAMAV_URL = TOT
        neu = ablegen()
        with falscher(antwortet(OK)) as settings.CLAMAV_URL:
            rescan_dokumente(jetzt=JETZT)  # noch keine fünf Minuten
            rescan_dokumente(jetzt=clock.now() + dt.timedelta(hours=1))
            call_command("arbeite", "--einmal")
        assert [Dokument.objects.get(pk=d.pk).pruefstand for d in (alt, neu)] == ["SAUBER", "SAUBER"]

    def test_fehlende_datei_bringt_den_arbeiter_nicht_zu_fall(self, settings):
        dokument = ablegen()
        dokument.datei.storage.delete(dokument.datei.name)
        settings.CLAMAV_URL = TOT
        scan_dokument(dokument_pk=dokument.pk)
        dokument.refresh_from_db()
        assert dokument.pruefstand == "OHNE"

    def test_befund_und_pruefung_nennen_was_fehlt(self, settings):
        assert check_virenpruefung() == []
        settings.BASE_URL = "https://portal.example"
        assert check_virenpruefung() == [virenpruefung.OHNE_SCANNER]
        assert [p.id for p in pruefungen.check_virenscanner()] == ["asskomm.W001"]
        settings.CLAMAV_URL = TOT
        assert pruefungen.check_virenscanner() == []
        assert "nicht erreichbar" in check_virenpruefung()[0]
        ablegen()
        assert check_quarantaene(JETZT) == []
        assert check_quarantaene(JETZT + dt.timedelta(minutes=6)) == [
            "1 Dateien warten seit mehr als fünf Minuten auf die Virenprüfung (Quarantäne)."
        ]

        def pong(verbindung):
            verbindung.recv(10)
            verbindung.sendall(b"PONG\0")

        with falscher(pong) as settings.CLAMAV_URL:
            assert check_virenpruefung() == []
        with falscher(antwortet(OK)) as settings.CLAMAV_URL:
            assert check_virenpruefung()

    def test_die_leitung_erfaehrt_es_auch_wenn_niemand_hochgeladen_hat(self, settings):
        leitung = konto("LT")
        with falscher(antwortet(FUND)) as settings.CLAMAV_URL, pytest.raises(Ablehnung):
            ablegen()
        assert [n.an for n in Nachricht.objects.filter(art="schadsoftware")] == [leitung.email]
