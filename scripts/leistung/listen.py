"""Listen der Verwaltung mit 20.000 Zeilen: Abfragen, Ausgabe in drei Formaten, Vorschau einer Sammelaktion.

Gibt Zeilen für bench.json aus. Arbeitet in einer eigenen SQLite-Datenbank in einem temporären Ordner.
"""

import datetime as dt
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

WURZEL = Path(__file__).resolve().parent.parent.parent
ZEILEN, ORTE = 20_000, 400
HOECHSTENS_ABFRAGEN = 12
SEKUNDEN_LISTE, SEKUNDEN_AUSGABE, SEKUNDEN_VORSCHAU = 2, 20, 20
ERFASST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def bereite_umgebung(ordner: str, datenbank: str = "") -> None:
    sys.path.insert(0, str(WURZEL))
    os.environ |= {"DATABASE_URL": datenbank or f"sqlite:///{ordner}/listen.sqlite3", "LOG_LEVEL": "ERROR"}
    os.environ["MEDIA_ROOT"] = f"{ordner}/media"
    os.environ["DJANGO_SETTINGS_MODULE"] = "asskomm.settings.test"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def fuelle() -> list[Any]:
    from kommunen.models import Beratung
    from scripts.leistung.kennzahlen import fuelle as lege_kommunen_an

    lege_kommunen_an(ORTE)
    from kommunen.models import Kommune

    orte = list(Kommune.objects.order_by("pk"))
    fehlt = ZEILEN - Beratung.objects.count()
    zeilen = (
        Beratung(
            kommune=orte[nr % ORTE], am=dt.date(2000, 1, 1) + dt.timedelta(days=nr % 9000),
            anlass=f"Anlass {nr}", erfasst_zeitpunkt=ERFASST,
        )
        for nr in range(fehlt)
    )  # fmt: skip
    Beratung.objects.bulk_create(zeilen, batch_size=1000)
    return orte


def gemessen(name: str, ruf: Any, hoechstens: float) -> tuple[Any, dict[str, Any]]:
    beginn = time.process_time()
    ergebnis = ruf()
    return ergebnis, {"name": name, "wert": round(time.process_time() - beginn, 2), "hoechstens": hoechstens}


def main() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment
    from django.urls import reverse

    from asskomm.core.roles import Rolle
    from tests.factories.konten import angemeldet

    setup_test_environment()
    orte = fuelle()
    client = Client()
    angemeldet(client, Rolle.SACHBEARBEITUNG)
    liste = reverse("admin:kommunen_beratung_changelist")
    client.get(liste)
    with CaptureQueriesContext(connection) as abfragen:
        _, zeile = gemessen(
            f"Liste mit {ZEILEN} Zeilen: Rechenzeit in Sekunden", lambda: client.get(liste), SEKUNDEN_LISTE
        )
    anfragen = [q for q in abfragen if not q["sql"].startswith(("BEGIN", "COMMIT"))]
    zeilen = [
        zeile,
        {"name": f"Liste mit {ZEILEN} Zeilen: Abfragen", "wert": len(anfragen), "hoechstens": HOECHSTENS_ABFRAGEN},
    ]
    for form in ("csv", "xlsx", "ods"):
        name = f"Ausgabe von {ZEILEN} Zeilen als {form}: Rechenzeit in Sekunden"
        daten = {"format": form, "spalten": "angezeigt"}
        antwort, zeile = gemessen(name, lambda daten=daten: client.post(f"{liste}export/", daten), SEKUNDEN_AUSGABE)
        assert antwort.status_code == 200  # noqa: S101 - a refusal would be fast
        zeilen.append(zeile)
    daten = {"aktion": "aktion/beratung", "auswahl": ",".join(str(o.pk) for o in orte), "schritt": "vorschau"}
    daten |= {"am": "03.03.2025", "kontaktart": "TELEFON"}
    adresse = reverse("admin:kommunen_kommune_sammelaktion")
    name = f"Vorschau einer Sammelaktion für {ORTE} Kommunen: Rechenzeit in Sekunden"
    antwort, zeile = gemessen(name, lambda: client.post(adresse, daten), SEKUNDEN_VORSCHAU)
    assert antwort.context["moeglich"]  # noqa: S101 - as above
    json.dump([*zeilen, zeile], sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="portal-listen.") as ordner:
        bereite_umgebung(ordner)
        main()
