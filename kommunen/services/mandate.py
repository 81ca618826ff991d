"""Staff of an association acts for a member: only while the register knows the membership."""

import datetime as dt

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Mandat, User
from asskomm.core.protokoll import vorgang
from asskomm.core.services.antraege import confirm_antrag, submit_antrag
from asskomm.core.stichtag import BERLIN

from ..models import Kommune, Mitgliedschaft
from .organisationen import ensure_organisation


@vorgang
def request_mandat(
    *,
    verband: Kommune,
    mitglied: Kommune,
    grundlage: str,
    ab: dt.date,
    by: User,
    jetzt: dt.datetime,
    bis: dt.date | None = None,
) -> Mandat:
    """Waits for a Leitung. Raises Ablehnung if the Kommune is no member of the association on the first day."""
    heute = jetzt.astimezone(BERLIN).date()
    gruende = _gruende_der_mitgliedschaft(verband, mitglied, max(ab, heute))
    if not by.has_perm("core.add_mandat"):
        gruende.append("Mandate erfasst nur die Systemverwaltung.")
    if not grundlage.strip():
        gruende.append("Bitte nennen Sie die schriftliche Grundlage (Vertrag oder Beschluss, Tag).")
    if bis is not None and bis < max(ab, heute):
        gruende.append("Der letzte Tag liegt vor dem Beginn oder in der Vergangenheit.")
    if gruende:
        raise Ablehnung(gruende)
    antrag = Mandat(
        verband=ensure_organisation(stelle=verband, by=by),
        mitglied=ensure_organisation(stelle=mitglied, by=by),
        grundlage=grundlage.strip(),
        gueltig_von=ab,
        gueltig_bis=bis,
        fiktiv=by.fiktiv,
    )
    return submit_antrag(antrag=antrag, by=by, jetzt=jetzt)  # type: ignore[return-value]


@vorgang
def confirm_mandat(*, antrag: Mandat, by: User, jetzt: dt.datetime) -> Mandat:
    """The membership is asked for again: it may have ended since the request."""
    tag = max(antrag.gueltig_von, jetzt.astimezone(BERLIN).date())
    verband, mitglied = antrag.verband.kommune, antrag.mitglied.kommune  # type: ignore[attr-defined]
    if gruende := _gruende_der_mitgliedschaft(verband, mitglied, tag):
        raise Ablehnung(gruende)
    return confirm_antrag(antrag=antrag, by=by, jetzt=jetzt)  # type: ignore[return-value]


def _gruende_der_mitgliedschaft(verband: Kommune, mitglied: Kommune, tag: dt.date) -> list[str]:
    if verband.pk == mitglied.pk:
        return ["Eine Kommune braucht kein Mandat für sich selbst."]
    if Mitgliedschaft.objects.gueltig_am(tag).filter(verband=verband, mitglied=mitglied).exists():
        return []
    return [f"{mitglied} ist am {tag:%d.%m.%Y} nicht Mitglied von {verband}; ein Mandat setzt das voraus."]
