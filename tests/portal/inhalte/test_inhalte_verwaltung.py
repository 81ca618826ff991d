"""Die Redaktion in der Verwaltung: schreiben, ansehen, vergleichen, freigeben, alles ohne JavaScript."""

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from asskomm.core.models import User
from asskomm.portal.enums import Inhaltsart, InhaltStatus
from asskomm.portal.fassungsvergleich import unterschied
from asskomm.portal.models import Inhalt
from asskomm.portal.textstellen import TEXTSTELLEN
from tests.factories.konten import konto, melde_an
from tests.portal.inhalte.schreibtisch import JETZT, PNG, entwurf, fasse, freigegeben, mit_datei

pytestmark = pytest.mark.django_db
LISTE = "/verwaltung/portal/inhalt/"


@pytest.fixture(autouse=True)
def _uhr() -> Any:
    with time_machine.travel(JETZT, tick=False):
        yield


def angemeldet(person: User) -> Client:
    client = Client()
    melde_an(client, person)
    return client


def felder(**werte: Any) -> dict[str, Any]:
    return {"art": "NACHRICHT", "titel": "Neu", "zusammenfassung": "", "text": "Text", **werte}


def test_anlegen_aendern_und_die_fassungen_sehen():
    sb = konto("SB")
    client = angemeldet(sb)
    antwort = client.post(f"{LISTE}add/", felder(_continue="1"))
    assert antwort.status_code == 302, antwort.content.decode()
    inhalt = Inhalt.objects.get()
    assert (inhalt.slug, inhalt.erfasst_durch, inhalt.status) == ("neu", sb, InhaltStatus.ENTWURF)
    adresse = f"{LISTE}{inhalt.pk}/change/"
    seite = client.get(adresse)
    fassung = seite.context["original"].bearbeitungsfassung
    antwort = client.post(adresse, felder(text="Anders", fassung=fassung, _save="1"))
    assert antwort.status_code == 302, antwort.content.decode()
    assert inhalt.fassungen.count() == 2
    html = client.get(adresse).content.decode()
    assert html.count("Vorschau<span") == 2
    assert "?von=1&amp;bis=2" in html


def test_fehler_stehen_am_feld_und_nichts_ist_gespeichert():
    client = angemeldet(konto("SB"))
    for werte, text in (
        (felder(art="SEITENTEXT"), "wählen Sie die Stelle"),
        (felder(art="PRAXISBEISPIEL"), "gehört zu einem Handlungsfeld"),
        (felder(textstelle=TEXTSTELLEN[0].schluessel), "nur Texte von Seiten"),
        (felder(gueltig_von="02.02.2027", gueltig_bis="01.01.2027"), "liegt vor"),
    ):
        assert text in client.post(f"{LISTE}add/", {**werte, "_save": "1"}).content.decode()
    assert not Inhalt.objects.exists()


def test_textstellen_beginnen_mit_den_worten_die_dort_stehen():
    client = angemeldet(konto("SB"))
    stelle = TEXTSTELLEN[2]
    html = client.get(LISTE).content.decode()
    assert all(t.bezeichnung in html for t in TEXTSTELLEN)
    anfang = client.get(f"{LISTE}add/?textstelle={stelle.schluessel}").context["adminform"].form.initial
    assert (anfang["art"], anfang["text"]) == (Inhaltsart.SEITENTEXT, stelle.vorgabe)
    vorhanden = freigegeben(Inhaltsart.SEITENTEXT, textstelle=stelle.schluessel)
    assert f'href="{LISTE}{vorhanden.pk}/change/"' in client.get(LISTE).content.decode()
    assert "add/?textstelle" not in angemeldet(konto("HH")).get(LISTE).content.decode()


def test_vorschau_zeigt_die_seite_als_entwurf_gespeichert_und_ungespeichert():
    sb = konto("SB")
    client = angemeldet(sb)
    stellen = [(Inhaltsart.SEITENTEXT, {"textstelle": t.schluessel}) for t in TEXTSTELLEN]
    for art, werte in [(Inhaltsart.NACHRICHT, {}), (Inhaltsart.VORLAGE, {}), *stellen]:
        inhalt = entwurf(art, by=sb, text="Gespeicherte Worte.", **werte)
        html = client.get(f"{LISTE}{inhalt.pk}/vorschau/").content.decode()
        assert "Gespeicherte Worte." in html, werte
        assert "Fassung 1 vom 26.11.2026, in Arbeit." in html, werte
        eingabe = felder(art=art, text="Getippte Worte.", _vorschau="1", **werte)
        for adresse in (f"{LISTE}{inhalt.pk}/change/", f"{LISTE}add/"):
            html = client.post(adresse, eingabe).content.decode()
            assert "Getippte Worte." in html, werte
            assert "Noch nicht gespeichert." in html, werte
        assert inhalt.fassungen.count() == 1


def test_vorschau_und_vergleich_kennen_nur_fassungen_die_es_gibt():
    sb = konto("SB")
    client = angemeldet(sb)
    inhalt = entwurf(by=sb, text="alt bleibt")
    bild = mit_datei(inhalt, "bild.png", PNG, by=sb)
    fasse(inhalt, by=sb, text="neu bleibt", titel="Anders")
    html = client.get(f"{LISTE}{inhalt.pk}/vergleich/?von=1&bis=3").content.decode()
    assert "<del>alt</del><ins>neu</ins> bleibt" in html
    assert "Zusammenfassung (unverändert)" in html
    assert "<ins>Datei bild.png (bild.png)</ins>" in html.replace("</ins><ins>", "")
    for rest in ("vorschau/?fassung=9", "vorschau/?fassung=x", "vergleich/?von=7", "datei/999/"):
        assert client.get(f"{LISTE}{inhalt.pk}/{rest}").status_code == 404
    antwort: Any = client.get(f"{LISTE}{inhalt.pk}/datei/{bild.pk}/")
    assert b"".join(antwort.streaming_content) == PNG
    antwort.close()


def test_der_vergleich_entschaerft_was_im_text_steht():
    assert unterschied("<b>a</b>", "<b>a</b> <i>") == "&lt;b&gt;a&lt;/b&gt;<ins> &lt;i&gt;</ins>"


def test_von_der_vorlage_bis_zur_freigabe_mit_zwei_personen():
    sb, lt = konto("SB"), konto("LT")
    inhalt = entwurf(by=sb, text="Gut.")
    schritt = reverse("admin:portal_inhalt_schritt", args=[inhalt.pk, "vorlegen"])
    assert angemeldet(sb).post(schritt, {"grund": ""}).status_code == 302
    gesperrt = angemeldet(sb).get(f"{LISTE}{inhalt.pk}/change/").content.decode()
    assert 'id="id_text"' not in gesperrt
    freigabe = reverse("admin:portal_inhalt_schritt", args=[inhalt.pk, "freigeben"])
    angemeldet(sb).post(freigabe, {"grund": ""})
    inhalt.refresh_from_db()
    assert inhalt.status == InhaltStatus.VORGELEGT
    angemeldet(lt).post(freigabe, {"grund": ""})
    inhalt.refresh_from_db()
    assert inhalt.status == InhaltStatus.FREIGEGEBEN
    assert "öffentlich, freigegeben durch" in angemeldet(sb).get(f"{LISTE}{inhalt.pk}/change/").content.decode()


def test_dateien_und_fruehere_fassungen_ueber_die_aktionen():
    sb = konto("SB")
    client = angemeldet(sb)
    inhalt = entwurf(by=sb, text="eins")

    def aktion(name: str) -> str:
        return reverse("admin:portal_inhalt_aktion", args=[inhalt.pk, name])

    client.post(aktion("datei"), {"datei": SimpleUploadedFile("b.png", PNG), "bezeichnung": "Bild"})
    assert inhalt.dateien.get().dokument.name == "b.png"
    assert "![Beschreibung](b.png)" in client.get(f"{LISTE}{inhalt.pk}/change/").content.decode()
    client.post(aktion("datei_entfernen"), {"datei": inhalt.dateien.get().pk})
    assert not inhalt.letzte_fassung.dateien.exists()
    client.post(aktion("wiederherstellen"), {"fassung": inhalt.fassungen.get(nr=2).pk})
    assert inhalt.letzte_fassung.dateien.count() == 1
    assert inhalt.letzte_fassung.nr == 4


@pytest.mark.parametrize("anzahl", [1, 3])
def test_liste_bleibt_im_budget(anzahl: int, django_assert_max_num_queries: Any):
    sb = konto("SB")
    for nr in range(anzahl):
        entwurf(by=sb, titel=f"N {nr}")
    client = angemeldet(sb)
    client.get(LISTE)
    with django_assert_max_num_queries(12):
        assert f"N {anzahl - 1}" in client.get(LISTE).content.decode()
