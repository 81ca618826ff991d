"""Der Postausgang gegen einen echten SMTP-Server."""

import datetime as dt
import smtplib

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import call_command

from asskomm.core import versand
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Nachricht
from asskomm.core.services import postausgang
from asskomm.core.services.postausgang import (
    ABSTAENDE,
    deliver_nachricht,
    discard_nachricht,
    purge_inhalte,
    requeue_liegengebliebene,
    retry_nachricht,
)
from asskomm.core.uploads import store_dokument
from tests.core.post.nachrichten import JETZT, bereit
from tests.factories.konten import konto
from tests.factories.vereinbarungen import gemeinde

pytestmark = pytest.mark.django_db


def arbeite(um: dt.datetime = JETZT) -> None:
    with time_machine.travel(um, tick=False):
        call_command("arbeite", "--einmal")


def stand(nachricht: Nachricht) -> tuple[str, list[tuple[str, str]]]:
    nachricht.refresh_from_db()
    return nachricht.stand, list(nachricht.versuche.order_by("nr").values_list("ausgang", "antwort"))


def test_nachricht_kommt_mit_text_html_und_umlauten_an(mailserver):
    dokument = store_dokument(
        datei=ContentFile(b"%PDF-1.7\n%%EOF\n", name="Übersicht.pdf"), mimetype="application/pdf", by=None, jetzt=JETZT,
        erzeugt=True,
    )  # fmt: skip
    nachricht = bereit(
        an="amt@musterstadt.example", name="Jörg Großmann", betreff="Grüße aus Löbau – Prävention",
        text="Guten Tag Jörg Großmann,\n\nSie <b>finden</b> das hier: http://testserver/x\n\n- erstens\n- zweitens",
        anlagen=[dokument],
    )  # fmt: skip
    arbeite()
    assert stand(nachricht) == ("GESENDET", [("ANGENOMMEN", "Vom Mailserver angenommen.")])
    [(an, mail)] = mailserver.angenommen
    assert an == "amt@musterstadt.example"
    assert mail["Subject"] == "Grüße aus Löbau – Prävention"
    assert mail["To"].addresses[0].display_name == "Jörg Großmann"
    assert mail["Message-ID"] == nachricht.kennung
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == "lpr@smi.sachsen.de"
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text.startswith("Guten Tag Jörg Großmann,\n\nSie <b>finden</b> das hier: http://testserver/x\n\n- erstens")
    assert "Zum Portal: http://testserver/" in text
    html = mail.get_body(("html",)).get_content()
    assert "Sie &lt;b&gt;finden&lt;/b&gt; das hier:" in html
    assert '<a href="http://testserver/x"' in html
    assert "<ul><li>erstens</li><li>zweitens</li></ul>" in html
    assert "<img" not in html
    assert [a.get_filename() for a in mail.iter_attachments()] == ["Übersicht.pdf"]


def test_voruebergehende_absage_wird_mit_abstand_wiederholt(mailserver):
    mailserver.antworten["an@example.org"] = ["451 bitte später", "250 ja"]
    nachricht = bereit()
    arbeite()
    assert stand(nachricht) == ("WIEDERHOLEN", [("VORUEBERGEHEND", "451 bitte später")])
    assert nachricht.faellig_zeitpunkt == JETZT + dt.timedelta(minutes=1)
    arbeite(JETZT + dt.timedelta(seconds=59))
    assert mailserver.angenommen == []
    arbeite(JETZT + dt.timedelta(seconds=61))
    assert stand(nachricht)[0] == "GESENDET"
    assert len(mailserver.angenommen) == 1


def test_endgueltige_absage_ist_sofort_unzustellbar(mailserver):
    mailserver.antworten["an@example.org"] = ["550 kein Postfach"]
    nachricht = bereit()
    arbeite()
    assert stand(nachricht) == ("UNZUSTELLBAR", [("ENDGUELTIG", "550 kein Postfach")])
    mailserver.nach_inhalt = ["554 Inhalt abgelehnt"]
    zweite = bereit(an="zwei@example.org")
    arbeite()
    assert stand(zweite) == ("UNZUSTELLBAR", [("ENDGUELTIG", "554 Inhalt abgelehnt")])


def test_nach_allen_abstaenden_ist_die_nachricht_unzustellbar(settings, freier_port):
    """Der Server ist aus: Verbindung abgelehnt."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", freier_port
    nachricht, um = bereit(), JETZT
    for abstand in ABSTAENDE:
        arbeite(um)
        assert stand(nachricht)[0] == "WIEDERHOLEN"
        assert nachricht.faellig_zeitpunkt == um + abstand
        um += abstand
    arbeite(um)
    art, versuche = stand(nachricht)
    assert art == "UNZUSTELLBAR"
    assert len(versuche) == 6
    assert all(v == "VORUEBERGEHEND" and "nicht erreichbar" in t for v, t in versuche)


def test_ein_server_der_nicht_antwortet_haelt_nur_den_arbeiter_auf(mailserver, settings):
    settings.EMAIL_TIMEOUT = 0.2
    mailserver.schlaeft = 1.0
    nachricht = bereit()
    arbeite()
    art, [(ausgang, text)] = stand(nachricht)
    assert (art, ausgang) == ("WIEDERHOLEN", "VORUEBERGEHEND")
    assert "nicht erreichbar" in text


@pytest.mark.parametrize(
    ("fehler", "ausgang", "teil"),
    [
        (smtplib.SMTPAuthenticationError(535, b"falsch"), "VORUEBERGEHEND", "535 falsch"),
        (smtplib.SMTPSenderRefused(550, b"Absender", "x"), "ENDGUELTIG", "550 Absender"),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), "ENDGUELTIG", "SMTPUTF8"),
        (RuntimeError("kaputt"), "VORUEBERGEHEND", versand.UNERWARTET),
    ],
)
def test_was_ein_fehler_bedeutet(monkeypatch, fehler, ausgang, teil):
    def wirf(*_: object) -> None:
        raise fehler

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", wirf)
    antwort = versand.sende(bereit())
    assert antwort.ausgang == ausgang
    assert teil in antwort.text


def test_zweiter_arbeiter_findet_die_nachricht_belegt(mailserver, monkeypatch):
    nachricht = bereit()

    def zwei_auf_einmal(n: Nachricht) -> versand.Antwort:
        deliver_nachricht(nachricht_pk=n.pk)  # ein anderer Arbeiter, während dieser mit dem Server spricht
        return versand.sende(n)

    monkeypatch.setattr(postausgang, "sende", zwei_auf_einmal)
    with time_machine.travel(JETZT, tick=False):
        deliver_nachricht(nachricht_pk=nachricht.pk)
        deliver_nachricht(nachricht_pk=nachricht.pk)  # und einer danach
    assert len(mailserver.angenommen) == 1
    assert nachricht.versuche.count() == 1


def test_stirbt_der_arbeiter_nach_der_uebergabe_geht_sie_mit_derselben_kennung_noch_einmal(mailserver, monkeypatch):
    nachricht = bereit()

    def stirb(n: Nachricht) -> versand.Antwort:
        versand.sende(n)
        raise KeyboardInterrupt

    with monkeypatch.context() as m, time_machine.travel(JETZT, tick=False):
        m.setattr(postausgang, "sende", stirb)
        with pytest.raises(KeyboardInterrupt):
            deliver_nachricht(nachricht_pk=nachricht.pk)
    arbeite(JETZT + dt.timedelta(minutes=10))  # noch belegt
    assert len(mailserver.angenommen) == 1
    assert requeue_liegengebliebene(jetzt=JETZT + dt.timedelta(minutes=25)) == 1
    arbeite(JETZT + dt.timedelta(minutes=25))
    assert [mail["Message-ID"] for _, mail in mailserver.angenommen] == [nachricht.kennung] * 2
    assert [a for a, _ in stand(nachricht)[1]] == ["UNKLAR", "ANGENOMMEN"]


def test_eine_nachricht_an_der_jeder_arbeiter_stirbt_wird_nicht_ewig_versucht(monkeypatch):
    nachricht, um = bereit(), JETZT

    def stirb(_n: Nachricht) -> versand.Antwort:
        raise KeyboardInterrupt

    monkeypatch.setattr(postausgang, "sende", stirb)
    for _ in range(6):
        with time_machine.travel(um, tick=False), pytest.raises(KeyboardInterrupt):
            deliver_nachricht(nachricht_pk=nachricht.pk)
        um += dt.timedelta(minutes=16)
    with time_machine.travel(um, tick=False):
        deliver_nachricht(nachricht_pk=nachricht.pk)
    assert stand(nachricht)[0] == "UNZUSTELLBAR"


def test_wer_verwirft_oder_wiederholt_waehrend_gesendet_wird_erfaehrt_es(monkeypatch):
    nachricht, ergebnisse = bereit(), []
    sb = konto()
    Nachricht.objects.update(stand="WIEDERHOLEN")

    def verwirf(n: Nachricht) -> versand.Antwort:
        for dienst, angaben in ((discard_nachricht, {"grund": "doch nicht"}), (retry_nachricht, {})):
            try:
                dienst(nachricht=n, by=sb, jetzt=JETZT, **angaben)
            except Ablehnung as fehler:
                ergebnisse.append(str(fehler))
        Nachricht.objects.filter(pk=n.pk).update(stand="VERWORFEN", grund="anderswo")
        return versand.Antwort(versand.Ausgang.ANGENOMMEN, "ja")

    monkeypatch.setattr(postausgang, "sende", verwirf)
    with time_machine.travel(JETZT, tick=False):
        deliver_nachricht(nachricht_pk=nachricht.pk)
    assert ["gerade gesendet" in e for e in ergebnisse] == [True, True]
    assert stand(nachricht)[0] == "VERWORFEN"  # der Ausgang überschreibt nicht, was inzwischen entschieden ist


def test_noch_einmal_versuchen_beginnt_von_vorn(mailserver):
    sb = konto()
    mailserver.antworten["an@example.org"] = ["550 nein"]
    nachricht = bereit()
    arbeite()
    retry_nachricht(nachricht=nachricht, by=sb, jetzt=JETZT + dt.timedelta(hours=1))
    arbeite(JETZT + dt.timedelta(hours=1))
    assert stand(nachricht)[0] == "GESENDET"
    for dienst, angaben in ((retry_nachricht, {}), (discard_nachricht, {"grund": "x"})):
        with pytest.raises(postausgang.Ablehnung, match="schon gesendet"):
            dienst(nachricht=nachricht, by=sb, jetzt=JETZT, **angaben)


def test_verworfenes_wird_nicht_gesendet_und_laesst_sich_wieder_aufnehmen(mailserver):
    sb, nachricht = konto(), bereit()
    discard_nachricht(nachricht=nachricht, grund="falsche Stadt", by=sb, jetzt=JETZT)
    arbeite()
    assert mailserver.angenommen == []
    retry_nachricht(nachricht=nachricht, by=sb, jetzt=JETZT)
    arbeite()
    assert len(mailserver.angenommen) == 1


def test_inhalt_ohne_fall_wird_nach_der_aufbewahrung_geleert(settings):
    settings.POST_AUFBEWAHRUNG_TAGE = 90
    ohne, am_fall, wartet = bereit(), bereit(fall=gemeinde("Ortsdorf")), bereit(an="w@example.org")
    Nachricht.objects.exclude(pk=wartet.pk).update(stand="GESENDET", gesendet_zeitpunkt=JETZT)
    assert purge_inhalte(jetzt=JETZT + dt.timedelta(days=90)) == 0
    assert purge_inhalte(jetzt=JETZT + dt.timedelta(days=91)) == 1
    for nachricht in (ohne, am_fall, wartet):
        nachricht.refresh_from_db()
    assert (ohne.text, ohne.html, ohne.ist_geleert) == ("", "", True)
    assert am_fall.text
    assert wartet.text
    Nachricht.objects.filter(pk=ohne.pk).update(stand="UNZUSTELLBAR", gesendet_zeitpunkt=None)
    with pytest.raises(postausgang.Ablehnung, match="gelöscht"):
        retry_nachricht(nachricht=ohne, by=konto(), jetzt=JETZT)
