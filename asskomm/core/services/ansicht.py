"""The view as another person: begun with a reason, ended by hand or by the clock, both in the protocol."""

import datetime as dt

from ..errors import Ablehnung
from ..models import User
from ..protokoll import protokolliere, vorgang
from ..roles import Rolle

DAUER = dt.timedelta(minutes=30)
# Those who watch over the Systemverwaltung: the Leitung confirms what it requests, the Prüfung audits the house.
# Nobody looks over their shoulder. Another Systemverwaltung would show nothing that one does not see anyway.
UNEINSEHBAR = frozenset({Rolle.LEITUNG, Rolle.PRUEFUNG, Rolle.SYSTEMVERWALTUNG})


@vorgang
def begin_ansicht(*, user: User, grund: str, by: User, jetzt: dt.datetime) -> dt.datetime:
    """Returns the moment at which it ends by itself. Raises Ablehnung with every reason."""
    gruende = (
        [] if by.has_perm("core.view_as") else ["Die Ansicht als eine andere Person hat nur die Systemverwaltung."]
    )
    if by.pk == user.pk:
        gruende.append("Das ist Ihr eigenes Konto.")
    if not user.hat_zugang or not user.befugnisse:
        gruende.append("Dieses Konto ist gesperrt oder hat heute keine Rolle; es gibt nichts zu sehen.")
    if user.hat_rolle(*UNEINSEHBAR):
        gruende.append("Konten der Leitung, der Prüfung und der Systemverwaltung sind davon ausgenommen.")
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Grund an.")
    if gruende:
        raise Ablehnung(gruende)
    ende = jetzt + DAUER
    protokolliere(
        ereignis="ansicht_als.begonnen", by=by, jetzt=jetzt, objekt=user, nachher={"bis": ende}, grund=grund.strip()
    )
    return ende


@vorgang
def finish_ansicht(*, user: User, by: User, jetzt: dt.datetime) -> None:
    protokolliere(ereignis="ansicht_als.beendet", by=by, jetzt=jetzt, objekt=user)
