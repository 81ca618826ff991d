"""Follow-ups: what somebody wants to see again on a day, at a case. They stay inside the LPR."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..roles import LPR_ROLLEN, VERTRETBARE_ROLLEN, Rolle
from ..sichtbarkeit import SichtbarQuerySet
from .facts import AnnullierungsQuerySet, Erfasst, Fiktiv
from .fallbezug import Fallbezug, FallbezugQuerySet
from .felder import wer
from .suchbar import Suchbar

FUER_ROLLEN = [(r.value, str(r.label)) for r in Rolle if r in LPR_ROLLEN & VERTRETBARE_ROLLEN]
"""Roles that a follow-up can be meant for: those that act for the house."""


class Wiedervorlagestand(models.TextChoices):
    OFFEN = "OFFEN", "offen"
    ERLEDIGT = "ERLEDIGT", "erledigt"


class Prioritaet(models.TextChoices):
    NORMAL = "NORMAL", "normal"
    HOCH = "HOCH", "hoch"


class Wiedervorlageschrittart(models.TextChoices):
    ANGELEGT = "ANGELEGT", "angelegt"
    VERSCHOBEN = "VERSCHOBEN", "verschoben"
    UEBERGEBEN = "UEBERGEBEN", "übergeben"
    ERLEDIGT = "ERLEDIGT", "erledigt"
    WIEDER_OFFEN = "WIEDER_OFFEN", "wieder geöffnet"


class WiedervorlageQuerySet(FallbezugQuerySet):
    def offen(self) -> Self:
        return self.filter(stand=Wiedervorlagestand.OFFEN)

    def fuer_person(self, user: Any) -> Self:
        """Meant for this person: by name, by a role held today, or for somebody whom it represents."""
        vertretene = [b.vertritt for b in user.befugnisse if b.vertritt is not None]
        rollen = {b.rolle for b in user.befugnisse}
        return self.filter(Q(fuer__in=[user.pk, *vertretene]) | Q(fuer_rolle__in=rollen))


class Wiedervorlage(Suchbar, Fallbezug, Fiktiv, Erfasst):
    suchfelder = ("text",)

    faellig_am = models.DateField("Wiedervorlage am")
    text = models.CharField("Worum es geht", max_length=300)
    prioritaet = models.CharField("Priorität", max_length=8, choices=Prioritaet, default=Prioritaet.NORMAL)
    fuer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wiedervorlagen",
        verbose_name="für",
    )
    fuer_rolle = models.CharField("oder für alle mit der Rolle", max_length=2, choices=FUER_ROLLEN, blank=True)
    stand = models.CharField("Stand", max_length=8, choices=Wiedervorlagestand, default=Wiedervorlagestand.OFFEN)
    erledigt_zeitpunkt = models.DateTimeField("erledigt am", null=True, blank=True, editable=False)
    erledigt_durch = wer("erledigt durch")

    objects = WiedervorlageQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Fallbezug.Meta):
        verbose_name = "Wiedervorlage"
        verbose_name_plural = "Wiedervorlagen"
        ordering = ["faellig_am", "pk"]
        indexes = [
            *Fallbezug.Meta.indexes,
            models.Index(fields=["stand", "faellig_am"], name="wiedervorlage_offen"),
        ]
        constraints = [
            models.CheckConstraint(
                name="wiedervorlage_person_oder_rolle",
                condition=Q(fuer__isnull=False, fuer_rolle="") | (Q(fuer__isnull=True) & ~Q(fuer_rolle="")),
                violation_error_message="Nennen Sie entweder eine Person oder eine Rolle.",
            ),
            models.CheckConstraint(
                name="wiedervorlage_erledigt_ganz",
                condition=Q(
                    stand=Wiedervorlagestand.OFFEN, erledigt_zeitpunkt__isnull=True, erledigt_durch__isnull=True
                )
                | Q(stand=Wiedervorlagestand.ERLEDIGT, erledigt_zeitpunkt__isnull=False, erledigt_durch__isnull=False),
            ),
            models.CheckConstraint(name="wiedervorlage_mit_text", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"Wiedervorlage {self.faellig_am:%d.%m.%Y}: {self.text}"

    @property
    def ist_offen(self) -> bool:
        return self.stand == Wiedervorlagestand.OFFEN

    @property
    def empfaenger(self) -> str:
        return str(self.fuer) if self.fuer else str(self.get_fuer_rolle_display())  # type: ignore[attr-defined]

    def ist_ueberfaellig(self, heute: dt.date) -> bool:
        return self.ist_offen and self.faellig_am < heute


class Wiedervorlageschritt(Fiktiv, Erfasst):
    """What happened to a follow-up; written once, never changed."""

    wiedervorlage = models.ForeignKey(
        Wiedervorlage, on_delete=models.PROTECT, related_name="schritte", verbose_name="Wiedervorlage"
    )
    art = models.CharField("Vorgang", max_length=12, choices=Wiedervorlageschrittart)
    faellig_am = models.DateField("Wiedervorlage am")
    text = models.CharField("Anmerkung", max_length=300, blank=True)

    objects = AnnullierungsQuerySet.as_manager()

    class Meta:
        verbose_name = "Schritt einer Wiedervorlage"
        verbose_name_plural = "Schritte der Wiedervorlagen"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_art_display()} ({self.faellig_am:%d.%m.%Y})"


class GespeicherterFilter(Fiktiv):
    """A selection of the worklist that a person wants again; the default one opens with the start page."""

    # CASCADE: a convenience of the account, of no meaning without it
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gespeicherte_filter", verbose_name="Konto"
    )
    name = models.CharField("Name", max_length=60)
    abfrage = models.CharField("Auswahl", max_length=1000, blank=True)
    ist_standard = models.BooleanField("öffnet sich mit der Startseite", default=False)

    objects = SichtbarQuerySet.as_manager()

    class Meta:
        verbose_name = "gespeicherter Filter"
        verbose_name_plural = "gespeicherte Filter"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="gespeicherterfilter_name_einmal",
                violation_error_message="Einen Filter mit diesem Namen haben Sie schon.",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ist_standard=True), name="gespeicherterfilter_ein_standard"
            ),
            models.CheckConstraint(name="gespeicherterfilter_mit_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
