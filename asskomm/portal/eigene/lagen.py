"""Whose turn it is in each state of a case, in words for the parties: data only (fachmodell 6.1 to 6.4).

The parties read what is to be done, by whom, and what follows. Grounds, notes and names of the LPR stay inside.
"""

from dataclasses import dataclass

from kommunen.enums import KprStatus
from vereinbarungen.enums import AnalyseStatus, CoachingStatus, VereinbarungStatus

KOMMUNE, POLIZEI, LPR, COACH, AUFTRAGNEHMER = "Kommune", "Polizeidirektion", "Landespräventionsrat", "Coach", "Institut"

BEI = {
    KOMMUNE: "bei der Kommune",
    POLIZEI: "bei der Polizeidirektion",
    LPR: "beim Landespräventionsrat",
    COACH: "beim Coach",
    AUFTRAGNEHMER: "beim Institut",
}


@dataclass(frozen=True)
class Lage:
    wort: str  # the state in the words of the parties
    bei: tuple[str, ...] = ()  # nobody = nothing is to be done
    was: str = ""
    danach: str = ""
    art: str = "info"  # of the badge
    ende: bool = False


_V, _C, _A, _K = VereinbarungStatus, CoachingStatus, AnalyseStatus, KprStatus

VEREINBARUNG: dict[str, Lage] = {
    _V.ENTWURF: Lage("in Vorbereitung", (LPR,), "Der Landespräventionsrat bereitet den Text vor."),
    _V.IN_ABSTIMMUNG: Lage(
        "in Abstimmung",
        (KOMMUNE, POLIZEI, LPR),
        "Der Text wird abgestimmt.",
        "Beschluss des Gremiums oder Zeichnung",
    ),
    _V.BESCHLUSS_AUSSTEHEND: Lage(
        "Beschluss steht aus",
        (KOMMUNE,),
        "Das Gremium der Kommune entscheidet über den Beitritt.",
        "Unterzeichnung",
        art="warnung",
    ),
    _V.ZEICHNUNGSREIF: Lage(
        "zeichnungsreif",
        (LPR,),
        "Der Landespräventionsrat bereitet die Unterzeichnung vor.",
        "Unterzeichnung",
    ),
    _V.IN_ZEICHNUNG: Lage(
        "in Zeichnung",
        (KOMMUNE, POLIZEI, LPR),
        "Unterschriften stehen aus.",
        "Die Vereinbarung tritt mit der letzten Unterschrift in Kraft",
        art="warnung",
    ),
    _V.IN_KRAFT: Lage("in Kraft", art="erfolg"),
    _V.ERSETZT: Lage(
        "abgelöst", was="Eine Kooperationsvereinbarung ist an ihre Stelle getreten.", art="neutral", ende=True
    ),
    _V.GEKUENDIGT: Lage("gekündigt", art="neutral", ende=True),
    _V.ABGELAUFEN: Lage("abgelaufen", art="neutral", ende=True),
    _V.ZURUECKGEZOGEN: Lage("zurückgezogen", art="neutral", ende=True),
    _V.ANNULLIERT: Lage("nichtig", art="neutral", ende=True),
}

COACHING: dict[str, Lage] = {
    _C.ANGEFRAGT: Lage(
        "angefragt", (LPR,), "Der Landespräventionsrat entscheidet über die Anfrage.", "Ein Coach wird vermittelt"
    ),
    _C.GENEHMIGT: Lage("genehmigt", (LPR,), "Es wird ein Coach vermittelt.", "Auftrag klären"),
    _C.COACH_VERMITTELT: Lage(
        "Coach vermittelt",
        (KOMMUNE, COACH, LPR),
        "Ziele und Ablauf des Coachings werden geklärt.",
        "Erste Sitzung",
    ),
    _C.AUFTRAG_GEKLAERT: Lage(
        "Auftrag geklärt", (KOMMUNE, COACH), "Die erste Sitzung wird vereinbart.", "Das Coaching läuft"
    ),
    _C.AKTIV: Lage("läuft", was="Kommune und Coach arbeiten zusammen.", art="erfolg"),
    _C.PAUSIERT: Lage("pausiert", (KOMMUNE, LPR), "Das Coaching ruht und kann fortgesetzt werden.", art="warnung"),
    _C.ABGESCHLOSSEN: Lage("abgeschlossen", was="Eine Wiederaufnahme ist möglich.", art="neutral", ende=True),
    _C.ABGEBROCHEN: Lage("beendet", art="neutral", ende=True),
}

ANALYSE: dict[str, Lage] = {
    _A.INTERESSE: Lage("Interesse bekundet", (LPR,), "Der Landespräventionsrat wählt aus.", "Auftakt"),
    _A.AUSGEWAEHLT: Lage("ausgewählt", (LPR,), "Der Auftakt wird vorbereitet.", "Auftakt vor Ort"),
    _A.KICKOFF: Lage("Auftakt", (KOMMUNE, AUFTRAGNEHMER), "Die Erhebung der Daten wird vorbereitet.", "Datenerhebung"),
    _A.DATENERHEBUNG: Lage(
        "Datenerhebung",
        (KOMMUNE, POLIZEI),
        "Kommune und Polizei liefern die Daten für das Gebietsprofil unmittelbar an das Institut.",
        "Befragung",
    ),
    _A.BEFRAGUNG_LAEUFT: Lage(
        "Befragung läuft", (AUFTRAGNEHMER,), "Einwohnerinnen und Einwohner werden befragt.", "Auswertung"
    ),
    _A.AUSWERTUNG: Lage("Auswertung", (AUFTRAGNEHMER,), "Das Institut wertet die Ergebnisse aus.", "Berichtsentwurf"),
    _A.BERICHTSENTWURF: Lage("Berichtsentwurf", (LPR,), "Der Entwurf wird geprüft und abgenommen.", "Präsentation"),
    _A.ABGENOMMEN: Lage(
        "abgenommen", (KOMMUNE, LPR), "Die Präsentation der Ergebnisse wird vereinbart.", "Präsentation", art="erfolg"
    ),
    _A.PRAESENTIERT: Lage(
        "präsentiert",
        (KOMMUNE,),
        "Die Empfehlungen werden zu einer Präventionsstrategie.",
        art="erfolg",
    ),
    _A.IN_STRATEGIE_UEBERFUEHRT: Lage("in Strategie überführt", art="erfolg", ende=True),
    _A.ABGEBROCHEN: Lage("abgebrochen", art="neutral", ende=True),
}

KPR: dict[str, Lage] = {
    _K.GEPLANT: Lage(
        "in Planung", (KOMMUNE,), "Die Kommune bereitet die Konstituierung vor.", "Konstituierende Sitzung"
    ),
    _K.KONSTITUIERT: Lage("konstituiert", art="erfolg"),
    _K.REAKTIVIERT: Lage("reaktiviert", art="erfolg"),
    _K.RUHEND: Lage("ruht", (KOMMUNE,), "Der Präventionsrat kann wieder aufgenommen werden.", art="warnung"),
    _K.AUFGELOEST: Lage("aufgelöst", art="neutral", ende=True),
}
