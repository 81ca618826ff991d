"""Shares in words and percent, always from the two counts, never from memory.

Our own texts use a simple word ("ein Drittel") only very close to it, else whole percent. The check of other
people's texts is wider, but each word keeps its meaning: "knapp" stays below, "mehr als" above the fraction.
Widths are percentage points around the exact fraction.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

EIGENE_BREITE = Fraction(1, 200)  # "ein Drittel" for 32.8 to 33.8 percent
EIGENE_NACHBARSCHAFT = Fraction(2, 100)  # "knapp" and "gut" reach two points further
GEPRUEFT_GENAU = Fraction(3, 200)  # a bare "ein Drittel" in a pasted text
GEPRUEFT_UNGEFAEHR = Fraction(3, 100)  # "ca. ein Drittel": 43 of 121 (35.5 percent) passes, 62 of 141 does not
GEPRUEFT_NACHBARSCHAFT = Fraction(4, 100)  # "knapp", "fast", "gut": on the right side and this near

BRUECHE: tuple[tuple[Fraction, str], ...] = (
    (Fraction(1, 4), "ein Viertel"),
    (Fraction(1, 3), "ein Drittel"),
    (Fraction(1, 2), "die Hälfte"),
    (Fraction(2, 3), "zwei Drittel"),
    (Fraction(3, 4), "drei Viertel"),
)


def prozent(teil: int, ganzes: int) -> int:
    """Whole percent, half up; ValueError without a whole."""
    return int((Decimal(teil) * 100 / Decimal(_geprueft(teil, ganzes))).quantize(Decimal(1), ROUND_HALF_UP))


def anteil_text(teil: int, ganzes: int) -> str:
    """62 of 141 → "44 Prozent", 47 of 141 → "ein Drittel", 69 of 141 → "knapp die Hälfte".

    A part is never rounded to nothing, nor a remainder to all.
    """
    anteil = Fraction(teil, _geprueft(teil, ganzes))
    for bruch, wort in BRUECHE:
        abstand = anteil - bruch
        if abs(abstand) <= EIGENE_BREITE:
            return wort
        if abs(abstand) <= EIGENE_NACHBARSCHAFT:
            return f"{'knapp' if abstand < 0 else 'gut'} {wort}"
    return prozent_text(teil, ganzes)


def prozent_text(teil: int, ganzes: int) -> str:
    gerundet = prozent(teil, ganzes)
    if gerundet == 0 and teil:
        return "weniger als 1 Prozent"
    if gerundet == 100 and teil < ganzes:
        return "mehr als 99 Prozent"
    return f"{gerundet} Prozent"


def _geprueft(teil: int, ganzes: int) -> int:
    if ganzes <= 0 or not 0 <= teil <= ganzes:
        raise ValueError(f"{teil} von {ganzes} ist kein Anteil.")
    return ganzes


@dataclass(frozen=True)
class Schaetzwort:
    """What a word before a figure says about it: below, above, around, exact; strict or near."""

    richtung: int  # -1 below, 0 around, 1 above
    nah: bool  # "knapp" must be near, "weniger als" need not


SCHAETZWOERTER: dict[str, Schaetzwort] = {
    **dict.fromkeys(("ca.", "circa", "etwa", "rund", "ungefähr", "zirka", "annähernd"), Schaetzwort(0, True)),
    **dict.fromkeys(("knapp", "fast", "beinahe", "nahezu"), Schaetzwort(-1, True)),
    **dict.fromkeys(("gut",), Schaetzwort(1, True)),
    **dict.fromkeys(("mehr als", "über", "mindestens"), Schaetzwort(1, False)),
    **dict.fromkeys(("weniger als", "unter", "höchstens", "bis zu"), Schaetzwort(-1, False)),
}


def bruch_stimmt(anteil: Fraction, bruch: Fraction, schaetzwort: str = "") -> bool:
    """Does "knapp die Hälfte" (bruch 1/2, schaetzwort "knapp") describe this share?"""
    abstand = anteil - bruch
    wort = SCHAETZWOERTER.get(schaetzwort)
    if wort is None:
        return abs(abstand) <= GEPRUEFT_GENAU
    if wort.richtung == 0:
        return abs(abstand) <= GEPRUEFT_UNGEFAEHR
    abstand *= wort.richtung
    if wort.nah:
        return 0 < abstand <= GEPRUEFT_NACHBARSCHAFT
    # "mehr als ein Drittel" is true up to the next simple fraction; beyond it the word misleads.
    naechste = [b for b, _ in BRUECHE if (b - bruch) * wort.richtung > 0]
    grenze = min(abs(b - bruch) for b in naechste) if naechste else Fraction(1)
    return (0 if schaetzwort in ("mindestens", "höchstens", "bis zu") else Fraction(1, 10**9)) <= abstand <= grenze
