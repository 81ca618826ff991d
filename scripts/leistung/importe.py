"""Ein Import von 50.000 Beratungen: prüfen, übernehmen, zurücknehmen; Sekunden, Abfragen und Speicher.

Aufruf: .venv/bin/python scripts/leistung/importe.py [Zeilen]. Ohne DATABASE_URL in einer eigenen SQLite-Datenbank in
einem temporären Ordner; mit einer (leeren) PostgreSQL-Datenbank dort. Gehört nicht zu `make bench`: Es dauert Minuten.
"""

import datetime as dt
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from scripts.leistung.listen import ORTE, bereite_umgebung

ERSTER_TAG = dt.date(2010, 1, 4)


def lege_an() -> Any:
    """Register, a clerk, and nothing else."""
    from asskomm.core.roles import Rolle
    from scripts.leistung.kennzahlen import fuelle
    from tests.factories.konten import konto

    fuelle(ORTE)
    return konto(Rolle.SACHBEARBEITUNG)


def datei(zeilen: int) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from kommunen.models import Kommune

    orte = list(Kommune.objects.order_by("pk").values_list("schluessel", flat=True)[:ORTE])
    text = ["Schlüssel;Datum;Art;Anlass;Ergebnis"]
    for nr in range(zeilen):
        tag = ERSTER_TAG + dt.timedelta(days=nr // len(orte))
        text.append(f"{orte[nr % len(orte)]};{tag:%d.%m.%Y};Telefon;Anlass {nr};vereinbart {nr}")
    return SimpleUploadedFile("beratungen.csv", "\n".join(text).encode())


def gemessen(name: str, tue: Any) -> Any:
    from django.db import connection

    gezaehlt = 0

    def zaehle(ausfuehren: Any, sql: str, werte: Any, viele: bool, kontext: Any) -> Any:
        nonlocal gezaehlt
        gezaehlt += 1
        return ausfuehren(sql, werte, viele, kontext)

    beginn, rechenzeit = time.monotonic(), time.process_time()
    with connection.execute_wrapper(zaehle):
        ergebnis = tue()
    dauer, rechenzeit = time.monotonic() - beginn, time.process_time() - rechenzeit
    speicher = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name}: {dauer:.1f} s ({rechenzeit:.1f} s Rechenzeit), {gezaehlt} Abfragen, bis {speicher} MB", flush=True)
    return ergebnis


def main(zeilen: int) -> None:
    from asskomm.core import clock
    from asskomm.core.models import Import
    from asskomm.core.services import importe as dienste
    from asskomm.core.services.arbeitslauf import run_arbeitslauf
    from kommunen.models import Beratung

    person, jetzt = lege_an(), clock.now()
    vorher, quelle = Beratung.objects.gueltig().count(), datei(zeilen)
    angaben: dict[str, Any] = {"by": person, "jetzt": jetzt}
    neu = gemessen("Hochladen", lambda: dienste.start_import(art="kommunen.beratung", datei=quelle, **angaben))
    for name, dienst, mehr in (
        ("Prüfen", dienste.check_import, {}),
        ("Übernehmen", dienste.apply_import, {}),
        ("Zurücknehmen", dienste.undo_import, {"grund": "Messung"}),
    ):
        lauf = dienst(zum_import=neu, **angaben, **mehr)
        gemessen(name, lambda lauf=lauf: run_arbeitslauf(lauf_pk=lauf.pk))
        lauf.refresh_from_db()
        neu = Import.objects.get(pk=neu.pk)
        print(f"  {lauf.get_stand_display()}, {neu.get_stand_display()}, {neu.neu} neu {lauf.fehler}", flush=True)
    print(f"Übrig: {Beratung.objects.gueltig().count() - vorher}; Last der Maschine: {os.getloadavg()}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as ordner:
        bereite_umgebung(ordner, os.environ.get("DATABASE_URL", ""))
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
