import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..sichtbarkeit import SichtbarQuerySet
from .facts import Erfasst, Fiktiv

WIEDER_NACH = dt.timedelta(minutes=5)
"""After so long without a result the worker asks the scanner again, and the self-check speaks of it."""
OHNE_SIGNATUR = "Das Dokument trägt keine elektronische Signatur."


class Pruefstand(models.TextChoices):
    UNGEPRUEFT = "UNGEPRUEFT", "wird gerade auf Viren geprüft"
    SAUBER = "SAUBER", "auf Viren geprüft"
    OHNE = "OHNE", "nicht auf Viren geprüft"
    ERZEUGT = "ERZEUGT", "vom Portal erzeugt"
    INFIZIERT = "INFIZIERT", "Schadsoftware gefunden, Datei gelöscht"


UNENTSCHIEDEN = (Pruefstand.UNGEPRUEFT, Pruefstand.OHNE)
FREI = frozenset({Pruefstand.SAUBER, Pruefstand.OHNE, Pruefstand.ERZEUGT})


class DokumentQuerySet(SichtbarQuerySet):
    def in_quarantaene(self, jetzt: dt.datetime) -> Self:
        """Files that have waited longer than a working scanner needs."""
        return self.filter(pruefstand=Pruefstand.UNGEPRUEFT, erfasst_zeitpunkt__lt=jetzt - WIEDER_NACH)


class Dokument(Fiktiv, Erfasst):
    """A stored file with its hash, written once. Downloads go through views that check the right.

    Only the result of the virus scan changes; an infected file is gone from the disk, its row stays.
    """

    datei = models.FileField("Datei", upload_to="dokumente/%Y/%m/")
    name = models.CharField("Dateiname", max_length=200)
    mimetype = models.CharField("Art", max_length=100)
    groesse = models.PositiveIntegerField("Größe in Byte")
    sha256 = models.CharField("SHA-256", max_length=64)
    pruefstand = models.CharField("Virenprüfung", max_length=10, choices=Pruefstand, default=Pruefstand.OHNE)
    pruefbefund = models.CharField("Befund der Virenprüfung", max_length=200, blank=True)
    geprueft_zeitpunkt = models.DateTimeField("auf Viren geprüft am", null=True, blank=True)

    objects = DokumentQuerySet.as_manager()

    class Meta:
        verbose_name = "Dokument"
        verbose_name_plural = "Dokumente"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="dokument_geprueft_mit_zeitpunkt",
                condition=Q(pruefstand__in=[Pruefstand.SAUBER, Pruefstand.INFIZIERT], geprueft_zeitpunkt__isnull=False)
                | (~Q(pruefstand__in=[Pruefstand.SAUBER, Pruefstand.INFIZIERT]) & Q(geprueft_zeitpunkt__isnull=True)),
            )
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(pruefstand__in=[Pruefstand.UNGEPRUEFT, Pruefstand.OHNE]),
                name="dokument_ungeprueft",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ist_frei(self) -> bool:
        """Out of quarantine: may be downloaded by whoever has the right."""
        return self.pruefstand in FREI

    @property
    def format(self) -> str:
        return self.name.rpartition(".")[2].upper()


class Signaturergebnis(models.TextChoices):
    KEINE = "KEINE", "keine elektronische Signatur"
    UNVERAENDERT = "UNVERAENDERT", "Signatur vorhanden, seither unverändert"
    ERGAENZT = "ERGAENZT", "Signatur vorhanden, danach zulässig ergänzt"
    GEAENDERT = "GEAENDERT", "geändert seit der Signatur"
    NICHT_PRUEFBAR = "NICHT_PRUEFBAR", "Signatur nicht prüfbar"


class Signaturbefund(models.Model):
    """What the check of a PDF said, by which version and when; it counts once a clerk has confirmed it.

    A new check is a new row. Never more than was verified: the chain of trust was not.
    """

    dokument = models.ForeignKey(
        Dokument, on_delete=models.PROTECT, related_name="signaturbefunde", verbose_name="Dokument"
    )
    ergebnis = models.CharField("Ergebnis", max_length=15, choices=Signaturergebnis)
    angaben = models.JSONField("Angaben", default=list, blank=True)
    programm = models.CharField("geprüft mit", max_length=60)
    geprueft_zeitpunkt = models.DateTimeField("geprüft am")
    # PROTECT: who vouched for it stays known
    bestaetigt_durch = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="bestätigt durch",
    )
    bestaetigt_zeitpunkt = models.DateTimeField("bestätigt am", null=True, blank=True)
    bestaetigt_vermerk = models.CharField("Vermerk", max_length=300, blank=True)

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Signaturprüfung"
        verbose_name_plural = "Signaturprüfungen"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="signaturbefund_bestaetigung_ganz",
                condition=Q(bestaetigt_durch__isnull=True, bestaetigt_zeitpunkt__isnull=True)
                | Q(bestaetigt_durch__isnull=False, bestaetigt_zeitpunkt__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_ergebnis_display())

    @property
    def hinderungen(self) -> list[str]:
        """Why it cannot be confirmed."""
        if self.ergebnis == Signaturergebnis.KEINE:
            return [OHNE_SIGNATUR]
        if self.bestaetigt_zeitpunkt is not None:
            return ["Die Signatur ist schon bestätigt."]
        if self.ergebnis not in (Signaturergebnis.UNVERAENDERT, Signaturergebnis.ERGAENZT):
            return [f"Das Ergebnis der Prüfung lautet „{self}“; das lässt sich nicht bestätigen."]
        return []
