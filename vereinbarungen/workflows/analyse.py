"""States of a security analysis (fachmodell 6.3); parallel parts are milestones within a state."""

from asskomm.core.workflow import Uebergang, Workflow, Zustand

from ..enums import AnalyseStatus as S

_RECHT = "vereinbarungen.work_analyse"
_LEITUNG = "vereinbarungen.select_analyse"
_LAUFEND = frozenset(
    {
        S.INTERESSE,
        S.AUSGEWAEHLT,
        S.KICKOFF,
        S.DATENERHEBUNG,
        S.BEFRAGUNG_LAEUFT,
        S.AUSWERTUNG,
        S.BERICHTSENTWURF,
    }
)

ANALYSE = Workflow(
    name="Sicherheitsanalyse",
    start=S.INTERESSE,
    zustaende=(
        Zustand(S.INTERESSE, "Interesse bekundet"),
        Zustand(S.AUSGEWAEHLT, "ausgewählt"),
        Zustand(S.KICKOFF, "Auftakt", "läuft"),
        Zustand(S.DATENERHEBUNG, "Datenerhebung", "läuft"),
        Zustand(S.BEFRAGUNG_LAEUFT, "Befragung läuft", "läuft"),
        Zustand(S.AUSWERTUNG, "Auswertung", "läuft"),
        Zustand(S.BERICHTSENTWURF, "Berichtsentwurf", "läuft"),
        Zustand(S.ABGENOMMEN, "abgenommen", "durchgeführt"),
        Zustand(S.PRAESENTIERT, "präsentiert", "durchgeführt"),
        Zustand(S.IN_STRATEGIE_UEBERFUEHRT, "in Strategie überführt", "durchgeführt", ende=True),
        Zustand(S.ABGEBROCHEN, "abgebrochen", ende=True),
    ),
    uebergaenge=(
        Uebergang("auswaehlen", frozenset({S.INTERESSE}), S.AUSGEWAEHLT, "Auswählen", _LEITUNG),
        Uebergang("beginnen", frozenset({S.AUSGEWAEHLT}), S.KICKOFF, "Auftakt eintragen", _RECHT),
        Uebergang("erheben", frozenset({S.KICKOFF}), S.DATENERHEBUNG, "Datenerhebung beginnt", _RECHT),
        Uebergang("befragen", frozenset({S.DATENERHEBUNG}), S.BEFRAGUNG_LAEUFT, "Befragung beginnt", _RECHT),
        Uebergang("auswerten", frozenset({S.DATENERHEBUNG, S.BEFRAGUNG_LAEUFT}), S.AUSWERTUNG,
                  "Auswertung beginnt", _RECHT),
        Uebergang("entwurf_vorlegen", frozenset({S.AUSWERTUNG}), S.BERICHTSENTWURF,
                  "Berichtsentwurf liegt vor", _RECHT),
        Uebergang("abnehmen", frozenset({S.BERICHTSENTWURF}), S.ABGENOMMEN, "Abnehmen", _LEITUNG,
                  vier_augen_zu="entwurf_vorlegen"),
        Uebergang("praesentieren", frozenset({S.ABGENOMMEN}), S.PRAESENTIERT, "Präsentation eintragen", _RECHT),
        Uebergang("ueberfuehren", frozenset({S.ABGENOMMEN, S.PRAESENTIERT}), S.IN_STRATEGIE_UEBERFUEHRT,
                  "In Strategie überführt", _RECHT),
        Uebergang("abbrechen", _LAUFEND, S.ABGEBROCHEN, "Abbrechen", _RECHT, grund_pflicht=True),
    ),
)  # fmt: skip
