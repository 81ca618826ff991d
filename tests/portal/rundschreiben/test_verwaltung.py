"""Von der gefilterten Liste bis zum Versand, in der Verwaltung."""

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from asskomm.core.models import Nachricht, Protokolleintrag
from asskomm.core.roles import Rolle
from asskomm.portal.models import Rundschreiben
from tests.factories.beteiligte import als
from tests.factories.dateien import pdf_datei
from tests.factories.konten import konto
from tests.factories.vereinbarungen import JETZT
from tests.factories.verwaltung import formulardaten
from tests.portal.rundschreiben.entwuerfe import entwurf, stadt

pytestmark = pytest.mark.django_db
NEU = "/verwaltung/portal/rundschreiben/neu/"


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(JETZT, tick=False):
        yield


def seite_von(r: Rundschreiben, rest: str = "change/") -> str:
    return f"/verwaltung/portal/rundschreiben/{r.pk}/{rest}"


def text(client, adresse: str) -> str:
    antwort = client.get(adresse)
    assert antwort.status_code == 200, adresse
    return antwort.content.decode()


def test_von_der_liste_bis_zur_ergebnisliste(sb):
    for nr in range(3):
        stadt(f"Teststadt {nr}", email=f"bm{nr}@stadt.example")
    stadt("Anderswo", email="nein@stadt.example")
    client, auswahl = als(sb), f"{NEU}?liste=kommunen.kommune&q=Teststadt"
    assert "Kommunen, 3 ausgewählt" in text(client, auswahl)
    assert not Rundschreiben.objects.exists()  # eine Seite zu öffnen schreibt nichts
    client.post(auswahl)
    r = Rundschreiben.objects.get()
    assert r.ziele.count() == 3
    maske = client.get(seite_von(r))
    assert "Bürgermeister (3)" in maske.content.decode()
    angaben = {"betreff": "An {{ kommune }}", "text": "{{ anrede }}", "funktionen": ["Bürgermeister"]}
    antwort = client.post(seite_von(r), formulardaten(maske, **angaben, _save="1", dateien=[pdf_datei("plan.pdf")]))
    assert antwort.headers["Location"] == seite_von(r, "vorschau/")
    r.refresh_from_db()
    assert (r.betreff, r.funktionen, [a.name for a in r.anlagen.all()]) == (
        "An {{ kommune }}", ["Bürgermeister"], ["plan.pdf"],
    )  # fmt: skip
    vorschau = text(client, seite_von(r, "vorschau/"))
    for nr in range(3):
        assert f"An Teststadt {nr}" in vorschau
    versand = seite_von(r, "aktion/versenden/")
    assert "Es gehen 3 E-Mails an 3 Kommunen hinaus." in text(client, versand)
    antwort = client.post(versand, {"geprueft": "on"})
    r.refresh_from_db()
    assert antwort.headers["Location"] == f"/verwaltung/core/arbeitslauf/{r.lauf_id}/change/"
    assert f'Gehört zu: <a href="{seite_von(r)}">An {{{{ kommune }}}}</a>' in text(client, antwort.headers["Location"])
    call_command("arbeite", "--einmal")
    assert len(mail.outbox) == 3
    assert "3 bereitgestellt, 3 gesendet, 0 unzustellbar" in text(client, seite_von(r))
    assert "bm1@stadt.example" in text(client, "/verwaltung/core/nachricht/?q=bm1")
    assert "versandt" in text(client, "/verwaltung/portal/rundschreiben/?stand=versandt")
    kommune = Nachricht.objects.get(an="bm1@stadt.example").fall
    assert "An Teststadt 1" in text(client, f"/verwaltung/kommunen/kommune/{kommune.pk}/change/")
    assert "An Teststadt 1" in text(client, f"/verwaltung/core/mitteilung/fall/KO/{kommune.pk}/")


def test_die_probe_geht_an_mich_und_zaehlt_nirgends(sb):
    r = entwurf(sb, stadt("A-Stadt", email="a@stadt.example", person="Anna Alt"), stadt("Ohne"))
    client, weg = als(sb), seite_von(r, "aktion/probe/")
    assert f'action="{weg}"' in text(client, seite_von(r, "vorschau/"))
    assert client.post(weg).headers["Location"] == seite_von(r, "vorschau/")
    assert f"Die Probe geht an {sb.email}." in text(client, seite_von(r, "vorschau/"))
    call_command("arbeite", "--einmal")
    [probe] = mail.outbox
    assert (probe.to, probe.subject) == ([f"Sabine Bach <{sb.email}>"], "Probe: Neues für A-Stadt")
    assert probe.body.startswith("Guten Tag Anna Alt,\n\nfür A-Stadt (Zwickau)")
    r.refresh_from_db()
    assert (r.ist_entwurf, r.nachrichten.count(), Nachricht.objects.get().fall) == (True, 0, None)
    assert Protokolleintrag.objects.filter(ereignis="rundschreiben.probe").count() == 1
    leer = entwurf(sb, stadt("Leerstadt"))
    assert "gibt es eine Adresse" in client.post(seite_von(leer, "aktion/probe/"), follow=True).content.decode()
    assert Nachricht.objects.count() == 1


def test_die_liste_der_rundschreiben(sb):
    entwurf(sb, stadt("A-Stadt", email="a@stadt.example"), betreff="Erstes")
    client = als(sb)
    for abfrage, da in (("", True), ("?stand=entwurf", True), ("?stand=versandt", False), ("?q=Erstes", True)):
        assert ("Erstes" in text(client, f"/verwaltung/portal/rundschreiben/{abfrage}")) == da
    ausgabe = client.post("/verwaltung/portal/rundschreiben/export/", {"format": "csv"}).content.decode()
    assert "Erstes;Kommunen;" in ausgabe


def test_fehler_bleiben_am_formular_mit_dem_getippten(sb):
    r = entwurf(sb, stadt("A-Stadt", email="a@stadt.example"), dateien=[pdf_datei("alt.pdf")])
    client = als(sb)
    maske = client.get(seite_von(r))
    antwort = client.post(seite_von(r), formulardaten(maske, text="Bleibt {{ passwort }}")).content.decode()
    assert "„passwort“ gibt es nicht" in antwort
    assert "Bleibt {{ passwort }}" in antwort
    client.post(seite_von(r), formulardaten(maske, entfernen=[r.anlagen.get().pk]))
    assert not r.anlagen.exists()


def test_ohne_kontakte_fehlt_die_wahl_und_der_versand_sagt_warum(sb):
    r = entwurf(sb, stadt("Ohnestadt"), funktionen=[])
    client = als(sb)
    assert "An wen in der Kommune" not in text(client, seite_von(r))
    vorschau = text(client, seite_von(r, "vorschau/"))
    assert "Ohne passende Adresse" in vorschau
    assert "Ohnestadt" in vorschau
    assert "Weiter zum Versenden" not in vorschau
    client.post(seite_von(r, "aktion/versenden/"), {"geprueft": "on"})
    r.refresh_from_db()
    assert r.ist_entwurf


def test_verwerfen_und_danach_nur_lesen(sb):
    r = entwurf(sb, stadt("A-Stadt", email="a@stadt.example"))
    client = als(sb)
    client.post(seite_von(r, "aktion/verwerfen/"))
    r.refresh_from_db()
    assert r.verworfen_zeitpunkt == JETZT
    assert "verworfen" in text(client, "/verwaltung/portal/rundschreiben/?stand=verworfen")
    assert "Neues für {{ kommune }}" in text(client, seite_von(r))
    assert "Vorschau" in text(client, seite_von(r, "vorschau/"))


def test_wer_nur_liest_beginnt_keins(sb):
    r = entwurf(sb, stadt("A-Stadt", email="a@stadt.example"))
    client = als(konto(Rolle.HAUSHALT))
    assert client.get(f"{NEU}?liste=kommunen.kommune").status_code == 403
    assert "Neues für" in text(client, seite_von(r))
    client.post(seite_von(r, "aktion/versenden/"), {"geprueft": "on"})
    r.refresh_from_db()
    assert r.ist_entwurf


def test_ohne_auswahl_sagt_die_seite_wo_es_beginnt(sb):
    client = als(sb)
    for abfrage in ("", "?liste=core.user", "?liste=x", "?liste=kommunen.kommune&q=gibtesnicht"):
        assert "Ein Rundschreiben beginnt in einer Liste" in text(client, f"{NEU}{abfrage}")
    antwort = client.post(f"{NEU}?liste=kommunen.kommune&q=gibtesnicht").content.decode()
    assert "Die Auswahl enthält keine Kommune" in antwort
