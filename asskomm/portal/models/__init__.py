from .figures import Kennzahlenfreigabe, VeroeffentlichteZahl, Zahlenvorlage
from .meilenstein import Meilenstein
from .presse import Korrektur, Medieninformation, PresseEreignis

__all__ = [
    "Kennzahlenfreigabe",
    "Korrektur",
    "Medieninformation",
    "Meilenstein",
    "PresseEreignis",
    "VeroeffentlichteZahl",
    "Zahlenvorlage",
]
