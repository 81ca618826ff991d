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
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

WURZEL = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(WURZEL))

from scripts.leistung.last import server  # noqa: E402 - the path is set above
from scripts.totp import totp_code  # noqa: E402 - as above

ZIEL = WURZEL / "docs/bilder"
BREIT, SCHMAL = 1280, 390
MAX_BYTES = 150_000
RUNDSCHREIBEN = (
    "{{ anrede }},\n\nam 4. März 2027 laden wir {{ kommune }} herzlich zum Fachtag Kommunale Prävention nach Dresden "
    "ein.\n\nMit freundlichen Grüßen\nLandespräventionsrat Sachsen"
)
EINFUHR = "Schlüssel;Datum;Art;Anlass\n14524190;12.11.2026;Telefon;Sachstand Präventionsrat\n14625020;Oktober 2026;;\n"


@dataclass
class Zugang:
    """A demo account as lade_demo prints it, and its session once it has signed in."""

    name: str
    passwort: str
    geheimnis: str
    sitzung: StorageState | None = None


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


def _oeffne_zeile(seite: Page, wort: str) -> None:
    """In the list itself: the mark of the search above it bears the same word."""
    seite.locator("tbody a", has_text=wort).first.click()


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
    seite.get_by_role("button", name="Hochladen und prüfen").click()
    seite.get_by_role("heading", name="Vorschau").first.wait_for()


def _textpruefung(seite: Page) -> None:
    seite.get_by_label("Text", exact=True).fill(
        "ASSKomm berät inzwischen 141 Kommunen. Mit rund einem Drittel davon, nämlich 62, arbeitet das Team eng "
        "zusammen. Es gibt 49 Kooperationsvereinbarungen und 31 Kommunale Präventionsräte."
    )
    seite.get_by_label("Stichtag").fill("25.04.2023")
    seite.get_by_role("button", name="Prüfen", exact=True).click()


def _einladen(seite: Page) -> None:
    angaben = {"email": "gemeinde@lichtenstein.demo.example", "anmeldename": "eva.beispiel", "name": "Eva Beispiel"}
    for feld, wert in {**angaben, "stelle": "Lichtenstein/Sa."}.items():
        seite.locator(f"#id_{feld}").fill(wert)
    seite.locator("#id_rolle").select_option("KB")


def _ansicht(seite: Page) -> None:
    _oeffne_zeile(seite, "schoeneck.kb")
    seite.get_by_role("link", name="Ansicht als diese Person").click()
    seite.get_by_label("Grund").fill("Rückfrage am Telefon")
    seite.get_by_role("button", name="Ansicht als diese Person").click()


def _schriftwechsel(seite: Page) -> None:
    """Without the form: the browser's own words at its file field are not in German everywhere."""
    _oeffne(seite, "Lichtenstein/Sa.")
    _oeffne(seite, "Schriftwechsel öffnen")
    seite.get_by_role("heading", name="Mitteilungen", exact=True).evaluate(
        "titel => scrollTo(0, scrollY + titel.getBoundingClientRect().top - 14)"
    )


def _akte(seite: Page) -> None:
    _oeffne(seite, "Lichtenstein/Sa.")
    seite.wait_for_url("**/change/**")
    fall = seite.url
    _oeffne(seite, "Zeichnungsexemplar erstellen")
    seite.locator("form.vw-teil button").first.click()
    seite.get_by_text("Zeichnungsexemplar, Textfassung").first.wait_for()
    seite.goto(fall)
    _oeffne(seite, "Dokument ablegen")
    datei = {"name": "Rückmeldung der Stadt.txt", "mimeType": "text/plain", "buffer": b"Der Termin passt."}
    seite.locator("input[type=file]").set_input_files([datei])  # type: ignore[list-item]
    seite.get_by_label("Betreff").fill("Rückmeldung der Stadt zum Termin")
    seite.locator("form.vw-teil button").first.click()


def _waehle(seite: Page, aktion: str, anzahl: int) -> None:
    """Ticks the first rows and picks what is to be done with them; with 0 all rows of the page."""
    for nr in range(anzahl):
        seite.locator("tbody .vw-haken input").nth(nr).check()
    if not anzahl:
        seite.get_by_label("Alle Einträge dieser Seite auswählen").check()
    seite.get_by_label("Ausgewählte Einträge").select_option(label=aktion)


def _staedte(seite: Page) -> None:
    seite.locator(".vw-filter summary").first.click()
    seite.locator(".vw-filter a", has_text="Landkreis Zwickau").last.click()
    seite.get_by_text("Landkreis: Landkreis Zwickau").wait_for()
    _waehle(seite, "Beratung erfassen", 3)


def _sammelaktion(seite: Page) -> None:
    _staedte(seite)
    seite.get_by_role("button", name="Weiter", exact=True).click()
    seite.get_by_label("Anlass").fill("Rundruf zum Fachtag")
    seite.get_by_role("button", name="Vorschau zeigen").click()


def _rundschreiben(seite: Page) -> None:
    _waehle(seite, "Rundschreiben an diese Auswahl", 0)
    seite.get_by_role("button", name="Weiter", exact=True).click()
    seite.get_by_role("button", name="Entwurf beginnen").click()
    seite.get_by_label("Betreff").fill("Fachtag Kommunale Prävention am 4. März 2027")
    seite.get_by_label("Text", exact=True).fill(RUNDSCHREIBEN)
    seite.get_by_role("button", name="Speichern und Vorschau").click()
    seite.wait_for_url("**/vorschau/")


VERWALTUNG = "/verwaltung/vereinbarungen/vereinbarung/?q=Lichtenstein"
STAEDTE = "/verwaltung/kommunen/kommune/?art__exact=STADT"
AUFNAHMEN = (
    Aufnahme("oeffentlich-start", "/", hoehe=1000),
    Aufnahme("oeffentlich-start-telefon", "/", breite=SCHMAL, hoehe=844),
    Aufnahme("oeffentlich-karte", "/karte/?ebene=vereinbarung&stichtag=2023-04-24", hoehe=1700),
    Aufnahme("oeffentlich-profil", "/kommunen/meerane/", hoehe=1000),
    Aufnahme("oeffentlich-statistik", "/statistik/?stichtag=2023-04-24&nach=polizeidirektion", hoehe=1000),
    Aufnahme("arbeitsvorrat", "/verwaltung/", konto="sb1@demo.example", hoehe=1250),
    Aufnahme("lage", "/verwaltung/lage/", konto="lt1@demo.example", hoehe=1250),
    Aufnahme("suche", "/verwaltung/suche/?q=lichtenstein", konto="sb1@demo.example"),
    Aufnahme("kommune", "/verwaltung/kommunen/kommune/?q=seifhennersdorf", konto="sb1@demo.example",
             schritte=lambda seite: _oeffne_zeile(seite, "Seifhennersdorf")),
    Aufnahme("vereinbarung", VERWALTUNG, konto="sb1@demo.example", hoehe=1000,
             schritte=lambda seite: _oeffne(seite, "Lichtenstein/Sa.")),
    Aufnahme("unterschrift", VERWALTUNG, konto="sb1@demo.example", hoehe=1250, schritte=_unterschrift),
    Aufnahme("medieninformation", "/verwaltung/portal/medieninformation/", konto="sb1@demo.example",
             schritte=_presseentwurf),
    Aufnahme("textpruefung", "/verwaltung/portal/medieninformation/textpruefung/", konto="sb1@demo.example",
             schritte=_textpruefung),
    Aufnahme("person-einladen", "/verwaltung/core/user/add/", konto="sv@demo.example", hoehe=1250, schritte=_einladen),
    Aufnahme("rolle-bestaetigen", "/verwaltung/core/rollenzuordnung/?stand=wartet", konto="lt1@demo.example",
             schritte=lambda seite: seite.locator("table a", has_text="Demo neue Person").first.click()),
    Aufnahme("mitarbeitende", "/portal/mitarbeitende/", konto="lichtenstein.kz"),
    Aufnahme("ansicht-als", "/verwaltung/core/user/?q=schoeneck.kb", konto="sv2@demo.example", schritte=_ansicht),
    Aufnahme("einfuhr", "/verwaltung/kommunen/beratung/import/", konto="sb1@demo.example", schritte=_einfuhr),
    Aufnahme("frist", "/verwaltung/core/frist/", konto="sb1@demo.example",
             schritte=lambda seite: _oeffne(seite, "Rückmeldung")),
    Aufnahme("schriftwechsel", VERWALTUNG, konto="sb1@demo.example", hoehe=620, schritte=_schriftwechsel),
    Aufnahme("rundschreiben", "/verwaltung/kommunen/ansprechperson/", konto="sb1@demo.example",
             schritte=_rundschreiben),
    Aufnahme("akte", VERWALTUNG, konto="sb1@demo.example", schritte=_akte),
    Aufnahme("inhalt", "/verwaltung/portal/inhalt/", konto="sb1@demo.example", hoehe=1250,
             schritte=lambda seite: _oeffne(seite, "Bahnhofsvorplatz")),
    Aufnahme("liste", STAEDTE, konto="sb1@demo.example", schritte=_staedte),
    Aufnahme("sammelaktion", STAEDTE, konto="sb1@demo.example", schritte=_sammelaktion),
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


def bereite_vor(ordner: str) -> tuple[dict[str, str], dict[str, Zugang]]:
    """An own database with demo data; returns the environment of the server and the passwords by account."""
    umgebung = os.environ | {
        "DATABASE_URL": f"sqlite:///{ordner}/bilder.sqlite3",
        "MEDIA_ROOT": f"{ordner}/media",
        "STATIC_ROOT": f"{ordner}/static",
        "BASE_URL": "http://127.0.0.1",
        "LOG_LEVEL": "ERROR",
        "BESTAETIGUNG_SEKUNDEN": "3600",  # no picture asks for the password again
    }

    def befehl(*woerter: str) -> str:
        zeile = [sys.executable, "manage.py", *woerter]
        return subprocess.run(zeile, env=umgebung, check=True, capture_output=True, text=True).stdout

    befehl("migrate", "-v0")
    befehl("collectstatic", "--noinput", "-v0")
    befehl("lade_register")
    befehl("lade_historie")
    zeilen = re.findall(r"^  (\S+) +(\S{16}) +(\S+)", befehl("lade_demo"), re.MULTILINE)
    return umgebung, {name: Zugang(name, passwort, geheimnis) for name, passwort, geheimnis in zeilen}


def nimm_auf(browser: Browser, basis: str, aufnahme: Aufnahme, zugaenge: dict[str, Zugang]) -> int:
    zugang = zugaenge[aufnahme.konto] if aufnahme.konto else None
    kontext = browser.new_context(
        locale="de-DE",
        timezone_id="Europe/Berlin",
        viewport={"width": aufnahme.breite, "height": aufnahme.hoehe},
        storage_state=zugang.sitzung if zugang else None,
    )
    seite = kontext.new_page()
    if zugang and zugang.sitzung is None:
        melde_an(seite, basis, zugang)
        zugang.sitzung = kontext.storage_state()
    seite.goto(basis + aufnahme.adresse)
    aufnahme.schritte(seite)
    seite.wait_for_load_state("networkidle")
    bild = verkleinere(seite.screenshot())
    kontext.close()
    (ZIEL / f"{aufnahme.name}.png").write_bytes(bild)
    return len(bild)


def melde_an(seite: Page, basis: str, zugang: Zugang) -> None:
    """Once for each account: a code of the app works only once, so the session is kept for the other pictures."""
    seite.goto(f"{basis}/konto/anmelden/")
    seite.get_by_label("Anmeldename").first.fill(zugang.name)
    seite.get_by_label("Passwort").first.fill(zugang.passwort)
    seite.get_by_role("button", name="Anmelden", exact=True).last.click()
    if zugang.geheimnis != "-":
        seite.wait_for_url("**/konto/anmelden/faktor/")
        seite.get_by_label("Code").fill(totp_code(zugang.geheimnis))
        seite.keyboard.press("Enter")
    seite.wait_for_url(lambda adresse: "/konto/anmelden/" not in adresse)


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
