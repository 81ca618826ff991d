"""Suche und Arbeitsvorrat mit 20.000 Zeilen: Abfragen und Rechenzeit.

Gibt Zeilen für bench.json aus. Arbeitet in einer eigenen SQLite-Datenbank in einem temporären Ordner.
"""

import datetime as dt
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from scripts.leistung.listen import ERFASST, ZEILEN, bereite_umgebung, fuelle

SUCHE_LESEND, START_LESEND = 6, 25
SEKUNDEN = 3


def fuelle_vorrat(orte: list[Any], person: Any) -> None:
    """Contacts to be found, and a worklist longer than anybody's."""
    from django.contrib.contenttypes.models import ContentType

    from asskomm.core import clock
    from asskomm.core.models import Wiedervorlage
    from kommunen.models import Ansprechperson, Beratung, Kommune

    kontakte = [Ansprechperson(kommune=orte[nr % len(orte)], funktion=f"Amt {nr}") for nr in range(ZEILEN)]
    for kontakt in kontakte:
        kontakt.fuelle_suchtext()
    Ansprechperson.objects.bulk_create(kontakte, batch_size=1000)
    Beratung.objects.update(suchtext="anlass")
    art, heute = ContentType.objects.get_for_model(Kommune), clock.today()
    Wiedervorlage.objects.bulk_create(
        [
            Wiedervorlage(
                fall_art=art, fall_id=orte[nr % len(orte)].pk, faellig_am=heute + dt.timedelta(days=nr % 60 - 10),
                text=f"Rückruf {nr}", fuer=person, erfasst_zeitpunkt=ERFASST,
            )
            for nr in range(ZEILEN)
        ],
        batch_size=1000,
    )  # fmt: skip


def miss(client: Any, name: str, pfad: str, hoechstens: int) -> list[dict[str, Any]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(pfad)
    with CaptureQueriesContext(connection) as abfragen:
        beginn = time.process_time()
        antwort = client.get(pfad)
        dauer = time.process_time() - beginn
    assert antwort.status_code == 200  # noqa: S101 - a refusal would be fast
    davor = f"{name} mit {ZEILEN} Zeilen"
    lesend = sum(q["sql"].startswith("SELECT") for q in abfragen)
    return [
        {"name": f"{davor}: lesende Abfragen", "wert": lesend, "hoechstens": hoechstens},
        {"name": f"{davor}: Rechenzeit in Sekunden", "wert": round(dauer, 2), "hoechstens": SEKUNDEN},
    ]


def main() -> None:
    from django.test import Client
    from django.test.utils import setup_test_environment
    from django.urls import reverse

    from asskomm.core.roles import Rolle
    from tests.factories.konten import angemeldet

    setup_test_environment()
    orte = fuelle()
    client = Client()
    fuelle_vorrat(orte, angemeldet(client, Rolle.LEITUNG))
    suche = reverse("verwaltung:suche")
    zeilen = miss(client, "Suche nach einem Wort", f"{suche}?q=anlass", SUCHE_LESEND)
    zeilen += miss(client, "Suche nach zwei Worten", f"{suche}?q=amt+1999", SUCHE_LESEND)
    zeilen += miss(client, "Eine Art der Suche", f"{suche}?q=amt&art=ansprechpersonen&seite=9", SUCHE_LESEND)
    zeilen += miss(client, "Arbeitsvorrat", reverse("admin:index"), START_LESEND)
    json.dump(zeilen, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as ordner:
        bereite_umgebung(ordner)
        main()
