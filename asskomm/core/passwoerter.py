"""Password rules after BSI ORP.4: long, no words that everybody here would guess, no forced change."""

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

EIGENE_ZEICHEN = 8
VERSCHIEDENE = 5
KUERZESTES_WORT = 4
_UMLAUTE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_ERSATZ = str.maketrans("@4310$5", "aaeioss")  # P@ssw0rt is the same word
_JAHR = re.compile(r"(?:19|20)\d\d")


class Wortsperre:
    """Refuses passwords that are little more than words of this field: places, the portal, years, keyboards.

    `dateien`: text files with one word a line, or tables (csv with ;) whose column `name` counts. Without these words
    eight characters of its own must remain, of which digits make up two at most.
    """

    def __init__(self, dateien: Iterable[str | Path]) -> None:
        self.dateien = tuple(str(d) for d in dateien)

    def validate(self, password: str, user: Any = None) -> None:
        klein = password.lower().translate(_UMLAUTE)
        if len(set(klein)) < VERSCHIEDENE:
            raise ValidationError(
                "Das Passwort besteht aus zu wenigen verschiedenen Zeichen.", code="password_monotonous"
            )
        if min(_eigenes(klein, self.dateien), _eigenes(klein.translate(_ERSATZ), self.dateien)) < EIGENE_ZEICHEN:
            raise ValidationError(
                "Das Passwort besteht vor allem aus naheliegenden Wörtern (Orte, Behörde, Jahreszahlen, Tastenfolgen).",
                code="password_context",
            )

    def get_help_text(self) -> str:
        return "Es darf nicht vor allem aus Ortsnamen, Behördennamen, Jahreszahlen oder Tastenfolgen bestehen."


def _eigenes(text: str, dateien: tuple[str, ...]) -> int:
    """How many characters are left without the words everybody tries."""
    rest = re.sub(r"[^a-z0-9]", "", _JAHR.sub("", text))
    for wort in gesperrte_worte(dateien):
        rest = rest.replace(wort, "")
    ziffern = re.sub(r"\D", "", rest)
    return len(rest) - len(ziffern) + min(len(ziffern), 2)


@cache
def gesperrte_worte(dateien: tuple[str, ...]) -> tuple[str, ...]:
    """Folded, the longest first: the whole name goes before a part of it."""
    worte = {re.sub(r"[^a-z0-9]", "", wort.lower().translate(_UMLAUTE)) for datei in dateien for wort in _lies(datei)}
    return tuple(sorted((w for w in worte if len(w) >= KUERZESTES_WORT), key=lambda w: (-len(w), w)))


def _lies(datei: str) -> list[str]:
    with Path(datei).open(encoding="utf-8", newline="") as offen:
        if datei.endswith(".csv"):
            return [zeile["name"] for zeile in csv.DictReader(offen, delimiter=";")]
        return [zeile.strip() for zeile in offen if not zeile.startswith("#")]
