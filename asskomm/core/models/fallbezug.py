from typing import Any, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from ..sichtbarkeit import SichtbarQuerySet


class FallbezugQuerySet(SichtbarQuerySet):
    def zum_fall(self, objekt: models.Model) -> Self:
        return self.filter(fall_art=ContentType.objects.get_for_model(objekt), fall_id=objekt.pk)

    def mit_faellen(self) -> Self:
        """One further query for each kind of case among the rows."""
        return self.select_related("fall_art").prefetch_related("fall")


class Fallbezug(models.Model):
    """Belongs to one case of any registered kind (core/fallarten.py); seen by whoever sees the case (`am_fall`)."""

    # PROTECT: a kind of case is never removed
    fall_art = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, related_name="+", verbose_name="Art des Falls", editable=False
    )
    fall_id = models.PositiveBigIntegerField("Schlüssel des Falls", editable=False)
    fall: Any = GenericForeignKey("fall_art", "fall_id")

    objects = FallbezugQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["fall_art", "fall_id"], name="%(class)s_fall")]
