"""Der Postausgang in der Verwaltung."""

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command

from asskomm.core.models import Ausgang, Nachricht, Poststand, Zustellversuch
from asskomm.core.nachrichtenform import ARTEN
from asskomm.core.roles import Rolle
from tests.core.post.nachrichten import JETZT, bereit
from tests.factories.beteiligte import als
from tests.factories.konten import konto
from tests.factories.vereinbarungen import gemeinde, uebernommen

pytestmark = pytest.mark.django_db
LISTE = "/verwaltung/core/nachricht/"


def text(client, adresse: str) -> str:
    antwort = client.get(adresse)
    assert antwort.status_code == 200, adresse
    return antwort.content.decode()


@pytest.fixture
def client(db):
    return als(konto(Rolle.SACHBEARBEITUNG))


def unzustellbar(**angaben) -> Nachricht:
    nachricht = bereit(**angaben)
    Nachricht.objects.filter(pk=nachricht.pk).update(stand=Poststand.UNZUSTELLBAR)
    Zustellversuch.objects.create(
        nachricht=nachricht, nr=1, zeitpunkt=JETZT, ausgang=Ausgang.ENDGUELTIG, antwort="550 kein Postfach"
    )
    return nachricht


def test_die_liste_sucht_filtert_und_nennt_den_fall(client):
    stadt = gemeinde("Löbau")
    bereit(an="eins@example.org", fall=stadt)
    unzustellbar(an="zwei@example.org", betreff="Tot")
    alle = text(client, LISTE)
    assert f'<a href="/verwaltung/kommunen/kommune/{stadt.pk}/change/">Löbau</a>' in alle
    assert "zwei@example.org" not in text(client, f"{LISTE}?q=eins")
    gefiltert = text(client, f"{LISTE}?stand__exact=UNZUSTELLBAR")
    assert "zwei@example.org" in gefiltert
    assert "eins@example.org" not in gefiltert
    assert "Hinweis auf eine Mitteilung" in alle
    assert "zwei@example.org" in text(client, f"{LISTE}?art=rundschreiben")
    assert "zwei@example.org" not in text(client, f"{LISTE}?art=erinnerungen")
    vorlagen = {datei.stem for datei in (settings.BASE_DIR / "templates/email").glob("*.txt")}
    assert set(ARTEN) == vorlagen - {"rahmen"}
    ausgabe = client.post(f"{LISTE}export/", {"format": "csv"}).content.decode()
    assert "Tot;zwei@example.org;;Rundschreiben;unzustellbar" in ausgabe


def test_die_seite_zeigt_text_versuche_und_was_zu_tun_ist(client):
    nachricht = unzustellbar(name="Erika Muster")
    seite = text(client, f"{LISTE}{nachricht.pk}/change/")
    for teil in ("es gibt etwas Neues", "550 kein Postfach", "Diese Nachricht ist nicht angekommen"):
        assert teil in seite
    assert str(nachricht) == "Betreff an Erika Muster"
    assert str(nachricht.versuche.get()) == "1. Versuch"
    Nachricht.objects.update(stand=Poststand.WIEDERHOLEN)
    assert "Nächster Versuch: 02.11.2026 10:00 Uhr" in text(client, f"{LISTE}{nachricht.pk}/change/")
    Nachricht.objects.update(geleert_zeitpunkt=JETZT, text="", html="")
    assert "nach Ablauf der Aufbewahrung" in text(client, f"{LISTE}{nachricht.pk}/change/")
    assert "Noch keiner." in text(client, f"{LISTE}{bereit().pk}/change/")


def test_noch_einmal_versuchen_und_verwerfen(client):
    erste, zweite = unzustellbar(), unzustellbar()
    client.post(f"{LISTE}{erste.pk}/aktion/erneut/")
    call_command("arbeite", "--einmal")
    erste.refresh_from_db()
    assert (erste.stand, len(mail.outbox)) == ("GESENDET", 1)
    client.post(f"{LISTE}{zweite.pk}/aktion/verwerfen/", {"grund": "Adresse gibt es nicht mehr"})
    zweite.refresh_from_db()
    assert (zweite.stand, zweite.grund) == ("VERWORFEN", "Adresse gibt es nicht mehr")


def test_unzustellbare_stehen_im_arbeitsvorrat_wer_nur_liest_handelt_nicht(client):
    nachricht = unzustellbar(fall=gemeinde("Löbau"))
    assert "Unzustellbare E-Mails" in text(client, "/verwaltung/")
    lesend = als(konto(Rolle.LESEZUGRIFF))
    assert "Unzustellbare E-Mails" not in text(lesend, "/verwaltung/")
    lesend.post(f"{LISTE}{nachricht.pk}/aktion/erneut/")
    nachricht.refresh_from_db()
    assert nachricht.stand == Poststand.UNZUSTELLBAR


@pytest.mark.parametrize("anzahl", [1, 3])
def test_die_liste_kostet_gleich_viel_bei_einer_und_bei_drei_zeilen(client, anzahl, django_assert_max_num_queries):
    for _ in range(anzahl):
        bereit(fall=uebernommen())
    client.get(LISTE)
    with django_assert_max_num_queries(12):
        client.get(LISTE)
