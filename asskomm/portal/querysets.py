import datetime as dt

from django.db.models import Q

from asskomm.core.sichtbarkeit import SichtbarQuerySet
from kommunen.search import fold, fold_umlaut

from .enums import PresseStatus


class MedieninformationQuerySet(SichtbarQuerySet):
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

    def suche(self, text: str) -> "MedieninformationQuerySet":
        """Every word occurs in headline or text, in either spelling of umlauts."""
        treffer = self
        for wort in text.split()[:8]:
            treffer = treffer.filter(Q(suchtext__contains=fold(wort)) | Q(suchtext__contains=fold_umlaut(wort)))
        return treffer

    def neueste_zuerst(self) -> "MedieninformationQuerySet":
        return self.select_related("vereinbarung").order_by("-vereinbarung__in_kraft_am", "-pk")
