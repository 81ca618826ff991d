"""Wer ein Rundschreiben bekommt, und was darin steht."""

import datetime as dt

import pytest

from asskomm.core.admin.vorratszeilen import lade_posten
from asskomm.core.models import Wiedervorlage
from asskomm.portal.models import Rundschreiben
from asskomm.portal.rundschreiben import (
    Empfaenger,
    ersetze,
    funktionen,
    unbekannte_platzhalter,
    verteiler,
    vorschau,
    ziele_aus,
)
from asskomm.portal.services.rundschreiben import create_rundschreiben
from kommunen.models import Ansprechperson, KommunalerPraeventionsrat, Kommune
from kommunen.umfeld import kommunen_von
from tests.factories import vereinbarungen as fabrik
from tests.factories.kommunen import kpr
from tests.factories.vereinbarungen import HEUTE, JETZT
from tests.portal.rundschreiben.entwuerfe import BUERGERMEISTER, entwurf, stadt
from vereinbarungen.models import Vereinbarung

pytestmark = pytest.mark.django_db
GESTERN, MORGEN = HEUTE - dt.timedelta(days=1), HEUTE + dt.timedelta(days=1)


def adressen(r: Rundschreiben) -> list[str]:
    return [e.an for e in verteiler(r, HEUTE).empfaenger]


def test_nur_wer_heute_die_funktion_hat_und_eine_adresse(sb):
    a = stadt("A-Stadt", email="a@x.example", person="Anna Alt", gueltig_von=HEUTE, gueltig_bis=HEUTE)
    b = stadt("B-Stadt", email="alt@x.example", gueltig_bis=GESTERN)
    c = stadt("C-Stadt", email="neu@x.example", gueltig_von=MORGEN)
    d = stadt("D-Stadt", email="amt@x.example", funktion="Ordnungsamt")
    Ansprechperson.objects.create(kommune=d, funktion=BUERGERMEISTER)
    r = entwurf(sb, a, b, c, d)
    an = verteiler(r, HEUTE)
    assert an.empfaenger == (Empfaenger(a.pk, "A-Stadt", "Zwickau", "a@x.example", "Anna Alt", BUERGERMEISTER),)
    assert an.ohne == (b, c, d)
    assert funktionen(r, HEUTE) == [(BUERGERMEISTER, 1), ("Ordnungsamt", 1)]
    r.funktionen = [BUERGERMEISTER, "Ordnungsamt"]
    assert adressen(r) == ["a@x.example", "amt@x.example"]


def test_eine_adresse_bekommt_je_kommune_eine_email(sb):
    a = stadt("A-Stadt", email="post@x.example")
    Ansprechperson.objects.create(kommune=a, funktion="Ordnungsamt", email="POST@x.example")
    b = stadt("B-Stadt", email="post@x.example")
    assert adressen(entwurf(sb, a, b, funktionen=[BUERGERMEISTER, "Ordnungsamt"])) == ["post@x.example"] * 2


def test_ansprechpersonen_stehen_fuer_sich_selbst(sb):
    a = stadt("A-Stadt", email="bm@x.example")
    amt = Ansprechperson.objects.create(kommune=a, funktion="Ordnungsamt", email="amt@x.example")
    ziele = ziele_aus(Ansprechperson.objects.filter(pk=amt.pk))
    assert ziele == [(a.pk, amt.pk)]
    r = create_rundschreiben(ziele=ziele, herkunft="Ansprechpersonen", by=sb, jetzt=JETZT)
    assert adressen(r) == ["amt@x.example"]
    assert [str(z) for z in r.ziele.all()] == ["Ordnungsamt (A-Stadt)"]


def test_aus_jeder_liste_werden_kommunen():
    a, b = fabrik.gemeinde("A-Stadt"), fabrik.gemeinde("B-Stadt")
    fabrik.entwurf(a, b)
    fabrik.entwurf(a)
    rat = kpr(b)
    beide = [(a.pk, None), (b.pk, None)]
    assert ziele_aus(Vereinbarung.objects.all()) == beide
    assert ziele_aus(Kommune.objects.filter(pk__in=[a.pk, b.pk])) == beide
    assert ziele_aus(KommunalerPraeventionsrat.objects.filter(pk=rat.pk)) == [(b.pk, None)]


def test_platzhalter():
    werte = Empfaenger(1, "Löbau", "Görlitz", "x@x.example", "", "Bürgermeisterin").werte
    assert ersetze("{{ anrede }}, {{kommune}} im {{ landkreis }}: {{ name }}{{ funktion }}", werte) == (
        "Guten Tag, Löbau im Görlitz: Bürgermeisterin"
    )
    assert ersetze("{{ kommune }}", {**werte, "kommune": "{{ anrede }}"}) == "{{ anrede }}"  # Werte sind kein Text
    assert unbekannte_platzhalter("{{ kommune }}", "ohne") == []
    assert len(unbekannte_platzhalter("{{ a }} {{ a }}", "{{ }}")) == 2


def test_die_vorschau_zeigt_jedem_seinen_text(sb):
    a = stadt("A-Stadt", email="a@x.example", person="Anna Alt")
    r = entwurf(sb, a)
    [eine] = vorschau(r, verteiler(r, HEUTE).empfaenger)
    assert eine["betreff"] == "Neues für A-Stadt"
    assert eine["html"].startswith("<p>Guten Tag Anna Alt,</p>\n<p>für A-Stadt (Zwickau)")
    assert eine["empfaenger"].wer == "Bürgermeister, Anna Alt"


def test_was_irrtuemlich_erfasst_war_bekommt_keine_post_und_zaehlt_nirgends(sb):
    """Eine annullierte Beteiligung macht eine Kommune nicht zu einer der Vereinbarung."""
    a, b = fabrik.gemeinde("A-Stadt"), fabrik.gemeinde("B-Stadt")
    v = fabrik.entwurf(a, b)
    faden = {"annulliert_zeitpunkt": JETZT, "annulliert_durch": sb, "annulliert_grund": "falsche Kommune"}
    v.beteiligungen.filter(kommune=b).update(**faden)
    assert ziele_aus(Vereinbarung.objects.all()) == [(a.pk, None)]
    assert list(kommunen_von(v)) == [a]
    Wiedervorlage.objects.create(fall=v, faellig_am=HEUTE, text="x", fuer=sb, erfasst_durch=sb, erfasst_zeitpunkt=JETZT)
    [posten] = [p for p in lade_posten(sb, HEUTE) if p.text == "x"]
    assert posten.kommunen == ("A-Stadt",)
    v.beteiligungen.update(**faden)
    assert ziele_aus(Vereinbarung.objects.all()) == []
    assert [p.kommunen for p in lade_posten(sb, HEUTE) if p.text == "x"] == [()]
