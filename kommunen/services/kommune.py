"""The end of a municipality or association: it retires with its successors and is never deleted."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q

from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.protokoll import vorgang
from asskomm.core.stichtag import als_text

from ..enums import KprStatus
from ..models import Ansprechperson, EngeZusammenarbeit, Kommune, Mitgliedschaft, Nachfolge
from .mitgliedschaften import close_mitgliedschaften


def retire_kommune(
    *, kommune: Kommune, letzter_tag: dt.date, nachfolger: Sequence[Kommune], by: User, jetzt: dt.datetime
) -> Kommune:
    """Closes the body with its last day, its memberships, contacts and flag; links the successors.

    The day may lie ahead: territorial changes are decided long before they take effect.
    """
    with vorgang():
        pks = sorted({kommune.pk, *(n.pk for n in nachfolger)})
        zeilen = {k.pk: k for k in Kommune.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
        kommune = zeilen[kommune.pk]
        if gruende := _gruende(kommune, letzter_tag, [zeilen[n.pk] for n in nachfolger], by):
            raise Ablehnung(gruende)
        kommune.gueltig_bis = letzter_tag
        kommune._history_user, kommune._history_date = by, jetzt  # type: ignore[attr-defined]
        kommune._change_reason = "ausgeschieden"  # type: ignore[attr-defined]
        kommune.save(update_fields=["gueltig_bis"])
        beginn = letzter_tag + dt.timedelta(days=1)
        for n in nachfolger:
            Nachfolge.objects.create(vorgaenger=kommune, nachfolger=zeilen[n.pk], wirksam_am=beginn)
        close_mitgliedschaften(kommune=kommune, letzter_tag=letzter_tag, by=by, jetzt=jetzt)
        _schliesse(kommune, letzter_tag, jetzt)
        mark_changed()
    return kommune


def add_nachfolger(*, kommune: Kommune, nachfolger: Kommune, by: User, jetzt: dt.datetime) -> Nachfolge:
    """Names a successor that came into the register only after the body had retired."""
    with vorgang():
        pks = sorted({kommune.pk, nachfolger.pk})
        zeilen = {k.pk: k for k in Kommune.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
        kommune, nachfolger = zeilen[kommune.pk], zeilen[nachfolger.pk]
        if not by.has_perm("kommunen.retire_kommune", kommune):
            raise Ablehnung("Nur die Leitung darf eine Nachfolge eintragen.")
        if kommune.gueltig_bis is None:
            raise Ablehnung(f"{kommune} besteht noch.")
        beginn = kommune.gueltig_bis + dt.timedelta(days=1)
        gruende = _gegen_nachfolger(kommune, [nachfolger], beginn)
        if kommune.nachfolgen.filter(nachfolger=nachfolger).exists():
            gruende.append(f"{nachfolger} ist schon als Nachfolgerin eingetragen.")
        if gruende:
            raise Ablehnung(gruende)
        nachfolge = Nachfolge.objects.create(vorgaenger=kommune, nachfolger=nachfolger, wirksam_am=beginn)
        mark_changed()
    return nachfolge


def _gegen_nachfolger(kommune: Kommune, nachfolger: Sequence[Kommune], beginn: dt.date) -> list[str]:
    gruende = ["Eine Kommune kann nicht ihre eigene Nachfolgerin sein."] if kommune in nachfolger else []
    return gruende + [
        f"{n} besteht am {als_text(beginn)} nicht." for n in nachfolger if n != kommune and not n.besteht_am(beginn)
    ]


def _gruende(kommune: Kommune, letzter_tag: dt.date, nachfolger: Sequence[Kommune], by: User) -> list[str]:
    gruende = []
    if not by.has_perm("kommunen.retire_kommune", kommune):
        gruende.append("Nur die Leitung darf eine Kommune ausscheiden lassen.")
    if kommune.gueltig_bis is not None:
        gruende.append(f"{kommune} ist schon zum {als_text(kommune.gueltig_bis)} ausgeschieden.")
    if kommune.gueltig_von and letzter_tag < kommune.gueltig_von:
        gruende.append(f"Der Tag {als_text(letzter_tag)} liegt vor dem Beginn der Gültigkeit.")
    gruende += _gegen_nachfolger(kommune, nachfolger, letzter_tag + dt.timedelta(days=1))
    if kommune.praeventionsraete.exclude(status=KprStatus.AUFGELOEST).exists():
        gruende.append("Bitte tragen Sie zuerst die Auflösung des Präventionsrates ein.")
    spaeter = Q(gueltig_von__gt=letzter_tag) & (Q(verband=kommune) | Q(mitglied=kommune))
    if Mitgliedschaft.objects.gueltig().filter(spaeter).exists():
        gruende.append(f"Eine Mitgliedschaft beginnt erst nach dem {als_text(letzter_tag)}.")
    if EngeZusammenarbeit.objects.gueltig().filter(kommune=kommune, bis__isnull=True, am__gt=letzter_tag).exists():
        gruende.append(f"Die enge Zusammenarbeit beginnt erst nach dem {als_text(letzter_tag)}.")
    return gruende


def _schliesse(kommune: Kommune, letzter_tag: dt.date, jetzt: dt.datetime) -> None:
    offen = Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gt=letzter_tag)
    for person in Ansprechperson.objects.filter(offen, kommune=kommune):
        person.gueltig_bis = max(letzter_tag, person.gueltig_von or letzter_tag)
        person.save(update_fields=["gueltig_bis"])
    EngeZusammenarbeit.objects.gueltig().filter(kommune=kommune, bis__isnull=True).update(
        bis=letzter_tag, bis_erfasst_zeitpunkt=jetzt
    )
