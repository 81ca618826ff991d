"""Where the cells stand: pointy-top hexagons of radius 10, odd rows shifted right by half a cell."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

RADIUS = 10.0
HALB = 8.66  # half the width of a cell
REIHE = 15.0  # from one row to the next
# A drawn cell is a little smaller than its place, so that the ground shows between cells.
UMRISS = "l7.97 4.6v9.2l-7.97 4.6-7.97-4.6v-9.2z"
SPITZE = 9.2
RAND = 12
RAND_OBEN = 26  # room for the name of a cell in the first row


class Platz(NamedTuple):
    """One cell of the map and the Kreis it belongs to."""

    spalte: int
    zeile: int
    kreis: str

    @property
    def x(self) -> float:
        return 2 * HALB * self.spalte + HALB * (self.zeile % 2)

    @property
    def y(self) -> float:
        return REIHE * self.zeile


class Flaeche(NamedTuple):
    """What is the same whatever the cells show: extent, borders between Kreise, the middle of each Kreis."""

    sichtfeld: str
    breite: float
    hoehe: float
    links: float
    grenzen: str
    mitten: dict[str, tuple[float, float]]


def kurz(zahl: float) -> str:
    """At most one decimal, no trailing zero: paths stay short."""
    return f"{zahl:.1f}".removesuffix(".0")


def pfad(platz: Platz) -> str:
    return f"M{kurz(platz.x)} {kurz(platz.y - SPITZE)}{UMRISS}"


def nachbarn(spalte: int, zeile: int) -> tuple[tuple[int, int], ...]:
    """The six places around a cell: east, south-east, south-west, west, north-west, north-east."""
    rechts = zeile % 2
    return (
        (spalte + 1, zeile),
        (spalte + rechts, zeile + 1),
        (spalte + rechts - 1, zeile + 1),
        (spalte - 1, zeile),
        (spalte + rechts - 1, zeile - 1),
        (spalte + rechts, zeile - 1),
    )


def flaeche(plaetze: Iterable[Platz]) -> Flaeche:
    """Computed once for each state of the register."""
    return _flaeche(tuple(sorted(plaetze)))


@lru_cache(maxsize=8)
def _flaeche(plaetze: tuple[Platz, ...]) -> Flaeche:
    if not plaetze:
        return Flaeche("0 0 100 100", 100, 100, 0, "", {})
    links, rechts = min(p.x for p in plaetze) - RAND, max(p.x for p in plaetze) + RAND
    oben, unten = min(p.y for p in plaetze) - RAND_OBEN, max(p.y for p in plaetze) + RAND
    breite, hoehe = rechts - links, unten - oben
    return Flaeche(
        sichtfeld=" ".join(kurz(z) for z in (links, oben, breite, hoehe)),
        breite=breite,
        hoehe=hoehe,
        links=links,
        grenzen=_grenzen(plaetze),
        mitten=_mitten(plaetze),
    )


def _grenzen(plaetze: tuple[Platz, ...]) -> str:
    """Edges between neighbours of different Kreise; looking east and south finds each edge once."""
    kreis = {(p.spalte, p.zeile): p.kreis for p in plaetze}
    stuecke = []
    for p in plaetze:
        ost, suedost, suedwest = (kreis.get(n, p.kreis) for n in nachbarn(p.spalte, p.zeile)[:3])
        if ost != p.kreis:
            stuecke.append(f"M{kurz(p.x + HALB)} {kurz(p.y - 5)}v10")
        if suedost != p.kreis:
            stuecke.append(f"M{kurz(p.x + HALB)} {kurz(p.y + 5)}l-8.66 5")
        if suedwest != p.kreis:
            stuecke.append(f"M{kurz(p.x)} {kurz(p.y + 10)}l-8.66-5")
    return "".join(stuecke)


def _mitten(plaetze: tuple[Platz, ...]) -> dict[str, tuple[float, float]]:
    """The cell of a Kreis nearest to its centre of gravity: a label there lies on its own ground."""
    gruppen: dict[str, list[Platz]] = defaultdict(list)
    for p in plaetze:
        gruppen[p.kreis].append(p)
    mitten = {}
    for kreis, liste in gruppen.items():
        mx, my = sum(p.x for p in liste) / len(liste), sum(p.y for p in liste) / len(liste)
        naechste = min(liste, key=lambda p: (p.x - mx) ** 2 + (p.y - my) ** 2)
        mitten[kreis] = (naechste.x, naechste.y)
    return mitten
