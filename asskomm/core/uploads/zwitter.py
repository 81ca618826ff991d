"""Files with two faces: in front what is allowed, behind it an archive, a page or a script."""

import re
import zipfile

from django.core.files import File

from .arten import BILDER, PAKETE, PDF

# Long enough not to occur by chance in compressed data.
_SKRIPT = re.compile(rb"<script|<!doctype html|<html[\s>]|<svg[\s>]|<\?php\s|__halt_compiler", re.IGNORECASE)
_SKRIPT_IM_PDF = re.compile(rb"<\?php\s|__halt_compiler", re.IGNORECASE)  # a PDF may well speak of HTML


def zwitter_gruende(datei: File, art: str) -> list[str]:
    datei.seek(0)
    if art not in PAKETE and zipfile.is_zipfile(datei):
        return ["Die Datei ist zugleich ein Archiv. Bitte speichern Sie sie als PDF ohne Anlagen."]
    muster = _SKRIPT_IM_PDF if art == PDF else _SKRIPT if art in BILDER else None
    if muster is None:
        return []
    datei.seek(0)
    inhalt = datei.read()
    if muster.search(inhalt):
        return ["Die Datei enthält Programmtext, der nicht in einen Scan gehört. Bitte scannen Sie neu."]
    if art in BILDER and b"%PDF-" in inhalt:
        return ["Die Datei ist zugleich Bild und PDF. Bitte speichern Sie sie als eines von beiden."]
    return []
