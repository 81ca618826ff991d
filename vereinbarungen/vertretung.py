"""Who may sign for a Kommune, and in what form.

§ 60 Abs. 2 SächsGemO: the Bürgermeister signs by hand; in substitution the deputy, a Beigeordneter or two authorised
officials, each with the office title and a note of substitution. § 60 Abs. 1 allows the electronic form to
municipalities; § 56 SächsLKrO does not to Landkreise.
"""

from kommunen.enums import KommuneArt

from .enums import Parteirolle, Zeichnungsform
from .models import Vertragspartei

_AMTSINHABER = ("bürgermeister", "landrat", "landrätin", "verbandsvorsitz", "vorsitzende")
_VERTRETUNG = ("stellvertret", "vertret", "beigeordnet", "bedienstet", "beauftragt", "i. v.", "i.v.", "i. a.", "i.a.")


def unterzeichnet_in_vertretung(funktion: str) -> bool:
    """Whether a function named for a Kommune is not that of its legal representative."""
    text = funktion.casefold()
    if any(wort in text for wort in _VERTRETUNG):
        return True
    return not any(wort in text for wort in _AMTSINHABER)


def vertretung_gruende(
    partei: Vertragspartei, funktion: str, amtsbezeichnung: str, vertretungszusatz: str, form: str
) -> list[str]:
    """What stands against a signature for a Kommune; police and LPR have no such rule."""
    if partei.rolle != Parteirolle.KOMMUNE or partei.kommune is None:
        return []
    gruende = []
    if partei.kommune.art == KommuneArt.LANDKREIS and form == Zeichnungsform.ELEKTRONISCH:
        gruende.append(
            "Für einen Landkreis wird von Hand unterzeichnet; § 56 SächsLKrO kennt keine elektronische Form."
        )
    if funktion.strip() and unterzeichnet_in_vertretung(funktion):
        if not vertretungszusatz.strip():
            gruende.append(
                "Bei Unterzeichnung in Vertretung ist der Vertretungszusatz anzugeben, bei zwei Bediensteten "
                "mit beiden Funktionen (§ 60 Abs. 2 SächsGemO)."
            )
        if not amtsbezeichnung.strip():
            gruende.append(
                "Bei Unterzeichnung in Vertretung ist die Amtsbezeichnung anzugeben (§ 60 Abs. 2 SächsGemO)."
            )
    return gruende
