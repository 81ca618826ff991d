"""Making a backup: one moment of the database, then the files, then the manifest. Nothing is changed by it."""

import datetime as dt
import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from django.conf import settings
from django.db import connection

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Nummernkreis, Protokollkopf
from asskomm.core.protokoll.kette import ANFANG, zeit

from . import ablage
from . import manifest as m
from .archiv import Schreiber
from .nachweis import vermerke
from .schluessel import hoechster_schluessel
from .umfang import gesicherte_modelle
from .zeilen import lies_tabelle, spalten

# A transaction that sees one moment and keeps nobody from writing.
_BEGINN = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"}
_OHNE_ZWEITNAMEN = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)


@dataclass(frozen=True)
class Sicherung:
    manifest: m.Manifest
    pruefsumme: str
    """Of the manifest, which covers all the rest."""
    groesse: int


def sichere(*, ziel: Path, jetzt: dt.datetime) -> Sicherung:
    """Writes beside the target and gives the file its name when it is whole; an existing file is never replaced.

    Missing or altered files do not stop the backup: it names them in `manifest.befunde`.
    """
    ziel = ziel.absolute()
    _check_ziel(ziel)
    with _neue_datei(ziel) as datei:
        schreiber = Schreiber(datei, jetzt=jetzt)
        with schnappschuss():
            manifest = _sichere_tabellen(schreiber, ordner=ziel.parent, jetzt=jetzt)
            erwartet = ablage.erwartete_dateien()
        manifest.befunde.extend(_sichere_dateien(schreiber, erwartet))
        summe = schreiber.beende(manifest)
        groesse = datei.tell()
    vermerke(datei=ziel, zeitpunkt=manifest.zeitpunkt, pruefsumme=summe, befunde=len(manifest.befunde))
    return Sicherung(manifest, summe, groesse)


@contextmanager
def schnappschuss() -> Iterator[None]:
    """All reads inside see the same moment. Inside a transaction the caller has chosen what it sees."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_BEGINN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _sichere_tabellen(schreiber: Schreiber, *, ordner: Path, jetzt: dt.datetime) -> m.Manifest:
    tabellen = []
    for modell in gesicherte_modelle():
        tabelle = m.Tabelle(modell._meta.label_lower, spalten(modell), 0, "", hoechster_schluessel(modell))
        umfang = schreiber.lege_zeilen_ab(tabelle.teil, lies_tabelle(modell), ordner=ordner)
        tabellen.append(m.Tabelle(tabelle.name, tabelle.spalten, umfang.zeilen, umfang.summe, tabelle.schluessel))
    kopf = Protokollkopf.objects.filter(pk=1).first()
    return m.Manifest(
        zeitpunkt=zeit(jetzt),
        version=m.programmversion(),
        quelltext=m.quelltext(),
        base_url=settings.BASE_URL,
        datenbank=connection.vendor,
        migrationen=m.migrationsstand(),
        protokoll_nr=kopf.nr if kopf else 0,
        protokoll_pruefsumme=kopf.pruefsumme if kopf else ANFANG,
        nummern=dict(Nummernkreis.objects.order_by("schluessel").values_list("schluessel", "letzte_nr")),
        tabellen=tabellen,
        teile=schreiber.teile,
    )


def _sichere_dateien(schreiber: Schreiber, erwartet: dict[str, str]) -> Iterator[str]:
    """After the rows: files are written once and never changed, so those of the rows are there."""
    offen = dict(erwartet)
    for name, hindernis in ablage.alle_dateien():
        if hindernis:
            yield f"Nicht gesichert: {name} {hindernis}."
            continue
        try:
            with (ablage.wurzel() / name).open("rb") as datei:
                teil = schreiber.lege_ab(m.DATEIEN + name, datei, os.fstat(datei.fileno()).st_size)
        except FileNotFoundError:
            continue  # removed since the folder was read; if a row speaks of it, it is named below
        soll = offen.pop(name, "")
        if soll and soll != teil.sha256:
            yield f"Verändert: {name} hat nicht den Inhalt, mit dem sie abgelegt wurde."
    yield from (f"Es fehlt: {name} steht in der Datenbank, aber nicht in MEDIA_ROOT." for name in sorted(offen))


def _check_ziel(ziel: Path) -> None:
    gruende = []
    if ziel.exists() or ziel.is_symlink():
        gruende.append(f"{ziel} gibt es schon; eine Sicherung wird nie überschrieben.")
    if not ziel.parent.is_dir():
        gruende.append(f"Den Ordner {ziel.parent} gibt es nicht.")
    elif ziel.resolve().is_relative_to(ablage.wurzel().resolve()):
        gruende.append("Die Sicherung darf nicht in MEDIA_ROOT liegen: Sie würde sich selbst sichern.")
    if gruende:
        raise Ablehnung(gruende)


@contextmanager
def _neue_datei(ziel: Path) -> Iterator[IO[bytes]]:
    """Readable by the owner alone from the first byte; whole or not there."""
    try:
        nummer, name = tempfile.mkstemp(prefix=f".{ziel.name}.", suffix=".teil", dir=ziel.parent)
    except OSError as fehler:
        _scheitere(ziel, fehler)
    teil = Path(name)
    try:
        with os.fdopen(nummer, "w+b") as datei:
            yield datei
            datei.flush()
            os.fsync(datei.fileno())
        _benenne(teil, ziel)
    except OSError as fehler:
        _scheitere(ziel, fehler)
    finally:
        teil.unlink(missing_ok=True)


def _benenne(teil: Path, ziel: Path) -> None:
    """By a second name, which fails if somebody else was quicker; a renaming where the disk knows no second names."""
    try:
        ziel.hardlink_to(teil)
    except OSError as fehler:
        if fehler.errno not in _OHNE_ZWEITNAMEN or ziel.exists():
            raise
        teil.rename(ziel)


def _scheitere(ziel: Path, fehler: OSError) -> NoReturn:
    if fehler.errno == errno.ENOSPC:
        raise Ablehnung(f"Der Platz in {ziel.parent} reicht nicht für die Sicherung.") from None
    if fehler.errno == errno.EEXIST:
        raise Ablehnung(f"{ziel} gibt es schon; eine Sicherung wird nie überschrieben.") from None
    raise Ablehnung(f"Die Sicherung {ziel} ist gescheitert: {fehler}") from None
