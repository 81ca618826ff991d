"""Was in den Postausgang kommt: einmal, mit sauberem Kopf, und nur mit seiner Transaktion."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Nachricht
from asskomm.core.protokoll import vorgang
from asskomm.core.services import postausgang
from tests.core.post.nachrichten import bereit

pytestmark = pytest.mark.django_db


def test_derselbe_schluessel_fuehrt_zu_derselben_nachricht():
    erste = bereit(schluessel="frist:1:an")
    assert bereit(schluessel="frist:1:an", betreff="anders") == erste
    bereit()
    bereit()  # ohne Schlüssel jede für sich
    assert Nachricht.objects.count() == 3
    call_command("arbeite", "--einmal")
    assert len(mail.outbox) == 3


def test_kommen_zwei_im_selben_augenblick_entscheidet_die_datenbank(monkeypatch):
    """Der Blick vorher sieht nichts, die Eindeutigkeit greift: keine zweite Zeile, kein Fehler."""
    erste, echt = bereit(schluessel="x"), Nachricht.objects.filter

    class Blind:
        def filter(self, **angaben):
            treffer = echt(**angaben)
            treffer.first = lambda: None
            return treffer

    monkeypatch.setattr(postausgang.Nachricht, "objects", Blind())
    assert bereit(schluessel="x") == erste


def test_ohne_seine_transaktion_gibt_es_keine_nachricht():
    def scheitere() -> None:
        bereit()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        vorgang(scheitere)()
    call_command("arbeite", "--einmal")
    assert (Nachricht.objects.count(), mail.outbox) == (0, [])


@pytest.mark.parametrize(
    ("angaben", "grund"),
    [
        ({"an": "keine Adresse"}, "keine E-Mail-Adresse"),
        ({"an": "a@example.org\nBcc: b@example.org"}, "keine E-Mail-Adresse"),
        ({"betreff": "Hallo\r\nBcc: b@example.org"}, "Zeilenumbrüche"),
        ({"betreff": " "}, "1 bis 200 Zeichen"),
        ({"betreff": "\u00ad"}, "1 bis 200 Zeichen"),
        ({"betreff": "x" * 201}, "1 bis 200 Zeichen"),
        ({"name": "Eve\nBcc: b@example.org"}, "Name darf"),
    ],
)
def test_der_kopf_laesst_sich_nicht_erweitern(angaben, grund):
    with pytest.raises(Ablehnung, match=grund):
        bereit(**angaben)
    assert not Nachricht.objects.exists()


def test_steuerzeichen_im_text_fallen_weg():
    assert bereit("Eins\x00\x1b\r\nzwei\n\n\n\ndrei").text.startswith("Eins\nzwei\n\ndrei\n")


def test_ein_halber_fall_ist_nicht_moeglich():
    with pytest.raises(IntegrityError):
        Nachricht.objects.filter(pk=bereit().pk).update(fall_id=1)


def test_was_aus_briefen_eingefuegt_ist_haelt_keine_nachricht_auf():
    """Geschützte Leerzeichen, weiche Trennstriche und Ähnliches sieht niemand."""
    nachricht = bereit(betreff="Frist\u00a0„An\u00adhörung“ \u2028endet", name="Erika\u202fMuster\u200b" + "x" * 150)
    assert nachricht.betreff == "Frist „Anhörung“ endet"
    assert nachricht.an_name == f"Erika Muster{'x' * 138}"
