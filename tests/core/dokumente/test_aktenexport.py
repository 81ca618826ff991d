"""Eine Akte als ein Archiv: vollständig, mit Verzeichnis und Prüfsummen, gleicher Stand = gleiche Bytes."""

import csv
import datetime as dt
import hashlib
import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from asskomm.core.admin.akten import _exportstand
from asskomm.core.aktenteile import Teil
from asskomm.core.arbeitsarten import Fortschritt
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Aktenexport, Aktenstueck, Arbeitslauf, Dokument, Laufstand, Protokolleintrag
from asskomm.core.roles import Pruefbereich, Rolle
from asskomm.core.services import aktenexport
from asskomm.core.services.akten import ensure_akte, file_uploads
from asskomm.core.services.aktenexport import (
    build_aktenexport,
    drop_abgelaufene,
    hand_out_aktenexport,
    start_aktenexport,
)
from asskomm.core.services.arbeitslauf import run_arbeitslauf
from asskomm.core.services.dokumente import confirm_signatur
from asskomm.core.services.schriftwechsel import write_mitteilung
from kommunen.services.organisationen import ensure_organisation
from tests.core.dokumente.signieren import signiert
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import als
from tests.factories.dateien import PDF, pdf_datei
from tests.factories.konten import gib_rolle, konto, melde_an

pytestmark = pytest.mark.django_db
JETZT = fabrik.JETZT


@pytest.fixture(autouse=True)
def uhr():
    with time_machine.travel(JETZT, tick=False) as stand:
        yield stand


@pytest.fixture
def kommune():
    return fabrik.gemeinde("Meerane")


@pytest.fixture
def akte(kommune):
    v = fabrik.in_zeichnung(kommune, by=konto(), bezeichnung="Bund <Meerane>")
    akte = ensure_akte(fall=v, by=None, jetzt=JETZT)
    signiertes = pdf_datei("signiert.pdf")
    signiertes.file = io.BytesIO(signiert())
    signiertes.size = len(signiertes.file.getvalue())
    angaben = {"akte": akte, "art": "SCHREIBEN", "by": konto(), "jetzt": JETZT}
    file_uploads(dateien=[pdf_datei("../=Brief.pdf")], absender="Stadt <b>", datum=JETZT.date(), **angaben)
    (stueck,) = file_uploads(dateien=[signiertes], betreff="Signiert", **angaben)
    confirm_signatur(dokument=stueck.dokument, by=konto(name="Clara Amt"), jetzt=JETZT)
    return akte


def exportiert(akte, by) -> Aktenexport:
    export = start_aktenexport(akte=akte, by=by, jetzt=JETZT)
    call_command("arbeite", "--einmal")
    export.refresh_from_db()
    assert export.fertig_zeitpunkt is not None, export.arbeitslauf.fehler
    return export


def inhalt(export) -> dict[str, bytes]:
    with zipfile.ZipFile(export.datei.path) as archiv:
        assert archiv.testzip() is None
        return {name: archiv.read(name) for name in archiv.namelist()}


def tabelle(roh: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(roh.decode("utf-8-sig")), delimiter=";"))


def test_das_archiv_enthaelt_alles_was_zum_fall_gehoert(akte):
    dateien = inhalt(exportiert(akte, konto()))
    assert {"index.html", "index.csv", "metadaten.json", "SHA256SUMS"} <= set(dateien)
    assert [n for n in dateien if n.startswith("dokumente/")] == [
        "dokumente/0001_=Brief.pdf",
        "dokumente/0002_signiert.pdf",
    ]
    assert dateien["dokumente/0001_=Brief.pdf"] == PDF
    kopf, erste, zweite = tabelle(dateien["index.csv"])
    erste, zweite = dict(zip(kopf, erste, strict=True)), dict(zip(kopf, zweite, strict=True))
    assert (erste["Nr."], erste["Absender"], erste["Datum"]) == ("1", "Stadt <b>", "2026-11-22")
    assert (erste["SHA-256"], erste["Virenprüfung"]) == (hashlib.sha256(PDF).hexdigest(), "nicht auf Viren geprüft")
    assert zweite["Signatur"] == "Signatur vorhanden, seither unverändert, bestätigt durch Clara Amt"
    daten = json.loads(dateien["metadaten.json"])
    assert daten["geschaeftszeichen"] == akte.geschaeftszeichen
    assert [d["Betreff"] for d in daten["dokumente"]] == ["=Brief.pdf", "Signiert"]
    tabellen = {n for n in dateien if n.startswith("tabellen/")}
    assert {"tabellen/angaben-zum-fall.csv", "tabellen/statusverlauf.csv", "tabellen/protokoll.csv"} <= tabellen
    assert {"tabellen/vertragsparteien.csv", "tabellen/beteiligte-kommunen.csv"} <= tabellen
    assert "Akte angelegt" in dateien["tabellen/protokoll.csv"].decode()
    html = dateien["index.html"].decode()
    assert "Bund &lt;Meerane&gt;" in html
    assert "<b>" not in html
    assert 'href="dokumente/0002_signiert.pdf"' in html


def test_die_pruefsummen_halten_sha256sum_stand(akte, tmp_path):
    export = exportiert(akte, konto())
    with zipfile.ZipFile(export.datei.path) as archiv:
        archiv.extractall(tmp_path)
        namen = set(archiv.namelist())
    lauf = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False
    )
    assert lauf.returncode == 0, lauf.stderr
    assert {z.split("  ")[1] for z in (tmp_path / "SHA256SUMS").read_text().splitlines()} == namen - {"SHA256SUMS"}
    assert export.sha256 == hashlib.sha256(Path(export.datei.path).read_bytes()).hexdigest()
    assert (export.dateien, export.name) == (len(namen), "LPR-ASSKOMM-KV-2026-0001.zip")


def test_gleicher_stand_gibt_die_gleichen_bytes(akte, uhr):
    by = konto()
    erster = exportiert(akte, by)
    hand_out_aktenexport(export=erster, by=by, jetzt=JETZT)
    uhr.shift(dt.timedelta(hours=1))
    assert exportiert(akte, konto()).sha256 == erster.sha256
    file_uploads(akte=akte, dateien=[pdf_datei()], art="ANLAGE", by=by, jetzt=JETZT)
    assert exportiert(akte, by).sha256 != erster.sha256


def test_was_nicht_herausgegeben_werden_darf_steht_mit_grund_im_verzeichnis(akte):
    by = konto()
    file_uploads(akte=akte, dateien=[pdf_datei(f"{i}.pdf") for i in range(2)], art="ANLAGE", by=by, jetzt=JETZT)
    quarantaene, infiziert, veraendert, fehlt = (s.dokument for s in Aktenstueck.objects.order_by("nr"))
    Dokument.objects.filter(pk=quarantaene.pk).update(pruefstand="UNGEPRUEFT")
    Dokument.objects.filter(pk=infiziert.pk).update(pruefstand="INFIZIERT", geprueft_zeitpunkt=JETZT)
    Path(veraendert.datei.path).write_bytes(b"anders")
    fehlt.datei.storage.delete(fehlt.datei.name)
    dateien = inhalt(exportiert(akte, by))
    assert not [n for n in dateien if n.startswith("dokumente/")]
    kopf, *zeilen = tabelle(dateien["index.csv"])
    assert [z[kopf.index("Hinweis")].removeprefix("nicht enthalten: ") for z in zeilen] == [
        "noch nicht auf Viren geprüft",
        "Schadsoftware gefunden, Datei gelöscht",
        "die gespeicherte Datei stimmt nicht mit ihrer Prüfsumme überein",
        "die Datei fehlt im Dateispeicher",
    ]


def test_auch_schriftwechsel_mit_dateien_und_fristen_kommen_mit(akte):
    write_mitteilung(
        fall=akte.fall, text="Bitte um Rückruf", leserkreis="INTERN", dateien=[pdf_datei("anlage.pdf")],
        im_haus=True, by=konto(), jetzt=JETZT,
    )  # fmt: skip
    dateien = inhalt(exportiert(akte, konto()))
    assert "weitere/0001_anlage.pdf" in dateien
    assert any(b"Bitte um R\xc3\xbcckruf" in dateien[n] for n in dateien if n.startswith("tabellen/"))


def test_zwei_tabellen_gleichen_namens():
    from asskomm.core.aktenpaket import _namen

    gleiche = [Teil("Größen", ["A"], [["1"]]) for _ in range(3)]
    assert _namen(gleiche) == [f"tabellen/groessen{z}.csv" for z in ("", "-2", "-3")]


def test_jeder_schritt_steht_im_protokoll_und_nur_einer_laeuft(akte):
    by = konto()
    export = start_aktenexport(akte=akte, by=by, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="wird für Sie gerade erstellt"):
        start_aktenexport(akte=akte, by=by, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="noch nicht fertig"):
        hand_out_aktenexport(export=export, by=by, jetzt=JETZT)
    call_command("arbeite", "--einmal")
    export.refresh_from_db()
    hand_out_aktenexport(export=export, by=by, jetzt=JETZT)
    namen = ["akte.export_begonnen", "akte.exportiert", "akte.heruntergeladen"]
    eintraege = Protokolleintrag.objects.filter(ereignis__in=namen).order_by("nr")
    assert [(e.ereignis, e.akteur_id) for e in eintraege] == [(n, by.pk) for n in namen]
    assert str(export) == "Export LPR-ASSKOMM-KV-2026-0001.zip"


def test_zweimal_gebaut_wird_einmal_abgelegt_und_kein_anderer_muss_warten(akte, monkeypatch):
    """Stirbt der Arbeiter gleich nach dem Ablegen, packt der nächste noch einmal."""
    by, in_transaktion = konto(), []
    export = start_aktenexport(akte=akte, by=by, jetzt=JETZT)
    echt = aktenexport._schreibe

    def schreibe(*angaben):
        in_transaktion.append(len(connection.savepoint_ids))
        return echt(*angaben)

    monkeypatch.setattr(aktenexport, "_schreibe", schreibe)
    vorher = len(connection.savepoint_ids)
    for _ in range(2):
        Arbeitslauf.objects.update(stand="WARTET", beendet_zeitpunkt=None)
        run_arbeitslauf(lauf_pk=export.arbeitslauf_id)
    assert in_transaktion == [vorher, vorher]
    assert Protokolleintrag.objects.filter(ereignis="akte.exportiert").count() == 1
    assert len(default_storage.listdir("aktenexporte")[1]) == 1


def test_nach_einer_woche_ist_das_archiv_weg_und_der_nachweis_da(akte, django_capture_on_commit_callbacks):
    by = konto()
    export = exportiert(akte, by)
    pfad = Path(export.datei.path)
    with django_capture_on_commit_callbacks(execute=True):
        drop_abgelaufene(jetzt=JETZT + dt.timedelta(days=6))
    assert pfad.exists()
    with django_capture_on_commit_callbacks(execute=True):
        drop_abgelaufene(jetzt=JETZT + dt.timedelta(days=8))
    assert not pfad.exists()
    export.refresh_from_db()
    assert export.sha256
    with pytest.raises(Ablehnung, match="abgelaufen"):
        hand_out_aktenexport(export=export, by=by, jetzt=JETZT)


def test_wer_den_fall_nicht_mehr_sieht_bekommt_nichts(akte):
    with pytest.raises(Ablehnung, match="Ihre Rolle darf Akten nicht exportieren"):
        start_aktenexport(akte=akte, by=konto("SV"), jetzt=JETZT)
    coaching = ensure_akte(fall=fabrik.coaching(), by=None, jetzt=JETZT)
    neuer = start_aktenexport(akte=coaching, by=konto("LZ"), jetzt=JETZT)
    with pytest.raises(Ablehnung, match="gibt es nicht"):
        build_aktenexport(lauf=neuer.arbeitslauf, fortschritt=Fortschritt(neuer.arbeitslauf.pk), jetzt=JETZT)


# --- Oberfläche


def test_exportieren_und_herunterladen_auf_der_seite_der_akte(akte, client):
    by = konto()
    melde_an(client, by)
    seite = reverse("admin:core_akte_change", args=[akte.pk])
    assert client.post(reverse("admin:core_akte_aktion", args=[akte.pk, "exportieren"])).status_code == 302
    assert "wird erstellt" in client.get(seite).content.decode()
    call_command("arbeite", "--einmal")
    text = client.get(seite).content.decode()
    export = Aktenexport.objects.get()
    weg = reverse("admin:core_akte_paket", args=[akte.pk, export.pk])
    assert export.sha256 in text
    assert f'action="{weg}"' in text
    assert client.get(weg).status_code == 405
    antwort = client.post(weg)
    assert (antwort["Content-Type"], antwort["Content-Disposition"]) == (
        "application/zip", 'attachment; filename="LPR-ASSKOMM-KV-2026-0001.zip"',
    )  # fmt: skip
    assert hashlib.sha256(b"".join(antwort.streaming_content)).hexdigest() == export.sha256
    melde_an(client, konto())
    assert client.post(weg).status_code == 404  # ein anderer Sachbearbeiter exportiert selbst
    melde_an(client, by)
    Aktenexport.objects.update(ablauf_zeitpunkt=JETZT)
    assert client.post(weg)["Location"] == seite
    Aktenexport.objects.update(datei="")
    assert "abgelaufen" in client.get(seite).content.decode()
    Aktenexport.objects.update(fertig_zeitpunkt=None, ablauf_zeitpunkt=None, sha256="")
    export.arbeitslauf.stand = "GESCHEITERT"
    export.arbeitslauf.save()
    assert "gescheitert" in client.get(seite).content.decode()


def test_die_pruefung_exportiert_in_ihrem_umfang(akte, kommune):
    pruefung = konto(None)
    gib_rolle(
        pruefung, Rolle.PRUEFUNG, bereiche=[Pruefbereich.VEREINBARUNG], bis=dt.date(2027, 6, 30),
        umfang=[ensure_organisation(stelle=kommune, by=None)],
    )  # fmt: skip
    fremd = ensure_akte(fall=fabrik.in_zeichnung(), by=None, jetzt=JETZT)
    client = als(pruefung)
    assert client.post(reverse("admin:core_akte_aktion", args=[fremd.pk, "exportieren"])).status_code == 404
    assert client.post(reverse("admin:core_akte_aktion", args=[akte.pk, "exportieren"])).status_code == 302
    call_command("arbeite", "--einmal")
    export = Aktenexport.objects.get()
    assert export.dateien > 5
    antwort = client.post(reverse("admin:core_akte_paket", args=[akte.pk, export.pk]))
    assert b"".join(antwort.streaming_content).startswith(b"PK")


def test_ein_angehaltener_export_heisst_auch_so():
    stand = {s: _exportstand(Aktenexport(arbeitslauf=Arbeitslauf(stand=s)), False) for s in Laufstand.values}
    assert (stand["ANGEHALTEN"], stand["WARTET"]) == (("angehalten", "fehler"), ("wird erstellt", "info"))
