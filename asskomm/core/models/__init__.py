from .akte import Akte, Aktenexport, Aktenstueck, Aktenzeichenregel, Richtung, Stueckart
from .arbeitslauf import Arbeitslauf, Arbeitsposten, Laufstand, Postenstand
from .counters import Datenstand, Nummernkreis
from .erinnerungen import Erinnerung, Erinnerungsausgang, Erinnerungswahl
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
from .fallbezug import Fallbezug, FallbezugQuerySet
from .files import Dokument, Pruefstand, Signaturbefund, Signaturergebnis
from .fristen import (
    Frist,
    Fristherkunft,
    Fristort,
    Fristpause,
    FristQuerySet,
    Fristregel,
    Friststand,
    Fristverlaengerung,
)
from .importe import Import, Importstand, Importzeile, Spaltenzuordnung, Zeilenart
from .konto import Faktorruecksetzung, Formularablage
from .listenansicht import Listenansicht
from .organisation import BefristetQuerySet, Erklaerung, Mandat, Organisation
from .postausgang import Ausgang, Nachricht, Poststand, Zustellversuch
from .protocol import Loeschantrag, Loeschentscheidung, Protokolleintrag, Protokollkopf, ProtokollQuerySet
from .rollen import Befangenheit, Einladung, Herkunft, Postfachaenderung, Rollenzuordnung, Vertretung
from .schriftwechsel import Lesevermerk, Mitteilung, Mitteilungsanlage
from .suchbar import Suchbar, nennt
from .users import User
from .wiedervorlage import (
    GespeicherterFilter,
    Prioritaet,
    Wiedervorlage,
    Wiedervorlageschritt,
    Wiedervorlageschrittart,
    Wiedervorlagestand,
)
from .zwei_personen import ZweiPersonen

__all__ = [
    "Akte",
    "Aktenexport",
    "Aktenstueck",
    "Aktenzeichenregel",
    "AnnullierungsQuerySet",
    "Arbeitslauf",
    "Arbeitsposten",
    "Ausgang",
    "Befangenheit",
    "BefristetQuerySet",
    "Datenstand",
    "Dokument",
    "Einladung",
    "Erfasst",
    "Erinnerung",
    "Erinnerungsausgang",
    "Erinnerungswahl",
    "Erklaerung",
    "Faktorruecksetzung",
    "Fallbezug",
    "FallbezugQuerySet",
    "Fiktiv",
    "Formularablage",
    "Frist",
    "FristQuerySet",
    "Fristherkunft",
    "Fristort",
    "Fristpause",
    "Fristregel",
    "Friststand",
    "Fristverlaengerung",
    "GespeicherterFilter",
    "Herkunft",
    "Import",
    "Importstand",
    "Importzeile",
    "Laufstand",
    "Lesevermerk",
    "Listenansicht",
    "Loeschantrag",
    "Loeschentscheidung",
    "Mandat",
    "Mitteilung",
    "Mitteilungsanlage",
    "Nachricht",
    "Nummernkreis",
    "Organisation",
    "Postenstand",
    "Postfachaenderung",
    "Poststand",
    "Prioritaet",
    "ProtokollQuerySet",
    "Protokolleintrag",
    "Protokollkopf",
    "Pruefstand",
    "Richtung",
    "Rollenzuordnung",
    "Signaturbefund",
    "Signaturergebnis",
    "Spaltenzuordnung",
    "StatusEreignis",
    "StatusQuerySet",
    "Stueckart",
    "Suchbar",
    "Tatsache",
    "TatsacheQuerySet",
    "User",
    "Vertretung",
    "Wiedervorlage",
    "Wiedervorlageschritt",
    "Wiedervorlageschrittart",
    "Wiedervorlagestand",
    "Zeilenart",
    "Zustellversuch",
    "ZweiPersonen",
    "datum_constraints",
    "nennt",
    "zeitraum_constraint",
]
