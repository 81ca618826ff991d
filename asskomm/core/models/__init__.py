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
from .konto import Faktorruecksetzung, Formularablage
from .organisation import BefristetQuerySet, Erklaerung, Mandat, Organisation
from .protocol import Loeschantrag, Loeschentscheidung, Protokolleintrag, Protokollkopf, ProtokollQuerySet
from .rollen import Befangenheit, Einladung, Herkunft, Postfachaenderung, Rollenzuordnung, Vertretung
from .users import User
from .zwei_personen import ZweiPersonen

__all__ = [
    "AnnullierungsQuerySet",
    "Befangenheit",
    "BefristetQuerySet",
    "Datenstand",
    "Dokument",
    "Einladung",
    "Erfasst",
    "Erklaerung",
    "Faktorruecksetzung",
    "Fiktiv",
    "Formularablage",
    "Herkunft",
    "Loeschantrag",
    "Loeschentscheidung",
    "Mandat",
    "Nummernkreis",
    "Organisation",
    "Postfachaenderung",
    "ProtokollQuerySet",
    "Protokolleintrag",
    "Protokollkopf",
    "Rollenzuordnung",
    "StatusEreignis",
    "StatusQuerySet",
    "Tatsache",
    "TatsacheQuerySet",
    "User",
    "Vertretung",
    "ZweiPersonen",
    "datum_constraints",
    "zeitraum_constraint",
]
