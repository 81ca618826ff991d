"""Corrections after an agreement came into force: only Leitung, always with a reason, always as new rows."""

import datetime as dt

from asskomm.core import annullierung, workflow
from asskomm.core.datenstand import mark_changed
from asskomm.core.models import User
from asskomm.core.protokoll import vorgang
from asskomm.core.stichtag import Genauigkeit, UngefaehresDatum

from ..enums import BESTAND, VereinbarungStatus
from ..models import Unterzeichnung, Vereinbarung, VereinbarungEreignis
from ..pruefung import inkrafttreten_gruende, laufzeit_gruende, lock, recht_gruende, refuse, stand_gruende, tag_gruende
from .zeichnung import signing_day

_ANNUL = "vereinbarungen.annul_vereinbarung"
_IN_KRAFT = frozenset({VereinbarungStatus.IN_KRAFT})


@vorgang
def annul_vereinbarung(*, vereinbarung: Vereinbarung, by: User, jetzt: dt.datetime, grund: str) -> Vereinbarung:
    """Declares an agreement a wrong entry: its number stays visible as void and is never given again.

    Figures of earlier knowledge keep it, later ones leave it out. A Vorvereinbarung that it had replaced
    is in force again.
    """
    gesperrt = lock(vereinbarung)
    gruende = recht_gruende(by, _ANNUL, gesperrt)
    gruende += stand_gruende(gesperrt, BESTAND, "Einen Fehleintrag zu annullieren")
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Grund an.")
    refuse(gruende)
    while gesperrt.status != VereinbarungStatus.IN_KRAFT:
        workflow.take_back(objekt=gesperrt, by=by, jetzt=jetzt, grund=grund, nur_dienst=True)
    zeile = _in_kraft_zeile(gesperrt)
    workflow.execute(
        objekt=gesperrt,
        uebergang="annullieren",
        by=by,
        jetzt=jetzt,
        wirksam=zeile.wirksam,
        grund=grund,
        hebt_auf=zeile,
    )
    _restore_vorvereinbarung(gesperrt, by=by, jetzt=jetzt)
    vereinbarung.refresh_from_db()
    mark_changed()
    return vereinbarung


@vorgang
def correct_in_kraft_am(
    *, vereinbarung: Vereinbarung, wirksam: UngefaehresDatum, by: User, jetzt: dt.datetime, grund: str
) -> Vereinbarung:
    """Corrects the day of coming into force; the number stays as it is."""
    gesperrt = lock(vereinbarung)
    gruende = recht_gruende(by, _ANNUL, gesperrt)
    gruende += stand_gruende(gesperrt, _IN_KRAFT, "Den Tag zu berichtigen")
    if wirksam == gesperrt.in_kraft:
        gruende.append(f"Das Inkrafttreten ist schon mit {wirksam} eingetragen.")
    gruende += inkrafttreten_gruende(wirksam.am, jetzt)
    if wirksam.genauigkeit == Genauigkeit.TAG:
        gruende += laufzeit_gruende(wirksam.am, gesperrt.laufzeit_bis)
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Grund an.")
    refuse(gruende)
    gesperrt.in_kraft_am = wirksam.am
    gesperrt.in_kraft_am_genauigkeit = wirksam.genauigkeit
    gesperrt.save(update_fields=["in_kraft_am", "in_kraft_am_genauigkeit"])
    workflow.execute(
        objekt=gesperrt,
        uebergang="berichtigen",
        by=by,
        jetzt=jetzt,
        wirksam=wirksam,
        grund=grund,
        hebt_auf=_in_kraft_zeile(gesperrt),
    )
    vereinbarung.refresh_from_db()
    mark_changed()
    return vereinbarung


@vorgang
def correct_unterzeichnung(
    *, unterzeichnung: Unterzeichnung, am: dt.date, by: User, jetzt: dt.datetime, grund: str
) -> Unterzeichnung:
    """Corrects the day of a signature after coming into force: annulment plus new row.

    The day in force follows the signatures unless the text names another.
    """
    vereinbarung = lock(unterzeichnung.partei.vereinbarung)
    gruende = recht_gruende(by, _ANNUL, vereinbarung)
    gruende += stand_gruende(vereinbarung, _IN_KRAFT, "Den Tag einer Unterschrift zu berichtigen")
    gruende += tag_gruende(am, "Der Tag der Unterschrift", jetzt)
    if am == unterzeichnung.am:
        gruende.append(f"Die Unterschrift ist schon mit {am:%d.%m.%Y} eingetragen.")
    refuse(gruende)
    annullierung.annul(tatsache=unterzeichnung, by=by, jetzt=jetzt, grund=grund)
    felder = ("partei", "funktion", "person", "amtsbezeichnung", "vertretungszusatz", "ort", "form", "fiktiv")
    neu = Unterzeichnung.objects.create(
        **{feld: getattr(unterzeichnung, feld) for feld in felder},
        am=am,
        erfasst_zeitpunkt=jetzt,
        erfasst_durch=by,
    )
    tag = vereinbarung.in_kraft_laut_text or signing_day(vereinbarung=vereinbarung, by=by)
    if tag is not None and UngefaehresDatum(tag) != vereinbarung.in_kraft:
        correct_in_kraft_am(vereinbarung=vereinbarung, wirksam=UngefaehresDatum(tag), by=by, jetzt=jetzt, grund=grund)
    mark_changed()
    return neu


def _in_kraft_zeile(vereinbarung: Vereinbarung) -> VereinbarungEreignis:
    zeilen = VereinbarungEreignis.objects.filter(
        objekt=vereinbarung, nach=VereinbarungStatus.IN_KRAFT, aufgehoben_durch__isnull=True
    ).exclude(uebergang=workflow.RUECKNAHME)
    return zeilen.order_by("-pk")[0]


def _restore_vorvereinbarung(vereinbarung: Vereinbarung, *, by: User, jetzt: dt.datetime) -> None:
    if vereinbarung.ersetzt is None:
        return
    vor = lock(vereinbarung.ersetzt)
    if vor.status == VereinbarungStatus.ERSETZT:
        grund = f"Die Kooperationsvereinbarung „{vereinbarung.bezeichnung}“ war ein Fehleintrag."
        workflow.take_back(objekt=vor, by=by, jetzt=jetzt, grund=grund, nur_dienst=True)
