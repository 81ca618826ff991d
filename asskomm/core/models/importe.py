"""Imports of tables: one upload, its rows with what each of them would do and did, and kept column mappings."""

from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from ..sichtbarkeit import SichtbarQuerySet
from .arbeitslauf import Arbeitslauf
from .facts import Erfasst


class Importstand(models.TextChoices):
    HOCHGELADEN = "HOCHGELADEN", "hochgeladen"
    GEPRUEFT = "GEPRUEFT", "geprüft"
    UEBERNOMMEN = "UEBERNOMMEN", "übernommen"
    ZURUECKGENOMMEN = "ZURUECKGENOMMEN", "zurückgenommen"
    VERWORFEN = "VERWORFEN", "verworfen"


class Zeilenart(models.TextChoices):
    NEU = "NEU", "neu"
    GEAENDERT = "GEAENDERT", "geändert"
    UNVERAENDERT = "UNVERAENDERT", "unverändert"
    FEHLER = "FEHLER", "Fehler"


_PERSON: dict[str, Any] = {
    "null": True,  # set together with the moment
    "blank": True,
    "editable": False,
    "related_name": "+",
}


class Import(Erfasst):
    """One file for one list. All of it is taken over in one go, or nothing."""

    art = models.CharField("Art", max_length=80)  # the name in importarten.py
    dateiname = models.CharField("Datei", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    datei = models.FileField("Ablage", upload_to="importe/", max_length=120, blank=True)  # empty once it is dealt with
    kopf = models.JSONField("Überschriften der Datei", default=list, blank=True)
    zuordnung = models.JSONField("Zuordnung der Spalten", default=dict, blank=True)
    stand = models.CharField("Stand", max_length=16, choices=Importstand, default=Importstand.HOCHGELADEN)
    neu = models.PositiveIntegerField("neu", default=0)
    geaendert = models.PositiveIntegerField("geändert", default=0)
    unveraendert = models.PositiveIntegerField("unverändert", default=0)
    fehler = models.PositiveIntegerField("fehlerhaft", default=0)
    hinweis = models.TextField("Hinweis", blank=True)
    bestandsmarke = models.CharField("Bestand bei der Prüfung", max_length=64, blank=True)
    fingerabdruck = models.CharField("Fingerabdruck der Vorschau", max_length=64, blank=True)
    lauf = models.ForeignKey(
        Arbeitslauf, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Arbeitslauf"
    )
    uebernommen_zeitpunkt = models.DateTimeField("übernommen am", null=True, blank=True)
    uebernommen_durch = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="übernommen durch", **_PERSON
    )
    zurueckgenommen_zeitpunkt = models.DateTimeField("zurückgenommen am", null=True, blank=True)
    zurueckgenommen_durch = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="zurückgenommen durch", **_PERSON
    )
    zurueckgenommen_grund = models.CharField("Grund der Rücknahme", max_length=300, blank=True)

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Import"
        verbose_name_plural = "Importe"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_uebernahme_ganz",
                condition=Q(uebernommen_zeitpunkt__isnull=True, uebernommen_durch__isnull=True)
                | Q(uebernommen_zeitpunkt__isnull=False, uebernommen_durch__isnull=False),
            ),
            models.CheckConstraint(
                name="import_ruecknahme_ganz",
                condition=Q(
                    zurueckgenommen_zeitpunkt__isnull=True, zurueckgenommen_durch__isnull=True, zurueckgenommen_grund=""
                )
                | (
                    Q(
                        uebernommen_zeitpunkt__isnull=False,
                        zurueckgenommen_zeitpunkt__isnull=False,
                        zurueckgenommen_durch__isnull=False,
                    )
                    & ~Q(zurueckgenommen_grund="")
                ),
            ),
        ]
        indexes = [models.Index(fields=["art", "stand"], name="import_art_stand")]

    def __str__(self) -> str:
        return f"Import {self.dateiname}"

    def oeffne(self) -> File:
        """The stored file under the name it came with; the caller closes it."""
        datei = self.datei.storage.open(str(self.datei.name))
        datei.name = self.dateiname
        return datei

    @property
    def zeilenzahl(self) -> int:
        return self.neu + self.geaendert + self.unveraendert + self.fehler

    @property
    def ist_offen(self) -> bool:
        return self.stand in (Importstand.HOCHGELADEN, Importstand.GEPRUEFT)


class Importzeile(models.Model):
    """A row of the file: what it says, what it would do, and after the takeover which object it has written."""

    # CASCADE: rows have no meaning without their import
    zum_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="zeilen", verbose_name="Import")
    nr = models.PositiveIntegerField("Zeile")
    art = models.CharField("Vorgang", max_length=12, choices=Zeilenart)
    werte = models.JSONField("Werte der Datei", default=dict)
    befunde = models.JSONField("Befunde", default=list)
    aenderungen = models.JSONField("Änderungen", default=dict)
    objekt_id = models.PositiveBigIntegerField("Schlüssel des Eintrags", null=True, blank=True)
    vorher = models.JSONField("vorher", default=dict, encoder=DjangoJSONEncoder)
    nachher = models.JSONField("nachher", default=dict, encoder=DjangoJSONEncoder)

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Zeile eines Imports"
        verbose_name_plural = "Zeilen eines Imports"
        ordering = ["zum_import", "nr"]
        constraints = [models.UniqueConstraint(fields=["zum_import", "nr"], name="importzeile_nr_einmal")]
        indexes = [models.Index(fields=["zum_import", "art", "nr"], name="importzeile_art")]

    def __str__(self) -> str:
        return f"Zeile {self.nr}"


class Spaltenzuordnung(Erfasst):
    """How the columns of a foreign file map to ours, kept under a name: for one person, or for the house."""

    art = models.CharField("Art", max_length=80)
    name = models.CharField("Name", max_length=80)
    fuer_alle = models.BooleanField("für das ganze Haus", default=False)
    kopf = models.JSONField("Überschriften der Datei", default=list)
    zuordnung = models.JSONField("Zuordnung der Spalten", default=dict)

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Spaltenzuordnung"
        verbose_name_plural = "Spaltenzuordnungen"
        ordering = ["art", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["art", "name", "erfasst_durch"], name="spaltenzuordnung_je_person")
        ]

    def __str__(self) -> str:
        return self.name
