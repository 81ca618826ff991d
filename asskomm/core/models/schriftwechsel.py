"""The correspondence of a case: what LPR, Kommune and police write to each other, and who has read it."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..leserkreis import Leserkreis, Seite
from ..stichtag import BERLIN, als_text
from .facts import Erfasst, Fiktiv
from .fallbezug import Fallbezug, FallbezugQuerySet
from .felder import wer
from .files import Dokument

BLEIBT = "Der Schriftwechsel wird nur fortgeschrieben: Eine Mitteilung lässt sich zurückziehen, nicht ändern."


class MitteilungQuerySet(FallbezugQuerySet):
    """Rows that are never changed or removed in bulk; what is taken back is marked by its service alone."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(BLEIBT)

    def delete(self) -> NoReturn:
        raise TypeError(BLEIBT)

    def ungelesen(self, user: Any) -> "MitteilungQuerySet":
        """By this person, and not written by it."""
        gelesen = Lesevermerk.objects.filter(konto=user.pk, mitteilung=models.OuterRef("pk"))
        return self.exclude(erfasst_durch=user.pk).exclude(models.Exists(gelesen))

    def unbeantwortet(self) -> "MitteilungQuerySet":
        """From outside, and nobody of the LPR has written to that side since."""
        danach = Mitteilung.objects.filter(
            fall_art=models.OuterRef("fall_art"),
            fall_id=models.OuterRef("fall_id"),
            pk__gt=models.OuterRef("pk"),
            seite=Seite.LPR,
        ).exclude(leserkreis=Leserkreis.INTERN)
        return self.exclude(seite=Seite.LPR).exclude(models.Exists(danach))

    def gilt(self) -> "MitteilungQuerySet":
        return self.filter(zurueckgezogen_zeitpunkt__isnull=True)


class Mitteilung(Fallbezug, Fiktiv, Erfasst):
    """One entry in the correspondence of a case; a slip is taken back, its text stays for the LPR."""

    leserkreis = models.CharField("Wer das liest", max_length=10, choices=Leserkreis)
    seite = models.CharField("geschrieben für", max_length=10, choices=Seite)
    stelle = models.CharField("Stelle", max_length=200, blank=True)
    text = models.TextField("Text")
    zurueckgezogen_zeitpunkt = models.DateTimeField("zurückgezogen am", null=True, blank=True, editable=False)
    zurueckgezogen_durch = wer("zurückgezogen durch")
    zurueckgezogen_grund = models.CharField("Grund des Zurückziehens", max_length=500, blank=True, editable=False)

    objects = MitteilungQuerySet.as_manager()

    class Meta(Fallbezug.Meta):
        verbose_name = "Mitteilung"
        verbose_name_plural = "Mitteilungen"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="mitteilung_rueckzug_ganz",
                condition=Q(
                    zurueckgezogen_zeitpunkt__isnull=True, zurueckgezogen_durch__isnull=True, zurueckgezogen_grund=""
                )
                | (
                    Q(zurueckgezogen_zeitpunkt__isnull=False, zurueckgezogen_durch__isnull=False)
                    & ~Q(zurueckgezogen_grund="")
                ),
            ),
            # Whoever writes from outside never writes what only the LPR reads.
            models.CheckConstraint(
                name="mitteilung_intern_vom_lpr",
                condition=~Q(leserkreis=Leserkreis.INTERN) | Q(seite=Seite.LPR),
            ),
        ]

    def __str__(self) -> str:
        am = self.erfasst_zeitpunkt.astimezone(BERLIN).date()
        return f"Mitteilung vom {als_text(am)} ({self.stelle or self.get_seite_display()})"

    @property
    def ist_zurueckgezogen(self) -> bool:
        return self.zurueckgezogen_zeitpunkt is not None

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(BLEIBT)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(BLEIBT)


class Mitteilungsanlage(models.Model):
    # CASCADE: only entferne_demo deletes, and then the file goes as well
    mitteilung = models.ForeignKey(
        Mitteilung, on_delete=models.CASCADE, related_name="anlagen", verbose_name="Mitteilung"
    )
    dokument = models.OneToOneField(
        Dokument, on_delete=models.PROTECT, related_name="mitteilungsanlage", verbose_name="Datei"
    )

    objects = FallbezugQuerySet.as_manager()

    class Meta:
        verbose_name = "Anlage einer Mitteilung"
        verbose_name_plural = "Anlagen von Mitteilungen"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.dokument)


class Lesevermerk(Fiktiv):
    """That a person has seen a Mitteilung: never a proof of receipt in law."""

    # CASCADE: a mark has no meaning without what was read
    mitteilung = models.ForeignKey(
        Mitteilung, on_delete=models.CASCADE, related_name="lesevermerke", verbose_name="Mitteilung"
    )
    konto = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="gelesen durch"
    )
    zeitpunkt = models.DateTimeField("gelesen am")

    class Meta:
        verbose_name = "Lesevermerk"
        verbose_name_plural = "Lesevermerke"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["mitteilung", "konto"], name="lesevermerk_einmal")]

    def __str__(self) -> str:
        return f"{self.konto} am {als_text(self.zeitpunkt.astimezone(BERLIN).date())}"
