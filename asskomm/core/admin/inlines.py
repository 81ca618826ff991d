from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from asskomm.core.sichtbarkeit import sieht

from .formularfelder import FeldMixin

HOECHSTENS_NEUE = 20


class Unterzeilen(BaseInlineFormSet):
    """Takes what is there and a few new rows: the browser's own count of rows is not to be trusted."""

    default_error_messages = {
        "too_many_forms": f"Auf einmal lassen sich höchstens {HOECHSTENS_NEUE} neue Einträge speichern."
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.absolute_max = len(self.get_queryset()) + HOECHSTENS_NEUE


class FachInline(FeldMixin, admin.StackedInline):
    """Stacked, with labels, one empty form for the next entry, nothing deleted."""

    formset = Unterzeilen
    extra = 1
    can_delete = False
    show_change_link = False
    neu_offen = False  # show the form for the next entry unfolded
    offen = False  # show every entry unfolded

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().has_view_permission(request, obj)) and sieht(request.user, self.model)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return self.extra if self.has_add_permission(request, obj) else 0


class LeseInline(FachInline):
    """Rows that only services write, shown for reading."""

    extra = 0
    max_num = 0

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return flatten(self.fields or ())

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
