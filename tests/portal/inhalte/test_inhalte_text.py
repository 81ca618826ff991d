"""Markdown der Redaktion: Was schaden könnte, kommt nicht auf die Seite; was gemeint ist, schon."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest

from asskomm.portal.inhaltstext import inhalt_als_html, textmaengel

# Short forms of the usual collections (OWASP cheat sheet, markdown-specific tricks).
ANGRIFFE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//boese.example)",
    "[x](/\\boese.example)",
    "[x](\\\\boese.example)",
    "[x](http://boese.example)",
    "[x](ftp://boese.example)",
    "![x](javascript:alert(1))",
    "![x](https://boese.example/pixel.gif)",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    '[x](https://gut.example "onmouseover=alert(1)")',
    '[x](https://gut.example" onmouseover="alert(1))',
    '![x" onerror="alert(1)](bild.png)',
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "<style>body{display:none}</style>",
    "<div style='position:fixed'>x</div>",
    "<form action=https://boese.example><input></form>",
    "| <script>a</script> |\n|---|\n| [x](javascript:a) |",
    '| a" onclick="x |\n|---|\n| b |',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "# <img src=x onerror=alert(1)>",
    "<a name='x' id='inhalt' class='kern-btn'>x</a>",
]
_ERLAUBT = {
    *("h2", "h3", "h4", "h5", "p", "ul", "ol", "li", "blockquote", "strong", "em", "code", "pre", "br", "hr", "a"),
    *("table", "thead", "tbody", "tr", "th", "td", "img", "div"),
}
_ADRESSE = re.compile(r"(https://gut\.example|mailto:|/dateien/|#|/[a-z])")


class Pruefer(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.funde: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ERLAUBT:
            self.funde.append(tag)
        for name, wert in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "action", "name"):
                self.funde.append(f"{tag} {name}")
            if name in ("href", "src") and not _ADRESSE.match(wert or ""):
                self.funde.append(f"{tag} {name}={wert}")


def datei(name: str, *, bild: bool = False) -> Any:
    return SimpleNamespace(dokument=SimpleNamespace(name=name), ist_bild=bild)


DATEIEN: Any = [datei("bild.png", bild=True), datei("muster.docx")]


def html(text: str) -> str:
    return inhalt_als_html(text, dateien=DATEIEN, weg=lambda d: f"/dateien/{d.dokument.name}")


@pytest.mark.parametrize("angriff", ANGRIFFE)
def test_kein_angriff_kommt_auf_die_seite(angriff: str):
    pruefer = Pruefer()
    pruefer.feed(html(angriff))
    assert pruefer.funde == []


def test_der_pruefer_selbst_erkennt_angriffe():
    pruefer = Pruefer()
    for roh in ("<p onclick=x>", "<a href='javascript:x'>", "<img src=//x>", "<script>"):
        pruefer.feed(roh)
    assert len(pruefer.funde) == 4


def test_was_gemeint_ist_kommt_an(settings: Any):
    settings.KONTAKT_EMAIL = "lpr@example.org"
    text = (
        "# Kopf\n\n**fett** [Muster](muster.docx) [hier](/mitmachen/) [dort](#kopf) <{KONTAKT}>\n\n![Platz](bild.png)"
    )
    ergebnis = html(text)
    for teil in (
        "<h2",
        "<strong>fett</strong>",
        'href="/dateien/muster.docx"',
        'href="/mitmachen/"',
        'href="#kopf"',
        'href="mailto:lpr@example.org"',
        '<img src="/dateien/bild.png" alt="Platz"',
    ):
        assert teil in ergebnis, teil
    assert "<h1" not in ergebnis


def test_nach_aussen_ohne_herkunft():
    assert 'rel="noopener noreferrer"' in html("[x](https://gut.example)")


def test_nur_eigene_bilder_und_als_bild_nur_bilder():
    assert "<img" not in html("![Muster](muster.docx)") + html("![x](fremd.png)")


def test_maengel_nennen_alles_auf_einmal():
    text = "![](bild.png) ![Muster](muster.docx) [x](http://x.de) <b>x</b>"
    assert len(textmaengel(text, dateien=DATEIEN)) == 4
    assert textmaengel("| | b |\n|---|---|\n| 1 | 2 |", dateien=[]) == [
        "Jede Spalte einer Tabelle braucht eine Überschrift."
    ]
    for springt in ("# eins", "### drei", "## zwei\n\n#### vier"):
        assert "Zwischenüberschriften beginnen" in textmaengel(springt, dateien=[])[0], springt
    assert textmaengel("## zwei\n\n### drei\n\n## zwei\n\n| a | b |\n|---|---|\n| 1 |  |", dateien=[]) == []
    assert textmaengel("![Platz](bild.png) <lpr@example.org> 3 < 5 > 2", dateien=DATEIEN) == []
