"""Long work with progress: one run, its items, and where each of them stands."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q

from ..sichtbarkeit import SichtbarQuerySet
from .facts import Erfasst

LEBENSZEICHEN = dt.timedelta(minutes=5)
"""After so long without a sign of life a worker counts as gone, and another takes the run over."""


class Laufstand(models.TextChoices):
    WARTET = "WARTET", "wartet auf den Arbeiter"
    LAEUFT = "LAEUFT", "läuft"
    ANGEHALTEN = "ANGEHALTEN", "angehalten"
    FERTIG = "FERTIG", "fertig"
    GESCHEITERT = "GESCHEITERT", "gescheitert"


class Postenstand(models.TextChoices):
    OFFEN = "OFFEN", "offen"
    ERLEDIGT = "ERLEDIGT", "erledigt"
    ABGELEHNT = "ABGELEHNT", "nicht möglich"
    GESCHEITERT = "GESCHEITERT", "gescheitert"


class ArbeitslaufQuerySet(SichtbarQuerySet):
    def verwaist(self, jetzt: dt.datetime) -> Self:
        return self.filter(stand=Laufstand.LAEUFT, lebenszeichen_zeitpunkt__lt=jetzt - LEBENSZEICHEN)


class Arbeitslauf(Erfasst):
    art = models.CharField("Art", max_length=60)
    titel = models.CharField("Bezeichnung", max_length=200)
    angaben = models.JSONField("Angaben", default=dict, blank=True)
    stand = models.CharField("Stand", max_length=12, choices=Laufstand, default=Laufstand.WARTET)
    gesamt = models.PositiveIntegerField("Posten", default=0)
    erledigt = models.PositiveIntegerField("bearbeitet", default=0)
    ergebnis = models.JSONField("Ergebnis", default=dict, blank=True)
    fehler = models.TextField("Warum es nicht weitergeht", blank=True)
    arbeiter = models.CharField("Arbeiter", max_length=64, blank=True)
    begonnen_zeitpunkt = models.DateTimeField("begonnen", null=True, blank=True)
    lebenszeichen_zeitpunkt = models.DateTimeField("letztes Lebenszeichen", null=True, blank=True)
    beendet_zeitpunkt = models.DateTimeField("beendet", null=True, blank=True)

    objects = ArbeitslaufQuerySet.as_manager()

    class Meta:
        verbose_name = "Arbeitslauf"
        verbose_name_plural = "Arbeitsläufe"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="arbeitslauf_hoechstens_alle", condition=Q(erledigt__lte=F("gesamt"))),
            models.CheckConstraint(
                name="arbeitslauf_ende_ganz",
                condition=Q(stand__in=[Laufstand.FERTIG, Laufstand.GESCHEITERT], beendet_zeitpunkt__isnull=False)
                | (~Q(stand__in=[Laufstand.FERTIG, Laufstand.GESCHEITERT]) & Q(beendet_zeitpunkt__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["stand", "lebenszeichen_zeitpunkt"], name="arbeitslauf_stand")]

    def __str__(self) -> str:
        return self.titel

    @property
    def ist_offen(self) -> bool:
        return self.stand in (Laufstand.WARTET, Laufstand.LAEUFT)


class Arbeitsposten(models.Model):
    """One item: carried out in a transaction of its own, exactly once."""

    # CASCADE: items have no meaning without their run
    lauf = models.ForeignKey(Arbeitslauf, on_delete=models.CASCADE, related_name="posten", verbose_name="Arbeitslauf")
    nr = models.PositiveIntegerField("Nummer")
    bezeichnung = models.CharField("Gegenstand", max_length=300)
    angaben = models.JSONField("Angaben", default=dict, blank=True)
    url = models.CharField("Adresse", max_length=300, blank=True)
    stand = models.CharField("Ergebnis", max_length=12, choices=Postenstand, default=Postenstand.OFFEN)
    meldung = models.TextField("Meldung", blank=True)

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Arbeitsposten"
        verbose_name_plural = "Arbeitsposten"
        ordering = ["lauf", "nr"]
        constraints = [models.UniqueConstraint(fields=["lauf", "nr"], name="arbeitsposten_nr_einmal")]
        indexes = [models.Index(fields=["lauf", "stand", "nr"], name="arbeitsposten_stand")]

    def __str__(self) -> str:
        return f"{self.nr}. {self.bezeichnung}"
