"""Prüfung (§ 91 SäHO): nur lesend, im Umfang des Auftrags, und jede geöffnete Seite ist ein Eintrag im Protokoll."""

import datetime as dt
import json

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core.models import Protokolleintrag, Rollenzuordnung
from asskomm.core.pruefzugriff import PruefzugriffMiddleware
from asskomm.core.roles import Pruefbereich, Rolle
from kommunen.services.organisationen import ensure_organisation
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import als, vergiss
from tests.factories.dateien import PDF
from tests.factories.fakten import beraten
from tests.factories.foerderung import ansatz, zuwendung
from tests.factories.kommunen import kpr
from tests.factories.konten import gib_rolle, konto
from tests.factories.verwaltung import exportiere
from vereinbarungen.services import anlage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(fabrik.JETZT, tick=False):
        yield


@pytest.fixture
def orte():
    return fabrik.gemeinde("Prüfstadt"), fabrik.gemeinde("Fernstadt")


def pruefung(*bereiche: str, kommunen=(), bis: dt.date = dt.date(2027, 6, 30)):
    user = konto(None, name="Rita Rechnungshof")
    umfang = [ensure_organisation(stelle=k, by=None) for k in kommunen]
    gib_rolle(user, Rolle.PRUEFUNG, bereiche=list(bereiche), umfang=umfang, bis=bis, grundlage="Prüfauftrag 12/2026")
    return user


def adresse(modell: str, art: str, *args) -> str:
    return reverse(f"admin:{modell}_{art}", args=args)


def zugriffe() -> list[Protokolleintrag]:
    return list(Protokolleintrag.objects.filter(ereignis="pruefung.zugriff").order_by("pk"))


def angaben(eintrag: Protokolleintrag) -> dict:
    return json.loads(eintrag.inhalt)["nachher"]


def test_sie_sieht_nur_ihre_kommune_und_ihre_bereiche(orte):
    eigen, fremd = orte
    v, andere = fabrik.in_kraft(eigen), fabrik.in_kraft(fremd, bezeichnung="Ferne Sache")
    gemeinsam = fabrik.in_kraft(eigen, fremd)
    coaching = fabrik.coaching(eigen)
    client = als(pruefung(Pruefbereich.VEREINBARUNG, Pruefbereich.REGISTER, kommunen=[eigen]))
    liste = client.get(adresse("vereinbarungen_vereinbarung", "changelist"))
    assert {x.pk for x in liste.context["cl"].result_list} == {v.pk, gemeinsam.pk}
    assert client.get(adresse("vereinbarungen_vereinbarung", "change", v.pk)).status_code == 200
    for art, zusatz in (("change", ()), ("history", ()), ("schritt", ("kuendigen",)), ("aktion", ("scan",))):
        weg = adresse("vereinbarungen_vereinbarung", art, andere.pk, *zusatz)
        assert client.get(weg).status_code == 404, weg
    export = exportiere(client, adresse("vereinbarungen_vereinbarung", "export")).content.decode()
    assert "Ferne Sache" not in export
    assert client.get(adresse("vereinbarungen_coachingprozess", "changelist")).status_code == 403
    assert client.get(adresse("vereinbarungen_coachingprozess", "change", coaching.pk)).status_code in (403, 404)
    assert client.get(adresse("core_user", "changelist")).status_code == 403


def test_je_bereich_oeffnen_sich_genau_seine_listen(orte):
    eigen, _ = orte
    zuwendung(eigen)
    ansatz()
    listen = {
        Pruefbereich.REGISTER: ("kommunen_kommune", "kommunen_beratung", "kommunen_kommunalerpraeventionsrat"),
        Pruefbereich.VEREINBARUNG: ("vereinbarungen_vereinbarung", "vereinbarungen_uebernahme"),
        Pruefbereich.BEGLEITUNG: ("vereinbarungen_coachingprozess", "vereinbarungen_sicherheitsanalyse"),
        Pruefbereich.FOERDERUNG: ("foerderung_zuwendung", "foerderung_haushaltsansatz"),
        Pruefbereich.ZAHLEN: ("portal_kennzahlenfreigabe", "portal_medieninformation"),
    }
    assert set(listen) == set(Pruefbereich)
    for bereich in Pruefbereich:
        client = als(pruefung(bereich))
        navigation = client.get("/verwaltung/").content.decode()
        for anderer, modelle in listen.items():
            for modell in modelle:
                weg = adresse(modell, "changelist")
                offen = client.get(weg).status_code
                assert offen == (200 if anderer == bereich else 403), (bereich, weg)
                assert (f'href="{weg}"' in navigation) == (anderer == bereich), (bereich, weg)


def test_register_einer_kommune_ohne_die_andere(orte):
    eigen, fremd = orte
    for ort in orte:
        beraten(ort)
        kpr(ort)
    client = als(pruefung(Pruefbereich.REGISTER, kommunen=[eigen]))
    assert client.get(adresse("kommunen_kommune", "change", eigen.pk)).status_code == 200
    assert client.get(adresse("kommunen_kommune", "change", fremd.pk)).status_code == 404
    for modell in ("kommunen_kommune", "kommunen_beratung", "kommunen_kommunalerpraeventionsrat"):
        liste = client.get(adresse(modell, "changelist")).content.decode()
        assert "Prüfstadt" in liste
        assert "Fernstadt" not in liste


def test_jede_seite_und_jede_datei_ist_ein_eintrag_auch_der_vergebliche_versuch(orte):
    eigen, fremd = orte
    v = fabrik.entwurf(eigen)
    datei = SimpleUploadedFile("text.pdf", PDF, content_type="application/pdf")
    text = anlage.store_vertragstext(vereinbarung=v, datei=datei, by=None, jetzt=fabrik.JETZT)
    andere = fabrik.in_kraft(fremd)
    user = pruefung(Pruefbereich.VEREINBARUNG, kommunen=[eigen])
    client = als(user)
    fall = adresse("vereinbarungen_vereinbarung", "change", v.pk)
    client.get(fall)
    abruf = client.get(reverse("admin:vereinbarungen_vereinbarung_dokument", args=[v.pk, text.dokument_id]))
    assert b"".join(abruf.streaming_content) == PDF
    client.get(adresse("vereinbarungen_vereinbarung", "change", andere.pk))
    client.get("/verwaltung/?q=x")
    client.get("/konto/")
    client.get("/")
    eintraege = zugriffe()
    assert [(e.objekt_art, e.objekt_id) for e in eintraege] == [
        ("vereinbarungen.vereinbarung", str(v.pk)),
        ("vereinbarungen.vereinbarung", str(v.pk)),
        ("", ""),
        ("", ""),
    ]
    assert [(angaben(e)["antwort"], angaben(e)["datei"]) for e in eintraege] == [
        (200, False), (200, True), (404, False), (200, False),
    ]  # fmt: skip
    assert angaben(eintraege[0])["pfad"] == fall
    assert angaben(eintraege[3])["pfad"] == "/verwaltung/?q=x"
    assert {(e.akteur_id, e.rolle) for e in eintraege} == {(user.pk, "PR")}


def test_der_eintrag_kostet_hoechstens_drei_abfragen(orte):
    client = als(pruefung(Pruefbereich.VEREINBARUNG))
    with CaptureQueriesContext(connection) as mitschrift:
        client.get(adresse("vereinbarungen_vereinbarung", "changelist"))
    protokoll = [a["sql"] for a in mitschrift.captured_queries if "core_protokoll" in a["sql"]]
    assert 1 <= len(protokoll) <= 3, protokoll


def test_kein_eintrag_fuer_andere_rollen(orte):
    als(konto(Rolle.LESEZUGRIFF)).get("/verwaltung/")
    assert zugriffe() == []


def test_wer_nur_als_die_pruefung_schaut_schreibt_nicht_in_ihrem_namen(rf):
    """The view as another person leaves its own trace."""
    waechter = PruefzugriffMiddleware(lambda request: HttpResponse())
    for als_andere in (False, True):
        request = rf.get("/verwaltung/")
        request.user = pruefung(Pruefbereich.VEREINBARUNG)
        if als_andere:
            request.ansicht_als = "jemand"
        waechter.process_view(request, lambda: None, (), {})
        assert request.ist_pruefung is not als_andere


def test_die_seite_sagt_dass_protokolliert_wird(orte):
    eigen, _ = orte
    inhalt = als(pruefung(Pruefbereich.VEREINBARUNG, kommunen=[eigen])).get("/verwaltung/").content.decode()
    assert "Ihr Zugriff wird protokolliert" in inhalt
    assert "Prüfauftrag 12/2026, bis 30.06.2027. Umfang: Vereinbarungen (Prüfstadt)." in inhalt
    alle = als(pruefung(Pruefbereich.VEREINBARUNG)).get("/verwaltung/").content.decode()
    assert "Umfang: Vereinbarungen (alle Kommunen)." in alle
    assert "Ihr Zugriff" not in als(konto()).get("/verwaltung/").content.decode()


def test_nach_dem_ende_ist_geschlossen_und_ohne_bereich_gibt_es_nichts(orte):
    eigen, _ = orte
    v = fabrik.in_kraft(eigen)
    vorbei = als(pruefung(*Pruefbereich.values, bis=dt.date(2026, 11, 21)))
    assert vorbei.get(adresse("vereinbarungen_vereinbarung", "change", v.pk)).status_code in (302, 403)
    leer = als(pruefung())
    assert leer.get(adresse("vereinbarungen_vereinbarung", "changelist")).status_code == 403
    assert leer.get("/verwaltung/").status_code == 200


def test_sie_aendert_nichts(orte):
    eigen, _ = orte
    v = fabrik.in_kraft(eigen)
    client: Client = als(pruefung(*Pruefbereich.values))
    assert (
        client.post(adresse("vereinbarungen_vereinbarung", "change", v.pk), {"bezeichnung": "anders"}).status_code
        == 403
    )
    assert client.post(adresse("kommunen_beratung", "add"), {}).status_code == 403
    client.post(
        adresse("vereinbarungen_vereinbarung", "schritt", v.pk, "kuendigen"), {"grund": "x", "wirksam": "1.1.2026"}
    )
    v.refresh_from_db()
    assert (v.status, v.bezeichnung != "anders") == ("IN_KRAFT", True)


def test_zwei_auftraege_ergaenzen_sich_ohne_sich_zu_vermischen(orte):
    """Vereinbarungen der einen und das Register der anderen Kommune geben nicht beides von beiden."""
    eigen, fremd = orte
    v, andere = fabrik.in_kraft(eigen), fabrik.in_kraft(fremd)
    user = pruefung(Pruefbereich.VEREINBARUNG, kommunen=[eigen])
    Rollenzuordnung.objects.filter(user=user).update(gueltig_bis=dt.date(2027, 6, 29))
    umfang = [ensure_organisation(stelle=fremd, by=None)]
    gib_rolle(user, Rolle.PRUEFUNG, bereiche=[Pruefbereich.REGISTER], umfang=umfang, grundlage="Prüfauftrag 13")
    vergiss(user)
    client = als(user)
    stand = {
        ("vereinbarungen_vereinbarung", v.pk): 200, ("vereinbarungen_vereinbarung", andere.pk): 404,
        ("kommunen_kommune", fremd.pk): 200, ("kommunen_kommune", eigen.pk): 404,
    }  # fmt: skip
    for (modell, pk), erwartet in stand.items():
        assert client.get(adresse(modell, "change", pk)).status_code == erwartet, modell
