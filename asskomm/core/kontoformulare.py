"""Forms of allauth in the words and manner of this house: labels, no placeholders, errors that say what to do."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from allauth.account import forms
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django import forms as django_forms
from django.core.cache import cache
from django.core.exceptions import ValidationError

from . import anmeldespuren
from .faktoren import zeige_faktor
from .models import User
from .sperre import GESPERRT, faktor_schluessel, zu_viele_versuche

CODE_GILT_HOECHSTENS = 120  # seconds: three periods of 30 with MFA_TOTP_TOLERANCE = 1, and some
OHNE_PASSKEY = "Der Browser hat keinen Passkey übermittelt. Dieser Weg braucht JavaScript; die App mit Code geht ohne."
NIEMAND = User(pk=0)  # stands in for accounts that do not exist: it has no keys, but asking takes as long


def _ohne_platzhalter(form: Any) -> None:
    for feld in form.fields.values():
        feld.widget.attrs.pop("placeholder", None)


class OhnePlatzhalter:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ohne_platzhalter(self)


class AnmeldeForm(OhnePlatzhalter, forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Anmeldename"
        self.fields["login"].help_text = "Meist Ihre E-Mail-Adresse."
        self.fields["login"].widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})
        self.fields["password"].help_text = ""  # the link stands below the form


class PasswortVergessenForm(OhnePlatzhalter, forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-Mail-Adresse"

    def clean_email(self) -> str:
        """Everybody who shares the mailbox gets a link of their own; one query, whether there are any or not.

        Who has never set a password comes by invitation only: a withdrawn one must not find another door.
        """
        email = str(self.cleaned_data["email"]).lower()
        konten = User.objects.filter(email__iexact=email, is_active=True).exclude(password__startswith="!")  # noqa: S106
        self.users = list(konten.order_by("pk"))
        return email


class PasswortNeuForm(OhnePlatzhalter, forms.ResetPasswordKeyForm):
    pass


class PasswortAendernForm(OhnePlatzhalter, forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class PasswortBestaetigenForm(OhnePlatzhalter, forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class EinmalCode:
    """A code of the app works once, although it stays valid for a while; limits name the wait."""

    user: Any
    cleaned_data: dict[str, Any]
    hilfe = "Sechs Ziffern aus Ihrer App oder einer Ihrer Ersatzcodes."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ohne_platzhalter(self)
        feld = self.fields["code"]  # type: ignore[attr-defined]
        feld.label, feld.help_text = "Code", self.hilfe
        feld.max_length = 20
        feld.widget.attrs.update({"inputmode": "numeric", "spellcheck": "false"})

    def clean_code(self) -> str:
        try:
            return self._einmal()
        except ValidationError as fehler:
            if fehler.code not in GESPERRT:
                raise
            anmeldespuren.gesperrt(context.request, anmeldename=self.user.get_username(), konto=self.user)
            raise zu_viele_versuche(context.request, key=faktor_schluessel(self.user)) from None

    def _einmal(self) -> str:
        marke = f"code-verbraucht:{self.user.pk}:{normalize_user_code(self.cleaned_data['code'])[:20]}"
        if cache.get(marke):
            check_rate_limit(self.user)
            raise get_adapter().validation_error("incorrect_code")
        code = super().clean_code()  # type: ignore[misc]
        cache.set(marke, True, CODE_GILT_HOECHSTENS)
        return str(code)


class FaktorForm(EinmalCode, AuthenticateForm):
    pass


class FaktorBestaetigenForm(EinmalCode, ReauthenticateForm):
    pass


class AppEinrichtenForm(EinmalCode, ActivateTOTPForm):
    hilfe = "Die sechs Ziffern, die Ihre App jetzt zeigt."

    def clean_code(self) -> str:
        code = super().clean_code()
        zeige_faktor(context.request, self.user, Authenticator.Type.TOTP)
        return code


class PasskeyZeigenForm(AuthenticateWebAuthnForm):
    """As second factor at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _benenne_passkey(self)

    def clean_credential(self) -> Any:
        with lesbar():
            return super().clean_credential()


class PasskeyBestaetigenForm(PasskeyZeigenForm):
    reauthenticated = True


class PasskeyHinzufuegenForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = django_forms.CharField(
            label="Name des Passkeys", required=False, max_length=60, help_text="Zum Beispiel „Dienstlaptop“."
        )
        ohne_passwort = self.fields["passwordless"]
        ohne_passwort.label = "Mit diesem Passkey auch ohne Passwort anmelden"
        ohne_passwort.help_text = "Verlangt PIN, Fingerabdruck oder Gesichtserkennung am Gerät."
        ohne_passwort.initial = True
        _benenne_passkey(self)

    def clean(self) -> dict[str, Any]:
        with lesbar():
            return super().clean()


class PasskeyNameForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name des Passkeys"
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = "60"


class PasskeyAnmeldungForm(LoginWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _benenne_passkey(self)

    def clean_credential(self) -> Any:
        """An account that does not exist fails exactly like a wrong key: same words, same work."""
        credential = self.cleaned_data["credential"]
        user = NIEMAND
        try:
            with lesbar():
                auth.parse_authentication_response(credential)
                with suppress(ValidationError):
                    user = auth.extract_user_from_response(credential)
                return auth.complete_authentication(user, credential)
        except ValidationError:
            anmeldespuren.passkey_abgelehnt(context.request)
            raise


@contextmanager
def lesbar() -> Iterator[None]:
    """What no browser sends is a wrong key, not a broken page: allauth catches only some of the ways to be wrong."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as fehler:
        if isinstance(fehler, ValidationError):
            raise
        raise get_adapter().validation_error("incorrect_code") from fehler


def _benenne_passkey(form: Any) -> None:
    form.fields["credential"].label = "Passkey"
    form.fields["credential"].error_messages["required"] = OHNE_PASSKEY
    form.fields["credential"].error_messages["invalid"] = OHNE_PASSKEY
