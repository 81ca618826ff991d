"""Uploaded files are checked by size, ending and content before anything is stored."""

import datetime as dt
import hashlib
import zipfile
from pathlib import PurePath
from typing import Any

import puremagic
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from PIL import Image

from .errors import Ablehnung
from .models import Dokument, User

ERLAUBTE_ARTEN: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/tiff": (".tif", ".tiff"),
}


PDF_ENDE = 4096  # bytes at the end within which a PDF names its end


ZUGABE = 5 * 1024 * 1024  # the other fields of a form; a file just too large still gets a friendly refusal


class Groessengrenze(FileUploadHandler):
    """First of the handlers: what is far too large is refused before a byte of it reaches the disk.

    Without it anybody could fill the disk, also without an account: the check of the form token reads the body.
    """

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        if content_length > settings.UPLOAD_MAX_BYTES + ZUGABE:
            raise RequestDataTooBig("Die Anfrage ist größer, als das Portal Dateien annimmt.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def check_scan(datei: UploadedFile) -> str:
    """Returns the media type found in the content; refuses anything but a PDF or an image of a scan."""
    gruende = []
    if (datei.size or 0) > settings.UPLOAD_MAX_BYTES:
        gruende.append(f"Die Datei ist größer als {settings.UPLOAD_MAX_BYTES // 1024 // 1024} MB.")
    if not datei.size:
        gruende.append("Die Datei ist leer.")
    art = _mimetype(datei)
    endung = "." + (datei.name or "").rpartition(".")[2].lower()
    if art not in ERLAUBTE_ARTEN:
        gruende.append("Erlaubt sind PDF, JPEG, PNG und TIFF; der Inhalt dieser Datei ist nichts davon.")
    elif endung not in ERLAUBTE_ARTEN[art]:
        gruende.append(f"Die Endung „{endung}“ passt nicht zum Inhalt der Datei.")
    else:
        gruende += _inhalt_gruende(datei, art)
    if gruende:
        raise Ablehnung(gruende)
    return art


def store_dokument(
    *, datei: File, mimetype: str, by: User | None, jetzt: dt.datetime, fiktiv: bool = False
) -> Dokument:
    """Stores a checked file once, with its hash, under the name it came with (made harmless)."""
    name = PurePath(str(datei.name or "datei").replace("\\", "/")).name[-200:]
    name = "".join(z for z in name if z.isprintable())  # it goes into a header of the download
    dokument = Dokument(
        name=name,
        mimetype=mimetype,
        groesse=datei.size,
        sha256=sha256(datei),
        erfasst_zeitpunkt=jetzt,
        erfasst_durch=by,
        fiktiv=fiktiv,
    )
    dokument.datei.save(name, datei, save=True)
    return dokument


def sha256(datei: File) -> str:
    summe = hashlib.sha256()
    for stueck in datei.chunks():
        summe.update(stueck)
    datei.seek(0)
    return summe.hexdigest()


def _inhalt_gruende(datei: UploadedFile, art: str) -> list[str]:
    """A matching head proves little: the file is whole, and not an archive in disguise."""
    gruende = []
    ganz = _endet_als_pdf(datei) if art == "application/pdf" else _ist_bild(datei)
    if not ganz:
        gruende.append("Die Datei ist unvollständig oder beschädigt. Bitte speichern Sie den Scan noch einmal.")
    datei.seek(0)
    if zipfile.is_zipfile(datei):
        gruende.append("Die Datei ist zugleich ein Archiv. Bitte speichern Sie den Scan als PDF ohne Anlagen.")
    datei.seek(0)
    return gruende


def _endet_als_pdf(datei: UploadedFile) -> bool:
    datei.seek(max(0, (datei.size or 0) - PDF_ENDE))
    return b"%%EOF" in datei.read()


def _ist_bild(datei: UploadedFile) -> bool:
    datei.seek(0)
    try:
        with Image.open(datei) as bild:
            bild.verify()
    except Exception:  # Pillow raises whatever its decoders meet in a broken file
        return False
    return True


def _mimetype(datei: UploadedFile) -> str:
    kopf = datei.read(8192)
    datei.seek(0)
    if kopf.startswith(b"%PDF-"):
        return "application/pdf"
    try:
        return puremagic.from_string(kopf, mime=True)
    except (puremagic.PureError, ValueError):
        return ""
