"""The roles of the house: what each may do, in words. The rules of the apps refer to these names."""

from django.db import models


class Rolle(models.TextChoices):
    SACHBEARBEITUNG = "SB", "LPR Sachbearbeitung"
    LEITUNG = "LT", "LPR Leitung"
    HAUSHALT = "HH", "LPR Haushalt"
    LESEZUGRIFF = "LZ", "Lesezugriff (SMI, Rechnungshof)"
    ADMINISTRATION = "AD", "Fachadministration"


BEDEUTUNG: dict[str, str] = {
    Rolle.SACHBEARBEITUNG: (
        "Pflegt Register, Beratungen, Vereinbarungen, Coaching und Analysen, erfasst Unterschriften "
        "und bereitet Freigaben vor. Gibt nichts frei, was sie selbst vorgelegt hat."
    ),
    Rolle.LEITUNG: (
        "Darf alles, was die Sachbearbeitung darf, und gibt frei: Zahlenstände, Pressetexte, Übernahmen; "
        "annulliert Fehleinträge mit Begründung. Pflegt neben dem Haushalt Haushaltsansätze und Zuwendungen."
    ),
    Rolle.HAUSHALT: "Pflegt Haushaltsansätze und Zuwendungen; liest alles Übrige.",
    Rolle.LESEZUGRIFF: "Liest die Fachdaten, ändert nichts.",
    Rolle.ADMINISTRATION: "Verwaltet Konten und Rollen; sieht die Fachdaten, ändert sie nicht.",
}

LPR_ROLLEN: frozenset[str] = frozenset(Rolle)
SCHREIBENDE_ROLLEN: frozenset[str] = frozenset({Rolle.SACHBEARBEITUNG, Rolle.LEITUNG})
