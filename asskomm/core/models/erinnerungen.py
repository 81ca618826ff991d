"""What was reminded of, once for each day on which it fell due; and who wants which kinds."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from ..sichtbarkeit import SichtbarQuerySet
from .facts import Fiktiv
from .fallbezug import Fallbezug, FallbezugQuerySet


class Erinnerungsausgang(models.TextChoices):
    VERSCHICKT = "VERSCHICKT", "verschickt"
    UEBERHOLT = "UEBERHOLT", "überholt: eine spätere ging am selben Tag hinaus"
    NIEMAND = "NIEMAND", "an niemanden (abgeschaltet oder keine Adresse)"


class Erinnerung(Fiktiv, Fallbezug):
    """One reminder that has gone out. The constraint is what keeps a second run from sending it again."""

    art = models.CharField("Art", max_length=40)
    # PROTECT: a kind of object is never removed
    gegenstand_art = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, related_name="+", verbose_name="Art des Gegenstands", editable=False
    )
    gegenstand_id = models.PositiveBigIntegerField("Schlüssel des Gegenstands", editable=False)
    gegenstand: Any = GenericForeignKey("gegenstand_art", "gegenstand_id")
    text = models.CharField("Woran", max_length=300)
    bezug_am = models.DateField("Tag, um den es geht")
    tage = models.SmallIntegerField("Abstand in Tagen", help_text="Negativ = vor dem Tag.")
    faellig_am = models.DateField("fällig am")
    lauf_am = models.DateField("Tag des Laufs")
    zeitpunkt = models.DateTimeField("festgehalten")
    ausgang = models.CharField("Ausgang", max_length=12, choices=Erinnerungsausgang)
    an = models.CharField("an", max_length=500, blank=True)

    objects: Any = FallbezugQuerySet.as_manager()

    class Meta:
        verbose_name = "Erinnerung"
        verbose_name_plural = "Erinnerungen"
        ordering = ["-faellig_am", "-pk"]
        indexes = [*Fallbezug.Meta.indexes]
        constraints = [
            models.UniqueConstraint(
                fields=["art", "gegenstand_art", "gegenstand_id", "tage", "faellig_am"], name="erinnerung_einmal"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Erinnerungswahl(models.Model):
    """Somebody, or with no person the house, has switched an optional kind off (or on again)."""

    art = models.CharField("Art", max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # empty = for the whole house
        blank=True,
        related_name="+",
        verbose_name="Konto",
    )
    aktiv = models.BooleanField("eingeschaltet", default=False)

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Einstellung zu Erinnerungen"
        verbose_name_plural = "Einstellungen zu Erinnerungen"
        ordering = ["art", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["art", "user"], name="erinnerungswahl_je_person"),
            models.UniqueConstraint(fields=["art"], condition=Q(user__isnull=True), name="erinnerungswahl_fuer_alle"),
        ]

    def __str__(self) -> str:
        return f"{self.art}: {'ein' if self.aktiv else 'aus'}"
