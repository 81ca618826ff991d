from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from ..suchtext import fold, fold_umlaut, suchtext

HOECHSTENS_WORTE = 8


class Suchbar(models.Model):
    """A normalised column for search: SQLite folds no umlauts. Whoever writes in bulk calls `fuelle_suchtext`."""

    suchfelder: ClassVar[tuple[str, ...]] = ()

    suchtext = models.TextField(editable=False, default="")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fuelle_suchtext()
        if (felder := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*felder, "suchtext"}
        super().save(*args, **kwargs)

    def fuelle_suchtext(self) -> None:
        self.suchtext = suchtext(*(str(getattr(self, name) or "") for name in self.suchfelder))


def nennt(text: str, *spalten: str) -> Q:
    """Every word occurs in one of the normalised columns, in either spelling of umlauts; no word: everything."""
    bedingung = Q()
    for roh in text.replace("\x00", " ").split()[:HOECHSTENS_WORTE]:
        formen = {form for form in (fold(roh), fold_umlaut(roh)) if form}
        wort = Q(pk__in=[])
        for form in sorted(formen):
            for spalte in spalten:
                wort |= Q(**{f"{spalte}__contains": form})
        bedingung &= wort
    return bedingung
