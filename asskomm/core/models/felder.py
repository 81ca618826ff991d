"""A field that many models have alike."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from .users import User


def wer(bezeichnung: str) -> "models.ForeignKey[User | None, User | None]":
    """Who did it: empty until then, set by services only. An account that has done something is never deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=bezeichnung,
    )
