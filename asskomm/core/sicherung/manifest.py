"""What an archive says of itself. It is written last: an archive that was cut off has none."""

import json
import tomllib
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Self

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from asskomm.core.errors import Ablehnung

FORMAT = 1
NAME, PRUEFSUMME = "manifest.json", "manifest.sha256"
DATEN, DATEIEN = "daten/", "dateien/"


@dataclass(frozen=True)
class Tabelle:
    name: str
    spalten: list[str]
    zeilen: int
    summe: str
    schluessel: int
    """The highest key the table has ever given."""

    @property
    def teil(self) -> str:
        return f"{DATEN}{self.name}.jsonl.gz"


@dataclass(frozen=True)
class Teil:
    groesse: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    zeitpunkt: str
    version: str
    quelltext: str
    base_url: str
    datenbank: str
    migrationen: list[list[str]]
    protokoll_nr: int
    protokoll_pruefsumme: str
    nummern: dict[str, int]
    tabellen: list[Tabelle]
    teile: dict[str, Teil]
    befunde: list[str] = field(default_factory=list)
    """Files that were missing or altered already when the backup was made."""
    format: int = FORMAT

    def als_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @property
    def dateien(self) -> dict[str, Teil]:
        """The files below MEDIA_ROOT, by their path there."""
        return {n.removeprefix(DATEIEN): teil for n, teil in self.teile.items() if n.startswith(DATEIEN)}

    @classmethod
    def lies(cls, text: bytes) -> Self:
        """Ablehnung for what is no manifest of ours, or names a part that would leave its folder."""
        try:
            werte = json.loads(text)
            if werte["format"] != FORMAT:
                raise Ablehnung(f"Das Format {werte['format']} der Sicherung kennt dieser Stand des Portals nicht.")
            werte["tabellen"] = [Tabelle(**t) for t in werte["tabellen"]]
            werte["teile"] = {name: Teil(**t) for name, t in werte["teile"].items()}
            manifest = cls(**werte)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise Ablehnung("Das Verzeichnis der Sicherung (manifest.json) ist nicht lesbar.") from None
        manifest._check_namen()
        return manifest

    def _check_namen(self) -> None:
        erwartet = {t.teil for t in self.tabellen}
        fremde = [n for n in self.teile if n not in erwartet and not _ist_dateiname(n)]
        if fehlend := erwartet - self.teile.keys():
            raise Ablehnung(f"Der Sicherung fehlen Tabellen: {', '.join(sorted(fehlend))}")
        if fremde:
            raise Ablehnung([f"Die Sicherung enthält etwas Fremdes: {name}" for name in fremde])


def _ist_dateiname(name: str) -> bool:
    """Below `dateien/`, and nowhere else, whatever the name says."""
    pfad = PurePosixPath(name.removeprefix(DATEIEN))
    sauber = not pfad.is_absolute() and pfad.parts and ".." not in pfad.parts and str(pfad) == str(name)[len(DATEIEN) :]
    return name.startswith(DATEIEN) and bool(sauber) and "\\" not in name and "\0" not in name


def migrationsstand() -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def programmversion() -> str:
    with (Path(settings.BASE_DIR) / "pyproject.toml").open("rb") as datei:
        return str(tomllib.load(datei)["project"]["version"])


def quelltext() -> str:
    """The commit of the installation, empty if it was not checked out: a restore needs this very state."""
    git = Path(settings.BASE_DIR) / ".git"
    try:
        kopf = (git / "HEAD").read_text(encoding="utf-8").strip()
        zweig = kopf.removeprefix("ref: ")
        if zweig == kopf or (git / zweig).exists():
            return kopf if zweig == kopf else (git / zweig).read_text(encoding="utf-8").strip()
        gepackt = (git / "packed-refs").read_text(encoding="utf-8")  # where git moves them when it tidies up
    except OSError:
        return ""
    return next((zeile.split()[0] for zeile in gepackt.splitlines() if zeile.endswith(f" {zweig}")), "")
