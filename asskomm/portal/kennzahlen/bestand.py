"""All dated facts of the house at once: four queries, from which every figure of every day can be derived."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from asskomm.core import fakten as f
from asskomm.core.fakten import Fakten, Spanne
from foerderung import stats as foerderung_stats
from kommunen import stats as kommunen_stats
from kommunen.stats import Koerperschaft
from vereinbarungen import stats as vereinbarungen_stats

# Rows of participation, and the steps of the objects they belong to.
_TEILNAHME = {
    vereinbarungen_stats.BETEILIGUNG: vereinbarungen_stats.VEREINBARUNG,
    vereinbarungen_stats.ANALYSE_KOMMUNE: vereinbarungen_stats.ANALYSE,
}


class Gebunden(NamedTuple):
    """A municipality bound by an agreement, directly or as a member of the association `ueber`."""

    kommune: int
    vereinbarung: int
    ueber: int | None
    von: dt.date
    bis: dt.date | None


@dataclass(frozen=True)
class Faktenbestand:
    """The raw facts with their moments of entry; `wissen` selects what was known at a moment."""

    register: dict[int, Koerperschaft]
    kommunen: Fakten
    vereinbarungen: Fakten
    foerderung: list[foerderung_stats.Geldfakt]
    _wissen: dict[dt.datetime, "Wissen"] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def load(cls, *, stichtag: dt.date, oeffentlich_um: dt.datetime | None = None) -> "Faktenbestand":
        """The key date only decides which population figures the size classes rest on."""
        return cls(
            register=kommunen_stats.load_register(stichtag),
            kommunen=kommunen_stats.load_fakten(),
            vereinbarungen=vereinbarungen_stats.load_fakten(oeffentlich_um=oeffentlich_um),
            foerderung=foerderung_stats.load_fakten(),
        )

    def wissen(self, wissensstand: dt.datetime) -> "Wissen":
        """One object for each moment, so that what it derives is computed once."""
        if wissensstand not in self._wissen:
            self._wissen[wissensstand] = Wissen(self, wissensstand)
        return self._wissen[wissensstand]

    @cached_property
    def enthaelt_fiktives(self) -> bool:
        """True if any fact behind the figures is demo data."""
        alle = chain(*self.kommunen.values(), *self.vereinbarungen.values())
        return any(fakt.fiktiv for fakt in alle) or any(g.fiktiv for g in self.foerderung)

    @cached_property
    def fiktive_kommunen(self) -> set[int]:
        """Bodies of which at least one fact is demo data, taken part in agreements and analyses included."""
        fakten = [*chain(*self.kommunen.values(), *self.vereinbarungen.values())]
        fiktive = {(x.quelle, x.objekt) for x in fakten if x.fiktiv}
        return {
            x.kommune
            for x in fakten
            if x.kommune is not None and (x.fiktiv or (_TEILNAHME.get(x.quelle, x.quelle), x.objekt) in fiktive)
        }


@dataclass(frozen=True)
class Wissen:
    """The spans behind the figures as the office knew them at `wissensstand`; each computed at most once."""

    bestand: Faktenbestand
    wissensstand: dt.datetime

    @property
    def register(self) -> dict[int, Koerperschaft]:
        return self.bestand.register

    @cached_property
    def beraten(self) -> list[Spanne]:
        return kommunen_stats.beraten(self.bestand.kommunen, self.wissensstand)

    @cached_property
    def eng(self) -> list[Spanne]:
        return kommunen_stats.eng(self.bestand.kommunen, self.wissensstand)

    @cached_property
    def kpr(self) -> list[Spanne]:
        return kommunen_stats.kpr(self.bestand.kommunen, self.wissensstand)

    @cached_property
    def vereinbarungen(self) -> list[Spanne]:
        return vereinbarungen_stats.vereinbarungen(self.bestand.vereinbarungen, self.wissensstand)

    @cached_property
    def in_kraft(self) -> list[Spanne]:
        return vereinbarungen_stats.in_kraft(self.bestand.vereinbarungen, self.wissensstand)

    @cached_property
    def coaching(self) -> list[Spanne]:
        return vereinbarungen_stats.coaching(self.bestand.vereinbarungen, self.wissensstand)

    @cached_property
    def analysen(self) -> list[Spanne]:
        return vereinbarungen_stats.analysen(self.bestand.vereinbarungen, self.wissensstand)

    @cached_property
    def gefoerdert(self) -> list[Spanne]:
        return foerderung_stats.gefoerdert(self.bestand.foerderung, self.wissensstand)

    @cached_property
    def haushaltsansaetze(self) -> dict[int, Decimal]:
        return foerderung_stats.haushaltsansaetze(self.bestand.foerderung, self.wissensstand)

    @cached_property
    def gebunden(self) -> list[Gebunden]:
        """Municipalities bound by an agreement in force, members of bound associations included, while both last."""
        mitglieder = kommunen_stats.mitglieder(self.bestand.kommunen, self.wissensstand)
        liste: list[Gebunden] = []
        for b in vereinbarungen_stats.bindungen(self.bestand.vereinbarungen, self.wissensstand):
            if self.register[b.koerperschaft].ist_gemeinde:
                liste += self._bestehende([(b.koerperschaft, None, None)], b, ueber=None)
            elif not self.register[b.koerperschaft].ist_landkreis:
                liste += self._bestehende(mitglieder.get(b.koerperschaft, ()), b, ueber=b.koerperschaft)
        return liste

    def _bestehende(
        self,
        kandidaten: Iterable[tuple[int, dt.date | None, dt.date | None]],
        bindung: vereinbarungen_stats.Bindung,
        *,
        ueber: int | None,
    ) -> Iterable[Gebunden]:
        for kommune, von, bis in kandidaten:
            k = self.register[kommune]
            bestehen = (k.gueltig_von, f.tag_danach(k.gueltig_bis))
            zeit = f.schnitt(bindung.von, bindung.bis, (von, bis), bestehen)
            if zeit is not None and k.ist_gemeinde:
                yield Gebunden(kommune, bindung.vereinbarung, ueber, *zeit)
