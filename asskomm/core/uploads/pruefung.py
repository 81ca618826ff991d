"""The check of an upload: every reason against it at once, each saying what to do."""

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from ..errors import Ablehnung
from .arten import ANLAGE, BILDER, CSV, ENDUNGEN, PAKETE, PDF, SCAN, TEXT, Zweck
from .bilder import bild_gruende
from .namen import name_gruende
from .pakete import ZIP_KOPF, paket_gruende, paketart
from .pdf_inhalt import pdf_gruende
from .texte import ist_text
from .zwitter import zwitter_gruende

KOPF = 8192


def check_scan(datei: UploadedFile) -> str:
    """The media type found in the content; refuses anything but a PDF or an image of a scan."""
    return check_upload(datei, SCAN)


def check_anlage(datei: UploadedFile) -> str:
    """Also office documents without macros and plain text."""
    return check_upload(datei, ANLAGE)


def check_upload(datei: UploadedFile, zweck: Zweck) -> str:
    """Returns the media type; raises Ablehnung with every reason. The file stands at its beginning afterwards."""
    try:
        art, gruende = _beurteile(datei, zweck)
    finally:
        datei.seek(0)
    if gruende:
        raise Ablehnung(gruende)
    return art


def _beurteile(datei: UploadedFile, zweck: Zweck) -> tuple[str, list[str]]:
    gruende = name_gruende(str(datei.name or ""))
    if not datei.size:
        return "", [*gruende, "Die Datei ist leer. Bitte wählen Sie die Datei noch einmal aus."]
    if datei.size > settings.UPLOAD_MAX_BYTES:
        groesse = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        return "", [
            *gruende,
            f"Die Datei ist größer als {groesse} MB. Bitte verkleinern Sie sie, zum Beispiel mit geringerer Auflösung.",
        ]
    art = _art(datei)
    endung = "." + (datei.name or "").rpartition(".")[2].lower()
    if art == TEXT and endung in ENDUNGEN[CSV]:
        art = CSV
    if art not in zweck.erlaubt:
        return art, [*gruende, f"{zweck.satz}; der Inhalt dieser Datei ist nichts davon."]
    if endung not in ENDUNGEN[art]:
        return art, [*gruende, f"Die Endung „{endung[:20]}“ passt nicht zum Inhalt der Datei{_erwartet(art, zweck)}."]
    return art, gruende + (zwitter_gruende(datei, art) or _inhalt_gruende(datei, art, zweck))


def _erwartet(art: str, zweck: Zweck) -> str:
    """A page or a drawing with scripts is text as well: nobody is told to call it so."""
    if art in (TEXT, CSV):
        return f". {zweck.satz}"
    return "; erwartet wird " + " oder ".join(f"„{e}“" for e in ENDUNGEN[art])


def _inhalt_gruende(datei: UploadedFile, art: str, zweck: Zweck) -> list[str]:
    """A matching head proves little: the real parser of the kind reads the file."""
    datei.seek(0)
    if art == PDF:
        return pdf_gruende(datei, zweck.rat)
    if art in BILDER:
        return bild_gruende(datei, art, zweck.rat)
    return paket_gruende(datei, art, zweck.rat) if art in PAKETE else []


def _art(datei: UploadedFile) -> str:
    datei.seek(0)
    kopf = datei.read(KOPF)
    if kopf.startswith(b"%PDF-"):
        return PDF
    if kopf.startswith(ZIP_KOPF):
        return paketart(datei)
    if art := _bildart(kopf):
        return art
    return TEXT if ist_text(datei) else ""


def _bildart(kopf: bytes) -> str:
    try:
        art = puremagic.from_string(kopf, mime=True)
    except (puremagic.PureError, ValueError):
        return ""
    return art if art in BILDER else ""
