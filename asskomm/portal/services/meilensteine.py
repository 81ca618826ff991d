"""Announcement of milestones: from then on day and Kommunen stay, whatever is entered later."""

import datetime as dt

from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.numbering import lock_nummernkreis
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.stichtag import BERLIN

from ..enums import MeilensteinRegel
from ..kennzahlen.bestand import Faktenbestand
from ..kennzahlen.meilensteine import errechne
from ..models import Meilenstein

_ANNOUNCE = "portal.announce_meilenstein"


def announce_meilenstein(*, regel: MeilensteinRegel, wert: int, by: User, jetzt: dt.datetime) -> Meilenstein:
    """Keeps the milestone as the facts of today yield it. Only Leitung may do that.

    Ablehnung: wrong role, not (publicly) reached yet, or already announced.
    """
    gruende = []
    if not by.has_perm(_ANNOUNCE):
        gruende.append("Meilensteine gibt nur die Leitung bekannt.")
    heute = jetzt.astimezone(BERLIN).date()
    bestand = Faktenbestand.load(stichtag=heute, oeffentlich_um=jetzt)
    alle = errechne(bestand.wissen(jetzt), heute)
    erreicht = next((e for e in alle if (e.regel, e.wert) == (regel, wert)), None)
    if erreicht is None:
        gruende.append("Dieser Meilenstein ist nach den öffentlichen Daten noch nicht erreicht.")
    with vorgang():
        lock_nummernkreis(kreis="meilenstein")
        if Meilenstein.objects.filter(regel=regel, wert=wert).exists():
            gruende.append("Dieser Meilenstein ist bereits bekannt gegeben.")
        if gruende or erreicht is None:
            raise Ablehnung(gruende)
        stein = Meilenstein.objects.create(
            regel=regel,
            wert=wert,
            am=erreicht.am,
            titel=erreicht.titel,
            vereinbarung_id=erreicht.vereinbarung_id,
            bekanntgegeben_zeitpunkt=jetzt,
            bekanntgegeben_durch=by,
            fiktiv=bestand.enthaelt_fiktives,
        )
        stein.kommunen.set([k.id for k in erreicht.koerperschaften])
        angaben = {"am": stein.am, "kommunen": [k.id for k in erreicht.koerperschaften]}
        protokolliere(
            ereignis="meilenstein.freigegeben", by=by, jetzt=jetzt, objekt=stein, nachher=angaben, recht=_ANNOUNCE
        )
        mark_changed()
    return stein
