from django.core.files import File

_STEUERZEICHEN = frozenset(range(32)) - {9, 10, 12, 13}


def ist_text(datei: File) -> bool:
    """UTF-8 (or Windows-1252) without control characters: NUL and the like mean a programme or another format."""
    datei.seek(0)
    inhalt = datei.read()
    if _STEUERZEICHEN & set(inhalt):
        return False
    try:
        inhalt.decode("utf-8")
    except UnicodeDecodeError:
        try:
            inhalt.decode("cp1252")
        except UnicodeDecodeError:
            return False
    return True
