import datetime as dt
from typing import Self

from django.apps import apps
from django.db.models import BooleanField, Case, Q, Value, When

from asskomm.core.models import TatsacheQuerySet


def _jahre_zuvor(tag: dt.date, jahre: int) -> dt.date:
    """The same day so many years earlier (29 February: 28 February)."""
    try:
        return tag.replace(year=tag.year - jahre)
    except ValueError:
        return tag.replace(year=tag.year - jahre, day=28)


class ZuwendungQuerySet(TatsacheQuerySet):
    def oeffentlich(self, heute: dt.date) -> Self:
        """Only grants whose recipient the public may read: large enough and not too old on that day."""
        return self.gueltig().filter(am__lte=heute).filter(self._nennbar(heute))

    def mit_nennbarkeit(self, heute: dt.date) -> Self:
        """All valid grants announced by that day; `nennbar` says whether the recipient may be named."""
        marke = Case(When(self._nennbar(heute), then=Value(True)), default=Value(False), output_field=BooleanField())
        return self.gueltig().filter(am__lte=heute).annotate(nennbar=marke)

    def _nennbar(self, heute: dt.date) -> Q:
        """By the rule of that day; one query. Without a rule nobody is named."""
        # By name, because this module stands below the models.
        regeln = apps.get_model("foerderung", "Veroeffentlichungsregel")._default_manager
        regel = regeln.gueltig_am(heute).first()
        if regel is None:
            return Q(pk__in=())
        return Q(betrag__gte=regel.empfaenger_ab_betrag, am__gte=_jahre_zuvor(heute, regel.hoechstens_jahre))
