"""The files below MEDIA_ROOT: what is there, what the database expects, and how restored ones get to their places."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models

from asskomm.core.errors import Ablehnung

ZWISCHEN = ".wiederherstellung"  # below MEDIA_ROOT: moving from here to the place is one step of the file system
_STUECK = 1024 * 1024
RESERVE = 50 * 1024 * 1024  # bytes that stay free
_GENANNT = 10


def wurzel() -> Path:
    return Path(settings.MEDIA_ROOT)


def alle_dateien() -> Iterator[tuple[str, str]]:
    """Path below MEDIA_ROOT, and "" or the German reason why it cannot be saved."""
    for ordner, unterordner, namen in os.walk(wurzel()):
        unterordner[:] = sorted(u for u in unterordner if u != ZWISCHEN)
        verknuepft = [u for u in unterordner if (Path(ordner) / u).is_symlink()]
        for name in sorted([*namen, *verknuepft]):
            pfad = Path(ordner) / name
            yield pfad.relative_to(wurzel()).as_posix(), _hindernis(pfad)


def _hindernis(pfad: Path) -> str:
    if pfad.is_symlink() or not pfad.is_file():
        return "ist keine Datei, sondern eine Verknüpfung oder etwas anderes"
    try:
        str(pfad).encode()
    except UnicodeEncodeError:
        return "hat einen Namen, der kein Text ist"
    return ""


def erwartete_dateien() -> dict[str, str]:
    """What the rows of the database speak of: path below MEDIA_ROOT and SHA-256 ("" = not recorded)."""
    erwartet: dict[str, str] = {}
    for modell in apps.get_models(include_auto_created=True):
        for feld in modell._meta.local_concrete_fields:
            if isinstance(feld, models.FileField) and not modell._meta.proxy:
                erwartet |= _aus_tabelle(modell, feld.attname)
    return erwartet


def _aus_tabelle(modell: type[models.Model], feld: str) -> dict[str, str]:
    mit_summe = any(f.name == "sha256" for f in modell._meta.local_concrete_fields)
    auswahl: models.QuerySet[Any] = models.QuerySet(modell)
    paare = auswahl.values_list(feld, "sha256" if mit_summe else feld).iterator()
    return {str(pfad): (summe if mit_summe else "") for pfad, summe in paare if pfad}


def sha256(pfad: Path) -> str:
    with pfad.open("rb") as datei:
        return hashlib.file_digest(datei, "sha256").hexdigest()


def fremde_dateien(summen: dict[str, str]) -> list[str]:
    """What stands in the way of a restore. Files with the content of the backup are the rest of a broken attempt."""
    fremd = []
    for name, hindernis in alle_dateien():
        if hindernis or name not in summen or sha256(wurzel() / name) != summen[name]:
            fremd.append(name)
    return fremd


def check_platz(ordner: Path, bedarf: int) -> None:
    vorhanden = next(p for p in (ordner, *ordner.parents) if p.exists())
    frei = shutil.disk_usage(vorhanden).free
    if frei < bedarf + RESERVE:
        raise Ablehnung(
            f"In {vorhanden} fehlt Platz: {bedarf // 2**20 + 1} MB werden gebraucht, {frei // 2**20} sind frei."
        )


class Bereitstellung:
    """Restored files: first all into a folder of their own, then each to its place; taken back if anything fails."""

    def __init__(self) -> None:
        self.zwischen = wurzel() / ZWISCHEN
        self.namen: list[str] = []
        self.gesetzt: list[Path] = []

    def __enter__(self) -> Self:
        shutil.rmtree(self.zwischen, ignore_errors=True)
        self.zwischen.mkdir(parents=True, mode=0o750)
        return self

    def __exit__(
        self, art: type[BaseException] | None, fehler: BaseException | None, spur: TracebackType | None
    ) -> None:
        if art is not None:
            for pfad in self.gesetzt:
                pfad.unlink(missing_ok=True)
            _raeume_leere_ordner()
        shutil.rmtree(self.zwischen, ignore_errors=True)

    def nimm_auf(self, name: str, quelle: Any) -> None:
        ziel = self.zwischen / PurePosixPath(name)
        ziel.parent.mkdir(parents=True, exist_ok=True)
        with ziel.open("xb") as datei:
            shutil.copyfileobj(quelle, datei, _STUECK)
            datei.flush()
            os.fsync(datei.fileno())
        ziel.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o640)
        self.namen.append(name)

    def setze_ein(self) -> None:
        for name in self.namen:
            ziel = wurzel() / PurePosixPath(name)
            ziel.parent.mkdir(parents=True, exist_ok=True)
            (self.zwischen / PurePosixPath(name)).replace(ziel)
            self.gesetzt.append(ziel)


def _raeume_leere_ordner() -> None:
    for ordner, _, _ in sorted(os.walk(wurzel()), reverse=True):
        if Path(ordner) != wurzel() and not any(Path(ordner).iterdir()):
            Path(ordner).rmdir()


def nenne(namen: list[str]) -> str:
    weitere = len(namen) - _GENANNT
    return ", ".join(namen[:_GENANNT]) + (f" und {weitere} weitere" if weitere > 0 else "")
