"""Markdown of the editors and of the handbook as HTML that cannot do harm.

markdown-it reads it without embedded HTML, nh3 leaves only what stands on the list below. Headings begin at level two,
because each page has its own first heading; wide tables scroll in a frame that the keyboard reaches.
"""

import re
from collections.abc import Callable
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

Ziel = Callable[[str], str]
"""Turns an address as written into the one to be shown; "" takes the link or the picture away, its text stays."""

TAGS = {
    *("h2", "h3", "h4", "h5", "p", "ul", "ol", "li", "blockquote", "strong", "em", "code", "pre", "br", "hr", "a"),
    *("table", "thead", "tbody", "tr", "th", "td", "img", "div"),
}
ATTRIBUTE = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "th": {"scope"},
    "div": {"class", "role", "aria-label", "tabindex"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
}
SCHEMATA = {"https", "mailto"}
Masse = Callable[[str], dict[str, int]]
_TIEFSTE = 5
_RAHMEN = '<div class="inhalt-tabelle" role="region" tabindex="0" aria-label="{}">'
leser = MarkdownIt("commonmark", {"html": False}).enable("table")


def als_html(
    text: str, *, ziel: Ziel | None = None, bild: Ziel | None = None, masse: Masse | None = None
) -> SafeString:
    """`ziel` and `bild` decide on each link and picture; without `bild` there are no pictures.

    `masse`: width and height of a picture, so that the page does not move when it arrives.
    """
    token = leser.parse(text)
    _hebe_ueberschriften(token)
    _rahme_tabellen(token)
    for block in token:
        if block.children:
            block.children = _mit_zielen(block.children, ziel or _wie_geschrieben, bild or _keins, masse or _ohne_masse)
    roh = leser.renderer.render(token, leser.options, {})
    return SafeString(nh3.clean(roh, tags=TAGS, attributes=ATTRIBUTE, url_schemes=SCHEMATA))


def anker(ueberschrift: str) -> str:
    """The fragment of a heading, as the usual viewers of Markdown build it."""
    return re.sub(r"[^\w\- ]", "", ueberschrift.lower()).replace(" ", "-")


def titel_von(text: str) -> tuple[str, str]:
    """The first heading of a text and the rest without it."""
    erste, _, rest = text.lstrip().partition("\n")
    return (erste.lstrip("# ").strip(), rest) if erste.startswith("# ") else ("", text)


def _wie_geschrieben(adresse: str) -> str:
    return adresse


def _keins(adresse: str) -> str:
    return ""


def _ohne_masse(adresse: str) -> dict[str, int]:
    return {}


def _hebe_ueberschriften(token: list[Token]) -> None:
    for nr, t in enumerate(token):
        if t.type not in ("heading_open", "heading_close"):
            continue
        t.tag = f"h{min(int(t.tag[1]) + (1 if _hat_erste(token) else 0), _TIEFSTE)}"
        if t.type == "heading_open":
            t.attrSet("id", anker(token[nr + 1].content))


def _hat_erste(token: list[Token]) -> bool:
    return any(t.type == "heading_open" and t.markup in ("#", "=") for t in token)


def _rahme_tabellen(token: list[Token]) -> None:
    for nr in range(len(token) - 1, -1, -1):
        if token[nr].type == "th_open":
            token[nr].attrSet("scope", "col")
        elif token[nr].type == "table_close":
            token.insert(nr + 1, _roh("</div>\n"))
        elif token[nr].type == "table_open":
            token.insert(nr, _roh(_RAHMEN.format(escape(_name(token, nr)))))


def _name(token: list[Token], nr: int) -> str:
    """What the columns are called and the heading above: the name of the frame for those who do not see it."""
    ende = next(i for i in range(nr, len(token)) if token[i].type == "thead_close")
    spalten = ", ".join(t.content for t in token[nr:ende] if t.type == "inline" and t.content)
    abschnitt = next((token[i + 1].content for i in range(nr - 1, -1, -1) if token[i].type == "heading_open"), "")
    return f"Tabelle {abschnitt}".replace("`", "").strip() + f": {spalten}"


def _roh(html: str) -> Token:
    return Token("html_block", "", 0, content=html)


def _mit_zielen(kinder: list[Token], ziel: Ziel, bild: Ziel, masse: Masse) -> list[Token]:
    fertig: list[Token] = []
    offen: list[bool] = []  # for each open link: whether it stays one
    for kind in kinder:
        if kind.type == "link_open":
            adresse = ziel(str(kind.attrGet("href") or ""))
            kind.attrs = {"href": adresse}
            offen.append(bool(adresse))
            if not adresse:
                continue
        elif kind.type == "link_close" and not offen.pop():
            continue
        elif kind.type == "image":
            fertig.append(_bild(kind, bild, masse))
            continue
        fertig.append(kind)
    return fertig


def _bild(kind: Token, bild: Ziel, masse: Masse) -> Token:
    geschrieben = str(kind.attrGet("src") or "")
    adresse = bild(geschrieben)
    if not adresse:
        return Token("text", "", 0, content=kind.content)
    attrs: dict[str, Any] = {"src": adresse, "alt": ""} | masse(geschrieben)
    kind.attrs = attrs  # the renderer fills alt from the text
    return kind
