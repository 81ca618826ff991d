"""Elektronische Signaturen: gesagt wird genau, was geprüft wurde, und nie mehr."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from asskomm.core import signaturen
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Protokolleintrag, Signaturbefund, Signaturergebnis
from asskomm.core.services.akten import ensure_akte, file_uploads
from asskomm.core.services.dokumente import check_signatur, confirm_signatur
from asskomm.core.uploads import store_dokument
from tests.core.dokumente.signieren import ergaenzt, gestempelt, signiert
from tests.factories import vereinbarungen as fabrik
from tests.factories.dateien import PDF, bild
from tests.factories.konten import konto, melde_an

S = Signaturergebnis
JETZT = fabrik.JETZT


@pytest.fixture(scope="module")
def einmal() -> bytes:
    return signiert()


def pruefe(inhalt: bytes):
    return signaturen.pruefe_signaturen(io.BytesIO(inhalt))


def test_ohne_signatur_ist_nichts_zu_sagen():
    assert pruefe(PDF) == (S.KEINE, [])


def test_unveraendert_mit_namen_aussteller_und_behauptetem_zeitpunkt(einmal):
    ergebnis, (angaben,) = pruefe(einmal)
    assert ergebnis == S.UNVERAENDERT
    assert angaben["text"] == "Signatur vorhanden, seither unverändert"
    assert (angaben["unterzeichner"], angaben["aussteller"]) == (
        "Erika Muster, Stadt Meerane",
        "Prüfstelle Test, Stadt Meerane",
    )
    assert angaben["zeitquelle"] == "behauptet"
    assert angaben["zertifikat_bis"] == "2036-01-01"
    assert "grund" not in angaben


def test_ein_zeitstempel_ist_mehr_als_eine_behauptung():
    _, (angaben,) = pruefe(signiert(marke=True))
    assert (angaben["zeitquelle"], angaben["zeitpunkt"]) == ("Zeitstempel", "2026-05-04T10:30:00+00:00")


def test_ein_zeitstempel_fuer_etwas_anderes_zaehlt_nicht(monkeypatch):
    monkeypatch.setattr(signaturen.generic_cms, "message_imprint_checker", lambda info: lambda verfahren: b"anders")
    _, (angaben,) = pruefe(signiert(marke=True))
    assert angaben["zeitquelle"] == "behauptet"


def test_ein_zeitstempel_ueber_das_ganze_dokument_ist_keine_unterschrift(einmal):
    ergebnis, (angaben,) = pruefe(gestempelt())
    assert (ergebnis, angaben["text"]) == (S.KEINE, "Zeitstempel vorhanden, seither unverändert")
    assert (angaben["unterzeichner"], angaben["zeitpunkt"]) == (
        "Zeitstelle, Stadt Meerane",
        "2026-05-04T10:30:00+00:00",
    )
    ergebnis, (unterschrift, stempel) = pruefe(gestempelt(einmal))
    assert (ergebnis, unterschrift["ergebnis"], stempel["ergebnis"]) == (S.ERGAENZT, "ERGAENZT", "UNVERAENDERT")
    assert [a.get("art") for a in (unterschrift, stempel)] == [None, "Zeitstempel"]


def test_ein_zeitstempel_fuer_andere_bytes(einmal):
    gestempelte = gestempelt()
    ergebnis, (angaben,) = pruefe(gestempelte.replace(b"(Seite)", b"(Saite)"))
    assert (ergebnis, angaben["text"]) == (S.GEAENDERT, "geändert seit dem Zeitstempel")
    assert pruefe(ergaenzt(gestempelte))[0] == S.GEAENDERT


def test_veraenderte_bytes(einmal):
    ergebnis, (angaben,) = pruefe(einmal.replace(b"(Seite)", b"(Saite)"))
    assert (ergebnis, angaben["text"]) == (S.GEAENDERT, "geändert seit der Signatur")
    assert angaben["grund"] == "Der unterschriebene Inhalt ist nicht mehr derselbe."


def test_angehaengte_aenderung_der_seite(einmal):
    ergebnis, (angaben,) = pruefe(ergaenzt(einmal))
    assert (ergebnis, angaben["grund"]) == (S.GEAENDERT, "Nach der Signatur wurde das Dokument verändert.")


def test_zweite_unterschrift_ist_eine_zulaessige_ergaenzung(einmal):
    ergebnis, angaben = pruefe(signiert(einmal, name="Max Probe", feld="Unterschrift2"))
    assert ergebnis == S.ERGAENZT
    assert [a["ergebnis"] for a in angaben] == ["ERGAENZT", "UNVERAENDERT"]
    assert [a["unterzeichner"] for a in angaben] == ["Erika Muster, Stadt Meerane", "Max Probe, Stadt Meerane"]
    assert "weitere Signaturen" in angaben[0]["grund"]


def test_das_schlechteste_ergebnis_gilt_fuer_das_dokument(einmal):
    zweimal = signiert(einmal, name="Max Probe", feld="Unterschrift2").replace(b"(Seite)", b"(Saite)")
    assert pruefe(zweimal)[0] == S.GEAENDERT


def test_veraltetes_verfahren_wird_nicht_als_geprueft_ausgegeben():
    ergebnis, (angaben,) = pruefe(signiert(verfahren="sha1"))
    assert (ergebnis, angaben["grund"]) == (S.NICHT_PRUEFBAR, "Das Verfahren (SHA1) gilt als gebrochen.")


def test_fremde_signatur_passt_nicht_zum_zertifikat(einmal, monkeypatch):
    monkeypatch.setattr(signaturen.generic_cms, "validate_sig_integrity", lambda *a, **k: (True, False))
    ergebnis, (angaben,) = pruefe(einmal)
    assert (ergebnis, angaben["grund"]) == (S.NICHT_PRUEFBAR, "Die Signatur passt nicht zu ihrem Zertifikat.")


def test_unlesbare_signatur(einmal):
    stelle = einmal.index(b"/Contents <") + 11
    ergebnis, (angaben,) = pruefe(einmal[:stelle] + b"00" * 40 + einmal[stelle + 80 :])
    assert ergebnis == S.NICHT_PRUEFBAR
    assert angaben["text"] == "Signatur nicht prüfbar"


@pytest.mark.parametrize("inhalt", [b"", b"%PDF-1.7\n%%EOF", PDF[:60]])
def test_kaputte_datei(inhalt):
    ergebnis, (angaben,) = pruefe(inhalt)
    assert (ergebnis, angaben["grund"]) == (S.NICHT_PRUEFBAR, "Das PDF lässt sich nicht lesen.")


def test_zu_viele_signaturen_und_luecken(einmal, monkeypatch):
    monkeypatch.setattr(signaturen, "MAX_SIGNATUREN", 0)
    assert pruefe(einmal)[1][0]["grund"] == "Das PDF enthält mehr als 0 Signaturen."
    monkeypatch.undo()
    stelle = einmal.index(b"/ByteRange [") + 12
    ende = einmal.index(b"]", stelle)
    werte = einmal[stelle:ende].split()
    werte[3] = str(int(werte[3]) - 9).encode()
    luecke = einmal[:stelle] + b" ".join(werte).ljust(ende - stelle) + einmal[ende:]
    assert pruefe(luecke)[0] == S.GEAENDERT


# --- Stored, and confirmed by a clerk


@pytest.mark.django_db
class TestBestaetigung:
    def dokument(self, inhalt: bytes):
        datei = SimpleUploadedFile("a.pdf", inhalt)
        return store_dokument(datei=datei, mimetype="application/pdf", by=konto(), jetzt=JETZT)

    def test_das_ergebnis_liegt_mit_version_und_zeitpunkt_beim_dokument(self, einmal):
        befund = self.dokument(einmal).signaturbefunde.get()
        assert (befund.ergebnis, befund.geprueft_zeitpunkt) == (S.UNVERAENDERT, JETZT)
        assert befund.programm.startswith("pyHanko 0.")
        assert str(befund) == "Signatur vorhanden, seither unverändert"

    def test_bestaetigen_haelt_person_zeitpunkt_und_vermerk_fest(self, einmal):
        dokument, by = self.dokument(einmal), konto()
        befund = confirm_signatur(dokument=dokument, vermerk=" verglichen ", by=by, jetzt=JETZT)
        assert (befund.bestaetigt_durch, befund.bestaetigt_zeitpunkt, befund.bestaetigt_vermerk) == (
            by, JETZT, "verglichen",
        )  # fmt: skip
        eintrag = Protokolleintrag.objects.get(ereignis="signatur.bestaetigt")
        assert eintrag.angaben["nachher"]["ergebnis"] == "UNVERAENDERT"
        with pytest.raises(Ablehnung, match="schon bestätigt"):
            confirm_signatur(dokument=dokument, by=by, jetzt=JETZT)

    def test_bestaetigt_wird_nur_was_unversehrt_ist(self, einmal):
        with pytest.raises(Ablehnung, match="geändert seit der Signatur"):
            confirm_signatur(dokument=self.dokument(ergaenzt(einmal)), by=konto(), jetzt=JETZT)
        with pytest.raises(Ablehnung, match="keine elektronische Signatur"):
            confirm_signatur(dokument=self.dokument(PDF), by=konto(), jetzt=JETZT)

    def test_wer_nur_liest_bestaetigt_nicht(self, einmal):
        with pytest.raises(Ablehnung, match="Ihre Rolle"):
            confirm_signatur(dokument=self.dokument(einmal), by=konto("LZ"), jetzt=JETZT)

    def test_erneut_pruefen_ist_ein_neuer_eintrag(self, einmal):
        dokument = self.dokument(einmal)
        check_signatur(dokument=dokument, by=konto(), jetzt=JETZT)
        assert Signaturbefund.objects.filter(dokument=dokument, ergebnis=S.UNVERAENDERT).count() == 2
        bild_ = store_dokument(
            datei=SimpleUploadedFile("a.png", bild("PNG")), mimetype="image/png", by=None, jetzt=JETZT
        )
        with pytest.raises(Ablehnung, match="Geprüft werden PDF-Dateien"):
            check_signatur(dokument=bild_, by=konto(), jetzt=JETZT)

    def test_die_seite_sagt_was_geprueft_ist_und_was_nicht(self, einmal, client):
        fall = fabrik.entwurf(fabrik.gemeinde("Meerane"), by=konto())
        akte = ensure_akte(fall=fall, by=None, jetzt=JETZT)
        zweimal = signiert(einmal, name="Max Probe", feld="Unterschrift2", marke=True)
        dateien = [SimpleUploadedFile("s.pdf", zweimal)]
        (stueck,) = file_uploads(akte=akte, dateien=dateien, art="ANLAGE", by=konto(), jetzt=JETZT)
        melde_an(client, konto())
        url = reverse("admin:core_aktenstueck_change", args=[stueck.pk])
        seite = client.get(url).content.decode()
        for text in (
            "Unterzeichner laut Zertifikat", "Erika Muster, Stadt Meerane", "Max Probe", "vom Unterzeichner behauptet",
            "(Zeitstempel)", "Die Vertrauenskette wurde nicht geprüft.", "nicht bestätigt",
        ):  # fmt: skip
            assert text in seite
        aktion = reverse("admin:core_aktenstueck_aktion", args=[stueck.pk, "signatur-bestaetigen"])
        client.post(aktion, {"vermerk": "Anruf im Rathaus"})
        assert "Anruf im Rathaus" in client.get(url).content.decode()
        client.post(reverse("admin:core_aktenstueck_aktion", args=[stueck.pk, "signatur-pruefen"]), {})
        seite = client.get(url).content.decode()
        assert "Frühere Prüfungen" in seite
        assert "nicht bestätigt" in seite
