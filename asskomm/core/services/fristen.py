"""Setting, pausing, extending and closing deadlines; the end is computed here and nowhere else."""

import datetime as dt
from typing import Any

from ..errors import Ablehnung
from ..fallarten import ist_fall
from ..fristen.kalender import SITZ, Ort
from ..fristen.rechnung import Fristrechnung, Richtung, rechne
from ..fristen.umfeld import ort_der_kommune
from ..models import (
    Frist,
    Fristherkunft,
    Fristort,
    Fristpause,
    Fristregel,
    Friststand,
    Fristverlaengerung,
    User,
)
from ..protokoll import protokolliere, vorgang
from ..stichtag import BERLIN, als_text

VORGESCHRIEBEN = (
    "Eine vorgeschriebene Frist lässt sich nicht verlängern; § 31 Abs. 7 VwVfG gilt nur für Fristen der Behörde."
)
GESCHLOSSEN = "Diese Frist ist nicht mehr offen."


def find_regel(*, schluessel: str, tag: dt.date, by: User | None = None) -> Fristregel:
    """The rule that holds on that day. Ablehnung if there is none."""
    regel = Fristregel.objects.am(tag).filter(schluessel=schluessel).first()
    if regel is None:
        raise Ablehnung(f"Am {als_text(tag)} gilt keine Fristregel „{schluessel}“.")
    return regel


def compute_frist(*, frist: Frist, by: User | None = None) -> Fristrechnung:
    """The stored deadline with its derivation: rule, pauses, extension."""
    pausen = [p.als_pause() for p in _geltende(frist, "pausen")]
    regel, ort = frist.regel.als_rechenregel(), _ort(frist)
    rechnung = rechne(regel, frist.ereignis_am, pausen, ort, ereignis=frist.regel.ereignis)
    for verlaengerung in _geltende(frist, "verlaengerungen")[-1:]:
        return rechnung.verlaengert(regel, verlaengerung.bis, verlaengerung.grund, ort)
    return rechnung


@vorgang
def set_frist(
    *,
    fall: Any,
    regel: Fristregel,
    ereignis_am: dt.date,
    by: User | None,
    jetzt: dt.datetime,
    bezeichnung: str = "",
    ort: str = "",
) -> Frist:
    """A new deadline of a case; the rule must hold on the day of the event and is kept with it from then on."""
    gruende = [] if ist_fall(fall) else ["Hier lässt sich keine Frist setzen."]
    if not _gilt(regel, ereignis_am):
        gruende.append(f"Die Regel „{regel}“ gilt am {als_text(ereignis_am)} nicht.")
    if gruende:
        raise Ablehnung(gruende)
    frist = Frist(
        fall=fall,
        fallname=str(fall)[:200],
        regel=regel,
        bezeichnung=bezeichnung or regel.bezeichnung,
        ereignis_am=ereignis_am,
        ort=ort or regel.ort,
        fiktiv=getattr(fall, "fiktiv", False) or getattr(by, "fiktiv", False),
        erfasst_durch=by,
        erfasst_zeitpunkt=jetzt,
    )
    frist.ende_am = compute_frist(frist=frist).ende
    frist.save()
    nachher = {"frist": str(frist), "regel": regel.pk, "ereignis_am": ereignis_am, "ende_am": frist.ende_am}
    protokolliere(ereignis="frist.gesetzt", by=by, jetzt=jetzt, objekt=fall, nachher=nachher)
    return frist


@vorgang
def add_fristpause(*, frist: Frist, von: dt.date, bis: dt.date, grund: str, by: User, jetzt: dt.datetime) -> Fristpause:
    """The days from `von` to `bis` (both included) do not count; the end is computed anew."""
    frist = _offene(frist)
    gruende = ["Die Pause endet vor ihrem Beginn."] if bis < von else []
    if frist.regel.richtung == Richtung.RUECKWAERTS:
        gruende.append("Eine Frist, die vor dem Ereignis liegt, kann nicht ruhen.")
    if any(p.von <= bis and von <= p.bis for p in _geltende(frist, "pausen")):
        gruende.append("In dieser Zeit ruht die Frist schon. Bitte nehmen Sie zuerst die frühere Pause zurück.")
    if gruende:
        raise Ablehnung(gruende)
    pause = Fristpause.objects.create(
        frist=frist,
        von=von,
        bis=bis,
        grund=grund,
        fiktiv=frist.fiktiv,
        erfasst_durch=by,
        erfasst_zeitpunkt=jetzt,
    )
    _rechne_neu(frist, "frist.pausiert", by, jetzt, grund=f"{als_text(von)} bis {als_text(bis)}: {grund}")
    return pause


@vorgang
def extend_frist(*, frist: Frist, bis: dt.date, grund: str, by: User, jetzt: dt.datetime) -> Fristverlaengerung:
    """A later end that the office grants (§ 31 Abs. 7 VwVfG); what a law has set cannot be extended."""
    frist = _offene(frist)
    gruende = []
    if frist.regel.herkunft == Fristherkunft.GESETZLICH:
        gruende.append(VORGESCHRIEBEN)
    if bis <= frist.ende_am:
        gruende.append(f"Die Frist endet ohnehin erst am {als_text(frist.ende_am)}.")
    if gruende:
        raise Ablehnung(gruende)
    verlaengerung = Fristverlaengerung.objects.create(
        frist=frist, bis=bis, grund=grund, fiktiv=frist.fiktiv, erfasst_durch=by, erfasst_zeitpunkt=jetzt
    )
    _rechne_neu(frist, "frist.verlaengert", by, jetzt, grund=grund)
    return verlaengerung


@vorgang
def annul_fristeintrag(
    *, frist: Frist, eintrag: Fristpause | Fristverlaengerung, grund: str, by: User, jetzt: dt.datetime
) -> None:
    """Takes a pause or an extension back; it stays visible as annulled."""
    frist = _offene(frist)
    zeile = type(eintrag).objects.select_for_update().get(pk=eintrag.pk, frist=frist)
    if zeile.ist_annulliert:
        raise Ablehnung("Dieser Eintrag ist schon zurückgenommen.")
    zeile.annulliert_zeitpunkt, zeile.annulliert_durch, zeile.annulliert_grund = jetzt, by, grund
    zeile.save()
    _rechne_neu(frist, "frist.eintrag_zurueckgenommen", by, jetzt, grund=f"{zeile}: {grund}")


@vorgang
def close_frist(*, frist: Frist, am: dt.date, vermerk: str = "", by: User, jetzt: dt.datetime) -> None:
    """What was due has been done on that day."""
    frist = _offene(frist)
    heute = jetzt.astimezone(BERLIN).date()
    if am > heute:
        raise Ablehnung(f"Der {als_text(am)} liegt in der Zukunft.")
    if am < frist.ereignis_am <= frist.ende_am:  # not those that run backwards from a day to come
        raise Ablehnung(f"Der {als_text(am)} liegt vor dem Ereignis vom {als_text(frist.ereignis_am)}.")
    _schliesse(frist, Friststand.ERLEDIGT, am, vermerk, by)
    zu_spaet = {"verspaetet": True} if am > frist.ende_am else {}
    nachher = {"frist": str(frist), "ende_am": frist.ende_am, "erledigt_am": am, **zu_spaet}
    protokolliere(ereignis="frist.erledigt", by=by, jetzt=jetzt, objekt=frist.fall, nachher=nachher, grund=vermerk)


@vorgang
def cancel_frist(*, frist: Frist, grund: str, by: User, jetzt: dt.datetime) -> None:
    """The deadline is not (or no longer) to be kept: set by mistake, or the matter is settled otherwise."""
    frist = _offene(frist)
    _schliesse(frist, Friststand.AUFGEHOBEN, jetzt.astimezone(BERLIN).date(), grund, by)
    nachher = {"frist": str(frist), "ende_am": frist.ende_am}
    protokolliere(ereignis="frist.aufgehoben", by=by, jetzt=jetzt, objekt=frist.fall, nachher=nachher, grund=grund)


@vorgang
def reopen_frist(*, frist: Frist, grund: str, by: User, jetzt: dt.datetime) -> None:
    """It was closed too early."""
    frist = _gesperrt(frist)
    if frist.ist_offen:
        raise Ablehnung("Diese Frist ist noch offen.")
    frist.stand, frist.abschluss_am, frist.abschluss_durch = Friststand.OFFEN, None, None
    frist.abschluss_vermerk = ""
    _rechne_neu(frist, "frist.wieder_offen", by, jetzt, grund=grund)


def _geltende(frist: Frist, was: str) -> list[Any]:
    """Those not taken back in their order; reads prefetched rows."""
    return [zeile for zeile in getattr(frist, was).all() if not zeile.ist_annulliert] if frist.pk else []


def _ort(frist: Frist) -> Ort:
    return ort_der_kommune(frist.fall) if frist.ort == Fristort.KOMMUNE else SITZ


def _gilt(regel: Fristregel, tag: dt.date) -> bool:
    return regel.gueltig_von <= tag and (regel.gueltig_bis is None or tag <= regel.gueltig_bis)


def _gesperrt(frist: Frist) -> Frist:
    zeilen = Frist.objects.select_for_update(of=("self",)).select_related("regel")
    gesperrt: Frist = zeilen.get(pk=frist.pk)
    return gesperrt


def _offene(frist: Frist) -> Frist:
    gesperrt = _gesperrt(frist)
    if not gesperrt.ist_offen:
        raise Ablehnung(GESCHLOSSEN)
    return gesperrt


def _rechne_neu(frist: Frist, ereignis: str, by: User, jetzt: dt.datetime, *, grund: str) -> None:
    vorher, frist.ende_am = frist.ende_am, compute_frist(frist=frist).ende
    frist.fallname = str(frist.fall)[:200]
    frist.save()
    protokolliere(
        ereignis=ereignis,
        by=by,
        jetzt=jetzt,
        objekt=frist.fall,
        vorher={"frist": str(frist), "ende_am": vorher},
        nachher={"frist": str(frist), "ende_am": frist.ende_am},
        grund=grund,
    )


def _schliesse(frist: Frist, stand: str, am: dt.date, vermerk: str, by: User) -> None:
    frist.stand, frist.abschluss_am, frist.abschluss_vermerk, frist.abschluss_durch = stand, am, vermerk, by
    frist.save()
