"""How a table names a Kommune: by its key (AGS) or its unique name, with or without the words around it."""

from asskomm.core.tabellenwerte import MengeWidget, SchluesselWidget

from .models import Kommune

_SPALTEN = ("schluessel", "name_eindeutig")
_BEIWOERTER = frozenset(
    {"stadt", "gemeinde", "grosse", "kreisstadt", "kreisfreie", "landeshauptstadt", "stadtverwaltung"}
)
"""What offices write before or after a name, and is not part of it; folded."""


def eine_kommune() -> SchluesselWidget:
    return SchluesselWidget(Kommune, *_SPALTEN, beiwoerter=_BEIWOERTER)


def mehrere_kommunen() -> MengeWidget:
    return MengeWidget(Kommune, *_SPALTEN, beiwoerter=_BEIWOERTER)
