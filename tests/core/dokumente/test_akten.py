"""Akten: ein Geschäftszeichen je Fall, lückenlos, und was in ihnen liegt."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core.admin.arbeitsvorrat import arten
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Akte, Aktenstueck, Aktenzeichenregel, Dokument, Nummernkreis, Protokolleintrag
from asskomm.core.papiere import Papierart, register_papierart
from asskomm.core.roles import Pruefbereich, Rolle
from asskomm.core.services import akten
from asskomm.core.services.akten import (
    add_aktenzeichenregel,
    complete_akten,
    ensure_akte,
    file_dokument,
    file_uploads,
    find_akte,
    store_scan,
)
from asskomm.core.services.dokumente import confirm_signatur
from asskomm.core.uploads import store_dokument
from kommunen.models import Beratung, Kommune
from tests.core.dokumente.signieren import signiert
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import als
from tests.factories.dateien import PDF, docx, pdf_datei
from tests.factories.fakten import beraten
from tests.factories.konten import gib_rolle, konto, melde_an
from tests.factories.verwaltung import exportiere

pytestmark = pytest.mark.django_db
JETZT = fabrik.JETZT
ZEICHEN = "LPR-ASSKOMM/{}-2026-{}"


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(JETZT, tick=False):
        yield


@pytest.fixture
def fall():
    return fabrik.entwurf(fabrik.gemeinde("Meerane"), by=konto(), bezeichnung="Bund Meerane")


@pytest.fixture
def akte(fall):
    return ensure_akte(fall=fall, by=None, jetzt=JETZT)


def abgelegt(akte, *dateien, by=None, **weitere):
    angaben = {"art": "ANLAGE", "by": by or konto(), "jetzt": JETZT, **weitere}
    return file_uploads(akte=akte, dateien=list(dateien) or [pdf_datei()], **angaben)


# --- Geschäftszeichen


def test_das_zeichen_folgt_regel_art_jahr_und_nummer():
    faelle = [fabrik.entwurf(), fabrik.coaching(), fabrik.entwurf(), fabrik.analyse(), fabrik.gemeinde()]
    zeichen = [ensure_akte(fall=f, by=None, jetzt=JETZT).geschaeftszeichen for f in faelle]
    assert zeichen == [ZEICHEN.format(*teile) for teile in (
        ("KV", "0001"), ("CO", "0001"), ("KV", "0002"), ("SA", "0001"), ("KO", "0001"),
    )]  # fmt: skip
    assert find_akte(fall=faelle[0]).kurzzeichen == "LPR-ASSKOMM-KV-2026-0001"


def test_jeder_fall_hat_eine_akte_und_die_nummern_sind_lueckenlos(fall):
    erste, zweite = (ensure_akte(fall=fall, by=konto(), jetzt=JETZT) for _ in range(2))
    assert erste == zweite
    assert Protokolleintrag.objects.filter(ereignis="akte.angelegt").count() == 1
    with transaction.atomic():
        ensure_akte(fall=fabrik.entwurf(), by=None, jetzt=JETZT)
        transaction.set_rollback(True)
    assert ensure_akte(fall=fabrik.entwurf(), by=None, jetzt=JETZT).nummer == 2


def test_im_neuen_jahr_beginnt_die_zaehlung_neu(fall):
    ensure_akte(fall=fall, by=None, jetzt=JETZT)
    silvester = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)  # in Sachsen schon Neujahr
    assert ensure_akte(fall=fabrik.entwurf(), by=None, jetzt=silvester).geschaeftszeichen.endswith("KV-2027-0001")


def test_fiktive_faelle_zaehlen_fuer_sich():
    fabrik.entwurf()
    fiktiv = fabrik.entwurf()
    fiktiv.fiktiv = True
    fiktiv.save()
    akte = ensure_akte(fall=fiktiv, by=None, jetzt=JETZT)
    assert (akte.geschaeftszeichen, akte.fiktiv) == (ZEICHEN.format("KV", "F0001"), True)
    assert not Nummernkreis.objects.filter(schluessel="akte-KV-2026").exists()


def test_arten_ohne_eigene_akte_werden_abgelehnt():
    for fall in (beraten(fabrik.gemeinde()), konto()):
        with pytest.raises(Ablehnung, match="keine eigene Akte"):
            ensure_akte(fall=fall, by=None, jetzt=JETZT)
    assert Beratung.objects.exists()


def test_ohne_regel_kein_zeichen(fall):
    Aktenzeichenregel.objects.all().delete()
    with pytest.raises(Ablehnung, match="keine Regel für Geschäftszeichen"):
        ensure_akte(fall=fall, by=None, jetzt=JETZT)


def test_der_arbeiter_holt_nach_was_keine_akte_hat(monkeypatch):
    monkeypatch.setattr(akten, "STAPEL", 2)
    for _ in range(3):
        fabrik.entwurf()
    complete_akten(jetzt=JETZT)
    assert Akte.objects.filter(kennung="KV").count() == 2
    call_command("arbeite", "--einmal")
    assert Akte.objects.filter(kennung="KV").count() == 3
    assert Akte.objects.filter(kennung="KO").count() == Kommune.objects.count()
    assert [a.nummer for a in Akte.objects.filter(kennung="KV").order_by("fall_id")] == [1, 2, 3]
    vorher = Protokolleintrag.objects.count()
    complete_akten(jetzt=JETZT)
    assert Protokolleintrag.objects.count() == vorher
    nachher = Protokolleintrag.objects.filter(ereignis="akte.angelegt").order_by("nr")[0].angaben["nachher"]
    assert set(nachher) == {"anzahl", "von", "bis"}


def test_zwei_zugleich_ein_fall_eine_akte(fall, akte, monkeypatch):
    """Wer die Nummer später sperrt, findet die Akte des anderen."""
    monkeypatch.setattr(akten, "find_akte", lambda *, fall: None)
    assert ensure_akte(fall=fall, by=None, jetzt=JETZT) == akte
    with pytest.raises(IntegrityError), transaction.atomic():
        Akte.objects.create(
            fall=fall, geschaeftszeichen="x", kurzzeichen="x", kennung="KV", jahr=1, nummer=1, erfasst_zeitpunkt=JETZT
        )


def test_neue_regel_gilt_ab_ihrem_tag_und_die_der_art_geht_vor(fall, client):
    melde_an(client, konto("LT"))
    angaben = {
        "gueltig_von": "23.11.2026", "kennung": "KV", "organisationskennzeichen": "SMI23",
        "aktenplankennzeichen": "1162.10", "quelle": "Aktenplan 2026",
    }  # fmt: skip
    url = reverse("admin:core_aktenzeichenregel_add")
    assert client.post(url, angaben).status_code == 302
    assert ensure_akte(fall=fall, by=None, jetzt=JETZT).geschaeftszeichen == ZEICHEN.format("KV", "0001")
    morgen = JETZT + dt.timedelta(days=1)
    assert ensure_akte(fall=fabrik.entwurf(), by=None, jetzt=morgen).geschaeftszeichen == "SMI23-1162.10/KV-2026-0002"
    assert ensure_akte(fall=fabrik.coaching(), by=None, jetzt=morgen).geschaeftszeichen == ZEICHEN.format("CO", "0001")
    seite = client.post(url, {**angaben, "gueltig_von": "01.01.2026"}).content.decode()
    assert "frühestens ab heute" in seite
    assert Protokolleintrag.objects.filter(ereignis="aktenzeichen.geregelt").count() == 1
    regel = Aktenzeichenregel.objects.get(kennung="KV")
    seite = client.get(reverse("admin:core_aktenzeichenregel_change", args=[regel.pk])).content.decode()
    assert "SMI23" in seite
    assert 'name="_save"' not in seite
    liste = reverse("admin:core_aktenzeichenregel_changelist")
    gezeigt = {art: client.get(liste, {"art": art}).context["cl"].result_count for art in ("KV", "uebrige", "CO")}
    assert gezeigt == {"KV": 1, "uebrige": 1, "CO": 0}
    assert ">alle Fälle ohne eigene Regel</a>" in " ".join(client.get(liste).content.decode().split()).replace(
        "> ", ">"
    ).replace(" <", "<")


@pytest.mark.parametrize("zeichen", ["klein", "A/B", "A--B", "ä", ""])
def test_kennzeichen_haben_eine_feste_form(zeichen):
    with pytest.raises(ValidationError):
        add_aktenzeichenregel(
            gueltig_von=JETZT.date(), kennung="", organisationskennzeichen=zeichen, aktenplankennzeichen="1",
            quelle="x", by=konto("LT"), jetzt=JETZT,
        )  # fmt: skip


# --- Aktenstücke


def test_ablegen_haelt_die_metadaten_fest(akte, fall):
    by = konto()
    eins, zwei = abgelegt(
        akte, pdf_datei("Brief.pdf"), SimpleUploadedFile("Anlage.docx", docx()), by=by, art="SCHREIBEN",
        betreff="", absender=" Stadt Meerane ", datum=dt.date(2026, 11, 20), eingang_am=dt.date(2026, 11, 22),
    )  # fmt: skip
    assert [(s.nr, s.betreff, s.absender, s.art) for s in (eins, zwei)] == [
        (1, "Brief.pdf", "Stadt Meerane", "SCHREIBEN"),
        (2, "Anlage.docx", "Stadt Meerane", "SCHREIBEN"),
    ]
    assert (eins.datum, eins.eingang_am, eins.erfasst_durch, eins.fall) == (
        dt.date(2026, 11, 20), dt.date(2026, 11, 22), by, fall,
    )  # fmt: skip
    assert str(eins) == "1. Brief.pdf"
    assert Protokolleintrag.objects.filter(ereignis="akte.abgelegt", objekt_id=str(fall.pk)).count() == 2


def test_alles_oder_nichts_mit_dem_namen_der_datei(akte):
    with pytest.raises(Ablehnung) as fehler:
        abgelegt(akte, pdf_datei("gut.pdf"), pdf_datei("boese.exe"), SimpleUploadedFile("x.pdf", b"MZ"))
    assert [g.split(":")[0] for g in fehler.value.gruende] == ["„boese.exe“", "„x.pdf“"]
    assert not Dokument.objects.exists()


def test_grenzen_je_formular_und_je_fall(akte, monkeypatch):
    with pytest.raises(Ablehnung, match="Bitte höchstens 10 Dateien auf einmal, ausgewählt sind 11"):
        abgelegt(akte, *[pdf_datei(f"{i}.pdf") for i in range(11)])
    with pytest.raises(Ablehnung, match="mindestens eine Datei"):
        file_uploads(akte=akte, dateien=[], art="ANLAGE", by=konto(), jetzt=JETZT)
    monkeypatch.setattr(akten, "MAX_JE_FALL", 1)
    abgelegt(akte)
    with pytest.raises(Ablehnung, match="höchstens 1 Dokumente; sie hat schon 1"):
        abgelegt(akte)


def test_wer_nur_liest_legt_nichts_ab_und_nichts_von_hand_was_das_portal_erzeugt(akte):
    with pytest.raises(Ablehnung) as fehler:
        abgelegt(akte, by=konto("LZ"), art="PAPIER")
    assert len(fehler.value.gruende) == 2


def test_texte_und_scans_einer_vereinbarung_liegen_von_selbst_in_der_akte():
    from vereinbarungen.services import anlage, zeichnung

    v = fabrik.entwurf()
    anlage.store_vertragstext(vereinbarung=v, datei=pdf_datei("text.pdf"), by=None, jetzt=JETZT)
    v = fabrik.in_zeichnung()
    zeichnung.store_signed_scan(vereinbarung=v, datei=pdf_datei("scan.pdf"), by=None, jetzt=JETZT)
    assert sorted(Aktenstueck.objects.values_list("art", "betreff")) == [
        ("SCAN", "Unterzeichnete Fassung"),
        ("TEXT", "Text, Fassung 1"),
    ]


def test_ein_scan_kommt_nur_zu_einem_papier_zurueck(akte, fall):
    (stueck,) = abgelegt(akte)
    with pytest.raises(Ablehnung, match="kein Scan erwartet"):
        store_scan(stueck=stueck, datei=pdf_datei(), by=konto(), jetzt=JETZT)

    def nimm(*, fall, datei, by, jetzt):
        return store_dokument(datei=datei, mimetype="application/pdf", by=by, jetzt=jetzt)

    register_papierart(Papierart("probe", "Probe", "core.confirm_faktor", nimm))
    dokument = store_dokument(datei=pdf_datei("p.pdf"), mimetype="application/pdf", by=None, jetzt=JETZT, erzeugt=True)
    papier = file_dokument(
        fall=fall, dokument=dokument, art="PAPIER", betreff="Probe", papierart="probe", by=None, jetzt=JETZT
    )
    with pytest.raises(Ablehnung, match="Ihre Rolle darf diesen Scan nicht zuordnen"):
        store_scan(stueck=papier, datei=pdf_datei(), by=konto(), jetzt=JETZT)


# --- Oberfläche


def seite(client, name: str, *args) -> str:
    return client.get(reverse(f"admin:{name}", args=args)).content.decode()


def test_der_kasten_am_fall_zeigt_zeichen_dokumente_und_wege(fall, client):
    melde_an(client, konto())
    weg = ("vereinbarungen_vereinbarung_change", fall.pk)
    assert "wird gleich vergeben" in seite(client, *weg)
    akte = ensure_akte(fall=fall, by=None, jetzt=JETZT)
    assert "Noch keine Dokumente in der Akte" in seite(client, *weg)
    abgelegt(akte, *[pdf_datei(f"brief-{i}.pdf") for i in range(7)])
    text = seite(client, *weg)
    assert akte.geschaeftszeichen in text
    assert all(wort in text for wort in ("brief-6.pdf", "Dokument ablegen", "Akte exportieren", "Weitere Dokumente"))
    assert "brief-0.pdf" not in text
    assert "nicht auf Viren geprüft" in text
    melde_an(client, konto("LZ"))
    text = seite(client, *weg)
    assert "Akte exportieren" in text
    assert "Dokument ablegen" not in text


def test_neue_faelle_haben_ihr_zeichen_sofort(client):
    melde_an(client, konto())
    kommune = fabrik.gemeinde("Neustadt")
    angaben = {"kommune": kommune.name_eindeutig, "am": "20.11.2026", "status": "", "bezeichnung": "x"}
    client.post(reverse("admin:vereinbarungen_coachingprozess_add"), angaben)
    assert [a.geschaeftszeichen for a in Akte.objects.filter(kennung="CO")] == [ZEICHEN.format("CO", "0001")]


def test_ablegen_im_formular(akte, client):
    melde_an(client, konto())
    url = reverse("admin:core_akte_aktion", args=[akte.pk, "ablegen"])
    assert 'type="file" name="dateien" accept=".pdf,' in client.get(url).content.decode()
    angaben = {"art": "SCHREIBEN", "richtung": "EINGANG", "betreff": "Antwort", "datum": "20.11.2026"}
    text = client.post(url, {**angaben, "eingang_am": "19.11.2026", "dateien": [pdf_datei()]}).content.decode()
    assert "Der Eingang liegt vor dem Datum des Dokuments." in text
    text = client.post(url, {**angaben, "dateien": [pdf_datei("x.exe")]}).content.decode()
    assert "„x.exe“: Die Endung „.exe“ passt nicht zum Inhalt der Datei" in text
    assert client.post(url, {**angaben, "dateien": [pdf_datei()]}).status_code == 302
    text = seite(client, "core_akte_change", akte.pk)
    assert "Antwort" in text
    assert "20.11.2026" in text


def test_aktenstueck_zeigt_datei_pruefsumme_und_stand(akte, client):
    melde_an(client, konto())
    (stueck,) = abgelegt(akte)
    text = seite(client, "core_aktenstueck_change", stueck.pk)
    assert stueck.dokument.sha256 in text
    assert "Nicht auf Viren geprüft" in text
    antwort = client.get(reverse("admin:core_aktenstueck_datei", args=[stueck.pk]))
    assert b"".join(antwort.streaming_content) == PDF
    for stand, wort in (("UNGEPRUEFT", "wird gerade auf Viren geprüft"), ("INFIZIERT", "Schadsoftware gefunden")):
        zeitpunkt = JETZT if stand == "INFIZIERT" else None
        Dokument.objects.update(pruefstand=stand, geprueft_zeitpunkt=zeitpunkt, pruefbefund="Eicar")
        assert wort in seite(client, "core_aktenstueck_change", stueck.pk)
        assert client.get(reverse("admin:core_aktenstueck_datei", args=[stueck.pk])).status_code == 403


def test_listen_brauchen_fuer_viele_zeilen_so_viele_abfragen_wie_fuer_wenige(akte, client):
    melde_an(client, konto())
    for name in ("core_akte_changelist", "core_aktenstueck_changelist"):
        abgelegt(akte)
        url = reverse(f"admin:{name}")
        client.get(url)
        with CaptureQueriesContext(connection) as wenige:
            client.get(url)
        abgelegt(akte, *[pdf_datei() for _ in range(5)])
        for _ in range(5):
            ensure_akte(fall=fabrik.entwurf(), by=None, jetzt=JETZT)
        with CaptureQueriesContext(connection) as viele:
            assert client.get(url).status_code == 200
        assert len(viele) == len(wenige)


def test_suche_filter_und_ausgabe(akte, client):
    melde_an(client, konto())
    ensure_akte(fall=fabrik.coaching(), by=None, jetzt=JETZT)
    liste = reverse("admin:core_akte_changelist")
    for frage, anzahl in (("?q=kv-2026", 1), ("?art=CO", 1), ("?q=LPR-ASSKOMM/CO", 1), ("?q=gibtesnicht", 0), ("", 2)):
        assert client.get(liste + frage).context["cl"].result_count == anzahl, frage
    abgelegt(akte)
    ausgabe = exportiere(client, reverse("admin:core_akte_export")).content.decode()
    assert "Bund Meerane" in ausgabe
    assert "Kooperationsvereinbarung" in ausgabe or "Vereinbarung" in ausgabe
    ausgabe = exportiere(client, reverse("admin:core_aktenstueck_export")).content.decode()
    assert "datei.pdf" in ausgabe
    ausgabe = exportiere(client, reverse("admin:core_aktenzeichenregel_export")).content.decode()
    assert "ASSKOMM" in ausgabe


def test_vertrauliche_akten_sieht_nur_wer_den_fall_sieht(client):
    coaching = fabrik.coaching(fabrik.gemeinde("Aue"))
    akte = ensure_akte(fall=coaching, by=None, jetzt=JETZT)
    (stueck,) = abgelegt(akte)
    for rolle, antwort in (("SB", 200), ("LZ", 404)):
        melde_an(client, konto(rolle))
        for weg in (
            reverse("admin:core_akte_change", args=[akte.pk]),
            reverse("admin:core_aktenstueck_change", args=[stueck.pk]),
        ):
            assert client.get(weg).status_code == antwort
    pruefung = konto(None)
    gib_rolle(pruefung, Rolle.PRUEFUNG, bereiche=[Pruefbereich.VEREINBARUNG], bis=dt.date(2027, 6, 30))
    assert als(pruefung).get(reverse("admin:core_akte_change", args=[akte.pk])).status_code == 404


def test_qr_adressen_fuehren_zur_akte_und_zum_papier(akte, fall, client):
    zeichen = akte.kurzzeichen
    (stueck,) = abgelegt(akte)
    ziel, papier = f"/verwaltung/akte/{zeichen}/", f"/verwaltung/akte/{zeichen}/1/"
    assert client.get(papier)["Location"].startswith(reverse("account_login"))
    melde_an(client, konto())
    assert client.get(ziel)["Location"] == reverse("admin:core_akte_change", args=[akte.pk])
    assert client.get(ziel.lower())["Location"] == reverse("admin:core_akte_change", args=[akte.pk])
    assert client.get(papier)["Location"] == reverse("admin:core_aktenstueck_change", args=[stueck.pk])
    for weg in ("/verwaltung/akte/LPR-X/", f"/verwaltung/akte/{zeichen}/9/", "/verwaltung/akte/LPR-X/1/"):
        assert client.get(weg).status_code == 404
    melde_an(client, konto("SV"))
    assert client.get(ziel).status_code == 403


def test_der_arbeitsvorrat_nennt_quarantaene_und_offene_signaturen(akte, fall):
    lage = {a.name: a for a in arten()}
    by, heute = konto(), JETZT.date()
    (stueck,) = abgelegt(akte, SimpleUploadedFile("s.pdf", signiert()))
    signaturen = lage["signaturen"].auswahl
    assert list(signaturen(by, heute)) == [stueck]
    assert signaturen(konto("LZ"), heute) is None
    confirm_signatur(dokument=stueck.dokument, by=by, jetzt=JETZT)
    assert list(signaturen(by, heute)) == []
    quarantaene = lage["quarantaene"].auswahl
    Dokument.objects.update(pruefstand="UNGEPRUEFT")
    assert list(quarantaene(by, heute)) == []
    Aktenstueck.objects.update(erfasst_zeitpunkt=JETZT - dt.timedelta(minutes=6))
    assert list(quarantaene(by, heute)) == [stueck]
    assert quarantaene(konto("SV"), heute) is None
