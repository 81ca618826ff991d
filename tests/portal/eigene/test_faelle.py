"""Die Seiten eines Vorgangs und ihre Dateien: nur für die Beteiligten, ohne interne Notizen, Gründe und Namen."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from asskomm.core import workflow
from asskomm.core.roles import Rolle
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import als, coach_von, konto_der
from tests.factories.dateien import PDF
from tests.factories.konten import konto
from vereinbarungen.enums import Gremiumsergebnis
from vereinbarungen.services import anlage, beteiligung, zeichnung

pytestmark = pytest.mark.django_db
JETZT = fabrik.JETZT
GEHEIM = ("interne Notiz", "interner Grund", "Quelle des LPR", "Sabine Sachbearbeiterin", "Gernot Geschäftsführer")


def text(antwort) -> str:
    assert antwort.status_code == 200
    return " ".join(antwort.content.decode().split())


def vorgang(*kommunen):
    """An agreement with everything that could leak."""
    clerk = konto(name="Sabine Sachbearbeiterin")
    v = fabrik.entwurf(*kommunen, by=clerk, notiz="interne Notiz", quelle="Quelle des LPR")
    datei = SimpleUploadedFile("text.pdf", PDF, content_type="application/pdf")
    anlage.store_vertragstext(vereinbarung=v, datei=datei, anmerkung="interne Notiz", by=clerk, jetzt=JETZT)
    v.parteien.update(vorgesehen="Vorstand")
    for schritt in ("abstimmen", "ohne_beschluss", "zeichnung_beginnen"):
        workflow.execute(objekt=v, uebergang=schritt, by=None, jetzt=JETZT, grund="interner Grund")
    v.gremienbeschluesse.create(
        kommune=kommunen[0], gremium="Stadtrat", datum=dt.date(2026, 11, 2), ergebnis=Gremiumsergebnis.ZUGESTIMMT
    )
    for partei in v.parteien.all():
        fabrik.unterzeichne(v, partei, by=clerk, person="Gernot Geschäftsführer", ort="Dresden")
    v.refresh_from_db()
    return v


def test_vereinbarung_zeigt_parteien_unterschriften_beschluss_und_verlauf():
    ort = fabrik.gemeinde("Musterstadt")
    v = vorgang(ort)
    antwort = als(konto_der(ort)).get(f"/portal/vereinbarungen/{v.pk}/")
    inhalt = text(antwort)
    assert [(p.name, p.eigene, p.stand) for p in antwort.context["parteien"]] == [
        ("Musterstadt", True, "unterzeichnet"), ("Landespräventionsrat", False, "unterzeichnet"),
        ("Polizeidirektion Zwickau", False, "unterzeichnet"),
    ]  # fmt: skip
    assert "Stadtrat, 02.11.2026" in inhalt
    assert "Bürgermeisterin" in inhalt
    assert [e["titel"] for e in antwort.context["zeitstrahl"]] == [
        "In Kraft", "In Zeichnung", "Zeichnungsreif", "In Abstimmung",
    ]  # fmt: skip
    assert [wort for wort in GEHEIM if wort in inhalt] == []


def test_weg_und_stand_der_parteien_vor_und_nach_der_zeichnung():
    ort = fabrik.gemeinde()
    v = fabrik.in_zeichnung(ort)
    v.parteien.filter(rolle="LPR").update(erforderlich=False)
    client = als(konto_der(ort))
    laufend = client.get(f"/portal/vereinbarungen/{v.pk}/").context
    assert [s for _, s in laufend["schritte"]] == ["erledigt", "erledigt", "erledigt", "aktuell", "offen"]
    assert {p.stand for p in laufend["parteien"]} == {"steht aus", "nicht erforderlich"}
    workflow.take_back(objekt=v, by=None, jetzt=JETZT, grund="interner Grund")
    zurueck = client.get(f"/portal/vereinbarungen/{v.pk}/")
    assert {p.stand for p in zurueck.context["parteien"]} == {"noch nicht", "nicht erforderlich"}
    assert [e["titel"] for e in zurueck.context["zeitstrahl"]] == ["Zeichnungsreif", "In Abstimmung"]
    assert "interner Grund" not in text(zurueck)


def test_bestand_ohne_unterschriften_sagt_es():
    ort = fabrik.gemeinde()
    v = fabrik.uebernommen(ort)
    werte = als(konto_der(ort)).get(f"/portal/vereinbarungen/{v.pk}/").context
    assert {p.stand for p in werte["parteien"]} == {"vor dem Portal"}
    assert werte["schritte"] == []


def test_dateien_nur_ueber_die_eigene_vereinbarung():
    ort, fremd = fabrik.gemeinde(), fabrik.gemeinde()
    v, andere = vorgang(ort), vorgang(fremd)
    scan = SimpleUploadedFile("scan.pdf", PDF, content_type="application/pdf")
    zeichnung.store_signed_scan(vereinbarung=v, datei=scan, by=None, jetzt=JETZT)
    client = als(konto_der(ort))
    wege = client.get(f"/portal/vereinbarungen/{v.pk}/").context["dateien"]
    assert [wort for wort, _, _ in wege] == ["Unterzeichnete Fassung", "Text, Fassung 1"]
    for _, weg, _ in wege:
        antwort = client.get(weg)
        assert b"".join(antwort.streaming_content) == PDF
        assert antwort.headers["Content-Disposition"].startswith("attachment")
    fremde_datei = andere.vertragstexte.exclude(dokument=None).get().dokument_id
    for weg in (
        f"/portal/vereinbarungen/{andere.pk}/",
        f"/portal/vereinbarungen/{andere.pk}/dokument/{fremde_datei}/",
        f"/portal/vereinbarungen/{v.pk}/dokument/{fremde_datei}/",
        f"/portal/vereinbarungen/{v.pk}/dokument/999999/",
    ):
        assert client.get(weg).status_code == 404, weg


def test_gemeinsame_vereinbarung_sehen_alle_beteiligten_und_ein_fehleintrag_oeffnet_nichts():
    eine, zweite, irrtum = fabrik.gemeinde(), fabrik.gemeinde(), fabrik.gemeinde()
    v = fabrik.in_kraft(eine, zweite)
    bindung = anlage.add_beteiligung(vereinbarung=v, kommune=irrtum, am=dt.date(2026, 11, 22), by=None, jetzt=JETZT)
    adresse = f"/portal/vereinbarungen/{v.pk}/"
    assert als(konto_der(irrtum)).get(adresse).status_code == 200
    beteiligung.annul_beteiligung(beteiligung=bindung, by=konto(Rolle.LEITUNG), jetzt=JETZT, grund="falsche Kommune")
    assert [als(konto_der(k)).get(adresse).status_code for k in (eine, zweite, irrtum)] == [200, 200, 404]


def test_coaching_fuer_kommune_und_coach_ohne_notiz_und_nie_fuer_die_polizei():
    ort, fremd = fabrik.gemeinde("Musterstadt"), fabrik.gemeinde()
    prozess = fabrik.coaching(ort)
    prozess.notiz, prozess.anliegen = "interne Notiz", "Rat gründen"
    prozess.save()
    coach = coach_von(prozess)
    adresse = f"/portal/coachings/{prozess.pk}/"
    for user in (konto_der(ort), coach):
        inhalt = text(als(user).get(adresse))
        assert "Rat gründen" in inhalt
        assert "Chris Coach" in inhalt
        assert "interne Notiz" not in inhalt
    fremde = (konto_der(fremd), coach_von(fabrik.coaching(fremd)))
    polizei = konto_der(ort.landkreis.polizeidirektion, Rolle.POLIZEI_BEARBEITUNG)
    for user in (*fremde, polizei):
        assert als(user).get(adresse).status_code == 404


def test_analyse_fuer_kommune_und_polizei_aber_nicht_fuer_den_coach():
    ort, fremd = fabrik.gemeinde("Musterstadt"), fabrik.gemeinde(kreis=fabrik.landkreis("Bautzen", "Görlitz", "14625"))
    analyse = fabrik.analyse(ort)
    analyse.notiz = "interne Notiz"
    analyse.save()
    adresse = f"/portal/analysen/{analyse.pk}/"
    for user in (konto_der(ort), konto_der(ort.landkreis.polizeidirektion, Rolle.POLIZEI_BEARBEITUNG)):
        inhalt = text(als(user).get(adresse))
        assert "Liegt beim Landespräventionsrat" in inhalt
        assert "interne Notiz" not in inhalt
    fremde_polizei = konto_der(fremd.landkreis.polizeidirektion, Rolle.POLIZEI_BEARBEITUNG)
    for user in (konto_der(fremd), fremde_polizei, coach_von(fabrik.coaching(ort))):
        assert als(user).get(adresse).status_code == 404


def test_nur_lesen_jede_andere_methode_ist_verwehrt():
    ort = fabrik.gemeinde()
    v = fabrik.in_kraft(ort)
    client = als(konto_der(ort, Rolle.KOMMUNE_ZEICHNUNG))
    for weg in ("/portal/", "/portal/vereinbarungen/", f"/portal/vereinbarungen/{v.pk}/"):
        assert client.post(weg).status_code == 405
    assert "no-store" in client.get("/portal/").headers["Cache-Control"]
