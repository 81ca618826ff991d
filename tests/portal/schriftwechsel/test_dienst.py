"""Schreiben, zurückziehen, lesen, Bescheid geben."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from asskomm.core.errors import Ablehnung
from asskomm.core.leserkreis import Leserkreis, Seite
from asskomm.core.models import Dokument, Lesevermerk, Mitteilung, Nachricht
from asskomm.core.roles import Rolle
from asskomm.core.schriftpartner import absender, betreuende, empfaenger, leserkreise
from asskomm.core.services.schriftwechsel import find_anlage, mark_gelesen, withdraw_mitteilung
from kommunen.models import Handlungsfeld
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import konto_der, mandat, vergiss, vertretung
from tests.factories.dateien import pdf_datei
from tests.factories.fakten import beraten
from tests.factories.kommunen import verband
from tests.factories.konten import gib_rolle, konto
from tests.factories.vereinbarungen import HEUTE, JETZT
from tests.portal.schriftwechsel.mitteilungen import schreibe


def an() -> set[str]:
    return set(Nachricht.objects.values_list("an", flat=True))


def test_das_lpr_schreibt_und_die_kommune_bekommt_bescheid_ohne_den_text(faelle):
    m = schreibe(faelle.sb, faelle.vereinbarung, text="  Vertraulich: Haushaltslage  ", dateien=[pdf_datei()])
    assert (m.seite, m.text, m.stelle) == (Seite.LPR, "Vertraulich: Haushaltslage", "Landespräventionsrat Sachsen")
    assert [a.dokument.name for a in m.anlagen.all()] == ["datei.pdf"]
    assert an() == {faelle.kb.email, faelle.kz.email}
    post = Nachricht.objects.get(an=faelle.kb.email)
    assert post.betreff.startswith("Neue Mitteilung: ")
    assert "Karla Beck" in post.text
    assert f"http://testserver/portal/schriftwechsel/KV/{faelle.vereinbarung.pk}/" in post.text
    assert "Haushaltslage" not in post.text + post.html + post.betreff
    assert post.fall is None


def test_intern_bekommt_niemand_bescheid_und_alle_alle(faelle):
    schreibe(faelle.sb, faelle.vereinbarung, Leserkreis.INTERN)
    assert an() == set()
    schreibe(faelle.sb, faelle.vereinbarung, Leserkreis.POLIZEI)
    assert an() == {faelle.pb.email}
    schreibe(faelle.sb, faelle.vereinbarung, Leserkreis.ALLE)
    assert an() == {faelle.pb.email, faelle.kb.email, faelle.kz.email}


def test_die_kommune_schreibt_und_wer_sie_betreut_bekommt_bescheid(faelle):
    m = schreibe(faelle.kb, faelle.vereinbarung)
    assert (m.seite, m.stelle) == (Seite.KOMMUNE, "Musterstadt")
    assert an() == {faelle.sb.email, faelle.kz.email}  # die Kollegin auch, sie selbst nicht
    assert (
        f"/verwaltung/vereinbarungen/vereinbarung/{faelle.vereinbarung.pk}/"
        in Nachricht.objects.get(an=faelle.sb.email).text
    )


def test_ein_verband_im_mandat_bekommt_bescheid_und_schreibt_fuer_sein_mitglied(faelle):
    vb = verband()
    mandat(vb, faelle.stadt)
    person = konto_der(vb)
    assert person in empfaenger(faelle.stadt, Leserkreis.KOMMUNE, HEUTE)
    assert absender(person, faelle.stadt, im_haus=False).seite == Seite.KOMMUNE


def test_wer_keinen_anteil_hat_schreibt_nicht(faelle):
    for user, im_haus in (
        (faelle.fremd, False),
        (faelle.coach, False),
        (faelle.kb, True),
        (konto(Rolle.HAUSHALT), True),
    ):
        with pytest.raises(Ablehnung, match="Ihre Rolle"):
            schreibe(user, faelle.coaching, im_haus=im_haus)


def test_leserkreise_folgen_aus_der_art_des_falls(faelle):
    paare = [
        (faelle.vereinbarung, Seite.LPR, ["INTERN", "KOMMUNE", "POLIZEI", "ALLE"]),
        (faelle.vereinbarung, Seite.KOMMUNE, ["KOMMUNE", "ALLE"]),
        (faelle.vereinbarung, Seite.POLIZEI, ["POLIZEI", "ALLE"]),
        (faelle.coaching, Seite.LPR, ["INTERN", "KOMMUNE"]),
        (faelle.coaching, Seite.KOMMUNE, ["KOMMUNE"]),
        (beraten(faelle.stadt), Seite.LPR, ["INTERN"]),
    ]
    for fall, seite, kreise in paare:
        assert leserkreise(fall, seite) == kreise
    assert empfaenger(beraten(faelle.stadt), Leserkreis.KOMMUNE, HEUTE) == []


def test_alle_gruende_auf_einmal_und_keine_datei_bleibt(faelle):
    exe = SimpleUploadedFile("bild.pdf", b"MZ\x90\x00" + b"\x00" * 64)
    with pytest.raises(Ablehnung) as fehler:
        schreibe(
            faelle.kb, faelle.coaching, Leserkreis.INTERN, text=" ", dateien=[pdf_datei(), exe] + [pdf_datei()] * 4
        )
    text = str(fehler.value)
    for teil in ("schreiben Sie einen Text", "Leserkreis", "Mehr als 5 Dateien", "bild.pdf: "):
        assert teil in text
    with pytest.raises(Ablehnung, match=r"10\.000 Zeichen"):
        schreibe(faelle.kb, faelle.coaching, text="x" * 10_001)
    assert not Mitteilung.objects.exists()
    assert not Dokument.objects.filter(mitteilungsanlage__isnull=False).exists()


def test_zurueckziehen_laesst_den_text_stehen(faelle):
    m = schreibe(faelle.kb, faelle.vereinbarung, dateien=[pdf_datei()])
    dokument = m.anlagen.get().dokument_id
    for user, im_haus in ((faelle.sb, True), (faelle.pb, False)):
        with pytest.raises(Ablehnung, match="nur die Seite"):
            withdraw_mitteilung(mitteilung=m, grund="x", im_haus=im_haus, by=user, jetzt=JETZT)
    withdraw_mitteilung(mitteilung=m, grund="falscher Fall", im_haus=False, by=faelle.kz, jetzt=JETZT)
    m.refresh_from_db()
    assert (m.ist_zurueckgezogen, m.zurueckgezogen_grund, m.text) == (True, "falscher Fall", "Guten Tag")
    assert not Mitteilung.objects.gilt().exists()
    assert find_anlage(fall=faelle.vereinbarung, dokument_id=dokument, by=faelle.kb) is None
    assert find_anlage(fall=faelle.vereinbarung, dokument_id=dokument, by=faelle.sb).pk == dokument
    with pytest.raises(Ablehnung, match="schon zurückgezogen"):
        withdraw_mitteilung(mitteilung=m, grund="x", im_haus=False, by=faelle.kb, jetzt=JETZT)


def test_eine_andere_kommune_derselben_vereinbarung_zieht_nichts_zurueck(faelle):
    andere = fabrik.gemeinde("Nachbarstadt")
    v = fabrik.in_kraft(faelle.stadt, andere)
    m = schreibe(faelle.kb, v)
    with pytest.raises(Ablehnung, match="nur die Stelle"):
        withdraw_mitteilung(mitteilung=m, grund="x", im_haus=False, by=konto_der(andere), jetzt=JETZT)


def test_mitteilungen_werden_nicht_geaendert_und_nicht_geloescht(faelle):
    m = schreibe(faelle.sb, faelle.stadt, Leserkreis.INTERN)
    m.text = "anders"
    for tue in (m.save, m.delete, Mitteilung.objects.all().delete, lambda: Mitteilung.objects.update(text="x")):
        with pytest.raises(TypeError, match="nur fortgeschrieben"):
            tue()


def test_gelesen_ist_was_die_seite_gezeigt_hat(faelle):
    erste, zweite = schreibe(faelle.sb, faelle.vereinbarung), schreibe(faelle.sb, faelle.vereinbarung)
    offen = Mitteilung.objects.visible_to(faelle.kb).ungelesen
    assert set(offen(faelle.kb)) == {erste, zweite}
    assert not Mitteilung.objects.ungelesen(faelle.sb).exists()  # Eigenes ist gelesen
    assert mark_gelesen(fall=faelle.vereinbarung, bis=erste.pk, by=faelle.kb, jetzt=JETZT) == 1
    assert list(offen(faelle.kb)) == [zweite]
    assert list(offen(faelle.kz).order_by("pk")) == [erste, zweite]
    assert mark_gelesen(fall=faelle.vereinbarung, bis=erste.pk, by=faelle.kb, jetzt=JETZT) == 0
    assert str(Lesevermerk.objects.get()) == "Karla Beck am 22.11.2026"


def test_beantwortet_ist_was_das_lpr_nach_aussen_erwidert_hat(faelle):
    frage = schreibe(faelle.kb, faelle.vereinbarung)
    schreibe(faelle.sb, faelle.vereinbarung, Leserkreis.INTERN)
    assert list(Mitteilung.objects.unbeantwortet()) == [frage]
    schreibe(faelle.sb, faelle.vereinbarung, Leserkreis.KOMMUNE)
    assert not Mitteilung.objects.unbeantwortet().exists()


def test_eine_datei_gehoert_zu_ihrem_fall(faelle):
    dokument = schreibe(faelle.sb, faelle.vereinbarung, dateien=[pdf_datei()]).anlagen.get().dokument_id
    assert find_anlage(fall=faelle.vereinbarung, dokument_id=dokument, by=faelle.kb)
    assert find_anlage(fall=faelle.coaching, dokument_id=dokument, by=faelle.sb) is None
    assert find_anlage(fall=faelle.vereinbarung, dokument_id=dokument, by=faelle.fremd) is None


def test_wer_betreut(faelle):
    assert betreuende(faelle.stadt, HEUTE) == [faelle.sb]
    assert betreuende(faelle.vereinbarung, HEUTE) == [faelle.sb]
    assert betreuende(faelle.fremde, HEUTE) == []
    assert betreuende(Handlungsfeld(), HEUTE) == []
    durch = konto(Rolle.LEITUNG)
    vertretung(faelle.sb, durch, von=HEUTE, bis=HEUTE)
    assert betreuende(faelle.stadt, HEUTE) == [faelle.sb, durch]
    assert betreuende(faelle.stadt, HEUTE + dt.timedelta(days=1)) == [faelle.sb]
    faelle.sb.zugang_bis = HEUTE - dt.timedelta(days=1)
    faelle.sb.save()
    assert betreuende(faelle.stadt, HEUTE) == [durch]


def test_wer_auf_zwei_seiten_arbeitet_schreibt_im_portal_nicht_fuer_das_lpr(faelle):
    gib_rolle(faelle.kb, Rolle.SACHBEARBEITUNG)
    vergiss(faelle.kb)
    assert absender(faelle.kb, faelle.vereinbarung, im_haus=False).seite == Seite.KOMMUNE
    assert absender(faelle.kb, faelle.vereinbarung, im_haus=True).seite == Seite.LPR
