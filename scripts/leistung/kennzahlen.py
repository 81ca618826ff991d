"""Kennzahlen bei bis zu 10.800 Körperschaften mit zehn Jahren Geschichte: Zahl der Abfragen und Wachstum der Zeit.

Gibt Zeilen für bench.json aus. Arbeitet in einer eigenen SQLite-Datenbank in einem temporären Ordner.
"""

import datetime as dt
import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

WURZEL = Path(__file__).resolve().parent.parent.parent
STUFEN = (1_080, 10_800)
JAHRE = range(2016, 2026)
STICHTAG = dt.date(2023, 4, 24)
ERFASST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
HOECHSTENS_ABFRAGEN = 12
# Zehnmal so viele Körperschaften dürfen zehnmal so lange dauern; ein Viertel Luft für die Unruhe der Maschine.
HOECHSTENS_WACHSTUM = 1.25
DURCHLAEUFE = 3


def bereite_umgebung(ordner: str) -> None:
    sys.path.insert(0, str(WURZEL))
    os.environ["DATABASE_URL"] = f"sqlite:///{ordner}/kennzahlen.sqlite3"
    os.environ["LOG_LEVEL"] = "ERROR"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "asskomm.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def fuelle(anzahl: int, ab: int = 0) -> None:
    """Municipalities ab+1 … anzahl, each with ten years of facts of every kind."""
    from kommunen.models import Kommune, Landkreis, Polizeidirektion

    pd, _ = Polizeidirektion.objects.get_or_create(kuerzel="PD", defaults={"name": "PD", "slug": "pd"})
    kreise = [
        Landkreis.objects.get_or_create(
            schluessel=f"14{i:03d}",
            defaults={"name": f"Kreis {i}", "slug": f"kreis-{i}", "sitz": "Ort", "polizeidirektion": pd},
        )[0]
        for i in range(13)
    ]
    orte = [
        Kommune(
            name=f"Ort {nr}", name_eindeutig=f"Ort {nr}", slug=f"ort-{nr}", schluessel=f"14{nr:06d}", ags=f"14{nr:06d}",
            art="GEMEINDE", landkreis=kreise[nr % 13], sortiername=f"ort {nr:06d}",
        )
        for nr in range(ab + 1, anzahl + 1)
    ]  # fmt: skip
    Kommune.objects.bulk_create(orte, batch_size=500)
    _fakten(orte)
    _vorgaenge(orte)


def _fakten(orte: list[Any]) -> None:
    from foerderung.models import Zuwendung
    from kommunen.models import Beratung, Einwohnerzahl, EngeZusammenarbeit

    def lege_an(modell: Any, zeilen: Iterator[Any]) -> None:
        modell.objects.bulk_create(zeilen, batch_size=500)

    erfasst = {"erfasst_zeitpunkt": ERFASST}
    tage = [dt.date(jahr, 1 + jahr % 12, 15) for jahr in JAHRE]
    lege_an(Beratung, (Beratung(kommune=o, am=tag, **erfasst) for o in orte for tag in tage))
    lege_an(EngeZusammenarbeit, (EngeZusammenarbeit(kommune=o, am=tage[5], **erfasst) for o in orte))
    zuwendungen = (
        Zuwendung(kommune=o, foerderjahr=t.year, am=t, **erfasst) for o in orte for t in tage if t.year > 2018
    )
    lege_an(Zuwendung, zuwendungen)
    stichtage = (dt.date(2022, 12, 31), dt.date(2024, 12, 31))
    lege_an(Einwohnerzahl, (Einwohnerzahl(kommune=o, stichtag=t, anzahl=3000) for o in orte for t in stichtage))


def _vorgaenge(orte: list[Any]) -> None:
    """A council, an agreement, a coaching and an analysis for each, with their logs."""
    from kommunen.models import KommunalerPraeventionsrat, KprEreignis
    from vereinbarungen.models import (
        AnalyseEreignis,
        Beteiligung,
        CoachingEreignis,
        Coachingprozess,
        Sicherheitsanalyse,
        Vereinbarung,
        VereinbarungEreignis,
    )

    def mit_verlauf(objekte: list[Any], ereignis: Any, zustaende: tuple[str, ...]) -> list[Any]:
        type(objekte[0]).objects.bulk_create(objekte, batch_size=500)
        zeilen = (
            ereignis(
                objekt=o, uebergang="uebernehmen", nach=nach, wirksam_am=dt.date(2017 + i, 3, 1),
                erfasst_zeitpunkt=ERFASST,
            )
            for o in objekte
            for i, nach in enumerate(zustaende)
        )  # fmt: skip
        ereignis.objects.bulk_create(zeilen, batch_size=500)
        return objekte

    mit_verlauf(
        [KommunalerPraeventionsrat(kommune=o, status="REAKTIVIERT") for o in orte],
        KprEreignis, ("GEPLANT", "KONSTITUIERT", "RUHEND", "REAKTIVIERT"),
    )  # fmt: skip
    vereinbarungen = mit_verlauf(
        [Vereinbarung(bezeichnung=o.name, status="IN_KRAFT", in_kraft_am=dt.date(2020, 3, 1)) for o in orte],
        VereinbarungEreignis, ("ENTWURF", "IN_ABSTIMMUNG", "IN_ZEICHNUNG", "IN_KRAFT"),
    )  # fmt: skip
    paare = zip(vereinbarungen, orte, strict=True)
    Beteiligung.objects.bulk_create(
        (Beteiligung(vereinbarung=v, kommune=o, erfasst_zeitpunkt=ERFASST) for v, o in paare), batch_size=500
    )
    mit_verlauf(
        [Coachingprozess(kommune=o, status="AKTIV") for o in orte],
        CoachingEreignis, ("ANGEFRAGT", "GENEHMIGT", "AKTIV", "PAUSIERT"),
    )  # fmt: skip
    analysen = mit_verlauf(
        [Sicherheitsanalyse(bezeichnung=o.name, status="ABGENOMMEN") for o in orte],
        AnalyseEreignis, ("INTERESSE", "KICKOFF", "ABGENOMMEN"),
    )  # fmt: skip
    teilnahme = Sicherheitsanalyse.kommunen.through
    teilnahmen = (teilnahme(sicherheitsanalyse=a, kommune=o) for a, o in zip(analysen, orte, strict=True))
    teilnahme.objects.bulk_create(teilnahmen, batch_size=500)


def miss(rechne: Callable[[], Any], mal: int) -> tuple[float, int]:
    """Shortest of several runs in seconds of this process (SQLite runs in it), and the number of queries.

    Each run calculates `mal` times: small and large stock are timed over windows of the same length.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    zeiten = []
    for _ in range(DURCHLAEUFE):
        gc.collect()
        beginn = time.process_time()
        for _ in range(mal):
            rechne()
        zeiten.append((time.process_time() - beginn) / mal)
    with CaptureQueriesContext(connection) as abfragen:
        rechne()
    return min(zeiten), len(abfragen)


def main() -> None:
    from asskomm.portal.stats import aufgliederung, compute_kennzahlen

    angaben: dict[str, Any] = {"stichtag": STICHTAG, "wissensstand": ERFASST}
    aufgaben: dict[str, Callable[[], Any]] = {
        "Kennzahlen eines Tages": lambda: compute_kennzahlen(**angaben),
        "Gliederung nach Landkreis": lambda: aufgliederung(nach="landkreis", **angaben),
    }
    zeiten: dict[str, list[float]] = {name: [] for name in aufgaben}
    zeilen: list[dict[str, Any]] = []
    bisher = 0
    for anzahl in STUFEN:
        fuelle(anzahl, ab=bisher)
        bisher = anzahl
        for name, rechne in aufgaben.items():
            dauer, abfragen = miss(rechne, STUFEN[-1] // anzahl)
            zeiten[name].append(dauer)
            angabe = f"{name}, {anzahl} Körperschaften"
            zeilen.append({"name": f"{angabe}: Rechenzeit in Sekunden", "wert": round(dauer, 3)})
            zeilen.append({"name": f"{angabe}: Abfragen", "wert": abfragen, "hoechstens": HOECHSTENS_ABFRAGEN})
    for name, (klein, gross) in zeiten.items():
        wachstum = gross / klein / (STUFEN[-1] / STUFEN[0])
        zeilen.append(
            {"name": f"{name}: Zeit je Körperschaft, groß zu klein", "wert": round(wachstum, 3),
             "hoechstens": HOECHSTENS_WACHSTUM}
        )  # fmt: skip
    json.dump(zeilen, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="portal-kennzahlen.") as ordner:
        bereite_umgebung(ordner)
        main()
