from .counters import Datenstand, Nummernkreis
from .facts import (
    AnnullierungsQuerySet,
    Erfasst,
    Fiktiv,
    StatusEreignis,
    StatusQuerySet,
    Tatsache,
    TatsacheQuerySet,
    datum_constraints,
    zeitraum_constraint,
)
from .files import Dokument
from .users import User

__all__ = [
    "AnnullierungsQuerySet",
    "Datenstand",
    "Dokument",
    "Erfasst",
    "Fiktiv",
    "Nummernkreis",
    "StatusEreignis",
    "StatusQuerySet",
    "Tatsache",
    "TatsacheQuerySet",
    "User",
    "datum_constraints",
    "zeitraum_constraint",
]
