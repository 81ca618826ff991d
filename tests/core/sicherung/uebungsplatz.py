"""An empty system to restore into, archives with damage, and the look at what came back."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, models

from asskomm.core.models import Dokument
from asskomm.core.protokoll.ausloeser import create_ausloeser, drop_ausloeser
from asskomm.core.sicherung import manifest as m
from asskomm.core.sicherung.umfang import KOPF, alle_modelle, gesicherte_modelle, grundbestand
from asskomm.core.sicherung.zeilen import lies_tabelle
from tests.core.protokoll.kettenbau import JETZT, setze_kopf

WURZEL = Path(__file__).resolve().parent.parent.parent.parent


def leere_system() -> None:
    """As after `migrate`: all rows gone but those that migrations write; files gone; protocol at its beginning."""
    connection.check_constraints()  # PostgreSQL drops no trigger while it still has foreign keys to check
    drop_ausloeser(connection)
    for modell in alle_modelle():
        if modell._meta.label_lower not in grundbestand() | {KOPF}:
            models.QuerySet(modell)._raw_delete("default")
    setze_kopf(0, "0" * 64)
    connection.check_constraints()
    create_ausloeser(connection)
    for datei in [d for d in Path(settings.MEDIA_ROOT).rglob("*") if d.is_file()]:
        datei.unlink()


def alle_zeilen() -> dict[str, list[bytes]]:
    return {modell._meta.label_lower: sorted(lies_tabelle(modell)) for modell in gesicherte_modelle()}


def alle_dateien() -> dict[str, bytes]:
    wurzel = Path(settings.MEDIA_ROOT)
    return {p.relative_to(wurzel).as_posix(): p.read_bytes() for p in wurzel.rglob("*") if p.is_file()}


def lege_dokument_ab(name: str = "scan.pdf", inhalt: bytes = b"%PDF-1.7 Probe") -> Dokument:
    dokument = Dokument(
        name=name,
        mimetype="application/pdf",
        groesse=len(inhalt),
        sha256=hashlib.sha256(inhalt).hexdigest(),
        erfasst_zeitpunkt=JETZT,
    )
    dokument.datei.save(name, ContentFile(inhalt), save=True)
    return dokument


def rufe(befehl: str, *args: Any, **angaben: Any) -> tuple[int, str, str]:
    """Exit status, output, errors."""
    ausgabe, fehler = StringIO(), StringIO()
    try:
        call_command(befehl, *map(str, args), stdout=ausgabe, stderr=fehler, **angaben)
    except SystemExit as ende:
        return int(ende.code or 0), ausgabe.getvalue(), fehler.getvalue()
    return 0, ausgabe.getvalue(), fehler.getvalue()


def rufe_auf_sqlite(datei: Path, media: Path, *args: str, code: str = "") -> subprocess.CompletedProcess:
    """A process of its own with an SQLite file, whatever this test run uses."""
    umgebung = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{datei}",
        "MEDIA_ROOT": str(media),
        "SECRET_KEY": "x" * 60,
        "DJANGO_SETTINGS_MODULE": "asskomm.settings",
    }
    befehl = [sys.executable, "-c", code] if code else [sys.executable, "manage.py"]
    return subprocess.run([*befehl, *args], env=umgebung, cwd=WURZEL, capture_output=True, text=True, check=False)


def lies_teile(archiv: Path) -> dict[str, bytes]:
    with tarfile.open(archiv) as tar:
        return {eines.name: tar.extractfile(eines).read() for eines in tar}  # type: ignore[union-attr]


def schreibe_teile(archiv: Path, teile: dict[str, bytes]) -> None:
    with tarfile.open(archiv, "w") as tar:
        for name, inhalt in teile.items():
            angaben = tarfile.TarInfo(name)
            angaben.size = len(inhalt)
            tar.addfile(angaben, io.BytesIO(inhalt))


@contextmanager
def veraendert(archiv: Path) -> Iterator[dict[str, bytes]]:
    """Change, drop or add parts; the manifest is signed again only by `unterschreibe`."""
    teile = lies_teile(archiv)
    yield teile
    schreibe_teile(archiv, teile)


def unterschreibe(teile: dict[str, bytes], aendere: Callable[[dict[str, Any]], None]) -> None:
    """What somebody does who knows the format: a changed manifest with checksums that fit."""
    werte = json.loads(teile[m.NAME])
    aendere(werte)
    teile[m.NAME] = json.dumps(werte).encode()
    teile[m.PRUEFSUMME] = hashlib.sha256(teile[m.NAME]).hexdigest().encode()
