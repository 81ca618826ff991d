"""The file of a case: its Geschäftszeichen, the papers in it, and what was exported of it."""

import datetime as dt
from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from ..sichtbarkeit import SichtbarQuerySet
from .facts import Erfasst, Fiktiv
from .fallbezug import Fallbezug, FallbezugQuerySet
from .files import Dokument

_KENNZEICHEN = RegexValidator(
    r"^[A-Z0-9]+([.-][A-Z0-9]+)*$", "Erlaubt sind Großbuchstaben, Ziffern und einzelne Punkte oder Bindestriche."
)


class AktenzeichenregelQuerySet(SichtbarQuerySet):
    def am(self, tag: dt.date, kennung: str) -> Any:
        """The rule for this kind of case on that day; one for the kind goes before one for all."""
        gueltige = self.filter(gueltig_von__lte=tag, kennung__in=("", kennung))
        return gueltige.order_by("-kennung", "-gueltig_von", "-pk").first()


class Aktenzeichenregel(Erfasst):
    """How a Geschäftszeichen begins from a day on (VwV Aktenführung); what was issued stays as it is."""

    gueltig_von = models.DateField("gilt ab")
    kennung = models.CharField(
        "Art des Falls",
        max_length=3,
        blank=True,
        help_text="Kennung der Fallart, z. B. „KV“; leer = alle Fälle ohne eigene Regel.",
        validators=[RegexValidator(r"^[A-Z]{2,3}$", "Zwei oder drei Großbuchstaben.")],
    )
    organisationskennzeichen = models.CharField("Organisationskennzeichen", max_length=20, validators=[_KENNZEICHEN])
    aktenplankennzeichen = models.CharField("Aktenplankennzeichen", max_length=20, validators=[_KENNZEICHEN])
    quelle = models.CharField("Quelle", max_length=300, help_text="z. B. „Aktenplan des LPR, Fassung 2026“")

    objects = AktenzeichenregelQuerySet.as_manager()

    class Meta:
        verbose_name = "Aktenzeichenregel"
        verbose_name_plural = "Aktenzeichenregeln"
        ordering = ["-gueltig_von", "kennung", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["gueltig_von", "kennung"], name="aktenzeichenregel_eine_je_tag_und_art")
        ]

    def __str__(self) -> str:
        return f"{self.organisationskennzeichen}-{self.aktenplankennzeichen}/{self.kennung or '…'}"


class Akte(Fallbezug, Fiktiv, Erfasst):
    """One for each case. The Geschäftszeichen is given once and never changes or comes again."""

    geschaeftszeichen = models.CharField("Geschäftszeichen", max_length=60, unique=True, editable=False)
    # the same for addresses and QR codes: only capitals, digits, dots and hyphens
    kurzzeichen = models.CharField("Kurzzeichen", max_length=60, unique=True, editable=False)
    kennung = models.CharField("Art", max_length=3, editable=False)
    jahr = models.PositiveSmallIntegerField("Jahr", editable=False)
    nummer = models.PositiveIntegerField("Nummer", editable=False)

    objects = FallbezugQuerySet.as_manager()

    class Meta(Fallbezug.Meta):
        verbose_name = "Akte"
        verbose_name_plural = "Akten"
        ordering = ["-jahr", "kennung", "-nummer", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["fall_art", "fall_id"], name="akte_eine_je_fall"),
            models.UniqueConstraint(fields=["kennung", "jahr", "nummer", "fiktiv"], name="akte_nummer_einmal"),
        ]

    def __str__(self) -> str:
        return self.geschaeftszeichen


class Stueckart(models.TextChoices):
    SCHREIBEN = "SCHREIBEN", "Schreiben"
    ANLAGE = "ANLAGE", "Anlage"
    VERMERK = "VERMERK", "Vermerk"
    BESCHLUSS = "BESCHLUSS", "Beschluss"
    TEXT = "TEXT", "Textfassung"
    PAPIER = "PAPIER", "Papier mit QR-Code"
    SCAN = "SCAN", "unterzeichnete Fassung"


class Richtung(models.TextChoices):
    EINGANG = "EINGANG", "Eingang"
    AUSGANG = "AUSGANG", "Ausgang"
    INTERN = "INTERN", "intern"


class Aktenstueck(Fallbezug, Fiktiv, Erfasst):
    """A document in the file of a case, with the metadata of the E-Akte. It is never taken out again."""

    nr = models.PositiveIntegerField("Nr. in der Akte", editable=False)
    art = models.CharField("Art", max_length=10, choices=Stueckart, default=Stueckart.ANLAGE)
    richtung = models.CharField("Richtung", max_length=8, choices=Richtung, default=Richtung.EINGANG)
    betreff = models.CharField("Betreff", max_length=200)
    absender = models.CharField("Absender", max_length=200, blank=True)
    datum = models.DateField("Datum des Dokuments", null=True, blank=True)
    eingang_am = models.DateField("eingegangen am", null=True, blank=True)
    dokument = models.OneToOneField(
        Dokument, on_delete=models.PROTECT, related_name="aktenstueck", verbose_name="Dokument", editable=False
    )
    papierart = models.CharField("Papierart", max_length=40, blank=True, editable=False)
    zu_papier = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="scans",
        verbose_name="Scan von",
    )

    objects = FallbezugQuerySet.as_manager()

    class Meta(Fallbezug.Meta):
        verbose_name = "Aktenstück"
        verbose_name_plural = "Aktenstücke"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["fall_art", "fall_id", "nr"], name="aktenstueck_nr_einmal"),
            models.CheckConstraint(
                name="aktenstueck_papier_mit_art",
                condition=Q(art=Stueckart.PAPIER) & ~Q(papierart="") | ~Q(art=Stueckart.PAPIER) & Q(papierart=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nr}. {self.betreff}"


class AktenexportQuerySet(FallbezugQuerySet):
    def abgelaufen(self, jetzt: dt.datetime) -> Self:
        return self.filter(ablauf_zeitpunkt__lte=jetzt).exclude(datei="")


class Aktenexport(Fallbezug, Fiktiv, Erfasst):
    """The file of a case as one archive, kept for some days; who took it along stays known."""

    arbeitslauf = models.OneToOneField(
        "core.Arbeitslauf", on_delete=models.PROTECT, related_name="aktenexport", verbose_name="Arbeitslauf"
    )
    datei = models.FileField("Datei", upload_to="aktenexporte/", blank=True)
    name = models.CharField("Dateiname", max_length=200, blank=True)
    groesse = models.PositiveBigIntegerField("Größe in Byte", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    dateien = models.PositiveIntegerField("Dateien", default=0)
    fertig_zeitpunkt = models.DateTimeField("fertig am", null=True, blank=True)
    ablauf_zeitpunkt = models.DateTimeField("verfügbar bis", null=True, blank=True)

    objects = AktenexportQuerySet.as_manager()

    class Meta(Fallbezug.Meta):
        verbose_name = "Aktenexport"
        verbose_name_plural = "Aktenexporte"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="aktenexport_fertig_ganz",
                condition=Q(fertig_zeitpunkt__isnull=True, ablauf_zeitpunkt__isnull=True, sha256="")
                | (Q(fertig_zeitpunkt__isnull=False, ablauf_zeitpunkt__isnull=False) & ~Q(sha256="")),
            )
        ]

    def __str__(self) -> str:
        return f"Export {self.name or self.pk}"
