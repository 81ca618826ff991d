"""Follow-ups at a case: laid for oneself, a colleague or a role, moved, handed on, done. Each act leaves a row."""

import datetime as dt

from django.db import models

from .. import uebergaben
from ..errors import Ablehnung
from ..fallarten import register_wiedervorlageart, traegt_wiedervorlage
from ..models import (
    Fristregel,
    Organisation,
    Prioritaet,
    User,
    Wiedervorlage,
    Wiedervorlageschritt,
    Wiedervorlageschrittart,
    Wiedervorlagestand,
)
from ..models.wiedervorlage import FUER_ROLLEN
from ..protokoll import protokolliere, vorgang
from ..roles import VERTRETBARE_ROLLEN, Rolle
from ..sichtbarkeit import sieht_objekt
from ..stichtag import BERLIN

ANLEGEN, AENDERN = "core.add_wiedervorlage", "core.change_wiedervorlage"
_EREIGNISSE = {
    Wiedervorlageschrittart.ANGELEGT: "wiedervorlage.angelegt",
    Wiedervorlageschrittart.VERSCHOBEN: "wiedervorlage.verschoben",
    Wiedervorlageschrittart.UEBERGEBEN: "wiedervorlage.uebergeben",
    Wiedervorlageschrittart.ERLEDIGT: "wiedervorlage.erledigt",
    Wiedervorlageschrittart.WIEDER_OFFEN: "wiedervorlage.wieder_geoeffnet",
}
_LAENGE = 300


@vorgang
def create_wiedervorlage(
    *,
    fall: models.Model,
    faellig_am: dt.date,
    text: str,
    by: User,
    jetzt: dt.datetime,
    fuer: User | None = None,
    fuer_rolle: str = "",
    prioritaet: str = Prioritaet.NORMAL,
) -> Wiedervorlage:
    """Without `fuer` and `fuer_rolle` it is meant for the person itself. Raises Ablehnung with every reason."""
    if fuer is None and not fuer_rolle:
        fuer = by
    gruende = [] if by.has_perm(ANLEGEN) else ["Ihre Rolle legt keine Wiedervorlagen an."]
    if not traegt_wiedervorlage(fall) or not sieht_objekt(by, fall):
        gruende.append("Zu diesem Eintrag gibt es keine Wiedervorlage.")
    gruende += _text_gruende(text, pflicht=True) + _tag_gruende(faellig_am, jetzt)
    gruende += _empfaenger_gruende(fall, fuer, fuer_rolle)
    if gruende:
        raise Ablehnung(gruende)
    zeile = Wiedervorlage(
        faellig_am=faellig_am,
        text=_sauber(text),
        fuer=fuer,
        fuer_rolle=fuer_rolle,
        prioritaet=prioritaet,
        erfasst_durch=by,
        erfasst_zeitpunkt=jetzt,
        fiktiv=bool(getattr(fall, "fiktiv", False) or by.fiktiv),
    )
    zeile.fall = fall
    zeile.save()
    _vermerke(zeile, Wiedervorlageschrittart.ANGELEGT, by=by, jetzt=jetzt)
    return zeile


@vorgang
def move_wiedervorlage(
    *, wiedervorlage: Wiedervorlage, faellig_am: dt.date, by: User, jetzt: dt.datetime, anmerkung: str = ""
) -> Wiedervorlage:
    """To another day, today or later."""
    zeile = _lock(wiedervorlage)
    gruende = _handlung_gruende(zeile, by) + _tag_gruende(faellig_am, jetzt) + _text_gruende(anmerkung)
    if zeile.faellig_am == faellig_am:
        gruende.append("Die Wiedervorlage steht schon auf diesem Tag.")
    if gruende:
        raise Ablehnung(gruende)
    zeile.faellig_am = faellig_am
    zeile.save(update_fields=["faellig_am"])
    _vermerke(zeile, Wiedervorlageschrittart.VERSCHOBEN, anmerkung, by=by, jetzt=jetzt)
    return zeile


@vorgang
def hand_over_wiedervorlage(
    *,
    wiedervorlage: Wiedervorlage,
    by: User,
    jetzt: dt.datetime,
    fuer: User | None = None,
    fuer_rolle: str = "",
    anmerkung: str = "",
) -> Wiedervorlage:
    """To a colleague or to everybody of a role."""
    zeile = _lock(wiedervorlage)
    gruende = _handlung_gruende(zeile, by) + _text_gruende(anmerkung)
    gruende += _empfaenger_gruende(zeile.fall, fuer, fuer_rolle)
    if gruende:
        raise Ablehnung(gruende)
    zeile.fuer, zeile.fuer_rolle = fuer, fuer_rolle
    zeile.save(update_fields=["fuer", "fuer_rolle"])
    _vermerke(zeile, Wiedervorlageschrittart.UEBERGEBEN, anmerkung or f"an {zeile.empfaenger}", by=by, jetzt=jetzt)
    return zeile


@vorgang
def complete_wiedervorlage(
    *, wiedervorlage: Wiedervorlage, by: User, jetzt: dt.datetime, anmerkung: str = ""
) -> Wiedervorlage:
    zeile = _lock(wiedervorlage)
    if gruende := _handlung_gruende(zeile, by) + _text_gruende(anmerkung):
        raise Ablehnung(gruende)
    zeile.stand = Wiedervorlagestand.ERLEDIGT
    zeile.erledigt_durch, zeile.erledigt_zeitpunkt = by, jetzt
    zeile.save(update_fields=["stand", "erledigt_durch", "erledigt_zeitpunkt"])
    _vermerke(zeile, Wiedervorlageschrittart.ERLEDIGT, anmerkung, by=by, jetzt=jetzt)
    return zeile


@vorgang
def reopen_wiedervorlage(
    *, wiedervorlage: Wiedervorlage, faellig_am: dt.date, by: User, jetzt: dt.datetime, anmerkung: str = ""
) -> Wiedervorlage:
    """Done by mistake, or to be seen once more: open again for a new day."""
    zeile = _lock(wiedervorlage)
    gruende = [] if by.has_perm(AENDERN) else ["Ihre Rolle ändert keine Wiedervorlagen."]
    if zeile.ist_offen:
        gruende.append("Diese Wiedervorlage ist noch offen.")
    gruende += _tag_gruende(faellig_am, jetzt) + _text_gruende(anmerkung)
    if gruende:
        raise Ablehnung(gruende)
    zeile.stand, zeile.faellig_am = Wiedervorlagestand.OFFEN, faellig_am
    zeile.erledigt_durch = zeile.erledigt_zeitpunkt = None
    zeile.save(update_fields=["stand", "faellig_am", "erledigt_durch", "erledigt_zeitpunkt"])
    _vermerke(zeile, Wiedervorlageschrittart.WIEDER_OFFEN, anmerkung, by=by, jetzt=jetzt)
    return zeile


@vorgang
def move_wiedervorlagen(*, von: User, an: User | None, letzter_tag: dt.date, by: User, jetzt: dt.datetime) -> list[str]:
    """At a handover: what is laid for `von` goes to `an`; where that person must not see the case, to the Leitung."""
    bewegt = []
    for zeile in Wiedervorlage.objects.select_for_update(of=("self",)).offen().filter(fuer=von):
        passt = an is not None and not _empfaenger_gruende(zeile.fall, an, "")
        zeile.fuer, zeile.fuer_rolle = (an, "") if passt else (None, Rolle.LEITUNG.value)
        zeile.save(update_fields=["fuer", "fuer_rolle"])
        _vermerke(zeile, Wiedervorlageschrittart.UEBERGEBEN, f"an {zeile.empfaenger}", by=by, jetzt=jetzt)
        bewegt.append(str(zeile))
    return bewegt


def _offene(user: User, tag: dt.date) -> list[str]:
    return [str(zeile) for zeile in Wiedervorlage.objects.offen().filter(fuer=user)]


def register_wiedervorlagen() -> None:
    # no accounts: notes about a person belong to the case that they are about
    for modell, name in ((Fristregel, "bezeichnung"), (Organisation, "name")):
        register_wiedervorlageart(modell, bezeichnung=name)
    uebergaben.register(name="wiedervorlagen", art=uebergaben.Aufgabenart(offen=_offene, bewege=move_wiedervorlagen))


def _lock(wiedervorlage: Wiedervorlage) -> Wiedervorlage:
    return Wiedervorlage.objects.select_for_update(of=("self",)).get(pk=wiedervorlage.pk)


def _handlung_gruende(zeile: Wiedervorlage, by: User) -> list[str]:
    gruende = [] if by.has_perm(AENDERN) else ["Ihre Rolle ändert keine Wiedervorlagen."]
    if not zeile.ist_offen:
        gruende.append("Diese Wiedervorlage ist schon erledigt.")
    return gruende


def _text_gruende(text: str, *, pflicht: bool = False) -> list[str]:
    if pflicht and not _sauber(text):
        return ["Bitte sagen Sie, worum es geht."]
    return [f"Der Text darf höchstens {_LAENGE} Zeichen haben."] if len(_sauber(text)) > _LAENGE else []


def _tag_gruende(tag: dt.date, jetzt: dt.datetime) -> list[str]:
    return ["Der Tag der Wiedervorlage ist schon vorbei."] if tag < jetzt.astimezone(BERLIN).date() else []


def _empfaenger_gruende(fall: models.Model, fuer: User | None, fuer_rolle: str) -> list[str]:
    """For a person of the house who sees the case, or for a role."""
    if (fuer is None) == (not fuer_rolle):
        return ["Nennen Sie entweder eine Person oder eine Rolle."]
    if fuer is None:
        return [] if fuer_rolle in dict(FUER_ROLLEN) else ["Für diese Rolle gibt es keine Wiedervorlagen."]
    if not fuer.hat_rolle(*VERTRETBARE_ROLLEN):
        return [f"{fuer} hat keine Rolle, die Wiedervorlagen bearbeitet."]
    return [] if sieht_objekt(fuer, fall) else [f"{fuer} darf diesen Vorgang nicht sehen."]


def _sauber(text: str) -> str:
    return " ".join(text.split())


def _vermerke(
    zeile: Wiedervorlage, art: Wiedervorlageschrittart, text: str = "", *, by: User, jetzt: dt.datetime
) -> None:
    Wiedervorlageschritt.objects.create(
        wiedervorlage=zeile,
        art=art,
        faellig_am=zeile.faellig_am,
        text=_sauber(text),
        erfasst_durch=by,
        erfasst_zeitpunkt=jetzt,
        fiktiv=zeile.fiktiv,
    )
    angaben = {"faellig_am": zeile.faellig_am, "fuer": zeile.empfaenger, "fall": str(zeile.fall)}
    protokolliere(
        ereignis=_EREIGNISSE[art],
        by=by,
        jetzt=jetzt,
        objekt=zeile,
        nachher=angaben,
        grund=_sauber(text),
        recht=ANLEGEN if art == Wiedervorlageschrittart.ANGELEGT else AENDERN,
    )
