"""The tamper-evident protocol: an append-only chain of entries, its head, and the requests for lawful erasure.

Only core.protokoll writes here. The database itself refuses changes too (triggers in protokoll/ausloeser.py).
"""

import json
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ..errors import Ablehnung
from ..sichtbarkeit import SichtbarQuerySet
from .facts import Fiktiv

GENANNT = 10  # numbers that a request is named after
GESPERRT = "Das Protokoll wird nur fortgeschrieben; Einträge werden nicht geändert und nicht gelöscht."


class ProtokollQuerySet(SichtbarQuerySet):
    """Reads only; core.protokoll.schreiber reaches the table by `_anhaengen`, the erasure by `_entleeren`."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise Ablehnung(GESPERRT)

    def delete(self) -> NoReturn:
        raise Ablehnung(GESPERRT)

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Ablehnung(GESPERRT)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Ablehnung(GESPERRT)

    def _anhaengen(self, eintraege: "list[Protokolleintrag]") -> None:
        super().bulk_create(eintraege)  # type: ignore[arg-type]

    def _entleeren(self) -> int:
        return super().update(inhalt=None)

    def ueber_konto(self, konto_id: int) -> "ProtokollQuerySet":
        """What an account did, and what was done to it."""
        return self.filter(Q(akteur_id=konto_id) | Q(objekt_art=settings.AUTH_USER_MODEL.lower(), objekt_id=konto_id))


class Protokolleintrag(models.Model):
    """One decisive act or sign-in event. `inhalt` is canonical JSON; its digest stands in the chain for it.

    No foreign keys: entries outlive what they speak of, accounts and demo data included.
    """

    nr = models.PositiveBigIntegerField("Nummer", primary_key=True)
    zeitpunkt = models.DateTimeField("Zeitpunkt")
    ereignis = models.CharField("Ereignis", max_length=60)
    akteur_id = models.BigIntegerField("Konto", null=True, blank=True)  # empty = the system or a command
    rolle = models.CharField("Rolle", max_length=40, blank=True)
    objekt_art = models.CharField("Art des Gegenstands", max_length=80, blank=True)
    objekt_id = models.CharField("Schlüssel des Gegenstands", max_length=64, blank=True)
    anfrage_id = models.CharField("Anfrage", max_length=64, blank=True)
    # Empty means lawfully erased, "" never occurs: the two must not be mixed up.
    inhalt = models.TextField("Inhalt", null=True, blank=True)  # noqa: DJ001
    inhalt_sha256 = models.CharField("Prüfsumme des Inhalts", max_length=64)
    vorgaenger = models.CharField("Prüfsumme davor", max_length=64, unique=True)
    pruefsumme = models.CharField("Prüfsumme", max_length=64, unique=True)

    objects = ProtokollQuerySet.as_manager()

    class Meta:
        verbose_name = "Protokolleintrag"
        verbose_name_plural = "Protokoll"
        ordering = ["-nr"]
        indexes = [
            models.Index(fields=["objekt_art", "objekt_id"], name="protokoll_objekt"),
            models.Index(fields=["akteur_id"], name="protokoll_akteur"),
            models.Index(fields=["ereignis"], name="protokoll_ereignis"),
            models.Index(fields=["zeitpunkt"], name="protokoll_zeitpunkt"),
        ]

    def __str__(self) -> str:
        return f"Eintrag {self.nr}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Ablehnung(GESPERRT)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Ablehnung(GESPERRT)

    @property
    def angaben(self) -> dict[str, Any]:
        """The payload; empty once it has been erased."""
        return json.loads(self.inhalt) if self.inhalt is not None else {}


class Protokollkopf(models.Model):
    """One row (pk 1): the last entry's number and digest. Its lock puts parallel writers in a queue."""

    nr = models.PositiveBigIntegerField("letzte Nummer", default=0)
    pruefsumme = models.CharField("letzte Prüfsumme", max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "Protokollkopf"
        verbose_name_plural = "Protokollkopf"
        constraints = [models.CheckConstraint(name="protokollkopf_nur_einer", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"Protokoll bis Eintrag {self.nr}"


class Loeschentscheidung(models.TextChoices):
    OFFEN = "", "offen"
    BESTAETIGT = "bestaetigt", "bestätigt"
    ABGELEHNT = "abgelehnt", "abgelehnt"


class Loeschantrag(Fiktiv):
    """Asks to erase the payload of entries: either the numbers in `nummern`, or all about one account."""

    nummern = models.JSONField("Nummern", default=list, blank=True)
    konto_id = models.BigIntegerField("alle Einträge über das Konto", null=True, blank=True)
    grund = models.TextField("Grund", max_length=1000)
    rechtsgrundlage = models.CharField("Rechtsgrundlage", max_length=200)
    beantragt_durch = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="beantragt durch"
    )
    beantragt_zeitpunkt = models.DateTimeField("beantragt am")
    entscheidung = models.CharField("Entscheidung", max_length=10, choices=Loeschentscheidung, blank=True)
    entschieden_durch = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="entschieden durch",
    )
    entschieden_zeitpunkt = models.DateTimeField("entschieden am", null=True, blank=True)

    class Meta:
        verbose_name = "Löschantrag"
        verbose_name_plural = "Löschanträge"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="loeschantrag_zwei_personen",
                condition=Q(entschieden_durch__isnull=True) | ~Q(entschieden_durch=F("beantragt_durch")),
                violation_error_message="Beantragen und Bestätigen müssen zwei verschiedene Personen erledigen.",
            ),
            models.CheckConstraint(
                name="loeschantrag_entscheidung_ganz",
                condition=Q(entscheidung="", entschieden_durch__isnull=True, entschieden_zeitpunkt__isnull=True)
                | (Q(entschieden_durch__isnull=False, entschieden_zeitpunkt__isnull=False) & ~Q(entscheidung="")),
            ),
            models.CheckConstraint(name="loeschantrag_begruendet", condition=~Q(grund="") & ~Q(rechtsgrundlage="")),
        ]

    def __str__(self) -> str:
        return f"Löschantrag {self.pk} ({self.auswahl})"

    @property
    def auswahl(self) -> str:
        """Which entries, in words."""
        if self.konto_id is not None:
            return f"alle Einträge über das Konto {self.konto_id}"
        genannt = ", ".join(map(str, self.nummern[:GENANNT]))
        weitere = len(self.nummern) - GENANNT
        return f"Einträge {genannt} und {weitere} weitere" if weitere > 0 else f"Einträge {genannt}"
