"""Who belongs to which association: recorded once, ended with an own moment of entry, taken back when wrong.

The figure "Kommunen bound" counts members of a bound association, so a membership is a counted fact like any other.
"""

import datetime as dt

from django.db.models import Q

from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.protokoll import vorgang
from asskomm.core.stichtag import als_text

from ..enums import KommuneArt
from ..models import Kommune, Mitgliedschaft

# As in the register files: a municipality belongs to one of these at most; a Verbund is beside them.
_AUSSCHLIESSLICH = {KommuneArt.VERWALTUNGSVERBAND, KommuneArt.VERWALTUNGSGEMEINSCHAFT}


def record_mitgliedschaft(
    *, verband: Kommune, mitglied: Kommune, by: User | None, jetzt: dt.datetime, gueltig_von: dt.date | None = None
) -> Mitgliedschaft:
    """`gueltig_von` empty = since ever; the day may lie ahead, as the change of an association is decided before."""
    with vorgang():
        pks = sorted({verband.pk, mitglied.pk})
        zeilen = {k.pk: k for k in Kommune.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
        if gruende := _gruende(zeilen[verband.pk], zeilen[mitglied.pk], gueltig_von):
            raise Ablehnung(gruende)
        mitgliedschaft = Mitgliedschaft.objects.create(
            verband=verband, mitglied=mitglied, gueltig_von=gueltig_von, erfasst_zeitpunkt=jetzt, erfasst_durch=by
        )
        mark_changed()
    return mitgliedschaft


def end_mitgliedschaft(
    *, mitgliedschaft: Mitgliedschaft, bis: dt.date, by: User | None, jetzt: dt.datetime
) -> Mitgliedschaft:
    """`bis` is the last day of the membership; it may lie ahead."""
    with vorgang():
        zeile = Mitgliedschaft.objects.select_for_update().get(pk=mitgliedschaft.pk)
        gruende = []
        if zeile.ist_annulliert:
            gruende.append("Der Eintrag ist annulliert.")
        if zeile.gueltig_bis is not None:
            gruende.append(f"Die Mitgliedschaft ist schon zum {als_text(zeile.gueltig_bis)} beendet.")
        if zeile.gueltig_von and bis < zeile.gueltig_von:
            gruende.append(f"Das Ende {als_text(bis)} liegt vor dem Beginn ({als_text(zeile.gueltig_von)}).")
        if gruende:
            raise Ablehnung(gruende)
        zeile.gueltig_bis, zeile.austritt_erfasst_zeitpunkt = bis, jetzt
        zeile.save(update_fields=["gueltig_bis", "austritt_erfasst_zeitpunkt"])
        mark_changed()
    return zeile


def close_mitgliedschaften(*, kommune: Kommune, letzter_tag: dt.date, by: User, jetzt: dt.datetime) -> None:
    """Ends all memberships of a retiring body inside the caller's transaction.

    An end that was planned for a later day is taken back: the row is annulled, a new one carries the earlier end.
    """
    eigene = Mitgliedschaft.objects.gueltig().filter(Q(verband=kommune) | Q(mitglied=kommune))
    for m in eigene.filter(gueltig_bis__gt=letzter_tag).order_by("pk"):
        Mitgliedschaft.objects.create(
            verband_id=m.verband_id,
            mitglied_id=m.mitglied_id,
            gueltig_von=m.gueltig_von,
            gueltig_bis=letzter_tag,
            austritt_erfasst_zeitpunkt=jetzt,
            erfasst_zeitpunkt=jetzt,
            erfasst_durch=by,
            fiktiv=m.fiktiv,
        )
        m.annulliert_zeitpunkt, m.annulliert_durch, m.annulliert_grund = jetzt, by, f"{kommune} scheidet früher aus"
        m.save(update_fields=["annulliert_zeitpunkt", "annulliert_durch", "annulliert_grund"])
    eigene.filter(gueltig_bis__isnull=True).update(gueltig_bis=letzter_tag, austritt_erfasst_zeitpunkt=jetzt)


def _gruende(verband: Kommune, mitglied: Kommune, von: dt.date | None) -> list[str]:
    gruende = []
    if not verband.ist_verband:
        gruende.append(f"{verband} ist kein Verband und hat keine Mitglieder.")
    if verband == mitglied:
        gruende.append("Ein Verband kann nicht sein eigenes Mitglied sein.")
    if von is not None:
        gruende += [f"{k} besteht am {als_text(von)} nicht." for k in (verband, mitglied) if not k.besteht_am(von)]
    laufende = Mitgliedschaft.objects.gueltig().filter(mitglied=mitglied).select_related("verband")
    if von is not None:
        laufende = laufende.filter(Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gte=von))
    for andere in laufende.order_by("pk"):
        if andere.verband == verband:
            gruende.append(f"Die Mitgliedschaft von {mitglied} in {verband} ist für diese Zeit schon eingetragen.")
        elif {andere.verband.art, verband.art} <= _AUSSCHLIESSLICH:
            gruende.append(
                f"{mitglied} gehört in dieser Zeit schon zu: {andere.verband}. Bitte dort das Ende eintragen."
            )
    return gruende
