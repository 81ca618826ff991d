"""Files with two faces: in front what is allowed, behind it an archive, a page or a script."""

import re
import zipfile

from django.core.files import File

from .arten import BILDER, PAKETE, PDF

# Long enough not to occur by chance in compressed data.
_SKRIPT = re.compile(rb"<script|<!doctype html|<html[\s>]|<svg[\s>]|<\?php\s|__halt_compiler", re.IGNORECASE)
_ENDE = b"%%EOF"

PROGRAMMTEXT = (
    "Die Datei enthält Programmtext (HTML oder ein Skript). Bitte scannen Sie neu oder drucken Sie in ein neues PDF."
)


def zwitter_gruende(datei: File, art: str) -> list[str]:
    datei.seek(0)
    if art not in PAKETE and zipfile.is_zipfile(datei):
        return ["Die Datei ist zugleich ein Archiv. Bitte speichern Sie sie als PDF ohne Anlagen."]
    if art not in BILDER and art != PDF:
        return []
    datei.seek(0)
    inhalt = datei.read()
    if _SKRIPT.search(inhalt):
        return [PROGRAMMTEXT]
    if art in BILDER and b"%PDF-" in inhalt:
        return ["Die Datei ist zugleich Bild und PDF. Bitte speichern Sie sie als eines von beiden."]
    if art == PDF and _ENDE in inhalt and inhalt.rpartition(_ENDE)[2].strip(b"\0 \t\r\n\x0c\x1a"):
        return ["Hinter dem Ende des PDF steht noch etwas anderes. Bitte drucken Sie es in ein neues PDF."]
    return []
