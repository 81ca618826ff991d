"""The outbox: one row for each message and recipient, and one for each attempt to hand it to the mail server."""

import datetime as dt
from typing import Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from .facts import Erfasst, Fiktiv
from .fallbezug import Fallbezug, FallbezugQuerySet
from .files import Dokument


class Poststand(models.TextChoices):
    WARTET = "WARTET", "wartet"
    GESENDET = "GESENDET", "gesendet"
    WIEDERHOLEN = "WIEDERHOLEN", "wird wiederholt"
    UNZUSTELLBAR = "UNZUSTELLBAR", "unzustellbar"
    VERWORFEN = "VERWORFEN", "verworfen"


OFFENE_POST = (Poststand.WARTET, Poststand.WIEDERHOLEN)


class Ausgang(models.TextChoices):
    """How an attempt ended. UNKLAR stays where a worker died between the mail server and the database."""

    UNKLAR = "UNKLAR", "nicht bekannt"
    ANGENOMMEN = "ANGENOMMEN", "angenommen"
    VORUEBERGEHEND = "VORUEBERGEHEND", "vorübergehend abgelehnt"
    ENDGUELTIG = "ENDGUELTIG", "endgültig abgelehnt"


class NachrichtQuerySet(FallbezugQuerySet):
    def faellig(self, jetzt: dt.datetime) -> Self:
        """To be sent now, and not in the hands of a worker."""
        frei = Q(belegt_bis_zeitpunkt__isnull=True) | Q(belegt_bis_zeitpunkt__lte=jetzt)
        return self.filter(frei, stand__in=OFFENE_POST, faellig_zeitpunkt__lte=jetzt)

    def unzustellbar(self) -> Self:
        return self.filter(stand=Poststand.UNZUSTELLBAR)


class Nachricht(Fallbezug, Fiktiv, Erfasst):
    """An e-mail to one recipient. Mail with a secret link (invitation, reset) never lies here: ADR 0012."""

    # Overrides Fallbezug: a message may concern no case. PROTECT: a kind of case is never removed
    fall_art = models.ForeignKey(  # type: ignore[assignment]
        ContentType,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name="Art des Falls",
    )
    fall_id = models.PositiveBigIntegerField(  # type: ignore[assignment]
        "Schlüssel des Falls", null=True, blank=True, editable=False
    )
    art = models.CharField("Art", max_length=60, help_text="Woraus die Nachricht entstanden ist.")
    an = models.EmailField("Adresse")
    an_name = models.CharField("Name", max_length=150, blank=True)
    betreff = models.CharField("Betreff", max_length=200)
    text = models.TextField("Text", blank=True)
    html = models.TextField("Text als HTML", blank=True)
    anlagen = models.ManyToManyField(Dokument, blank=True, related_name="+", verbose_name="Anlagen")
    kennung = models.CharField("Message-ID", max_length=200, unique=True)
    schluessel = models.CharField("Schlüssel gegen Doppelversand", max_length=320, blank=True)
    stand = models.CharField("Stand", max_length=12, choices=Poststand, default=Poststand.WARTET)
    faellig_zeitpunkt = models.DateTimeField("nächster Versuch")
    eingereiht_zeitpunkt = models.DateTimeField("eingereiht")
    anlaeufe = models.PositiveSmallIntegerField("Anläufe", default=0)  # since the last new beginning
    belegt_bis_zeitpunkt = models.DateTimeField("in Arbeit bis", null=True, blank=True)
    gesendet_zeitpunkt = models.DateTimeField("gesendet am", null=True, blank=True)
    geleert_zeitpunkt = models.DateTimeField("Inhalt gelöscht am", null=True, blank=True)
    grund = models.CharField("Warum verworfen", max_length=500, blank=True)

    objects = NachrichtQuerySet.as_manager()

    class Meta(Fallbezug.Meta):
        verbose_name = "Nachricht"
        verbose_name_plural = "Nachrichten"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["schluessel"], condition=~Q(schluessel=""), name="nachricht_nur_einmal"),
            models.CheckConstraint(
                name="nachricht_gesendet_ganz",
                condition=Q(stand=Poststand.GESENDET, gesendet_zeitpunkt__isnull=False)
                | (~Q(stand=Poststand.GESENDET) & Q(gesendet_zeitpunkt__isnull=True)),
            ),
            models.CheckConstraint(
                name="nachricht_verworfen_mit_grund",
                condition=(Q(stand=Poststand.VERWORFEN) & ~Q(grund="")) | (~Q(stand=Poststand.VERWORFEN) & Q(grund="")),
            ),
            models.CheckConstraint(
                name="nachricht_fall_ganz",
                condition=Q(fall_art__isnull=True, fall_id__isnull=True)
                | Q(fall_art__isnull=False, fall_id__isnull=False),
            ),
        ]
        indexes = [
            *Fallbezug.Meta.indexes,
            models.Index(fields=["stand", "faellig_zeitpunkt"], name="nachricht_stand"),
        ]

    def __str__(self) -> str:
        return f"{self.betreff} an {self.an_name or self.an}"

    @property
    def empfaenger(self) -> str:
        return f"{self.an_name} <{self.an}>" if self.an_name else self.an

    @property
    def ist_offen(self) -> bool:
        return self.stand in OFFENE_POST

    @property
    def ist_geleert(self) -> bool:
        return self.geleert_zeitpunkt is not None


class Zustellversuch(models.Model):
    """Written before the mail server is asked, completed with what it said."""

    # CASCADE: attempts have no meaning without their message
    nachricht = models.ForeignKey(
        Nachricht, on_delete=models.CASCADE, related_name="versuche", verbose_name="Nachricht"
    )
    nr = models.PositiveSmallIntegerField("Versuch")
    zeitpunkt = models.DateTimeField("am")
    ausgang = models.CharField("Ausgang", max_length=15, choices=Ausgang, default=Ausgang.UNKLAR)
    antwort = models.CharField("Antwort des Mailservers", max_length=500, blank=True)

    objects = FallbezugQuerySet.as_manager()

    class Meta:
        verbose_name = "Zustellversuch"
        verbose_name_plural = "Zustellversuche"
        ordering = ["nachricht", "nr"]
        constraints = [models.UniqueConstraint(fields=["nachricht", "nr"], name="zustellversuch_nr_einmal")]

    def __str__(self) -> str:
        return f"{self.nr}. Versuch"
