from django.db import models


class Nummernkreis(models.Model):
    """A counter row; only core.numbering writes it, under a row lock."""

    schluessel = models.CharField("Schlüssel", max_length=60, unique=True)
    letzte_nr = models.PositiveIntegerField("letzte vergebene Nummer", default=0)

    class Meta:
        verbose_name = "Nummernkreis"
        verbose_name_plural = "Nummernkreise"

    def __str__(self) -> str:
        return f"{self.schluessel}: {self.letzte_nr}"


class Datenstand(models.Model):
    """One row (pk 1): the version of all data that public pages show."""

    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "Datenstand"
        verbose_name_plural = "Datenstände"

    def __str__(self) -> str:
        return f"Datenstand {self.version}"
