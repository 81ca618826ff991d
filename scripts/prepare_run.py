"""Bereitet `make run` vor: Migrationen, Grunddaten in eine leere Datenbank, statische Dateien.

In einem einzigen Prozess, weil jeder Start von Django zwei Sekunden kostet. Ein zweiter Lauf tut nichts.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
from pathlib import Path

import django

WURZEL = Path(__file__).resolve().parent.parent
STEMPEL = WURZEL / ".build/static.stamp"


def main() -> int:
    sys.path.insert(0, str(WURZEL))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "asskomm.settings")
    django.setup()
    migriere()
    if datenbank_leer():
        lade_grunddaten()
    sammle_statische_dateien()
    nenne_adresse()
    return 0


def migriere() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    datei = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        Path(datei).parent.mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Datenbank wird eingerichtet …", flush=True)
        call_command("migrate", verbosity=0)


def datenbank_leer() -> bool:
    from kommunen.models import Kommune

    return not Kommune.objects.exists()


def lade_grunddaten() -> None:
    from django.core.management import call_command

    print("Leere Datenbank: Register, Historie und Demo-Daten werden geladen …", flush=True)
    call_command("lade_register", stdout=io.StringIO())
    call_command("lade_historie", stdout=io.StringIO())
    ausgabe = io.StringIO()
    call_command("lade_demo", stdout=ausgabe)
    # Die Zugangsdaten gibt lade_demo nur einmal aus; sie bleiben auf diesem Rechner nachlesbar.
    datei = zugangsdatei()
    datei.parent.mkdir(parents=True, exist_ok=True)
    datei.touch(mode=0o600)
    datei.write_text(ausgabe.getvalue(), encoding="utf-8")
    print(ausgabe.getvalue(), flush=True)


def zugangsdatei() -> Path:
    """Je Datenbank eine, damit niemand die Zugänge einer anderen ausprobiert; für die des Projekts ohne Kennung."""
    from django.db import connection

    angaben = connection.settings_dict
    name = str(angaben["NAME"])
    if Path(name) == WURZEL / "var/portal.sqlite3":
        return WURZEL / "var/demo-zugaenge.txt"
    kennung = hashlib.sha256(f"{angaben['HOST']} {angaben['PORT']} {name}".encode()).hexdigest()[:8]
    return WURZEL / f"var/demo-zugaenge-{kennung}.txt"


def sammle_statische_dateien() -> None:
    from django.conf import settings
    from django.core.management import call_command

    soll = _summe_statischer_dateien(Path(settings.STATIC_ROOT))
    if Path(settings.STATIC_ROOT).is_dir() and STEMPEL.is_file() and STEMPEL.read_text() == soll:
        return
    print("Statische Dateien werden gesammelt …", flush=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    STEMPEL.write_text(soll)


def _summe_statischer_dateien(ziel: Path) -> str:
    """Eigene und gebaute Dateien nach Inhalt, die der Bibliotheken nach deren festgelegten Fassungen."""
    from django.conf import settings

    summe = hashlib.sha256(str(ziel).encode())
    summe.update((WURZEL / "requirements/prod.txt").read_bytes())
    ordner = [Path(o) for o in settings.STATICFILES_DIRS]
    for datei in sorted(d for o in ordner for d in o.rglob("*") if d.is_file()):
        summe.update(str(datei.relative_to(WURZEL)).encode())
        summe.update(datei.read_bytes())
    return summe.hexdigest()


def nenne_adresse() -> None:
    from django.conf import settings

    print(f"Portal:     {settings.BASE_URL}/")
    print(f"Verwaltung: {settings.BASE_URL}/verwaltung/")
    if (datei := zugangsdatei()).is_file():
        print(f"Anmeldung:  Demo-Zugänge stehen in {datei.relative_to(WURZEL)}")
    else:
        print("Anmeldung:  erstes Konto mit .venv/bin/python manage.py lege_konto_an --rolle … --email …")
    print("Beenden mit Strg+C", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
