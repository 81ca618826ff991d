"""Kein Block von sechs Zeilen steht zweimal im Haus."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from tests.house import quelltext
from tests.house.quelltext import Datei

BLOCK = 6
# Einzelne Argumente eines umbrochenen Aufrufs (`null=True,`) sind Satzbild, kein kopierter Gedanke.
ARGUMENT = re.compile(r"(\w+=)?[\w.+\"'-]+,")


def zaehlende_zeilen(datei: Datei) -> list[tuple[int, str]]:
    """Nummer und Inhalt der Zeilen, die etwas sagen: keine leeren, keine Kommentare, Importe oder Klammern."""
    zeilen = []
    for nummer, roh in enumerate(datei.zeilen, start=1):
        zeile = " ".join(roh.split())
        sagt_etwas = re.search(r"\w", zeile) and not ARGUMENT.fullmatch(zeile)
        if sagt_etwas and not zeile.startswith(("#", "import ", "from ", "@")):
            zeilen.append((nummer, zeile))
    return zeilen


def doppelte_bloecke(dateien: Iterable[Datei]) -> list[str]:
    orte: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for datei in dateien:
        zeilen = zaehlende_zeilen(datei)
        for i in range(len(zeilen) - BLOCK + 1):
            block = tuple(zeile for _, zeile in zeilen[i : i + BLOCK])
            orte[block].append((datei.pfad, zeilen[i][0]))
    paare: dict[tuple[str, str], str] = {}
    for stellen in orte.values():
        for (pfad_a, a), (pfad_b, b) in pairwise(stellen):
            # je Dateipaar genügt der erste Fund
            paare.setdefault((pfad_a, pfad_b), f"{pfad_a}:{a} steht noch einmal in {pfad_b}:{b}")
    return sorted(paare.values())


def test_findet_einen_doppelten_block() -> None:
    block = "".join(f"wert_{i} = rechne({i})\n" for i in range(BLOCK))
    assert doppelte_bloecke([Datei("a.py", block), Datei("b.py", "x = 1\n\n" + block)])
    assert doppelte_bloecke([Datei("a.py", block), Datei("b.py", block.replace("5", "7"))]) == []


def test_kein_block_steht_zweimal_im_code() -> None:
    bloecke = doppelte_bloecke(quelltext.python())
    assert not bloecke, "\n".join(bloecke)


def test_kein_block_steht_zweimal_in_vorlagen() -> None:
    bloecke = doppelte_bloecke(quelltext.vorlagen())
    assert not bloecke, "\n".join(bloecke)
