"""The mailbox of an account: whoever reads it can set a new password, so one person requests and another confirms."""

import datetime as dt

from ..errors import Ablehnung
from ..kontonachrichten import send_nachricht
from ..models import Postfachaenderung, User
from ..protokoll import vorgang
from .antraege import confirm_antrag, submit_antrag


@vorgang
def request_postfach(*, user: User, email: str, grund: str, by: User, jetzt: dt.datetime) -> Postfachaenderung:
    gruende = [] if by.has_perm("core.add_postfachaenderung") else ["Postfächer ändert nur die Systemverwaltung."]
    if by.pk == user.pk:
        gruende.append("Das eigene Postfach beantragt eine andere Person.")
    if email.strip().lower() == user.email.lower():
        gruende.append("Das ist schon das Postfach dieses Kontos.")
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Anlass an.")
    if user.postfachaenderungen.filter(bestaetigt_zeitpunkt__isnull=True, abgelehnt_zeitpunkt__isnull=True).exists():  # type: ignore[attr-defined]
        gruende.append("Für dieses Konto wartet schon eine Änderung auf Bestätigung.")
    if gruende:
        raise Ablehnung(gruende)
    antrag = Postfachaenderung(user=user, email=email.strip(), grund=grund.strip(), fiktiv=user.fiktiv)
    return submit_antrag(antrag=antrag, by=by, jetzt=jetzt)  # type: ignore[return-value]


@vorgang
def confirm_postfach(*, antrag: Postfachaenderung, by: User, jetzt: dt.datetime) -> Postfachaenderung:
    """Both mailboxes are told; links on their way to the old one end."""
    bestaetigt = confirm_antrag(antrag=antrag, by=by, jetzt=jetzt)
    user = User.objects.select_for_update().get(pk=antrag.user_id)
    alt, user.email = user.email, antrag.email
    user.save(update_fields=["email"])
    offen = user.einladungen.filter(angenommen_zeitpunkt__isnull=True, widerrufen_zeitpunkt__isnull=True)  # type: ignore[attr-defined]
    offen.update(widerrufen_zeitpunkt=jetzt)
    for postfach in (alt, user.email):
        send_nachricht(konto=user, vorlage="postfach_geaendert", an=postfach, alt=alt, neu=user.email)
    return bestaetigt  # type: ignore[return-value]
