"""Who reads a Mitteilung, and for whom somebody writes one."""

from django.db import models


class Leserkreis(models.TextChoices):
    INTERN = "INTERN", "nur Landespräventionsrat"
    KOMMUNE = "KOMMUNE", "Landespräventionsrat und Kommune"
    POLIZEI = "POLIZEI", "Landespräventionsrat und Polizei"
    ALLE = "ALLE", "Landespräventionsrat, Kommune und Polizei"


KREISE_KOMMUNE: frozenset[str] = frozenset({Leserkreis.KOMMUNE, Leserkreis.ALLE})
KREISE_POLIZEI: frozenset[str] = frozenset({Leserkreis.POLIZEI, Leserkreis.ALLE})
KREISE_LPR: frozenset[str] = frozenset(Leserkreis.values)


class Seite(models.TextChoices):
    """For whom the author has written."""

    LPR = "LPR", "Landespräventionsrat"
    KOMMUNE = "KOMMUNE", "Kommune"
    POLIZEI = "POLIZEI", "Polizei"
