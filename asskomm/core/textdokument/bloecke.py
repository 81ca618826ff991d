"""Markdown as a sequence of blocks, each with its runs of text: what both kinds of document are written from."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from ..markdown import leser

Lauf = tuple[str, bool, bool]
"""Text, bold, italic."""


@dataclass(frozen=True)
class Absatz:
    """`ebene` of a heading; 0 = a paragraph."""

    laeufe: list[Lauf]
    ebene: int = 0

    @property
    def text(self) -> str:
        return "".join(text for text, _, _ in self.laeufe)


@dataclass
class Liste:
    """`nummer`: which list of the document it is; `punkte`: each with its paragraphs and the lists within it."""

    nummer: int
    mit_zahlen: bool
    tiefe: int
    punkte: "list[list[Absatz | Liste]]" = field(default_factory=list)


@dataclass
class Tabelle:
    """The first row are the headings of the columns."""

    zeilen: list[list[list[Lauf]]] = field(default_factory=list)


Block = Absatz | Liste | Tabelle


def lies_bloecke(text: str) -> list[Block]:
    return list(_Leser(leser.parse(text)).bloecke())


class _Leser:
    def __init__(self, token: list[Token]) -> None:
        self._token = iter(token)
        self._listen = 0

    def bloecke(self) -> Iterator[Block]:
        for t in self._token:
            if t.type == "heading_open":
                yield Absatz(self._laeufe(), int(t.tag[1]))
            elif t.type == "paragraph_open":
                yield Absatz(self._laeufe())
            elif t.type in ("bullet_list_open", "ordered_list_open"):
                yield self._liste(t.type.startswith("ordered"), 0)
            elif t.type == "table_open":
                yield self._tabelle()

    def _laeufe(self) -> list[Lauf]:
        return _laeufe(next(self._token))

    def _liste(self, mit_zahlen: bool, tiefe: int) -> Liste:
        self._listen += 1
        liste = Liste(self._listen, mit_zahlen, tiefe)
        for t in self._token:
            if t.type.endswith("_list_close"):
                break
            if t.type == "list_item_open":
                liste.punkte.append([])
            elif t.type == "paragraph_open":
                liste.punkte[-1].append(Absatz(self._laeufe()))
            elif t.type.endswith("_list_open"):
                liste.punkte[-1].append(self._liste(t.type.startswith("ordered"), tiefe + 1))
        return liste

    def _tabelle(self) -> Tabelle:
        tabelle = Tabelle()
        for t in self._token:
            if t.type == "table_close":
                break
            if t.type == "tr_open":
                tabelle.zeilen.append([])
            elif t.type in ("th_open", "td_open"):
                tabelle.zeilen[-1].append(self._laeufe())
        return tabelle


def _laeufe(inhalt: Token) -> list[Lauf]:
    laeufe: list[Lauf] = []
    fett = kursiv = False
    for t in inhalt.children or []:
        if t.type in ("strong_open", "strong_close"):
            fett = t.type == "strong_open"
        elif t.type in ("em_open", "em_close"):
            kursiv = t.type == "em_open"
        elif t.type in ("softbreak", "hardbreak"):
            laeufe.append((" ", fett, kursiv))
        elif t.content:
            laeufe.append((t.content, fett, kursiv))
    return laeufe
