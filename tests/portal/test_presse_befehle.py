"""`medieninformation` and `pruefe_text`: exit status, German messages, nothing half written."""

import datetime as dt
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from asskomm.portal.services import presse as dienste
from tests.factories import vereinbarungen as fabrik
from tests.factories.konten import konto
from vereinbarungen.models import Vereinbarung
from vereinbarungen.services.anlage import plan_unterzeichnung
from vereinbarungen.services.berichtigung import annul_vereinbarung

pytestmark = pytest.mark.django_db
JETZT = fabrik.JETZT


def rufe(befehl: str, *args: str, **optionen: Any) -> tuple[int, str, str]:
    """Exit status, stdout, stderr; a usage error comes as CommandError with its status."""
    aus, fehler = StringIO(), StringIO()
    try:
        call_command(befehl, *args, stdout=aus, stderr=fehler, **optionen)
    except SystemExit as ende:
        return int(ende.code or 0), aus.getvalue(), fehler.getvalue()
    except CommandError as fehlruf:
        return fehlruf.returncode, aus.getvalue(), str(fehlruf)
    return 0, aus.getvalue(), fehler.getvalue()


@pytest.fixture
def meerane() -> Vereinbarung:
    return fabrik.in_kraft(fabrik.gemeinde("Meerane"), bezeichnung="Meerane", jetzt=JETZT)


def test_entwurf_wird_als_pdf_geschrieben(meerane: Vereinbarung, tmp_path: Path) -> None:
    ziel = tmp_path / "entwurf.pdf"
    status, ausgabe, _ = rufe("medieninformation", "1", out=str(ziel))
    assert status == 0
    assert ausgabe.startswith(f"{ziel}: Die 1. Kooperationsvereinbarung")
    leser = PdfReader(ziel)
    seitentext = leser.pages[0].extract_text()
    assert leser.metadata is None or leser.trailer["/Root"]["/Lang"] == "de"
    assert "Medieninformation (Entwurf)" in seitentext
    assert "ENTWURF" in seitentext
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".pdf"] == ["entwurf.pdf"]


def test_voraussichtliche_nummer_fuehrt_zum_geplanten_text(meerane: Vereinbarung, tmp_path: Path) -> None:
    for nr, name in enumerate(("Lohsa", "Pirna")):
        v = fabrik.in_zeichnung(fabrik.gemeinde(name), bezeichnung=name)
        plan_unterzeichnung(vereinbarung=v, am=dt.date(2099, 12, 8 + nr), by=None, jetzt=JETZT)
    _, ausgabe, _ = rufe("medieninformation", "3", out=str(tmp_path / "x.pdf"))
    assert "Voraussichtlich die 3. Kooperationsvereinbarung für mehr Sicherheit vor Ort: Pirna" in ausgabe


def test_freigegebener_text_kommt_als_eingefrorene_datei(meerane: Vereinbarung, tmp_path: Path) -> None:
    zeile = dienste.submit_entwurf(vereinbarung=meerane, by=konto("SB"), jetzt=JETZT)
    zeile = dienste.release_medieninformation(medieninformation=zeile, by=konto("LT"), jetzt=JETZT)
    rufe("medieninformation", "1", out=str(tmp_path / "x.pdf"))
    assert (tmp_path / "x.pdf").read_bytes() == zeile.pdf_inhalt()


def test_luecken_im_bestand_werden_gemeldet(tmp_path: Path) -> None:
    Vereinbarung.objects.filter(pk=fabrik.in_kraft().pk).update(laufende_nr=21)
    _, ausgabe, _ = rufe("medieninformation", "21", out=str(tmp_path / "x.pdf"))
    assert "Hinweis: Die Vereinbarung trägt Nr. 21" in ausgabe


def test_unbekannte_und_nichtige_nummern_werden_abgelehnt(meerane: Vereinbarung, tmp_path: Path) -> None:
    annul_vereinbarung(vereinbarung=meerane, by=konto("LT"), jetzt=JETZT, grund="Fehleintrag")
    ziel = tmp_path / "x.pdf"
    assert rufe("medieninformation", "1", out=str(ziel))[::2] == (
        1, "Die Vereinbarung Nr. 1 ist nichtig (Fehleintrag); dazu gibt es keinen Pressetext.\n",
    )  # fmt: skip
    assert rufe("medieninformation", "99", out=str(ziel))[::2] == (
        1, "Eine Vereinbarung mit der Nummer 99 gibt es nicht, auch keine geplante.\n",
    )  # fmt: skip
    assert not ziel.exists()


def test_nicht_schreibbare_ziele_werden_abgelehnt(
    meerane: Vereinbarung, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "ist ein Ordner" in rufe("medieninformation", "1", out=str(tmp_path))[2]
    status, _, fehler = rufe("medieninformation", "1", out=str(tmp_path / "fehlt" / "x.pdf"))
    assert (status, "gibt es nicht" in fehler) == (1, True)

    def verboten(*args: Any, **kwargs: Any) -> Any:
        raise PermissionError

    monkeypatch.setattr("asskomm.portal.management.commands.medieninformation.tempfile.mkstemp", verboten)
    assert "lässt sich nicht schreiben" in rufe("medieninformation", "1", out=str(tmp_path / "x.pdf"))[2]


@pytest.mark.parametrize("nummer", ["abc", "0", "-3", "1.5", "٣", "9" * 30, ""])
def test_falsche_nummer_ist_ein_falscher_aufruf(nummer: str, tmp_path: Path) -> None:
    args = [nummer] if not nummer.startswith("-") else ["--", nummer]
    assert rufe("medieninformation", "--out", str(tmp_path / "x.pdf"), *args)[0] == 2


def test_ohne_ziel_ist_es_ein_falscher_aufruf() -> None:
    assert rufe("medieninformation", "1")[::2] == (2, "Aufruf: medieninformation NUMMER --out DATEI.pdf")


# --- pruefe_text


def pruefe(inhalt: bytes | str, tmp_path: Path, stichtag: str = "2026-11-22") -> tuple[int, str, str]:
    datei = tmp_path / "text.txt"
    datei.write_bytes(inhalt.encode() if isinstance(inhalt, str) else inhalt)
    return rufe("pruefe_text", str(datei), stichtag=stichtag)


def test_befunde_stehen_je_zeile_und_enden_mit_eins(meerane: Vereinbarung, tmp_path: Path) -> None:
    status, ausgabe, fehler = pruefe("7 Kooperationsvereinbarungen.\n\nDie 9. Vereinbarung.", tmp_path)
    assert (status, fehler) == (1, "")
    assert ausgabe.splitlines() == [
        "Zeile 1: „7 Kooperationsvereinbarungen“ – Kooperationsvereinbarungen: Am 22.11.2026 ist es 1 (Vortag: 0).",
        "Zeile 3: „9. Vereinbarung“ – Kooperationsvereinbarungen: Am 22.11.2026 ist es 1 (Vortag: 0).",
    ]


def test_ohne_befund_eine_zeile_und_null(meerane: Vereinbarung, tmp_path: Path) -> None:
    erwartet = "Keine Beanstandung: alle erkannten Zahlen stimmen zum 22.11.2026.\n"
    assert pruefe("\ufeffDie 1. Kooperationsvereinbarung.", tmp_path, "22.11.2026") == (0, erwartet, "")


@pytest.mark.parametrize(
    ("inhalt", "meldung"),
    [
        (b"", "ist leer"),
        (b" \n\n ", "ist leer"),
        ("Für Übigau".encode("cp1252"), "nicht in UTF-8"),
        (b"%PDF-1.7\x00\x01", "keine Textdatei"),
        (b"a" * 2_000_001, "zu groß"),
    ],
)
def test_unlesbare_dateien_werden_abgelehnt(inhalt: bytes, meldung: str, tmp_path: Path) -> None:
    status, ausgabe, fehler = pruefe(inhalt, tmp_path)
    assert (status, ausgabe) == (1, "")
    assert meldung in fehler


def test_ordner_und_fehlende_rechte_werden_abgelehnt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, _, fehler = rufe("pruefe_text", str(tmp_path), stichtag="2026-11-22")
    assert (status, "Das ist ein Ordner" in fehler) == (1, True)
    for ausnahme, grund in ((PermissionError, "Die Rechte fehlen"), (OSError, "Lesefehler")):

        def scheitert(pfad: Path, ausnahme: type[OSError] = ausnahme) -> bytes:
            raise ausnahme

        monkeypatch.setattr(Path, "read_bytes", scheitert)
        assert grund in pruefe("x", tmp_path)[2]


@pytest.mark.parametrize(
    ("args", "meldung"),
    [
        ([], "Aufruf: pruefe_text DATEI --stichtag"),
        (["x.txt"], "Aufruf: pruefe_text DATEI --stichtag"),
        (["x.txt", "--stichtag", "gestern"], "--stichtag: „gestern“ ist kein Datum"),
        (["x.txt", "--stichtag", "2023-02-30"], "gibt es im Kalender nicht"),
        (["/gibt/es/nicht.txt", "--stichtag", "2023-04-25"], "gibt es nicht"),
    ],
)
def test_falsche_aufrufe_enden_mit_zwei(args: list[str], meldung: str) -> None:
    status, _, fehler = rufe("pruefe_text", *args)
    assert (status, meldung in fehler) == (2, True)
