"""Which groups of a public breakdown keep silent about funded bodies, so that nobody can work out a recipient.

Recipients below the limit of the Veroeffentlichungsregel may not be named. A group of few bodies would name them
(the three kreisfreie Städte, each a "Landkreis" of its own), and so would the difference between the sum and the
other groups, or between a Polizeidirektion and its Landkreise. Hidden groups of a block therefore hold at least
`MINDESTENS` bodies together, so that their difference says no more than a number among many.
"""

from collections import defaultdict
from collections.abc import Mapping

MINDESTENS = 5


def verschwiegene_gruppen(umfang: Mapping[str, int], bloecke: Mapping[str, str]) -> frozenset[str]:
    """`umfang`: bodies of each group; `bloecke`: for each group the larger unit whose number is public as well.

    Rests on the size of the groups alone: if it depended on the numbers, the silence itself would tell.
    """
    je_block: dict[str, list[str]] = defaultdict(list)
    for gruppe in sorted(umfang, key=lambda g: (umfang[g], g)):
        if umfang[gruppe]:
            je_block[bloecke.get(gruppe, "")].append(gruppe)
    return frozenset(g for gruppen in je_block.values() for g in _kleinste(gruppen, umfang))


def _kleinste(gruppen: list[str], umfang: Mapping[str, int]) -> list[str]:
    """The groups that are too small, and the next larger ones until together they are large enough."""
    verschwiegen: list[str] = []
    for gruppe in gruppen:
        zusammen = sum(umfang[g] for g in verschwiegen)
        reicht = not verschwiegen or (len(verschwiegen) > 1 and zusammen >= MINDESTENS)
        if umfang[gruppe] >= MINDESTENS and reicht:
            break
        verschwiegen.append(gruppe)
    return verschwiegen
