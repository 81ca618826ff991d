"""The archive: a plain tar file. Tables are compressed inside it, files are stored as they are."""

import datetime as dt
import gzip
import hashlib
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from asskomm.core.errors import Ablehnung

from . import manifest as m
from .zeilen import Umfang, miss

_STUECK = 1024 * 1024
_HOECHSTENS = 256 * 1024 * 1024  # bytes of a manifest; it is the only part that is read as a whole


class _Mitleser:
    """Counts the digest of what passes through, so that nothing is read twice."""

    def __init__(self, quelle: IO[bytes]) -> None:
        self.quelle, self.summe = quelle, hashlib.sha256()

    def read(self, anzahl: int = -1) -> bytes:
        stueck = self.quelle.read(anzahl)
        self.summe.update(stueck)
        return stueck


class Schreiber:
    """Writes part after part; `teile` is what the manifest says of them."""

    def __init__(self, ziel: IO[bytes], *, jetzt: dt.datetime) -> None:
        self.tar = tarfile.open(fileobj=ziel, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by beende
        self.sekunde = int(jetzt.timestamp())
        self.teile: dict[str, m.Teil] = {}

    def lege_ab(self, name: str, quelle: IO[bytes], groesse: int) -> m.Teil:
        angaben = tarfile.TarInfo(name)
        angaben.size, angaben.mtime, angaben.mode = groesse, self.sekunde, 0o600
        leser = _Mitleser(quelle)
        self.tar.addfile(angaben, leser)  # type: ignore[arg-type]
        self.teile[name] = m.Teil(groesse, leser.summe.hexdigest())
        return self.teile[name]

    def lege_zeilen_ab(self, name: str, zeilen: Iterable[bytes], *, ordner: Path) -> Umfang:
        """A tar file must know sizes beforehand: the rows go through a nameless file beside the target."""
        with tempfile.TemporaryFile(dir=ordner) as zwischen:
            with gzip.GzipFile(fileobj=zwischen, mode="wb", compresslevel=6, mtime=0, filename="") as gepackt:
                umfang = miss(_durch(zeilen, gepackt))
            groesse = zwischen.tell()
            zwischen.seek(0)
            self.lege_ab(name, zwischen, groesse)
        return umfang

    def beende(self, manifest: m.Manifest) -> str:
        """Returns the digest of the manifest, which covers all the rest."""
        text = manifest.als_text().encode()
        summe = hashlib.sha256(text).hexdigest()
        for name, inhalt in ((m.NAME, text), (m.PRUEFSUMME, f"{summe}\n".encode())):
            self.lege_ab(name, BytesIO(inhalt), len(inhalt))
        self.tar.close()
        return summe


def _durch(zeilen: Iterable[bytes], ziel: Any) -> Iterator[bytes]:
    for zeile in zeilen:
        ziel.write(zeile)
        yield zeile


class Archiv:
    """An archive that is whole: every part is there, nothing else, each with its checksum."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.mitglieder = _mitglieder(tar)
        self.manifest = m.Manifest.lies(self._lies_manifest())
        erwartet = {*self.manifest.teile, m.NAME, m.PRUEFSUMME}
        gruende = [f"Die Sicherung enthält etwas Fremdes: {name}" for name in self.mitglieder.keys() - erwartet]
        gruende += [f"In der Sicherung fehlt: {name}" for name in erwartet - self.mitglieder.keys()]
        gruende = gruende or [
            f"Beschädigt: {name}" for name, teil in self.manifest.teile.items() if self._passt(name) != teil
        ]
        if gruende:
            raise Ablehnung(sorted(gruende))

    def oeffne(self, name: str) -> IO[bytes]:
        datei = self.tar.extractfile(self.mitglieder[name])
        if datei is None:  # only for what is no file; those are refused before
            raise Ablehnung(f"Nicht lesbar: {name}")
        return datei

    def zeilen(self, tabelle: m.Tabelle) -> Iterator[bytes]:
        with self.oeffne(tabelle.teil) as gepackt, gzip.open(gepackt) as zeilen:
            yield from zeilen

    def _passt(self, name: str) -> m.Teil:
        with self.oeffne(name) as quelle:
            leser = _Mitleser(quelle)
            while leser.read(_STUECK):
                pass
        return m.Teil(self.mitglieder[name].size, leser.summe.hexdigest())

    def _lies_manifest(self) -> bytes:
        if not {m.NAME, m.PRUEFSUMME} <= self.mitglieder.keys():
            raise Ablehnung("Die Sicherung ist unvollständig: Ihr Verzeichnis fehlt, das ganz am Ende steht.")
        text = self.oeffne(m.NAME).read(_HOECHSTENS)
        if hashlib.sha256(text).hexdigest() != self.oeffne(m.PRUEFSUMME).read(100).decode("ascii", "replace").strip():
            raise Ablehnung("Die Sicherung ist beschädigt: Ihr Verzeichnis passt nicht zu seiner Prüfsumme.")
        return text


def _mitglieder(tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    """Plain files only, each name once: no links, no devices, no folders."""
    mitglieder: dict[str, tarfile.TarInfo] = {}
    for eines in tar:
        if not eines.isreg() or eines.issparse():
            raise Ablehnung(f"Die Sicherung enthält etwas anderes als Dateien: {eines.name}")
        if eines.name in mitglieder:
            raise Ablehnung(f"Die Sicherung enthält zweimal: {eines.name}")
        mitglieder[eines.name] = eines
    return mitglieder


@contextmanager
def geoeffnet(pfad: Path) -> Iterator[Archiv]:
    """Verified as a whole before anything is used of it."""
    try:
        if pfad.stat().st_size % tarfile.RECORDSIZE:  # our archives are filled up to full records
            raise EOFError
        with tarfile.open(pfad, mode="r:") as tar:
            yield Archiv(tar)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile):
        raise Ablehnung(f"{pfad} ist keine Sicherung des Portals, abgeschnitten oder beschädigt.") from None
    except FileNotFoundError:
        raise Ablehnung(f"Die Datei {pfad} gibt es nicht.") from None
