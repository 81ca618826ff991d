"""make bench: Leistungszahlen als Verhältnis zu einer nackten Django-Ansicht im selben Lauf; schreibt bench.json.

Grenzen (Auftrag A, Abschnitt 6): öffentliche Seite ≥ 1/5, bei passendem ETag ≥ 1/2 der Anfragen je Sekunde der
Vergleichsansicht; Startseite ≤ 150 kB, Karte ≤ 200 kB über die Leitung. Rückgabewert 1, wenn eine Grenze verfehlt ist.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

WURZEL = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(WURZEL))

from scripts.leistung.gewicht import seitengewicht  # noqa: E402 - the path is set above
from scripts.leistung.last import anfragen_je_sekunde, hole, server  # noqa: E402

RUNDEN = 3
SEITEN = (
    *("/", "/karte/", "/kommunen/", "/kommunen/meerane/", "/statistik/", "/meilensteine/", "/presse/"),
    *("/aktuelles/", "/praxisbeispiele/", "/vorlagen/"),
)
GEWICHTE = {"/": 150_000, "/karte/": 200_000}
VERGLEICH = "/bench/vergleich/"
GRENZE_SEITE, GRENZE_ETAG = 1 / 5, 1 / 2
MESSUNGEN = ("kennzahlen.py", "protokoll.py", "listen.py", "vorrat.py")


def bereite_datenbank(ordner: str) -> dict[str, str]:
    umgebung = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{ordner}/bench.sqlite3",
        "MEDIA_ROOT": f"{ordner}/media",
        "PYTHONPATH": str(WURZEL),
        "LOG_LEVEL": "ERROR",
    }
    for befehl in (
        ["migrate", "-v0"],
        ["collectstatic", "--noinput", "-v0"],
        ["lade_register"],
        ["lade_historie"],
        ["lade_demo"],
    ):
        subprocess.run([sys.executable, "manage.py", *befehl], env=umgebung, check=True, stdout=subprocess.DEVNULL)
    return {**umgebung, "DJANGO_SETTINGS_MODULE": "scripts.leistung.settings"}


def miss_seiten(basis: str) -> list[dict]:
    etags = {pfad: hole(basis + pfad)[1].get("ETag", "") for pfad in SEITEN}
    runden: dict[tuple[str, str], list[float]] = {}
    for _ in range(RUNDEN):  # interleaved, so that a slow moment of the machine meets all alike
        vergleich = anfragen_je_sekunde(basis + VERGLEICH)
        for pfad in SEITEN:
            runden.setdefault((pfad, "voll"), []).append(anfragen_je_sekunde(basis + pfad) / vergleich)
            bedingt = anfragen_je_sekunde(basis + pfad, **{"If-None-Match": etags[pfad]}) / vergleich
            runden.setdefault((pfad, "304"), []).append(bedingt)
        runden.setdefault((VERGLEICH, "Anfragen je Sekunde"), []).append(vergleich)
    ergebnis = []
    for (pfad, art), werte in runden.items():
        grenze = {"voll": GRENZE_SEITE, "304": GRENZE_ETAG}.get(art)
        ergebnis.append({"name": f"{pfad} {art}", "wert": round(median(werte), 3), "mindestens": grenze})
    return ergebnis


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="portal-bench.") as ordner:
        umgebung = bereite_datenbank(ordner)
        with server(umgebung) as basis:
            ergebnis = miss_seiten(basis)
            for pfad, grenze in GEWICHTE.items():
                ergebnis.append({"name": f"{pfad} Bytes", "wert": seitengewicht(basis, pfad), "hoechstens": grenze})
    for skript in MESSUNGEN:
        ergebnis += miss(skript)
    (WURZEL / "bench.json").write_text(json.dumps(ergebnis, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return drucke(ergebnis)


def miss(skript: str) -> list[dict]:
    """A measurement with a process and a database of its own; prints rows for bench.json."""
    umgebung = {name: wert for name, wert in os.environ.items() if name != "DATABASE_URL"}
    befehl = [sys.executable, f"scripts/leistung/{skript}"]
    ausgabe = subprocess.run(befehl, check=True, stdout=subprocess.PIPE, text=True, cwd=WURZEL, env=umgebung)
    return json.loads(ausgabe.stdout)


def drucke(ergebnis: list[dict]) -> int:
    verfehlt = 0
    for zeile in ergebnis:
        gut = zeile["wert"] >= (zeile.get("mindestens") or 0) and zeile["wert"] <= (
            zeile.get("hoechstens") or float("inf")
        )
        verfehlt += not gut
        grenze = " ".join(f"{k} {zeile[k]}" for k in ("mindestens", "hoechstens") if zeile.get(k))
        print(f"{'gut     ' if gut else 'VERFEHLT'} {zeile['name']}: {zeile['wert']} {grenze}")
    return 1 if verfehlt else 0


if __name__ == "__main__":
    sys.exit(main())
