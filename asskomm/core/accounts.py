"""Accounts come by invitation only: an administrator or a command creates them, the person sets the password."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from .errors import Ablehnung
from .models import User
from .roles import Rolle


class KontoAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def invite_user(*, email: str, rolle: str, name: str = "", by: User | None) -> tuple[User, str]:
    """Creates an account without password; returns it with the link that sets the first password.

    `by` is None only for the first accounts of an installation, created on the server by command.
    """
    if rolle not in Rolle.values:
        erlaubt = ", ".join(f"{r.value} ({r.label})" for r in Rolle)
        raise Ablehnung(f"Die Rolle „{rolle}“ gibt es nicht. Möglich sind: {erlaubt}.")
    if by is not None and not by.has_perm("core.add_user"):
        raise Ablehnung("Nur die Fachadministration legt Konten an.")
    if not (email.isprintable() and name.isprintable()):
        raise Ablehnung("Adresse und Name dürfen keine Steuerzeichen enthalten.")
    with transaction.atomic():
        if User.objects.filter(email__iexact=email.strip()).exists():
            raise Ablehnung(f"Für {email} gibt es schon ein Konto.")
        try:
            user = User.objects.create_user(email=email.strip(), rolle=rolle, name=name)
        except ValidationError as fehler:
            raise Ablehnung(fehler.messages) from None
    return user, invitation_link(user)


def invitation_link(user: User) -> str:
    """Valid for PASSWORD_RESET_TIMEOUT (three days) and only until a password is set."""
    schluessel = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uidb36, _, key = schluessel.partition("-")
    adresse = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": key})
    return f"{settings.BASE_URL}{adresse}"
