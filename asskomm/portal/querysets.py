import datetime as dt
from typing import Any, Self

from django.db.models import OuterRef, Q, QuerySet, Subquery

from asskomm.core.sichtbarkeit import SichtbarQuerySet
from kommunen.search import fold, fold_umlaut

from .enums import PresseStatus


class SuchtextQuerySet(SichtbarQuerySet):
    def suche(self, text: str) -> Self:
        """Every word occurs in headline or text, in either spelling of umlauts."""
        treffer = self
        for wort in text.split()[:8]:
            treffer = treffer.filter(Q(suchtext__contains=fold(wort)) | Q(suchtext__contains=fold_umlaut(wort)))
        return treffer


class MedieninformationQuerySet(SuchtextQuerySet):
    def oeffentlich(self, jetzt: dt.datetime) -> "MedieninformationQuerySet":
        """Released, no Sperrfrist running (its own or the agreement's), and the signing has taken place.

        A later annulment of the agreement does not make a published text unpublished: that takes a correction, or
        the withdrawal of the text.
        """
        return self.filter(
            Q(sperrfrist_bis__isnull=True) | Q(sperrfrist_bis__lte=jetzt),
            Q(vereinbarung__sperrfrist_bis__isnull=True) | Q(vereinbarung__sperrfrist_bis__lte=jetzt),
            status=PresseStatus.FREIGEGEBEN,
            vereinbarung__in_kraft_am__isnull=False,
        )

    def neueste_zuerst(self) -> "MedieninformationQuerySet":
        return self.select_related("vereinbarung").order_by("-vereinbarung__in_kraft_am", "-pk")


class InhaltsfassungQuerySet(SuchtextQuerySet):
    def oeffentlich(self, heute: dt.date) -> Self:
        """The version of each text that the public sees on that day: of the released ones that have begun, the last.

        A version that has ended shows nothing; the one before it does not come back.
        """
        begonnen: QuerySet[Any] = QuerySet(self.model).filter(
            inhalt=OuterRef("inhalt"),
            freigegeben_zeitpunkt__isnull=False,
            zurueckgezogen_zeitpunkt__isnull=True,
            gueltig_von__lte=heute,
        )
        letzte = begonnen.order_by("-nr").values("pk")[:1]
        offen = Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gte=heute)
        return self.filter(offen, pk=Subquery(letzte))

    def art(self, art: str) -> Self:
        return self.filter(inhalt__art=art).select_related("inhalt__handlungsfeld", "inhalt__kommune")

    def neueste_zuerst(self) -> Self:
        return self.order_by("-gueltig_von", "-inhalt__pk")
