"""A PDF is read whole by pyHanko; whatever runs, opens or hides something is refused."""

from collections.abc import Iterator
from typing import Any

from django.core.files import File
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

ENDE = 4096  # bytes at the end within which a PDF names its end
MAX_OBJEKTE = 300_000
KENNWORT = "Das PDF ist verschlüsselt oder mit einem Kennwort geschützt. Bitte speichern Sie es ohne Schutz."
AKTIV = (
    "Das PDF enthält Programmtext oder ruft beim Öffnen ein Programm auf (JavaScript). "
    "Bitte drucken Sie es in ein neues PDF."
)
ANLAGEN = "Das PDF enthält angehängte Dateien. Bitte laden Sie diese einzeln hoch und speichern Sie das PDF ohne sie."
FORMULAR = "Das PDF enthält ein dynamisches Formular (XFA). Bitte drucken Sie es in ein neues PDF."
# Keys and values that stand for something other than paper.
_AKTIV = frozenset({"/JavaScript", "/JS", "/Launch", "/RichMedia", "/Movie", "/Sound", "/Rendition", "/ImportData"})
_ANLAGEN = frozenset({"/EmbeddedFiles", "/EmbeddedFile", "/FileAttachment", "/EF"})


def pdf_gruende(datei: File, rat: str) -> list[str]:
    beschaedigt = [f"Die Datei ist unvollständig oder beschädigt. {rat}"]
    datei.seek(max(0, datei.size - ENDE))
    if b"%%EOF" not in datei.read():
        return beschaedigt
    datei.seek(0)
    try:
        leser = PdfFileReader(datei, strict=False)
        if leser.encrypted:
            return [KENNWORT]
        worte = set(_worte(leser))
        if "/Pages" not in leser.root:
            return beschaedigt
    except Exception:  # the parser of a broken or hostile file fails in many ways, also by depth
        return beschaedigt
    gruende = [AKTIV] if worte & _AKTIV else []
    gruende += [ANLAGEN] if worte & _ANLAGEN else []
    return gruende + ([FORMULAR] if "/XFA" in worte else [])


def _worte(leser: PdfFileReader) -> Iterator[str]:
    """Every key and every name of every object that the document leads to; the content of streams stays packed."""
    offen: list[Any] = [leser.trailer_view]
    gesehen: set[Any] = set()
    schritte = 0
    while offen:
        objekt = offen.pop()
        schritte += 1
        if schritte > MAX_OBJEKTE:
            raise ValueError("Zu viele Objekte.")
        if isinstance(objekt, generic.IndirectObject):
            if (verweis := (objekt.idnum, objekt.generation)) not in gesehen:
                gesehen.add(verweis)
                offen.append(objekt.get_object())
            continue
        if isinstance(objekt, generic.NameObject):
            yield str(objekt)
        if isinstance(objekt, generic.DictionaryObject):
            yield from map(str, objekt)
        offen += _teile(objekt)


def _teile(objekt: Any) -> list[Any]:
    """Streams are dictionaries as well."""
    if isinstance(objekt, generic.DictionaryObject):
        return [objekt.raw_get(schluessel) for schluessel in objekt]
    return [objekt.raw_get(i) for i in range(len(objekt))] if isinstance(objekt, generic.ArrayObject) else []
