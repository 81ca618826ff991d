"""Deadlines of cases: dated rules, the deadline with its pauses and extensions."""

import datetime as dt
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from ..fristen.rechnung import Einheit, Pause, Rechenregel, Richtung, Verschiebung, dauer
from .facts import Erfasst, Fiktiv, Tatsache, TatsacheQuerySet, zeitraum_constraint
from .fallbezug import Fallbezug, FallbezugQuerySet
from .felder import wer
from .organisation import BefristetQuerySet

_UNBELEGT = ("(mem) ", "(inf) ")
"""How the fachmodell marks what nobody has looked up; the words beside it say the same to people."""


class Fristherkunft(models.TextChoices):
    GESETZLICH = "GESETZLICH", "vorgeschrieben (nicht verlängerbar)"
    BEHOERDLICH = "BEHOERDLICH", "von der Behörde gesetzt"
    INTERN = "INTERN", "Vereinbarung oder eigene Arbeit"


class Fristort(models.TextChoices):
    BEHOERDE = "BEHOERDE", "Sitz des LPR (Dresden)"
    KOMMUNE = "KOMMUNE", "Ort der Kommune"


class FristregelQuerySet(BefristetQuerySet):
    def je_kennung(self, heute: dt.date) -> Self:
        """One row for each key: the one that holds today, else the last that held, else the first to come."""
        gewaehlt: dict[str, int] = {}
        for schluessel, pk, ab in self.order_by("gueltig_von").values_list("schluessel", "pk", "gueltig_von"):
            if schluessel not in gewaehlt or ab <= heute:
                gewaehlt[schluessel] = pk
        return self.filter(pk__in=gewaehlt.values())


class Fristregel(Erfasst):
    """How long a deadline lasts, from when to when that is so, and where it stands. A change is a new row.

    Values that nobody has looked up yet wait for the confirmation by a second person; they count until then as well.
    """

    schluessel = models.CharField(
        "Kennung",
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z", "Bitte nur kleine Buchstaben, Ziffern und _.")],
        help_text="Zeilen mit derselben Kennung lösen einander ab, z. B. „anhoerung“.",
    )
    bezeichnung = models.CharField("Bezeichnung", max_length=120)
    rechtsquelle = models.CharField("Rechtsquelle", max_length=200)
    herkunft = models.CharField("Art der Frist", max_length=12, choices=Fristherkunft)
    laenge = models.PositiveSmallIntegerField("Dauer", validators=[MinValueValidator(1), MaxValueValidator(1000)])
    einheit = models.CharField("Einheit", max_length=10, choices=Einheit)
    richtung = models.CharField("gerechnet", max_length=5, choices=Richtung, default=Richtung.VORWAERTS)
    zaehlt_ereignistag = models.BooleanField(
        "Tag des Ereignisses zählt mit",
        default=False,
        help_text="Nein = § 187 Abs. 1 BGB (der Regelfall), ja = § 187 Abs. 2 BGB.",
    )
    verschiebung = models.CharField(
        "Ende am Sonnabend, Sonntag oder Feiertag",
        max_length=10,
        choices=Verschiebung,
        default=Verschiebung.NAECHSTER,
    )
    verschiebung_quelle = models.CharField(
        "Quelle der Verschiebung", max_length=120, blank=True, default="§ 31 Abs. 3 VwVfG"
    )
    ort = models.CharField("Feiertage am", max_length=10, choices=Fristort, default=Fristort.BEHOERDE)
    ereignis = models.CharField("Ereignis", max_length=120, help_text="Womit die Frist beginnt, z. B. „Bekanntgabe“.")
    hinweis = models.TextField("Hinweis", blank=True)
    gueltig_von = models.DateField("gilt ab", help_text="Für Ereignisse ab diesem Tag.")
    gueltig_bis = models.DateField("gilt bis", null=True, blank=True, editable=False)
    bestaetigt_zeitpunkt = models.DateTimeField("bestätigt am", null=True, blank=True, editable=False)
    bestaetigt_durch = wer("bestätigt durch")

    objects = FristregelQuerySet.as_manager()

    class Meta:
        verbose_name = "Fristregel"
        verbose_name_plural = "Fristregeln"
        ordering = ["bezeichnung", "-gueltig_von", "pk"]
        constraints = [
            zeitraum_constraint("fristregel_reihenfolge"),
            models.UniqueConstraint(
                fields=["schluessel"],
                condition=Q(gueltig_bis__isnull=True),
                name="fristregel_eine_offene",
                violation_error_message="Für diese Kennung gilt schon eine Regel.",
            ),
            models.CheckConstraint(name="fristregel_laenge", condition=Q(laenge__gt=0)),
            models.CheckConstraint(
                name="fristregel_zwei_personen",
                condition=Q(bestaetigt_zeitpunkt__isnull=True, bestaetigt_durch__isnull=True)
                | (
                    Q(bestaetigt_zeitpunkt__isnull=False, bestaetigt_durch__isnull=False)
                    & (Q(erfasst_durch__isnull=True) | ~Q(bestaetigt_durch=F("erfasst_durch")))
                ),
                violation_error_message="Erfassen und Bestätigen müssen zwei verschiedene Personen erledigen.",
            ),
        ]

    def __str__(self) -> str:
        return self.bezeichnung

    @property
    def ist_bestaetigt(self) -> bool:
        return self.bestaetigt_zeitpunkt is not None

    @property
    def dauer(self) -> str:
        return dauer(self.laenge, self.einheit)

    @property
    def hinweis_in_worten(self) -> str:
        text = self.hinweis
        for zeichen in _UNBELEGT:
            text = text.replace(zeichen, "")
        return text

    def als_rechenregel(self) -> Rechenregel:
        return Rechenregel(
            name=self.bezeichnung,
            laenge=self.laenge,
            einheit=self.einheit,
            quelle=self.rechtsquelle,
            richtung=self.richtung,
            zaehlt_ereignistag=self.zaehlt_ereignistag,
            verschiebung=self.verschiebung,
            verschiebung_quelle=self.verschiebung_quelle,
            gesetzt=self.herkunft == Fristherkunft.BEHOERDLICH,
        )


class Friststand(models.TextChoices):
    OFFEN = "OFFEN", "offen"
    ERLEDIGT = "ERLEDIGT", "erledigt"
    AUFGEHOBEN = "AUFGEHOBEN", "aufgehoben"


class FristQuerySet(FallbezugQuerySet):
    def offen(self) -> Self:
        return self.filter(stand=Friststand.OFFEN)

    def ueberfaellig(self, heute: dt.date) -> Self:
        return self.offen().filter(ende_am__lt=heute)

    def faellig_bis(self, tag: dt.date) -> Self:
        """Open, and the last day is not after that day."""
        return self.offen().filter(ende_am__lte=tag)


class Frist(Fiktiv, Erfasst, Fallbezug):
    """A deadline of a case. Its rule is the row that held when it was set; the end is stored and computed anew with
    each pause."""

    # PROTECT freezes the version: a rule row is ended, never changed
    regel = models.ForeignKey(Fristregel, on_delete=models.PROTECT, related_name="fristen", verbose_name="Regel")
    bezeichnung = models.CharField("Bezeichnung", max_length=160)
    fallname = models.CharField("Fall", max_length=200, editable=False, default="")
    ereignis_am = models.DateField("Tag des Ereignisses")
    ort = models.CharField("Feiertage am", max_length=10, choices=Fristort)
    ende_am = models.DateField("Ende", editable=False)
    stand = models.CharField("Stand", max_length=10, choices=Friststand, default=Friststand.OFFEN, editable=False)
    abschluss_am = models.DateField("erledigt am", null=True, blank=True, editable=False)
    abschluss_vermerk = models.CharField("Vermerk", max_length=500, blank=True, editable=False)
    abschluss_durch = wer("erledigt durch")

    objects: Any = FristQuerySet.as_manager()

    class Meta:
        verbose_name = "Frist"
        verbose_name_plural = "Fristen"
        ordering = ["ende_am", "pk"]
        indexes = [
            *Fallbezug.Meta.indexes,
            models.Index(fields=["stand", "ende_am"], name="frist_stand_ende"),
        ]
        constraints = [
            models.CheckConstraint(
                name="frist_abschluss_ganz",
                condition=Q(stand=Friststand.OFFEN, abschluss_am__isnull=True, abschluss_durch__isnull=True)
                | (~Q(stand=Friststand.OFFEN) & Q(abschluss_am__isnull=False, abschluss_durch__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.bezeichnung}, {self.fallname}"

    @property
    def ist_offen(self) -> bool:
        return self.stand == Friststand.OFFEN

    def ist_ueberfaellig(self, heute: dt.date) -> bool:
        return self.ist_offen and self.ende_am < heute


class Fristpause(Tatsache):
    """Days, both included, on which a deadline rests."""

    frist = models.ForeignKey(Frist, on_delete=models.PROTECT, related_name="pausen", verbose_name="Frist")
    von = models.DateField("von")
    bis = models.DateField("bis", help_text="Letzter Tag der Pause.")
    grund = models.CharField("Grund", max_length=300)

    objects = TatsacheQuerySet.as_manager()

    class Meta(Tatsache.Meta):
        verbose_name = "Pause einer Frist"
        verbose_name_plural = "Pausen von Fristen"
        ordering = ["von", "pk"]
        constraints = [
            *Tatsache.Meta.constraints,
            models.CheckConstraint(
                name="fristpause_reihenfolge",
                condition=Q(von__lte=F("bis")),
                violation_error_message="Die Pause endet vor ihrem Beginn.",
            ),
        ]

    def __str__(self) -> str:
        return f"Pause von {self.von:%d.%m.%Y} bis {self.bis:%d.%m.%Y} ({self.grund})"

    def als_pause(self) -> Pause:
        return Pause(self.von, self.bis, self.grund)


class Fristverlaengerung(Tatsache):
    """A later end that somebody has granted, with the reason."""

    frist = models.ForeignKey(Frist, on_delete=models.PROTECT, related_name="verlaengerungen", verbose_name="Frist")
    bis = models.DateField("bis")
    grund = models.CharField("Grund", max_length=300)

    objects = TatsacheQuerySet.as_manager()

    class Meta(Tatsache.Meta):
        verbose_name = "Verlängerung einer Frist"
        verbose_name_plural = "Verlängerungen von Fristen"
        ordering = ["bis", "pk"]
        constraints = [*Tatsache.Meta.constraints]

    def __str__(self) -> str:
        return f"Verlängerung bis {self.bis:%d.%m.%Y} ({self.grund})"
