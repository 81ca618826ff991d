"""Charts as finished values: coordinates and labels for SVG templates, computed without any library.

The templates draw them responsively: horizontal positions are per cent of the width, vertical ones are
pixels. So labels keep their size on a phone, and no inline style is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, floor, log10
from typing import TypeAlias

Wert: TypeAlias = int | float | Decimal
Messpunkt: TypeAlias = tuple[date, Wert]

# Width of the drawing area in its own units; it is stretched to the width of the page.
BREITE = 1000
HOEHE = 220
OBEN = 22  # room for the label of the topmost grid line
MAX_PUNKTE = 60


@dataclass(frozen=True)
class Verlauf:
    """A sparkline: finished point lists in a box of 100 x 32."""

    linie: str
    flaeche: str


@dataclass(frozen=True)
class Marke:
    position: str
    text: str
    anker: str = "start"
    nebensache: bool = False  # may be left out where there is little room


@dataclass(frozen=True)
class Diagrammpunkt:
    x: str
    y: str
    text: str


@dataclass(frozen=True)
class Zeitreihe:
    linie: str
    flaeche: str
    waagerechte: tuple[Marke, ...]
    senkrechte: tuple[Marke, ...]
    punkte: tuple[Diagrammpunkt, ...]
    breite: int = BREITE
    hoehe: int = HOEHE + OBEN
    gesamthoehe: int = HOEHE + OBEN + 26


def verlauf(werte: Sequence[Wert]) -> Verlauf | None:
    """The course of a figure in equal steps, oldest first; fewer than two values have no course."""
    if len(werte) < 2:
        return None
    zahlen = [float(w) for w in werte]
    spanne = (max(zahlen) - min(0.0, *zahlen)) or 1.0
    schritt = 100 / (len(zahlen) - 1)
    punkte = " ".join(f"{_kurz(i * schritt)},{_kurz(30 - 28 * z / spanne)}" for i, z in enumerate(zahlen))
    return Verlauf(linie=punkte, flaeche=f"0,32 {punkte} 100,32")


def zeitreihe(
    punkte: Sequence[Messpunkt],
    *,
    von: date | None = None,
    bis: date | None = None,
    einheit: str = "",
    stufen: bool = True,
) -> Zeitreihe | None:
    """A figure over time. With `stufen` the value holds until the next point, as counted stocks do.

    Points must be in order of time. `von` and `bis` widen the axis; None when there is nothing to draw.
    """
    if not punkte:
        return None
    start, ende = min(von or punkte[0][0], punkte[0][0]), max(bis or punkte[-1][0], punkte[-1][0])
    tage = max((ende - start).days, 1)
    teilung = _teilung(max(float(w) for _, w in punkte))
    spitze = teilung[-1]
    xs = [BREITE * (tag - start).days / tage for tag, _ in punkte]
    ys = [OBEN + HOEHE * (1 - float(wert) / spitze) for _, wert in punkte]
    linie = _linienzug(xs, ys, stufen, float(BREITE) if bis else None)
    boden = OBEN + HOEHE
    letzte_x = linie[-1][0]
    return Zeitreihe(
        linie=_punktliste(linie),
        flaeche=_punktliste([(xs[0], boden), *linie, (letzte_x, boden)]),
        waagerechte=tuple(Marke(_kurz(OBEN + HOEHE * (1 - t / spitze)), _beschriftung(t, einheit)) for t in teilung),
        senkrechte=_jahresmarken(start, ende, tage),
        punkte=_diagrammpunkte(punkte, xs, ys, einheit),
    )


def _linienzug(xs: list[float], ys: list[float], stufen: bool, rechter_rand: float | None) -> list[tuple[float, float]]:
    zug = [(xs[0], ys[0])]
    for x, y in zip(xs[1:], ys[1:], strict=True):
        if stufen:
            zug.append((x, zug[-1][1]))
        zug.append((x, y))
    if stufen and rechter_rand is not None and zug[-1][0] < rechter_rand:
        zug.append((rechter_rand, zug[-1][1]))
    return zug


def _diagrammpunkte(
    punkte: Sequence[Messpunkt], xs: list[float], ys: list[float], einheit: str
) -> tuple[Diagrammpunkt, ...]:
    """Marks for the single values, left out where they would merge into a band."""
    if len(punkte) > MAX_PUNKTE:
        return ()
    return tuple(
        Diagrammpunkt(f"{_kurz(x / BREITE * 100)}%", _kurz(y), f"{tag:%d.%m.%Y}: {_beschriftung(float(wert), einheit)}")
        for (tag, wert), x, y in zip(punkte, xs, ys, strict=True)
    )


def _jahresmarken(start: date, ende: date, tage: int) -> tuple[Marke, ...]:
    """One mark for each first of January inside the axis, or its two ends when there is none."""
    jahre = [j for j in range(start.year, ende.year + 1) if start <= date(j, 1, 1) <= ende]
    if not jahre:
        return Marke("0%", f"{start:%d.%m.%Y}"), Marke("100%", f"{ende:%d.%m.%Y}", "end")
    schritt = ceil(len(jahre) / 12)
    return tuple(
        _jahresmarke(jahr, (date(jahr, 1, 1) - start).days / tage * 100, nummer)
        for nummer, jahr in enumerate(jahre[::schritt])
    )


def _jahresmarke(jahr: int, prozent: float, nummer: int) -> Marke:
    anker = "end" if prozent > 96 else "start" if prozent < 4 else "middle"
    return Marke(f"{_kurz(prozent)}%", str(jahr), anker, nebensache=nummer % 2 == 1)


def _teilung(groesster: float) -> list[float]:
    """Grid values 0 … top in round steps (1, 2, 5 times a power of ten), at most five steps."""
    if groesster <= 0:
        return [0.0, 1.0]
    roh = groesster / 5
    potenz = 10 ** floor(log10(roh))
    schritt = next(m * potenz for m in (1, 2, 5, 10) if m * potenz >= roh)
    schritt = max(schritt, 1) if float(groesster).is_integer() else schritt
    return [round(schritt * i, 10) for i in range(ceil(groesster / schritt - 1e-9) + 1)]


def _beschriftung(wert: float, einheit: str) -> str:
    text = f"{wert:,.0f}" if float(wert).is_integer() else f"{wert:,.2f}"
    text = text.replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"{text} {einheit}".strip()


def _punktliste(zug: list[tuple[float, float]]) -> str:
    return " ".join(f"{_kurz(x)},{_kurz(y)}" for x, y in zug)


def _kurz(zahl: float) -> str:
    return f"{zahl:.1f}".removesuffix(".0")
