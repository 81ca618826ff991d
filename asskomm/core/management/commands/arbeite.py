"""The worker: carries out what waits in the queue (mail, long work). One process is enough, several do not disturb."""

import logging
import time
from typing import Any

from django.core.management.base import CommandParser
from django.db import OperationalError, connection
from django_tasks_db.management.commands.db_worker import Command as DBWorker
from django_tasks_db.management.commands.db_worker import Worker

from asskomm.core import clock
from asskomm.core.befehl import Befehl
from asskomm.core.warteschlange import pflege

log = logging.getLogger(__name__)
PFLEGE_ALLE = 60  # seconds


class Arbeiter(Worker):
    """Between two calls it looks after what others have left lying."""

    def run(self) -> None:
        if self.batch:
            pflege(clock.now())
            super().run()
            return
        interval, self.interval = self.interval, 0
        self.batch = True  # each round drains the queue, then the care is due
        while self.running:
            pflege(clock.now())
            naechste = time.monotonic() + PFLEGE_ALLE
            while self.running and time.monotonic() < naechste:
                self._runde()
                if self.running:
                    time.sleep(interval)

    def _runde(self) -> None:
        """A database that is locked for long (SQLite) or restarts must not end the worker: it looks again."""
        try:
            super().run()
        except OperationalError as fehler:
            log.warning("Der Arbeiter kommt nicht an die Datenbank und versucht es wieder: %s", fehler)
            if not connection.in_atomic_block:
                connection.close()


class Command(Befehl):
    help = "Führt aus, was in der Warteschlange steht (Nachrichten, lange Arbeiten). Läuft, bis er beendet wird."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--einmal", action="store_true", help="abarbeiten, was ansteht, und enden")
        parser.add_argument("--takt", type=float, default=1.0, help="Sekunden zwischen zwei Blicken in die Schlange")

    def handle(self, *, einmal: bool, takt: float, **options: Any) -> None:
        arbeiter = Arbeiter(
            queue_names=["default"],
            interval=takt,
            batch=einmal,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=DBWorker().create_parser("", "").get_default("worker_id"),
            excluded_queue_names=[],
        )
        if not einmal:
            arbeiter.configure_signals()
        arbeiter.run()
