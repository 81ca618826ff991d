from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from asskomm.core.models import Fiktiv, Suchbar, Tatsache, datum_constraints, zeitraum_constraint
from asskomm.core.sichtbarkeit import SichtbarQuerySet
from asskomm.core.stichtag import Genauigkeit, UngefaehresDatum

from ..enums import Kontaktart
from .register import Kommune


class Handlungsfeld(models.Model):
    """A theme of local prevention work."""

    name = models.CharField("Name", max_length=120, unique=True)
    slug = models.SlugField("Adresse", max_length=80, unique=True)
    beschreibung = models.TextField("Beschreibung", blank=True)
    reihenfolge = models.PositiveSmallIntegerField("Reihenfolge", default=100)
    aktiv = models.BooleanField("aktiv", default=True)

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Handlungsfeld"
        verbose_name_plural = "Handlungsfelder"
        ordering = ["reihenfolge", "name"]

    def __str__(self) -> str:
        return self.name


class Ansprechperson(Suchbar, Fiktiv):
    """Who speaks for a Kommune, in an official function; a personal name only where the work needs it."""

    suchfelder = ("funktion", "name", "email")

    kommune = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, related_name="ansprechpersonen", verbose_name="Kommune"
    )
    funktion = models.CharField("Funktion", max_length=120)
    name = models.CharField("Name", max_length=120, blank=True)
    email = models.EmailField("dienstliche E-Mail-Adresse", blank=True)
    telefon = models.CharField("dienstliches Telefon", max_length=40, blank=True)
    gueltig_von = models.DateField("von", null=True, blank=True)
    gueltig_bis = models.DateField("bis", null=True, blank=True)
    oeffentlich = models.BooleanField(
        "im öffentlichen Profil zeigen",
        default=False,
        help_text="Nur Funktion, E-Mail und Telefon werden gezeigt.",
    )

    history = HistoricalRecords(excluded_fields=["suchtext"], cascade_delete_history=True)

    class Meta:
        verbose_name = "Ansprechperson"
        verbose_name_plural = "Ansprechpersonen"
        ordering = ["kommune_id", "-gueltig_von", "pk"]
        constraints = [zeitraum_constraint("ansprechperson_reihenfolge")]

    def __str__(self) -> str:
        return f"{self.funktion} ({self.kommune})"


class Beratung(Suchbar, Tatsache):
    """A consultation of a body by the LPR; the first one makes it count as "beraten"."""

    suchfelder = ("anlass",)

    kommune = models.ForeignKey(Kommune, on_delete=models.PROTECT, related_name="beratungen", verbose_name="Kommune")
    am = models.DateField("Datum")
    am_genauigkeit = models.CharField("Genauigkeit", max_length=5, choices=Genauigkeit, default=Genauigkeit.TAG)
    kontaktart = models.CharField("Art", max_length=15, choices=Kontaktart, default=Kontaktart.GESPRAECH)
    anlass = models.CharField("Anlass", max_length=300, blank=True)
    ergebnis = models.TextField("Ergebnis", blank=True)
    quelle = models.CharField("Quelle", max_length=300, blank=True)

    class Meta(Tatsache.Meta):
        verbose_name = "Beratung"
        verbose_name_plural = "Beratungen"
        ordering = ["-am", "-pk"]
        constraints = [*Tatsache.Meta.constraints, *datum_constraints("am", "beratung")]
        indexes = [models.Index(fields=["kommune", "am"], name="beratung_kommune_tag")]

    def __str__(self) -> str:
        return f"Beratung {self.kommune} ({self.datum})"

    @property
    def datum(self) -> UngefaehresDatum:
        return UngefaehresDatum(self.am, self.am_genauigkeit)


class EngeZusammenarbeit(Tatsache):
    """The LPR's own flag "arbeitet eng mit ASSKomm zusammen"; never derived from other data."""

    kommune = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, related_name="enge_zusammenarbeiten", verbose_name="Kommune"
    )
    am = models.DateField("seit")
    am_genauigkeit = models.CharField("Genauigkeit", max_length=5, choices=Genauigkeit, default=Genauigkeit.TAG)
    bis = models.DateField("bis", null=True, blank=True, help_text="Leer = dauert an.")
    bis_erfasst_zeitpunkt = models.DateTimeField("Ende erfasst am", null=True, blank=True, editable=False)
    anlass = models.CharField("Begründung", max_length=300, blank=True)
    quelle = models.CharField("Quelle", max_length=300, blank=True)

    class Meta(Tatsache.Meta):
        verbose_name = "enge Zusammenarbeit"
        verbose_name_plural = "enge Zusammenarbeit"
        ordering = ["-am", "-pk"]
        constraints = [
            *Tatsache.Meta.constraints,
            *datum_constraints("am", "engezusammenarbeit"),
            models.UniqueConstraint(
                fields=["kommune"],
                condition=Q(bis__isnull=True, annulliert_zeitpunkt__isnull=True),
                name="engezusammenarbeit_eine_offene",
                violation_error_message="Die enge Zusammenarbeit ist schon eingetragen und dauert an.",
            ),
            models.CheckConstraint(
                name="engezusammenarbeit_reihenfolge",
                violation_error_message="Das Ende liegt vor dem Beginn.",
                condition=Q(bis__isnull=True) | Q(am__lte=F("bis")),
            ),
            models.CheckConstraint(
                name="engezusammenarbeit_ende_ganz",
                condition=Q(bis__isnull=True, bis_erfasst_zeitpunkt__isnull=True)
                | Q(bis__isnull=False, bis_erfasst_zeitpunkt__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"enge Zusammenarbeit {self.kommune} seit {self.datum}"

    @property
    def datum(self) -> UngefaehresDatum:
        return UngefaehresDatum(self.am, self.am_genauigkeit)
