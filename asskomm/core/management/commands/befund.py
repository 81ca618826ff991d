from typing import Any

from asskomm.core import clock
from asskomm.core.befehl import Befehl
from asskomm.core.befund import collect_befunde


class Command(Befehl):
    help = (
        "Selbstprüfung: Einstellungen, Datenbank, Migrationen, Ordner, Mail, Uhr, Konten, Protokoll. "
        "Befunde: Rückgabewert 1."
    )
    requires_migrations_checks = False

    def handle(self, *args: Any, **optionen: Any) -> None:
        befunde = collect_befunde(jetzt=clock.now())
        for befund in befunde:
            self.stdout.write(f"- {befund}")
        if befunde:
            self.stdout.write(f"{len(befunde)} Befund{'e' if len(befunde) > 1 else ''}.")
            raise SystemExit(1)
        self.stdout.write("Keine Befunde: Die Installation ist in Ordnung.")
