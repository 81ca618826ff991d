"""Viele auf einmal, mit echten Verbindungen: Nummern ohne Lücke, jede Handlung höchstens einmal."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from asskomm.core import workflow
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Nummernkreis
from asskomm.core.protokoll import vorgang
from asskomm.core.roles import Rolle
from asskomm.core.stichtag import UngefaehresDatum
from tests.factories import vereinbarungen as fabrik
from tests.factories.konten import konto, melde_an
from vereinbarungen.enums import Parteirolle
from vereinbarungen.models import Coachingprozess, Unterzeichnung, Vereinbarung
from vereinbarungen.services import begleitung, berichtigung, bestand, zeichnung

JETZT = fabrik.JETZT


class Absturz(Exception):
    """Ein Fehler, nachdem die Nummer gezogen ist."""


def gleichzeitig(aufgaben: list[Callable[[], Any]]) -> list[Any]:
    """Alle beginnen zugleich, jede mit eigener Verbindung; Ergebnis oder Ausnahme in der Reihenfolge der Aufgaben."""
    start = threading.Barrier(len(aufgaben))

    def lauf(aufgabe: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            return aufgabe()
        except (Ablehnung, Absturz) as fehler:
            return fehler
        finally:
            connection.close()

    with ThreadPoolExecutor(len(aufgaben)) as gruppe:
        return list(gruppe.map(lauf, aufgaben))


def letzte_unterschrift(v: Vereinbarung, *, stuerzt_ab: bool = False) -> Callable[[], Any]:
    def aufgabe() -> int | None:
        with vorgang():
            eigene = Vereinbarung.objects.get(pk=v.pk)
            fabrik.unterzeichne_alle(eigene)
            if stuerzt_ab:
                raise Absturz
        return eigene.laufende_nr

    return aufgabe


def bereit(anzahl: int) -> list[Vereinbarung]:
    ort = fabrik.gemeinde()
    return [fabrik.unterzeichne_alle(fabrik.in_zeichnung(ort), ausser=1) for _ in range(anzahl)]


def pruefe_luecken(faelle: list[Vereinbarung], ergebnisse: list[Any], abstuerze: set[int]) -> None:
    nummern = [e for i, e in enumerate(ergebnisse) if i not in abstuerze]
    assert sorted(nummern) == list(range(1, len(faelle) - len(abstuerze) + 1))
    assert all(isinstance(ergebnisse[i], Absturz) for i in abstuerze)
    gespeichert = Vereinbarung.objects.filter(laufende_nr__isnull=False).values_list("laufende_nr", flat=True)
    assert sorted(gespeichert) == sorted(nummern)
    assert Nummernkreis.objects.get(schluessel="vereinbarung").letzte_nr == len(nummern)


@pytest.mark.nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_32_verbindungen_unterzeichnen_zugleich_und_manche_scheitern():
    faelle = bereit(32)
    abstuerze = set(range(0, 32, 5))
    ergebnisse = gleichzeitig([letzte_unterschrift(v, stuerzt_ab=i in abstuerze) for i, v in enumerate(faelle)])
    pruefe_luecken(faelle, ergebnisse, abstuerze)
    gescheitert = [faelle[i].pk for i in abstuerze]
    assert not Unterzeichnung.objects.filter(partei__vereinbarung__in=gescheitert, partei__rolle="POLIZEI").exists()


@pytest.mark.django_db
def test_nacheinander_gescheiterte_geben_ihre_nummer_zurueck():
    """Die gleiche Regel auf beiden Datenbanken, ohne gleichzeitige Verbindungen."""
    faelle = bereit(6)
    abstuerze = {0, 3}
    ergebnisse: list[Any] = []
    for i, v in enumerate(faelle):
        try:
            ergebnisse.append(letzte_unterschrift(v, stuerzt_ab=i in abstuerze)())
        except Absturz as absturz:
            ergebnisse.append(absturz)
    pruefe_luecken(faelle, ergebnisse, abstuerze)


@pytest.mark.nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_dieselbe_unterschrift_zweimal_zugleich_gewinnt_genau_eine():
    (v,) = bereit(1)
    partei = v.offene_parteien().get()

    def unterzeichne() -> Any:
        return fabrik.unterzeichne(Vereinbarung.objects.get(pk=v.pk), partei)

    ergebnisse = gleichzeitig([unterzeichne] * 8)
    abgelehnt = [e for e in ergebnisse if isinstance(e, Ablehnung)]
    assert len(abgelehnt) == 7
    assert all("im Zustand „in Kraft“ nicht möglich" in str(e) for e in abgelehnt)
    v.refresh_from_db()
    assert v.laufende_nr == 1
    assert partei.unterzeichnungen.count() == 1


@pytest.mark.nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_die_letzten_beiden_parteien_zugleich_setzen_einmal_in_kraft():
    faelle = [fabrik.unterzeichne_alle(v, ausser=1) for v in (fabrik.in_zeichnung() for _ in range(4))]
    aufgaben = []
    for v in faelle:
        erste = v.parteien.get(rolle=Parteirolle.KOMMUNE).unterzeichnungen.get()
        zeichnung.annul_unterzeichnung(unterzeichnung=erste, by=konto(), jetzt=JETZT, grund="Test")
        for partei in v.offene_parteien():
            aufgaben.append(lambda v=v, p=partei: fabrik.unterzeichne(Vereinbarung.objects.get(pk=v.pk), p))
    assert all(isinstance(e, Unterzeichnung) for e in gleichzeitig(aufgaben))
    assert sorted(Vereinbarung.objects.values_list("laufende_nr", flat=True)) == [1, 2, 3, 4]
    assert Vereinbarung.objects.filter(status="IN_KRAFT").count() == 4


@pytest.mark.nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_derselbe_schritt_zugleich_gelingt_einmal():
    prozess = fabrik.coaching()

    def genehmige() -> Any:
        eigener = type(prozess).objects.get(pk=prozess.pk)
        return workflow.execute(objekt=eigener, uebergang="genehmigen", by=None, jetzt=JETZT)

    ergebnisse = gleichzeitig([genehmige] * 10)
    assert sum(isinstance(e, Ablehnung) for e in ergebnisse) == 9
    assert prozess.verlauf.filter(uebergang="genehmigen").count() == 1


@pytest.mark.nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_gleichzeitige_freigaben_uebernehmen_den_bestand_einmal():
    ort = fabrik.gemeinde()
    text = (
        f"Nummer;Art;Bezeichnung;Kommunen;In Kraft seit;Quelle\n17;Kooperationsvereinbarung;Alt;{ort.ags};2020;Akte\n"
    )
    uebernahme = bestand.create_uebernahme(
        datei=SimpleUploadedFile("bestand.csv", text.encode()), by=konto(), jetzt=JETZT
    )
    bestand.submit_uebernahme(uebernahme=uebernahme, by=konto(), jetzt=JETZT)
    personen = [konto(Rolle.LEITUNG) for _ in range(6)]
    ergebnisse = gleichzeitig(
        [lambda p=p: bestand.approve_uebernahme(uebernahme=uebernahme, by=p, jetzt=JETZT) for p in personen]
    )
    assert sum(isinstance(e, Ablehnung) for e in ergebnisse) == 5
    assert Vereinbarung.objects.get().laufende_nr == 17
    assert fabrik.in_kraft().laufende_nr == 18


@pytest.mark.nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_zeichnung_und_annullierung_zugleich_bleiben_widerspruchsfrei():
    (v,) = bereit(1)
    partei = v.offene_parteien().get()
    zeile = Unterzeichnung.objects.filter(partei__vereinbarung=v)[0]
    person = konto()
    ergebnisse = gleichzeitig(
        [
            lambda: fabrik.unterzeichne(Vereinbarung.objects.get(pk=v.pk), partei),
            lambda: zeichnung.annul_unterzeichnung(unterzeichnung=zeile, by=person, jetzt=JETZT, grund="Test"),
        ]
    )
    v.refresh_from_db()
    in_kraft = isinstance(ergebnisse[1], Ablehnung)
    assert (v.status == "IN_KRAFT") is in_kraft
    assert v.offene_parteien().exists() is not in_kraft


@pytest.mark.nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_gleichzeitige_anfragen_ergeben_ein_laufendes_coaching():
    ort, personen = fabrik.gemeinde(), [konto() for _ in range(6)]
    ergebnisse = gleichzeitig(
        [lambda p=p: begleitung.create_coaching(kommune=ort, by=p, jetzt=JETZT) for p in personen]
    )
    assert sum(isinstance(e, Ablehnung) for e in ergebnisse) == 5
    assert Coachingprozess.objects.get().status == "ANGEFRAGT"


@pytest.mark.nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_speichern_der_seite_ueberschreibt_nie_die_gleichzeitige_letzte_unterschrift():
    """Wer zuerst kommt, gewinnt; die Seite schreibt keinen alten Stand und keine leere Nummer zurück."""
    faelle, clients = bereit(4), [Client() for _ in range(4)]
    aufgaben: list[Callable[[], Any]] = []
    for v, client in zip(faelle, clients, strict=True):
        melde_an(client, konto())
        adresse = reverse("admin:vereinbarungen_vereinbarung_change", args=[v.pk])
        kontext = client.get(adresse).context
        daten = {"fassung": kontext["original"].bearbeitungsfassung, "bezeichnung": "Neu", "erinnerung_tage": "90"}
        for gruppe in kontext["inline_admin_formsets"]:
            verwaltung = gruppe.formset.management_form
            daten |= {verwaltung.add_prefix(n): verwaltung[n].value() for n in ("TOTAL_FORMS", "INITIAL_FORMS")}
            for f in gruppe.formset.initial_forms:
                daten |= {f"{f.prefix}-id": f.instance.pk, f"{f.prefix}-vorgesehen": "Vertretung"}
        aufgaben += [letzte_unterschrift(v), lambda c=client, a=adresse, d=daten: c.post(a, d).status_code]
    ergebnisse = gleichzeitig(aufgaben)
    assert set(ergebnisse[1::2]) <= {200, 302}
    for v, gespeichert in zip(faelle, ergebnisse[1::2], strict=True):
        v.refresh_from_db()
        assert v.status == "IN_KRAFT"
        assert (v.bezeichnung == "Neu") is (gespeichert == 302)
    assert sorted(v.laufende_nr or 0 for v in faelle) == [1, 2, 3, 4]


@pytest.mark.nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_annullierung_und_berichtigung_zugleich_schliessen_einander_aus():
    v, leitung = fabrik.in_kraft(), konto(Rolle.LEITUNG)
    neuer_tag = UngefaehresDatum.lies("01.11.2026")
    angaben = {"by": leitung, "jetzt": JETZT, "grund": "Test"}
    ergebnisse = gleichzeitig(
        [
            lambda: berichtigung.annul_vereinbarung(vereinbarung=Vereinbarung.objects.get(pk=v.pk), **angaben),
            lambda: berichtigung.annul_vereinbarung(vereinbarung=Vereinbarung.objects.get(pk=v.pk), **angaben),
            lambda: berichtigung.correct_in_kraft_am(
                vereinbarung=Vereinbarung.objects.get(pk=v.pk), wirksam=neuer_tag, **angaben
            ),
        ]
    )
    v.refresh_from_db()
    assert v.status == "ANNULLIERT"
    assert sum(isinstance(e, Ablehnung) for e in ergebnisse[:2]) == 1
    berichtigt = not isinstance(ergebnisse[2], Ablehnung)
    assert v.verlauf.filter(uebergang="berichtigen").exists() is berichtigt
    assert (v.in_kraft == neuer_tag) is berichtigt
