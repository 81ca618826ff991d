"""Last auf einen eigenen gunicorn, nur auf der eigenen Maschine, mit wrk (begrenzt in Zeit und Verbindungen)."""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

DAUER_S = 2
VERBINDUNGEN = 8


@contextmanager
def server(umgebung: dict[str, str]) -> Iterator[str]:
    """gunicorn with the settings of `make run` and the bare view beside it; yields its base address."""
    with socket.socket() as frei:
        frei.bind(("127.0.0.1", 0))
        port = frei.getsockname()[1]
    befehl = [
        sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py",
        "--bind", f"127.0.0.1:{port}", "--log-level", "error", "asskomm.wsgi",
    ]  # fmt: skip
    prozess = subprocess.Popen(befehl, env=umgebung)
    try:
        basis = f"http://127.0.0.1:{port}"
        _warte(basis)
        yield basis
    finally:
        prozess.terminate()
        prozess.wait(timeout=20)


def _warte(basis: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{basis}/gesundheit/", timeout=2).read()  # noqa: S310 - own server
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("bench: Der Server ist nicht gestartet.")


def hole(adresse: str, **kopf: str) -> tuple[int, dict[str, str], bytes]:
    anfrage = urllib.request.Request(adresse, headers=kopf)  # noqa: S310 - own server
    with urllib.request.urlopen(anfrage, timeout=30) as antwort:  # noqa: S310 - own server
        return antwort.status, dict(antwort.headers), antwort.read()


def anfragen_je_sekunde(adresse: str, **kopf: str) -> float:
    """Requests per second over DAUER_S seconds; answers that are errors end the run."""
    koepfe = [teil for name, wert in kopf.items() for teil in ("-H", f"{name}: {wert}")]
    befehl = ["wrk", "-t1", f"-c{VERBINDUNGEN}", f"-d{DAUER_S}s", *koepfe, adresse]
    ausgabe = subprocess.run(befehl, capture_output=True, text=True, check=True).stdout
    if "Socket errors" in ausgabe and not re.search(r"Socket errors: connect 0, read 0, write 0", ausgabe):
        raise SystemExit(f"bench: Verbindungsfehler bei {adresse}:\n{ausgabe}")
    treffer = re.search(r"Requests/sec:\s+([\d.]+)", ausgabe)
    if not treffer or (fehler := re.search(r"Non-2xx or 3xx responses: (\d+)", ausgabe)):
        raise SystemExit(f"bench: {adresse} antwortet mit Fehlern: {fehler and fehler[1]}\n{ausgabe}")
    return float(treffer[1])
