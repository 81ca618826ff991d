from django.db import models

from .facts import Erfasst, Fiktiv


class Dokument(Fiktiv, Erfasst):
    """A stored file with its hash, written once. Downloads go through views that check the right."""

    datei = models.FileField("Datei", upload_to="dokumente/%Y/%m/")
    name = models.CharField("Dateiname", max_length=200)
    mimetype = models.CharField("Art", max_length=100)
    groesse = models.PositiveIntegerField("Größe in Byte")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = "Dokument"
        verbose_name_plural = "Dokumente"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
