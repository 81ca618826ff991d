from django.db import models
from simple_history.models import HistoricalRecords

from asskomm.core.models import Fiktiv, StatusEreignis, Suchbar
from asskomm.core.sichtbarkeit import SichtbarQuerySet
from kommunen.models import Kommune

from ..enums import Analyseformat
from ..workflows import ANALYSE


class Analysemodul(models.Model):
    """A building block of a modular analysis: data, not code."""

    name = models.CharField("Name", max_length=120, unique=True)
    beschreibung = models.TextField("Beschreibung", blank=True)
    aktiv = models.BooleanField("aktiv", default=True)

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Analysemodul"
        verbose_name_plural = "Analysemodule"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Sicherheitsanalyse(Suchbar, Fiktiv):
    """A full or modular security analysis of one or more Kommunen; counts once."""

    workflow = ANALYSE
    suchfelder = ("bezeichnung", "auftragnehmer")

    bezeichnung = models.CharField("Bezeichnung", max_length=200)
    format = models.CharField("Format", max_length=15, choices=Analyseformat, default=Analyseformat.VOLLANALYSE)
    module = models.ManyToManyField(Analysemodul, blank=True, related_name="analysen", verbose_name="Module")
    kommunen = models.ManyToManyField(Kommune, related_name="sicherheitsanalysen", verbose_name="Kommunen")
    status = models.CharField("Status", max_length=20, choices=ANALYSE.choices, default=ANALYSE.start, editable=False)
    auftragnehmer = models.CharField("Auftragnehmer", max_length=200, blank=True)
    notiz = models.TextField("interne Notiz", blank=True)
    quelle = models.CharField("Quelle", max_length=300, blank=True)

    history = HistoricalRecords(excluded_fields=["suchtext"], cascade_delete_history=True)

    class Meta:
        verbose_name = "Sicherheitsanalyse"
        verbose_name_plural = "Sicherheitsanalysen"
        ordering = ["bezeichnung", "pk"]

    def __str__(self) -> str:
        return self.bezeichnung


class AnalyseEreignis(StatusEreignis):
    objekt = models.ForeignKey(
        Sicherheitsanalyse, on_delete=models.PROTECT, related_name="verlauf", verbose_name="Analyse"
    )

    class Meta(StatusEreignis.Meta):
        verbose_name = "Statusschritt einer Analyse"
        verbose_name_plural = "Statusschritte der Analysen"
