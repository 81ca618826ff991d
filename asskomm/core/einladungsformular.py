"""What an invited person enters: name and first password, twice."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from .models import User

_GEHEIM = {"autocomplete": "new-password"}


class EinladungForm(forms.Form):
    name = forms.CharField(label="Vor- und Nachname", max_length=150, widget=forms.TextInput({"autocomplete": "name"}))
    passwort = forms.CharField(
        label="Passwort",
        strip=False,
        widget=forms.PasswordInput(_GEHEIM),
        help_text="Mindestens 12 Zeichen; ein Satz ist leichter zu merken als Sonderzeichen.",
    )
    passwort_wiederholt = forms.CharField(
        label="Passwort wiederholen", strip=False, widget=forms.PasswordInput(_GEHEIM)
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial.setdefault("name", user.name)

    def clean(self) -> dict[str, Any] | None:
        angaben = super().clean() or {}
        passwort, wiederholt = angaben.get("passwort"), angaben.get("passwort_wiederholt")
        if passwort and wiederholt and passwort != wiederholt:
            self.add_error("passwort_wiederholt", "Die beiden Passwörter stimmen nicht überein.")
        if passwort:
            self.user.name = angaben.get("name", self.user.name)  # no password that is the name just typed
            try:
                password_validation.validate_password(passwort, self.user)
            except ValidationError as fehler:
                self.add_error("passwort", fehler)
        return angaben
