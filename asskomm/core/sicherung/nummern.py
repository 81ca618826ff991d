"""After a restore: numbers that were given between the backup and the loss are reserved and never given again."""

import datetime as dt
from typing import NamedTuple

from asskomm.core.numbering import letzte_nummer, raise_nummernkreis
from asskomm.core.protokoll import protokolliere, vorgang

GRUND = "Nach der Sicherung vergeben und mit dem Verlust untergegangen; wird nicht noch einmal vergeben."


class Reserviert(NamedTuple):
    kreis: str
    von: int
    bis: int

    def __str__(self) -> str:
        nummern = f"Nummer {self.von}" if self.von == self.bis else f"Nummern {self.von} bis {self.bis}"
        return f"Reserviert: {self.kreis}, {nummern}"


@vorgang
def reserviere_nummern(*, letzte: dict[str, int], by: None = None, jetzt: dt.datetime) -> list[Reserviert]:
    """`letzte`: the last number that is known to have been given, per Nummernkreis (from a seal, or from paper)."""
    reserviert = []
    for kreis, bis in sorted(letzte.items()):
        von = letzte_nummer(kreis=kreis) + 1
        if bis < von:
            continue
        raise_nummernkreis(kreis=kreis, mindestens=bis)
        nachher = {"nummernkreis": kreis, "von": von, "bis": bis}
        protokolliere(ereignis="nummer.reserviert", by=by, jetzt=jetzt, nachher=nachher, grund=GRUND)
        reserviert.append(Reserviert(kreis, von, bis))
    return reserviert
