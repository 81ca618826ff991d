"""Unterschriften zweimal, außer der Reihe, in der Zukunft; ein Inkrafttreten, das erst kommt; vieles zugleich."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from asskomm.core import clock
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Nummernkreis
from asskomm.core.roles import Rolle
from asskomm.portal.enums import Kennzahl
from asskomm.portal.kennzahlen.meilensteine import meilensteine
from asskomm.portal.models import Meilenstein
from asskomm.portal.services.freigabe import release_kennzahlen, submit_kennzahlen
from asskomm.portal.services.meilensteine import announce_meilenstein
from asskomm.portal.stats import compute_kennzahlen
from tests.factories.fakten import vereinbart
from tests.factories.konten import konto
from tests.factories.vereinbarungen import (
    HEUTE,
    JETZT,
    gemeinde,
    in_kraft,
    in_zeichnung,
    unterzeichne,
    unterzeichne_alle,
)
from vereinbarungen.models import Unterzeichnung, Vereinbarung
from vereinbarungen.services.anlage import set_sperrfrist
from vereinbarungen.services.berichtigung import annul_vereinbarung

TAG = dt.timedelta(days=1)


@pytest.mark.django_db
def test_alle_gruende_gegen_eine_unterschrift_auf_einmal() -> None:
    v, fremde = in_zeichnung(), in_zeichnung()
    partei = fremde.parteien.order_by("pk")[0]
    with pytest.raises(Ablehnung) as ablehnung:
        unterzeichne(v, partei, am=HEUTE + TAG, funktion=" ")
    text = " ".join(ablehnung.value.gruende)
    assert all(w in text for w in ("keine Partei", "Funktion", "in der Zukunft"))
    assert not Unterzeichnung.objects.exists()


@pytest.mark.django_db
def test_text_nennt_einen_kuenftigen_tag_dann_zaehlt_sie_erst_von_da_an(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ab = HEUTE + 10 * TAG
    v = in_zeichnung(gemeinde("Zukunftsstadt"), bezeichnung="Zukunftsstadt", in_kraft_laut_text=ab)
    unterzeichne_alle(v)
    v.refresh_from_db()
    assert (v.in_kraft_am, v.laufende_nr) == (ab, 1)
    vorher, dann = (compute_kennzahlen(stichtag=t, wissensstand=JETZT) for t in (ab - TAG, ab))
    assert [k.wert(Kennzahl.VEREINBARUNGEN) for k in (vorher, dann)] == [0, 1]
    monkeypatch.setattr(clock, "now", lambda: JETZT)
    monkeypatch.setattr(clock, "today", lambda: HEUTE)
    assert "Zukunftsstadt" not in client.get("/meilensteine/").content.decode()
    assert "Zukunftsstadt" not in client.get("/kommunen/?ebene=vereinbarung").content.decode()
    assert "in Kraft" not in client.get("/daten/vereinbarungen.csv").content.decode()


@pytest.mark.django_db
def test_zweimal_annullieren_und_unterzeichnen_nach_der_annullierung() -> None:
    leitung, v = konto(Rolle.LEITUNG), in_kraft()
    partei = v.parteien.order_by("pk")[0]
    annul_vereinbarung(vereinbarung=v, by=leitung, jetzt=JETZT, grund="Fehleintrag")
    with pytest.raises(Ablehnung):
        annul_vereinbarung(vereinbarung=v, by=leitung, jetzt=JETZT, grund="Fehleintrag")
    with pytest.raises(Ablehnung):
        unterzeichne(v, partei)
    assert in_kraft().laufende_nr == 2


def gleichzeitig(aufgaben: list[Callable[[], Any]]) -> list[Any]:
    def lauf(aufgabe: Callable[[], Any]) -> Any:
        try:
            return aufgabe()
        except Ablehnung as ablehnung:
            return ablehnung
        finally:
            connection.close()

    with ThreadPoolExecutor(len(aufgaben)) as gruppe:
        return list(gruppe.map(lauf, aufgaben))


@pytest.mark.nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_annullieren_unterzeichnen_und_sperren_durcheinander_verklemmt_nicht() -> None:
    """Dieselben Vorgänge in entgegengesetzter Reihenfolge: keine Verklemmung, keine Lücke, kein halber Vorgang."""
    leitung = konto(Rolle.LEITUNG)
    faelle = [in_kraft() for _ in range(6)]
    neue = [unterzeichne_alle(in_zeichnung(), ausser=1) for _ in range(6)]
    aufgaben: list[Callable[[], Any]] = []
    for alt, neu in zip(faelle, reversed(neue), strict=True):
        aufgaben += [
            lambda v=alt: annul_vereinbarung(
                vereinbarung=Vereinbarung.objects.get(pk=v.pk), by=leitung, jetzt=JETZT, grund="Fehleintrag"
            ),
            lambda v=neu: unterzeichne_alle(Vereinbarung.objects.get(pk=v.pk)),
            lambda v=alt: set_sperrfrist(
                vereinbarung=Vereinbarung.objects.get(pk=v.pk), bis=JETZT + TAG, by=None, jetzt=JETZT
            ),
        ]
    gleichzeitig(aufgaben)
    nummern = sorted(n for n in Vereinbarung.objects.values_list("laufende_nr", flat=True) if n)
    assert nummern == list(range(1, 13))
    assert Nummernkreis.objects.get(schluessel="vereinbarung").letzte_nr == 12
    assert Vereinbarung.objects.filter(status="ANNULLIERT").count() == 6
    assert Vereinbarung.objects.filter(status="IN_KRAFT").count() == 6


@pytest.mark.nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_meilenstein_und_zahlenstand_zugleich_gibt_es_einmal() -> None:
    vereinbart(gemeinde(), am="01.02.2023")
    personen = [konto(Rolle.LEITUNG) for _ in range(6)]
    stein = meilensteine(stichtag=HEUTE, wissensstand=JETZT, oeffentlich_um=JETZT)[0]
    ergebnisse = gleichzeitig(
        [lambda p=p: announce_meilenstein(regel=stein.regel, wert=stein.wert, by=p, jetzt=JETZT) for p in personen]
    )
    assert sum(isinstance(e, Ablehnung) for e in ergebnisse) == 5
    assert Meilenstein.objects.count() == 1
    vorlage = submit_kennzahlen(stichtag=HEUTE, anlass="Test", by=konto(), jetzt=JETZT)
    freigaben = gleichzeitig([lambda p=p: release_kennzahlen(vorlage=vorlage, by=p, jetzt=JETZT) for p in personen])
    assert sum(isinstance(e, Ablehnung) for e in freigaben) == 5
