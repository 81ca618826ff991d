"""Office documents are archives: sizes are judged before unpacking; macros and what loads from outside is refused."""

import re
import zipfile
from pathlib import PurePosixPath

from django.core.files import File

from ..odsdatei import UNLESBAR
from .arten import DOCX, ODS, ODT, XLSX
from .xmlteile import JeElement, UnzulaessigesXml, lies_xml

ZIP_KOPF = b"PK\x03\x04"
MAX_TEILE = 2000
MAX_ENTPACKT = 200 * 1024 * 1024
MAX_VERHAELTNIS = 100
FREI = 5 * 1024 * 1024  # so much may be packed ever so densely
TYPEN, INHALT = "[Content_Types].xml", "content.xml"
MAX_TYPEN = 1_000_000  # bytes
MIMETYPE = "mimetype"
# The main part of a file without macros names its kind; "macroEnabled" is another one.
_HAUPTTEILE = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"spreadsheetml.sheet.main+xml": XLSX,
}
_MAKROS = re.compile(r"vbaproject|vbadata|(^|/)basic/|(^|/)scripts/|activex|macrosheets|oleobject", re.IGNORECASE)
_VERWEIS = "/hyperlink"  # the only thing outside that nobody fetches by opening the file
_ADRESSE = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\\\|/|\.\./", re.IGNORECASE)  # leads out of the archive
_HREF = "http://www.w3.org/1999/xlink}href"
MAKROS = "Die Datei enthält Makros oder eingebettete Programme. Bitte speichern Sie sie ohne Makros oder als PDF."
AUSSEN = "Die Datei lädt beim Öffnen etwas von außen nach. Bitte speichern Sie sie als PDF."
BOMBE = "Die Datei ist entpackt ungewöhnlich groß und wird nicht geöffnet. Bitte teilen Sie sie auf."
VERSCHLUESSELT = "Die Datei ist mit einem Kennwort geschützt. Bitte entfernen Sie den Schutz."
PFADE = "Die Datei enthält Teile mit unzulässigen Namen. Bitte speichern Sie sie als PDF."


def paketart(datei: File) -> str:
    """By the part that names the kind; the name of the file says nothing."""
    datei.seek(0)
    try:
        with zipfile.ZipFile(datei) as archiv:
            namen = set(archiv.namelist())
            if MIMETYPE in namen and INHALT in namen:
                art = _anfang(archiv, MIMETYPE, 200).decode("ascii", "replace").strip()
                return art if art in (ODT, ODS) else ""
            typen = _anfang(archiv, TYPEN, MAX_TYPEN) if TYPEN in namen else b""
    except UNLESBAR:
        return ""
    return next((art for kennung, art in _HAUPTTEILE.items() if kennung in typen), "")


def paket_gruende(datei: File, art: str, rat: str) -> list[str]:
    try:
        with zipfile.ZipFile(datei) as archiv:
            teile = archiv.infolist()
            if gruende := _umfang_gruende(teile):
                return gruende
            if gruende := _teile_gruende(teile):
                return gruende
            return _xml_gruende(archiv, art)
    except UnzulaessigesXml:
        return [f"Die Datei enthält unzulässige Angaben (etwa XML-Entitäten). {rat}"]
    except UNLESBAR:
        return [f"Die Datei ist unvollständig oder beschädigt. {rat}"]


def _anfang(archiv: zipfile.ZipFile, name: str, hoechstens: int) -> bytes:
    with archiv.open(name) as teil:
        return teil.read(hoechstens)


def _umfang_gruende(teile: list[zipfile.ZipInfo]) -> list[str]:
    """As the directory states it; a reader never gets more than that out of a part."""
    gepackt, entpackt = sum(t.compress_size for t in teile), sum(t.file_size for t in teile)
    dicht = entpackt > FREI and entpackt > MAX_VERHAELTNIS * max(gepackt, 1)
    return [BOMBE] if dicht or entpackt > MAX_ENTPACKT or len(teile) > MAX_TEILE else []


def _teile_gruende(teile: list[zipfile.ZipInfo]) -> list[str]:
    gruende = []
    if any(t.flag_bits & 1 for t in teile):
        gruende.append(VERSCHLUESSELT)
    if any(_ist_ausbruch(t.orig_filename) for t in teile):
        gruende.append(PFADE)
    if any(_MAKROS.search(t.filename) for t in teile):
        gruende.append(MAKROS)
    return gruende


def _ist_ausbruch(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or "\x00" in name or ".." in PurePosixPath(name).parts


def _xml_gruende(archiv: zipfile.ZipFile, art: str) -> list[str]:
    """Every part that steers the opening is well-formed and harmless; a checksum that does not fit is an error here."""
    namen = archiv.namelist()
    if art in (ODT, ODS):
        return _odf_gruende(archiv, namen)
    if b"macroEnabled" in _anfang(archiv, TYPEN, MAX_TYPEN):
        return [MAKROS]
    gruende: set[str] = set()

    def bezug(_name: str, angaben: dict[str, str]) -> None:
        if angaben.get("TargetMode") == "External" and not angaben.get("Type", "").endswith(_VERWEIS):
            gruende.add(AUSSEN)

    for name in (n for n in namen if n.endswith(".rels")):
        _lies(archiv, name, bezug)
    _lies(archiv, "word/document.xml" if art == DOCX else "xl/workbook.xml")
    return sorted(gruende)


def _odf_gruende(archiv: zipfile.ZipFile, namen: list[str]) -> list[str]:
    gruende: set[str] = set()

    def eintrag(name: str, _angaben: dict[str, str]) -> None:
        if name.endswith("}encryption-data"):
            gruende.add(VERSCHLUESSELT)

    def element(name: str, angaben: dict[str, str]) -> None:
        if name.endswith(("}event-listener", "}script")):
            gruende.add(MAKROS)
        if not name.endswith("}a") and _ADRESSE.match(angaben.get(_HREF, "")):
            gruende.add(AUSSEN)

    _lies(archiv, "META-INF/manifest.xml", eintrag)
    if not gruende:  # what is encrypted is no XML
        for name in (INHALT, *({"styles.xml"} & set(namen))):
            _lies(archiv, name, element)
    return sorted(gruende)


def _lies(archiv: zipfile.ZipFile, name: str, je_element: JeElement | None = None) -> None:
    with archiv.open(name) as strom:
        lies_xml(strom, je_element)
