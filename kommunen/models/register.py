import datetime as dt
from typing import Any

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from asskomm.core.models import Fiktiv, Organisation, Tatsache, zeitraum_constraint
from asskomm.core.sichtbarkeit import SichtbarQuerySet
from asskomm.core.zahlen import ganze_zahl

from ..enums import GEMEINDE_ARTEN, VERBAND_ARTEN, KommuneArt
from ..querysets import KommuneQuerySet, MitgliedschaftQuerySet
from ..search import fold, suchtext


class Polizeidirektion(models.Model):
    """One of the five directorates (§ 1 Abs. 2 SächsPolOrgVO)."""

    kuerzel = models.CharField("Kurzname", max_length=40, unique=True)
    name = models.CharField("Name", max_length=120)
    slug = models.SlugField("Adresse", max_length=60, unique=True)
    rechtsgrundlage = models.CharField("Rechtsgrundlage", max_length=200, blank=True)
    organisation = models.OneToOneField(
        Organisation,
        on_delete=models.PROTECT,
        null=True,  # empty until the first account needs it
        blank=True,
        editable=False,
        related_name="polizeidirektion",
        verbose_name="Organisation",
    )

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Polizeidirektion"
        verbose_name_plural = "Polizeidirektionen"
        ordering = ["kuerzel"]

    def __str__(self) -> str:
        return self.name


class Landkreis(models.Model):
    """A territory: ten Landkreise and three kreisfreie Städte. The Polizeidirektion follows from it."""

    schluessel = models.CharField("Kreisschlüssel", max_length=5, unique=True, validators=[RegexValidator(r"^\d{5}$")])
    name = models.CharField("Name", max_length=120)
    name_hsb = models.CharField("Name obersorbisch", max_length=120, blank=True)
    slug = models.SlugField("Adresse", max_length=80, unique=True)
    ist_kreisfrei = models.BooleanField("kreisfreie Stadt", default=False)
    sitz = models.CharField("Sitz", max_length=80)
    polizeidirektion = models.ForeignKey(
        Polizeidirektion, on_delete=models.PROTECT, related_name="landkreise", verbose_name="Polizeidirektion"
    )

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Landkreis"
        verbose_name_plural = "Landkreise"
        ordering = ["schluessel"]

    def __str__(self) -> str:
        return self.name


class Kommune(Fiktiv):
    """A municipality, a Landkreis as a body, or an association. Rows retire, they are never merged or deleted."""

    art = models.CharField("Art", max_length=30, choices=KommuneArt)
    schluessel = models.CharField(
        "Schlüssel",
        max_length=60,
        unique=True,
        help_text="AGS, fünfstelliger Schlüssel eines Landkreises, Verbandsschlüssel oder eigener Schlüssel.",
    )
    ags = models.CharField("AGS", max_length=8, blank=True, validators=[RegexValidator(r"^14\d{6}$")])
    ars = models.CharField("Regionalschlüssel", max_length=12, blank=True, validators=[RegexValidator(r"^14\d{10}$")])
    name = models.CharField("Name", max_length=160)
    name_kurz = models.CharField("Kurzname", max_length=160, blank=True)
    name_eindeutig = models.CharField("eindeutiger Name", max_length=200, unique=True)
    name_amtlich = models.CharField("amtlicher Name", max_length=200, blank=True)
    name_hsb = models.CharField("Name obersorbisch", max_length=160, blank=True)
    namenszusatz = models.CharField("Namenszusatz", max_length=160, blank=True)
    slug = models.SlugField("Adresse", max_length=120, unique=True)
    landkreis = models.ForeignKey(
        Landkreis, on_delete=models.PROTECT, related_name="kommunen", verbose_name="Landkreis"
    )
    ist_modellkommune = models.BooleanField("Modellkommune", default=False)
    im_sorbischen_siedlungsgebiet = models.BooleanField(
        "im sorbischen Siedlungsgebiet", null=True, blank=True, help_text="Leer = nicht ermittelt, kein Nein."
    )
    flaeche_km2 = models.DecimalField("Fläche in km²", max_digits=8, decimal_places=2, null=True, blank=True)
    plz = models.CharField("PLZ", max_length=5, blank=True)
    lat = models.DecimalField("geografische Breite", max_digits=8, decimal_places=5, null=True, blank=True)
    lon = models.DecimalField("geografische Länge", max_digits=8, decimal_places=5, null=True, blank=True)
    verwaltung_strasse = models.CharField("Straße der Verwaltung", max_length=160, blank=True)
    verwaltung_plz = models.CharField("PLZ der Verwaltung", max_length=5, blank=True)
    verwaltung_ort = models.CharField("Ort der Verwaltung", max_length=120, blank=True)
    homepage = models.URLField("Internetseite", blank=True)
    wabe_spalte = models.PositiveSmallIntegerField("Wabe: Spalte", null=True, blank=True)
    wabe_zeile = models.PositiveSmallIntegerField("Wabe: Zeile", null=True, blank=True)
    gueltig_von = models.DateField("gültig von", null=True, blank=True)
    gueltig_bis = models.DateField("gültig bis", null=True, blank=True, help_text="Leer = besteht fort.")
    mitglieder = models.ManyToManyField(
        "self",
        through="Mitgliedschaft",
        through_fields=("verband", "mitglied"),
        symmetrical=False,
        related_name="verbaende",
    )
    handlungsfelder = models.ManyToManyField(
        "Handlungsfeld", blank=True, related_name="kommunen", verbose_name="Handlungsfelder"
    )
    organisation = models.OneToOneField(
        Organisation,
        on_delete=models.PROTECT,
        null=True,  # empty until the first account needs it
        blank=True,
        editable=False,
        related_name="kommune",
        verbose_name="Organisation",
    )
    suchtext = models.CharField(max_length=1000, editable=False, default="")
    sortiername = models.CharField(max_length=200, editable=False, default="", db_index=True)

    objects = KommuneQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["suchtext", "sortiername", "organisation"], cascade_delete_history=True
    )

    class Meta:
        verbose_name = "Kommune"
        verbose_name_plural = "Kommunen"
        ordering = ["sortiername", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ags"], condition=~Q(ags=""), name="kommune_ags_einmalig"),
            models.UniqueConstraint(fields=["ars"], condition=~Q(ars=""), name="kommune_ars_einmalig"),
            models.CheckConstraint(
                name="kommune_gemeinde_hat_ags",
                condition=~Q(ags="") & Q(art__in=sorted(GEMEINDE_ARTEN))
                | Q(ags="") & ~Q(art__in=sorted(GEMEINDE_ARTEN)),
            ),
            zeitraum_constraint("kommune_gueltig_reihenfolge"),
            models.CheckConstraint(
                name="kommune_wabe_ganz",
                condition=Q(wabe_spalte__isnull=True, wabe_zeile__isnull=True)
                | Q(wabe_spalte__isnull=False, wabe_zeile__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["wabe_spalte", "wabe_zeile"],
                condition=Q(wabe_spalte__isnull=False, gueltig_bis__isnull=True),
                name="kommune_wabe_einmalig",
            ),
        ]

    def __str__(self) -> str:
        return self.name_eindeutig

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_search_columns()
        if (felder := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*felder, "suchtext", "sortiername"}
        super().save(*args, **kwargs)

    def fill_search_columns(self) -> None:
        teile = (self.name_eindeutig, self.name, self.name_kurz, self.name_hsb, self.name_amtlich)
        self.suchtext = suchtext(*teile, self.ags, self.plz)[:1000]
        self.sortiername = fold(self.name_eindeutig)[:200]

    @property
    def ist_gemeinde(self) -> bool:
        return self.art in GEMEINDE_ARTEN

    @property
    def ist_verband(self) -> bool:
        return self.art in VERBAND_ARTEN

    def besteht_am(self, tag: dt.date) -> bool:
        return (self.gueltig_von is None or self.gueltig_von <= tag) and (
            self.gueltig_bis is None or self.gueltig_bis >= tag
        )


class Nachfolge(models.Model):
    """Which body follows a retired one, and from when."""

    vorgaenger = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, related_name="nachfolgen", verbose_name="Vorgänger"
    )
    nachfolger = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, related_name="vorgaengerinnen", verbose_name="Nachfolger"
    )
    wirksam_am = models.DateField("wirksam am")

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "Nachfolge"
        verbose_name_plural = "Nachfolgen"
        ordering = ["wirksam_am", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["vorgaenger", "nachfolger"], name="nachfolge_einmalig"),
            models.CheckConstraint(name="nachfolge_nicht_selbst", condition=~Q(vorgaenger=F("nachfolger"))),
        ]

    def __str__(self) -> str:
        return f"{self.vorgaenger} → {self.nachfolger}"


class Mitgliedschaft(Tatsache):
    """Dated membership of a municipality in an association; it decides who counts as bound with the association.

    An end that is entered later was not known before: it carries its own moment of entry.
    """

    verband = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, related_name="mitgliedschaften", verbose_name="Verband"
    )
    mitglied = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, related_name="verbandsmitgliedschaften", verbose_name="Mitglied"
    )
    gueltig_von = models.DateField("von", null=True, blank=True, help_text="Leer = von jeher.")
    gueltig_bis = models.DateField("bis", null=True, blank=True, help_text="Letzter Tag; leer = dauert an.")
    austritt_erfasst_zeitpunkt = models.DateTimeField("Ende erfasst am", null=True, blank=True, editable=False)

    objects = MitgliedschaftQuerySet.as_manager()  # type: ignore[misc, assignment]

    class Meta(Tatsache.Meta):
        verbose_name = "Mitgliedschaft"
        verbose_name_plural = "Mitgliedschaften"
        ordering = ["verband_id", "mitglied_id", "pk"]
        constraints = [
            *Tatsache.Meta.constraints,
            models.UniqueConstraint(
                fields=["verband", "mitglied"],
                condition=Q(gueltig_bis__isnull=True, annulliert_zeitpunkt__isnull=True),
                name="mitgliedschaft_offen_einmalig",
                violation_error_message="Diese Mitgliedschaft ist schon eingetragen und dauert an.",
            ),
            models.CheckConstraint(
                name="mitgliedschaft_austritt_ganz",
                condition=Q(gueltig_bis__isnull=True, austritt_erfasst_zeitpunkt__isnull=True)
                | Q(gueltig_bis__isnull=False, austritt_erfasst_zeitpunkt__isnull=False),
            ),
            models.CheckConstraint(
                name="mitgliedschaft_nicht_selbst",
                violation_error_message="Ein Verband kann nicht sein eigenes Mitglied sein.",
                condition=~Q(verband=F("mitglied")),
            ),
            zeitraum_constraint("mitgliedschaft_reihenfolge"),
        ]

    def __str__(self) -> str:
        return f"{self.mitglied} in {self.verband}"

    @property
    def ist_offen(self) -> bool:
        return self.gueltig_bis is None and not self.ist_annulliert


class Einwohnerzahl(models.Model):
    """Population of a body on a day, from a named basis; numbers of two censuses make no trend."""

    kommune = models.ForeignKey(
        Kommune, on_delete=models.PROTECT, related_name="einwohnerzahlen", verbose_name="Kommune"
    )
    stichtag = models.DateField("Stichtag")
    anzahl = models.PositiveIntegerField("Einwohner", validators=[MaxValueValidator(5_000_000)])
    grundlage = models.CharField("Grundlage", max_length=120, blank=True)

    objects = SichtbarQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = "Einwohnerzahl"
        verbose_name_plural = "Einwohnerzahlen"
        ordering = ["kommune_id", "-stichtag"]
        constraints = [models.UniqueConstraint(fields=["kommune", "stichtag"], name="einwohnerzahl_einmal_je_tag")]

    def __str__(self) -> str:
        return f"{ganze_zahl(self.anzahl)} ({self.stichtag:%d.%m.%Y})"
