from django.db import models
from django.db.models import Q

from asskomm.core.fristen.kalender import FRONLEICHNAM
from asskomm.core.models import BefristetQuerySet, Fiktiv, zeitraum_constraint
from asskomm.core.models.felder import wer

from .register import Kommune


class Ortsfeiertag(Fiktiv):
    """Fronleichnam is a statutory holiday in this Kommune, from and until a day (FronleichnamsVO)."""

    kommune = models.ForeignKey(Kommune, on_delete=models.PROTECT, related_name="ortsfeiertage", verbose_name="Kommune")
    ortsteile = models.CharField(
        "Ortsteile", max_length=200, blank=True, help_text="Leer = in der ganzen Gemeinde, sonst z. B. „nur Sdier“."
    )
    gilt_am_sitz = models.BooleanField(
        "gilt am Sitz der Verwaltung", default=True, help_text="Nur dann verschiebt der Tag das Ende einer Frist."
    )
    gueltig_von = models.DateField("gültig von")
    gueltig_bis = models.DateField("gültig bis", null=True, blank=True, help_text="Letzter Tag; leer = dauert an.")
    quelle = models.CharField("Quelle", max_length=300)
    bestaetigt_zeitpunkt = models.DateTimeField("bestätigt am", null=True, blank=True, editable=False)
    bestaetigt_durch = wer("bestätigt durch")

    objects = BefristetQuerySet.as_manager()

    class Meta:
        verbose_name = "Fronleichnam als Feiertag"
        verbose_name_plural = "Fronleichnam als Feiertag"
        ordering = ["kommune__sortiername", "gueltig_von", "pk"]
        constraints = [
            zeitraum_constraint("ortsfeiertag_reihenfolge"),
            models.UniqueConstraint(
                fields=["kommune"],
                condition=Q(gueltig_bis__isnull=True),
                name="ortsfeiertag_einer_offen",
                violation_error_message="Für diese Kommune ist der Feiertag schon eingetragen und dauert an.",
            ),
            models.CheckConstraint(
                name="ortsfeiertag_bestaetigung_ganz",
                condition=Q(bestaetigt_zeitpunkt__isnull=True, bestaetigt_durch__isnull=True)
                | Q(bestaetigt_zeitpunkt__isnull=False, bestaetigt_durch__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{FRONLEICHNAM} in {self.kommune}"

    @property
    def ist_bestaetigt(self) -> bool:
        return self.bestaetigt_zeitpunkt is not None
