from django.db import models
from django.db.models import Q

from asskomm.core.models import Tatsache


class Haushaltsansatz(Tatsache):
    """Budget of a year for grants, in euros; a change of the plan is an annulment plus a new row."""

    jahr = models.PositiveSmallIntegerField("Haushaltsjahr")
    betrag = models.DecimalField("Ansatz in Euro", max_digits=12, decimal_places=2)
    wortlaut = models.CharField("Erläuterung", max_length=300, blank=True)
    quelle = models.CharField("Quelle", max_length=300)

    class Meta(Tatsache.Meta):
        verbose_name = "Haushaltsansatz"
        verbose_name_plural = "Haushaltsansätze"
        ordering = ["-jahr", "-pk"]
        constraints = [
            *Tatsache.Meta.constraints,
            models.CheckConstraint(
                name="haushaltsansatz_nicht_negativ",
                violation_error_message="Der Betrag darf nicht negativ sein.",
                condition=Q(betrag__gte=0),
            ),
            models.CheckConstraint(
                name="haushaltsansatz_jahr",
                violation_error_message="Das Haushaltsjahr liegt zwischen 2019 und 2100.",
                condition=Q(jahr__gte=2019, jahr__lte=2100),
            ),
            models.UniqueConstraint(
                fields=["jahr"],
                condition=Q(annulliert_zeitpunkt__isnull=True),
                name="haushaltsansatz_einer_je_jahr",
                violation_error_message="Für dieses Haushaltsjahr gibt es schon einen Ansatz.",
            ),
        ]

    def __str__(self) -> str:
        return f"Haushaltsansatz {self.jahr}"
