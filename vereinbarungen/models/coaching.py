from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from asskomm.core.models import BefristetQuerySet, Fiktiv, StatusEreignis, Suchbar, zeitraum_constraint
from kommunen.models import Kommune

from ..enums import COACHING_BEENDET
from ..workflows import COACHING


class Coachingprozess(Suchbar, Fiktiv):
    """Coaching of one body on behalf of the LPR; needs no signed agreement."""

    workflow = COACHING
    suchfelder = ("anliegen", "traeger")

    kommune = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, related_name="coachingprozesse", verbose_name="Kommune"
    )
    status = models.CharField("Status", max_length=20, choices=COACHING.choices, default=COACHING.start, editable=False)
    anliegen = models.CharField("Anliegen", max_length=300, blank=True)
    traeger = models.CharField("Träger", max_length=160, blank=True)
    ansprechstelle = models.CharField("Ansprechstelle der Kommune", max_length=160, blank=True)
    notiz = models.TextField("interne Notiz", blank=True)
    quelle = models.CharField("Quelle", max_length=300, blank=True)

    history = HistoricalRecords(excluded_fields=["suchtext"], cascade_delete_history=True)

    class Meta:
        verbose_name = "Coachingprozess"
        verbose_name_plural = "Coachingprozesse"
        ordering = ["kommune__sortiername", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kommune"],
                condition=~models.Q(status__in=sorted(COACHING_BEENDET)),
                name="coaching_eines_laeuft",
                violation_error_message="Für diese Kommune gibt es schon einen laufenden Coachingprozess.",
            )
        ]

    def __str__(self) -> str:
        return f"Coaching {self.kommune}"


class CoachingEreignis(StatusEreignis):
    objekt = models.ForeignKey(
        Coachingprozess, on_delete=models.PROTECT, related_name="verlauf", verbose_name="Coaching"
    )

    class Meta(StatusEreignis.Meta):
        verbose_name = "Statusschritt eines Coachings"
        verbose_name_plural = "Statusschritte der Coachings"


class Coachauftrag(Fiktiv):
    """An external coach is assigned to a process from and until a day; a change is a new row (fachmodell 6.2)."""

    prozess = models.ForeignKey(
        Coachingprozess, on_delete=models.PROTECT, related_name="auftraege", verbose_name="Coaching"
    )
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="coachauftraege",
        verbose_name="Konto des Coachs",
    )
    gueltig_von = models.DateField("von")
    gueltig_bis = models.DateField("bis", null=True, blank=True)

    objects = BefristetQuerySet.as_manager()

    class Meta:
        verbose_name = "Auftrag an einen Coach"
        verbose_name_plural = "Aufträge an Coaches"
        ordering = ["-gueltig_von", "pk"]
        constraints = [zeitraum_constraint("coachauftrag_reihenfolge")]

    def __str__(self) -> str:
        return f"{self.coach}: {self.prozess}"
