"""Two versions of a text word by word: what went out, what came in."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from asskomm.core.stichtag import als_text

from .models import Inhaltsfassung

_WORT = re.compile(r"\s+|\w+|[^\w\s]")
_RAHMEN = {"equal": "{}", "delete": "<del>{}</del>", "insert": "<ins>{}</ins>"}


class Teil(NamedTuple):
    name: str
    html: SafeString
    gleich: bool


def vergleiche(von: Inhaltsfassung, bis: Inhaltsfassung) -> list[Teil]:
    teile = [
        ("Überschrift", von.titel, bis.titel),
        ("Zusammenfassung", von.zusammenfassung, bis.zusammenfassung),
        ("Text", von.text, bis.text),
        ("Veröffentlichung", _zeitraum(von), _zeitraum(bis)),
        ("Dateien", _dateien(von), _dateien(bis)),
    ]
    return [Teil(name, unterschied(alt, neu), alt == neu) for name, alt, neu in teile if alt or neu]


def unterschied(alt: str, neu: str) -> SafeString:
    """Escaped text with <del> and <ins>."""
    a, b = _WORT.findall(alt), _WORT.findall(neu)
    stuecke: list[tuple[str, str]] = []
    for art, a1, a2, b1, b2 in SequenceMatcher(None, a, b).get_opcodes():
        if art == "replace":
            stuecke += [("delete", "".join(a[a1:a2])), ("insert", "".join(b[b1:b2]))]
        else:
            stuecke.append((art, "".join(b[b1:b2] if art == "insert" else a[a1:a2])))
    return format_html_join("", "{}", ((format_html(_RAHMEN[art], text),) for art, text in stuecke))


def _zeitraum(fassung: Inhaltsfassung) -> str:
    von, bis = (als_text(tag) if tag else "" for tag in (fassung.gueltig_von, fassung.gueltig_bis))
    return " ".join(t for t in (f"ab {von}" if von else "", f"bis {bis}" if bis else "") if t)


def _dateien(fassung: Inhaltsfassung) -> str:
    return "\n".join(f"{d.bezeichnung} ({d.dokument.name})" for d in fassung.dateien.select_related("dokument"))
