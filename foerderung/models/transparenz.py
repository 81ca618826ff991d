from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from kommunen.querysets import GueltigQuerySet


class Veroeffentlichungsregel(models.Model):
    """From which amount on, and for how long, the recipient of a grant is named in public."""

    gueltig_von = models.DateField("gültig von", unique=True)
    gueltig_bis = models.DateField("gültig bis", null=True, blank=True, help_text="Leer = gilt fort.")
    empfaenger_ab_betrag = models.DecimalField("Empfänger wird genannt ab (Euro)", max_digits=12, decimal_places=2)
    hoechstens_jahre = models.PositiveSmallIntegerField("höchstens öffentlich (Jahre)")
    quelle = models.CharField("Rechtsgrundlage", max_length=300)

    objects = GueltigQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = "Veröffentlichungsregel"
        verbose_name_plural = "Veröffentlichungsregeln"
        ordering = ["-gueltig_von"]
        constraints = [
            models.CheckConstraint(
                name="veroeffentlichungsregel_reihenfolge",
                violation_error_message="Das Ende liegt vor dem Beginn.",
                condition=Q(gueltig_bis__isnull=True) | Q(gueltig_von__lte=F("gueltig_bis")),
            )
        ]

    def __str__(self) -> str:
        return f"Veröffentlichung ab {self.empfaenger_ab_betrag} Euro, seit {self.gueltig_von:%d.%m.%Y}"
