from .analyse import AnalyseEreignis, Analysemodul, Sicherheitsanalyse
from .coaching import Coachauftrag, CoachingEreignis, Coachingprozess
from .uebernahme import Uebernahme, UebernahmeEreignis, Uebernahmezeile
from .vereinbarung import Beteiligung, Gremienbeschluss, Vereinbarung, VereinbarungEreignis, Vertragstext
from .zeichnung import Unterzeichnung, Vertragspartei, Zeuge

__all__ = [
    "AnalyseEreignis",
    "Analysemodul",
    "Beteiligung",
    "Coachauftrag",
    "CoachingEreignis",
    "Coachingprozess",
    "Gremienbeschluss",
    "Sicherheitsanalyse",
    "Uebernahme",
    "UebernahmeEreignis",
    "Uebernahmezeile",
    "Unterzeichnung",
    "Vereinbarung",
    "VereinbarungEreignis",
    "Vertragspartei",
    "Vertragstext",
    "Zeuge",
]
