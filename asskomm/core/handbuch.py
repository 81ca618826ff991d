"""The handbook of the office: the chapters under docs/, read from there and shown in the back office."""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString

from .markdown import als_html, anker, titel_von
from .suchtext import fold, fold_umlaut

ORDNER = Path(settings.BASE_DIR) / "docs"
START = "start"
ANHANG = ("oeffentlich", "offene-fragen", "glossar")
UEBERSICHT = "handbuch-lpr.md"
_KAPITEL = re.compile(rf"\d\d-[a-z0-9-]+|{'|'.join(ANHANG)}")
_BILD = re.compile(r"[a-z0-9-]+\.png")
UMFELD = 14  # words of an excerpt before and after what was found


@dataclass(frozen=True)
class Kapitel:
    """`schluessel`: name of the file without its ending, or "start"."""

    schluessel: str
    titel: str
    text: str

    @property
    def ist_uebersicht(self) -> bool:
        return self.schluessel == START

    @property
    def abschnitte(self) -> list[tuple[str, str]]:
        """Pairs of heading and fragment."""
        return [(_schlicht(k), anker(k)) for k in re.findall(r"^## (.+)$", self.text, flags=re.MULTILINE)]

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

        return als_html(self.text, ziel=ziel, bild=bildziel, masse=_masse)


@dataclass(frozen=True)
class Fundstelle:
    kapitel: Kapitel
    abschnitt: str
    anker: str
    auszug: str


@cache
def kapitel_liste() -> tuple[Kapitel, ...]:
    """The overview first. Read once per process: the texts come with the code."""
    dateien = [*sorted((ORDNER / "handbuch").glob("[0-9][0-9]-*.md")), *(ORDNER / f"{name}.md" for name in ANHANG)]
    return (_lies(START, ORDNER / UEBERSICHT), *(_lies(datei.stem, datei) for datei in dateien))


def kapitel(schluessel: str) -> Kapitel | None:
    return next((k for k in kapitel_liste() if k.schluessel == schluessel), None)


def bilddatei(name: str) -> Path | None:
    pfad = ORDNER / "bilder" / name
    return pfad if _BILD.fullmatch(name) and pfad.is_file() else None


@cache
def _masse(adresse: str) -> dict[str, int]:
    """From the head of the PNG file."""
    datei = bilddatei(adresse.rpartition("/")[2])
    if datei is None:
        return {}
    breite, hoehe = struct.unpack(">II", datei.read_bytes()[16:24])
    return {"width": breite, "height": hoehe}


def nachbarn(schluessel: str) -> tuple[Kapitel | None, Kapitel | None]:
    """The chapters before and after."""
    liste = (None, *kapitel_liste(), None)
    ort = next(nr for nr, k in enumerate(liste) if k and k.schluessel == schluessel)
    return liste[ort - 1], liste[ort + 1]


def suche(text: str) -> list[Fundstelle]:
    """The sections that hold every word, each with an excerpt around the first; those named so come first."""
    worte = fold(text).split()[:8]
    if not worte:
        return []
    treffer = [
        (not all(_enthaelt(ueberschrift, w) for w in worte), Fundstelle(k, ueberschrift, anker, _auszug(inhalt, worte)))
        for k in kapitel_liste()
        for ueberschrift, anker, inhalt in _abschnitte(k)
        if all(_enthaelt(f"{k.titel} {ueberschrift} {inhalt}", w) for w in worte)
    ]
    return [f for _, f in sorted(treffer, key=lambda t: t[0])]


def _enthaelt(text: str, wort: str) -> bool:
    """With or without umlauts, as everywhere else in the portal."""
    return wort in fold(text) or wort in fold_umlaut(text)


def _lies(schluessel: str, datei: Path) -> Kapitel:
    titel, text = titel_von(datei.read_text(encoding="utf-8"))
    return Kapitel(schluessel, titel, re.sub(r"^\[Zurück zur Übersicht\].*$", "", text, count=1, flags=re.MULTILINE))


@cache
def _abschnitte(k: Kapitel) -> list[tuple[str, str, str]]:
    """Heading, fragment and plain text of each section; before the first stands what the chapter begins with."""
    teile = re.split(r"^##+ (.+)$", k.text, flags=re.MULTILINE)
    paare = zip(teile[1::2], teile[2::2], strict=True)
    return [(k.titel, "", _schlicht(teile[0])), *((_schlicht(u), anker(u), _schlicht(t)) for u, t in paare)]


def _schlicht(text: str) -> str:
    """Without the marks of Markdown."""
    ohne_verweise = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[|#>]|-{3,}", " ", re.sub(r"[*`]", "", ohne_verweise)).split())


def _auszug(inhalt: str, worte: list[str]) -> str:
    """Whole words around the first one that occurs."""
    alle = inhalt.split()
    ort = next((nr for nr, w in enumerate(alle) if any(_enthaelt(w, gesucht) for gesucht in worte)), 0)
    von, bis = max(0, ort - UMFELD), ort + UMFELD
    return f"{'… ' if von else ''}{' '.join(alle[von:bis])}{' …' if bis < len(alle) else ''}"
