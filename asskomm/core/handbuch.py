"""The handbook of the office: the chapters under docs/, read from there and shown in the back office."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString

from .markdown import als_html, anker, titel_von

ORDNER = Path(settings.BASE_DIR) / "docs"
START = "start"
GLOSSAR = "glossar"
UEBERSICHT = "handbuch-lpr.md"
_KAPITEL = re.compile(rf"\d\d-[a-z0-9-]+|{GLOSSAR}")
_BILD = re.compile(r"[a-z0-9-]+\.png")
UMFELD = 90  # letters of an excerpt before and after what was found


@dataclass(frozen=True)
class Kapitel:
    """`schluessel`: name of the file without its ending, or "start"."""

    schluessel: str
    titel: str
    text: str

    @property
    def abschnitte(self) -> list[tuple[str, str]]:
        """Pairs of heading and fragment."""
        return [(k, anker(k)) for k in re.findall(r"^## (.+)$", self.text, flags=re.MULTILINE)]

    def html(self, *, kapitel: Callable[[str], str], bild: Callable[[str], str]) -> SafeString:
        """`kapitel` gives the address of a chapter, `bild` that of a picture; other files of docs/ are no links."""

        def ziel(adresse: str) -> str:
            if adresse.startswith(("https:", "mailto:", "#")):
                return adresse
            datei, _, fragment = adresse.partition("#")
            schluessel = START if datei.endswith(UEBERSICHT) else Path(datei).stem
            if schluessel != START and not (datei.endswith(".md") and _KAPITEL.fullmatch(schluessel)):
                return ""
            return kapitel(schluessel) + (f"#{fragment}" if fragment else "")

        def bildziel(adresse: str) -> str:
            name = adresse.rpartition("/")[2]
            return bild(name) if _BILD.fullmatch(name) else ""

        return als_html(self.text, ziel=ziel, bild=bildziel)


@dataclass(frozen=True)
class Fundstelle:
    kapitel: Kapitel
    abschnitt: str
    anker: str
    auszug: str


@cache
def kapitel_liste() -> tuple[Kapitel, ...]:
    """The overview first. Read once per process: the texts come with the code."""
    dateien = [*sorted((ORDNER / "handbuch").glob("[0-9][0-9]-*.md")), ORDNER / f"{GLOSSAR}.md"]
    return (_lies(START, ORDNER / UEBERSICHT), *(_lies(datei.stem, datei) for datei in dateien))


def kapitel(schluessel: str) -> Kapitel | None:
    return next((k for k in kapitel_liste() if k.schluessel == schluessel), None)


def bilddatei(name: str) -> Path | None:
    pfad = ORDNER / "bilder" / name
    return pfad if _BILD.fullmatch(name) and pfad.is_file() else None


def suche(text: str) -> list[Fundstelle]:
    """The sections that hold every word, each with an excerpt around the first."""
    worte = [w.casefold() for w in text.split()[:8]]
    if not worte:
        return []
    return [
        Fundstelle(k, ueberschrift, anker(ueberschrift), _auszug(inhalt, worte[0]))
        for k in kapitel_liste()
        for ueberschrift, inhalt in _abschnitte(k)
        if all(w in f"{k.titel} {ueberschrift} {inhalt}".casefold() for w in worte)
    ]


def _lies(schluessel: str, datei: Path) -> Kapitel:
    titel, text = titel_von(datei.read_text(encoding="utf-8"))
    return Kapitel(schluessel, titel, re.sub(r"^\[Zurück zur Übersicht\].*$", "", text, count=1, flags=re.MULTILINE))


def _abschnitte(k: Kapitel) -> list[tuple[str, str]]:
    teile = re.split(r"^##+ (.+)$", k.text, flags=re.MULTILINE)
    return [(k.titel, _schlicht(teile[0])), *((u, _schlicht(t)) for u, t in zip(teile[1::2], teile[2::2], strict=True))]


def _schlicht(text: str) -> str:
    """Without the marks of Markdown."""
    ohne_verweise = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*`|#>]|-{3,}", " ", ohne_verweise).split())


def _auszug(inhalt: str, wort: str) -> str:
    ort = inhalt.casefold().find(wort)
    von, bis = max(0, ort - UMFELD), max(ort, 0) + UMFELD
    return f"{'… ' if von else ''}{inhalt[von:bis].strip()}{' …' if bis < len(inhalt) else ''}"
