"""Befehle mit falschem Aufruf: Rückgabewert 2, deutscher Text, keine Rückfrage."""

import json
import os
import sys
from typing import Any

import pytest
from django.core.management import call_command, execute_from_command_line
from django.core.management.base import CommandError

from tests.factories.fakten import bestand_mit

EIGENE = ("befund", "entferne_demo", "kennzahlen", "lade_demo", "lade_historie", "lade_register", "lege_konto_an")


def rufe(capsys: Any, *angaben: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ende:
        execute_from_command_line(["manage.py", *angaben])
    return int(ende.value.code or 0), capsys.readouterr().err


@pytest.mark.parametrize("befehl", [*EIGENE, "medieninformation", "pruefe_text"])
def test_unbekannte_angabe_ist_falscher_aufruf(capsys: Any, befehl: str) -> None:
    pflicht = ["--rolle", "SB", "--email", "a@example.org"] if befehl == "lege_konto_an" else []
    status, text = rufe(capsys, befehl, *pflicht, "--unfug")
    assert status == 2
    assert text.startswith("Unbekannte Angabe: --unfug.")
    assert "usage" not in text


@pytest.mark.parametrize(
    ("angaben", "meldung"),
    [
        (["lege_konto_an"], "Es fehlt: --rolle, --email."),
        (["kennzahlen", "--stichtag"], "--stichtag: Es fehlt der Wert."),
        (["lade_register", "--vorschau=ja"], "--vorschau hat keinen Wert"),
        (["lade_register", "zuviel"], "Unbekannte Angabe: zuviel."),
        (["kennzahlen", "--verbosity", "9", "--stichtag", "2023-04-24"], "Möglich sind: 0, 1, 2, 3."),
        (["kennzahlen", "--verbosity", "x", "--stichtag", "2023-04-24"], "ist kein gültiger Wert"),
        (["kennzahlen", "--sti", "x", "--s", "y"], "ist nicht eindeutig"),
    ],
)
def test_falscher_aufruf_wird_deutsch_erklaert(capsys: Any, angaben: list[str], meldung: str) -> None:
    status, text = rufe(capsys, *angaben)
    assert status == 2
    assert meldung in text


def test_falscher_aufruf_aus_dem_programm_ist_eine_ausnahme() -> None:
    with pytest.raises(CommandError):
        call_command("kennzahlen", "--unfug")


@pytest.mark.django_db
@pytest.mark.parametrize("nach", ["", "landkreis", "polizeidirektion", "art", "groesse"])
def test_jede_form_der_kennzahlen_nennt_dieselben_zahlen(capsys: Any, nach: str) -> None:
    bestand_mit(3)
    gliederung = ["--nach", nach] if nach else []
    texte = {}
    for form in ("json", "csv", "text"):
        call_command("kennzahlen", "--stichtag", "2023-04-24", "--format", form, *gliederung)
        texte[form] = capsys.readouterr().out
    werte = json.loads(texte["json"])
    assert werte["beraten"] == 3
    zeilen = [z.split(";") for z in texte["csv"].splitlines()]
    assert all(len(z) == len(zeilen[0]) for z in zeilen)
    if nach:
        for gruppe, zeile in zip(werte["gruppen"], zeilen[1:], strict=True):
            assert str(gruppe["beraten"]) == dict(zip(zeilen[0], zeile, strict=True))["beraten"]
            assert gruppe["name"] in texte["text"]
    else:
        assert {z[0]: z[2] for z in zeilen[1:]}["beraten"] == "3"


@pytest.mark.django_db
def test_befehle_mit_falschen_werten_schreiben_nichts_halb(capsys: Any, tmp_path: Any) -> None:
    datei = tmp_path / "leer.txt"
    datei.write_bytes(b"")
    for angaben in (
        ["pruefe_text", str(datei), "--stichtag", "2023-04-25"],
        ["pruefe_text", str(tmp_path), "--stichtag", "2023-04-25"],
        ["medieninformation", "51", "--out", str(tmp_path / "x.pdf")],
        ["lade_register", "--verzeichnis", str(tmp_path)],
        ["lege_konto_an", "--rolle", "XX", "--email", "a@example.org"],
        ["lege_konto_an", "--rolle", "SB", "--email", "kein\x00mail"],
    ):
        with pytest.raises(SystemExit) as ende:
            call_command(*angaben)
        assert ende.value.code == 1, angaben
        assert capsys.readouterr().err.strip(), angaben
    assert [p.name for p in tmp_path.iterdir()] == ["leer.txt"]


@pytest.mark.django_db
def test_wer_nicht_weiterliest_bekommt_keine_fehlermeldung(capfd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """`kennzahlen … | head -1`: Der Leser hat genug gesehen, der Befehl ist damit fertig."""
    lesen, schreiben = os.pipe()
    os.close(lesen)
    with os.fdopen(schreiben, "w") as rohr:
        monkeypatch.setattr(sys, "stdout", rohr)
        execute_from_command_line(["manage.py", "kennzahlen", "--stichtag", "2023-04-24"])
    assert capfd.readouterr().err == ""
