from .facts import Ansprechperson, Beratung, EngeZusammenarbeit, Handlungsfeld
from .kpr import KommunalerPraeventionsrat, KprEreignis
from .ortsfeiertag import Ortsfeiertag
from .register import Einwohnerzahl, Kommune, Landkreis, Mitgliedschaft, Nachfolge, Polizeidirektion
from .zustaendigkeit import Zustaendigkeit

__all__ = [
    "Ansprechperson",
    "Beratung",
    "Einwohnerzahl",
    "EngeZusammenarbeit",
    "Handlungsfeld",
    "KommunalerPraeventionsrat",
    "Kommune",
    "KprEreignis",
    "Landkreis",
    "Mitgliedschaft",
    "Nachfolge",
    "Ortsfeiertag",
    "Polizeidirektion",
    "Zustaendigkeit",
]
