"""Release of a set of figures for a day."""

import datetime as dt

from django.db import transaction

from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.numbering import lock_nummernkreis
from asskomm.core.stichtag import BERLIN, als_text

from ..kennzahlen.bestand import Faktenbestand
from ..models import Kennzahlenfreigabe
from ..models.figures import pruefsumme
from ..stats import Kennzahlen, compute_kennzahlen


def release_kennzahlen(*, stichtag: dt.date, anlass: str, by: User, jetzt: dt.datetime) -> Kennzahlenfreigabe:
    """Freezes the figures of a day as known now, with hash, person and moment. Only Leitung may do that.

    Ablehnung: wrong role, no reason, a day in the future, a running Sperrfrist that the set would give away, or a
    set with the same values that is already released.
    """
    gruende = []
    if not by.has_perm("portal.release_kennzahlen"):
        gruende.append("Zahlenstände gibt nur die Leitung frei.")
    if not anlass.strip():
        gruende.append("Bitte nennen Sie den Anlass der Freigabe.")
    if stichtag > jetzt.astimezone(BERLIN).date():
        gruende.append(f"Der Stichtag {als_text(stichtag)} liegt in der Zukunft.")
    if gruende:
        raise Ablehnung(gruende)
    with transaction.atomic():
        lock_nummernkreis(kreis="kennzahlenfreigabe")
        bestand = Faktenbestand.load(stichtag=stichtag)
        zahlen = compute_kennzahlen(stichtag=stichtag, wissensstand=jetzt, bestand=bestand)
        if gruende := _hindernisse(zahlen, jetzt):
            raise Ablehnung(gruende)
        werte = zahlen.as_json()
        freigabe = Kennzahlenfreigabe(
            stichtag=stichtag,
            wissensstand=jetzt,
            werte=werte,
            sha256=pruefsumme(werte),
            freigegeben_zeitpunkt=jetzt,
            freigegeben_durch=by,
            anlass=anlass.strip(),
            fiktiv=bestand.enthaelt_fiktives,
        )
        freigabe.save()
        mark_changed()
    return freigabe


def _hindernisse(zahlen: Kennzahlen, jetzt: dt.datetime) -> list[str]:
    gruende = []
    oeffentlich = compute_kennzahlen(stichtag=zahlen.stichtag, wissensstand=jetzt, oeffentlich_um=jetzt)
    if oeffentlich != zahlen:
        gruende.append(
            "Für eine Vereinbarung läuft noch eine Sperrfrist; der Zahlenstand würde sie verraten. "
            "Bitte geben Sie ihn nach deren Ende frei."
        )
    letzte = Kennzahlenfreigabe.objects.filter(stichtag=zahlen.stichtag).order_by("-pk").first()
    if letzte is not None and _ohne_wissensstand(letzte.werte) == _ohne_wissensstand(zahlen.as_json()):
        gruende.append(f"Für den {als_text(zahlen.stichtag)} sind dieselben Zahlen bereits freigegeben.")
    return gruende


def _ohne_wissensstand(werte: dict[str, object]) -> dict[str, object]:
    return {k: w for k, w in werte.items() if k != "wissensstand"}
