from django.db import models


class Kennzahl(models.TextChoices):
    """The figures; the keys are the JSON keys of `kennzahlen` (schnittstellen.md)."""

    BERATEN = "beraten", "Kommunen beraten"
    ENG = "eng", "arbeiten eng zusammen"
    KPR = "kpr", "Kommunale Präventionsräte"
    KPR_LANDKREISE = "kpr_landkreise", "Präventionsräte der Landkreise"
    VEREINBARUNGEN = "vereinbarungen", "Kooperationsvereinbarungen"
    VEREINBARUNGEN_IN_KRAFT = "vereinbarungen_in_kraft", "davon in Kraft"
    KOMMUNEN_MIT_VEREINBARUNG = "kommunen_mit_vereinbarung", "Kommunen mit Vereinbarung"
    COACHING = "coaching", "Coaching-Prozesse"
    ANALYSEN = "analysen", "Sicherheitsanalysen"
    ANALYSEN_KOMMUNEN = "analysen_kommunen", "Kommunen mit Sicherheitsanalyse"
    GEFOERDERT = "gefoerdert", "geförderte Kommunen"
    FOERDERMITTEL = "foerdermittel", "Fördermittel"


class Gliederung(models.TextChoices):
    """By what the figures are broken down; the values are those of `kennzahlen --nach`."""

    LANDKREIS = "landkreis", "Landkreis"
    POLIZEIDIREKTION = "polizeidirektion", "Polizeidirektion"
    ART = "art", "Art der Kommune"
    GROESSE = "groesse", "Größenklasse"


class PresseStatus(models.TextChoices):
    ENTWURF = "ENTWURF", "Entwurf"
    VORGELEGT = "VORGELEGT", "zur Freigabe vorgelegt"
    FREIGEGEBEN = "FREIGEGEBEN", "freigegeben"
    ZURUECKGEZOGEN = "ZURUECKGEZOGEN", "zurückgezogen"


class Inhaltsart(models.TextChoices):
    """What editors write without a new version of the program."""

    SEITENTEXT = "SEITENTEXT", "Text einer Seite"
    NACHRICHT = "NACHRICHT", "Nachricht"
    PRAXISBEISPIEL = "PRAXISBEISPIEL", "Praxisbeispiel"
    VORLAGE = "VORLAGE", "Vorlage zum Herunterladen"


class InhaltStatus(models.TextChoices):
    """Of the latest version; what the public sees is the latest released one."""

    ENTWURF = "ENTWURF", "in Arbeit"
    VORGELEGT = "VORGELEGT", "zur Freigabe vorgelegt"
    FREIGEGEBEN = "FREIGEGEBEN", "freigegeben"
    ZURUECKGEZOGEN = "ZURUECKGEZOGEN", "zurückgezogen"


class MeilensteinRegel(models.TextChoices):
    VEREINBARUNG = "VEREINBARUNG", "n-te Kooperationsvereinbarung"
    BERATEN = "BERATEN", "n-te beratene Kommune"
    KPR = "KPR", "n-ter Kommunaler Präventionsrat"
    ANALYSE = "ANALYSE", "n-te Sicherheitsanalyse"
    LANDKREIS = "LANDKREIS", "n-ter Landkreis mit Vereinbarung"


class Stufe(models.IntegerChoices):
    """The ladder of the network: the furthest step of a municipality on a day."""

    NOCH_NICHT = 0, "noch nicht"
    BERATEN = 1, "beraten"
    ENG = 2, "enge Zusammenarbeit"
    VEREINBARUNG = 3, "Vereinbarung"
    VEREINBARUNG_UND_ANALYSE = 4, "Vereinbarung und Analyse"


class Ebene(models.TextChoices):
    """Layers of the map. The first one is the ladder, each other one fact."""

    STUFE = "stufe", "Stand der Zusammenarbeit"
    BERATEN = "beraten", "Beratung"
    MODELLKOMMUNE = "modellkommune", "Modellkommune"
    ENG = "eng", "enge Zusammenarbeit"
    KPR = "kpr", "Kommunaler Präventionsrat"
    VEREINBARUNG = "vereinbarung", "Kooperationsvereinbarung"
    COACHING = "coaching", "Coaching"
    ANALYSE = "analyse", "Sicherheitsanalyse"
