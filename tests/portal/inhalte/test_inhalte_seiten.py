"""Die öffentlichen Seiten der Redaktion: was erscheint, was nicht, und wie gefunden wird."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from asskomm.portal.enums import Inhaltsart
from asskomm.portal.services import inhalte as dienste
from asskomm.portal.textstellen import TEXTSTELLEN
from kommunen.models import Handlungsfeld
from tests.factories.konten import konto
from tests.portal.inhalte.schreibtisch import HEUTE, JETZT, PNG, entwurf, freigegeben, gib_frei, mit_datei

pytestmark = pytest.mark.django_db
TAG = dt.timedelta(days=1)
MERKWORT = {"mitmachen-kontakt": "01097 Dresden"}  # its first words stand at the foot of every page as well


@pytest.fixture(autouse=True)
def _heute() -> Any:
    with time_machine.travel(JETZT, tick=False):
        yield


def seite(client: Client, adresse: str, status: int = 200) -> str:
    antwort = client.get(adresse)
    assert antwort.status_code == status, adresse
    return antwort.content.decode()


def lade(client: Client, adresse: str) -> tuple[int, bytes, str]:
    antwort: Any = client.get(adresse)
    inhalt = b"".join(antwort.streaming_content)
    return antwort.status_code, inhalt, antwort["Content-Disposition"].partition(";")[0]


def test_nur_freigegebenes_erscheint_in_liste_einzelseite_und_auf_start(client: Client):
    freigegeben(titel="Neues aus Pirna", text="## Ort\n\n**Pirna**")
    offen = entwurf(titel="Noch geheim")
    geplant = freigegeben(titel="Erst morgen", gueltig_von=HEUTE + TAG)
    for adresse in ("/aktuelles/", "/"):
        html = seite(client, adresse)
        assert "Neues aus Pirna" in html
        assert "Noch geheim" not in html + "Erst morgen"
        assert "Erst morgen" not in html
    einzeln = seite(client, "/aktuelles/neues-aus-pirna/")
    assert "<strong>Pirna</strong>" in einzeln
    assert "26. November 2026" in einzeln
    for slug in (offen.slug, geplant.slug, "gibt-es-nicht"):
        seite(client, f"/aktuelles/{slug}/", 404)
    seite(client, "/praxisbeispiele/neues-aus-pirna/", 404)
    with time_machine.travel(JETZT + TAG):
        assert "Erst morgen" in seite(client, "/aktuelles/")


def test_nachrichten_suchen_nach_wort_und_jahr(client: Client):
    freigegeben(titel="Größe zählt", gueltig_von=dt.date(2025, 5, 1))
    freigegeben(titel="Etwas anderes")
    for abfrage, da, weg in (
        ("q=groesse", "Größe zählt", "Etwas anderes"),
        ("q=GRÖSSE", "Größe zählt", "Etwas anderes"),
        ("jahr=2026", "Etwas anderes", "Größe zählt"),
        ("jahr=1999", "Etwas anderes", "Unbekanntes Jahr gilt nicht"),
    ):
        html = seite(client, f"/aktuelles/?{abfrage}")
        assert da in html, abfrage
        assert weg not in html, abfrage
    assert "Keine Nachricht gefunden" in seite(client, "/aktuelles/?q=gibtesnicht")
    assert "2 Nachrichten" in seite(client, "/aktuelles/")


def test_leere_listen_sagen_wie_es_weitergeht(client: Client):
    for adresse, text in (
        ("/aktuelles/", "Noch keine Nachricht"),
        ("/praxisbeispiele/", "Noch kein Praxisbeispiel"),
        ("/vorlagen/", "Noch keine Vorlage"),
        ("/vorlagen/?q=x", "Keine Vorlage gefunden"),
        ("/praxisbeispiele/?q=x", "Kein Praxisbeispiel gefunden"),
    ):
        assert text in seite(client, adresse), adresse
    assert 'id="aktuelles"' not in seite(client, "/")


def test_praxisbeispiele_nach_handlungsfeld(client: Client):
    for name in ("Licht", "Sicht"):
        feld = Handlungsfeld.objects.create(name=name, slug=name.lower())
        freigegeben(Inhaltsart.PRAXISBEISPIEL, titel=f"Beispiel {name}", handlungsfeld=feld)
    html = seite(client, "/praxisbeispiele/?handlungsfeld=licht")
    assert "Beispiel Licht" in html
    assert "Beispiel Sicht" not in html
    assert "Sicht" in seite(client, "/praxisbeispiele/beispiel-sicht/")


def test_vorlagen_mit_dateien_die_nur_oeffentlich_herausgehen(client: Client):
    sb, lt = konto("SB"), konto("LT")
    inhalt = entwurf(Inhaltsart.VORLAGE, by=sb, titel="Beschlussvorlage", text="")
    datei = mit_datei(inhalt, "muster.txt", b"Der Rat beschliesst.", by=sb)
    weg = f"/dateien/{datei.pk}/muster.txt"
    seite(client, weg, 404)
    gib_frei(inhalt, sb=sb, lt=lt)
    html = seite(client, "/vorlagen/")
    assert weg in html
    assert "Datei muster.txt" in html
    assert lade(client, weg) == (200, b"Der Rat beschliesst.", "attachment")
    seite(client, f"/dateien/{datei.pk}/anders.txt", 404)
    dienste.revise_inhalt(objekt=inhalt, by=sb, jetzt=JETZT)
    dienste.remove_datei(inhalt=inhalt, datei=datei, by=sb, jetzt=JETZT)
    neue = mit_datei(inhalt, "muster2.txt", b"Neu.", by=sb)
    seite(client, f"/dateien/{neue.pk}/muster2.txt", 404)
    gib_frei(inhalt, sb=sb, lt=lt)
    seite(client, weg, 404)  # the old edition is no longer part of the public version
    assert lade(client, f"/dateien/{neue.pk}/muster2.txt")[0] == 200
    dienste.withdraw_inhalt(objekt=inhalt, by=lt, jetzt=JETZT, grund="x")
    seite(client, f"/dateien/{neue.pk}/muster2.txt", 404)


def test_bilder_im_text_und_was_kein_bild_ist_zum_herunterladen(client: Client):
    sb = konto("SB")
    inhalt = entwurf(by=sb, titel="Mit Bild", text="![Platz](platz.png)")
    bild = mit_datei(inhalt, "platz.png", PNG, by=sb)
    mit_datei(inhalt, "plan.txt", b"Plan", by=sb)
    gib_frei(inhalt, sb=sb)
    html = seite(client, "/aktuelles/mit-bild/")
    assert f'<img src="/dateien/{bild.pk}/platz.png" alt="Platz"' in html
    assert html.count('class="downloads"') == 1
    assert "Datei platz.png" not in html


def test_jede_textstelle_steht_auf_ihrer_seite_und_laesst_sich_ersetzen(client: Client):
    for stelle in TEXTSTELLEN:
        ersetze_und_nimm_zurueck(client, stelle)


def ersetze_und_nimm_zurueck(client: Client, stelle: Any) -> None:
    adresse = reverse(f"portal:{stelle.seite}")
    vorher = seite(client, adresse)
    anfang = MERKWORT.get(stelle.schluessel) or stelle.vorgabe.lstrip("-1. *").split("*")[0].split(",")[0]
    assert anfang in vorher
    inhalt = freigegeben(
        Inhaltsart.SEITENTEXT, titel=stelle.bezeichnung, textstelle=stelle.schluessel, text="Ganz neue Worte."
    )
    nachher = seite(client, adresse)
    assert "Ganz neue Worte." in nachher
    assert anfang not in nachher
    dienste.withdraw_inhalt(objekt=inhalt, by=konto("LT"), jetzt=JETZT, grund="x")
    assert anfang in seite(client, adresse)


@pytest.mark.parametrize("anzahl", [1, 3])
def test_gleich_viele_abfragen_bei_jeder_zahl_von_eintraegen(
    client: Client, anzahl: int, django_assert_max_num_queries: Any
):
    sb, lt = konto("SB"), konto("LT")
    feld = Handlungsfeld.objects.create(name="Licht", slug="licht")
    for nr in range(anzahl):
        gib_frei(entwurf(by=sb, titel=f"N {nr}"), sb=sb, lt=lt)
        gib_frei(entwurf(Inhaltsart.PRAXISBEISPIEL, by=sb, titel=f"P {nr}", handlungsfeld=feld), sb=sb, lt=lt)
        vorlage = entwurf(Inhaltsart.VORLAGE, by=sb, titel=f"V {nr}")
        mit_datei(vorlage, "m.txt", b"x", by=sb)
        gib_frei(vorlage, sb=sb, lt=lt)
    for adresse in ("/aktuelles/", "/aktuelles/n-0/", "/praxisbeispiele/", "/vorlagen/", "/mitmachen/"):
        with django_assert_max_num_queries(6):
            seite(client, adresse)


def test_oeffentliche_seiten_sind_zwischenspeicherbar(client: Client):
    freigegeben()
    for adresse in ("/aktuelles/", "/praxisbeispiele/", "/vorlagen/", "/mitmachen/"):
        antwort = client.get(adresse)
        assert antwort["ETag"]
        assert client.get(adresse, headers={"If-None-Match": antwort["ETag"]}).status_code == 304
