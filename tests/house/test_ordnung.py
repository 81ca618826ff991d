"""Was neben dem Code stimmen muss: Einstellungen, Abhängigkeiten, Fremdes, Glossar."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest
from django.apps import apps
from django.db.models import Model

from tests.house.quelltext import WURZEL, alle_pfade

EIGENE_APPS = {"core", "portal", "kommunen", "vereinbarungen", "foerderung"}
# Zusammengesetzt, damit diese Datei sich nicht selbst meldet.
PAKETVERZEICHNISSE = [
    f"{name}.{ende}"
    for name, ende in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry.npmjs", "org"),
        ("npmjs", "com"),
        ("registry.yarnpkg", "com"),
        ("deb.debian", "org"),
        ("crates", "io"),
    ]
]
# Formate und Namen, an denen kopierte fremde Dateien zu erkennen sind
FREMDE_ENDUNGEN = (".min.js", ".min.css", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".whl", ".map")
FREMDE_NAMEN = re.compile(r"(^|/)(htmx|leaflet|jquery|bootstrap|axe|kern|d3|alpine)([.-][\w.-]*)?\.(js|css)$")


def gelesene_variablen(env_py: str) -> set[str]:
    return set(re.findall(r"_env(?:\.\w+)?\(\s*\"([A-Z_]+)\"", env_py))


def beschriebene_variablen(beispiel: str) -> dict[str, bool]:
    """Name und ob direkt darüber eine Erklärung steht."""
    zeilen = beispiel.splitlines()
    return {
        treffer.group(1): zeilen[i - 1].startswith("# ")
        for i, zeile in enumerate(zeilen)
        if (treffer := re.match(r"#?([A-Z][A-Z_]+)=", zeile))
    }


def unbegruendete(anforderungen: str) -> list[str]:
    """Pakete einer *.in-Datei ohne Kommentar in der Zeile davor."""
    zeilen = anforderungen.splitlines()
    return [
        zeile
        for i, zeile in enumerate(zeilen)
        if zeile.strip() and not zeile.startswith("#") and not (i and zeilen[i - 1].startswith("# "))
    ]


def test_env_beispiel_nennt_genau_die_gelesenen_variablen() -> None:
    gelesen = gelesene_variablen((WURZEL / "asskomm/settings/env.py").read_text(encoding="utf-8"))
    beschrieben = beschriebene_variablen((WURZEL / ".env.example").read_text(encoding="utf-8"))
    assert set(beschrieben) == gelesen
    assert [name for name, erklaert in beschrieben.items() if not erklaert] == []


def test_variablen_werden_erkannt() -> None:
    assert gelesene_variablen('A = _env.str("EINS", default="")\nB = _env("ZWEI")') == {"EINS", "ZWEI"}
    assert beschriebene_variablen("# wozu\nEINS=\n#ZWEI=x") == {"EINS": True, "ZWEI": False}


@pytest.mark.parametrize("name", ["prod", "dev", "uv", "node"])
def test_jede_abhaengigkeit_ist_begruendet(name: str) -> None:
    text = (WURZEL / f"requirements/{name}.in").read_text(encoding="utf-8")
    assert unbegruendete(text) == []


def test_fehlende_begruendung_wird_erkannt() -> None:
    assert unbegruendete("# Rahmenwerk\ndjango\nrules") == ["rules"]


def test_sperrdateien_tragen_pruefsummen() -> None:
    for name in ("prod", "dev", "uv", "node"):
        text = (WURZEL / f"requirements/{name}.txt").read_text(encoding="utf-8")
        assert len(re.findall(r"^[a-z].*==", text, flags=re.MULTILINE)) <= text.count("--hash=sha256:")


def test_keine_datei_nennt_ein_paketverzeichnis() -> None:
    muster = re.compile("|".join(re.escape(host) for host in PAKETVERZEICHNISSE))
    funde = [
        f"{pfad}: {treffer.group()}"
        for pfad in alle_pfade()
        if (treffer := muster.search((WURZEL / pfad).read_bytes().decode("utf-8", errors="ignore")))
    ]
    assert funde == []


def test_sperrdatei_von_npm_nennt_keine_adresse() -> None:
    assert "://" not in (WURZEL / "package-lock.json").read_text(encoding="utf-8")


def ist_fremd(pfad: str) -> bool:
    return pfad.endswith(FREMDE_ENDUNGEN) or bool(FREMDE_NAMEN.search(pfad))


def test_keine_fremde_datei_liegt_im_haus() -> None:
    assert [pfad for pfad in alle_pfade() if ist_fremd(pfad)] == []


@pytest.mark.parametrize(
    ("pfad", "fremd"),
    [
        ("static/js/htmx.js", True),
        ("static/js/leaflet-1.9.js", True),
        ("static/fonts/firasans.woff2", True),
        ("static/css/karte.css", False),
        ("asskomm/core/templatetags/kern.py", False),
    ],
)
def test_fremde_dateien_werden_erkannt(pfad: str, fremd: bool) -> None:
    assert ist_fremd(pfad) is fremd


def test_grosse_dateien_sind_nur_registerdaten_und_sperrdateien() -> None:
    gross = [p for p in alle_pfade() if (WURZEL / p).stat().st_size > 200_000]
    assert [p for p in gross if PurePosixPath(p).parts[0] not in {"requirements", "kommunen"}] == []


def eigene_modelle() -> list[type[Model]]:
    return [
        modell
        for modell in apps.get_models()
        if modell._meta.app_label in EIGENE_APPS and not modell.__name__.startswith("Historical")
    ]


def test_glossar_erklaert_jedes_modell() -> None:
    glossar = (WURZEL / "docs/glossar.md").read_text(encoding="utf-8")
    fehlend = [m.__name__ for m in eigene_modelle() if not re.search(rf"\b{m.__name__}\b", glossar)]
    assert fehlend == []


def test_browsertests_warten_auf_die_naechste_seite() -> None:
    """`is_visible()` fragt sofort und sieht nach einem Klick noch die alte Seite; `expect(…)` wartet."""
    ungeduldig = [
        f"{pfad}:{nr}"
        for pfad in sorted((WURZEL / "tests/e2e").glob("*.py"))
        for nr, zeile in enumerate(pfad.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\.is_(visible|hidden|checked|enabled)\(\)", zeile)
    ]
    assert ungeduldig == []
