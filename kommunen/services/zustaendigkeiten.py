"""Which clerk looks after which Landkreis."""

import datetime as dt

from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.roles import SCHREIBENDE_ROLLEN
from asskomm.core.stichtag import BERLIN

from ..models import Landkreis, Zustaendigkeit


@vorgang
def assign_zustaendigkeit(
    *, user: User, landkreis: Landkreis, ab: dt.date, by: User, jetzt: dt.datetime, bis: dt.date | None = None
) -> Zustaendigkeit:
    """In force at once: it orders the worklist and opens nothing. Raises Ablehnung with every reason."""
    gruende = []
    if not by.has_perm("kommunen.add_zustaendigkeit"):
        gruende.append("Zuständigkeiten verteilt die Leitung oder die Systemverwaltung.")
    if not user.hat_rolle(*SCHREIBENDE_ROLLEN):
        gruende.append(f"{user} hat keine Rolle der Sachbearbeitung.")
    if bis is not None and bis < ab:
        gruende.append("Der letzte Tag liegt vor dem Beginn.")
    laufend = Zustaendigkeit.objects.select_for_update().filter(user=user, landkreis=landkreis)
    if any(z.gueltig_bis is None or z.gueltig_bis >= ab for z in laufend):
        gruende.append(f"{user} ist für {landkreis} schon zuständig.")
    if gruende:
        raise Ablehnung(gruende)
    zeile = Zustaendigkeit.objects.create(
        user=user, landkreis=landkreis, gueltig_von=ab, gueltig_bis=bis, fiktiv=user.fiktiv
    )
    tage = {"ab": ab, "bis": bis}
    protokolliere(ereignis="zustaendigkeit.zugewiesen", by=by, jetzt=jetzt, objekt=zeile, nachher=tage)
    return zeile


@vorgang
def end_zustaendigkeit(*, zustaendigkeit: Zustaendigkeit, bis: dt.date, by: User, jetzt: dt.datetime) -> Zustaendigkeit:
    zeile = Zustaendigkeit.objects.select_for_update().get(pk=zustaendigkeit.pk)
    gruende = []
    if not by.has_perm("kommunen.change_zustaendigkeit"):
        gruende.append("Zuständigkeiten verteilt die Leitung oder die Systemverwaltung.")
    if zeile.gueltig_bis is not None and zeile.gueltig_bis < jetzt.astimezone(BERLIN).date():
        gruende.append("Diese Zuständigkeit ist schon beendet.")
    if bis < zeile.gueltig_von:
        gruende.append("Der letzte Tag liegt vor dem Beginn.")
    if gruende:
        raise Ablehnung(gruende)
    zeile.gueltig_bis = bis
    zeile.save(update_fields=["gueltig_bis"])
    protokolliere(ereignis="zustaendigkeit.beendet", by=by, jetzt=jetzt, objekt=zeile, nachher={"bis": bis})
    return zeile


@vorgang
def move_zustaendigkeiten(
    *, von: User, an: User | None, letzter_tag: dt.date, by: User, jetzt: dt.datetime
) -> list[str]:
    """At a handover: what `von` looks after ends on the last day and begins for `an` on the next; names what moved."""
    naechster = letzter_tag + dt.timedelta(days=1)
    laufend = Zustaendigkeit.objects.select_for_update(of=("self",)).select_related("landkreis").filter(user=von)
    bewegt = []
    for zeile in [z for z in laufend if z.gueltig_bis is None or z.gueltig_bis > letzter_tag]:
        bis = zeile.gueltig_bis
        zeile.gueltig_bis = max(letzter_tag, zeile.gueltig_von)
        zeile.save(update_fields=["gueltig_bis"])
        protokolliere(
            ereignis="zustaendigkeit.beendet", by=by, jetzt=jetzt, objekt=zeile, nachher={"bis": zeile.gueltig_bis}
        )
        bewegt.append(f"Zuständigkeit für {zeile.landkreis}")
        ab = max(naechster, zeile.gueltig_von)
        if an is not None and not _ist_zustaendig(an, zeile.landkreis, ab):
            neu = Zustaendigkeit.objects.create(
                user=an, landkreis=zeile.landkreis, gueltig_von=ab, gueltig_bis=bis, fiktiv=an.fiktiv
            )
            protokolliere(ereignis="zustaendigkeit.zugewiesen", by=by, jetzt=jetzt, objekt=neu)
    return bewegt


def _ist_zustaendig(user: User, landkreis: Landkreis, tag: dt.date) -> bool:
    return Zustaendigkeit.objects.am(tag).filter(user=user, landkreis=landkreis).exists()
