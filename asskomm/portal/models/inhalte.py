"""Editorial content: a text that is worked on, and each of its versions as it was saved.

The row itself is the version in work. The public reads only released versions (Inhaltsfassung), so that work on a
published text shows nowhere before somebody else has released it.
"""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Dokument, Erfasst, Fiktiv, StatusEreignis, zeitraum_constraint
from kommunen.models import Handlungsfeld, Kommune
from kommunen.search import suchtext

from ..enums import Inhaltsart, InhaltStatus
from ..querysets import InhaltsfassungQuerySet
from ..workflows import INHALT

LAENGSTER_TEXT = 50_000
UNVERAENDERLICH = "Fassungen werden nicht geändert; eine Änderung ist eine neue Fassung."


class Fassungsfelder(models.Model):
    """What a version consists of."""

    titel = models.CharField("Überschrift", max_length=200)
    zusammenfassung = models.CharField(
        "Zusammenfassung",
        max_length=400,
        blank=True,
        help_text="Ein bis zwei Sätze; stehen in Listen und Suchmaschinen.",
    )
    text = models.TextField("Text", max_length=LAENGSTER_TEXT, blank=True)
    gueltig_von = models.DateField("veröffentlichen ab", null=True, blank=True)
    gueltig_bis = models.DateField("veröffentlichen bis", null=True, blank=True)

    FELDER = ("titel", "zusammenfassung", "text", "gueltig_von", "gueltig_bis")

    class Meta:
        abstract = True

    @property
    def fassungswerte(self) -> dict[str, Any]:
        return {feld: getattr(self, feld) for feld in self.FELDER}


class Inhalt(Fassungsfelder, Fiktiv, Erfasst):
    workflow = INHALT

    art = models.CharField("Art", max_length=20, choices=Inhaltsart)
    textstelle = models.SlugField("Stelle", max_length=60, blank=True)  # keys of portal/textstellen.py
    slug = models.SlugField("Adresse", max_length=120, unique=True, editable=False)
    handlungsfeld = models.ForeignKey(
        Handlungsfeld, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Handlungsfeld"
    )
    kommune = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Kommune"
    )
    status = models.CharField("Status", max_length=20, choices=INHALT.choices, default=INHALT.start, editable=False)

    class Meta:
        verbose_name = "Inhalt"
        verbose_name_plural = "Inhalte"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["textstelle"],
                condition=~Q(textstelle=""),
                name="inhalt_textstelle_einmal",
                violation_error_message="Für diese Stelle gibt es schon einen Text; bitte fassen Sie ihn neu.",
            ),
            models.CheckConstraint(
                name="inhalt_seitentext_hat_stelle",
                condition=(Q(art=Inhaltsart.SEITENTEXT) & ~Q(textstelle=""))
                | (~Q(art=Inhaltsart.SEITENTEXT) & Q(textstelle="")),
            ),
            models.CheckConstraint(
                name="inhalt_praxisbeispiel_hat_handlungsfeld",
                condition=~Q(art=Inhaltsart.PRAXISBEISPIEL) | Q(handlungsfeld__isnull=False),
            ),
            zeitraum_constraint("inhalt_zeitraum"),
        ]

    def __str__(self) -> str:
        return self.titel

    @property
    def ist_in_arbeit(self) -> bool:
        return self.status == InhaltStatus.ENTWURF

    @property
    def letzte_fassung(self) -> "Inhaltsfassung":
        return self.fassungen.order_by("-nr")[0]

    @property
    def aktuelle_dateien(self) -> "list[Inhaltsdatei]":
        """Of the version in work."""
        return list(self.letzte_fassung.dateien.select_related("dokument").order_by("pk"))


class Inhaltsdatei(Fiktiv, Erfasst):
    """A file of a text: a template to download, or a picture that the text names."""

    inhalt = models.ForeignKey(Inhalt, on_delete=models.PROTECT, related_name="dateien", verbose_name="Inhalt")
    dokument = models.OneToOneField(Dokument, on_delete=models.PROTECT, related_name="+", verbose_name="Datei")
    bezeichnung = models.CharField("Bezeichnung", max_length=200)

    class Meta:
        verbose_name = "Datei eines Inhalts"
        verbose_name_plural = "Dateien der Inhalte"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.bezeichnung

    @property
    def ist_bild(self) -> bool:
        return self.dokument.mimetype in ("image/png", "image/jpeg")

    @property
    def format(self) -> str:
        """For people: ending and size."""
        endung = self.dokument.name.rpartition(".")[2].upper()
        return f"{endung}, {max(1, round(self.dokument.groesse / 1000))} kB"


class Inhaltsfassung(Fassungsfelder, Erfasst):
    """A version as saved. Its words never change; only its release and its withdrawal are added."""

    inhalt = models.ForeignKey(Inhalt, on_delete=models.PROTECT, related_name="fassungen", verbose_name="Inhalt")
    nr = models.PositiveIntegerField("Fassung")
    dateien = models.ManyToManyField(Inhaltsdatei, related_name="+", blank=True, verbose_name="Dateien")
    suchtext = models.TextField(editable=False, default="")
    vorgelegt_durch = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="vorgelegt durch",
    )
    freigegeben_durch = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="freigegeben durch",
    )
    freigegeben_zeitpunkt = models.DateTimeField("freigegeben am", null=True, blank=True)
    zurueckgezogen_zeitpunkt = models.DateTimeField("zurückgezogen am", null=True, blank=True)

    objects = InhaltsfassungQuerySet.as_manager()

    class Meta:
        verbose_name = "Fassung eines Inhalts"
        verbose_name_plural = "Fassungen der Inhalte"
        ordering = ["inhalt", "-nr"]
        constraints = [
            models.UniqueConstraint(fields=["inhalt", "nr"], name="inhaltsfassung_nr_einmal"),
            models.CheckConstraint(
                name="inhaltsfassung_zwei_personen",
                condition=Q(freigegeben_durch__isnull=True)
                | (
                    Q(vorgelegt_durch__isnull=False)
                    & ~Q(freigegeben_durch=F("vorgelegt_durch"))
                    & ~Q(freigegeben_durch=F("erfasst_durch"))
                ),
                violation_error_message="Vorbereiten und Freigeben müssen zwei verschiedene Personen erledigen.",
            ),
            models.CheckConstraint(
                name="inhaltsfassung_freigabe_ganz",
                condition=Q(freigegeben_durch__isnull=True, freigegeben_zeitpunkt__isnull=True)
                | Q(freigegeben_durch__isnull=False, freigegeben_zeitpunkt__isnull=False, gueltig_von__isnull=False),
            ),
            zeitraum_constraint("inhaltsfassung_zeitraum"),
        ]

    def __str__(self) -> str:
        return f"{self.titel}, Fassung {self.nr}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise Ablehnung(UNVERAENDERLICH)
        # SQLite folds no umlauts: search runs over a normalised column (Hausordnung, Data).
        self.suchtext = suchtext(self.titel, self.zusammenfassung, self.text)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Ablehnung(UNVERAENDERLICH)


class InhaltEreignis(StatusEreignis):
    objekt = models.ForeignKey(Inhalt, on_delete=models.PROTECT, related_name="verlauf", verbose_name="Inhalt")

    class Meta(StatusEreignis.Meta):
        verbose_name = "Statusschritt eines Inhalts"
        verbose_name_plural = "Statusschritte der Inhalte"
