"""Entry of past grants; their annulment is kommunen.services.tatsachen.annul_tatsache."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.protokoll import vorgang
from asskomm.core.stichtag import BERLIN, UngefaehresDatum
from kommunen.models import Kommune
from kommunen.services.tatsachen import lock_mit_verwandten
from kommunen.verbindungen import Verbindungen

from ..models import Zuwendung


class Zuwendungspruefung:
    """What stands against a grant, with the look-ups for many rows loaded once; remembers each row it allows."""

    def __init__(self, kommunen: Iterable[Kommune] | None = None, *, jetzt: dt.datetime) -> None:
        """`kommunen`: the bodies that rows will name; None = any."""
        self._heute = jetzt.astimezone(BERLIN).date()
        self._verbindungen = Verbindungen.laden(kommunen)
        bestand = Zuwendung.objects.gueltig().order_by("pk")
        if kommunen is not None:
            bestand = bestand.filter(kommune__in=self._verbindungen.alle)
        self._faelle: dict[tuple[int, str], dict[int, str]] = defaultdict(dict)
        for jahr, was, pk, name in bestand.values_list(
            "foerderjahr", "gegenstand", "kommune", "kommune__name_eindeutig"
        ):
            self._faelle[jahr, was][pk] = name

    def __call__(self, zuwendung: Zuwendung) -> list[str]:
        kommune, am = zuwendung.kommune, zuwendung.datum
        gruende = []
        if am.liegt_in_zukunft(self._heute):
            gruende.append(f"Der Tag {am} liegt in der Zukunft.")
        if not kommune.besteht_am(min(am.am, self._heute)):
            gruende.append(f"{kommune} bestand am {am} nicht (Gültigkeit im Register).")
        dasselbe = self._faelle[zuwendung.foerderjahr, zuwendung.gegenstand]
        gruende += [
            f"Für {dasselbe[pk]} ist in diesem Förderjahr schon eine Zuwendung für denselben Gegenstand eingetragen. "
            "Verband und Mitglied zählen nicht beide."
            for pk in sorted(self._verbindungen.von(kommune, am.am, am.am) & dasselbe.keys())
        ]
        if not gruende:
            dasselbe[kommune.pk] = str(kommune)
        return gruende


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
    zuwendung = Zuwendung(
        kommune=kommune,
        foerderjahr=foerderjahr,
        am=am.am,
        am_genauigkeit=am.genauigkeit,
        betrag=betrag,
        gegenstand=gegenstand,
        quelle=quelle,
        fiktiv=fiktiv,
    )
    return record_zuwendungen(zuwendungen=[zuwendung], by=by, jetzt=jetzt)[0]


@vorgang
def record_zuwendungen(
    *, zuwendungen: list[Zuwendung], by: User | None, jetzt: dt.datetime, pruefung: Zuwendungspruefung | None = None
) -> list[Zuwendung]:
    """Many at once, all or none. `pruefung` is passed on from batch to batch by a caller who holds the locks."""
    if pruefung is None:
        kommunen = list({z.kommune_id: z.kommune for z in zuwendungen}.values())
        lock_mit_verwandten(kommunen=kommunen, by=by)
        pruefung = Zuwendungspruefung(kommunen, jetzt=jetzt)
    if gruende := [grund for z in zuwendungen for grund in pruefung(z)]:
        raise Ablehnung(gruende)
    for zuwendung in zuwendungen:
        zuwendung.erfasst_zeitpunkt, zuwendung.erfasst_durch = jetzt, by
    angelegt = Zuwendung.objects.bulk_create(zuwendungen, batch_size=500)
    mark_changed()
    return angelegt
