"""Declarations: of a small Kommune that one person may prepare and sign, and of a person that a matter is its own."""

import datetime as dt

from ..antraege import lade_gesperrt
from ..errors import Ablehnung
from ..models import Befangenheit, Erklaerung, Organisation, User
from ..protokoll import protokolliere, vorgang
from ..roles import OrganisationArt
from ..stichtag import BERLIN
from .antraege import submit_antrag


@vorgang
def request_erklaerung(
    *,
    organisation: Organisation,
    grundlage: str,
    ab: dt.date,
    by: User,
    jetzt: dt.datetime,
    bis: dt.date | None = None,
) -> Erklaerung:
    """The letter of the Kommune is entered; a Leitung confirms that it lies in the file."""
    gruende = []
    if not by.has_perm("core.add_erklaerung"):
        gruende.append("Erklärungen erfasst nur die Systemverwaltung.")
    if organisation.art != OrganisationArt.KOMMUNE:
        gruende.append("Diese Erklärung gibt nur eine Kommune ab.")
    if not grundlage.strip():
        gruende.append("Bitte nennen Sie Aktenzeichen und Tag des Schreibens.")
    if bis is not None and bis < max(ab, jetzt.astimezone(BERLIN).date()):
        gruende.append("Der letzte Tag liegt vor dem Beginn oder in der Vergangenheit.")
    if gruende:
        raise Ablehnung(gruende)
    antrag = Erklaerung(
        organisation=organisation,
        grundlage=grundlage.strip(),
        gueltig_von=ab,
        gueltig_bis=bis,
        fiktiv=organisation.fiktiv or by.fiktiv,
    )
    return submit_antrag(antrag=antrag, by=by, jetzt=jetzt)  # type: ignore[return-value]


@vorgang
def declare_befangenheit(
    *, user: User, organisation: Organisation, ab: dt.date, by: User, jetzt: dt.datetime, bis: dt.date | None = None
) -> Befangenheit:
    """In force at once: it only takes rights away. People declare it for themselves, the Leitung for anybody."""
    gruende = []
    if by.pk != user.pk and not by.has_perm("core.end_befangenheit"):
        gruende.append("Für andere hält nur die Leitung eine Befangenheit fest.")
    if bis is not None and bis < ab:
        gruende.append("Der letzte Tag liegt vor dem Beginn.")
    if organisation.art != OrganisationArt.KOMMUNE:
        gruende.append("Befangen ist man in den Angelegenheiten einer Kommune.")
    if gruende:
        raise Ablehnung(gruende)
    zeile = Befangenheit.objects.create(
        user=user,
        organisation=organisation,
        gueltig_von=ab,
        gueltig_bis=bis,
        erfasst_zeitpunkt=jetzt,
        erfasst_durch=by,
        fiktiv=user.fiktiv,
    )
    protokolliere(ereignis="befangenheit.erklaert", by=by, jetzt=jetzt, objekt=zeile, nachher={"ab": ab, "bis": bis})
    return zeile


@vorgang
def end_befangenheit(
    *, befangenheit: Befangenheit, bis: dt.date, grund: str, by: User, jetzt: dt.datetime
) -> Befangenheit:
    """Only another person ends it: nobody frees themselves for a matter. The row stays."""
    zeile = lade_gesperrt(befangenheit)
    gruende = []
    if not by.has_perm("core.end_befangenheit") or by.pk == zeile.user_id:
        gruende.append("Eine Befangenheit beendet die Leitung, und niemand die eigene.")
    if zeile.gueltig_bis is not None and zeile.gueltig_bis < jetzt.astimezone(BERLIN).date():
        gruende.append("Diese Befangenheit ist schon beendet.")
    if bis < zeile.gueltig_von or bis < jetzt.astimezone(BERLIN).date():
        gruende.append("Der letzte Tag liegt vor dem Beginn oder in der Vergangenheit.")
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Grund an.")
    if gruende:
        raise Ablehnung(gruende)
    zeile.gueltig_bis = bis
    zeile.save(update_fields=["gueltig_bis"])
    protokolliere(
        ereignis="befangenheit.beendet", by=by, jetzt=jetzt, objekt=zeile, nachher={"bis": bis}, grund=grund.strip()
    )
    return zeile  # type: ignore[no-any-return]
