"""What a cell shows in each layer: its class, its words, and the legend that explains them."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from ..enums import Ebene, Stufe
from ..netzwerk import Netzzeile


class Anzeige(NamedTuple):
    klasse: str
    text: str


class Legendenzeile(NamedTuple):
    klasse: str
    text: str
    anzahl: int


EIGEN, UEBER_VERBAND, KEINE = "s3", "s2", "s0"


def anzeige(zeile: Netzzeile, ebene: str) -> Anzeige:
    """Class and words of a body in a layer; what comes from an association says so."""
    if ebene == Ebene.STUFE:
        stufe, ueber = zeile.stufe, zeile.stufe_ueber
        return Anzeige(f"s{stufe.value}", _mit_verband(str(stufe.label), ueber.name if ueber else ""))
    status = zeile.ebenen.get(ebene)
    name = str(Ebene(ebene).label)
    if status is None:
        return Anzeige(KEINE, _NEIN[ebene])
    if status.ueber is None:
        return Anzeige(EIGEN, name)
    return Anzeige(UEBER_VERBAND, _mit_verband(name, status.ueber.name))


def legende(ebene: str, zeilen: Iterable[Netzzeile]) -> list[Legendenzeile]:
    """Every class of the layer with its number of municipalities, the furthest first."""
    anzahl = Counter(anzeige(z, ebene).klasse for z in zeilen)
    if ebene == Ebene.STUFE:
        return [Legendenzeile(f"s{s.value}", str(s.label), anzahl[f"s{s.value}"]) for s in reversed(Stufe)]
    arten = [(EIGEN, str(Ebene(ebene).label)), (UEBER_VERBAND, "über einen Verband"), (KEINE, _NEIN[ebene])]
    return [Legendenzeile(k, text, anzahl[k]) for k, text in arten if k != UEBER_VERBAND or anzahl[k]]


def _mit_verband(text: str, verband: str) -> str:
    return f"{text}, über {verband}" if verband else text


_NEIN: dict[str, str] = {
    Ebene.BERATEN: "noch keine Beratung",
    Ebene.MODELLKOMMUNE: "keine Modellkommune",
    Ebene.ENG: "keine enge Zusammenarbeit",
    Ebene.KPR: "kein Präventionsrat",
    Ebene.VEREINBARUNG: "keine Vereinbarung",
    Ebene.COACHING: "kein Coaching",
    Ebene.ANALYSE: "keine Sicherheitsanalyse",
}
