from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.http import HttpRequest

from .formularfelder import FeldMixin


class FachInline(FeldMixin, admin.StackedInline):
    """Stacked, with labels, one empty form for the next entry, nothing deleted."""

    extra = 1
    can_delete = False
    show_change_link = False
    neu_offen = False  # show the form for the next entry unfolded

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
