"""Accounts come by invitation only: a link, good once and for fourteen days, with which a person sets the password."""

import datetime as dt
import hashlib
import secrets
from typing import Unpack

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from ..errors import Ablehnung
from ..kontonachrichten import send_nachricht
from ..models import Einladung, Rollenzuordnung, User
from ..protokoll import protokolliere, vorgang
from .rollen import Rollenangaben, confirm_rolle, request_rolle

GILT_TAGE = 14


@vorgang
def create_konto(
    *, email: str, name: str = "", anmeldename: str = "", fiktiv: bool = False, by: User | None, jetzt: dt.datetime
) -> User:
    """An account without password and without role. Raises Ablehnung if the login name is taken or unreadable."""
    email, anmeldename = email.strip(), (anmeldename or email).strip().lower()
    if not all(text.isprintable() for text in (email, name, anmeldename)):
        raise Ablehnung("Adresse und Name dürfen keine Steuerzeichen enthalten.")
    if User.objects.filter(anmeldename__iexact=anmeldename).exists():
        raise Ablehnung(f"Für {anmeldename} gibt es schon ein Konto.")
    try:
        user = User.objects.create_user(email, anmeldename=anmeldename, name=name, fiktiv=fiktiv)
    except ValidationError as fehler:
        raise Ablehnung(fehler.messages) from None
    protokolliere(ereignis="konto.angelegt", by=by, jetzt=jetzt, objekt=user, nachher={"anmeldename": anmeldename})
    return user


@vorgang
def issue_einladung(*, user: User, by: User | None, jetzt: dt.datetime) -> str:
    """A new link; earlier ones that are still open end with it. Returns the address."""
    offen = user.einladungen.filter(angenommen_zeitpunkt__isnull=True, widerrufen_zeitpunkt__isnull=True)
    offen.select_for_update().update(widerrufen_zeitpunkt=jetzt)
    schluessel = secrets.token_urlsafe(32)
    Einladung.objects.create(
        user=user,
        schluessel_sha256=_digest(schluessel),
        erfasst_zeitpunkt=jetzt,
        erfasst_durch=by,
        gueltig_bis_zeitpunkt=jetzt + dt.timedelta(days=GILT_TAGE),
        fiktiv=user.fiktiv,
    )
    protokolliere(ereignis="konto.eingeladen", by=by, jetzt=jetzt, objekt=user)
    return f"{settings.BASE_URL}{reverse('einladung', kwargs={'schluessel': schluessel})}"


def find_einladung(*, schluessel: str, by: User | None, jetzt: dt.datetime) -> Einladung:
    """The open invitation behind a link. Raises Ablehnung that says why there is none, and what to do."""
    einladung = (
        Einladung.objects.select_related("user", "erfasst_durch").filter(schluessel_sha256=_digest(schluessel)).first()
    )
    rat = "Bitte lassen Sie sich von der Stelle, die Sie eingeladen hat, einen neuen Link geben."
    if einladung is None or einladung.widerrufen_zeitpunkt or not einladung.user.hat_zugang:
        raise Ablehnung(f"Diese Einladung gibt es nicht oder nicht mehr. {rat}")
    if einladung.angenommen_zeitpunkt:
        raise Ablehnung("Diese Einladung ist schon benutzt. Melden Sie sich mit Ihrem Passwort an.")
    if einladung.gueltig_bis_zeitpunkt <= jetzt:
        raise Ablehnung(f"Diese Einladung ist abgelaufen: Sie galt {GILT_TAGE} Tage. {rat}")
    return einladung


@vorgang
def accept_einladung(*, schluessel: str, name: str, passwort: str, by: User | None, jetzt: dt.datetime) -> User:
    """Sets name and first password; the link is used up. Raises Ablehnung if it is no longer open."""
    pk = find_einladung(schluessel=schluessel, by=by, jetzt=jetzt).pk
    einladung = Einladung.objects.select_for_update().get(pk=pk)
    if einladung.angenommen_zeitpunkt or einladung.widerrufen_zeitpunkt:
        raise Ablehnung("Diese Einladung ist schon benutzt. Melden Sie sich mit Ihrem Passwort an.")
    if not name.isprintable():
        raise Ablehnung("Der Name darf keine Steuerzeichen enthalten.")
    user = einladung.user
    user.name = name.strip()
    user.set_password(passwort)
    user.save(update_fields=["name", "password"])
    einladung.angenommen_zeitpunkt = jetzt
    einladung.save(update_fields=["angenommen_zeitpunkt"])
    protokolliere(ereignis="konto.einladung_angenommen", by=user, jetzt=jetzt, objekt=user)
    return user


@vorgang
def invite_person(
    *, anmeldename: str, email: str, name: str, by: User, jetzt: dt.datetime, **rolle: Unpack[Rollenangaben]
) -> Rollenzuordnung:
    """The account, if there is none under this login name, and the request for its role. No link goes out yet.

    Of an account that exists only its login name counts: nothing else of it is shown or changed here.
    """
    anmeldename = (anmeldename or email).strip().lower()
    user = User.objects.filter(anmeldename__iexact=anmeldename).first()
    if user is None:
        user = create_konto(email=email, name=name, anmeldename=anmeldename, fiktiv=by.fiktiv, by=by, jetzt=jetzt)
    return request_rolle(user=user, by=by, jetzt=jetzt, **rolle)


@vorgang
def confirm_zugang(*, zuordnung: Rollenzuordnung, by: User, jetzt: dt.datetime) -> str:
    """Confirms the role. A new person gets the link by mail, everybody else is told; returns the link, or nothing."""
    bestaetigt = confirm_rolle(zuordnung=zuordnung, by=by, jetzt=jetzt)
    user = bestaetigt.user
    if user.hat_angenommen:
        send_nachricht(konto=user, vorlage="rolle", zuordnung=bestaetigt)
        return ""
    return _send_link(user, by, jetzt)


@vorgang
def renew_einladung(*, user: User, by: User, jetzt: dt.datetime) -> str:
    """A new link for a person who has not set a password; the old one ends. Returns the address."""
    gruende = [] if by.has_perm("core.renew_einladung") else ["Einladungen erneuert die Systemverwaltung oder Leitung."]
    if user.hat_angenommen:
        gruende.append(f"{user} hat die Einladung schon angenommen.")
    if not user.rollenzuordnungen.filter(bestaetigt_zeitpunkt__isnull=False, entzogen_zeitpunkt__isnull=True).exists():
        gruende.append("Einen Link gibt es erst, wenn eine zweite Person die Rolle bestätigt hat.")
    if not user.is_active:
        gruende.append("Das Konto ist gesperrt.")
    if gruende:
        raise Ablehnung(gruende)
    return _send_link(user, by, jetzt)


@vorgang
def withdraw_einladung(*, einladung: Einladung, by: User, jetzt: dt.datetime) -> Einladung:
    zeile = Einladung.objects.select_for_update().get(pk=einladung.pk)
    gruende = (
        [] if by.has_perm("core.renew_einladung") else ["Einladungen nimmt die Leitung oder Systemverwaltung zurück."]
    )
    if zeile.angenommen_zeitpunkt or zeile.widerrufen_zeitpunkt:
        gruende.append("Diese Einladung ist schon angenommen oder zurückgenommen.")
    if gruende:
        raise Ablehnung(gruende)
    zeile.widerrufen_zeitpunkt = jetzt
    zeile.save(update_fields=["widerrufen_zeitpunkt"])
    protokolliere(ereignis="konto.einladung_zurueckgezogen", by=by, jetzt=jetzt, objekt=zeile.user)
    return zeile


def _send_link(user: User, by: User, jetzt: dt.datetime) -> str:
    link = issue_einladung(user=user, by=by, jetzt=jetzt)
    send_nachricht(konto=user, vorlage="einladung", link=link, tage=GILT_TAGE)
    return link


def _digest(schluessel: str) -> str:
    return hashlib.sha256(schluessel.encode()).hexdigest()
