"""Mail about an account that no request of its own person causes."""

from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from .models import User


def send_nachricht(*, konto: User, vorlage: str, an: str = "", **weitere: object) -> None:
    """Sent after commit to the mailbox of the account. Templates: account/email/<vorlage>_subject.txt, _message.txt."""
    angaben = {"konto": konto, "basis": settings.BASE_URL, "kontakt_email": settings.KONTAKT_EMAIL, **weitere}
    betreff = render_to_string(f"account/email/{vorlage}_subject.txt", angaben).strip()
    text = render_to_string(f"account/email/{vorlage}_message.txt", angaben).strip()
    nachricht = EmailMessage(f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{betreff}", text, to=[an or konto.email])
    transaction.on_commit(partial(nachricht.send), robust=True)  # a dead mail server does not undo the reset
