from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from asskomm.core.models import Fiktiv, StatusEreignis, Suchbar

from ..enums import KprStatus
from ..workflows import KPR
from .register import Kommune


class KommunalerPraeventionsrat(Suchbar, Fiktiv):
    """Local prevention council of one body (also of a Landkreis)."""

    workflow = KPR
    suchfelder = ("name",)

    kommune = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, related_name="praeventionsraete", verbose_name="Kommune"
    )
    name = models.CharField("Name", max_length=160, blank=True)
    status = models.CharField("Status", max_length=20, choices=KPR.choices, default=KPR.start, editable=False)
    kontakt_funktion = models.CharField("Kontakt: Stelle", max_length=160, blank=True)
    kontakt_email = models.EmailField("Kontakt: E-Mail", blank=True)
    kontakt_telefon = models.CharField("Kontakt: Telefon", max_length=40, blank=True)
    notiz = models.TextField("interne Notiz", blank=True)
    quelle = models.CharField("Quelle", max_length=300, blank=True)

    history = HistoricalRecords(excluded_fields=["suchtext"], cascade_delete_history=True)

    class Meta:
        verbose_name = "Kommunaler Präventionsrat"
        verbose_name_plural = "Kommunale Präventionsräte"
        ordering = ["kommune__sortiername", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kommune"], condition=~Q(status=KprStatus.AUFGELOEST), name="kpr_einer_je_kommune"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"KPR {self.kommune}"


class KprEreignis(StatusEreignis):
    objekt = models.ForeignKey(
        KommunalerPraeventionsrat, on_delete=models.PROTECT, related_name="verlauf", verbose_name="KPR"
    )

    class Meta(StatusEreignis.Meta):
        verbose_name = "Statusschritt eines KPR"
        verbose_name_plural = "Statusschritte der KPR"
