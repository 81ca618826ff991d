"""Seals that a restore from a backup has overtaken: they witness entries that the system had and lost."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asskomm.core.models import Protokolleintrag

from . import kette
from .ereignisse import WIEDERHERGESTELLT
from .siegel import Siegel


class Ruecksetzung(NamedTuple):
    """A restore: its entry, and the last entry of the backup."""

    nr: int
    zeitpunkt: dt.datetime
    bis_eintrag: int
    sicherung_zeitpunkt: str

    def ueberholt(self, siegel: Siegel) -> bool:
        return siegel.nr > self.bis_eintrag and siegel.zeitpunkt <= kette.zeit(self.zeitpunkt)


def ruecksetzungen() -> list[Ruecksetzung]:
    """What the entries say; whether those are genuine shows when the chain is followed."""
    return list(_ruecksetzungen())


def _ruecksetzungen() -> Iterator[Ruecksetzung]:
    eintraege = Protokolleintrag.objects.filter(ereignis=WIEDERHERGESTELLT, inhalt__isnull=False).order_by("nr")
    for nr, zeitpunkt, inhalt in eintraege.values_list("nr", "zeitpunkt", "inhalt"):
        try:
            angaben = json.loads(inhalt or "")["nachher"]
            yield Ruecksetzung(nr, zeitpunkt, int(angaben["bis_eintrag"]), str(angaben["sicherung_zeitpunkt"]))
        except (ValueError, TypeError, KeyError):
            continue  # the payload was changed; the chain will name the entry


def teile_auf(siegel: Sequence[Siegel]) -> tuple[list[Siegel], tuple[str, ...]]:
    """The seals that must fit, and a German sentence for each restore that newer seals speak of."""
    gueltig, saetze = list(siegel), []
    for eine in ruecksetzungen():
        ueberholt = [s for s in gueltig if eine.ueberholt(s)]
        gueltig = [s for s in gueltig if not eine.ueberholt(s)]
        if ueberholt:
            saetze.append(_satz(eine, max(ueberholt, key=lambda s: s.nr)))
    return gueltig, tuple(saetze)


def _satz(eine: Ruecksetzung, siegel: Siegel) -> str:
    return (
        f"Lücke: Das Portal wurde am {kette.zeit(eine.zeitpunkt)} auf die Sicherung vom {eine.sicherung_zeitpunkt} "
        f"zurückgesetzt (Eintrag {eine.nr}). Die Einträge {eine.bis_eintrag + 1} bis {siegel.nr}, die das Siegel vom "
        f"{siegel.zeitpunkt} bezeugt, sind verloren; diese Nummern tragen heute andere Einträge."
    )
