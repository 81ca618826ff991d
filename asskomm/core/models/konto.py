import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ..sichtbarkeit import SichtbarQuerySet
from ..stichtag import BERLIN, als_text
from .facts import Fiktiv
from .zwei_personen import ZweiPersonen

HALTBAR = dt.timedelta(hours=1)


class FormularablageQuerySet(SichtbarQuerySet):
    def haltbar(self, jetzt: dt.datetime) -> Self:
        return self.filter(abgelegt_zeitpunkt__gte=jetzt - HALTBAR)

    def abgelaufen(self, jetzt: dt.datetime) -> Self:
        return self.filter(abgelegt_zeitpunkt__lt=jetzt - HALTBAR)


class Formularablage(models.Model):
    """What somebody was sending when the session had run out; kept for an hour, for this person only."""

    token = models.CharField("Kennung", max_length=43, unique=True)
    konto_id = models.BigIntegerField("Konto", db_index=True)  # no foreign key: nothing rests on it
    pfad = models.CharField("Adresse", max_length=2000)
    felder = models.JSONField("Felder", default=dict)
    dateien = models.JSONField("Dateien, die neu auszuwählen sind", default=list, blank=True)
    abgelegt_zeitpunkt = models.DateTimeField("abgelegt", db_index=True)

    objects = FormularablageQuerySet.as_manager()

    class Meta:
        verbose_name = "Formularablage"
        verbose_name_plural = "Formularablagen"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.pfad


class FaktorruecksetzungQuerySet(SichtbarQuerySet):
    def offen(self) -> Self:
        """Waits for the second person."""
        return self.filter(bestaetigt_zeitpunkt__isnull=True, abgelehnt_zeitpunkt__isnull=True)


class Faktorruecksetzung(ZweiPersonen, Fiktiv):
    """A lost second factor is taken off an account by two people, after a call back to a known number."""

    konto = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="Konto",
        related_name="faktorruecksetzungen",
    )
    grund = models.CharField("Grund", max_length=500)
    rueckruf_am = models.DateField("Rückruf am")
    rueckruf_nummer = models.CharField(
        "Angerufene Nummer",
        max_length=60,
        help_text="Aus dem Telefonverzeichnis der Stelle, nicht aus der Anfrage.",
    )
    rueckruf_notiz = models.CharField("Woran die Person erkannt wurde", max_length=500)

    objects = FaktorruecksetzungQuerySet.as_manager()

    class Meta(ZweiPersonen.Meta):
        verbose_name = "Faktorrücksetzung"
        verbose_name_plural = "Faktorrücksetzungen"
        ordering = ["-pk"]
        constraints = [
            *ZweiPersonen.Meta.constraints,
            models.CheckConstraint(
                name="faktorruecksetzung_beantragt",
                condition=Q(beantragt_durch__isnull=False),
                violation_error_message="Eine Faktorrücksetzung beantragt immer eine Person.",
            ),
            models.CheckConstraint(
                name="faktorruecksetzung_nicht_fuer_sich",
                condition=~Q(beantragt_durch=F("konto"))
                & (Q(bestaetigt_durch__isnull=True) | ~Q(bestaetigt_durch=F("konto"))),
                violation_error_message="Niemand setzt den eigenen Faktor zurück.",
            ),
            models.UniqueConstraint(
                name="faktorruecksetzung_eine_offene",
                fields=["konto"],
                condition=Q(bestaetigt_zeitpunkt__isnull=True, abgelehnt_zeitpunkt__isnull=True),
                violation_error_message="Für dieses Konto wartet schon ein Antrag auf Bestätigung.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.konto}, beantragt am {als_text(self.beantragt_zeitpunkt.astimezone(BERLIN).date())}"
