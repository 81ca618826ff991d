"""What lies on a clerk's desk on a Monday: follow-ups, deadlines that run, a thread with a Kommune. All fictitious."""

import datetime as dt

from asskomm.core.leserkreis import Leserkreis
from asskomm.core.models import User
from asskomm.core.models.wiedervorlage import Prioritaet
from asskomm.core.roles import Rolle
from asskomm.core.services.fristen import add_fristpause, find_regel, set_frist
from asskomm.core.services.schriftwechsel import write_mitteilung
from asskomm.core.services.wiedervorlage import create_wiedervorlage
from asskomm.core.stichtag import BERLIN
from vereinbarungen.models import Coachingprozess, Vereinbarung

from ..bestandsdaten import Kommunenverzeichnis

_WIEDERVORLAGEN = (
    # Kommune, days from today, text, priority
    ("14524160 Lichtenstein/Sa.", 0, "Unterschrift des LPR einholen und Termin für die Übergabe abstimmen", "HOCH"),
    ("14524190 Meerane", 2, "Nachfragen, ob die Koordinierungsstelle besetzt ist", "NORMAL"),
    ("14523370 Schöneck/Vogtl.", 6, "Ablaufplan der Unterzeichnung an den Bürgermeister senden", "NORMAL"),
    ("14523320 Plauen", 20, "Gebietsprofil mit den Zahlen für das neue Jahr anfordern", "NORMAL"),
)


def load_alltag(
    *, kommunen: Kommunenverzeichnis, entwurf: Vereinbarung, by: dict[str, list[User]], jetzt: dt.datetime
) -> None:
    """`entwurf`: the draft that is with the Kommune for comments."""
    sb = by[Rolle.SACHBEARBEITUNG][0]
    _fristen(entwurf, sb, jetzt)
    _wiedervorlagen(kommunen, sb, jetzt)
    _schriftwechsel(sb, by[Rolle.KOMMUNE_BEARBEITUNG][0], jetzt)


def _fristen(v: Vereinbarung, sb: User, jetzt: dt.datetime) -> None:
    """The comments are due, after a pause; the deadline for a coaching request has passed."""
    heute = jetzt.astimezone(BERLIN).date()
    versandt = heute - dt.timedelta(days=30)
    regel = find_regel(schluessel="rueckmeldung_entwurf", tag=versandt)
    frist = set_frist(fall=v, regel=regel, ereignis_am=versandt, by=sb, jetzt=jetzt)
    beginn, ende = versandt + dt.timedelta(days=7), versandt + dt.timedelta(days=13)
    add_fristpause(frist=frist, von=beginn, bis=ende, grund="Stelle unbesetzt (Demodaten)", by=sb, jetzt=jetzt)
    angefragt = Coachingprozess.objects.filter(kommune__name="Taucha", fiktiv=True).order_by("pk").first()
    if angefragt is not None:
        tag = heute - dt.timedelta(days=45)
        nachforderung = find_regel(schluessel="nachforderung", tag=tag)
        set_frist(fall=angefragt, regel=nachforderung, ereignis_am=tag, by=sb, jetzt=jetzt)


def _wiedervorlagen(kommunen: Kommunenverzeichnis, sb: User, jetzt: dt.datetime) -> None:
    heute = jetzt.astimezone(BERLIN).date()
    for eintrag, tage, text, prioritaet in _WIEDERVORLAGEN:
        create_wiedervorlage(
            fall=kommunen[eintrag],
            faellig_am=heute + dt.timedelta(days=tage),
            text=f"{text} (Demodaten)",
            prioritaet=Prioritaet(prioritaet),
            by=sb,
            jetzt=jetzt,
        )


def _schriftwechsel(sb: User, kb: User, jetzt: dt.datetime) -> None:
    """A question of the municipality that nobody has answered yet, and a note for the house alone."""
    v = Vereinbarung.objects.get(bezeichnung="Lichtenstein/Sa.", fiktiv=True)
    zeilen = (
        (sb, True, Leserkreis.KOMMUNE, "Guten Tag, die Unterschrift des LPR folgt in dieser Woche (Demodaten)."),
        (sb, True, Leserkreis.INTERN, "Minister möchte bei der Übergabe dabei sein, Termin offen (Demodaten)."),
        (kb, False, Leserkreis.KOMMUNE, "Guten Tag, dürfen wir vorab die Presse einladen? (Demodaten)"),
    )
    for nr, (person, im_haus, leserkreis, text) in enumerate(zeilen):
        moment = jetzt - dt.timedelta(minutes=30 - nr)
        write_mitteilung(fall=v, text=text, leserkreis=leserkreis, im_haus=im_haus, by=person, jetzt=moment)
