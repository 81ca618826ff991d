"""Zwei Importe derselben Art zugleich, mit echten Verbindungen: keine Zeile doppelt, keine verloren."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from asskomm.core.services import importe as dienste
from kommunen.models import Ansprechperson, Beratung
from tests.factories import vereinbarungen as fabrik
from tests.factories.importe import JETZT, csv_datei, geprueft
from tests.factories.konten import konto

pytestmark = [pytest.mark.nur_postgresql, pytest.mark.django_db(transaction=True)]


def zugleich(*importe: tuple[Any, Any]) -> list[str]:
    start = threading.Barrier(len(importe))

    def lauf(paar: tuple[Any, Any]) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            return dienste.apply_import(zum_import=paar[0], by=paar[1], jetzt=JETZT).stand
        finally:
            connection.close()

    with ThreadPoolExecutor(len(importe)) as gruppe:
        return sorted(gruppe.map(lauf, importe))


@pytest.mark.parametrize(
    ("art", "kopf", "ende", "modell"),
    [
        ("kommunen.beratung", "Schlüssel;Datum", "2020", Beratung),
        ("kommunen.ansprechperson", "Schlüssel;Funktion", "Amt", Ansprechperson),
    ],
)
def test_dieselbe_datei_von_zwei_personen_zugleich(art, kopf, ende, modell):
    zeilen = [f"{fabrik.gemeinde(f'Ort {nr}').schluessel};{ende}" for nr in range(20)]
    paare = []
    for person in (konto(), konto()):
        paare.append((geprueft(art, csv_datei(kopf, *zeilen), by=person), person))
    # The second one sees that its preview is out of date, checks again and shows "unverändert".
    assert zugleich(*paare) == ["FERTIG", "GESCHEITERT"]
    assert modell.objects.count() == 20


def test_verschiedene_dateien_zugleich_gehen_beide():
    paare = []
    for nr, person in enumerate((konto(), konto())):
        ort = fabrik.gemeinde(f"Ort {nr}")
        paare.append(
            (geprueft("kommunen.beratung", csv_datei("Schlüssel;Datum", f"{ort.schluessel};2020"), by=person), person)
        )
    assert zugleich(*paare) == ["FERTIG", "FERTIG"]
    assert Beratung.objects.count() == 2
