"""Real workers as processes of their own: killed in the middle, two at once. Nothing half done, nothing twice."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from asskomm.core.models import Arbeitslauf
from asskomm.core.roles import Rolle
from tests.core.arbeitslauf.probe import je_posten, lauf_mit
from tests.factories.konten import konto

WURZEL = Path(__file__).resolve().parent.parent.parent.parent
pytestmark = pytest.mark.django_db(transaction=True)
# Each item draws a number; at the item (or row) that the argument names the worker stops until it is killed.
SKRIPT = """
import sys, time, django
django.setup()
from django.core.management import call_command
from asskomm.core.arbeitsarten import Arbeitsart, register_arbeitsart
from asskomm.core.numbering import draw_nummer
art, halt = sys.argv[1], int(sys.argv[2])
def ziehe(nr):
    nummer = draw_nummer(kreis="probe")
    if nr == halt:
        print("mitten drin", flush=True)
        time.sleep(120)
    time.sleep(0.01)
    return f"Nummer {nummer}"
def posten(*, posten, **_):
    return ziehe(posten.nr)
def ganz(*, fortschritt, **_):
    return {"texte": [ziehe(nr) for nr in range(1, 7)]}
werte = {"je_posten": posten} if art == "je_posten" else {"im_ganzen": ganz}
register_arbeitsart(Arbeitsart("probe", "core.steer_arbeitslauf", **werte))
print("bereit", flush=True)
call_command("arbeite", "--einmal")
"""


class Bestand:
    """The database that the workers share with the test, seen without the test's own connection where it is a file."""

    def __init__(self, ordner: Path) -> None:
        self.datei = ordner / "bestand.sqlite3"
        self.prozesse: list[subprocess.Popen[str]] = []
        if connection.vendor == "sqlite":  # the tests' own lives in memory
            connection.ensure_connection()
            with closing(sqlite3.connect(self.datei)) as ziel:
                connection.connection.backup(ziel)
            self.url = f"sqlite:///{self.datei}"
        else:
            werte = connection.settings_dict
            self.url = f"postgres://{werte['USER']}@/{werte['NAME']}?host={werte['HOST'] or werte['OPTIONS']['host']}"

    def frage(self, sql: str) -> list[Any]:
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.datei, timeout=20, isolation_level=None)) as quelle:
                return quelle.execute(sql).fetchall()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def arbeiter(self, art: str, halt: int = 0) -> subprocess.Popen[str]:
        werte = {"DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "asskomm.settings.test", "PYTHONPATH": WURZEL}
        befehl = [sys.executable, "-c", SKRIPT, art, str(halt)]
        umgebung = {**os.environ, **{k: str(v) for k, v in werte.items()}}
        prozess = subprocess.Popen(befehl, env=umgebung, cwd=WURZEL, stdout=subprocess.PIPE, text=True)
        self.prozesse.append(prozess)
        return prozess

    def raeume_auf(self) -> None:
        for prozess in self.prozesse:
            prozess.kill()
            prozess.wait()
            if prozess.stdout is not None:
                prozess.stdout.close()

    def laufen_lassen(self, *arbeiter: subprocess.Popen[str]) -> None:
        for prozess in arbeiter:
            prozess.communicate(timeout=120)
            assert prozess.returncode == 0

    def toete_mitten_drin(self, prozess: subprocess.Popen[str]) -> None:
        assert prozess.stdout is not None
        assert [prozess.stdout.readline().strip() for _ in range(2)] == ["bereit", "mitten drin"]
        prozess.kill()
        prozess.communicate()

    def staende(self) -> list[str]:
        return [z[0] for z in self.frage("SELECT stand FROM core_arbeitsposten ORDER BY nr")]

    def lauf(self) -> tuple[str, int]:
        return self.frage("SELECT stand, erledigt FROM core_arbeitslauf")[0]

    def gezogen(self) -> int:
        return sum(z[0] for z in self.frage("SELECT letzte_nr FROM core_nummernkreis WHERE schluessel = 'probe'"))

    def lass_zeit_vergehen(self) -> None:
        self.frage("UPDATE core_arbeitslauf SET lebenszeichen_zeitpunkt = '2026-01-01 00:00:00+00:00'")


@pytest.fixture
def bestand(art: Callable[..., None], tmp_path: Path) -> Iterator[Callable[[int], Bestand]]:
    art(je_posten(lambda **_: ""))  # known to this process as well
    bereitet: list[Bestand] = []

    def bereite(posten: int) -> Bestand:
        lauf_mit(konto(Rolle.SACHBEARBEITUNG), posten=posten)
        bereitet.append(Bestand(tmp_path))
        return bereitet[0]

    yield bereite
    bereitet[0].raeume_auf()


def test_getoeteter_arbeiter_hinterlaesst_nichts_halbes_und_der_naechste_macht_weiter(bestand):
    b = bestand(6)
    b.toete_mitten_drin(b.arbeiter("je_posten", halt=4))
    assert b.staende() == ["ERLEDIGT"] * 3 + ["OFFEN"] * 3
    assert (b.lauf(), b.gezogen()) == (("LAEUFT", 3), 3)
    b.laufen_lassen(b.arbeiter("je_posten"))
    assert b.lauf() == ("LAEUFT", 3)  # as far as anybody knows, the first one is still alive
    b.lass_zeit_vergehen()
    b.laufen_lassen(b.arbeiter("je_posten"))
    assert (b.staende(), b.lauf(), b.gezogen()) == (["ERLEDIGT"] * 6, ("FERTIG", 6), 6)
    meldungen = [z[0] for z in b.frage("SELECT meldung FROM core_arbeitsposten ORDER BY nr")]
    assert meldungen == [f"Nummer {nr}" for nr in range(1, 7)]


def test_getoetete_arbeit_im_ganzen_gilt_gar_nicht_und_dann_einmal(bestand):
    b = bestand(0)
    b.toete_mitten_drin(b.arbeiter("im_ganzen", halt=4))
    assert (b.lauf(), b.gezogen()) == (("LAEUFT", 0), 0)
    b.lass_zeit_vergehen()
    b.laufen_lassen(b.arbeiter("im_ganzen"))
    assert (b.lauf(), b.gezogen()) == (("FERTIG", 0), 6)


def test_zwei_arbeiter_zugleich_teilen_sich_nichts_doppelt(bestand):
    b = bestand(20)
    b.laufen_lassen(b.arbeiter("je_posten"), b.arbeiter("je_posten"))
    assert (b.staende(), b.lauf(), b.gezogen()) == (["ERLEDIGT"] * 20, ("FERTIG", 20), 20)


@pytest.mark.nur_postgresql
def test_zwei_arbeiter_am_selben_lauf_weil_der_erste_zu_lange_schweigt(bestand):
    """The first counts as dead and is not: the second waits at the row, and no item happens twice."""
    b = bestand(5)
    langsam = b.arbeiter("je_posten", halt=2)
    assert langsam.stdout is not None
    assert [langsam.stdout.readline().strip() for _ in range(2)] == ["bereit", "mitten drin"]
    b.lass_zeit_vergehen()
    zweiter = b.arbeiter("je_posten")
    assert zweiter.stdout is not None
    assert zweiter.stdout.readline().strip() == "bereit"
    langsam.kill()
    langsam.communicate()
    b.laufen_lassen(zweiter)
    assert (b.staende(), b.lauf(), b.gezogen()) == (["ERLEDIGT"] * 5, ("FERTIG", 5), 5)
    assert Arbeitslauf.objects.get().fehler == ""
