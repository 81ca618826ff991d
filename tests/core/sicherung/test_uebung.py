"""The restore drill with the whole demo stock: row by row, file by file, on each database and across them."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as einstellungen

from asskomm.core.models import Datenstand, Protokolleintrag, User
from asskomm.core.protokoll.pruefung import pruefe
from asskomm.core.sicherung.archiv import geoeffnet
from asskomm.core.sicherung.sichern import sichere
from asskomm.core.sicherung.wiederherstellen import stelle_her
from tests.core.protokoll.kettenbau import JETZT
from tests.core.sicherung.uebungsplatz import (
    alle_dateien,
    alle_zeilen,
    leere_system,
    lege_dokument_ab,
    rufe_auf_sqlite,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bestand_alles", "mit_dateien")]

# What a restore adds: its entry in the protocol, and a version of the data that no visitor has seen.
BEWEGT = {"core.protokolleintrag", "core.protokollkopf", "core.datenstand"}
TOETE_SICH = """
import os, sys, django
django.setup()
from django.core.management import call_command
from asskomm.core.sicherung.ablage import Bereitstellung
setze_ein = Bereitstellung.setze_ein
def stirb(self):
    setze_ein(self)
    os.kill(os.getpid(), 9)
Bereitstellung.setze_ein = stirb
call_command("stelle_her", sys.argv[1])
"""
# One process for both: starting one costs more than the restore.
HIN_UND_HER = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("stelle_her", sys.argv[1])
call_command("sichere", sys.argv[2])
"""


@pytest.fixture(scope="module")
def demo_dateien(bestand_alles: None) -> Path:
    """Where the demo stock has put its files (every test has a folder of its own)."""
    return Path(einstellungen.MEDIA_ROOT)


@pytest.fixture
def mit_dateien(settings: Any, demo_dateien: Path) -> None:
    shutil.copytree(demo_dateien, settings.MEDIA_ROOT)


@pytest.fixture(scope="module")
def leere_datei(tmp_path_factory: Any) -> Path:
    """A migrated SQLite file, empty."""
    ordner = tmp_path_factory.mktemp("sqlite")
    datei = ordner / "leer.sqlite3"
    ergebnis = rufe_auf_sqlite(datei, ordner / "media", "migrate", "-v0")
    assert ergebnis.returncode == 0, ergebnis.stderr
    return datei


@pytest.fixture
def auf_sqlite(leere_datei: Path, tmp_path: Path) -> Any:
    """Calls a command (or code) on an empty SQLite system of this test."""
    datei = shutil.copy(leere_datei, tmp_path / "portal.sqlite3")
    return lambda *args, **angaben: rufe_auf_sqlite(datei, tmp_path / "sqlite-media", *args, **angaben)


def summen(archiv: Path) -> dict[str, tuple[int, str]]:
    with geoeffnet(archiv) as offen:
        return {t.name: (t.zeilen, t.summe) for t in offen.manifest.tabellen if t.name not in BEWEGT}


def test_alles_kommt_zeile_fuer_zeile_und_datei_fuer_datei_zurueck(tmp_path: Path):
    lege_dokument_ab("Übergröße ß – (1).pdf")
    vergangen = User.objects.create(anmeldename="vergangen")
    naechster = vergangen.pk + 1
    vergangen.delete()  # the protocol may speak of this key: nobody gets it again
    zeilen, dateien = alle_zeilen(), alle_dateien()
    sicherung = sichere(ziel=tmp_path / "s.tar", jetzt=JETZT)
    assert sicherung.manifest.befunde == []
    assert (alle_zeilen(), alle_dateien()) == (zeilen, dateien)  # a backup changes nothing
    leere_system()
    ergebnis = stelle_her(quelle=tmp_path / "s.tar", nummern={}, jetzt=JETZT)
    assert (ergebnis.reserviert, ergebnis.juengeres_siegel) == ([], False)
    nachher = alle_zeilen()
    for name in zeilen.keys() - BEWEGT:
        assert nachher[name] == zeilen[name], name
    assert set(zeilen["core.protokolleintrag"]) < set(nachher["core.protokolleintrag"])
    assert alle_dateien() == dateien
    assert len(dateien) > 1
    eintrag = Protokolleintrag.objects.get(nr=sicherung.manifest.protokoll_nr + 1)
    assert (eintrag.ereignis, eintrag.akteur_id) == ("sicherung.wiederhergestellt", None)
    assert eintrag.angaben["nachher"]["bis_eintrag"] == sicherung.manifest.protokoll_nr
    assert pruefe().befund is None
    assert Datenstand.objects.get().version == int(JETZT.timestamp())
    assert User.objects.create(anmeldename="neu").pk == naechster


@pytest.mark.nur_postgresql
def test_von_postgresql_nach_sqlite_und_zurueck(auf_sqlite: Any, tmp_path: Path):
    sichere(ziel=tmp_path / "pg.tar", jetzt=JETZT)
    hin_und_her = auf_sqlite(str(tmp_path / "pg.tar"), str(tmp_path / "sqlite.tar"), code=HIN_UND_HER)
    assert hin_und_her.returncode == 0, hin_und_her.stdout + hin_und_her.stderr
    assert summen(tmp_path / "sqlite.tar") == summen(tmp_path / "pg.tar")
    zeilen, dateien = alle_zeilen(), alle_dateien()
    leere_system()
    stelle_her(quelle=tmp_path / "sqlite.tar", nummern={}, jetzt=JETZT)
    nachher = alle_zeilen()
    for name in zeilen.keys() - BEWEGT:
        assert nachher[name] == zeilen[name], name
    assert alle_dateien() == dateien
    assert pruefe().befund is None


def test_mittendrin_getoetet_bleibt_nichts_halbes_und_der_zweite_anlauf_gelingt(auf_sqlite: Any, tmp_path: Path):
    dateien = set(sichere(ziel=tmp_path / "s.tar", jetzt=JETZT).manifest.dateien)
    getoetet = auf_sqlite(str(tmp_path / "s.tar"), code=TOETE_SICH)
    assert getoetet.returncode == -9, getoetet.stderr
    with sqlite3.connect(tmp_path / "portal.sqlite3") as datenbank:
        assert datenbank.execute("SELECT (SELECT count(*) FROM core_user), nr FROM core_protokollkopf").fetchall() == [
            (0, 0)
        ]
    datenbank.close()
    zweiter = auf_sqlite("stelle_her", str(tmp_path / "s.tar"))
    assert zweiter.returncode == 0, zweiter.stderr
    wurzel = tmp_path / "sqlite-media"
    assert {p.relative_to(wurzel).as_posix() for p in wurzel.rglob("*") if p.is_file()} == dateien
