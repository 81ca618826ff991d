"""The network on a key date: one row for every body of the register, with its facts and its place on the map.

Counting rules are those of `kennzahlen.bestand`; this module only asks them for each body. Seven queries, whatever
the number of rows.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, cast

from asskomm.core.fakten import Spanne
from asskomm.core.stichtag import Genauigkeit, als_text
from kommunen import stats as kommunen_stats
from kommunen.models import Handlungsfeld, Kommune
from kommunen.stats import Koerperschaft
from vereinbarungen.models import Vereinbarung

from .enums import Ebene, Stufe
from .kennzahlen.bestand import Faktenbestand, Wissen


class Status(NamedTuple):
    """A fact of a body: since when, and the association it comes from (None = its own)."""

    ab: dt.date | None
    genauigkeit: str
    ueber: Koerperschaft | None

    @property
    def ab_text(self) -> str:
        return als_text(self.ab, self.genauigkeit) if self.ab else ""


class Bezug(NamedTuple):
    """An agreement in force that binds a body."""

    vereinbarung: int
    nummer_text: str
    bezeichnung: str
    ab: dt.date
    genauigkeit: str
    ueber: Koerperschaft | None

    @property
    def ab_text(self) -> str:
        return als_text(self.ab, self.genauigkeit)


class Steckbrief(NamedTuple):
    """What the public pages show of a body beyond the facts that figures need."""

    id: int
    name: str
    name_amtlich: str
    name_hsb: str
    namenszusatz: str
    ist_modellkommune: bool
    im_sorbischen_siedlungsgebiet: bool | None
    ags: str
    flaeche_km2: Decimal | None
    plz: str
    homepage: str
    suchtext: str
    wabe_spalte: int | None
    wabe_zeile: int | None


class Feld(NamedTuple):
    """A Handlungsfeld with the bodies that work on it."""

    slug: str
    name: str
    kommunen: frozenset[int]


@dataclass(frozen=True, slots=True)
class Netzzeile:
    koerperschaft: Koerperschaft
    steckbrief: Steckbrief
    ebenen: dict[str, Status]
    vereinbarungen: tuple[Bezug, ...]  # the newest first

    @property
    def stufe(self) -> Stufe:
        if Ebene.VEREINBARUNG in self.ebenen:
            return Stufe.VEREINBARUNG_UND_ANALYSE if Ebene.ANALYSE in self.ebenen else Stufe.VEREINBARUNG
        if Ebene.ENG in self.ebenen:
            return Stufe.ENG
        return Stufe.BERATEN if self.ebenen.keys() & _IM_GESPRAECH else Stufe.NOCH_NICHT

    @property
    def stufe_ueber(self) -> Koerperschaft | None:
        """The association that the step rests on, if it is not the body's own."""
        ebene = {Stufe.ENG: Ebene.ENG, Stufe.BERATEN: Ebene.BERATEN}.get(self.stufe, Ebene.VEREINBARUNG)
        status = self.ebenen.get(ebene)
        return status.ueber if status else None


# Whoever has a coaching, a council or an analysis has been advised, also where no first talk is on record.
_IM_GESPRAECH = frozenset({Ebene.BERATEN, Ebene.COACHING, Ebene.KPR, Ebene.ANALYSE, Ebene.MODELLKOMMUNE})


@dataclass(frozen=True)
class Netz:
    stichtag: dt.date
    jetzt: dt.datetime
    bestand: Faktenbestand
    felder: tuple[Feld, ...]
    vertraege: dict[int, Vereinbarung]
    _steckbriefe: dict[int, Steckbrief]

    @classmethod
    def load(cls, *, stichtag: dt.date, jetzt: dt.datetime) -> "Netz":
        """As the public may see it at `jetzt`: agreements under a running Sperrfrist are left out."""
        return cls(
            stichtag=stichtag,
            jetzt=jetzt,
            bestand=Faktenbestand.load(stichtag=stichtag, oeffentlich_um=jetzt),
            felder=_felder(),
            vertraege=_vertraege(jetzt),
            _steckbriefe=steckbriefe(),
        )

    @property
    def wissen(self) -> Wissen:
        return self.bestand.wissen(self.jetzt)

    @cached_property
    def zeilen(self) -> dict[int, Netzzeile]:
        """Every body that exists on the day, in the order of its name."""
        ebenen, bezuege = self._ebenen(), self._bezuege()
        return {
            k.id: Netzzeile(k, self._steckbriefe[k.id], ebenen[k.id], tuple(bezuege[k.id]))
            for k in self.bestand.register.values()
            if k.besteht_am(self.stichtag) and k.id in self._steckbriefe
        }

    @cached_property
    def gemeinden(self) -> list[Netzzeile]:
        return [z for z in self.zeilen.values() if z.koerperschaft.ist_gemeinde]

    @cached_property
    def mitglieder(self) -> dict[int, list[int]]:
        """Members of each association on the day."""
        alle = kommunen_stats.mitglieder(self.bestand.kommunen, self.jetzt)
        return {
            verband: [m for m, von, bis in liste if _gilt(von, bis, self.stichtag)] for verband, liste in alle.items()
        }

    @cached_property
    def neueste(self) -> Spanne | None:
        """The agreement that came into force last; of several on a day the one with the highest number."""
        in_kraft = [s for s in self.wissen.vereinbarungen if s.gilt_am(self.stichtag) and s.objekt in self.vertraege]
        return max(in_kraft, key=lambda s: (s.von, s.nummer or 0, s.objekt), default=None)

    @property
    def neuester_vertrag(self) -> Vereinbarung | None:
        return self.vertrag(self.neueste) if self.neueste else None

    def vertrag(self, spanne: Spanne) -> Vereinbarung:
        """Name and number of the agreement that a span counts."""
        return self.vertraege[cast(int, spanne.objekt)]

    @cached_property
    def neueste_kommunen(self) -> frozenset[int]:
        """The municipalities of the newest agreement."""
        if self.neueste is None:
            return frozenset()
        pk = self.neueste.objekt
        return frozenset(g.kommune for g in self.wissen.gebunden if g.vereinbarung == pk and self._gilt(g))

    def _gilt(self, zeit: object) -> bool:
        return _gilt(zeit.von, zeit.bis, self.stichtag)  # type: ignore[attr-defined]

    def _ebenen(self) -> dict[int, dict[str, Status]]:
        eigene: dict[int, dict[str, Status]] = defaultdict(dict)
        for ebene, koerperschaft, spanne in self._eigene():
            bisher = eigene[koerperschaft].get(ebene)
            if bisher is None or bisher.ab is None or spanne.von < bisher.ab:
                eigene[koerperschaft][ebene] = Status(spanne.von, spanne.genauigkeit, None)
        for s in self._steckbriefe.values():
            if s.ist_modellkommune:
                eigene[s.id][Ebene.MODELLKOMMUNE] = Status(None, Genauigkeit.TAG, None)
        self._vererbe(eigene)
        return eigene

    def _eigene(self) -> Iterator[tuple[str, int, Spanne]]:
        w = self.wissen
        quellen: tuple[tuple[str, Iterable[Spanne]], ...] = (
            (Ebene.BERATEN, w.beraten),
            (Ebene.ENG, w.eng),
            (Ebene.KPR, w.kpr),
            (Ebene.COACHING, w.coaching),
            (Ebene.ANALYSE, w.analysen),
            (Ebene.VEREINBARUNG, w.in_kraft),
        )
        for ebene, spannen in quellen:
            for spanne in spannen:
                if spanne.gilt_am(self.stichtag):
                    yield from ((ebene, k, spanne) for k in spanne.kommunen)

    def _vererbe(self, ebenen: dict[int, dict[str, Status]]) -> None:
        """Members take part in what their association does, unless they have the same themselves."""
        for verband, mitglieder in self.mitglieder.items():
            quelle = self.bestand.register[verband]
            for ebene, status in list(ebenen.get(verband, {}).items()):
                for mitglied in mitglieder:
                    ebenen[mitglied].setdefault(ebene, Status(status.ab, status.genauigkeit, quelle))

    def _bezuege(self) -> dict[int, list[Bezug]]:
        """Agreements of each body; for members of a bound association through it."""
        register, bezuege = self.bestand.register, defaultdict(list)
        beginn = {s.objekt: s for s in self.wissen.vereinbarungen if not s.kommunen}
        paare = {(g.kommune, g.vereinbarung): g.ueber for g in self.wissen.gebunden if self._gilt(g)}
        for s in self.wissen.in_kraft:
            if s.gilt_am(self.stichtag):
                paare.update({(k, cast(int, s.objekt)): None for k in s.kommunen})
        for (kommune, pk), ueber in paare.items():
            if pk in self.vertraege:
                v, b = self.vertraege[pk], beginn[pk]
                verband = register[ueber] if ueber is not None else None
                bezuege[kommune].append(Bezug(pk, v.nummer_text, v.bezeichnung, b.von, b.genauigkeit, verband))
        for liste in bezuege.values():
            liste.sort(key=lambda b: (b.ab, b.vereinbarung), reverse=True)
        return bezuege


def _gilt(von: dt.date | None, bis: dt.date | None, tag: dt.date) -> bool:
    return (von is None or von <= tag) and (bis is None or tag < bis)


def steckbriefe() -> dict[int, Steckbrief]:
    """One query."""
    spalten = ("pk", *(s for s in Steckbrief._fields if s != "id"))
    return {z[0]: Steckbrief(*z) for z in Kommune.objects.order_by().values_list(*spalten)}


def _felder() -> tuple[Feld, ...]:
    """The active Handlungsfelder in their order; one query."""
    kommunen: dict[tuple[str, str], set[int]] = {}
    zeilen = Handlungsfeld.objects.filter(aktiv=True).order_by("reihenfolge", "name")
    for slug, name, kommune in zeilen.values_list("slug", "name", "kommunen"):
        menge = kommunen.setdefault((slug, name), set())
        if kommune is not None:
            menge.add(kommune)
    return tuple(Feld(slug, name, frozenset(menge)) for (slug, name), menge in kommunen.items())


def _vertraege(jetzt: dt.datetime) -> dict[int, Vereinbarung]:
    """Names and numbers of the agreements that the public may see; one query."""
    menge = Vereinbarung.objects.kooperationsvereinbarungen().oeffentlich(jetzt).order_by("pk")
    return {v.pk: v for v in menge.only("bezeichnung", "laufende_nr", "nummer_herkunft", "status", "art")}
