from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from asskomm.core.accounts import invite_user
from asskomm.core.models import User

from .basis import FachAdmin


@admin.register(User)
class KontoAdmin(FachAdmin):
    """Accounts: invitation, role and lock."""

    search_fields = ("email", "name")
    list_display = ("email", "name", "rolle", "is_active", "last_login")
    list_filter = ("rolle", "is_active")
    list_select_related = False
    fields = (("email", "name"), ("rolle", "is_active"), ("last_login", "angelegt_zeitpunkt"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ("email", "name", "rolle")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An address stays; nobody changes their own role or locks themselves out."""
        if obj is None:
            return ()
        eigene = ("rolle", "is_active") if obj.pk == request.user.pk else ()
        return ("email", "last_login", "angelegt_zeitpunkt", *eigene)

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().speichere(request, obj, form, change)
            return
        werte = form.cleaned_data
        user, link = invite_user(email=werte["email"], rolle=werte["rolle"], name=werte["name"], by=request.user)
        obj.pk = user.pk
        messages.info(request, f"Einladungslink für {user.email}, drei Tage gültig, bitte persönlich übergeben: {link}")
