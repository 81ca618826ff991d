"""Das Handbuch in der Verwaltung: Kapitel, Bilder, Suche und der Weg von jeder Seite dorthin."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from asskomm.core import handbuch
from asskomm.core.roles import Rolle
from tests.factories.konten import angemeldet

pytestmark = pytest.mark.django_db


def test_jedes_kapitel_oeffnet_sich_und_seine_verweise_und_bilder_gibt_es(client) -> None:
    angemeldet(client, Rolle.SACHBEARBEITUNG)
    for kapitel in handbuch.kapitel_liste():
        seite = client.get(reverse("admin:handbuch_kapitel", args=[kapitel.schluessel])).content.decode()
        assert f"<h1>{kapitel.titel}</h1>" in seite
        for adresse in re.findall(r'(?:src|href)="(/verwaltung/handbuch/[^"#]*)', seite):
            assert client.get(adresse).status_code == 200, adresse


def test_uebersicht_fuehrt_zu_allen_kapiteln(client) -> None:
    angemeldet(client, Rolle.LESEZUGRIFF)
    seite = client.get(reverse("admin:handbuch")).content.decode()
    text = seite[seite.index('class="inhaltstext"') : seite.index('class="handbuch-kapitel"')]
    for kapitel in handbuch.kapitel_liste()[1:-1]:
        assert reverse("admin:handbuch_kapitel", args=[kapitel.schluessel]) in text
    assert reverse("admin:handbuch_kapitel", args=["glossar"]) in text


def test_suche_findet_abschnitte_mit_allen_woertern(client) -> None:
    angemeldet(client, Rolle.SACHBEARBEITUNG)
    seite = client.get(reverse("admin:handbuch"), {"q": "ersatzcodes PASSKEY"}).content.decode()
    assert reverse("admin:handbuch_kapitel", args=["01-anmelden-und-arbeitsvorrat"]) + "#zweiter-faktor" in seite
    leer = client.get(reverse("admin:handbuch"), {"q": "quetzalcoatl <b>"}).content.decode()
    assert "Kein Abschnitt enthält alle diese Wörter" in leer
    assert "„quetzalcoatl &lt;b&gt;“" in leer
    assert handbuch.suche("  ") == []


def test_auszug_zeigt_die_stelle() -> None:
    auszuege = [f.auszug for f in handbuch.suche("Ersatzcodes")]
    assert auszuege
    assert all("rsatzcode" in a or "Ersatzcode" in a or len(a) <= 2 * handbuch.UMFELD + 10 for a in auszuege)
    assert handbuch._auszug("kurz", "fehlt") == "kurz"


def test_unbekanntes_kapitel_und_bild_gibt_es_nicht(client) -> None:
    angemeldet(client, Rolle.SACHBEARBEITUNG)
    assert client.get(reverse("admin:handbuch_kapitel", args=["99-nichts"])).status_code == 404
    for name in ("fehlt.png", "..png", "adr.md"):
        assert client.get(reverse("admin:handbuch_bild", args=[name])).status_code == 404
    assert handbuch.bilddatei("../../manage.py") is None


def test_jede_liste_nennt_ein_kapitel_das_es_gibt() -> None:
    ohne = [
        modell._meta.label
        for modell, verwaltung in admin.site._registry.items()
        if handbuch.kapitel(getattr(verwaltung, "handbuch", "")) is None
    ]
    assert ohne == []


def test_jede_seite_fuehrt_zu_ihrem_kapitel(client) -> None:
    angemeldet(client, Rolle.SACHBEARBEITUNG)
    liste = client.get(reverse("admin:kommunen_kommune_changelist")).content.decode()
    assert f'href="{reverse("admin:handbuch_kapitel", args=["02-register"])}"' in liste
    start = client.get(reverse("admin:index")).content.decode()
    assert f'href="{reverse("admin:handbuch")}"' in start
