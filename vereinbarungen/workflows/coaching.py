"""States of a coaching process (fachmodell 6.2); sessions and assignments follow with their full working life."""

from typing import Any

from asskomm.core.workflow import Uebergang, Workflow, Zustand

from ..enums import COACHING_BEENDET
from ..enums import CoachingStatus as S

_RECHT = "vereinbarungen.work_coaching"
_LAUFEND = frozenset({S.ANGEFRAGT, S.GENEHMIGT, S.COACH_VERMITTELT, S.AUFTRAG_GEKLAERT, S.AKTIV, S.PAUSIERT})


def _kein_anderes_laeuft(prozess: Any) -> str | None:
    """A Kommune has one running process at most; a constraint of the model guards it too."""
    andere = type(prozess).objects.filter(kommune=prozess.kommune_id).exclude(pk=prozess.pk)
    if andere.exclude(status__in=COACHING_BEENDET).exists():
        return f"Für {prozess.kommune} gibt es schon einen laufenden Coachingprozess."
    return None


COACHING = Workflow(
    name="Coaching",
    start=S.ANGEFRAGT,
    zustaende=(
        Zustand(S.ANGEFRAGT, "angefragt"),
        Zustand(S.GENEHMIGT, "genehmigt"),
        Zustand(S.COACH_VERMITTELT, "Coach vermittelt"),
        Zustand(S.AUFTRAG_GEKLAERT, "Auftrag geklärt"),
        Zustand(S.AKTIV, "aktiv", "läuft"),
        Zustand(S.PAUSIERT, "pausiert", "läuft"),
        Zustand(S.ABGESCHLOSSEN, "abgeschlossen", "abgeschlossen"),
        Zustand(S.ABGEBROCHEN, "abgebrochen", ende=True),
    ),
    uebergaenge=(
        Uebergang("genehmigen", frozenset({S.ANGEFRAGT}), S.GENEHMIGT, "Genehmigen", _RECHT,
                   entscheidend=True),
        Uebergang("vermitteln", frozenset({S.GENEHMIGT}), S.COACH_VERMITTELT, "Coach vermittelt", _RECHT),
        Uebergang("auftrag_klaeren", frozenset({S.COACH_VERMITTELT}), S.AUFTRAG_GEKLAERT, "Auftrag geklärt", _RECHT),
        Uebergang("beginnen", frozenset({S.AUFTRAG_GEKLAERT}), S.AKTIV, "Erste Sitzung eintragen", _RECHT),
        Uebergang("pausieren", frozenset({S.AKTIV}), S.PAUSIERT, "Pausieren", _RECHT, grund_pflicht=True),
        Uebergang("fortsetzen", frozenset({S.PAUSIERT}), S.AKTIV, "Fortsetzen", _RECHT),
        Uebergang("abschliessen", frozenset({S.AKTIV, S.PAUSIERT}), S.ABGESCHLOSSEN, "Abschließen", _RECHT,
                  grund_pflicht=True, gegen_ruecknahme=(_kein_anderes_laeuft,)),
        Uebergang("wiederaufnehmen", frozenset({S.ABGESCHLOSSEN}), S.AKTIV, "Wiederaufnehmen", _RECHT,
                  (_kein_anderes_laeuft,), grund_pflicht=True),
        Uebergang("abbrechen", _LAUFEND, S.ABGEBROCHEN, "Abbrechen", _RECHT, grund_pflicht=True,
                  gegen_ruecknahme=(_kein_anderes_laeuft,)),
    ),
)  # fmt: skip
