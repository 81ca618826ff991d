import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from asskomm.core.models.facts import TatsacheQuerySet
from asskomm.core.sichtbarkeit import SichtbarQuerySet

from .enums import GEMEINDE_ARTEN, KommuneArt
from .search import fold, fold_umlaut


class GueltigQuerySet(SichtbarQuerySet):
    def gueltig_am(self, tag: dt.date) -> "GueltigQuerySet":
        return self.filter(Q(gueltig_von__isnull=True) | Q(gueltig_von__lte=tag)).filter(
            Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gte=tag)
        )


class MitgliedschaftQuerySet(GueltigQuerySet, TatsacheQuerySet):  # type: ignore[override]
    def gueltig_am(self, tag: dt.date) -> "MitgliedschaftQuerySet":
        """Memberships that last on the day, as known today: without those taken back."""
        return super().gueltig_am(tag).gueltig()  # type: ignore[attr-defined]


class KommuneQuerySet(GueltigQuerySet):
    def gemeinden(self) -> "KommuneQuerySet":
        return self.filter(art__in=GEMEINDE_ARTEN)

    def koerperschaften(self) -> "KommuneQuerySet":
        """Bodies without the Landkreise, which the figures count apart."""
        return self.exclude(art=KommuneArt.LANDKREIS)

    def bekannte_ags(self) -> frozenset[str]:
        """All AGS ever in the register, also of retired municipalities."""
        return frozenset(self.exclude(ags="").values_list("ags", flat=True))

    def verbunden_mit(self, kommune: Any, von: dt.date, bis: dt.date | None) -> "KommuneQuerySet":
        """Its associations and its members, as far as the membership overlaps the days (bis empty = open)."""
        mitgliedschaften = kommune.mitgliedschaften.model._default_manager.gueltig()
        laufend = mitgliedschaften.filter(Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gte=von))
        if bis is not None:
            laufend = laufend.filter(Q(gueltig_von__isnull=True) | Q(gueltig_von__lte=bis))
        return self.filter(
            Q(pk__in=laufend.filter(mitglied=kommune).values("verband"))
            | Q(pk__in=laufend.filter(verband=kommune).values("mitglied"))
        )

    def suche(self, text: str) -> "KommuneQuerySet":
        """Every word must occur, in either spelling of umlauts; digits find AGS and postal code."""
        treffer = self
        for roh in text.split()[:8]:
            wort, wort_umlaut = fold(roh), fold_umlaut(roh)
            if wort:
                treffer = treffer.filter(Q(suchtext__contains=wort) | Q(suchtext__contains=wort_umlaut))
        return treffer

    def mit_einwohnern(self, stichtag: dt.date) -> "KommuneQuerySet":
        """`einwohner`: the latest population known for that day, else the earliest later one."""
        # By name, because this module stands below the models and never imports them.
        zahlen = apps.get_model("kommunen", "Einwohnerzahl")._default_manager.filter(kommune=OuterRef("pk"))
        return self.annotate(
            einwohner=models.functions.Coalesce(
                Subquery(zahlen.filter(stichtag__lte=stichtag).order_by("-stichtag").values("anzahl")[:1]),
                Subquery(zahlen.order_by("stichtag").values("anzahl")[:1]),
            )
        )
