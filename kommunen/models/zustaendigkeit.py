from django.conf import settings
from django.db import models

from asskomm.core.models import BefristetQuerySet, Fiktiv, zeitraum_constraint

from .register import Landkreis


class Zustaendigkeit(Fiktiv):
    """Which clerk looks after a Landkreis: shown first in the worklist, no limit of what may be seen."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="zustaendigkeiten", verbose_name="Konto"
    )
    landkreis = models.ForeignKey(
        Landkreis, on_delete=models.PROTECT, related_name="zustaendigkeiten", verbose_name="Landkreis"
    )
    gueltig_von = models.DateField("gültig von")
    gueltig_bis = models.DateField("gültig bis", null=True, blank=True)

    objects = BefristetQuerySet.as_manager()

    class Meta:
        verbose_name = "Zuständigkeit"
        verbose_name_plural = "Zuständigkeiten"
        ordering = ["landkreis__schluessel", "-gueltig_von", "pk"]
        constraints = [
            zeitraum_constraint("zustaendigkeit_reihenfolge"),
            models.UniqueConstraint(
                fields=["user", "landkreis"],
                condition=models.Q(gueltig_bis__isnull=True),
                name="zustaendigkeit_einmal_offen",
                violation_error_message="Diese Person ist für den Landkreis schon zuständig.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.landkreis}: {self.user}"
