"""The page of one figure: its rows, named as far as the public may read them."""

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass, replace

from asskomm.core.stichtag import UngefaehresDatum
from foerderung.models import Zuwendung

from ..enums import Kennzahl
from ..stats import Beleg, Wert, beleg_ordnung, belege, compute_kennzahlen
from .bestand import Faktenbestand
from .definitionen import DEFINITIONEN, Definition, wert_text
from .seite import Verlauf, verlauf


@dataclass(frozen=True)
class Belegzeile:
    beleg: Beleg
    seit: str


@dataclass(frozen=True)
class Belegseite:
    definition: Definition
    wert: Wert
    text: str
    verlauf: Verlauf
    zeilen: tuple[Belegzeile, ...]
    ungenannt: int  # counted, but not to be named in public


def belegseite(kennzahl: Kennzahl, *, stichtag: dt.date, jetzt: dt.datetime, heute: dt.date) -> Belegseite:
    """Six queries at most."""
    bestand = Faktenbestand.load(stichtag=stichtag, oeffentlich_um=jetzt)
    wert = compute_kennzahlen(stichtag=stichtag, wissensstand=jetzt, bestand=bestand).wert(kennzahl)
    alle = belege(kennzahl=kennzahl, stichtag=stichtag, wissensstand=jetzt, bestand=bestand)
    nennbar = alle if kennzahl != Kennzahl.GEFOERDERT else _nennbare(alle, stichtag, heute)
    return Belegseite(
        definition=DEFINITIONEN[kennzahl],
        wert=wert,
        text=wert_text(kennzahl, wert),
        verlauf=verlauf(kennzahl, bestand, stichtag, jetzt),
        zeilen=tuple(Belegzeile(b, _seit(kennzahl, b)) for b in nennbar),
        ungenannt=len(alle) - len(nennbar),
    )


def _nennbare(alle: list[Beleg], stichtag: dt.date, heute: dt.date) -> list[Beleg]:
    """Recipients with a grant that may be named, from its day on: an earlier small one gives neither name nor day."""
    grants = Zuwendung.objects.oeffentlich(heute).filter(foerderjahr=stichtag.year, am__lte=stichtag)
    tage: dict[Hashable, tuple[dt.date, str]] = {}
    for kommune, am, genauigkeit in grants.order_by("-am", "-pk").values_list("kommune_id", "am", "am_genauigkeit"):
        tage[kommune] = max(am, dt.date(stichtag.year, 1, 1)), genauigkeit
    nennbare = [(b, *tage[b.objekt]) for b in alle if b.objekt in tage]
    return sorted((replace(b, ab=ab, genauigkeit=genau) for b, ab, genau in nennbare), key=beleg_ordnung)


def _seit(kennzahl: Kennzahl, beleg: Beleg) -> str:
    """Of coaching the public reads the year only (fachmodell 6.6)."""
    if kennzahl == Kennzahl.COACHING:
        return str(beleg.ab.year)
    return str(UngefaehresDatum(beleg.ab, beleg.genauigkeit))
