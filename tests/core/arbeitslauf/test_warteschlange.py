"""The queue: rows that commit with what caused them, care that one failure does not stop."""

import datetime as dt
import logging

import pytest
from django.core.management import call_command
from django.db import OperationalError, transaction
from django_tasks_db.models import DBTaskResult

from asskomm.core import warteschlange
from asskomm.core.management.commands import arbeite as befehl
from tests.core.arbeitslauf.probe import arbeite

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _eigene_arbeiten(monkeypatch) -> None:
    monkeypatch.setattr(warteschlange, "_arbeiten", dict(warteschlange._arbeiten))
    monkeypatch.setattr(warteschlange, "_pflege", {})


@pytest.fixture
def getan() -> list[dict]:
    liste: list[dict] = []
    warteschlange.register_arbeit("merke", lambda **angaben: liste.append(angaben))
    return liste


def test_ausgefuehrt_wird_was_eingereiht_ist_und_gilt(getan):
    warteschlange.reihe_ein("merke", a=1)
    with transaction.atomic():
        warteschlange.reihe_ein("merke", a=2)
        transaction.set_rollback(True)
    arbeite()
    arbeite()
    assert getan == [{"a": 1}]


def test_spaeter_faellt_spaeter_an(getan):
    morgen = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    warteschlange.reihe_ein("merke", ab=morgen, a=1)
    arbeite()
    assert getan == []
    DBTaskResult.objects.update(run_after=morgen - dt.timedelta(days=2))
    arbeite()
    assert getan == [{"a": 1}]


def test_eine_unbekannte_arbeit_wird_nicht_eingereiht():
    with pytest.raises(LookupError, match="nicht angemeldet"):
        warteschlange.reihe_ein("gibt-es-nicht")
    assert not DBTaskResult.objects.exists()


def test_eine_gescheiterte_arbeit_haelt_die_naechste_nicht_auf(getan):
    warteschlange.register_arbeit("kaputt", lambda: 1 / 0)
    warteschlange.reihe_ein("kaputt")
    warteschlange.reihe_ein("merke", a=1)
    arbeite()
    assert (getan, warteschlange.gescheiterte()) == ([{"a": 1}], 1)


def test_wie_lange_etwas_wartet(getan):
    jetzt = dt.datetime.now(dt.UTC)
    assert warteschlange.wartet_seit(jetzt) is None
    warteschlange.reihe_ein("merke")
    spaeter = jetzt + dt.timedelta(minutes=5)
    assert dt.timedelta(minutes=4) < warteschlange.wartet_seit(spaeter) <= dt.timedelta(minutes=5)
    DBTaskResult.objects.update(run_after=jetzt - dt.timedelta(hours=1), enqueued_at=jetzt - dt.timedelta(hours=2))
    assert warteschlange.wartet_seit(jetzt) == dt.timedelta(hours=1)


def test_pflege_laeuft_auch_wenn_eine_scheitert(caplog):
    zeiten = []
    warteschlange.register_pflege("kaputt", lambda jetzt: 1 / 0)
    warteschlange.register_pflege("merke", zeiten.append)
    with caplog.at_level(logging.ERROR):
        arbeite()
    assert len(zeiten) == 1
    assert "Pflege „kaputt“ ist gescheitert" in caplog.text


def test_der_arbeiter_pflegt_jede_minute_und_endet_auf_ein_signal(getan, monkeypatch):
    """Without --einmal: drains the queue, sleeps, and looks after what was left lying."""
    zeit, gepflegt = [0.0], []
    warteschlange.register_pflege("zaehle", lambda jetzt: gepflegt.append(zeit[0]))
    arbeiter: list[befehl.Arbeiter] = []

    def merke(selbst: befehl.Arbeiter) -> None:
        arbeiter.append(selbst)

    def schlafe(sekunden: float) -> None:
        zeit[0] += 20
        warteschlange.reihe_ein("merke", zeit=zeit[0])
        if zeit[0] >= 120:
            arbeiter[0].running = False

    monkeypatch.setattr(befehl.time, "sleep", schlafe)
    monkeypatch.setattr(befehl.time, "monotonic", lambda: zeit[0])
    monkeypatch.setattr(befehl.Arbeiter, "configure_signals", merke)
    call_command("arbeite")
    assert gepflegt == [0.0, 60.0]
    assert [a["zeit"] for a in getan] == [20.0, 40.0, 60.0, 80.0, 100.0]


def test_erledigtes_bleibt_einen_tag_gescheitertes_einen_monat(getan):
    warteschlange.register_arbeit("kaputt", lambda: 1 / 0)
    for name in ("merke", "kaputt"):
        warteschlange.reihe_ein(name)
    arbeite()
    warteschlange.reihe_ein("merke")
    jetzt, reste = dt.datetime.now(dt.UTC), []
    for tage in (0, 2, 31):
        warteschlange.drop_erledigte(jetzt=jetzt + dt.timedelta(days=tage))
        reste.append(sorted(DBTaskResult.objects.values_list("status", flat=True)))
    assert reste == [["FAILED", "READY", "SUCCESSFUL"], ["FAILED", "READY"], ["READY"]]


def test_eine_gesperrte_datenbank_beendet_den_arbeiter_nicht(monkeypatch, caplog, getan):
    """Until 11/2026 a long transaction of somebody else (SQLite) ended it for good."""
    einmal = befehl.Worker.run

    def gesperrt(selbst) -> None:
        monkeypatch.setattr(befehl.Worker, "run", dann)
        raise OperationalError("database is locked")

    def dann(selbst) -> None:
        einmal(selbst)
        selbst.running = False

    warteschlange.reihe_ein("merke", a=1)
    monkeypatch.setattr(befehl.Worker, "run", gesperrt)
    monkeypatch.setattr(befehl.Arbeiter, "configure_signals", lambda selbst: None)
    call_command("arbeite", takt=0)
    assert getan == [{"a": 1}]
    assert "database is locked" in caplog.text
