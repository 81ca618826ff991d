"""Whose part of the worklist: one's own Landkreise first, and those of everybody whom one represents today."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from asskomm.core.admin.arbeitsvorrat import Posten, WartetAuf
from asskomm.core.models import User
from kommunen.models import Zustaendigkeit

MEIN = "mein"


@dataclass(frozen=True)
class Bereich:
    """`schluessel` stands in the address; `konten`: for whom rows are meant by name."""

    schluessel: str
    titel: str
    landkreise: frozenset[int]
    konten: frozenset[int]
    orte: tuple[str, ...] = ()
    eigen: bool = False

    def enthaelt(self, posten: Posten) -> bool:
        """By Landkreis, by name, or because it waits for just this person."""
        if posten.fuer is not None:
            return posten.fuer in self.konten
        if self.eigen and posten.wartet_auf == WartetAuf.ICH:
            return True
        return not self.landkreise.isdisjoint(posten.landkreise)

    @property
    def ueberschrift(self) -> str:
        return f"{self.titel}: {', '.join(self.orte)}" if self.orte else self.titel


def lade_bereiche(user: Any, heute: dt.date) -> list[Bereich]:
    """The own one first, then one for each represented person; two queries at most."""
    vertretene = {b.vertritt for b in user.befugnisse if b.vertritt is not None}
    zeilen = list(
        Zustaendigkeit.objects.am(heute)
        .filter(user__in={user.pk, *vertretene})
        .select_related("landkreis")
        .order_by("landkreis__name", "pk")
    )
    bereiche = [_bereich(MEIN, user.pk, zeilen)]
    if vertretene:
        for person in User.objects.filter(pk__in=vertretene).order_by("name", "pk"):
            bereiche.append(_bereich(f"v{person.pk}", person.pk, zeilen, name=str(person)))
    return bereiche


def _bereich(schluessel: str, konto: int, zeilen: Iterable[Zustaendigkeit], *, name: str = "") -> Bereich:
    eigene = {z.landkreis_id: str(z.landkreis) for z in zeilen if z.user_id == konto}
    titel = f"In Vertretung für {name}" if name else "Für Sie"
    if eigene and not name:
        titel = "Mein Landkreis" if len(eigene) == 1 else "Meine Landkreise"
    return Bereich(
        schluessel=schluessel,
        titel=titel,
        landkreise=frozenset(eigene),
        konten=frozenset({konto}),
        orte=tuple(eigene.values()),
        eigen=not name,
    )
