"""The rules of counting: each figure once, its text for readers beside the spans that it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from asskomm.core.fakten import Spanne

from ..enums import Kennzahl
from .bestand import Wissen


@dataclass(frozen=True)
class Definition:
    """`text` says what counts, `stand` from when to when; `spannen` is None for the sum of money."""

    kennzahl: Kennzahl
    titel: str
    text: str
    spannen: Callable[[Wissen], list[Spanne]] | None
    zaehlt: str  # what one unit is, in the plural
    seit_jahresbeginn: bool = False

    @property
    def schluessel(self) -> str:
        return self.kennzahl.value

    @property
    def hat_zeilen(self) -> bool:
        """Counts rows; the sum of money has none."""
        return self.spannen is not None

    @property
    def titel_trennbar(self) -> str:
        """With soft hyphens, for narrow cards."""
        return self.titel.replace("Kooperationsv", "Kooperations\u00adv").replace("Sicherheitsa", "Sicherheits\u00ada")


def _ohne_landkreise(wissen: Wissen, spannen: list[Spanne]) -> list[Spanne]:
    return [s for s in spannen if not all(wissen.register[k].ist_landkreis for k in s.kommunen)]


def _nur_landkreise(wissen: Wissen, spannen: list[Spanne]) -> list[Spanne]:
    return [s for s in spannen if all(wissen.register[k].ist_landkreis for k in s.kommunen)]


def _analysen_kommunen(wissen: Wissen) -> list[Spanne]:
    return [
        Spanne(k, s.von, s.bis, (k,), s.genauigkeit)
        for s in wissen.analysen
        for k in s.kommunen
        if not wissen.register[k].ist_landkreis
    ]


def _kommunen_mit_vereinbarung(wissen: Wissen) -> list[Spanne]:
    return [Spanne(g.kommune, g.von, g.bis, (g.kommune,)) for g in wissen.gebunden]


_WIE_ERFASST = (
    "Gezählt wird die Körperschaft, wie sie erfasst ist: eine Gemeinde oder ein Verband, der selbst Partner ist, nie "
    "beide für denselben Sachverhalt. Landkreise zählen nicht mit."
)

DEFINITIONEN: dict[Kennzahl, Definition] = {
    d.kennzahl: d
    for d in (
        Definition(
            Kennzahl.BERATEN,
            "Beratene Kommunen",
            f"Kommunen, die der Landespräventionsrat bis zum Stichtag mindestens einmal beraten hat. {_WIE_ERFASST}",
            lambda w: _ohne_landkreise(w, w.beraten),
            "Kommunen",
        ),
        Definition(
            Kennzahl.ENG,
            "Kommunen in enger Zusammenarbeit",
            "Kommunen, mit denen ASSKomm am Stichtag eng zusammenarbeitet. Der Landespräventionsrat stellt das für "
            f"jede Kommune mit Anfang und Ende fest; es wird aus nichts anderem errechnet. {_WIE_ERFASST}",
            lambda w: _ohne_landkreise(w, w.eng),
            "Kommunen",
        ),
        Definition(
            Kennzahl.KPR,
            "Kommunale Präventionsräte",
            "Kommunen, deren Präventionsrat am Stichtag besteht: Er ist konstituiert oder nach einer Ruhezeit wieder "
            f"tätig. Geplante, ruhende und aufgelöste Räte zählen nicht. {_WIE_ERFASST}",
            lambda w: _ohne_landkreise(w, w.kpr),
            "Kommunen",
        ),
        Definition(
            Kennzahl.KPR_LANDKREISE,
            "Präventionsräte der Landkreise",
            "Landkreise, deren Präventionsrat am Stichtag konstituiert oder reaktiviert ist. Sie werden neben den "
            "Räten der Städte und Gemeinden gezählt.",
            lambda w: _nur_landkreise(w, w.kpr),
            "Landkreise",
        ),
        Definition(
            Kennzahl.VEREINBARUNGEN,
            "Kooperationsvereinbarungen",
            "Kooperationsvereinbarungen, die bis zum Stichtag (diesen eingeschlossen) in Kraft getreten sind, auch "
            "wenn sie inzwischen beendet sind. Eine gemeinsame Vereinbarung mehrerer Kommunen zählt einmal; "
            "Vorvereinbarungen und nichtige Fehleinträge zählen nicht.",
            lambda w: w.vereinbarungen,
            "Vereinbarungen",
        ),
        Definition(
            Kennzahl.VEREINBARUNGEN_IN_KRAFT,
            "Geltende Kooperationsvereinbarungen",
            "Kooperationsvereinbarungen, die am Stichtag in Kraft sind. Gekündigte und abgelaufene zählen vom Tag "
            "ihres Endes an nicht mehr.",
            lambda w: w.in_kraft,
            "Vereinbarungen",
        ),
        Definition(
            Kennzahl.KOMMUNEN_MIT_VEREINBARUNG,
            "Gemeinden mit geltender Vereinbarung",
            "Städte und Gemeinden, die am Stichtag durch eine geltende Kooperationsvereinbarung gebunden sind, "
            "selbst oder als Mitglied eines beteiligten Verbandes. Jede zählt einmal; Landkreise zählen nicht mit.",
            _kommunen_mit_vereinbarung,
            "Gemeinden",
        ),
        Definition(
            Kennzahl.COACHING,
            "Coaching-Prozesse",
            "Coaching-Prozesse, die bis zum Stichtag mit einer ersten Sitzung begonnen haben, auch wenn sie "
            "inzwischen ruhen oder abgeschlossen sind.",
            lambda w: w.coaching,
            "Prozesse",
        ),
        Definition(
            Kennzahl.ANALYSEN,
            "Sicherheitsanalysen",
            "Sicherheitsanalysen, deren Bericht bis zum Stichtag abgenommen ist. Eine Analyse für mehrere Kommunen "
            "zählt einmal.",
            lambda w: w.analysen,
            "Analysen",
        ),
        Definition(
            Kennzahl.ANALYSEN_KOMMUNEN,
            "Kommunen mit Sicherheitsanalyse",
            "Kommunen, für die bis zum Stichtag mindestens eine Sicherheitsanalyse abgenommen ist, jede einmal. "
            "Landkreise zählen nicht mit.",
            _analysen_kommunen,
            "Kommunen",
        ),
        Definition(
            Kennzahl.GEFOERDERT,
            "Geförderte Kommunen",
            "Kommunen, denen bis zum Stichtag eine Zuwendung für das Förderjahr des Stichtags bekannt gegeben "
            f"worden ist. Mit jedem neuen Jahr beginnt die Zählung von vorn. {_WIE_ERFASST}",
            lambda w: _ohne_landkreise(w, w.gefoerdert),
            "Kommunen",
            seit_jahresbeginn=True,
        ),
        Definition(
            Kennzahl.FOERDERMITTEL,
            "Fördermittel im Haushalt",
            "Haushaltsansatz des Freistaats für Zuwendungen nach der Richtlinie Kommunale Prävention in dem Jahr, "
            "in dem der Stichtag liegt, in Euro. Ohne Angabe, wenn für das Jahr kein Ansatz erfasst ist.",
            None,
            "Euro",
            seit_jahresbeginn=True,
        ),
    )
}


def spannen(kennzahl: Kennzahl, wissen: Wissen) -> list[Spanne]:
    """What the figure counts; empty for the sum of money."""
    definition = DEFINITIONEN[kennzahl]
    return definition.spannen(wissen) if definition.spannen else []


def wert_text(kennzahl: Kennzahl, wert: int | Decimal | None) -> str:
    """1.234, 1.100.000 €, or that nothing is on record."""
    if wert is None:
        return "keine Angabe"
    if kennzahl == Kennzahl.FOERDERMITTEL:
        euro = f"{wert:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
        return f"{euro.removesuffix(',00')}\u00a0€"
    return f"{wert:,}".replace(",", ".")
