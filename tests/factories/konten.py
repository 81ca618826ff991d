"""Accounts of each role."""

from itertools import count

from asskomm.core.models import User
from asskomm.core.roles import Rolle

PASSWORT = "ein-langes-testpasswort-2026"
_nummer = count(1)


def konto(rolle: str = Rolle.SACHBEARBEITUNG, **felder: object) -> User:
    felder.setdefault("email", f"konto{next(_nummer)}@example.org")
    return User.objects.create_user(rolle=rolle, password=PASSWORT, **felder)


def angemeldet(client, rolle: str = Rolle.SACHBEARBEITUNG, **felder: object) -> User:
    """Signs a new account of this role in; returns it."""
    user = konto(rolle, **felder)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user
