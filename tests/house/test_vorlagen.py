"""Die Hausordnung für Vorlagen: jede Regel gilt überall, und jede Regel kann anschlagen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from tests.house import quelltext
from tests.house import regeln_vorlagen as regeln
from tests.house.quelltext import WURZEL, Datei

Regel = Callable[[Datei], Iterator[str]]


def vorlagen_und_code() -> list[Datei]:
    return [*quelltext.vorlagen(), *quelltext.hauscode()]


GELTUNG: dict[Regel, Callable[[], list[Datei]]] = {
    regeln.zeilenzahl: quelltext.vorlagen,
    regeln.nichts_eingebettet: quelltext.vorlagen,
    regeln.nichts_von_aussen: quelltext.vorlagen,
    regeln.kern_nur_in_bausteinen: vorlagen_und_code,
}

VERSTOESSE: list[tuple[Regel, str]] = [
    (regeln.zeilenzahl, "<p>\n" * 151),
    (regeln.nichts_eingebettet, "<script>alert(1)</script>"),
    (regeln.nichts_eingebettet, "<style>p { color: red }</style>"),
    (regeln.nichts_eingebettet, '<p class="a" style="color: red">'),
    (regeln.nichts_eingebettet, '<p\n onclick="f()">'),
    (regeln.nichts_eingebettet, '<a href="javascript:f()">'),
    (regeln.nichts_von_aussen, '<img src="https://bilder.example.com/a.png" alt="">'),
    (regeln.nichts_von_aussen, '<link rel="stylesheet" href="//cdn.example.com/a.css">'),
    (regeln.nichts_von_aussen, '<a href="https://www.example.com/">Seite</a>'),
    (regeln.kern_nur_in_bausteinen, '<p class="kern-body">'),
]

ERLAUBTES: list[tuple[Regel, str]] = [
    (regeln.nichts_eingebettet, "{# <style> hieße es falsch #}<script src=\"{% static 'a.js' %}\"></script>"),
    (regeln.nichts_von_aussen, '<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
    (regeln.nichts_von_aussen, '<a class="x" href="https://www.revosax.sachsen.de/vorschrift/1">Gesetz</a>'),
    (regeln.nichts_von_aussen, '<a href="{% url "portal:start" %}">Start</a>'),
]


@pytest.mark.parametrize("regel", GELTUNG, ids=lambda regel: regel.__name__)
def test_haus_haelt_die_regel(regel: Regel) -> None:
    befunde = [befund for datei in GELTUNG[regel]() for befund in regel(datei)]
    assert not befunde, "\n".join(befunde)


@pytest.mark.parametrize(("regel", "text"), VERSTOESSE)
def test_regel_erkennt_den_verstoss(regel: Regel, text: str) -> None:
    assert list(regel(Datei("templates/portal/beispiel.html", text)))


@pytest.mark.parametrize(("regel", "text"), ERLAUBTES)
def test_regel_laesst_erlaubtes_zu(regel: Regel, text: str) -> None:
    assert list(regel(Datei("templates/portal/beispiel.html", text))) == []


def test_nur_eine_email_traegt_ihr_css_selbst() -> None:
    rahmen = "templates/email/rahmen.html"
    assert list(regeln.nichts_eingebettet(Datei(rahmen, "<style>p { margin: 0 }</style>"))) == []
    assert list(regeln.nichts_eingebettet(Datei(rahmen, '<p style="margin: 0">')))


def test_jede_regel_hat_ein_schlechtes_beispiel() -> None:
    assert {regel for regel, _ in VERSTOESSE} == set(GELTUNG)


def test_eigenes_css_laedt_nichts_von_aussen() -> None:
    fremd = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//")
    stile = [d for d in quelltext.dateien(".css", ".js") if d.pfad.startswith("static/")]
    assert [d.pfad for d in stile if fremd.search(d.text)] == []


def test_jede_verwendete_kern_klasse_gibt_es_in_kern() -> None:
    """Ein Tippfehler in einem Klassennamen fiele sonst erst am Aussehen auf."""
    kern = (WURZEL / "node_modules/@kern-ux/native/dist/kern.css").read_text(encoding="utf-8")
    vorhanden = set(re.findall(r"\.(kern-[a-z0-9_-]+)", kern))
    verwendet = {
        name
        for vorlage in quelltext.vorlagen()
        for attribut in re.findall(r'class="([^"]*)"', ohne_tags(vorlage.text))
        for name in attribut.split()
        if name.startswith("kern-") and not name.endswith("-")
    }
    assert verwendet - vorhanden == set()


def ohne_tags(vorlage: str) -> str:
    """Tags werden zu Leerzeichen; ein zusammengesetzter Klassenname endet dann mit einem Bindestrich."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", quelltext.ohne_kommentare(vorlage), flags=re.DOTALL)
