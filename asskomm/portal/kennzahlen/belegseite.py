"""The page of one figure: its rows, named as far as the public may read them."""

import datetime as dt
from dataclasses import dataclass

from asskomm.core.stichtag import UngefaehresDatum
from foerderung.models import Zuwendung

from ..enums import Kennzahl
from ..stats import Beleg, Wert, belege, compute_kennzahlen
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
    nennbar = alle
    if kennzahl == Kennzahl.GEFOERDERT:
        empfaenger = _nennbare_empfaenger(stichtag.year, heute)
        nennbar = [b for b in alle if b.objekt in empfaenger]
    return Belegseite(
        definition=DEFINITIONEN[kennzahl],
        wert=wert,
        text=wert_text(kennzahl, wert),
        verlauf=verlauf(kennzahl, bestand, stichtag, jetzt),
        zeilen=tuple(Belegzeile(b, _seit(kennzahl, b)) for b in nennbar),
        ungenannt=len(alle) - len(nennbar),
    )


def _nennbare_empfaenger(jahr: int, heute: dt.date) -> set[int]:
    return set(Zuwendung.objects.oeffentlich(heute).filter(foerderjahr=jahr).values_list("kommune_id", flat=True))


def _seit(kennzahl: Kennzahl, beleg: Beleg) -> str:
    """Of coaching the public reads the year only (fachmodell 6.6)."""
    if kennzahl == Kennzahl.COACHING:
        return str(beleg.ab.year)
    return str(UngefaehresDatum(beleg.ab, beleg.genauigkeit))
