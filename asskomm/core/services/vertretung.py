"""Dated deputies: named by the represented person or the Systemverwaltung, confirmed by another Leitung."""

import datetime as dt

from ..errors import Ablehnung
from ..models import Rollenzuordnung, User, Vertretung
from ..protokoll import vorgang
from ..roles import Rolle
from ..rollenrecht import gruende_gegen_vertretung
from ..stichtag import BERLIN
from .antraege import confirm_antrag, submit_antrag


@vorgang
def request_vertretung(
    *,
    zuordnung: Rollenzuordnung,
    vertretung: User,
    ab: dt.date,
    bis: dt.date,
    by: User,
    jetzt: dt.datetime,
    grund: str = "",
) -> Vertretung:
    """Waits for a Leitung who is neither the deputy nor the represented person. Raises Ablehnung with every reason."""
    antrag = Vertretung(
        zuordnung=zuordnung,
        vertretung=vertretung,
        gueltig_von=ab,
        gueltig_bis=bis,
        grund=grund.strip(),
        fiktiv=zuordnung.fiktiv,
    )
    gruende = gruende_gegen_vertretung(antrag, jetzt.astimezone(BERLIN).date())
    if not (by.hat_rolle(Rolle.SYSTEMVERWALTUNG) or by.pk == zuordnung.user_id):
        gruende.append("Eine Vertretung trägt ein, wer vertreten wird, oder die Systemverwaltung.")
    if by.pk == vertretung.pk:
        gruende.append("Niemand macht sich selbst zur Vertretung.")
    if gruende:
        raise Ablehnung(gruende)
    return submit_antrag(antrag=antrag, by=by, jetzt=jetzt)  # type: ignore[return-value]


@vorgang
def confirm_vertretung(*, antrag: Vertretung, by: User, jetzt: dt.datetime) -> Vertretung:
    """Everything is asked again: role and deputy may have changed since."""
    if gruende := gruende_gegen_vertretung(antrag, jetzt.astimezone(BERLIN).date()):
        raise Ablehnung(gruende)
    return confirm_antrag(antrag=antrag, by=by, jetzt=jetzt)  # type: ignore[return-value]
