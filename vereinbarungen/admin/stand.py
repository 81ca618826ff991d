"""What the case page of an agreement says about its state, and what a signature has brought about."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.timezone import localtime

from asskomm.core import clock
from vereinbarungen import nummern
from vereinbarungen.enums import BESTAND, VOR_INKRAFTTRETEN, VereinbarungStatus
from vereinbarungen.models import Vereinbarung


def ist_geplant(v: Vereinbarung) -> bool:
    return v.geplant_am is not None and v.status in VOR_INKRAFTTRETEN


def standangaben(v: Vereinbarung) -> list[str]:
    """What stands beside the state: number and rank, day, plan, Sperrfrist, term, end."""
    angaben = [f"Nummer: {nummern.nummer_oder_aussicht(v)}"] if v.hat_nummernkreis else []
    if v.laufende_nr and (rang := nummern.abweichender_rang(v)):
        angaben.append(f"Rang nach dem Tag der Unterzeichnung: {rang}")
    if v.in_kraft and v.status in BESTAND:
        angaben.append(_in_kraft(v))
    if ist_geplant(v):
        angaben += _planung(v)
    if v.sperrfrist_bis:
        angaben.append(f"Sperrfrist bis {_zeitpunkt(v.sperrfrist_bis)}")
    if v.laufzeit_bis and v.status == VereinbarungStatus.IN_KRAFT:
        angaben.append(f"Laufzeit bis {v.laufzeit_bis:%d.%m.%Y}, Erinnerung {v.erinnerung_tage} Tage vorher")
    if v.kuendigungsfrist_monate and v.status == VereinbarungStatus.IN_KRAFT:
        angaben.append(f"Kündigungsfrist: {v.kuendigungsfrist_monate} Monate")
    if v.status in BESTAND - {VereinbarungStatus.IN_KRAFT}:
        letzter = v.verlauf.filter(nach=v.status, aufgehoben_durch__isnull=True).order_by("pk").last()
        angaben += [f"Ende: {letzter.wirksam}"] if letzter else []
    return angaben


def nach_unterschrift(v: Vereinbarung) -> str:
    """What is still missing, or number, day and what the public now sees."""
    v.refresh_from_db()
    if v.status != VereinbarungStatus.IN_KRAFT:
        offen = ", ".join(str(p) for p in v.offene_parteien().select_related("kommune", "polizeidirektion"))
        return f"Die Unterschrift ist erfasst. Es fehlt noch: {offen}."
    nummer = f" und hat die Nummer {v.laufende_nr}" if v.laufende_nr else ""
    kraft = f"tritt am {v.in_kraft} in Kraft" if _kuenftig(v) else f"ist seit {v.in_kraft} in Kraft"
    satz = f"Die letzte Unterschrift ist erfasst: Die {v.get_art_display()} {kraft}{nummer}."
    return f"{satz} {_oeffentlichkeit(v)}"


def _oeffentlichkeit(v: Vereinbarung) -> str:
    if v.sperrfrist_bis and v.sperrfrist_bis > clock.now():
        return f"Öffentlich wird sie mit dem Ende der Sperrfrist: {_zeitpunkt(v.sperrfrist_bis)}."
    ab = "jetzt" if not _kuenftig(v) else "ab diesem Tag"
    if not v.hat_nummernkreis:
        return f"Das Profil der Kommune zeigt sie {ab}; gezählt werden nur Kooperationsvereinbarungen."
    return f"Karte, Profil, Zahlen und Meilensteine zeigen sie {ab}; der Entwurf der Medieninformation liegt bereit."


def _kuenftig(v: Vereinbarung) -> bool:
    return v.in_kraft_am is not None and v.in_kraft_am > clock.today()


def _in_kraft(v: Vereinbarung) -> str:
    return f"tritt in Kraft: {v.in_kraft}" if _kuenftig(v) else f"in Kraft seit {v.in_kraft}"


def _planung(v: Vereinbarung) -> list[str]:
    ort = f", {v.geplant_ort}" * bool(v.geplant_ort)
    gaeste = [g.strip() for g in v.geplant_gaeste.splitlines() if g.strip()]
    zeilen = [f"Unterzeichnung geplant am {v.geplant_am:%d.%m.%Y}{ort}"]
    return zeilen + ([f"Gäste: {', '.join(gaeste)}"] if gaeste else [])


def _zeitpunkt(moment: dt.datetime) -> str:
    return f"{date_format(localtime(moment), 'd.m.Y H:i')} Uhr"
