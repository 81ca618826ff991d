"""Normalised columns for search and sorting: SQLite neither folds nor sorts umlauts.

Umlauts are folded twice: "Übigau" is found by "ubigau" and by "uebigau"; Sorbian letters by their base letter.
"""

import unicodedata

_UMLAUTE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_OHNE_ZERLEGUNG = str.maketrans({"ł": "l", "ß": "ss", "đ": "d", "ø": "o"})


def fold(text: str) -> str:
    """Lower case, base letters only, words separated by one blank: "Budyšin" → "budysin"."""
    klein = unicodedata.normalize("NFC", text).casefold().translate(_OHNE_ZERLEGUNG)
    zerlegt = unicodedata.normalize("NFKD", klein)
    nur = "".join(z if z.isalnum() else " " for z in zerlegt if not unicodedata.combining(z))
    return " ".join(nur.split())


def fold_umlaut(text: str) -> str:
    """The other German spelling: "Übigau" → "uebigau"."""
    return fold(unicodedata.normalize("NFC", text).lower().translate(_UMLAUTE))


def suchtext(*teile: str) -> str:
    """All spellings of all parts, each once."""
    formen = [form for teil in teile if teil for form in (fold(teil), fold_umlaut(teil))]
    return " ".join(dict.fromkeys(formen))
