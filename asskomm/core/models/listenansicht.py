"""How a person wants to see a list: columns, rows on a page, filters to come back to."""

from django.conf import settings
from django.db import models

from ..sichtbarkeit import SichtbarQuerySet


class Listenansicht(models.Model):
    # CASCADE: a wish about lists has no meaning without the person
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="listenansichten", verbose_name="Konto"
    )
    liste = models.CharField("Liste", max_length=80)
    spalten = models.JSONField("Spalten", default=list, blank=True, help_text="In ihrer Reihenfolge; leer = Standard.")
    je_seite = models.PositiveSmallIntegerField("Einträge je Seite", null=True, blank=True)
    filter = models.JSONField("Gemerkte Filter", default=list, blank=True, help_text="Paare aus Name und Abfrage.")

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Listenansicht"
        verbose_name_plural = "Listenansichten"
        ordering = ["user", "liste", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "liste"], name="listenansicht_einmal")]

    def __str__(self) -> str:
        return f"{self.liste} für {self.user}"
