"""Forms of allauth in the words and manner of this house: labels instead of placeholders, one way to a new password."""

from typing import Any

from allauth.account import forms


def _ohne_platzhalter(form: Any) -> None:
    for feld in form.fields.values():
        feld.widget.attrs.pop("placeholder", None)


class AnmeldeForm(forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ohne_platzhalter(self)
        self.fields["login"].label = "E-Mail-Adresse"
        self.fields["password"].help_text = ""  # the link stands below the form


class PasswortVergessenForm(forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ohne_platzhalter(self)
        self.fields["email"].label = "E-Mail-Adresse"


class PasswortNeuForm(forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ohne_platzhalter(self)


class PasswortAendernForm(forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ohne_platzhalter(self)
