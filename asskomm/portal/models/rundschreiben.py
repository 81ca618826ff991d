"""Circular mail: one text to the contacts of many Kommunen, each with a message of its own in the outbox."""

from django.db import models
from django.db.models import Q

from asskomm.core.models import Arbeitslauf, Dokument, Erfasst, Fiktiv, Nachricht
from asskomm.core.models.felder import wer
from asskomm.core.sichtbarkeit import SichtbarQuerySet
from kommunen.models import Ansprechperson, Kommune


class Rundschreiben(Fiktiv, Erfasst):
    betreff = models.CharField("Betreff", max_length=150, blank=True)
    text = models.TextField("Text", blank=True)
    herkunft = models.CharField("Auswahl", max_length=300, help_text="Aus welcher Liste die Empfänger stammen.")
    funktionen = models.JSONField("Funktionen", default=list, blank=True)
    anlagen = models.ManyToManyField(Dokument, blank=True, related_name="+", verbose_name="Anlagen")
    versandt_zeitpunkt = models.DateTimeField("versandt am", null=True, blank=True, editable=False)
    versandt_durch = wer("versandt durch")
    lauf = models.OneToOneField(
        Arbeitslauf,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="rundschreiben",
        verbose_name="Versand",
    )
    nachrichten = models.ManyToManyField(
        Nachricht, blank=True, editable=False, related_name="rundschreiben", verbose_name="Nachrichten"
    )
    verworfen_zeitpunkt = models.DateTimeField("verworfen am", null=True, blank=True, editable=False)

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Rundschreiben"
        verbose_name_plural = "Rundschreiben"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="rundschreiben_versand_ganz",
                condition=Q(versandt_zeitpunkt__isnull=True, versandt_durch__isnull=True, lauf__isnull=True)
                | (
                    Q(versandt_zeitpunkt__isnull=False, versandt_durch__isnull=False, lauf__isnull=False)
                    & ~Q(betreff="")
                    & ~Q(text="")
                ),
            ),
            models.CheckConstraint(
                name="rundschreiben_versandt_oder_verworfen",
                condition=Q(versandt_zeitpunkt__isnull=True) | Q(verworfen_zeitpunkt__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.betreff or f"Rundschreiben {self.pk} (noch ohne Betreff)"

    @property
    def ist_entwurf(self) -> bool:
        return self.versandt_zeitpunkt is None and self.verworfen_zeitpunkt is None


class Rundschreibenziel(models.Model):
    """Frozen when the draft begins: a Kommune, or one contact person where the list was one of contact persons."""

    # CASCADE: a target has no meaning without its circular
    rundschreiben = models.ForeignKey(
        Rundschreiben, on_delete=models.CASCADE, related_name="ziele", verbose_name="Rundschreiben"
    )
    kommune = models.ForeignKey(Kommune, on_delete=models.PROTECT, related_name="+", verbose_name="Kommune")
    ansprechperson = models.ForeignKey(
        Ansprechperson,
        on_delete=models.PROTECT,
        null=True,  # empty: whoever holds one of the chosen functions
        blank=True,
        related_name="+",
        verbose_name="Ansprechperson",
    )

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Ziel eines Rundschreibens"
        verbose_name_plural = "Ziele von Rundschreiben"
        ordering = ["kommune__sortiername", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rundschreiben", "kommune"],
                condition=Q(ansprechperson__isnull=True),
                name="rundschreibenziel_kommune_einmal",
            ),
            models.UniqueConstraint(fields=["rundschreiben", "ansprechperson"], name="rundschreibenziel_person_einmal"),
        ]

    def __str__(self) -> str:
        return str(self.ansprechperson or self.kommune)
