from django.db import models


class VereinbarungArt(models.TextChoices):
    VORVEREINBARUNG = "VOR", "Vorvereinbarung"
    KOOPERATIONSVEREINBARUNG = "KOOP", "Kooperationsvereinbarung"


class VereinbarungStatus(models.TextChoices):
    ENTWURF = "ENTWURF", "Entwurf"
    IN_ABSTIMMUNG = "IN_ABSTIMMUNG", "in Abstimmung"
    BESCHLUSS_AUSSTEHEND = "BESCHLUSS_AUSSTEHEND", "Beschluss steht aus"
    ZEICHNUNGSREIF = "ZEICHNUNGSREIF", "zeichnungsreif"
    IN_ZEICHNUNG = "IN_ZEICHNUNG", "in Zeichnung"
    IN_KRAFT = "IN_KRAFT", "in Kraft"
    ERSETZT = "ERSETZT", "ersetzt"
    GEKUENDIGT = "GEKUENDIGT", "gekündigt"
    ABGELAUFEN = "ABGELAUFEN", "abgelaufen"
    ZURUECKGEZOGEN = "ZURUECKGEZOGEN", "zurückgezogen"
    ANNULLIERT = "ANNULLIERT", "nichtig (Fehleintrag)"


VORBEREITUNG: frozenset[str] = frozenset(
    {
        VereinbarungStatus.ENTWURF,
        VereinbarungStatus.IN_ABSTIMMUNG,
        VereinbarungStatus.BESCHLUSS_AUSSTEHEND,
        VereinbarungStatus.ZEICHNUNGSREIF,
    }
)
VOR_INKRAFTTRETEN: frozenset[str] = VORBEREITUNG | {VereinbarungStatus.IN_ZEICHNUNG}
BESTAND: frozenset[str] = frozenset(
    {
        VereinbarungStatus.IN_KRAFT,
        VereinbarungStatus.ERSETZT,
        VereinbarungStatus.GEKUENDIGT,
        VereinbarungStatus.ABGELAUFEN,
    }
)
"""Ever in force and no wrong entry."""


class NummerHerkunft(models.TextChoices):
    OHNE = "OHNE", "ohne Nummer"
    VERGEBEN = "VERGEBEN", "vom Portal vergeben"
    UEBERNOMMEN = "UEBERNOMMEN", "aus dem Bestand übernommen"
    NICHT_UEBERLIEFERT = "NICHT_UEBERLIEFERT", "nicht überliefert"
    FIKTIV = "FIKTIV", "fiktiv (Demodaten)"


class Parteirolle(models.TextChoices):
    KOMMUNE = "KOMMUNE", "Kommune"
    POLIZEI = "POLIZEI", "Polizeidirektion"
    LPR = "LPR", "Landespräventionsrat"


class Zeichnungsform(models.TextChoices):
    PAPIER = "PAPIER", "auf Papier"
    VIDEO = "VIDEO", "per Videokonferenz"
    ELEKTRONISCH = "ELEKTRONISCH", "elektronisch signiert"
    UNBEKANNT = "UNBEKANNT", "nicht überliefert"


class CoachingStatus(models.TextChoices):
    ANGEFRAGT = "ANGEFRAGT", "angefragt"
    GENEHMIGT = "GENEHMIGT", "genehmigt"
    COACH_VERMITTELT = "COACH_VERMITTELT", "Coach vermittelt"
    AUFTRAG_GEKLAERT = "AUFTRAG_GEKLAERT", "Auftrag geklärt"
    AKTIV = "AKTIV", "aktiv"
    PAUSIERT = "PAUSIERT", "pausiert"
    ABGESCHLOSSEN = "ABGESCHLOSSEN", "abgeschlossen"
    ABGEBROCHEN = "ABGEBROCHEN", "abgebrochen"


COACHING_BEENDET: frozenset[str] = frozenset({CoachingStatus.ABGESCHLOSSEN, CoachingStatus.ABGEBROCHEN})


class Analyseformat(models.TextChoices):
    VOLLANALYSE = "VOLLANALYSE", "Vollanalyse"
    MODULAR = "MODULAR", "modulare Analyse"


class AnalyseStatus(models.TextChoices):
    INTERESSE = "INTERESSE", "Interesse bekundet"
    AUSGEWAEHLT = "AUSGEWAEHLT", "ausgewählt"
    KICKOFF = "KICKOFF", "Auftakt"
    DATENERHEBUNG = "DATENERHEBUNG", "Datenerhebung"
    BEFRAGUNG_LAEUFT = "BEFRAGUNG_LAEUFT", "Befragung läuft"
    AUSWERTUNG = "AUSWERTUNG", "Auswertung"
    BERICHTSENTWURF = "BERICHTSENTWURF", "Berichtsentwurf"
    ABGENOMMEN = "ABGENOMMEN", "abgenommen"
    PRAESENTIERT = "PRAESENTIERT", "präsentiert"
    IN_STRATEGIE_UEBERFUEHRT = "IN_STRATEGIE", "in Strategie überführt"
    ABGEBROCHEN = "ABGEBROCHEN", "abgebrochen"


ANALYSE_DURCHGEFUEHRT: frozenset[str] = frozenset(
    {AnalyseStatus.ABGENOMMEN, AnalyseStatus.PRAESENTIERT, AnalyseStatus.IN_STRATEGIE_UEBERFUEHRT}
)
"""Accepted or later: "durchgeführt" (fachmodell 6.3)."""


class Gremiumsergebnis(models.TextChoices):
    ZUGESTIMMT = "ZUGESTIMMT", "zugestimmt"
    ABGELEHNT = "ABGELEHNT", "abgelehnt"
    VERTAGT = "VERTAGT", "vertagt"


class UebernahmeStatus(models.TextChoices):
    ENTWURF = "ENTWURF", "Entwurf"
    VORGELEGT = "VORGELEGT", "zur Freigabe vorgelegt"
    FREIGEGEBEN = "FREIGEGEBEN", "freigegeben und übernommen"
    ABGELEHNT = "ABGELEHNT", "abgelehnt"
