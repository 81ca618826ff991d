"""How an e-mail of the portal looks: one plain text, the same words as HTML, both in the common frame."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

_PUNKT = "- "
MAX_NAME, MAX_BETREFF = 150, 200
ARTEN: dict[str, str] = {
    "erinnerungen": "Erinnerung an eine Person",
    "erinnerung_kommune": "Erinnerung an eine Kommune",
    "neue_mitteilung": "Hinweis auf eine Mitteilung",
    "rundschreiben": "Rundschreiben",
    "schadsoftware": "Fund von Schadsoftware",
}
"""What the templates are for, in the words of the outbox."""


@dataclass(frozen=True)
class Form:
    text: str
    html: str


def kopfzeile(text: str, hoechstens: int) -> str:
    """A name or subject out of the data, fit for the head of a mail: one line, nothing invisible, not too long.

    Protected blanks and soft hyphens come with text that people paste from letters; a mail must not fail for them.
    """
    sichtbar = "".join(" " if z.isspace() else z for z in text if z.isspace() or z.isprintable())
    return " ".join(sichtbar.split())[:hoechstens].rstrip()


def rendere(*, vorlage: str, betreff: str, werte: Mapping[str, Any]) -> Form:
    """From templates/email/<vorlage>.txt: paragraphs apart by an empty line, lists by "- ", addresses become links.

    There are no other templates for a message: text and HTML cannot say different things.
    """
    inhalt = _als_text(f"email/{vorlage}.txt", werte)
    rahmen = {"betreff": betreff, "basis": settings.BASE_URL, "kontakt_email": settings.KONTAKT_EMAIL}
    html = get_template("email/rahmen.html").render({**rahmen, "inhalt": als_html(inhalt)})
    return Form(text=_als_text("email/rahmen.txt", {**rahmen, "inhalt": inhalt}), html=html)


def _als_text(vorlage: str, werte: Mapping[str, Any]) -> str:
    angaben = {"basis": settings.BASE_URL, **werte}
    text = get_template(vorlage).template.render(Context(angaben, autoescape=False))  # type: ignore[attr-defined]
    text = "".join(z for z in text.replace("\r\n", "\n").replace("\r", "\n") if z == "\n" or z.isprintable())
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def als_html(text: str) -> SafeString:
    return format_html_join("\n", "{}", ((_absatz(absatz),) for absatz in re.split(r"\n\s*\n", text) if absatz.strip()))


def _absatz(absatz: str) -> SafeString:
    zeilen = [zeile.strip() for zeile in absatz.strip().splitlines()]
    if all(zeile.startswith(_PUNKT) for zeile in zeilen):
        punkte = format_html_join("", "<li>{}</li>", ((_mit_links(zeile[len(_PUNKT) :]),) for zeile in zeilen))
        return format_html("<ul>{}</ul>", punkte)
    return format_html("<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", ((_mit_links(z),) for z in zeilen)))


def _mit_links(zeile: str) -> SafeString:
    return SafeString(urlize(zeile, autoescape=True))
