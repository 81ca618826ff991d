from django.db import models
from django.db.models import F, Q

from asskomm.core.models import Dokument, Erfasst, Fiktiv, StatusEreignis, User
from asskomm.core.sichtbarkeit import SichtbarQuerySet

from ..workflows import UEBERNAHME


class Uebernahme(Fiktiv, Erfasst):
    """A file with agreements from before the portal: uploaded by one person, approved by another."""

    workflow = UEBERNAHME

    bezeichnung = models.CharField("Bezeichnung", max_length=200)
    dokument = models.ForeignKey(Dokument, on_delete=models.PROTECT, related_name="+", verbose_name="Datei")
    status = models.CharField(
        "Status", max_length=15, choices=UEBERNAHME.choices, default=UEBERNAHME.start, editable=False
    )
    vorgelegt_durch = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="vorgelegt durch",
    )
    freigegeben_durch = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="freigegeben durch",
    )

    class Meta:
        verbose_name = "Übernahme"
        verbose_name_plural = "Übernahmen"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="uebernahme_zwei_personen",
                condition=Q(freigegeben_durch__isnull=True)
                | (Q(vorgelegt_durch__isnull=False) & ~Q(freigegeben_durch=F("vorgelegt_durch"))),
            )
        ]

    def __str__(self) -> str:
        return self.bezeichnung


class Uebernahmezeile(models.Model):
    """One checked row of the file, as it will be taken over."""

    uebernahme = models.ForeignKey(Uebernahme, on_delete=models.PROTECT, related_name="zeilen")
    zeile = models.PositiveIntegerField("Zeile")
    werte = models.JSONField("Werte")

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Zeile einer Übernahme"
        verbose_name_plural = "Zeilen einer Übernahme"
        ordering = ["uebernahme_id", "zeile"]
        constraints = [models.UniqueConstraint(fields=["uebernahme", "zeile"], name="uebernahmezeile_einmalig")]

    def __str__(self) -> str:
        return f"Zeile {self.zeile}"


class UebernahmeEreignis(StatusEreignis):
    objekt = models.ForeignKey(Uebernahme, on_delete=models.PROTECT, related_name="verlauf", verbose_name="Übernahme")

    class Meta(StatusEreignis.Meta):
        verbose_name = "Statusschritt einer Übernahme"
        verbose_name_plural = "Statusschritte der Übernahmen"
