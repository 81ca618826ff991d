from typing import Any

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from asskomm.core.models import Dokument, Fiktiv, StatusEreignis
from asskomm.core.models.felder import wer
from kommunen.search import suchtext
from vereinbarungen.models import Vereinbarung

from ..querysets import MedieninformationQuerySet
from ..workflows import PRESSE


class Medieninformation(Fiktiv):
    """A press text for an agreement. While nobody has edited it, it is derived anew from the data."""

    workflow = PRESSE

    vereinbarung = models.OneToOneField(Vereinbarung, on_delete=models.PROTECT, related_name="medieninformation")
    titel = models.CharField("Überschrift", max_length=250, blank=True)
    text = models.TextField(
        "Text",
        blank=True,
        help_text="Absätze durch Leerzeile trennen; Zwischenüberschriften beginnen mit „## “.",
    )
    ist_bearbeitet = models.BooleanField("von Hand bearbeitet", default=False, editable=False)
    sperrfrist_bis = models.DateTimeField("Sperrfrist bis", null=True, blank=True)
    kontakt = models.TextField("Kontakt", blank=True)
    status = models.CharField("Status", max_length=20, choices=PRESSE.choices, default=PRESSE.start, editable=False)
    freigegeben_zeitpunkt = models.DateTimeField("freigegeben am", null=True, blank=True, editable=False)
    freigegeben_durch = wer("freigegeben durch")
    vorgelegt_durch = wer("vorgelegt durch")
    pdf = models.ForeignKey(Dokument, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    slug = models.SlugField("Adresse", max_length=120, unique=True)
    suchtext = models.TextField(editable=False, default="")

    objects = MedieninformationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["suchtext"], cascade_delete_history=True)

    class Meta:
        verbose_name = "Medieninformation"
        verbose_name_plural = "Medieninformationen"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="medieninformation_zwei_personen",
                condition=Q(freigegeben_durch__isnull=True)
                | (Q(vorgelegt_durch__isnull=False) & ~Q(freigegeben_durch=F("vorgelegt_durch"))),
            ),
            models.CheckConstraint(
                name="medieninformation_freigabe_ganz",
                condition=Q(freigegeben_durch__isnull=True, freigegeben_zeitpunkt__isnull=True)
                | Q(freigegeben_durch__isnull=False, freigegeben_zeitpunkt__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.titel or f"Medieninformation {self.vereinbarung}"

    def pdf_inhalt(self) -> bytes:
        """The frozen file; every released text has one."""
        if self.pdf is None:
            raise ValueError("Diese Medieninformation ist nicht freigegeben.")
        with self.pdf.datei.open("rb") as datei:
            return bytes(datei.read())

    @property
    def pdf_kilobyte(self) -> int:
        return max(1, round((self.pdf.groesse if self.pdf else 0) / 1000))

    def save(self, *args: Any, **kwargs: Any) -> None:
        # SQLite folds no umlauts: search runs over a normalised column (Hausordnung, Data).
        self.suchtext = suchtext(self.titel, self.text)
        if (felder := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*felder, "suchtext"}
        super().save(*args, **kwargs)


class PresseEreignis(StatusEreignis):
    objekt = models.ForeignKey(
        Medieninformation, on_delete=models.PROTECT, related_name="verlauf", verbose_name="Medieninformation"
    )

    class Meta(StatusEreignis.Meta):
        verbose_name = "Statusschritt einer Medieninformation"
        verbose_name_plural = "Statusschritte der Medieninformationen"


class Korrektur(Fiktiv):
    """A correction of a released press text, shown with it; the released text itself stays."""

    medieninformation = models.ForeignKey(Medieninformation, on_delete=models.PROTECT, related_name="korrekturen")
    am = models.DateField("Datum")
    text = models.TextField("Korrektur")

    class Meta:
        verbose_name = "Korrektur"
        verbose_name_plural = "Korrekturen"
        ordering = ["am", "pk"]

    def __str__(self) -> str:
        return f"Korrektur vom {self.am:%d.%m.%Y}"
