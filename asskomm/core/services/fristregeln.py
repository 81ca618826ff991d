"""The rules of deadlines: dated rows. A change ends the row that held and adds one; what was set keeps its row."""

import datetime as dt
from typing import Any

from ..errors import Ablehnung
from ..fristen.rechnung import Richtung, Verschiebung
from ..models import Fristregel, User
from ..protokoll import protokolliere, vorgang
from ..stichtag import als_text


@vorgang
def add_fristregel(
    *, schluessel: str, gueltig_von: dt.date, by: User | None, jetzt: dt.datetime, **werte: Any
) -> Fristregel:
    """From that day on; the row of the same key that held until then ends the day before.

    Raises Ablehnung for a rule that could not be applied as the law means it.
    """
    bisherige = list(Fristregel.objects.select_for_update().filter(schluessel=schluessel).order_by("gueltig_von"))
    gruende = _gruende_gegen(Fristregel(**werte))
    if bisherige and gueltig_von <= bisherige[-1].gueltig_von:
        tag = als_text(bisherige[-1].gueltig_von)
        gruende.append(f"Für „{schluessel}“ gilt schon eine Regel ab {tag}. Eine neue muss später beginnen.")
    if gruende:
        raise Ablehnung(gruende)
    for regel in bisherige:
        if regel.gueltig_bis is None or regel.gueltig_bis >= gueltig_von:
            _beende(regel, gueltig_von - dt.timedelta(days=1))
    neu = Fristregel(schluessel=schluessel, gueltig_von=gueltig_von, erfasst_durch=by, erfasst_zeitpunkt=jetzt, **werte)
    neu.save()
    nachher = {"schluessel": schluessel, "dauer": neu.dauer, "quelle": neu.rechtsquelle, "gueltig_von": gueltig_von}
    protokolliere(ereignis="fristregel.eingetragen", by=by, jetzt=jetzt, objekt=neu, nachher=nachher)
    return neu


def _gruende_gegen(regel: Fristregel) -> list[str]:
    """Backwards, the next working day would eat into the span that has to remain before the event."""
    gruende = []
    if regel.richtung == Richtung.RUECKWAERTS and regel.verschiebung == Verschiebung.NAECHSTER:
        gruende.append(
            "Eine Frist vor dem Ereignis darf sich nicht auf den nächsten Arbeitstag verschieben: Sie würde kürzer."
        )
    if regel.verschiebung != Verschiebung.KEINE and not regel.verschiebung_quelle:
        gruende.append("Bitte nennen Sie die Quelle der Verschiebung, oder wählen Sie „verschiebt sich nicht“.")
    return gruende


@vorgang
def confirm_fristregel(*, regel: Fristregel, by: User, jetzt: dt.datetime) -> None:
    """Somebody other than who entered it has compared it with its source."""
    regel = Fristregel.objects.select_for_update(of=("self",)).get(pk=regel.pk)
    if regel.ist_bestaetigt:
        raise Ablehnung("Diese Regel ist schon bestätigt.")
    if regel.erfasst_durch_id == by.pk:
        raise Ablehnung("Sie haben diese Regel selbst eingetragen; bestätigen muss sie jemand anderes.")
    regel.bestaetigt_zeitpunkt, regel.bestaetigt_durch = jetzt, by
    regel.save()
    nachher = {"schluessel": regel.schluessel, "dauer": regel.dauer, "quelle": regel.rechtsquelle}
    protokolliere(ereignis="fristregel.bestaetigt", by=by, jetzt=jetzt, objekt=regel, nachher=nachher)


@vorgang
def end_fristregel(*, regel: Fristregel, bis: dt.date, by: User, jetzt: dt.datetime) -> None:
    """Events after that day no longer start this deadline; those that run go on."""
    regel = Fristregel.objects.select_for_update(of=("self",)).get(pk=regel.pk)
    gruende = []
    if regel.gueltig_bis is not None:
        gruende.append(f"Diese Regel gilt schon nur bis {als_text(regel.gueltig_bis)}.")
    if bis < regel.gueltig_von:
        gruende.append(f"Die Regel gilt erst ab {als_text(regel.gueltig_von)}.")
    if gruende:
        raise Ablehnung(gruende)
    _beende(regel, bis)
    protokolliere(
        ereignis="fristregel.beendet", by=by, jetzt=jetzt, objekt=regel, nachher={"gueltig_bis": als_text(bis)}
    )


def _beende(regel: Fristregel, bis: dt.date) -> None:
    regel.gueltig_bis = bis
    regel.save()
