"""Milestones by rule: who was the n-th. Once announced, a milestone keeps its day and its Kommunen."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count

from django.urls import reverse

from asskomm.core.fakten import Spanne
from asskomm.core.stichtag import Genauigkeit, UngefaehresDatum
from kommunen.stats import Koerperschaft
from vereinbarungen import stats as vereinbarungen_stats

from ..enums import Kennzahl, MeilensteinRegel
from ..models import Meilenstein
from .bestand import Faktenbestand, Wissen
from .definitionen import spannen

# Round numbers that the press and the network celebrate. Not a legal value: a choice of the house, which the Leitung
# confirms one by one by announcing a milestone. "Landkreis" names the first and the last one reached.
ANLAESSE: dict[MeilensteinRegel, Callable[[int], bool]] = {
    MeilensteinRegel.VEREINBARUNG: lambda n: n in (1, 25, 75) or n % 10 == 0,
    MeilensteinRegel.BERATEN: lambda n: n == 1 or n % 50 == 0,
    MeilensteinRegel.KPR: lambda n: n in (1, 10, 25) or n % 50 == 0,
    MeilensteinRegel.ANALYSE: lambda n: n in (1, 10, 25) or n % 50 == 0,
}


@dataclass(frozen=True)
class Erreicht:
    """A milestone; `stein` is the announced row, if there is one, and then decides day, title and Kommunen."""

    regel: MeilensteinRegel
    wert: int
    am: dt.date
    genauigkeit: str
    titel: str
    koerperschaften: tuple[Koerperschaft, ...]
    vereinbarung_id: int | None = None
    stein: Meilenstein | None = None
    heute_anders: bool = False  # by the facts of today another day or body would come out

    @property
    def datum(self) -> UngefaehresDatum:
        return UngefaehresDatum(self.am, self.genauigkeit)

    @property
    def ist_bekanntgegeben(self) -> bool:
        return self.stein is not None


def meilensteine(
    *,
    stichtag: dt.date,
    wissensstand: dt.datetime,
    oeffentlich_um: dt.datetime | None = None,
    bestand: Faktenbestand | None = None,
) -> list[Erreicht]:
    """All milestones reached by that day, the newest first; two queries beside those of the facts."""
    bestand = bestand or Faktenbestand.load(stichtag=stichtag, oeffentlich_um=oeffentlich_um)
    errechnet = {(e.regel, e.wert): e for e in errechne(bestand.wissen(wissensstand), stichtag)}
    for stein in Meilenstein.objects.filter(am__lte=stichtag).prefetch_related("kommunen"):
        schluessel = (MeilensteinRegel(stein.regel), stein.wert)
        errechnet[schluessel] = _bekanntgegeben(stein, errechnet.get(schluessel), bestand)
    return sorted(errechnet.values(), key=lambda e: (-e.am.toordinal(), e.regel, -e.wert))


def errechne(wissen: Wissen, stichtag: dt.date) -> list[Erreicht]:
    """What the rules yield from the facts alone."""
    reihen = _reihen(wissen, stichtag)
    liste = [
        _erreicht(regel, n, spanne, wissen)
        for regel, reihe in reihen.items()
        for n, spanne in enumerate(reihe, start=1)
        if ANLAESSE[regel](n)
    ]
    return liste + _landkreise(reihen[MeilensteinRegel.VEREINBARUNG], wissen)


def _reihen(wissen: Wissen, stichtag: dt.date) -> dict[MeilensteinRegel, list[Spanne]]:
    return {
        MeilensteinRegel.VEREINBARUNG: _vereinbarungen(wissen, stichtag),
        MeilensteinRegel.BERATEN: _nach_erstem_tag(spannen(Kennzahl.BERATEN, wissen), wissen, stichtag),
        MeilensteinRegel.KPR: _nach_erstem_tag(spannen(Kennzahl.KPR, wissen), wissen, stichtag),
        MeilensteinRegel.ANALYSE: _nach_erstem_tag(spannen(Kennzahl.ANALYSEN, wissen), wissen, stichtag),
    }


@dataclass(frozen=True)
class Bevorstehend:
    """The next milestone of a rule: how many have been reached, how many are missing."""

    regel: MeilensteinRegel
    wert: int
    erreicht: int

    @property
    def titel(self) -> str:
        return titel(self.regel, self.wert)

    @property
    def fehlen(self) -> int:
        return self.wert - self.erreicht


def bevorstehende(wissen: Wissen, stichtag: dt.date) -> list[Bevorstehend]:
    """For each rule the next round number, the nearest first."""
    liste = []
    for regel, reihe in _reihen(wissen, stichtag).items():
        naechster = next(n for n in count(len(reihe) + 1) if ANLAESSE[regel](n))
        liste.append(Bevorstehend(regel, naechster, len(reihe)))
    return sorted(liste, key=lambda b: (b.fehlen, b.regel))


def _vereinbarungen(wissen: Wissen, stichtag: dt.date) -> list[Spanne]:
    """Agreements in force by the day, in the order of signing days (without one: in force), ties by number."""
    je_vereinbarung: dict[object, list[Spanne]] = {}
    for s in wissen.vereinbarungen:
        je_vereinbarung.setdefault(s.objekt, []).append(s)
    tage = vereinbarungen_stats.unterzeichnet_am(wissen.bestand.vereinbarungen, wissen.wissensstand)
    ganze = []
    for objekt, teile in je_vereinbarung.items():
        erste = min(teile, key=lambda s: s.von)
        if erste.von > stichtag or not isinstance(objekt, int):
            continue
        von_anfang = tuple(dict.fromkeys(k for s in teile if s.von == erste.von for k in s.kommunen))
        tag = tage.get(objekt)
        genauigkeit = erste.genauigkeit if tag is None else Genauigkeit.TAG.value
        nummer = next((s.nummer for s in teile if s.nummer is not None), None)
        ganze.append(Spanne(objekt, tag or erste.von, None, von_anfang, genauigkeit, nummer))
    return sorted(ganze, key=lambda s: (s.von, s.nummer or 10**9, s.objekt))  # type: ignore[operator]


def _nach_erstem_tag(alle: Iterable[Spanne], wissen: Wissen, stichtag: dt.date) -> list[Spanne]:
    """Each object once, by the first day on which it counted; ties by name."""
    erste: dict[object, Spanne] = {}
    for s in alle:
        if s.von <= stichtag and (s.objekt not in erste or s.von < erste[s.objekt].von):
            erste[s.objekt] = s
    return sorted(erste.values(), key=lambda s: (s.von, _sortiername(s, wissen), str(s.objekt)))


def _sortiername(spanne: Spanne, wissen: Wissen) -> str:
    return min((wissen.register[k].sortiername for k in spanne.kommunen), default="")


def _landkreise(vereinbarungen: list[Spanne], wissen: Wissen) -> list[Erreicht]:
    """The first and the last territory (Landkreis or kreisfreie Stadt) reached by an agreement."""
    alle = {k.landkreis_slug for k in wissen.register.values()}
    erreicht: dict[str, Spanne] = {}
    for spanne in vereinbarungen:
        for k in spanne.kommunen:
            erreicht.setdefault(wissen.register[k].landkreis_slug, spanne)
    return [
        _erreicht(MeilensteinRegel.LANDKREIS, n, spanne, wissen, alle=len(alle))
        for n, spanne in enumerate(erreicht.values(), start=1)
        if n in (1, len(alle))
    ]


def _erreicht(regel: MeilensteinRegel, n: int, spanne: Spanne, wissen: Wissen, alle: int = 0) -> Erreicht:
    bodies = sorted((wissen.register[k] for k in spanne.kommunen), key=lambda k: k.sortiername)
    ist_vereinbarung = regel in (MeilensteinRegel.VEREINBARUNG, MeilensteinRegel.LANDKREIS)
    vereinbarung = spanne.objekt if ist_vereinbarung and isinstance(spanne.objekt, int) else None
    return Erreicht(
        regel=regel,
        wert=n,
        am=spanne.von,
        genauigkeit=spanne.genauigkeit,
        titel=titel(regel, n, alle=alle),
        koerperschaften=tuple(bodies),
        vereinbarung_id=vereinbarung,
    )


_TITEL: dict[MeilensteinRegel, tuple[str, str]] = {
    MeilensteinRegel.VEREINBARUNG: ("Die erste Kooperationsvereinbarung", "Die {n}. Kooperationsvereinbarung"),
    MeilensteinRegel.BERATEN: ("Die erste beratene Kommune", "Die {n}. beratene Kommune"),
    MeilensteinRegel.KPR: ("Der erste Kommunale Präventionsrat", "Der {n}. Kommunale Präventionsrat"),
    MeilensteinRegel.ANALYSE: ("Die erste Sicherheitsanalyse", "Die {n}. Sicherheitsanalyse"),
    MeilensteinRegel.LANDKREIS: (
        "Erster Landkreis oder erste Kreisfreie Stadt mit Vereinbarung",
        "Vereinbarungen in {n} Landkreisen",
    ),
}


def titel(regel: MeilensteinRegel, n: int, *, alle: int = 0) -> str:
    if regel == MeilensteinRegel.LANDKREIS and n == alle and n > 1:
        return f"Vereinbarungen in allen {n} Landkreisen und Kreisfreien Städten"
    erster, weitere = _TITEL[regel]
    return erster if n == 1 else weitere.format(n=n)


def _bekanntgegeben(stein: Meilenstein, errechnet: Erreicht | None, bestand: Faktenbestand) -> Erreicht:
    ids = {k.pk for k in stein.kommunen.all()}
    bodies = sorted((bestand.register[i] for i in ids), key=lambda k: k.sortiername)
    anders = errechnet is not None and (errechnet.am != stein.am or {k.id for k in errechnet.koerperschaften} != ids)
    gleicher_tag = errechnet is not None and errechnet.am == stein.am
    return Erreicht(
        regel=MeilensteinRegel(stein.regel),
        wert=stein.wert,
        am=stein.am,
        genauigkeit=errechnet.genauigkeit if errechnet is not None and gleicher_tag else Genauigkeit.TAG.value,
        titel=stein.titel,
        koerperschaften=tuple(bodies),
        vereinbarung_id=stein.vereinbarung_id,
        stein=stein,
        heute_anders=anders,
    )


@dataclass(frozen=True)
class Zeitstrahleintrag:
    """A milestone as the timeline shows it."""

    datum: str
    iso: str
    titel: str
    text: str
    quelle: str
    url: str
    marke: str


def zeitstrahleintrag(e: Erreicht, *, neueste: bool = False) -> Zeitstrahleintrag:
    """Names of the Kommunen unless the title has them; the link leads to the only one's profile."""
    namen = [k.name for k in e.koerperschaften]
    return Zeitstrahleintrag(
        datum=str(e.datum),
        iso=e.am.isoformat(),
        titel=e.titel,
        text="" if all(name in e.titel for name in namen) else ", ".join(namen),
        quelle=e.stein.quelle if e.stein else "",
        url=reverse("portal:kommune", args=[e.koerperschaften[0].slug]) if len(e.koerperschaften) == 1 else "",
        marke="neueste" if neueste else "",
    )
