"""One message to the mail server, and what its answer means. Knows no database state and no clock."""

import contextlib
import logging
import smtplib
from dataclasses import dataclass
from email.utils import formataddr
from urllib.parse import urlparse

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.crypto import get_random_string

from .models import Ausgang, Nachricht

log = logging.getLogger(__name__)
VERBINDUNGSFEHLER = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)
UNERWARTET = "Unerwarteter Fehler. Er steht im Protokoll des Servers."


@dataclass(frozen=True)
class Antwort:
    ausgang: Ausgang
    text: str


def neue_kennung() -> str:
    """A Message-ID, fixed for the life of the row: a second delivery after a crash can be told as the same message."""
    return f"<{get_random_string(32).lower()}@{urlparse(settings.BASE_URL).hostname}>"


def sende(nachricht: Nachricht) -> Antwort:
    """Hands the message over. Only a refusal of the message itself is final; a server in trouble is asked again."""
    try:
        email = _email(nachricht)
        verbindung = get_connection()
        verbindung.open()
        try:
            verbindung.send_messages([email])
        finally:
            with contextlib.suppress(OSError):  # accepted is accepted, however the server says good-bye
                verbindung.close()
    except VERBINDUNGSFEHLER as fehler:
        return Antwort(Ausgang.VORUEBERGEHEND, _text(fehler.smtp_code, fehler.smtp_error))
    except smtplib.SMTPRecipientsRefused as fehler:
        return _nach_code(*next(iter(fehler.recipients.values())))
    except smtplib.SMTPResponseException as fehler:
        return _nach_code(fehler.smtp_code, fehler.smtp_error)
    except smtplib.SMTPNotSupportedError as fehler:
        return Antwort(Ausgang.ENDGUELTIG, f"Der Mailserver nimmt diese Adresse nicht an: {fehler}")
    except OSError as fehler:  # connection refused, time out, broken off (SMTPException is an OSError)
        return Antwort(Ausgang.VORUEBERGEHEND, f"Der Mailserver ist nicht erreichbar: {fehler}"[:500])
    except Exception:
        log.exception("Nachricht %s lässt sich nicht übergeben", nachricht.pk)
        return Antwort(Ausgang.VORUEBERGEHEND, UNERWARTET)
    return Antwort(Ausgang.ANGENOMMEN, "Vom Mailserver angenommen.")


def _email(nachricht: Nachricht) -> EmailMultiAlternatives:
    email = EmailMultiAlternatives(
        nachricht.betreff,
        nachricht.text,
        to=[formataddr((nachricht.an_name, nachricht.an))],
        reply_to=[settings.KONTAKT_EMAIL],
        headers={"Message-ID": nachricht.kennung, "Auto-Submitted": "auto-generated"},
    )
    email.attach_alternative(nachricht.html, "text/html")
    for dokument in nachricht.anlagen.order_by("pk"):
        with dokument.datei.open("rb") as datei:
            email.attach(dokument.name, datei.read(), dokument.mimetype)
    return email


def _nach_code(code: int, antwort: bytes | str) -> Antwort:
    endgueltig = 500 <= code < 600
    return Antwort(Ausgang.ENDGUELTIG if endgueltig else Ausgang.VORUEBERGEHEND, _text(code, antwort))


def _text(code: int, antwort: bytes | str) -> str:
    worte = antwort.decode("utf-8", "replace") if isinstance(antwort, bytes) else str(antwort)
    return f"{code} {' '.join(worte.split())}"[:500]
