"""What every counted fact carries: its legal day with precision, its moment of entry, its annulment.

Three times are never mixed: the day on which something was true (`am`, `wirksam_am`), the moment at which the
office learned it (`erfasst_zeitpunkt`) or took it back (`annulliert_…`), and the technical history of fields.
"""

import datetime as dt
from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from ..sichtbarkeit import SichtbarQuerySet
from ..stichtag import Genauigkeit, UngefaehresDatum
from .felder import wer


class Fiktiv(models.Model):
    fiktiv = models.BooleanField(
        "fiktiv",
        default=False,
        editable=False,
        db_index=True,
        help_text="Demodaten; entferne_demo löscht sie.",
    )

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        abstract = True


class Erfasst(models.Model):
    erfasst_zeitpunkt = models.DateTimeField("erfasst am", editable=False)
    erfasst_durch = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # empty = the system or a load command
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="erfasst durch",
    )

    class Meta:
        abstract = True


class TatsacheQuerySet(SichtbarQuerySet):
    def bekannt(self, wissensstand: dt.datetime) -> Self:
        """The facts that the office knew at that moment and had not taken back by then."""
        return self.filter(erfasst_zeitpunkt__lte=wissensstand).filter(
            Q(annulliert_zeitpunkt__isnull=True) | Q(annulliert_zeitpunkt__gt=wissensstand)
        )

    def gueltig(self) -> Self:
        """Not taken back."""
        return self.filter(annulliert_zeitpunkt__isnull=True)


class Tatsache(Fiktiv, Erfasst):
    """A counted fact. A correction is an annulment plus a new row."""

    annulliert_zeitpunkt = models.DateTimeField("annulliert am", null=True, blank=True, editable=False)
    annulliert_durch = wer("annulliert durch")
    annulliert_grund = models.CharField("Grund der Annullierung", max_length=500, blank=True, editable=False)

    objects = TatsacheQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_annullierung_ganz",
                condition=Q(annulliert_zeitpunkt__isnull=True, annulliert_durch__isnull=True, annulliert_grund="")
                | (Q(annulliert_zeitpunkt__isnull=False, annulliert_durch__isnull=False) & ~Q(annulliert_grund="")),
            )
        ]

    @property
    def ist_annulliert(self) -> bool:
        return self.annulliert_zeitpunkt is not None


def datum_constraints(feld: str, name: str) -> list[models.CheckConstraint]:
    """A coarse date is stored as the last day of its period (a month's last day is at least its 28th)."""
    return [
        models.CheckConstraint(
            name=f"{name}_periodenende",
            condition=Q(**{f"{feld}_genauigkeit": Genauigkeit.TAG})
            | Q(**{f"{feld}_genauigkeit": Genauigkeit.MONAT, f"{feld}__day__gte": 28})
            | Q(**{f"{feld}_genauigkeit": Genauigkeit.JAHR, f"{feld}__month": 12, f"{feld}__day": 31}),
        )
    ]


def zeitraum_constraint(name: str) -> models.CheckConstraint:
    """`gueltig_von` and `gueltig_bis` may each be open; an end never lies before its beginning."""
    return models.CheckConstraint(
        name=name,
        condition=Q(gueltig_von__isnull=True) | Q(gueltig_bis__isnull=True) | Q(gueltig_von__lte=F("gueltig_bis")),
        violation_error_message="Das Ende liegt vor dem Beginn.",
    )


class AnnullierungsQuerySet(SichtbarQuerySet):
    """Rows that are never changed or removed, not even in bulk."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Das Protokoll der Zustände wird nicht geändert; eine Korrektur ist eine neue Zeile.")

    def delete(self) -> NoReturn:
        raise TypeError("Das Protokoll der Zustände wird nicht gelöscht; eine Korrektur ist eine neue Zeile.")


class StatusQuerySet(AnnullierungsQuerySet):
    def bekannt(self, wissensstand: dt.datetime) -> "StatusQuerySet":
        """Entries known at that moment and not yet taken back by a later entry known at that moment."""
        ruecknahmen = self.model._default_manager.filter(hebt_auf=OuterRef("pk"), erfasst_zeitpunkt__lte=wissensstand)
        return self.filter(erfasst_zeitpunkt__lte=wissensstand).exclude(Exists(ruecknahmen))

    def as_of(self, stichtag: dt.date, wissensstand: dt.datetime) -> "StatusQuerySet":
        """The state of every object on that day as known at that moment: one row per object, one subquery."""
        bekannt = type(self)(self.model).bekannt(wissensstand).filter(wirksam_am__lte=stichtag)
        letzte = bekannt.filter(objekt=OuterRef("objekt")).order_by("-wirksam_am", "-pk").values("pk")[:1]
        return self.bekannt(wissensstand).filter(wirksam_am__lte=stichtag, pk=Subquery(letzte))

    def jemals(self, zustaende: frozenset[str] | set[str], stichtag: dt.date, wissensstand: dt.datetime) -> QuerySet:
        """Entries into one of these states up to and including the day; one object may appear more than once."""
        return self.bekannt(wissensstand).filter(nach__in=zustaende, wirksam_am__lte=stichtag)


class StatusEreignis(Fiktiv, Erfasst):
    """One step of a status history. Concrete classes add `objekt` (foreign key, related_name "verlauf")."""

    uebergang = models.CharField("Schritt", max_length=40)
    von = models.CharField("von", max_length=30, blank=True)
    nach = models.CharField("nach", max_length=30)
    wirksam_am = models.DateField("wirksam am")
    wirksam_am_genauigkeit = models.CharField("Genauigkeit", max_length=5, choices=Genauigkeit, default=Genauigkeit.TAG)
    grund = models.CharField("Grund", max_length=500, blank=True)
    erfasst_fuer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # empty = in own right
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="in Vertretung für",
    )
    gegenueber = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # set where two persons are needed: who took the step that this one approves
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="vorgelegt durch",
    )
    hebt_auf = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="aufgehoben_durch",
        verbose_name="hebt auf",
    )

    objects = StatusQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["wirksam_am", "pk"]
        constraints = [
            *datum_constraints("wirksam_am", "%(app_label)s_%(class)s"),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_vier_augen",
                condition=Q(gegenueber__isnull=True)
                | (
                    (Q(erfasst_durch__isnull=True) | ~Q(erfasst_durch=F("gegenueber")))
                    & (Q(erfasst_fuer__isnull=True) | ~Q(erfasst_fuer=F("gegenueber")))
                ),
                violation_error_message="Vorbereiten und Freigeben müssen zwei verschiedene Personen erledigen.",
            ),
        ]
        indexes = [
            models.Index(fields=["objekt", "wirksam_am"], name="%(class)s_ot"),
            models.Index(fields=["nach", "wirksam_am"], name="%(class)s_nt"),
        ]

    def __str__(self) -> str:
        return f"{self.nach} ({self.wirksam})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("Das Protokoll der Zustände wird nicht geändert; eine Korrektur ist eine neue Zeile.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Das Protokoll der Zustände wird nicht gelöscht; eine Korrektur ist eine neue Zeile.")

    @property
    def wirksam(self) -> UngefaehresDatum:
        return UngefaehresDatum(self.wirksam_am, self.wirksam_am_genauigkeit)
