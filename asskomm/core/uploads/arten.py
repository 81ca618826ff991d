"""What may be uploaded for which purpose: each media type with its endings."""

from dataclasses import dataclass

PDF = "application/pdf"
JPEG, PNG, TIFF = "image/jpeg", "image/png", "image/tiff"
_OOXML = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX = f"{_OOXML}.wordprocessingml.document", f"{_OOXML}.spreadsheetml.sheet"
_ODF = "application/vnd.oasis.opendocument"
ODT, ODS = f"{_ODF}.text", f"{_ODF}.spreadsheet"
TEXT, CSV = "text/plain", "text/csv"

BILDER = {JPEG: "JPEG", PNG: "PNG", TIFF: "TIFF"}  # with the name that Pillow gives it
PAKETE = frozenset({DOCX, XLSX, ODT, ODS})
ENDUNGEN: dict[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    TIFF: (".tif", ".tiff"),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    ODT: (".odt",),
    ODS: (".ods",),
    TEXT: (".txt",),
    CSV: (".csv",),
}
# Endings that some system runs or opens as a programme: no harmless file bears one, not even before another ending.
AUSFUEHRBAR = frozenset(
    [
        *("exe", "com", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta", "msi", "msp"),
        *("scr", "pif", "cpl", "dll", "jar", "app", "sh", "py", "pl", "php", "phar", "phtml", "html", "htm", "xhtml"),
        *("svg", "lnk", "url", "reg", "iso", "img", "docm", "dotm", "xlsm", "xltm", "xlam", "pptm"),
    ]
)


@dataclass(frozen=True)
class Zweck:
    """`erlaubt`: media types; `satz`: what the refusal says."""

    erlaubt: frozenset[str]
    satz: str
    rat: str


SCAN = Zweck(
    frozenset({PDF, *BILDER}),
    "Erlaubt sind PDF, JPEG, PNG und TIFF",
    "Bitte speichern Sie den Scan noch einmal.",
)
ANLAGE = Zweck(
    frozenset(ENDUNGEN),
    "Erlaubt sind PDF, JPEG, PNG, TIFF, DOCX, XLSX, ODT, ODS, TXT und CSV",
    "Bitte öffnen Sie die Datei in dem Programm, mit dem sie erstellt wurde, und speichern Sie sie noch einmal.",
)


def endungen(zweck: Zweck) -> str:
    """For the `accept` of a file field: the browser offers these first."""
    return ",".join(endung for art in ENDUNGEN if art in zweck.erlaubt for endung in ENDUNGEN[art])
