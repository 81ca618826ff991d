from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from asskomm.core.models import Tatsache, datum_constraints
from asskomm.core.stichtag import Genauigkeit, UngefaehresDatum
from kommunen.models import Kommune

from ..querysets import ZuwendungQuerySet


class Zuwendung(Tatsache):
    """A past grant as a dated fact: announced to a body for a Förderjahr. Amount in euros, empty = not known."""

    kommune = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, related_name="zuwendungen", verbose_name="Empfängerin"
    )
    foerderjahr = models.PositiveSmallIntegerField("Förderjahr")
    am = models.DateField("bekannt gegeben am")
    am_genauigkeit = models.CharField("Genauigkeit", max_length=5, choices=Genauigkeit, default=Genauigkeit.TAG)
    betrag = models.DecimalField("Betrag in Euro", max_digits=12, decimal_places=2, null=True, blank=True)
    gegenstand = models.CharField("Gegenstand", max_length=300, blank=True)
    quelle = models.CharField("Quelle", max_length=300, blank=True)

    objects: ClassVar[Any] = ZuwendungQuerySet.as_manager()

    class Meta(Tatsache.Meta):
        verbose_name = "Zuwendung"
        verbose_name_plural = "Zuwendungen"
        ordering = ["-am", "-pk"]
        constraints = [
            *Tatsache.Meta.constraints,
            *datum_constraints("am", "zuwendung"),
            models.CheckConstraint(
                name="zuwendung_betrag_positiv",
                violation_error_message="Der Betrag muss größer als 0 sein.",
                condition=Q(betrag__isnull=True) | Q(betrag__gt=0),
            ),
            models.CheckConstraint(
                name="zuwendung_jahr",
                violation_error_message="Das Förderjahr liegt zwischen 2019 und 2100.",
                condition=Q(foerderjahr__gte=2019, foerderjahr__lte=2100),
            ),
        ]

    def __str__(self) -> str:
        return f"Zuwendung {self.kommune} {self.foerderjahr}"

    @property
    def datum(self) -> UngefaehresDatum:
        return UngefaehresDatum(self.am, self.am_genauigkeit)
