"""Markdown wird zu HTML, das nichts Schädliches enthalten kann."""

import re

import pytest

from asskomm.core.markdown import als_html, anker, titel_von

# Was Angreifer in Textfelder schreiben; danach bleibt kein Skript, kein Ereignis, keine fremde Adresse, kein Rahmen.
ANGRIFFE = """
<script>alert(1)</script>
<img src=x onerror=alert(1)>
<svg onload=alert(1)>
<iframe src=https://example.org></iframe>
[x](javascript:alert(1))
[x](JaVaScRiPt:alert(1))
[x](data:text/html;base64,PHNjcmlwdD4=)
[x](vbscript:msgbox(1))
![x](javascript:alert(1))
![x](https://example.org/zaehler.png)
<a href="https://example.org" style="position:fixed" onclick="x()">x</a>
<div class="kopf" style="x">x</div>
<style>*{display:none}</style>
<form action=/verwaltung/><input name=q></form>
[x]: javascript:alert(1)
<javascript:alert(1)>
[x](//example.org/)
""".strip().splitlines()


@pytest.mark.parametrize("text", ANGRIFFE)
def test_angriffe_bleiben_text(text: str) -> None:
    html = als_html(text)
    assert not re.search(r"<(script|img|svg|iframe|style|form|input|div)\b", html)
    assert not re.search(r"""<[^>]+\s(on\w+|style)\s*=""", html)
    assert re.findall(r'href="([^"]*)"', html) in ([], ["https://example.org"], ["//example.org/"])


def test_text_wird_gegliedert_und_ueberschriften_beginnen_auf_der_zweiten_stufe() -> None:
    assert als_html("# Eins\n\n## Zwei\n\nText mit **Nachdruck**.") == (
        '<h2 id="eins">Eins</h2>\n<h3 id="zwei">Zwei</h3>\n<p>Text mit <strong>Nachdruck</strong>.</p>\n'
    )
    assert als_html("## Zwei\n\n###### Sechs") == '<h2 id="zwei">Zwei</h2>\n<h5 id="sechs">Sechs</h5>\n'


def test_tabelle_steht_in_einem_rahmen_der_mit_der_tastatur_rollt() -> None:
    html = als_html('| A "x" | B |\n|---|---|\n| 1 | 2 |')
    assert '<div class="inhalt-tabelle" role="region" tabindex="0" aria-label="Tabelle: A &quot;x&quot;, B">' in html
    assert html.count('<th scope="col">') == 2


def test_gleiche_tabellen_heissen_nach_ihrem_abschnitt() -> None:
    tabelle = "| A | B |\n|---|---|\n| 1 | 2 |\n\n"
    namen = re.findall(r'aria-label="([^"]+)"', als_html(f"## Eins (`e`)\n\n{tabelle}Text\n\n## Zwei\n\n{tabelle}"))
    assert namen == ["Tabelle Eins (e): A, B", "Tabelle Zwei: A, B"]


def test_ziele_und_bilder_bestimmt_wer_anzeigt() -> None:
    text = "[eins](a.md) [zwei](b.md) ![Bild](c.png) ![fort](d.png)"
    html = als_html(text, ziel=lambda a: "/a/" if a == "a.md" else "", bild=lambda b: "/c" if b == "c.png" else "")
    assert html == ('<p><a href="/a/" rel="noopener noreferrer">eins</a> zwei <img src="/c" alt="Bild"> fort</p>\n')


def test_anker_und_titel() -> None:
    assert anker("Wer darf was? (§ 60)") == "wer-darf-was--60"
    assert titel_von("\n# Titel\n\nText") == ("Titel", "\nText")
    assert titel_von("Text") == ("", "Text")
