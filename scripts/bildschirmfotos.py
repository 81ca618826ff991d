"""Bilder des Handbuchs: scripts/bildschirmfotos.py [NAME …] schreibt docs/bilder/*.png.

Startet einen eigenen Server mit eigener Datenbank (Register, Historie, Demodaten) und nimmt jede Seite einmal auf.
Nichts bleibt zurück; der nächste Lauf liefert dieselben Seiten mit dem Datum des Tages.
"""

import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

WURZEL = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(WURZEL))

from scripts.leistung.last import server  # noqa: E402 - the path is set above

ZIEL = WURZEL / "docs/bilder"
BREIT, SCHMAL = 1280, 390
MAX_BYTES = 150_000
EINFUHR = "Schlüssel;Datum;Art;Anlass\n14524190;12.11.2026;Telefon;Sachstand Präventionsrat\n14625020;Oktober 2026;;\n"


@dataclass(frozen=True)
class Aufnahme:
    """`schritte` bringt die Seite in den gezeigten Zustand; ohne `konto` ist es eine öffentliche Seite."""

    name: str
    adresse: str
    konto: str = ""
    breite: int = BREIT
    hoehe: int = 900
    schritte: Callable[[Page], object] = lambda seite: None


def _oeffne(seite: Page, ort: str) -> None:
    seite.get_by_role("link", name=ort).first.click()


def _unterschrift(seite: Page) -> None:
    _oeffne(seite, "Lichtenstein/Sa.")
    seite.get_by_role("link", name="Unterschrift erfassen").click()
    seite.get_by_label("Funktion").fill("Geschäftsführerin des Landespräventionsrates")
    seite.get_by_label("Ort").fill("Dresden")


def _presseentwurf(seite: Page) -> None:
    seite.get_by_role("link", name="voraussichtlich Nr.").first.click()


def _einfuhr(seite: Page) -> None:
    datei = {"name": "beratungen.csv", "mimeType": "text/csv", "buffer": EINFUHR.encode()}
    seite.locator("input[type=file]").set_input_files([datei])  # type: ignore[list-item]
    seite.get_by_role("button", name="Prüfen und Vorschau zeigen").click()


def _textpruefung(seite: Page) -> None:
    seite.get_by_label("Text", exact=True).fill(
        "ASSKomm berät inzwischen 141 Kommunen. Mit rund einem Drittel davon, nämlich 62, arbeitet das Team eng "
        "zusammen. Es gibt 49 Kooperationsvereinbarungen und 31 Kommunale Präventionsräte."
    )
    seite.get_by_label("Stichtag").fill("25.04.2023")
    seite.get_by_role("button", name="Prüfen", exact=True).click()


VERWALTUNG = "/verwaltung/vereinbarungen/vereinbarung/?q=Lichtenstein"
AUFNAHMEN = (
    Aufnahme("oeffentlich-start", "/", hoehe=1000),
    Aufnahme("oeffentlich-start-telefon", "/", breite=SCHMAL, hoehe=844),
    Aufnahme("oeffentlich-karte", "/karte/?ebene=vereinbarung&stichtag=2023-04-24", hoehe=1700),
    Aufnahme("oeffentlich-profil", "/kommunen/meerane/", hoehe=1000),
    Aufnahme("oeffentlich-statistik", "/statistik/?stichtag=2023-04-24&nach=polizeidirektion", hoehe=1000),
    Aufnahme("arbeitsvorrat", "/verwaltung/", konto="lt1"),
    Aufnahme("kommune", "/verwaltung/kommunen/kommune/?q=seifhennersdorf", konto="sb1",
             schritte=lambda seite: _oeffne(seite, "Seifhennersdorf")),
    Aufnahme("vereinbarung", VERWALTUNG, konto="sb1", hoehe=1000,
             schritte=lambda seite: _oeffne(seite, "Lichtenstein/Sa.")),
    Aufnahme("unterschrift", VERWALTUNG, konto="sb1", hoehe=1250, schritte=_unterschrift),
    Aufnahme("medieninformation", "/verwaltung/portal/medieninformation/", konto="sb1", schritte=_presseentwurf),
    Aufnahme("textpruefung", "/verwaltung/portal/medieninformation/textpruefung/", konto="sb1",
             schritte=_textpruefung),
    Aufnahme("einfuhr", "/verwaltung/kommunen/beratung/import/", konto="sb1", schritte=_einfuhr),
)  # fmt: skip


def main(namen: list[str]) -> int:
    gewuenscht = [a for a in AUFNAHMEN if not namen or a.name in namen]
    if not gewuenscht:
        print(f"Unbekannt: {', '.join(namen)}. Es gibt: {', '.join(a.name for a in AUFNAHMEN)}.", file=sys.stderr)
        return 2
    ZIEL.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as ordner:
        umgebung, zugaenge = bereite_vor(ordner)
        with server(umgebung) as basis, sync_playwright() as spiel:
            argumente = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
            browser = spiel.chromium.launch(executable_path="/usr/bin/chromium", args=argumente)
            for aufnahme in gewuenscht:
                groesse = nimm_auf(browser, basis, aufnahme, zugaenge)
                print(f"{aufnahme.name}.png {groesse // 1000} kB")
            browser.close()
    return 0


def bereite_vor(ordner: str) -> tuple[dict[str, str], dict[str, str]]:
    """An own database with demo data; returns the environment of the server and the passwords by account."""
    umgebung = os.environ | {
        "DATABASE_URL": f"sqlite:///{ordner}/bilder.sqlite3",
        "MEDIA_ROOT": f"{ordner}/media",
        "STATIC_ROOT": f"{ordner}/static",
        "BASE_URL": "http://127.0.0.1",
        "LOG_LEVEL": "ERROR",
    }

    def befehl(*woerter: str) -> str:
        zeile = [sys.executable, "manage.py", *woerter]
        return subprocess.run(zeile, env=umgebung, check=True, capture_output=True, text=True).stdout

    befehl("migrate", "-v0")
    befehl("collectstatic", "--noinput", "-v0")
    befehl("lade_register")
    befehl("lade_historie")
    return umgebung, dict(re.findall(r"(\w+)@demo\.example\s+(\S+)", befehl("lade_demo")))


def nimm_auf(browser: Browser, basis: str, aufnahme: Aufnahme, zugaenge: dict[str, str]) -> int:
    kontext = browser.new_context(
        locale="de-DE", timezone_id="Europe/Berlin", viewport={"width": aufnahme.breite, "height": aufnahme.hoehe}
    )
    seite = kontext.new_page()
    if aufnahme.konto:
        melde_an(seite, basis, aufnahme.konto, zugaenge[aufnahme.konto])
    seite.goto(basis + aufnahme.adresse)
    aufnahme.schritte(seite)
    seite.wait_for_load_state("networkidle")
    bild = verkleinere(seite.screenshot())
    kontext.close()
    (ZIEL / f"{aufnahme.name}.png").write_bytes(bild)
    return len(bild)


def melde_an(seite: Page, basis: str, konto: str, passwort: str) -> None:
    seite.goto(f"{basis}/verwaltung/")
    seite.get_by_label("E-Mail").first.fill(f"{konto}@demo.example")
    seite.get_by_label("Passwort").first.fill(passwort)
    seite.get_by_role("button", name="Anmelden").first.click()
    seite.wait_for_url(f"{basis}/verwaltung/")


def verkleinere(roh: bytes) -> bytes:
    """With a palette of few colours: flat pages need no more, and the pictures stay small in the repository.

    MAXCOVERAGE keeps colours that cover little, as the marks of the map.
    """
    for farben in (256, 128, 64):
        ziel = io.BytesIO()
        bild = Image.open(io.BytesIO(roh)).convert("RGB")
        bild = bild.quantize(farben, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        bild.save(ziel, format="PNG", optimize=True)
        if ziel.tell() <= MAX_BYTES:
            break
    return ziel.getvalue()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
