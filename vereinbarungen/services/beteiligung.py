"""Which Kommunen an agreement binds: corrections after it came into force, by Leitung, as annulment and new row."""

import datetime as dt

from django.db.models import Q

from asskomm.core import annullierung
from asskomm.core.datenstand import mark_changed
from asskomm.core.models import User
from asskomm.core.protokoll import vorgang

from ..enums import BESTAND
from ..models import Beteiligung, Unterzeichnung, Vereinbarung
from ..pruefung import bestehen_gruende, heute, lock, recht_gruende, refuse, stand_gruende
from ..querysets import BeteiligungQuerySet

_ANNUL = "vereinbarungen.annul_vereinbarung"


@vorgang
def annul_beteiligung(*, beteiligung: Beteiligung, by: User, jetzt: dt.datetime, grund: str) -> None:
    """A Kommune that never was bound: the entry stays visible as annulled, later knowledge leaves it out."""
    vereinbarung = lock(beteiligung.vereinbarung)
    gruende = _gruende(vereinbarung, by)
    if not _andere(beteiligung).filter(austritt_am__isnull=True).exists():
        gruende.append("Mindestens eine Kommune muss beteiligt bleiben.")
    unterschriften = Unterzeichnung.objects.gueltig().filter(partei__vereinbarung=vereinbarung)
    if unterschriften.filter(partei__kommune=beteiligung.kommune_id).exists():
        gruende.append(f"{beteiligung.kommune} hat unterzeichnet; tragen Sie einen Austritt ein.")
    refuse(gruende)
    annullierung.annul(tatsache=beteiligung, by=by, jetzt=jetzt, grund=grund)
    mark_changed()


@vorgang
def correct_beteiligung(
    *,
    beteiligung: Beteiligung,
    beitritt_am: dt.date | None,
    austritt_am: dt.date | None,
    by: User,
    jetzt: dt.datetime,
    grund: str,
) -> Beteiligung:
    """Corrects the days of joining and leaving; empty = from the start, to the end."""
    vereinbarung = lock(beteiligung.vereinbarung)
    gruende = _gruende(vereinbarung, by)
    if (beitritt_am, austritt_am) == (beteiligung.beitritt_am, beteiligung.austritt_am):
        gruende.append("Diese Tage sind schon so eingetragen.")
    gruende += _tage_gruende(vereinbarung, beteiligung, beitritt_am, austritt_am, jetzt)
    refuse(gruende)
    annullierung.annul(tatsache=beteiligung, by=by, jetzt=jetzt, grund=grund)
    neu = Beteiligung.objects.create(
        vereinbarung=vereinbarung,
        kommune=beteiligung.kommune,
        beitritt_am=beitritt_am,
        austritt_am=austritt_am,
        austritt_erfasst_zeitpunkt=jetzt if austritt_am else None,
        erfasst_zeitpunkt=jetzt,
        erfasst_durch=by,
        fiktiv=beteiligung.fiktiv,
    )
    mark_changed()
    return neu


def _gruende(vereinbarung: Vereinbarung, by: User) -> list[str]:
    gruende = recht_gruende(by, _ANNUL, vereinbarung)
    return gruende + stand_gruende(vereinbarung, BESTAND, "Eine Beteiligung zu berichtigen")


def _andere(beteiligung: Beteiligung) -> BeteiligungQuerySet:
    return Beteiligung.objects.gueltig().filter(vereinbarung=beteiligung.vereinbarung_id).exclude(pk=beteiligung.pk)


def _tage_gruende(
    vereinbarung: Vereinbarung,
    beteiligung: Beteiligung,
    von: dt.date | None,
    bis: dt.date | None,
    jetzt: dt.datetime,
) -> list[str]:
    gruende = []
    beginn = von or vereinbarung.in_kraft_am
    if von and von > heute(jetzt):
        gruende.append(f"Der Beitritt am {von:%d.%m.%Y} liegt in der Zukunft.")
    if von and vereinbarung.in_kraft_am and von < vereinbarung.in_kraft_am:
        gruende.append(f"Der Beitritt liegt vor dem Inkrafttreten ({vereinbarung.in_kraft}).")
    if bis and beginn and bis < beginn:
        gruende.append(f"Der Austritt am {bis:%d.%m.%Y} liegt vor dem Beginn der Bindung ({beginn:%d.%m.%Y}).")
    if bis and not _andere(beteiligung).filter(austritt_am__isnull=True).exists():
        gruende.append("Die letzte beteiligte Kommune kann nicht austreten; tragen Sie eine Kündigung ein.")
    ueberschneidung = _andere(beteiligung).filter(Q(austritt_am__isnull=True) | Q(austritt_am__gt=beginn))
    if bis:
        ueberschneidung = ueberschneidung.filter(Q(beitritt_am__isnull=True) | Q(beitritt_am__lt=bis))
    if ueberschneidung.filter(kommune=beteiligung.kommune_id).exists():
        gruende.append(f"{beteiligung.kommune} ist in dieser Zeit schon mit einem anderen Eintrag beteiligt.")
    return gruende + bestehen_gruende([beteiligung.kommune], beginn or heute(jetzt))
