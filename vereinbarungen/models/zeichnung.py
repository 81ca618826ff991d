from django.db import models
from django.db.models import Q

from asskomm.core.models import Fiktiv, Tatsache
from kommunen.models import Kommune, Polizeidirektion

from ..enums import Parteirolle, Zeichnungsform
from .vereinbarung import Vereinbarung


class Vertragspartei(Fiktiv):
    """Who has to sign: each Kommune, the Polizeidirektion of its Landkreis, the LPR."""

    vereinbarung = models.ForeignKey(Vereinbarung, on_delete=models.PROTECT, related_name="parteien")
    rolle = models.CharField("Rolle", max_length=10, choices=Parteirolle)
    kommune = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Kommune"
    )
    polizeidirektion = models.ForeignKey(
        Polizeidirektion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Polizeidirektion",
    )
    vorgesehen = models.CharField(
        "unterzeichnet voraussichtlich",
        max_length=160,
        blank=True,
        help_text="Funktion, z. B. Bürgermeister; nötig, bevor die Zeichnung beginnt.",
    )
    erforderlich = models.BooleanField("Unterschrift erforderlich", default=True)

    class Meta:
        verbose_name = "Vertragspartei"
        verbose_name_plural = "Vertragsparteien"
        ordering = ["vereinbarung_id", "rolle", "pk"]
        constraints = [
            models.CheckConstraint(
                name="vertragspartei_passt_zur_rolle",
                condition=Q(rolle=Parteirolle.KOMMUNE, kommune__isnull=False, polizeidirektion__isnull=True)
                | Q(rolle=Parteirolle.POLIZEI, kommune__isnull=True, polizeidirektion__isnull=False)
                | Q(rolle=Parteirolle.LPR, kommune__isnull=True, polizeidirektion__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["vereinbarung", "kommune"],
                condition=Q(rolle=Parteirolle.KOMMUNE),
                name="vertragspartei_kommune_einmal",
            ),
            models.UniqueConstraint(
                fields=["vereinbarung", "polizeidirektion"],
                condition=Q(rolle=Parteirolle.POLIZEI),
                name="vertragspartei_pd_einmal",
            ),
            models.UniqueConstraint(
                fields=["vereinbarung"], condition=Q(rolle=Parteirolle.LPR), name="vertragspartei_lpr_einmal"
            ),
        ]

    def __str__(self) -> str:
        return str(self.kommune or self.polizeidirektion or "Landespräventionsrat")


class Unterzeichnung(Tatsache):
    """The signature of a party (§ 60 SächsGemO); a substitution names its ground."""

    partei = models.ForeignKey(
        Vertragspartei, on_delete=models.PROTECT, related_name="unterzeichnungen", verbose_name="Partei"
    )
    funktion = models.CharField(
        "Funktion", max_length=160, help_text="z. B. Bürgermeisterin, Leiter der Polizeidirektion"
    )
    person = models.CharField("Name", max_length=120, blank=True, help_text="Nur wenn er gebraucht wird.")
    amtsbezeichnung = models.CharField("Amtsbezeichnung", max_length=120, blank=True)
    vertretungszusatz = models.CharField(
        "Vertretungszusatz",
        max_length=160,
        blank=True,
        help_text="z. B. „in Vertretung“; bei zwei Bediensteten beide Funktionen.",
    )
    am = models.DateField("unterzeichnet am")
    ort = models.CharField("Ort", max_length=120, blank=True)
    form = models.CharField("Form", max_length=15, choices=Zeichnungsform, default=Zeichnungsform.PAPIER)

    class Meta(Tatsache.Meta):
        verbose_name = "Unterzeichnung"
        verbose_name_plural = "Unterzeichnungen"
        ordering = ["am", "pk"]
        constraints = [
            *Tatsache.Meta.constraints,
            models.UniqueConstraint(
                fields=["partei"],
                condition=Q(annulliert_zeitpunkt__isnull=True),
                name="unterzeichnung_eine_je_partei",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partei}: {self.funktion}, {self.am:%d.%m.%Y}"


class Zeuge(Fiktiv):
    """Present at the signing, but not a signer (minister, state secretary)."""

    vereinbarung = models.ForeignKey(Vereinbarung, on_delete=models.PROTECT, related_name="zeugen")
    funktion = models.CharField("Funktion", max_length=160)
    name = models.CharField("Name", max_length=120, blank=True)

    class Meta:
        verbose_name = "Zeugin oder Zeuge"
        verbose_name_plural = "Zeuginnen und Zeugen"
        ordering = ["vereinbarung_id", "pk"]

    def __str__(self) -> str:
        return self.funktion
