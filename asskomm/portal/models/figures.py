import hashlib
import json
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from asskomm.core.models import AnnullierungsQuerySet, Fiktiv, Tatsache, ZweiPersonen
from asskomm.core.models.felder import wer

from ..enums import Kennzahl


def pruefsumme(werte: dict[str, Any]) -> str:
    """SHA-256 of the values in canonical form: keys sorted, no blanks, UTF-8."""
    kanonisch = json.dumps(werte, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(kanonisch.encode()).hexdigest()


class Zahlenvorlage(ZweiPersonen, Fiktiv):
    """A set of figures submitted by one person; the Leitung, another person, releases it or sends it back."""

    stichtag = models.DateField("Stichtag")
    wissensstand = models.DateTimeField("Wissensstand", editable=False)
    werte = models.JSONField("Werte", editable=False)
    anlass = models.CharField("Anlass", max_length=300)
    vorgelegt_fuer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # empty = in own right
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="vorgelegt in Vertretung für",
    )

    class Meta(ZweiPersonen.Meta):
        verbose_name = "vorgelegter Zahlenstand"
        verbose_name_plural = "vorgelegte Zahlenstände"
        ordering = ["-stichtag", "-pk"]
        constraints = [
            *ZweiPersonen.Meta.constraints,
            models.UniqueConstraint(
                fields=["stichtag"],
                condition=Q(bestaetigt_zeitpunkt__isnull=True, abgelehnt_zeitpunkt__isnull=True),
                name="zahlenvorlage_eine_offene",
                violation_error_message="Für diesen Tag wartet schon ein Zahlenstand auf Freigabe.",
            ),
        ]

    def __str__(self) -> str:
        return f"Zahlenstand {self.stichtag:%d.%m.%Y}: {self.anlass}"


class Kennzahlenfreigabe(Fiktiv):
    """A set of figures for a day, released by the Leitung: frozen with hash, name and moment."""

    stichtag = models.DateField("Stichtag")
    wissensstand = models.DateTimeField("Wissensstand")
    werte = models.JSONField("Werte")  # the JSON of `kennzahlen`, keys sorted
    sha256 = models.CharField("SHA-256", max_length=64)
    freigegeben_zeitpunkt = models.DateTimeField("freigegeben am")
    freigegeben_durch = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="freigegeben durch"
    )
    anlass = models.CharField("Anlass", max_length=300, blank=True)
    vorlage = models.OneToOneField(
        Zahlenvorlage,
        on_delete=models.PROTECT,
        null=True,  # empty = released before there were two steps
        blank=True,
        editable=False,
        related_name="freigabe",
        verbose_name="Vorlage",
    )
    vorgelegt_durch = wer("vorgelegt durch")

    objects = AnnullierungsQuerySet.as_manager()

    class Meta:
        verbose_name = "freigegebener Zahlenstand"
        verbose_name_plural = "freigegebene Zahlenstände"
        ordering = ["-stichtag", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="kennzahlenfreigabe_zwei_personen",
                condition=Q(vorgelegt_durch__isnull=True, vorlage__isnull=True)
                | (
                    Q(vorgelegt_durch__isnull=False, vorlage__isnull=False) & ~Q(freigegeben_durch=F("vorgelegt_durch"))
                ),
            )
        ]

    def __str__(self) -> str:
        return f"Zahlenstand {self.stichtag:%d.%m.%Y}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(
                "Ein freigegebener Zahlenstand wird nicht geändert; eine neue Freigabe ist eine neue Zeile."
            )
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Ein freigegebener Zahlenstand wird nicht gelöscht.")

    @property
    def ist_unversehrt(self) -> bool:
        """The stored values still have the hash of their release."""
        return pruefsumme(self.werte) == self.sha256


class VeroeffentlichteZahl(Tatsache):
    """A figure as ASSKomm published it in the past, with its source and wording."""

    stichtag = models.DateField("Stand")
    kennzahl = models.CharField("Kennzahl", max_length=30, choices=Kennzahl)
    wert = models.DecimalField("Wert", max_digits=12, decimal_places=2)
    wortlaut = models.CharField("Wortlaut", max_length=300, blank=True)
    ist_ungefaehr = models.BooleanField("nur ungefähr („mehr als“, „etwa“)", default=False)
    quelle = models.CharField("Quelle", max_length=300)

    class Meta(Tatsache.Meta):
        verbose_name = "veröffentlichte Zahl"
        verbose_name_plural = "veröffentlichte Zahlen"
        ordering = ["stichtag", "kennzahl", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kennzahl_display()} {self.stichtag:%d.%m.%Y}: {self.wert:n}"
