"""Für alle Tests: leerer Zwischenspeicher, eigener Dateiordner, Chromium von Debian, axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.signals import post_migrate
from django.test import override_settings
from django_tasks_db.management.commands import db_worker

from asskomm.core.protokoll.ausloeser import create_ausloeser, drop_ausloeser, fehlende_ausloeser
from tests.factories import bestand

grundwerte = import_module("foerderung.migrations.0002_veroeffentlichungsregel")
protokoll = import_module("asskomm.core.migrations.0002_protokoll")
akten = import_module("asskomm.core.migrations.0011_dokumente")
fristen = import_module("asskomm.core.migrations.0009_fristen")
WURZEL = Path(__file__).resolve().parent.parent

# Gleiche Beispiele in jedem Lauf und auf jedem Rechner; langsame Rechner lassen keinen Test scheitern.
hypothesis.settings.register_profile("haus", derandomize=True, deadline=None, database=None, max_examples=60)
hypothesis.settings.load_profile("haus")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Der Browser zuletzt: Playwright lässt im Hauptfaden eine asyncio-Schleife stehen, und Django führt mit ihr
    eine zweite Verbindung. Auf mehreren Prozessen laufen die beiden Teile deshalb getrennt (scripts/test.sh)."""
    for item in items:
        if "/tests/e2e/" in item.path.as_posix():
            item.add_marker("e2e")
    items.sort(key=lambda item: item.get_closest_marker("e2e") is not None)


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Auf SQLite entstehen die Tabellen aus den Modellen: 2 statt 20 Sekunden. Die Migrationen laufen auf PostgreSQL
    und, auf beiden Datenbanken, in tests/core/sicherung/test_uebung.py."""
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_use_migrations: bool, django_db_blocker: Any) -> None:
    """Was nicht aus Modellen entsteht: Die Datenbank nennt ihre Migrationen, und sie hat den Zwischenspeicher."""
    if not django_db_use_migrations:
        settings.MIGRATION_MODULES = {}
        with django_db_blocker.unblock():
            call_command("migrate", fake=True, verbosity=0)
            call_command("createcachetable", "zwischenspeicher", verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def _grundwerte_nach_dem_leeren() -> None:
    """Tests mit eigener Transaktion leeren danach alle Tabellen; was die Migrationen anlegen, kommt wieder."""
    post_migrate.connect(_lege_grundwerte_an, sender=apps.get_app_config("foerderung"))


def _lege_grundwerte_an(**_signal: Any) -> None:
    if fehlende_ausloeser(connection):
        create_ausloeser(connection)
    grundwerte.create_regel(apps, None)
    protokoll.lege_kopf_an(apps, None)
    akten.create_regel(apps, None)
    if not apps.get_model("core", "Fristregel").objects.exists():
        fristen.create_regeln(apps, None)


@pytest.fixture(scope="session", autouse=True)
def _leeren_ohne_ausloeser() -> Iterator[None]:
    """Im Betrieb lässt sich das Protokoll nicht leeren; zwischen Tests muss es gehen."""
    leere = BaseDatabaseOperations.execute_sql_flush

    def leere_trotzdem(self: Any, sql_list: list[str]) -> None:
        drop_ausloeser(self.connection)
        leere(self, sql_list)
        create_ausloeser(self.connection)

    BaseDatabaseOperations.execute_sql_flush = leere_trotzdem  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = leere  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _leerer_zwischenspeicher() -> Iterator[None]:
    yield
    cache.clear()
    caches["fortschritt"].clear()


@pytest.fixture(autouse=True)
def _arbeiter_behaelt_die_verbindung(monkeypatch: pytest.MonkeyPatch) -> None:
    """Im Test teilt er sie mit dem Test, dessen Transaktion noch offen ist; ebenso hält es Djangos Testclient."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


@pytest.fixture(autouse=True)
def _eigener_dateiordner(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _nur_postgresql(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("nur_postgresql") and connection.vendor != "postgresql":
        pytest.skip("braucht mehrere gleichzeitige Verbindungen: läuft im PostgreSQL-Teil von make test")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debians Chromium, auch als root und ohne dass der Browser selbst ins Netz ruft."""
    return {
        **browser_type_launch_args,
        "executable_path": "/usr/bin/chromium",
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "de-DE", "timezone_id": "Europe/Berlin"}


@pytest.fixture(scope="session")
def _axe_quelle() -> str:
    return (WURZEL / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


AXE_REGELN = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def axe(_axe_quelle: str) -> Callable[..., list[str]]:
    """Prüft die offene Seite und gibt die Verstöße als lesbare Zeilen zurück: `assert axe(page) == []`.

    Mit `regeln` nur diese, sonst alle der WCAG 2.2 AA und die empfohlenen.
    """

    def pruefe(page: Any, regeln: Sequence[str] = ()) -> list[str]:
        page.wait_for_load_state()  # nach einem Klick steht die neue Seite, aber noch nicht ganz
        page.evaluate(_axe_quelle)  # als Text, denn ein <script> verböte die Inhaltsrichtlinie
        auswahl = {"type": "rule", "values": list(regeln)} if regeln else {"type": "tag", "values": AXE_REGELN}
        ergebnis = page.evaluate("auswahl => axe.run(document, {runOnly: auswahl})", auswahl)
        return [
            f"{verstoss['id']} ({verstoss['impact']}): {knoten['target']} {knoten['failureSummary']}"
            for verstoss in ergebnis["violations"]
            for knoten in verstoss["nodes"]
        ]

    return pruefe


@pytest.fixture(scope="module")
def bestand_register(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Das Register, einmal je Testdatei geladen und danach zurückgenommen; dazu `pytest.mark.django_db`."""
    with django_db_blocker.unblock(), bestand.zurueckgenommen():
        bestand.lade_register()
        yield


@pytest.fixture(scope="module")
def bestand_historie(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Register und veröffentlichte Tatsachen."""
    with django_db_blocker.unblock(), bestand.zurueckgenommen():
        bestand.lade_historie()
        yield


@pytest.fixture(scope="module")
def bestand_alles(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """Register, Historie und Demodaten wie bei `make run`; deren Dateien vergehen mit dem Lauf."""
    ablage = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), ablage, bestand.zurueckgenommen():
        bestand.lade_alles()
        yield
