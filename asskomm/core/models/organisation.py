import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q

from ..roles import OrganisationArt
from ..sichtbarkeit import SichtbarQuerySet
from .facts import Fiktiv, zeitraum_constraint
from .zwei_personen import ZweiPersonen


class BefristetQuerySet(SichtbarQuerySet):
    """Rows with `gueltig_von` and `gueltig_bis` (open end = until further notice)."""

    def am(self, tag: dt.date) -> Self:
        return self.filter(gueltig_von__lte=tag).filter(Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gte=tag))

    def in_kraft(self, tag: dt.date) -> Self:
        """On that day, confirmed by the second person, and not withdrawn at once."""
        return self.am(tag).filter(bestaetigt_zeitpunkt__isnull=False, entzogen_zeitpunkt__isnull=True)

    def laufend(self, tag: dt.date) -> Self:
        """In force, still to come, or waiting for the second person."""
        nicht_vorbei = Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gte=tag)
        return self.filter(nicht_vorbei, abgelehnt_zeitpunkt__isnull=True, entzogen_zeitpunkt__isnull=True)

    def offen(self) -> Self:
        """Waits for the second person."""
        return self.filter(bestaetigt_zeitpunkt__isnull=True, abgelehnt_zeitpunkt__isnull=True)


class Organisation(Fiktiv):
    """A body for which people act: the LPR, a Kommune, a Polizeidirektion, a Träger, a supervising authority."""

    art = models.CharField("Art", max_length=10, choices=OrganisationArt)
    name = models.CharField("Name", max_length=200)
    schluessel = models.CharField(
        "Schlüssel", max_length=80, unique=True, help_text="Fester Bezug, zum Beispiel „kommune:14524190“."
    )

    class Meta:
        verbose_name = "Organisation"
        verbose_name_plural = "Organisationen"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Mandat(ZweiPersonen, Fiktiv):
    """Staff of an association acts for one of its members, from and until a day, on a written basis."""

    verband = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="erhaltene_mandate", verbose_name="handelnder Verband"
    )
    mitglied = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="erteilte_mandate", verbose_name="vertretene Kommune"
    )
    grundlage = models.CharField("schriftliche Grundlage", max_length=300)
    gueltig_von = models.DateField("gültig von")
    gueltig_bis = models.DateField("gültig bis", null=True, blank=True)

    objects = BefristetQuerySet.as_manager()

    class Meta(ZweiPersonen.Meta):
        verbose_name = "Mandat"
        verbose_name_plural = "Mandate"
        ordering = ["-gueltig_von", "pk"]
        constraints = [
            *ZweiPersonen.Meta.constraints,
            zeitraum_constraint("mandat_reihenfolge"),
            models.CheckConstraint(
                name="mandat_zwei_organisationen",
                condition=~Q(verband=F("mitglied")),
                violation_error_message="Eine Kommune braucht kein Mandat für sich selbst.",
            ),
            models.CheckConstraint(name="mandat_schriftlich", condition=~Q(grundlage="")),
        ]

    def __str__(self) -> str:
        return f"{self.verband} für {self.mitglied}"


class Erklaerung(ZweiPersonen, Fiktiv):
    """A small Kommune declares in writing that the same person may prepare and sign (fachmodell 6.6)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="erklaerungen", verbose_name="Kommune"
    )
    grundlage = models.CharField("Schreiben der Kommune", max_length=300, help_text="Aktenzeichen und Datum.")
    gueltig_von = models.DateField("gültig von")
    gueltig_bis = models.DateField("gültig bis", null=True, blank=True)

    objects = BefristetQuerySet.as_manager()

    class Meta(ZweiPersonen.Meta):
        verbose_name = "Erklärung Bearbeitung = Zeichnung"
        verbose_name_plural = "Erklärungen Bearbeitung = Zeichnung"
        ordering = ["-gueltig_von", "pk"]
        constraints = [
            *ZweiPersonen.Meta.constraints,
            zeitraum_constraint("erklaerung_reihenfolge"),
            models.CheckConstraint(name="erklaerung_schriftlich", condition=~Q(grundlage="")),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.grundlage}"
