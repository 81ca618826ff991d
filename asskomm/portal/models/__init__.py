from .figures import Kennzahlenfreigabe, VeroeffentlichteZahl, Zahlenvorlage
from .inhalte import Inhalt, InhaltEreignis, Inhaltsdatei, Inhaltsfassung
from .meilenstein import Meilenstein
from .presse import Korrektur, Medieninformation, PresseEreignis
from .rundschreiben import Rundschreiben, Rundschreibenziel

__all__ = [
    "Inhalt",
    "InhaltEreignis",
    "Inhaltsdatei",
    "Inhaltsfassung",
    "Kennzahlenfreigabe",
    "Korrektur",
    "Medieninformation",
    "Meilenstein",
    "PresseEreignis",
    "Rundschreiben",
    "Rundschreibenziel",
    "VeroeffentlichteZahl",
    "Zahlenvorlage",
]
