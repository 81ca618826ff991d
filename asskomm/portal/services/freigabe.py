"""Release of a set of figures for a day."""

import datetime as dt

from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.numbering import lock_nummernkreis
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.stichtag import BERLIN, als_text
from asskomm.core.workflow import ZWEI_PERSONEN

from ..kennzahlen.bestand import Faktenbestand
from ..models import Kennzahlenfreigabe, Zahlenvorlage
from ..models.figures import pruefsumme
from ..stats import Kennzahlen, compute_kennzahlen

NICHT_OFFEN = "Über diesen Zahlenstand ist schon entschieden."
PREPARE, RELEASE = "portal.prepare_kennzahlen", "portal.release_kennzahlen"


@vorgang
def submit_kennzahlen(*, stichtag: dt.date, anlass: str, by: User, jetzt: dt.datetime) -> Zahlenvorlage:
    """Sets the figures of a day, as known now, before the Leitung. Ablehnung names everything that is in the way."""
    gruende = []
    befugnis = by.befugnis_fuer(PREPARE)
    if befugnis is None:
        gruende.append("Zahlenstände legt nur die Sachbearbeitung vor.")
    if not anlass.strip():
        gruende.append("Bitte nennen Sie den Anlass der Freigabe.")
    if stichtag > jetzt.astimezone(BERLIN).date():
        gruende.append(f"Der Stichtag {als_text(stichtag)} liegt in der Zukunft.")
    if gruende:
        raise Ablehnung(gruende)
    lock_nummernkreis(kreis="kennzahlenfreigabe")
    bestand = Faktenbestand.load(stichtag=stichtag)
    zahlen = compute_kennzahlen(stichtag=stichtag, wissensstand=jetzt, bestand=bestand)
    gruende = _hindernisse(zahlen, jetzt)
    if Zahlenvorlage.objects.filter(
        stichtag=stichtag, bestaetigt_zeitpunkt__isnull=True, abgelehnt_zeitpunkt__isnull=True
    ).exists():
        gruende.append(f"Für den {als_text(stichtag)} wartet schon ein Zahlenstand auf Freigabe.")
    if gruende:
        raise Ablehnung(gruende)
    vorlage = Zahlenvorlage.objects.create(
        stichtag=stichtag,
        wissensstand=jetzt,
        werte=zahlen.as_json(),
        anlass=anlass.strip(),
        beantragt_durch=by,
        beantragt_zeitpunkt=jetzt,
        vorgelegt_fuer_id=befugnis.vertritt if befugnis else None,
        fiktiv=bestand.enthaelt_fiktives,
    )
    angaben = {"stichtag": stichtag, "anlass": vorlage.anlass, "sha256": pruefsumme(vorlage.werte)}
    protokolliere(ereignis="zahlen.vorgelegt", by=by, jetzt=jetzt, objekt=vorlage, nachher=angaben, befugnis=befugnis)
    return vorlage


@vorgang
def release_kennzahlen(*, vorlage: Zahlenvorlage, by: User, jetzt: dt.datetime) -> Kennzahlenfreigabe:
    """Freezes what another person submitted, with hash, persons and moment. Only Leitung may do that.

    Ablehnung: wrong role, own submission (also through a deputy), no longer open, or figures that have changed since.
    """
    zeile = Zahlenvorlage.objects.select_for_update().get(pk=vorlage.pk)
    lock_nummernkreis(kreis="kennzahlenfreigabe")
    gruende = _gegen_freigabe(zeile, by)
    if gruende:
        raise Ablehnung(gruende)
    zahlen = compute_kennzahlen(stichtag=zeile.stichtag, wissensstand=jetzt)
    if _ohne_wissensstand(zahlen.as_json()) != _ohne_wissensstand(zeile.werte):
        gruende.append("Die Zahlen haben sich seit der Vorlage geändert. Bitte lehnen Sie ab und lassen neu vorlegen.")
    if gruende := gruende + _hindernisse(zahlen, jetzt):
        raise Ablehnung(gruende)
    freigabe = Kennzahlenfreigabe(
        stichtag=zeile.stichtag,
        wissensstand=zeile.wissensstand,
        werte=zeile.werte,
        sha256=pruefsumme(zeile.werte),
        freigegeben_zeitpunkt=jetzt,
        freigegeben_durch=by,
        anlass=zeile.anlass,
        vorlage=zeile,
        vorgelegt_durch=zeile.beantragt_durch,
        fiktiv=zeile.fiktiv,
    )
    freigabe.save()
    zeile.bestaetigt_durch, zeile.bestaetigt_zeitpunkt = by, jetzt
    zeile.save(update_fields=["bestaetigt_durch", "bestaetigt_zeitpunkt"])
    angaben = {"stichtag": zeile.stichtag, "anlass": zeile.anlass, "sha256": freigabe.sha256}
    protokolliere(ereignis="zahlen.freigegeben", by=by, jetzt=jetzt, objekt=freigabe, nachher=angaben, recht=RELEASE)
    mark_changed()
    return freigabe


@vorgang
def refuse_kennzahlen(*, vorlage: Zahlenvorlage, by: User, jetzt: dt.datetime, grund: str) -> None:
    """Sent back by the Leitung, or taken back by whoever submitted it."""
    zeile = Zahlenvorlage.objects.select_for_update().get(pk=vorlage.pk)
    gruende = [] if zeile.ist_offen else [NICHT_OFFEN]
    if not by.has_perm(RELEASE) and not (by.has_perm(PREPARE) and zeile.beantragt_durch_id == by.pk):
        gruende.append("Zurückgeben darf die Leitung, zurücknehmen die Person, die vorgelegt hat.")
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Grund an.")
    if gruende:
        raise Ablehnung(gruende)
    zeile.abgelehnt_durch, zeile.abgelehnt_zeitpunkt, zeile.abgelehnt_grund = by, jetzt, grund.strip()
    zeile.save(update_fields=["abgelehnt_durch", "abgelehnt_zeitpunkt", "abgelehnt_grund"])
    protokolliere(ereignis="zahlen.abgelehnt", by=by, jetzt=jetzt, objekt=zeile, grund=grund.strip(), recht=PREPARE)


def _gegen_freigabe(vorlage: Zahlenvorlage, by: User) -> list[str]:
    befugnis = by.befugnis_fuer(RELEASE)
    gruende = [] if befugnis else ["Zahlenstände gibt nur die Leitung frei."]
    if not vorlage.ist_offen:
        gruende.append(NICHT_OFFEN)
    freigebende = {by.pk} | (befugnis.personen if befugnis else frozenset())
    if freigebende & {vorlage.beantragt_durch_id, vorlage.vorgelegt_fuer_id}:
        gruende.append(ZWEI_PERSONEN)
    return gruende


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
