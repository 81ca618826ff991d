import datetime as dt

from django.db import models
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce

from asskomm.core.models import TatsacheQuerySet
from asskomm.core.sichtbarkeit import SichtbarQuerySet

from .enums import BESTAND, VereinbarungArt, VereinbarungStatus


class VereinbarungQuerySet(SichtbarQuerySet):
    def oeffentlich(self, jetzt: dt.datetime) -> "VereinbarungQuerySet":
        """In force or ended after it, and no Sperrfrist running."""
        return self.filter(status__in=BESTAND).ohne_sperrfrist(jetzt)

    def ohne_sperrfrist(self, jetzt: dt.datetime) -> "VereinbarungQuerySet":
        return self.filter(Q(sperrfrist_bis__isnull=True) | Q(sperrfrist_bis__lte=jetzt))

    def kooperationsvereinbarungen(self) -> "VereinbarungQuerySet":
        return self.filter(art=VereinbarungArt.KOOPERATIONSVEREINBARUNG)

    def gezaehlt(self) -> "VereinbarungQuerySet":
        """Ever in force and no wrong entry."""
        return self.filter(status__in=BESTAND)

    def geplant(self) -> "VereinbarungQuerySet":
        """A signing is planned and the agreement is not yet in force."""
        return self.filter(geplant_am__isnull=False, in_kraft_am__isnull=True).exclude(
            status__in=(VereinbarungStatus.ZURUECKGEZOGEN, VereinbarungStatus.ANNULLIERT)
        )

    def nach_zeichnung(self) -> "VereinbarungQuerySet":
        """Agreements that ever came into force in the order of their signing (`zeichnungstag`), ties by number.

        The signing day is the latest signature on record; for stock without signatures the day in force stands in.
        """
        letzte = Max("parteien__unterzeichnungen__am", filter=Q(parteien__unterzeichnungen__annulliert_zeitpunkt=None))
        return (
            self.filter(status__in=BESTAND)
            .annotate(zeichnungstag=Coalesce(letzte, "in_kraft_am"))
            .order_by("zeichnungstag", F("laufende_nr").asc(nulls_last=True), "pk")
        )

    def erinnerung_faellig(self, heute: dt.date) -> "VereinbarungQuerySet":
        """In force, and the end of the term is no further away than the agreement's own reminder span."""
        befristet = self.filter(status=VereinbarungStatus.IN_KRAFT, laufzeit_bis__isnull=False)
        spannen = befristet.order_by().values_list("erinnerung_tage", flat=True).distinct()
        faellig = Q(pk__in=[])
        for tage in spannen:
            faellig |= Q(erinnerung_tage=tage, laufzeit_bis__lte=heute + dt.timedelta(days=tage))
        return befristet.filter(faellig).order_by("laufzeit_bis", "pk")

    def naechstes_sperrfristende(self, jetzt: dt.datetime) -> dt.datetime | None:
        """When the next agreement becomes public by the mere passing of time."""
        return self.filter(status__in=BESTAND, sperrfrist_bis__gt=jetzt).aggregate(ende=models.Min("sperrfrist_bis"))[
            "ende"
        ]


class BeteiligungQuerySet(TatsacheQuerySet):
    def laufend(self) -> "BeteiligungQuerySet":
        """Valid, and no day of leaving on record."""
        return self.gueltig().filter(austritt_am__isnull=True)

    def gebunden_am(self, tag: dt.date) -> "BeteiligungQuerySet":
        return (
            self.gueltig()
            .filter(Q(beitritt_am__isnull=True) | Q(beitritt_am__lte=tag))
            .filter(Q(austritt_am__isnull=True) | Q(austritt_am__gt=tag))
        )
