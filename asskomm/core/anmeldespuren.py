"""What signing in leaves behind: an entry in the protocol for known accounts, a line in the security log always.

The receivers listen to the libraries' signals; CoreConfig.ready connects them. Entries about accounts wait until the
answer has left, or the answer for an unknown name would come sooner.
"""

import hashlib
from typing import Any

from allauth.account import signals as konto_signale
from allauth.core import context
from allauth.mfa import signals as faktor_signale
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth_signale
from django.core.cache import cache
from django.http import HttpRequest

from . import (
    clock,  # Uhr: läuft bei der Anmeldung
    sicherheitslog,
)
from .faktoren import zeige_faktor
from .models import User
from .nach_antwort import nach_antwort
from .protokoll import protokolliere

GESPERRT = "anmeldung.gesperrt"
SPERRE_EINMAL_IN = 300  # seconds
FAKTOR_WORTE = {
    Authenticator.Type.TOTP: "App",
    Authenticator.Type.WEBAUTHN: "Passkey",
    Authenticator.Type.RECOVERY_CODES: "Ersatzcodes",
}


def verbinde() -> None:
    konto_signale.user_logged_in.connect(_angemeldet)
    auth_signale.user_logged_out.connect(_abgemeldet)
    konto_signale.password_changed.connect(_passwort_geaendert)
    konto_signale.password_set.connect(_passwort_geaendert)
    konto_signale.password_reset.connect(_passwort_zurueckgesetzt)
    faktor_signale.authenticator_added.connect(_faktor_hinzugefuegt)
    faktor_signale.authenticator_removed.connect(_faktor_entfernt)
    faktor_signale.authenticator_reset.connect(_codes_erzeugt)
    faktor_signale.authentication_failed.connect(_faktor_falsch)


# --- Called by the adapter and the forms


def fehlgeschlagen(request: HttpRequest, *, anmeldename: str) -> None:
    """Wrong password, or no such account: the log does not say which, and holds no name that was typed."""
    _erfolglos(request, "anmeldung.fehlgeschlagen", anmeldename)


def gesperrt(request: HttpRequest, *, anmeldename: str, konto: User | None = None) -> None:
    _erfolglos(request, GESPERRT, anmeldename, konto)


def passkey_abgelehnt(request: HttpRequest) -> None:
    sicherheitslog.melde("anmeldung.fehlgeschlagen", request=request, ergebnis="abgelehnt", weg="passkey")


def _schon_eingetragen(konto: User) -> bool:
    """Once per while of a lock: else a stranger could make the chain grow without end. The log has every attempt."""
    return not cache.add(f"sperre-eingetragen:{konto.pk}", True, SPERRE_EINMAL_IN)


def _erfolglos(request: HttpRequest, ereignis: str, anmeldename: str, konto: User | None = None) -> None:
    spur = hashlib.sha256(anmeldename.encode()).hexdigest()[:12]
    sicherheitslog.melde(ereignis, request=request, ergebnis="abgelehnt", anmeldename_sha256=spur)
    jetzt = clock.now()

    def trage_ein() -> None:
        bekannt = konto or User.objects.filter(anmeldename=anmeldename).first()
        if bekannt is not None and not (ereignis == GESPERRT and _schon_eingetragen(bekannt)):
            protokolliere(ereignis=ereignis, by=None, jetzt=jetzt, objekt=bekannt)

    nach_antwort(request, trage_ein)


# --- Receivers


def _angemeldet(sender: Any, *, request: HttpRequest, user: User, **_: Any) -> None:
    _spur(request, user, "anmeldung.erfolgreich")


def _abgemeldet(sender: Any, *, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        _spur(request, user, "abmeldung")


def _passwort_geaendert(sender: Any, *, request: HttpRequest, user: User, **_: Any) -> None:
    _spur(request, user, "passwort.geaendert")


def _passwort_zurueckgesetzt(sender: Any, *, request: HttpRequest, user: User, **_: Any) -> None:
    _spur(request, user, "passwort.zurueckgesetzt")


def _faktor_hinzugefuegt(
    sender: Any, *, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        zeige_faktor(request, user, authenticator.type)
    _spur(request, user, "faktor.hinzugefuegt", nachher={"Art": FAKTOR_WORTE[authenticator.type]})


def _faktor_entfernt(sender: Any, *, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _spur(request, user, "faktor.entfernt", vorher={"Art": FAKTOR_WORTE[authenticator.type]})


def _codes_erzeugt(sender: Any, *, request: HttpRequest, user: User, **_: Any) -> None:
    _spur(request, user, "faktor.wiederherstellungscodes")


def _faktor_falsch(sender: Any, *, user: User, **_: Any) -> None:
    _erfolglos(context.request, "anmeldung.fehlgeschlagen", user.get_username(), user)


def _spur(
    request: HttpRequest,
    user: User,
    ereignis: str,
    vorher: dict[str, str] | None = None,
    nachher: dict[str, str] | None = None,
) -> None:
    sicherheitslog.melde(ereignis, request=request, konto=user.pk, ergebnis="erfolgt")
    protokolliere(ereignis=ereignis, by=user, jetzt=clock.now(), objekt=user, vorher=vorher, nachher=nachher)
