"""Viele schreiben zugleich: Die Kette gabelt sich nicht, nichts fehlt, niemand sperrt sich gegenseitig aus."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from asskomm.core.models import Nummernkreis, Protokolleintrag, Protokollkopf
from asskomm.core.numbering import draw_nummer
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.protokoll.ausloeser import create_ausloeser
from asskomm.core.protokoll.pruefung import pruefe
from tests.core.protokoll.kettenbau import JETZT

WURZEL = Path(__file__).resolve().parent.parent.parent.parent
FAEDEN, LAEUFE = 6, 15
PROZESS = f"""
import datetime as dt, sys, django
django.setup()
from asskomm.core.protokoll import protokolliere
for lauf in range({LAEUFE}):
    jetzt = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    protokolliere(ereignis="abmeldung", by=None, jetzt=jetzt, grund=f"Prozess {{sys.argv[1]}}/{{lauf}}")
"""


def handle(faden: int, lauf: int) -> None:
    """Case, then number counter, then (at the end of the transaction) the protocol; every fifth act fails."""
    with vorgang():
        protokolliere(ereignis="abmeldung", by=None, jetzt=JETZT, grund=f"{faden}/{lauf}")
        nummer = draw_nummer(kreis="probe")
        with vorgang():
            protokolliere(ereignis="nummer.vergeben", by=None, jetzt=JETZT, nachher={"nummer": nummer})
        if (faden + lauf) % 5 == 0:
            raise RuntimeError("Absturz")


def arbeite(faden: int, start: threading.Barrier) -> int:
    start.wait(timeout=60)
    gelungen = 0
    for lauf in range(LAEUFE):
        try:
            handle(faden, lauf)
            gelungen += 1
        except RuntimeError:
            continue
    connection.close()
    return gelungen


def in_faeden() -> int:
    start = threading.Barrier(FAEDEN)
    with ThreadPoolExecutor(FAEDEN) as gruppe:
        return sum(gruppe.map(lambda faden: arbeite(faden, start), range(FAEDEN)))


def pruefe_ergebnis(vorher: int, eintraege: int) -> None:
    assert pruefe().befund is None
    assert Protokollkopf.objects.get().nr == vorher + eintraege
    neue = Protokolleintrag.objects.filter(nr__gt=vorher, ereignis="abmeldung").order_by("nr")
    gruende = [e.angaben["grund"] for e in neue]
    assert len(set(gruende)) == len(gruende)
    nummern = [
        e.angaben["nachher"]["nummer"]
        for e in Protokolleintrag.objects.filter(ereignis="nummer.vergeben").order_by("nr")
    ]
    assert nummern == list(range(1, len(nummern) + 1))  # what was rolled back gave its number back


@pytest.mark.nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_viele_verbindungen_auf_postgresql():
    vorher = Protokollkopf.objects.get().nr
    pruefe_ergebnis(vorher, 2 * in_faeden())


@pytest.mark.django_db(transaction=True)
def test_mehrere_prozesse_und_faeden_auf_einer_sqlite_datei(tmp_path: Path, monkeypatch: Any):
    if connection.vendor != "sqlite":
        pytest.skip("prüft SQLite")
    datei = str(tmp_path / "probe.sqlite3")
    monkeypatch.setitem(connections.settings["default"], "NAME", datei)
    with ThreadPoolExecutor(1) as gruppe:
        gruppe.submit(_lege_tabellen_an).result()
        prozesse = [_starte(datei, nummer) for nummer in range(2)]
        gelungen = gruppe.submit(in_faeden).result()
        assert [p.wait(timeout=120) for p in prozesse] == [0, 0]
        gruppe.submit(_in_der_datei, lambda: pruefe_ergebnis(0, 2 * gelungen + 2 * LAEUFE)).result()


def _lege_tabellen_an() -> None:
    with connection.schema_editor() as schema:
        for modell in (Nummernkreis, Protokolleintrag, Protokollkopf):
            schema.create_model(modell)
    Protokollkopf.objects.create(pk=1)
    create_ausloeser(connection)
    connection.close()


def _starte(datei: str, nummer: int) -> subprocess.Popen:
    umgebung = {**os.environ, "DATABASE_URL": f"sqlite:///{datei}", "DJANGO_SETTINGS_MODULE": "asskomm.settings.test"}
    befehl = [sys.executable, "-c", PROZESS, str(nummer)]
    return subprocess.Popen(befehl, env={**umgebung, "PYTHONPATH": str(WURZEL)}, cwd=WURZEL)


def _in_der_datei(pruefung: Callable[[], None]) -> None:
    """In a thread whose connection leads to the file."""
    try:
        pruefung()
    finally:
        connection.close()
