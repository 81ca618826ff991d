"""What two people decide beside roles: deputies, mandates, declarations. One requests, another confirms, one ends."""

import datetime as dt

from ..antraege import lade_gesperrt, lehne_ab, pruefe_offen, pruefe_zweite_person
from ..errors import Ablehnung
from ..models import Erklaerung, Mandat, Postfachaenderung, User, Vertretung
from ..protokoll import protokolliere, vorgang
from ..stichtag import BERLIN

Antrag = Vertretung | Mandat | Erklaerung | Postfachaenderung
Befristet = Vertretung | Mandat | Erklaerung

# requested, confirmed, refused, ended
_EREIGNISSE: dict[type, tuple[str, str, str, str]] = {
    Vertretung: ("vertretung.beantragt", "vertretung.eingerichtet", "vertretung.abgelehnt", "vertretung.beendet"),
    Mandat: ("mandat.beantragt", "mandat.erteilt", "mandat.abgelehnt", "mandat.beendet"),
    Erklaerung: ("erklaerung.beantragt", "erklaerung.abgegeben", "erklaerung.abgelehnt", "erklaerung.beendet"),
    Postfachaenderung: ("postfach.beantragt", "postfach.geaendert", "postfach.abgelehnt", ""),
}


@vorgang
def submit_antrag(*, antrag: Antrag, by: User, jetzt: dt.datetime) -> Antrag:
    """Stores a new request; whether its contents and its person are right, the caller has asked."""
    antrag.beantragt_durch, antrag.beantragt_zeitpunkt = by, jetzt
    antrag.save()
    _protokolliere(antrag, 0, by, jetzt)
    return antrag


@vorgang
def confirm_antrag(*, antrag: Antrag, by: User, jetzt: dt.datetime) -> Antrag:
    """The second person. Raises Ablehnung with every reason."""
    zeile = lade_gesperrt(antrag)
    pruefe_offen(zeile)
    pruefe_zweite_person(zeile, by, _recht("confirm", zeile))
    zeile.bestaetigt_durch, zeile.bestaetigt_zeitpunkt = by, jetzt
    zeile.save(update_fields=["bestaetigt_durch", "bestaetigt_zeitpunkt"])
    _protokolliere(zeile, 1, by, jetzt)
    return zeile  # type: ignore[no-any-return]


@vorgang
def refuse_antrag(*, antrag: Antrag, grund: str, by: User, jetzt: dt.datetime) -> Antrag:
    """The second person says no, or the first one takes the request back."""
    zeile = lade_gesperrt(antrag)
    pruefe_offen(zeile)
    if zeile.beantragt_durch_id != by.pk:
        pruefe_zweite_person(zeile, by, _recht("confirm", zeile))
    lehne_ab(zeile, grund, by, jetzt)
    _protokolliere(zeile, 2, by, jetzt, grund=grund)
    return zeile  # type: ignore[no-any-return]


@vorgang
def end_antrag(
    *, antrag: Befristet, bis: dt.date, grund: str, by: User, jetzt: dt.datetime, sofort: bool = False
) -> Befristet:
    """`bis` is the last day; `sofort` ends it at this moment. Nobody extends anything that way."""
    zeile = lade_gesperrt(antrag)
    heute = jetzt.astimezone(BERLIN).date()
    gruende = [] if by.has_perm(_recht("end", zeile), zeile) else ["Ihre Rolle darf das nicht beenden."]
    if isinstance(zeile, Vertretung) and not _darf_vertretung_beenden(zeile, by):
        gruende.append(
            "Eine Vertretung beendet, wer vertreten wird oder vertritt, die Leitung oder die Systemverwaltung."
        )
    if not zeile.ist_bestaetigt:
        gruende.append("Der Antrag ist nicht bestätigt; er wird abgelehnt oder zurückgenommen.")
    if zeile.entzogen_zeitpunkt or (zeile.gueltig_bis is not None and zeile.gueltig_bis < heute):
        gruende.append("Das ist schon beendet.")
    if bis < heute or (zeile.gueltig_bis is not None and bis > zeile.gueltig_bis):
        gruende.append("Der letzte Tag liegt in der Vergangenheit oder nach dem schon eingetragenen Ende.")
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Grund an.")
    if gruende:
        raise Ablehnung(gruende)
    if sofort or zeile.gueltig_von > bis:
        zeile.entzogen_zeitpunkt = jetzt
    else:
        zeile.gueltig_bis = bis
    zeile.save(update_fields=["gueltig_bis", "entzogen_zeitpunkt"])
    _protokolliere(zeile, 3, by, jetzt, grund=grund.strip())
    return zeile  # type: ignore[no-any-return]


def _darf_vertretung_beenden(zeile: Vertretung, by: User) -> bool:
    return by.has_perm("core.hand_over") or by.pk in {zeile.vertretung_id, zeile.zuordnung.user_id}


def _recht(verb: str, antrag: Antrag) -> str:
    return f"core.{verb}_{antrag._meta.model_name}"


def _protokolliere(antrag: Antrag, stufe: int, by: User, jetzt: dt.datetime, grund: str = "") -> None:
    namen = ("gueltig_von", "gueltig_bis", "grundlage", "email")
    protokolliere(
        ereignis=_EREIGNISSE[type(antrag)][stufe],
        by=by,
        jetzt=jetzt,
        objekt=antrag,
        nachher={name: getattr(antrag, name) for name in namen if hasattr(antrag, name)},
        grund=grund,
        befugnis=by.befugnis_fuer(_recht(("add", "confirm", "confirm", "end")[stufe], antrag), antrag),
    )
