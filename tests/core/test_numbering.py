"""Nummern ohne Lücke; der Test mit einer SQLite-Datei zeigt, dass IMMEDIATE das auch dort leistet."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from asskomm.core import numbering
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Nummernkreis

KREIS = "probe"


@pytest.mark.django_db
def test_nummern_laufen_je_kreis_von_eins_an():
    assert [numbering.draw_nummer(kreis=KREIS) for _ in range(3)] == [1, 2, 3]
    assert numbering.draw_nummer(kreis="anderer") == 1
    assert numbering.letzte_nummer(kreis=KREIS) == 3
    assert numbering.letzte_nummer(kreis="unbenutzt") == 0


@pytest.mark.django_db
def test_gescheiterter_vorgang_gibt_die_nummer_zurueck():
    numbering.draw_nummer(kreis=KREIS)
    with pytest.raises(RuntimeError, match="Absturz"), transaction.atomic():  # noqa: PT012
        assert numbering.draw_nummer(kreis=KREIS) == 2
        raise RuntimeError("Absturz")
    assert numbering.draw_nummer(kreis=KREIS) == 2


@pytest.mark.django_db(transaction=True)
def test_ohne_transaktion_wird_keine_nummer_gezogen():
    with pytest.raises(RuntimeError, match="inside a transaction"):
        numbering.draw_nummer(kreis=KREIS)


@pytest.mark.django_db
def test_kreis_steigt_nur_und_sinkt_nur_ausdruecklich():
    numbering.raise_nummernkreis(kreis=KREIS, mindestens=60)
    numbering.raise_nummernkreis(kreis=KREIS, mindestens=7)
    assert numbering.draw_nummer(kreis=KREIS) == 61
    numbering.lower_nummernkreis(kreis=KREIS, auf=21)
    assert numbering.draw_nummer(kreis=KREIS) == 22
    with pytest.raises(Ablehnung, match="frühestens bei 0"):
        numbering.lower_nummernkreis(kreis=KREIS, auf=-1)


@pytest.mark.django_db(transaction=True)
def test_sqlite_datei_mit_immediate_wartet_statt_zu_scheitern(tmp_path: Path, monkeypatch: Any):
    if connection.vendor != "sqlite":
        pytest.skip("prüft SQLite; PostgreSQL prüft tests/vereinbarungen/test_gleichzeitig.py")
    monkeypatch.setitem(connections.settings["default"], "NAME", str(tmp_path / "probe.sqlite3"))
    start = threading.Barrier(8)

    def lege_an() -> None:
        with connection.schema_editor() as schema:
            schema.create_model(Nummernkreis)
        connection.close()

    def ziehe(faden: int) -> list[int]:
        nummern = []
        start.wait(timeout=60)
        for lauf in range(25):
            try:
                with transaction.atomic():
                    nummer = numbering.draw_nummer(kreis=KREIS)
                    if (faden + lauf) % 5 == 0:
                        raise RuntimeError("Absturz")
                nummern.append(nummer)
            except RuntimeError:
                continue
        connection.close()
        return nummern

    with ThreadPoolExecutor(8) as gruppe:
        gruppe.submit(lege_an).result()
        alle = [n for nummern in gruppe.map(ziehe, range(8)) for n in nummern]
    assert len(alle) == 160
    assert sorted(alle) == list(range(1, 161))
