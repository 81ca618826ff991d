"""What was typed into the search: cut into words, or a sentence that says why it cannot be searched for."""

import re
from dataclasses import dataclass

from kommunen.search import fold, fold_umlaut

HOECHSTENS_ZEICHEN = 100
HOECHSTENS_WORTE = 8
KUERZESTES = 2
ZIFFERN_IN_TEXT = 4
"""Fewer digits than that, by themselves, name a number, not a part of an AGS or of a postal code."""
_NUMMER = re.compile(r"\bnr\.?\s*(?=\d)", re.IGNORECASE)
_GROESSTE_ZAHL = 9


@dataclass(frozen=True)
class Wort:
    """As typed, and in both spellings of umlauts."""

    roh: str
    formen: tuple[str, ...]

    @property
    def zahl(self) -> int | None:
        return int(self.roh) if self.roh.isascii() and self.roh.isdigit() and len(self.roh) <= _GROESSTE_ZAHL else None

    @property
    def schreibungen(self) -> tuple[str, ...]:
        """SQLite folds no umlauts: "übersicht" and "Übersicht" are two words to it."""
        return tuple(dict.fromkeys((self.roh, self.roh.lower(), self.roh.capitalize())))

    @property
    def ist_kurze_nummer(self) -> bool:
        return self.zahl is not None and len(self.roh) < ZIFFERN_IN_TEXT


@dataclass(frozen=True)
class Eingabe:
    """`hinweis` says why nothing was searched for; empty where there is nothing to say."""

    text: str
    worte: tuple[Wort, ...] = ()
    hinweis: str = ""

    @property
    def name(self) -> str:
        """The whole, normalised: what an exact hit is called."""
        return fold(self.text)

    @property
    def nur_nummern(self) -> bool:
        """ "50" is an agreement, not every AGS with these digits; in "Dorf 50" it is part of a name."""
        return all(wort.ist_kurze_nummer for wort in self.worte)


def lies(roh: str) -> Eingabe:
    """The words of an input, each once; at most eight count."""
    text = " ".join(roh.replace("\x00", " ").split())
    if not text:
        return Eingabe("")
    if len(text) > HOECHSTENS_ZEICHEN:
        kurz = f"{text[:HOECHSTENS_ZEICHEN]}…"
        return Eingabe(kurz, hinweis=f"Der Suchtext ist zu lang. Höchstens {HOECHSTENS_ZEICHEN} Zeichen sind möglich.")
    worte = []
    for teil in dict.fromkeys(_NUMMER.sub("", text).split()):
        formen = tuple(dict.fromkeys(form for form in (fold(teil), fold_umlaut(teil)) if form))
        if formen:
            worte.append(Wort(teil, formen))
    if not worte:
        return Eingabe(text, hinweis="Bitte geben Sie Buchstaben oder Ziffern ein.")
    if all(w.zahl is None and max(map(len, w.formen)) < KUERZESTES for w in worte):
        return Eingabe(text, hinweis=f"Bitte geben Sie mindestens {KUERZESTES} Zeichen ein.")
    return Eingabe(text, tuple(worte[:HOECHSTENS_WORTE]))
