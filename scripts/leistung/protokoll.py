"""Das Protokoll: Sekunden für die Prüfung von 100.000 Einträgen, Abfragen je Eintrag. Gibt Zeilen für bench.json aus.

Arbeitet in einer eigenen SQLite-Datenbank in einem temporären Ordner; mit DATABASE_URL in der genannten (leeren).
"""

import datetime as dt
import json
import os
import sys
import tempfile
import time
from pathlib import Path

WURZEL = Path(__file__).resolve().parent.parent.parent
ANZAHL = 100_000
STUECK = 2_000
HOECHSTENS_SEKUNDEN = 20
HOECHSTENS_ABFRAGEN = 3
ZEITPUNKT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def bereite_umgebung(ordner: str) -> None:
    sys.path.insert(0, str(WURZEL))
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{ordner}/protokoll.sqlite3")
    os.environ["LOG_LEVEL"] = "ERROR"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "asskomm.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def fuelle() -> float:
    """Seconds for writing all entries, in transactions of many."""
    from asskomm.core.protokoll import protokolliere, vorgang

    vorher = {"bezeichnung": "Kooperationsvereinbarung mit der Stadt", "laufzeit_bis": None}
    nachher = {"bezeichnung": "Kooperationsvereinbarung mit der Großen Kreisstadt", "laufzeit_bis": "2030-12-31"}
    beginn = time.perf_counter()
    for ab in range(0, ANZAHL, STUECK):
        with vorgang():
            for nr in range(STUECK):
                moment = ZEITPUNKT + dt.timedelta(seconds=ab + nr)
                protokolliere(
                    ereignis="eintrag.geaendert", by=None, jetzt=moment, vorher=vorher, nachher=nachher, grund="Probe"
                )
    return time.perf_counter() - beginn


def zaehle_abfragen() -> int:
    """Statements for one entry that is written by itself, beside the begin of its transaction."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from asskomm.core.protokoll import protokolliere

    with CaptureQueriesContext(connection) as abfragen:
        protokolliere(ereignis="abmeldung", by=None, jetzt=ZEITPUNKT)
    return sum(not a["sql"].startswith(("BEGIN", "COMMIT")) for a in abfragen)


def main() -> None:
    from asskomm.core.protokoll.pruefung import pruefe

    schreiben = fuelle()
    beginn = time.perf_counter()
    ergebnis = pruefe()
    dauer = time.perf_counter() - beginn
    if ergebnis.befund or ergebnis.anzahl != ANZAHL:
        raise SystemExit(f"bench: Das Protokoll der Messung ist nicht in Ordnung: {ergebnis}")
    mit = f"Protokoll mit {ANZAHL} Einträgen"
    zeilen = [
        {"name": f"{mit} schreiben: Sekunden", "wert": round(schreiben, 1)},
        {"name": f"{mit} prüfen: Sekunden", "wert": round(dauer, 2), "hoechstens": HOECHSTENS_SEKUNDEN},
        {"name": "Protokoll, ein Eintrag: Abfragen", "wert": zaehle_abfragen(), "hoechstens": HOECHSTENS_ABFRAGEN},
    ]
    json.dump(zeilen, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="portal-protokoll.") as ordner:
        bereite_umgebung(ordner)
        main()
