"""Facts about a body: consultations, the flag "enge Zusammenarbeit", and the annulment of any fact.

A body and its member never carry the same fact (rule of counting, issue 2 section 4): whoever enters the second
one is told why not.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from asskomm.core.annullierung import annul
from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Tatsache, User
from asskomm.core.protokoll import vorgang
from asskomm.core.stichtag import BERLIN, UngefaehresDatum, als_text

from ..enums import Kontaktart
from ..models import Beratung, EngeZusammenarbeit, Kommune
from ..verbindungen import Verbindungen


class Beratungspruefung:
    """What stands against a consultation, with the look-ups for many rows loaded once; remembers each row it allows.

    The same rules for one entry by hand and for a file of thousands.
    """

    def __init__(self, kommunen: Iterable[Kommune] | None = None, *, jetzt: dt.datetime) -> None:
        """`kommunen`: the bodies that rows will name; None = any."""
        self._jetzt = jetzt
        self._verbindungen = Verbindungen.laden(kommunen)
        bestand = Beratung.objects.gueltig().order_by("pk")
        if kommunen is not None:
            bestand = bestand.filter(kommune__in=self._verbindungen.alle | {k.pk for k in kommunen})
        self._tage: dict[tuple[dt.date, str], dict[int, str]] = defaultdict(dict)
        for am, genauigkeit, pk, name in bestand.values_list(
            "am", "am_genauigkeit", "kommune", "kommune__name_eindeutig"
        ):
            self._tage[am, genauigkeit][pk] = name

    def __call__(self, beratung: Beratung) -> list[str]:
        kommune, tag = beratung.kommune, beratung.datum
        gruende = _tag_gruende(kommune, tag, self._jetzt)
        an_dem_tag = self._tage[beratung.am, beratung.am_genauigkeit]
        gruende += [
            f"Für {an_dem_tag[pk]} ist an diesem Tag schon eine Beratung eingetragen. "
            "Verband und Mitglied zählen nicht beide für dieselbe Beratung."
            for pk in sorted(self._verbindungen.von(kommune, tag.am, tag.am) & an_dem_tag.keys())
        ]
        if not gruende:
            an_dem_tag[kommune.pk] = str(kommune)
        return gruende


def record_beratung(
    *,
    kommune: Kommune,
    am: UngefaehresDatum,
    by: User | None,
    jetzt: dt.datetime,
    kontaktart: str = Kontaktart.GESPRAECH,
    anlass: str = "",
    ergebnis: str = "",
    quelle: str = "",
) -> Beratung:
    """Refused for a future day, a body that did not exist, or a related body advised on the same day."""
    beratung = Beratung(
        kommune=kommune,
        am=am.am,
        am_genauigkeit=am.genauigkeit,
        kontaktart=kontaktart,
        anlass=anlass,
        ergebnis=ergebnis,
        quelle=quelle,
    )
    return record_beratungen(beratungen=[beratung], by=by, jetzt=jetzt)[0]


@vorgang
def record_beratungen(
    *, beratungen: list[Beratung], by: User | None, jetzt: dt.datetime, pruefung: Beratungspruefung | None = None
) -> list[Beratung]:
    """Many at once, all or none. `pruefung` is passed on from batch to batch by a caller who holds the locks."""
    kommunen = {b.kommune_id: b.kommune for b in beratungen}
    if pruefung is None:
        lock_mit_verwandten(kommunen=kommunen.values(), by=by)
        pruefung = Beratungspruefung(list(kommunen.values()), jetzt=jetzt)
    if gruende := [grund for b in beratungen for grund in pruefung(b)]:
        raise Ablehnung(gruende)
    for beratung in beratungen:
        beratung.erfasst_zeitpunkt, beratung.erfasst_durch = jetzt, by
        beratung.fuelle_suchtext()
    angelegt = Beratung.objects.bulk_create(beratungen, batch_size=500)
    mark_changed()
    return angelegt


def lock_mit_verwandten(*, kommunen: Iterable[Kommune], by: User | None) -> None:
    """Locks the bodies, their associations and members in a fixed order: entries at once see each other."""
    pks = {k.pk for k in kommunen}
    pks |= Verbindungen.laden(pks).alle
    list(Kommune.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk", flat=True))


def start_enge_zusammenarbeit(
    *,
    kommune: Kommune,
    seit: UngefaehresDatum,
    by: User | None,
    jetzt: dt.datetime,
    anlass: str = "",
    quelle: str = "",
) -> EngeZusammenarbeit:
    """Opens the flag; it lasts until `end_enge_zusammenarbeit`."""
    with vorgang():
        verwandte = _lock_mit_verwandten(kommune, seit.am, None)
        gruende = _tag_gruende(kommune, seit, jetzt)
        spaeter = EngeZusammenarbeit.objects.gueltig().filter(Q(bis__isnull=True) | Q(bis__gte=seit.am))
        for andere in spaeter.filter(kommune__in=[kommune, *verwandte]).select_related("kommune"):
            if andere.kommune_id == kommune.pk:
                gruende.append(f"Die enge Zusammenarbeit ist schon seit {andere.datum} eingetragen.")
            else:
                gruende.append(
                    f"Für {andere.kommune} ist die enge Zusammenarbeit seit {andere.datum} eingetragen. "
                    "Verband und Mitglied zählen nicht beide."
                )
        if gruende:
            raise Ablehnung(gruende)
        flag = EngeZusammenarbeit.objects.create(
            kommune=kommune,
            am=seit.am,
            am_genauigkeit=seit.genauigkeit,
            anlass=anlass,
            quelle=quelle,
            erfasst_zeitpunkt=jetzt,
            erfasst_durch=by,
        )
        mark_changed()
    return flag


def end_enge_zusammenarbeit(
    *, zusammenarbeit: EngeZusammenarbeit, bis: dt.date, by: User | None, jetzt: dt.datetime
) -> EngeZusammenarbeit:
    """`bis` is the last day on which the flag holds."""
    with vorgang():
        flag = EngeZusammenarbeit.objects.select_for_update().get(pk=zusammenarbeit.pk)
        gruende = []
        if flag.ist_annulliert:
            gruende.append("Der Eintrag ist annulliert.")
        if flag.bis is not None:
            gruende.append(f"Die enge Zusammenarbeit ist schon zum {als_text(flag.bis)} beendet.")
        if bis < flag.am:
            gruende.append(f"Das Ende {als_text(bis)} liegt vor dem Beginn ({flag.datum}).")
        if bis > jetzt.astimezone(BERLIN).date():
            gruende.append(f"Der Tag {als_text(bis)} liegt in der Zukunft.")
        if gruende:
            raise Ablehnung(gruende)
        flag.bis, flag.bis_erfasst_zeitpunkt = bis, jetzt
        flag.save(update_fields=["bis", "bis_erfasst_zeitpunkt"])
        mark_changed()
    return flag


def annul_tatsache(*, tatsache: Tatsache, grund: str, by: User, jetzt: dt.datetime) -> None:
    """Takes a wrong entry back; the correction is a new row. Works for every kind of fact."""
    meta = tatsache._meta
    with vorgang():
        if not by.has_perm(f"{meta.app_label}.change_{meta.model_name}", tatsache):
            raise Ablehnung("Ihre Rolle darf diesen Eintrag nicht annullieren.")
        annul(tatsache=tatsache, by=by, jetzt=jetzt, grund=grund)
        mark_changed()


def _lock_mit_verwandten(kommune: Kommune, von: dt.date, bis: dt.date | None) -> list[Kommune]:
    """Locks the body, its associations and members in a fixed order; returns the related ones."""
    verwandt = Kommune.objects.verbunden_mit(kommune, von, bis).values_list("pk", flat=True)
    gesperrt = list(Kommune.objects.select_for_update().filter(pk__in=[kommune.pk, *verwandt]).order_by("pk"))
    return [k for k in gesperrt if k.pk != kommune.pk]


def _tag_gruende(kommune: Kommune, tag: UngefaehresDatum, jetzt: dt.datetime) -> list[str]:
    heute = jetzt.astimezone(BERLIN).date()
    if tag.liegt_in_zukunft(heute):
        return [f"Der Tag {tag} liegt in der Zukunft."]
    if not kommune.besteht_am(min(tag.am, heute)):
        return [f"{kommune} bestand am {tag} nicht (Gültigkeit im Register)."]
    return []
