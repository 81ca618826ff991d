"""Das Handbuch in der Verwaltung: Kapitel, Bilder, Suche und der Weg von jeder Seite dorthin."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from asskomm.core import handbuch
from asskomm.core.admin.handbuch import SEITEN, adresse
from asskomm.core.roles import Rolle
from tests.factories.konten import angemeldet
from tests.factories.vereinbarungen import gemeinde

pytestmark = pytest.mark.django_db


def test_jedes_kapitel_oeffnet_sich_und_seine_verweise_und_bilder_gibt_es(client) -> None:
    angemeldet(client, Rolle.SACHBEARBEITUNG)
    wege: set[str] = set()
    for kapitel in handbuch.kapitel_liste():
        seite = client.get(reverse("admin:handbuch_kapitel", args=[kapitel.schluessel])).content.decode()
        assert f"<h1>{kapitel.titel}</h1>" in seite
        bilder = re.findall(r'<img [^>]*src="/verwaltung/handbuch/[^>]*>', seite)
        assert [b for b in bilder if not re.search(r'width="\d+" height="\d+"', b)] == []  # else the text would jump
        wege.update(re.findall(r'(?:src|href)="(/verwaltung/handbuch/[^"#]*)', seite))
    assert len(wege) > 30
    for weg in wege:
        assert client.get(weg).status_code == 200, weg


def test_uebersicht_fuehrt_zu_allen_kapiteln(client) -> None:
    angemeldet(client, Rolle.LESEZUGRIFF)
    seite = client.get(reverse("admin:handbuch")).content.decode()
    text = seite[seite.index('class="inhaltstext"') : seite.index('class="handbuch-weiter"')]
    for kapitel in handbuch.kapitel_liste()[1:]:
        assert reverse("admin:handbuch_kapitel", args=[kapitel.schluessel]) in text


def test_zwischen_den_kapiteln_laesst_sich_blaettern() -> None:
    liste = handbuch.kapitel_liste()
    paare = [handbuch.nachbarn(k.schluessel) for k in liste]
    assert [davor for davor, _ in paare] == [None, *liste[:-1]]
    assert [danach for _, danach in paare] == [*liste[1:], None]


def test_suche_findet_abschnitte_mit_allen_woertern(client) -> None:
    angemeldet(client, Rolle.SACHBEARBEITUNG)
    seite = client.get(reverse("admin:handbuch"), {"q": "ersatzcodes PASSKEY"}).content.decode()
    assert reverse("admin:handbuch_kapitel", args=["01-anmelden-und-arbeitsvorrat"]) + "#zweiter-faktor" in seite
    leer = client.get(reverse("admin:handbuch"), {"q": "quetzalcoatl <b>"}).content.decode()
    assert "Kein Abschnitt enthält alle diese Wörter" in leer
    assert "„quetzalcoatl &lt;b&gt;“" in leer
    assert handbuch.suche("  ") == []


def test_suche_braucht_keine_umlaute_und_nennt_ueberschriften_zuerst() -> None:
    gesucht = {wort: [f.abschnitt for f in handbuch.suche(wort)] for wort in ("übernahme", "ubernahme", "UEBERNAHME")}
    assert gesucht["übernahme"]
    assert gesucht["übernahme"] == gesucht["ubernahme"] == gesucht["UEBERNAHME"]
    rundschreiben = handbuch.suche("rundschreiben")
    benannt = ["Rundschreiben" in f.abschnitt for f in rundschreiben]
    assert benannt == sorted(benannt, reverse=True)
    assert rundschreiben[0].anker == "ein-rundschreiben"


def test_auszug_besteht_aus_ganzen_woertern_um_die_stelle() -> None:
    text = " ".join(f"w{nr}" for nr in range(100))
    anfang, ende = 50 - handbuch.UMFELD, 50 + handbuch.UMFELD
    assert handbuch._auszug(text, ["w50"]) == f"… {' '.join(f'w{nr}' for nr in range(anfang, ende))} …"
    assert handbuch._auszug("ein kurzer Text", ["fehlt"]) == "ein kurzer Text"
    assert [f.abschnitt for f in handbuch.suche("asskomm.core") if "`" in f.abschnitt] == []


def test_unbekanntes_kapitel_und_bild_gibt_es_nicht(client) -> None:
    angemeldet(client, Rolle.SACHBEARBEITUNG)
    assert client.get(reverse("admin:handbuch_kapitel", args=["99-nichts"])).status_code == 404
    for name in ("fehlt.png", "..png", "adr.md"):
        assert client.get(reverse("admin:handbuch_bild", args=[name])).status_code == 404
    assert handbuch.bilddatei("../../manage.py") is None


def gibt_es(ziel: str) -> bool:
    """A chapter, or the section behind "#"."""
    schluessel, _, abschnitt = ziel.partition("#")
    kapitel = handbuch.kapitel(schluessel)
    return kapitel is not None and (not abschnitt or abschnitt in {a for _, a, _ in handbuch._abschnitte(kapitel)})


def test_jede_liste_nennt_einen_abschnitt_den_es_gibt() -> None:
    listen = {m._meta.label: getattr(v, "handbuch", "") for m, v in admin.site._registry.items()}
    assert {name: ziel for name, ziel in (listen | SEITEN).items() if not gibt_es(ziel)} == {}
    assert not gibt_es("14-fristen-und-erinnerungen#gibt-es-nicht")


def test_jede_seite_fuehrt_zu_ihrem_abschnitt(client) -> None:
    angemeldet(client, Rolle.LEITUNG)
    kommune = gemeinde()
    wege = {
        reverse("admin:index"): SEITEN["index"],
        reverse("verwaltung:suche"): SEITEN["suche"],
        reverse("admin:kommunen_kommune_changelist"): "02-register",
        reverse("admin:kommunen_beratung_import"): SEITEN["import"],
        reverse("admin:kommunen_kommune_aktion", args=[kommune.pk, "beratung"]): "03-beratung-zusammenarbeit-kpr",
        reverse("admin:kommunen_kommune_aktion", args=[kommune.pk, "ausscheiden"]): "02-register",
    }
    for weg, ziel in wege.items():
        seite = client.get(weg).content.decode()
        (hilfe,) = re.findall(r'aria-label="Hilfe"><a href="([^"]+)', seite)
        assert hilfe.startswith(adresse(ziel)), weg
    assert 'aria-label="Hilfe"' not in client.get(reverse("admin:handbuch")).content.decode()
