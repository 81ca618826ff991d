"""Entry of past grants; their annulment is kommunen.services.tatsachen.annul_tatsache."""

import datetime as dt
from decimal import Decimal

from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.protokoll import vorgang
from asskomm.core.stichtag import BERLIN, UngefaehresDatum
from kommunen.models import Kommune

from ..models import Zuwendung


def record_zuwendung(
    *,
    kommune: Kommune,
    foerderjahr: int,
    am: UngefaehresDatum,
    by: User | None,
    jetzt: dt.datetime,
    betrag: Decimal | None = None,
    gegenstand: str = "",
    quelle: str = "",
    fiktiv: bool = False,
) -> Zuwendung:
    """A grant announced to a body. Refused for a future day, a body that did not exist, or when its association
    or a member already has a grant for the same object and Förderjahr (never a body and its member for one fact).
    """
    with vorgang():
        verwandt = Kommune.objects.verbunden_mit(kommune, am.am, am.am).values_list("pk", flat=True)
        # Locked in a fixed order, so that two entries at once see each other.
        gesperrt = list(Kommune.objects.select_for_update().filter(pk__in=[kommune.pk, *verwandt]).order_by("pk"))
        gruende = _tag_gruende(kommune, am, jetzt)
        doppelt = Zuwendung.objects.gueltig().filter(
            kommune__in=[k for k in gesperrt if k.pk != kommune.pk], foerderjahr=foerderjahr, gegenstand=gegenstand
        )
        gruende += [
            f"Für {z.kommune} ist in diesem Förderjahr schon eine Zuwendung für denselben Gegenstand eingetragen. "
            "Verband und Mitglied zählen nicht beide."
            for z in doppelt.select_related("kommune")
        ]
        if gruende:
            raise Ablehnung(gruende)
        zuwendung = Zuwendung.objects.create(
            kommune=kommune,
            foerderjahr=foerderjahr,
            am=am.am,
            am_genauigkeit=am.genauigkeit,
            betrag=betrag,
            gegenstand=gegenstand,
            quelle=quelle,
            erfasst_zeitpunkt=jetzt,
            erfasst_durch=by,
            fiktiv=fiktiv,
        )
        mark_changed()
    return zuwendung


def _tag_gruende(kommune: Kommune, am: UngefaehresDatum, jetzt: dt.datetime) -> list[str]:
    heute = jetzt.astimezone(BERLIN).date()
    gruende = []
    if am.liegt_in_zukunft(heute):
        gruende.append(f"Der Tag {am} liegt in der Zukunft.")
    if not kommune.besteht_am(min(am.am, heute)):
        gruende.append(f"{kommune} bestand am {am} nicht (Gültigkeit im Register).")
    return gruende
