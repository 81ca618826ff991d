"""Appends collected acts to the chain: lock the head, insert, move the head. Three queries, however many entries."""

from collections.abc import Sequence

from asskomm.core.models import Protokolleintrag, Protokollkopf, ProtokollQuerySet

from . import kette
from .eintrag import Entwurf


def schreibe(entwuerfe: Sequence[Entwurf]) -> None:
    """Inside the caller's transaction, as its last act: the lock on the head ends with the transaction."""
    kopf = Protokollkopf.objects.select_for_update().get(pk=1)
    eintraege = []
    for entwurf in entwuerfe:
        eintrag = _verkette(entwurf, nr=kopf.nr + 1, vorgaenger=kopf.pruefsumme)
        kopf.nr, kopf.pruefsumme = eintrag.nr, eintrag.pruefsumme
        eintraege.append(eintrag)
    ProtokollQuerySet(Protokolleintrag)._anhaengen(eintraege)
    Protokollkopf.objects.filter(pk=1).update(nr=kopf.nr, pruefsumme=kopf.pruefsumme)


def _verkette(entwurf: Entwurf, *, nr: int, vorgaenger: str) -> Protokolleintrag:
    summe = kette.sha256(entwurf.inhalt)
    glied = kette.Glied(nr=nr, vorgaenger=vorgaenger, inhalt_sha256=summe, **entwurf.spalten)
    return Protokolleintrag(**glied._asdict(), inhalt=entwurf.inhalt, pruefsumme=kette.pruefsumme(glied))
