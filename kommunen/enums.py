from django.db import models


class KommuneArt(models.TextChoices):
    GEMEINDE = "GEMEINDE", "Gemeinde"
    STADT = "STADT", "Stadt"
    GROSSE_KREISSTADT = "GROSSE_KREISSTADT", "Große Kreisstadt"
    KREISFREIE_STADT = "KREISFREIE_STADT", "kreisfreie Stadt"
    LANDKREIS = "LANDKREIS", "Landkreis"
    VERWALTUNGSVERBAND = "VERWALTUNGSVERBAND", "Verwaltungsverband"
    VERWALTUNGSGEMEINSCHAFT = "VERWALTUNGSGEMEINSCHAFT", "Verwaltungsgemeinschaft"
    VERBUND = "VERBUND", "Verbund"


GEMEINDE_ARTEN: frozenset[str] = frozenset(
    {KommuneArt.GEMEINDE, KommuneArt.STADT, KommuneArt.GROSSE_KREISSTADT, KommuneArt.KREISFREIE_STADT}
)
"""The four kinds of municipality: the 418 of the register."""

VERBAND_ARTEN: frozenset[str] = frozenset(
    {KommuneArt.VERWALTUNGSVERBAND, KommuneArt.VERWALTUNGSGEMEINSCHAFT, KommuneArt.VERBUND}
)


class Groessenklasse(models.TextChoices):
    """Size classes by population, each from its lower limit (inhabitants) up to the next one's."""

    UNTER_2000 = "0", "unter 2.000"
    AB_2000 = "2000", "2.000 bis 4.999"
    AB_5000 = "5000", "5.000 bis 9.999"
    AB_10000 = "10000", "10.000 bis 19.999"
    AB_20000 = "20000", "20.000 bis 49.999"
    AB_50000 = "50000", "50.000 bis 99.999"
    AB_100000 = "100000", "ab 100.000"

    @classmethod
    def zu(cls, einwohner: int | None) -> "Groessenklasse | None":
        if einwohner is None:
            return None
        return max((k for k in cls if int(k.value) <= einwohner), key=lambda k: int(k.value))


class KprStatus(models.TextChoices):
    GEPLANT = "GEPLANT", "geplant"
    KONSTITUIERT = "KONSTITUIERT", "konstituiert"
    REAKTIVIERT = "REAKTIVIERT", "reaktiviert"
    RUHEND = "RUHEND", "ruhend"
    AUFGELOEST = "AUFGELOEST", "aufgelöst"


KPR_BESTEHEND: frozenset[str] = frozenset({KprStatus.KONSTITUIERT, KprStatus.REAKTIVIERT})


class Kontaktart(models.TextChoices):
    GESPRAECH = "GESPRAECH", "Gespräch vor Ort"
    TELEFON = "TELEFON", "Telefon"
    VIDEO = "VIDEO", "Videokonferenz"
    VERANSTALTUNG = "VERANSTALTUNG", "Veranstaltung"
    SCHRIFTLICH = "SCHRIFTLICH", "schriftlich"
    UNBEKANNT = "UNBEKANNT", "nicht überliefert"
