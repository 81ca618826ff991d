"""Starting, carrying out, stopping and resuming long work."""

import datetime as dt
import logging
from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any, cast

from django.db.models import F
from django.utils.crypto import get_random_string

from .. import clock  # Uhr: Der Arbeiter läuft ohne Anfrage; jeder Posten hat seinen Zeitpunkt
from ..arbeitsarten import Fortschritt, ImGanzen, JePosten, arbeitsart
from ..errors import Ablehnung
from ..models import Arbeitslauf, Arbeitsposten, Laufstand, Postenstand, User
from ..models.arbeitslauf import LEBENSZEICHEN
from ..protokoll import protokolliere, vorgang
from ..warteschlange import register_arbeit, register_pflege, reihe_ein

log = logging.getLogger(__name__)
ARBEIT = "arbeitslauf"
FEHLER = "Unerwarteter Fehler. Er steht im Protokoll des Servers; bitte wenden Sie sich an die Systemverwaltung."
OHNE_RECHT = "Die Person, die diese Arbeit begonnen hat, darf das nicht mehr."
STAPEL = 500


class _Verloren(Exception):
    """Somebody else has the run now: what was done for it must not stay."""


@vorgang
def start_arbeitslauf(
    *,
    art: str,
    titel: str,
    posten: Iterable[tuple[str, dict[str, Any], str]] = (),
    angaben: dict[str, Any] | None = None,
    by: User,
    jetzt: dt.datetime,
) -> Arbeitslauf:
    """`posten`: triples of what it is about, arguments that fit into JSON, and address ("" = none)."""
    arbeitsart(art)  # an unknown kind is an error of the caller
    lauf = Arbeitslauf.objects.create(
        art=art, titel=titel[:200], angaben=angaben or {}, erfasst_durch=by, erfasst_zeitpunkt=jetzt
    )
    zeilen = [
        Arbeitsposten(lauf=lauf, nr=nr, bezeichnung=text[:300], angaben=werte, url=url)
        for nr, (text, werte, url) in enumerate(posten, 1)
    ]
    Arbeitsposten.objects.bulk_create(zeilen, batch_size=STAPEL)
    lauf.gesamt = len(zeilen)
    lauf.save(update_fields=["gesamt"])
    nachher = {"titel": lauf.titel, "posten": lauf.gesamt}
    protokolliere(ereignis="arbeitslauf.begonnen", by=by, jetzt=jetzt, objekt=lauf, nachher=nachher)
    reihe_ein(ARBEIT, lauf_pk=lauf.pk)
    return lauf


@vorgang
def stop_arbeitslauf(*, lauf: Arbeitslauf, by: User, jetzt: dt.datetime) -> None:
    """What is done stays; the item at hand is finished. Work as a whole cannot be stopped once it has begun."""
    lauf = _gesperrt(lauf.pk)
    if not lauf.ist_offen:
        raise Ablehnung("Diese Arbeit läuft nicht mehr.")
    if lauf.stand == Laufstand.LAEUFT and arbeitsart(lauf.art).im_ganzen:
        raise Ablehnung("Diese Arbeit wird ganz oder gar nicht ausgeführt und lässt sich nicht mehr anhalten.")
    lauf.stand, lauf.arbeiter, lauf.fehler = Laufstand.ANGEHALTEN, "", f"Angehalten durch {by}."
    lauf.save()
    protokolliere(ereignis="arbeitslauf.angehalten", by=by, jetzt=jetzt, objekt=lauf)


@vorgang
def resume_arbeitslauf(*, lauf: Arbeitslauf, by: User, jetzt: dt.datetime) -> None:
    """Goes on with the open items; failed ones are tried again, those refused are not."""
    lauf = _gesperrt(lauf.pk)
    misslungen = lauf.posten.filter(stand=Postenstand.GESCHEITERT)
    if lauf.ist_offen or (lauf.stand == Laufstand.FERTIG and not misslungen.exists()):
        raise Ablehnung("Hier ist nichts fortzusetzen.")
    misslungen.update(stand=Postenstand.OFFEN, meldung="")
    lauf.stand, lauf.fehler, lauf.beendet_zeitpunkt = Laufstand.WARTET, "", None
    lauf.erledigt = lauf.posten.exclude(stand=Postenstand.OFFEN).count()
    lauf.save()
    protokolliere(ereignis="arbeitslauf.fortgesetzt", by=by, jetzt=jetzt, objekt=lauf)
    reihe_ein(ARBEIT, lauf_pk=lauf.pk)


def run_arbeitslauf(*, lauf_pk: int, by: User | None = None) -> None:
    """Called by the worker. Whoever is second finds the run claimed and goes away."""
    lauf = _uebernimm(lauf_pk)
    if lauf is None:
        return
    art = arbeitsart(lauf.art)
    if not _darf(lauf):
        _schliesse(lauf, Laufstand.ANGEHALTEN, fehler=OHNE_RECHT)
    elif art.je_posten:
        _je_posten(lauf, art.je_posten)
    else:
        _im_ganzen(lauf, cast("ImGanzen", art.im_ganzen), schreibt=art.schreibt)


def resume_verwaiste(*, by: User | None = None, jetzt: dt.datetime) -> int:
    """Runs whose worker has died go back into the queue. Returns how many."""
    anzahl = 0
    for verwaist in Arbeitslauf.objects.verwaist(jetzt).order_by("pk"):
        if _lebt(verwaist, jetzt):
            continue
        with vorgang():
            lauf = _gesperrt(verwaist.pk)
            if lauf.stand == Laufstand.LAEUFT:
                lauf.stand, lauf.arbeiter = Laufstand.WARTET, ""
                lauf.save()
                reihe_ein(ARBEIT, lauf_pk=lauf.pk)
                anzahl += 1
    return anzahl


def _lebt(lauf: Arbeitslauf, jetzt: dt.datetime) -> bool:
    stand = Fortschritt(lauf.pk).lies()
    return bool(stand and stand["zeit"] >= jetzt - LEBENSZEICHEN)


def _gesperrt(pk: int) -> Arbeitslauf:
    return Arbeitslauf.objects.select_for_update(of=("self",)).select_related("erfasst_durch").get(pk=pk)


@vorgang
def _uebernimm(pk: int) -> Arbeitslauf | None:
    lauf = Arbeitslauf.objects.select_for_update(of=("self",)).select_related("erfasst_durch").filter(pk=pk).first()
    if lauf is None or lauf.stand != Laufstand.WARTET:
        return None
    jetzt = clock.now()
    lauf.stand, lauf.arbeiter, lauf.lebenszeichen_zeitpunkt = Laufstand.LAEUFT, get_random_string(32), jetzt
    lauf.begonnen_zeitpunkt = lauf.begonnen_zeitpunkt or jetzt
    lauf.save()
    return lauf


def _darf(lauf: Arbeitslauf) -> bool:
    """Asked anew each time: the account is loaded again, with the roles it has now."""
    user = User.objects.filter(pk=lauf.erfasst_durch_id).first()
    lauf.erfasst_durch = user
    return user is not None and user.hat_zugang and user.has_perm(arbeitsart(lauf.art).recht)


def _im_ganzen(lauf: Arbeitslauf, arbeit: ImGanzen, *, schreibt: bool) -> None:
    try:
        with vorgang() if schreibt else nullcontext():
            ergebnis = arbeit(lauf=lauf, fortschritt=Fortschritt(lauf.pk), jetzt=clock.now())
            if not _schliesse(lauf, Laufstand.FERTIG, ergebnis=ergebnis):
                raise _Verloren
    except _Verloren:
        log.warning("Arbeitslauf %s hat inzwischen ein anderer Arbeiter übernommen", lauf.pk)
    except Ablehnung as ablehnung:
        _schliesse(lauf, Laufstand.GESCHEITERT, fehler="\n".join(ablehnung.gruende))
    except Exception:
        log.exception("Arbeitslauf %s ist gescheitert", lauf.pk)
        _schliesse(lauf, Laufstand.GESCHEITERT, fehler=FEHLER)


def _je_posten(lauf: Arbeitslauf, arbeit: JePosten) -> None:
    for pk in list(lauf.posten.filter(stand=Postenstand.OFFEN).order_by("nr").values_list("pk", flat=True)):
        if not _darf(lauf):
            _schliesse(lauf, Laufstand.ANGEHALTEN, fehler=OHNE_RECHT)
            return
        if not _bearbeite(lauf, arbeit, pk):
            return  # stopped, or taken over by another worker
    _schliesse(lauf, Laufstand.FERTIG)


def _bearbeite(lauf: Arbeitslauf, arbeit: JePosten, pk: int) -> bool:
    """One item, once: its effect and its mark commit together."""
    try:
        with vorgang():
            if not _noch_meiner(lauf):
                return False
            posten = _posten(pk)
            if posten is not None:
                _vermerke(lauf, posten, Postenstand.ERLEDIGT, arbeit(lauf=lauf, posten=posten, jetzt=clock.now()))
            return True
    except Ablehnung as ablehnung:
        stand, meldung = Postenstand.ABGELEHNT, " ".join(ablehnung.gruende)
    except Exception:
        log.exception("Posten %s des Arbeitslaufs %s ist gescheitert", pk, lauf.pk)
        stand, meldung = Postenstand.GESCHEITERT, FEHLER
    with vorgang():
        if not _noch_meiner(lauf):
            return False
        posten = _posten(pk)
        if posten is not None:
            _vermerke(lauf, posten, stand, meldung)
        return True


def _noch_meiner(lauf: Arbeitslauf) -> bool:
    return Arbeitslauf.objects.filter(pk=lauf.pk, stand=Laufstand.LAEUFT, arbeiter=lauf.arbeiter).exists()


def _posten(pk: int) -> Arbeitsposten | None:
    """Locked, and still open. Only itself: its order joins the run, which others may stop meanwhile."""
    return Arbeitsposten.objects.select_for_update(of=("self",)).filter(pk=pk, stand=Postenstand.OFFEN).first()


def _vermerke(lauf: Arbeitslauf, posten: Arbeitsposten, stand: str, meldung: str) -> None:
    posten.stand, posten.meldung = stand, meldung
    posten.save(update_fields=["stand", "meldung"])
    # counted in the database: another worker may have marked an item, and a commit may fail
    angaben = {"erledigt": F("erledigt") + 1, "lebenszeichen_zeitpunkt": clock.now()}
    Arbeitslauf.objects.filter(pk=lauf.pk).update(**angaben)


@vorgang
def _schliesse(lauf: Arbeitslauf, stand: str, *, fehler: str = "", ergebnis: dict[str, Any] | None = None) -> bool:
    """False: the run was stopped, or is another worker's by now."""
    meiner, lauf = lauf.arbeiter, _gesperrt(lauf.pk)
    if lauf.stand != Laufstand.LAEUFT or lauf.arbeiter != meiner:
        return False
    jetzt = clock.now()
    lauf.stand, lauf.fehler, lauf.arbeiter, lauf.lebenszeichen_zeitpunkt = stand, fehler, "", jetzt
    lauf.ergebnis = lauf.ergebnis if ergebnis is None else ergebnis
    if stand != Laufstand.ANGEHALTEN:
        lauf.beendet_zeitpunkt = jetzt
    lauf.save()
    nachher = {"stand": lauf.get_stand_display(), "posten": lauf.gesamt, "bearbeitet": lauf.erledigt}
    ereignis = "arbeitslauf.beendet"
    protokolliere(ereignis=ereignis, by=lauf.erfasst_durch, jetzt=jetzt, objekt=lauf, nachher=nachher, grund=fehler)
    return True


def _pflege(jetzt: dt.datetime) -> None:
    resume_verwaiste(jetzt=jetzt)


def register_arbeitslaeufe() -> None:
    register_arbeit(ARBEIT, lambda lauf_pk: run_arbeitslauf(lauf_pk=lauf_pk))
    register_pflege(ARBEIT, _pflege)
