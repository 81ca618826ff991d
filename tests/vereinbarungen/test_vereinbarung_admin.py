"""Die Verwaltung der Vereinbarungen: Liste, neuer Fall, Unterschriften, Dateien, Rollen."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core.roles import LPR_ROLLEN, Rolle
from tests.factories import vereinbarungen as fabrik
from tests.factories.dateien import PDF
from tests.factories.konten import konto, melde_an
from tests.factories.verwaltung import exportiere
from vereinbarungen.enums import Parteirolle, VereinbarungArt
from vereinbarungen.models import Unterzeichnung, Vereinbarung
from vereinbarungen.services import zeichnung

pytestmark = pytest.mark.django_db
LISTE = "/verwaltung/vereinbarungen/vereinbarung/"


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(fabrik.JETZT, tick=False):
        yield


def angemeldet(rolle: str = Rolle.SACHBEARBEITUNG) -> Client:
    client = Client()
    melde_an(client, konto(rolle))
    return client


def aktion(v: Vereinbarung, name: str) -> str:
    return reverse("admin:vereinbarungen_vereinbarung_aktion", args=[v.pk, name])


def seite(v: Vereinbarung) -> str:
    return reverse("admin:vereinbarungen_vereinbarung_change", args=[v.pk])


def text(antwort: Any) -> str:
    return antwort.content.decode()


def unterschrift(partei: Any, **felder: str) -> dict[str, str]:
    return {
        "partei": str(partei.pk),
        "funktion": fabrik.FUNKTION[Parteirolle(partei.rolle)],
        "am": "20.11.2026",
        "form": "PAPIER",
        **felder,
    }


def test_liste_braucht_fuer_viele_zeilen_so_viele_abfragen_wie_fuer_eine():
    client = angemeldet()
    orte = [fabrik.gemeinde() for _ in range(3)]
    fabrik.in_kraft(*orte)
    client.get(LISTE)
    anzahlen = []
    for weitere in (0, 4):
        for _ in range(weitere):
            fabrik.in_kraft(*orte)
        with CaptureQueriesContext(connection) as abfragen:
            antwort = client.get(LISTE)
        assert antwort.status_code == 200
        # Saving the session takes a savepoint only inside the transaction of a test.
        anzahlen.append(sum("SAVEPOINT" not in a["sql"] for a in abfragen.captured_queries))
    assert anzahlen[0] == anzahlen[1] <= 12
    assert len(antwort.content) <= 60_000


def test_liste_zeigt_nummer_rang_orte_und_nichtiges():
    fabrik.in_kraft(fabrik.gemeinde("Übigau"), am=dt.date(2026, 11, 20))
    fabrik.in_kraft(fabrik.gemeinde("Meerane"), am=dt.date(2026, 11, 1))
    inhalt = text(angemeldet().get(LISTE))
    assert "1 (Rang 2)" in inhalt
    assert "2 (Rang 1)" in inhalt
    assert "Übigau" in inhalt


@pytest.mark.parametrize(
    ("abfrage", "treffer"),
    [
        ("q=ubigau", 1), ("q=Übigau", 1), ("q=nirgendwo", 0), ("q=2", 1), ("jahr=2026", 2), ("jahr=1999", 0),
        ("jahr=xx", 0), ("status__exact=IN_KRAFT", 2), ("status__exact=ENTWURF", 0), ("art__exact=KOOP", 2),
    ],
)  # fmt: skip
def test_suche_und_filter(abfrage, treffer):
    fabrik.in_kraft(fabrik.gemeinde("Übigau"), bezeichnung="Erste")
    fabrik.in_kraft(fabrik.gemeinde("Meerane"), bezeichnung="Zweite")
    antwort = angemeldet().get(f"{LISTE}?{abfrage}")
    assert antwort.context["cl"].result_count == treffer


def test_filter_nach_kreis_verdoppelt_gemeinsame_vereinbarungen_nicht():
    kreis = fabrik.landkreis()
    fabrik.in_kraft(*(fabrik.gemeinde(kreis=kreis) for _ in range(3)))
    pfad = "kommunen__landkreis__polizeidirektion__id__exact"
    antwort = angemeldet().get(f"{LISTE}?{pfad}={kreis.polizeidirektion_id}")
    assert antwort.context["cl"].result_count == 1


@pytest.mark.parametrize("rolle", sorted(LPR_ROLLEN))
def test_fallseite_ist_fuer_jede_rolle_lesbar_und_nennt_gruende(rolle):
    v = fabrik.in_zeichnung()
    antwort = angemeldet(rolle).get(seite(v))
    assert antwort.status_code == 200
    darf = rolle in (Rolle.SACHBEARBEITUNG, Rolle.LEITUNG)
    knopf = next(k for k in antwort.context["knoepfe"] if k.label == "Unterschrift erfassen")
    assert bool(knopf.gruende) is not darf
    assert "steht aus" in text(antwort)


def test_neue_vereinbarung_mit_parteien_aus_den_kreisen():
    a = fabrik.gemeinde("Aue", fabrik.landkreis("Erzgebirgskreis", "Chemnitz", "14521"))
    b = fabrik.gemeinde("Werdau")
    daten = {"art": "KOOP", "bezeichnung": "Bund", "kommune_1": "Aue", "kommune_2": b.ags, "kommune_3": "Aue"}
    antwort = angemeldet().post(f"{LISTE}add/", daten)
    v = Vereinbarung.objects.get()
    assert antwort.status_code == 302
    assert antwort.url == seite(v)
    assert {k.pk for k in v.kommunen.all()} == {a.pk, b.pk}
    assert sorted(map(str, v.parteien.all())) == [
        "Aue", "Landespräventionsrat", "Polizeidirektion Chemnitz", "Polizeidirektion Zwickau", "Werdau",
    ]  # fmt: skip
    assert v.verlauf.get().nach == "ENTWURF"


def test_neue_vereinbarung_und_gleich_die_naechste():
    fabrik.gemeinde("Aue")
    daten = {"art": "KOOP", "bezeichnung": "A", "kommune_1": "Aue", "_addanother": "1"}
    assert angemeldet().post(f"{LISTE}add/", daten).url.endswith("/add/")


def test_befristete_vereinbarung_nennt_laufzeit_und_erinnerung():
    v = fabrik.in_kraft(laufzeit_bis=dt.date(2028, 12, 31))
    inhalt = text(angemeldet().get(seite(v)))
    assert "Laufzeit bis 31.12.2028, Erinnerung 90 Tage vorher" in inhalt
    assert "Entwurf der Medieninformation" in inhalt


def test_neue_vereinbarung_behaelt_eingaben_bei_fehlern():
    daten = {"art": "KOOP", "bezeichnung": "Bund", "kommune_1": "Gibtsnicht", "laufzeit_bis": "31.02.2027"}
    antwort = angemeldet().post(f"{LISTE}add/", daten)
    assert antwort.status_code == 200
    inhalt = text(antwort)
    assert "„Gibtsnicht“ ist nicht bekannt" in inhalt
    assert "31.02.2027" in inhalt
    assert 'value="Gibtsnicht"' in inhalt
    assert not Vereinbarung.objects.exists()


def test_neue_vereinbarung_zeigt_ablehnung_des_dienstes():
    fabrik.gemeinde("Alt", gueltig_bis=dt.date(2020, 12, 31))
    antwort = angemeldet().post(f"{LISTE}add/", {"art": "KOOP", "bezeichnung": "X", "kommune_1": "Alt"})
    assert "Alt besteht am 22.11.2026 nicht." in text(antwort)
    assert not Vereinbarung.objects.exists()


def test_von_der_ersten_bis_zur_letzten_unterschrift():
    v, client = fabrik.in_zeichnung(), angemeldet()
    assert "Unterschrift erfassen" in text(client.get(aktion(v, "unterschrift")))
    for partei in v.parteien.all():
        antwort = client.post(aktion(v, "unterschrift"), unterschrift(partei))
        assert antwort.status_code == 302, text(antwort)
    v.refresh_from_db()
    assert (v.status, v.laufende_nr, v.in_kraft_am) == ("IN_KRAFT", 1, dt.date(2026, 11, 20))
    inhalt = text(client.get(seite(v)))
    assert "Nummer: 1" in inhalt
    assert "in Kraft seit 20.11.2026" in inhalt


def test_abgelehnte_unterschrift_behaelt_eingaben_und_nennt_alle_gruende():
    v = fabrik.in_zeichnung()
    partei = v.parteien.get(rolle=Parteirolle.KOMMUNE)
    daten = unterschrift(partei, funktion="Erste Beigeordnete", am="24.11.2026", ort="Meerane")
    antwort = angemeldet().post(aktion(v, "unterschrift"), daten)
    inhalt = text(antwort)
    assert antwort.status_code == 200
    for erwartet in ("liegt in der Zukunft", "Vertretungszusatz", "Erste Beigeordnete", 'value="Meerane"'):
        assert erwartet in inhalt
    assert not Unterzeichnung.objects.exists()


def test_unterschrift_einer_fremden_partei_oder_ohne_partei_wird_abgelehnt():
    v, fremd = fabrik.in_zeichnung(), fabrik.in_zeichnung()
    client = angemeldet()
    for partei in (str(fremd.parteien.all()[0].pk), "", "abc", "999999"):
        daten = {**unterschrift(v.parteien.all()[0]), "partei": partei}
        assert client.post(aktion(v, "unterschrift"), daten).status_code == 200
    assert not Unterzeichnung.objects.exists()


@pytest.mark.parametrize("rolle", [Rolle.HAUSHALT, Rolle.LESEZUGRIFF, Rolle.SYSTEMVERWALTUNG])
def test_wer_nur_liest_kann_nichts_ausloesen(rolle):
    v, client = fabrik.in_zeichnung(), angemeldet(rolle)
    stand = v.verlauf.count()
    for name in ("unterschrift", "planen", "scan", "text", "beschluss"):
        client.post(aktion(v, name), unterschrift(v.parteien.all()[0]))
    schritt = reverse("admin:vereinbarungen_vereinbarung_schritt", args=[v.pk, "zurueckziehen"])
    client.post(schritt, {"wirksam": "20.11.2026", "grund": "x"})
    client.post(f"{LISTE}add/", {"art": "KOOP", "bezeichnung": "X"})
    v.refresh_from_db()
    assert (v.status, v.verlauf.count(), v.geplant_am) == ("IN_ZEICHNUNG", stand, None)
    assert Vereinbarung.objects.count() == 1


def test_status_und_nummer_lassen_sich_nicht_einschmuggeln():
    v, client = fabrik.in_kraft(), angemeldet(Rolle.LEITUNG)
    antwort = client.get(seite(v))
    daten = {
        "fassung": antwort.context["original"].bearbeitungsfassung,
        "bezeichnung": "Neu", "erinnerung_tage": "30", "status": "ENTWURF", "laufende_nr": "99",
        "in_kraft_am": "01.01.2020", "nummer_herkunft": "OHNE", "in_kraft_laut_text": "01.01.2020",
    }  # fmt: skip
    for formset in antwort.context["inline_admin_formsets"]:
        verwaltung = formset.formset.management_form
        daten |= {f"{verwaltung.prefix}-{k}": v for k, v in verwaltung.initial.items()}
        daten[f"{verwaltung.prefix}-TOTAL_FORMS"] = verwaltung.initial["INITIAL_FORMS"]
        for form in formset.formset.initial_forms:
            daten[f"{form.prefix}-id"] = form.instance.pk
    antwort = client.post(seite(v), daten)
    assert antwort.status_code == 302, text(antwort)
    v.refresh_from_db()
    assert (v.bezeichnung, v.erinnerung_tage) == ("Neu", 30)
    assert (v.status, v.laufende_nr, v.in_kraft_am, v.in_kraft_laut_text) == ("IN_KRAFT", 1, fabrik.HEUTE, None)


def test_loeschen_gibt_es_nicht():
    v = fabrik.in_kraft()
    antwort = angemeldet(Rolle.LEITUNG).post(f"{LISTE}{v.pk}/delete/", {"post": "yes"}, follow=True)
    assert antwort.status_code == 404
    assert Vereinbarung.objects.exists()


def test_scan_hochladen_und_herunterladen():
    v, client = fabrik.in_kraft(), angemeldet()
    datei = SimpleUploadedFile("scan.pdf", PDF, content_type="text/html")
    assert client.post(aktion(v, "scan"), {"datei": datei}).status_code == 302
    v.refresh_from_db()
    adresse = reverse("admin:vereinbarungen_vereinbarung_dokument", args=[v.pk, v.signierte_fassung_id])
    assert adresse in text(client.get(seite(v)))
    antwort = client.get(adresse)
    assert b"".join(antwort.streaming_content) == PDF
    assert antwort["Content-Type"] == "application/pdf"
    assert antwort["X-Content-Type-Options"] == "nosniff"
    assert antwort["Content-Disposition"] == 'attachment; filename="scan.pdf"'
    antwort.close()


def test_fremde_oder_fehlende_dateien_gibt_es_nicht():
    v, anderer = fabrik.in_kraft(), fabrik.in_kraft()
    client = angemeldet()
    zeichnung.store_signed_scan(vereinbarung=v, datei=SimpleUploadedFile("a.pdf", PDF), by=None, jetzt=fabrik.JETZT)
    name = "admin:vereinbarungen_vereinbarung_dokument"
    assert client.get(reverse(name, args=[anderer.pk, v.signierte_fassung_id])).status_code == 404
    assert client.get(reverse(name, args=[99999, v.signierte_fassung_id])).status_code == 404
    assert Client().get(reverse(name, args=[v.pk, v.signierte_fassung_id])).status_code == 302
    v.signierte_fassung.datei.delete(save=False)
    assert client.get(reverse(name, args=[v.pk, v.signierte_fassung_id])).status_code == 404


def test_falsche_datei_wird_mit_grund_abgelehnt():
    v = fabrik.in_kraft()
    datei = SimpleUploadedFile("scan.pdf", b"MZ kein PDF", content_type="application/pdf")
    antwort = angemeldet().post(aktion(v, "scan"), {"datei": datei})
    assert "der Inhalt dieser Datei ist nichts davon" in text(antwort)


def test_vorbereitung_bis_zur_zeichnung_ueber_die_seiten():
    ort, client = fabrik.gemeinde("Meerane"), angemeldet()
    v = fabrik.entwurf(ort)
    weiterer = fabrik.gemeinde("Leutersdorf", fabrik.landkreis("Görlitz", "Görlitz", "14626"))
    ablauf = [
        (aktion(v, "text"), {"anmerkung": "E-Akte"}),
        (aktion(v, "aufnehmen"), {"kommune": weiterer.ags}),
        (aktion(v, "entfernen"), {"beteiligung": str(v.beteiligungen.get(kommune=ort).pk)}),
        (aktion(v, "planen"), {"am": "25.11.2026", "ort": "Rathaus", "sperrfrist_bis": "25.11.2026 14:00"}),
        (schritt(v, "abstimmen"), {"wirksam": "22.11.2026", "grund": ""}),
        (schritt(v, "beschluss_abwarten"), {"wirksam": "22.11.2026", "grund": ""}),
        (aktion(v, "beschluss"), {"kommune": str(weiterer.pk), "gremium": "Gemeinderat", "datum": "20.11.2026",
                                  "ergebnis": "ZUGESTIMMT"}),
        (schritt(v, "beschluss_liegt_vor"), {"wirksam": "22.11.2026", "grund": ""}),
        (schritt(v, "zeichnung_beginnen"), {"wirksam": "22.11.2026", "grund": ""}),
    ]  # fmt: skip
    for adresse, daten in ablauf:
        antwort = client.post(adresse, daten)
        assert antwort.status_code == 302, (adresse, text(antwort))
    fehlt = "Unter „Vertragsparteien“ fehlt noch, wer unterzeichnet für: Leutersdorf, Landespräventionsrat"
    assert fehlt in text(client.get(seite(v)))
    v.parteien.update(vorgesehen="Funktion")
    client.post(*ablauf[-1])
    v.refresh_from_db()
    assert v.status == "IN_ZEICHNUNG"
    assert [str(p) for p in v.parteien.order_by("rolle")] == [
        "Leutersdorf", "Landespräventionsrat", "Polizeidirektion Görlitz",
    ]  # fmt: skip
    inhalt = text(client.get(seite(v)))
    assert "voraussichtlich Nr. 1" in inhalt
    assert "Sperrfrist bis 25.11.2026 14:00 Uhr" in inhalt


def schritt(v: Vereinbarung, name: str) -> str:
    return reverse("admin:vereinbarungen_vereinbarung_schritt", args=[v.pk, name])


def test_leitung_annulliert_und_berichtigt_ueber_die_seiten():
    v, client = fabrik.in_kraft(am=dt.date(2026, 11, 10)), angemeldet(Rolle.LEITUNG)
    zeile = Unterzeichnung.objects.filter(partei__vereinbarung=v)[0]
    ablauf = [
        ("unterschrift-berichtigen", {"unterzeichnung": zeile.pk, "am": "12.11.2026", "grund": "Lesefehler"}),
        ("berichtigen", {"wirksam": "11.11.2026", "grund": "laut Akte"}),
        ("sperrfrist", {"bis": "30.11.2026 10:00"}),
        ("annullieren", {"grund": "doppelt erfasst"}),
    ]
    for name, daten in ablauf:
        antwort = client.post(aktion(v, name), daten)
        assert antwort.status_code == 302, (name, text(antwort))
    v.refresh_from_db()
    assert (v.status, v.in_kraft_am, v.nummer_text) == ("ANNULLIERT", dt.date(2026, 11, 11), "1 (nichtig)")
    assert "1 (nichtig)" in text(client.get(seite(v)))


def test_beitritt_und_austritt_ueber_die_seiten():
    v, client = fabrik.in_kraft(am=dt.date(2026, 11, 1)), angemeldet()
    neu = fabrik.gemeinde("Neuer Ort")
    client.post(aktion(v, "aufnehmen"), {"kommune": "Neuer Ort", "am": "10.11.2026"})
    beteiligung = v.beteiligungen.get(kommune=neu)
    client.post(aktion(v, "austritt"), {"beteiligung": beteiligung.pk, "am": "20.11.2026"})
    beteiligung.refresh_from_db()
    assert (beteiligung.beitritt_am, beteiligung.austritt_am) == (dt.date(2026, 11, 10), dt.date(2026, 11, 20))


def test_unterschrift_annullieren_ueber_die_seite():
    v = fabrik.unterzeichne_alle(fabrik.in_zeichnung(), ausser=1)
    zeile = Unterzeichnung.objects.filter(partei__vereinbarung=v)[0]
    angemeldet().post(aktion(v, "unterschrift-annullieren"), {"unterzeichnung": zeile.pk, "grund": "falsch"})
    assert v.offene_parteien().count() == 2


def test_uebernommener_bestand_wird_als_solcher_gezeigt():
    v = fabrik.uebernommen(nummer=7)
    inhalt = text(angemeldet().get(seite(v)))
    assert "einzelne Unterschriften sind nicht erfasst" in inhalt
    assert "Nummer: 7" in inhalt


def test_export_der_liste_nennt_schluessel_status_und_fiktiv():
    ort = fabrik.gemeinde()
    fabrik.in_kraft(ort, bezeichnung="=Erste", art=VereinbarungArt.VORVEREINBARUNG)
    antwort = exportiere(angemeldet(), f"{LISTE}export/")
    kopf, zeile = antwort.content.decode("utf-8-sig").split("\r\n")[:2]
    assert kopf.split(";")[0] == "Nummer"
    assert "fiktiv" in kopf
    assert ort.schluessel in zeile
    assert "'=Erste" in zeile


def test_meldung_nach_der_letzten_unterschrift_nennt_nummer_tag_und_was_oeffentlich_ist():
    client, meldungen = angemeldet(), []
    v = fabrik.unterzeichne_alle(fabrik.in_zeichnung(fabrik.gemeinde("Meerane")), ausser=2)
    assert "Nummer: noch keine" in text(client.get(seite(v)))
    for partei in v.offene_parteien():
        antwort = client.post(aktion(v, "unterschrift"), unterschrift(partei), follow=True)
        meldungen.append(str(next(iter(antwort.context["messages"]))))
    assert meldungen == [
        "Die Unterschrift ist erfasst. Es fehlt noch: Polizeidirektion Zwickau.",
        "Die letzte Unterschrift ist erfasst: Die Kooperationsvereinbarung ist seit 22.11.2026 in Kraft und hat die "
        "Nummer 1. Karte, Profil, Zahlen und Meilensteine zeigen sie jetzt; der Entwurf der Medieninformation liegt "
        "bereit.",
    ]
    doppelt = client.post(aktion(v, "unterschrift"), {}, follow=True)
    assert "„Unterschrift erfassen“ ist im Zustand „in Kraft“ nicht mehr möglich." in text(doppelt)


@pytest.mark.parametrize(
    ("felder", "satz"),
    [
        (
            {"sperrfrist_bis": "30.11.2026 14:00"},
            "Öffentlich wird sie mit dem Ende der Sperrfrist: 30.11.2026 14:00 Uhr.",
        ),
        ({"in_kraft_laut_text": dt.date(2027, 1, 1)}, "tritt am 01.01.2027 in Kraft und hat die Nummer 1. Karte"),
        ({"art": VereinbarungArt.VORVEREINBARUNG}, "gezählt werden nur Kooperationsvereinbarungen"),
    ],
)
def test_meldung_kennt_sperrfrist_kuenftigen_tag_und_vorvereinbarung(felder, satz):
    client, sperrfrist = angemeldet(), felder.pop("sperrfrist_bis", "")
    v = fabrik.unterzeichne_alle(fabrik.in_zeichnung(**felder), ausser=1)
    if sperrfrist:
        client.post(aktion(v, "planen"), {"am": "30.11.2026", "gaeste": "Minister", "sperrfrist_bis": sperrfrist})
        assert "Gäste: Minister" in text(client.get(seite(v)))
    antwort = client.post(aktion(v, "unterschrift"), unterschrift(v.offene_parteien().get()), follow=True)
    assert satz in text(antwort)
    assert ("tritt in Kraft: 01.01.2027" in text(antwort)) is ("in_kraft_laut_text" in felder)


def test_ende_der_laufzeit_vor_dem_inkrafttreten_wird_am_formular_abgelehnt():
    v, client = fabrik.in_kraft(am=dt.date(2026, 11, 10)), angemeldet()
    fassung = client.get(seite(v)).context["original"].bearbeitungsfassung
    formular = client.get(seite(v)).context["adminform"].form
    daten = {"fassung": fassung, **{n: formular[n].value() or "" for n in formular.fields}}
    for gruppe in client.get(seite(v)).context["inline_admin_formsets"]:
        verwaltung = gruppe.formset.management_form
        daten |= {verwaltung.add_prefix(n): verwaltung[n].value() for n in ("TOTAL_FORMS", "INITIAL_FORMS")}
        daten |= {f"{f.prefix}-id": f.instance.pk for f in gruppe.formset.initial_forms}
    antwort = client.post(seite(v), {**daten, "laufzeit_bis": "09.11.2026"})
    assert "Die Laufzeit endet (09.11.2026) vor dem Inkrafttreten (10.11.2026)." in text(antwort)
    assert client.post(seite(v), {**daten, "laufzeit_bis": "10.11.2027"}).status_code == 302
