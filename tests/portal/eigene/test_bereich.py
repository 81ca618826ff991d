"""Mein Bereich: was bei wem liegt, für eigene Kommunen, im Mandat, für die Polizei und für Coaches."""

import datetime as dt

import pytest
from django.test import Client

from asskomm.core import workflow
from asskomm.core.models import Organisation
from asskomm.core.roles import Rolle
from kommunen.models import Ansprechperson
from kommunen.services.organisationen import ensure_organisation
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import als, coach_von, konto_der, mandat
from tests.factories.kommunen import kpr, verband
from tests.factories.konten import gib_rolle, konto
from vereinbarungen.enums import Parteirolle

pytestmark = pytest.mark.django_db
JETZT = fabrik.JETZT


def seite(user, adresse: str = "/portal/"):
    return als(user).get(adresse)


def text(antwort) -> str:
    assert antwort.status_code == 200
    return " ".join(antwort.content.decode().split())


def test_die_unterschrift_der_kommune_liegt_bei_ihr_und_sonst_bei_den_anderen():
    ort = fabrik.gemeinde("Musterstadt")
    v = fabrik.in_zeichnung(ort)
    user = konto_der(ort, Rolle.KOMMUNE_ZEICHNUNG)
    zuerst = seite(user).context
    assert [s.liegt for s in zuerst["bei_ihnen"]] == [
        "Liegt bei Ihnen, beim Landespräventionsrat und bei der Polizeidirektion Zwickau"
    ]
    fabrik.unterzeichne(v, v.parteien.get(rolle=Parteirolle.KOMMUNE))
    danach = seite(user).context
    assert danach["bei_ihnen"] == []
    (spur,) = danach["bei_anderen"]
    assert spur.liegt == "Liegt beim Landespräventionsrat und bei der Polizeidirektion Zwickau"
    assert spur.was == "Es fehlen noch die Unterschriften: Landespräventionsrat, Polizeidirektion Zwickau."
    assert spur.bei_namen == "Landespräventionsrat, Polizeidirektion Zwickau"
    assert str(spur.seit) == "22.11.2026"


def test_alle_unterschriften_da_aber_noch_nicht_in_kraft():
    ort = fabrik.gemeinde()
    v = fabrik.in_zeichnung(ort)
    v.parteien.update(erforderlich=False)
    (spur,) = seite(konto_der(ort)).context["besteht"]
    assert spur.was.startswith("Alle Unterschriften liegen vor")


def test_die_vier_angebote_einer_kommune_und_was_noch_moeglich_ist():
    ort, leer = fabrik.gemeinde("Musterstadt"), fabrik.gemeinde("Leerstadt")
    fabrik.in_kraft(ort)
    fabrik.coaching(ort)
    fabrik.analyse(ort)
    kpr(ort)
    werte = seite(konto_der(ort)).context
    assert [s.art for s in werte["bei_anderen"]] == ["Coaching", "Sicherheitsanalyse"]
    assert [s.art for s in werte["besteht"]] == ["Kooperationsvereinbarung", "Präventionsrat"]
    assert werte["moeglich"] == []
    assert len(seite(konto_der(leer)).context["moeglich"]) == 4


def test_beendetes_steht_zuletzt_und_gilt_nicht_als_laufend():
    ort = fabrik.gemeinde()
    prozess = fabrik.coaching(ort)
    workflow.execute(objekt=prozess, uebergang="abbrechen", by=None, jetzt=JETZT, grund="interner Grund")
    antwort = seite(konto_der(ort))
    assert [s.lage.wort for s in antwort.context["beendet"]] == ["beendet"]
    assert "Begleitendes Coaching" in antwort.context["moeglich"]
    assert "interner Grund" not in text(antwort)


def test_entwurf_und_fremdes_erscheinen_nicht():
    ort, fremd = fabrik.gemeinde(), fabrik.gemeinde()
    fabrik.entwurf(ort, bezeichnung="Geheimer Entwurf")
    fabrik.in_kraft(fremd, bezeichnung="Fremde Sache")
    inhalt = text(seite(konto_der(ort)))
    assert "Geheimer Entwurf" not in inhalt
    assert "Fremde Sache" not in inhalt


def test_kontakte_nennen_stellen_und_keine_person_des_lpr():
    ort = fabrik.gemeinde()
    Ansprechperson.objects.create(kommune=ort, funktion="Ordnungsamt", email="amt@example.org")
    clerk = konto(name="Sabine Sachbearbeiterin")
    fabrik.in_kraft(ort, by=clerk)
    inhalt = text(seite(konto_der(ort)))
    assert "amt@example.org" in inhalt
    assert "Polizeidirektion Zwickau" in inhalt
    assert "Sabine" not in inhalt


def test_mehrere_kommunen_und_mandat_zur_wahl():
    eigene, mitglied, fremd = fabrik.gemeinde("Berg"), fabrik.gemeinde("Tal"), fabrik.gemeinde("Fern")
    bund = verband(mitglied, name="Verband Land")
    mandat(bund, mitglied)
    user = konto_der(eigene)
    gib_rolle(user, Rolle.KOMMUNE_BEARBEITUNG, fuer=ensure_organisation(stelle=bund, by=None))
    werte = seite(user).context
    assert [(s.name, s.mandat_von) for s in werte["stellen"]] == [
        ("Berg", ""), ("Verband Land", ""), ("Tal", "Verband Land"),
    ]  # fmt: skip
    assert werte["stelle"].name == "Berg"
    assert seite(user, f"/portal/?fuer={mitglied.slug}").context["stelle"].name == "Tal"
    assert "im Mandat, durch Verband Land" in text(seite(user, f"/portal/?fuer={mitglied.slug}"))
    assert seite(user, f"/portal/?fuer={fremd.slug}").context["stelle"].name == "Berg"


def test_abgelaufenes_mandat_zaehlt_nicht_mehr():
    mitglied = fabrik.gemeinde("Tal")
    bund = verband(mitglied, name="Verband Land")
    mandat(bund, mitglied, bis=dt.date(2026, 11, 21))
    assert [s.name for s in seite(konto_der(bund)).context["stellen"]] == ["Verband Land"]


def test_polizei_sieht_zahlen_und_was_unterwegs_ist_aber_kein_coaching():
    ort = fabrik.gemeinde("Musterstadt")
    anderer_kreis = fabrik.landkreis("Bautzen", "Görlitz", "14625")
    fern = fabrik.gemeinde("Fern", anderer_kreis)
    fabrik.in_zeichnung(ort, bezeichnung="Unsere Sache")
    fabrik.in_zeichnung(fern, bezeichnung="Ferne Sache")
    fabrik.in_kraft(fabrik.gemeinde())
    fabrik.coaching(ort)
    antwort = seite(konto_der(ort.landkreis.polizeidirektion, Rolle.POLIZEI_ZEICHNUNG))
    assert [(wort, zahl) for wort, zahl, _ in antwort.context["zahlen"]] == [
        ("Kommunen und Verbände", 2), ("mit Vereinbarung in Kraft", 1), ("mit Präventionsrat", 0),
        ("mit Sicherheits\u00adanalyse", 0),
    ]  # fmt: skip
    assert [s.titel for s in antwort.context["bei_ihnen"]] == ["Unsere Sache"]
    assert "Ferne Sache" not in text(antwort)
    assert "Coaching" not in text(antwort)


def test_coach_sieht_nur_seine_auftraege_solange_sie_gelten():
    mein, fremd = fabrik.coaching(fabrik.gemeinde("Meinort")), fabrik.coaching(fabrik.gemeinde("Fremdort"))
    antwort = seite(coach_von(mein))
    assert [str(ort) for ort, _ in antwort.context["coachings"]] == ["Meinort"]
    assert "Fremdort" not in text(antwort)
    vorbei = coach_von(fremd, bis=dt.date(2026, 11, 21))
    assert seite(vorbei).context["coachings"] == []


def test_wer_auch_beim_lpr_arbeitet_sieht_hier_nur_die_eigene_kommune():
    ort, fremd = fabrik.gemeinde(), fabrik.gemeinde()
    fabrik.in_kraft(fremd, bezeichnung="Fremde Sache")
    user = konto_der(ort)
    gib_rolle(user, Rolle.SACHBEARBEITUNG)
    antwort = seite(user, "/portal/vereinbarungen/")
    assert antwort.context["seite"].paginator.count == 0
    assert "Fremde Sache" not in text(antwort)


def test_organisation_ohne_kommune_bekommt_einen_hinweis():
    stelle = Organisation.objects.create(art="KOMMUNE", name="Noch nichts", schluessel="kommune:neu")
    antwort = seite(konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle))
    assert antwort.context["stelle"] is None
    assert "noch keiner Kommune" in text(antwort)


def test_wer_keine_portalrolle_hat_bleibt_draussen():
    for rolle in (Rolle.LEITUNG, Rolle.SYSTEMVERWALTUNG, None):
        antwort = seite(konto(rolle))
        assert antwort.status_code == 403
        assert "Ihr Konto gehört zu keiner davon" in antwort.content.decode()
    assert Client().get("/portal/").headers["Location"].startswith("/konto/anmelden/")


def test_navigation_zeigt_nur_was_man_oeffnen_darf():
    ort = fabrik.gemeinde()
    namen = {
        "KB": (konto_der(ort), {"/portal/vereinbarungen/"}),
        "PB": (konto_der(ort.landkreis.polizeidirektion, Rolle.POLIZEI_BEARBEITUNG),
               {"/portal/vereinbarungen/", "/portal/kommunen/"}),
        "CO": (coach_von(fabrik.coaching(ort)), set()),
    }  # fmt: skip
    for user, erwartet in namen.values():
        kopf = text(seite(user)).partition("<main")[0]
        moeglich = {"/portal/vereinbarungen/", "/portal/kommunen/", "/verwaltung/"}
        assert {a for a in moeglich if f'href="{a}"' in kopf} == erwartet
