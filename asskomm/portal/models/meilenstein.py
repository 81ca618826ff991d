from django.conf import settings
from django.db import models

from asskomm.core.models import Fiktiv
from kommunen.models import Kommune
from vereinbarungen.models import Vereinbarung

from ..enums import MeilensteinRegel


class Meilenstein(Fiktiv):
    """An announced milestone keeps its day and its Kommunen, whatever is entered later."""

    regel = models.CharField("Regel", max_length=15, choices=MeilensteinRegel)
    wert = models.PositiveIntegerField("n")
    am = models.DateField("erreicht am")
    titel = models.CharField("Titel", max_length=200)
    kommunen = models.ManyToManyField(Kommune, related_name="meilensteine", verbose_name="Kommunen")
    vereinbarung = models.ForeignKey(
        Vereinbarung, on_delete=models.PROTECT, null=True, blank=True, related_name="meilensteine"
    )
    bekanntgegeben_zeitpunkt = models.DateTimeField("bekannt gegeben am")
    bekanntgegeben_durch = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # empty = taken from a past publication by lade_historie
        blank=True,
        related_name="+",
        verbose_name="bekannt gegeben durch",
    )
    quelle = models.CharField("Quelle", max_length=300, blank=True)

    class Meta:
        verbose_name = "Meilenstein"
        verbose_name_plural = "Meilensteine"
        ordering = ["-am", "-wert", "pk"]
        constraints = [models.UniqueConstraint(fields=["regel", "wert"], name="meilenstein_einmalig")]

    def __str__(self) -> str:
        return self.titel
