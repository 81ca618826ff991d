"""The roles of the house: what each may do, in words (fachmodell 6, 6.6). The rules of the apps refer to them."""

from django.db import models


class Rolle(models.TextChoices):
    SACHBEARBEITUNG = "SB", "LPR Sachbearbeitung"
    LEITUNG = "LT", "LPR Leitung"
    HAUSHALT = "HH", "LPR Haushalt"
    ANORDNUNG = "AO", "LPR Anordnungsbefugnis"
    LESEZUGRIFF = "LZ", "Lesezugriff (SMI)"
    SYSTEMVERWALTUNG = "SV", "Systemverwaltung"
    PRUEFUNG = "PR", "Prüfung (Rechnungshof)"
    KOMMUNE_BEARBEITUNG = "KB", "Kommune Bearbeitung"
    KOMMUNE_ZEICHNUNG = "KZ", "Kommune Zeichnung"
    POLIZEI_BEARBEITUNG = "PB", "Polizei Bearbeitung"
    POLIZEI_ZEICHNUNG = "PZ", "Polizei Zeichnung"
    COACH = "CO", "Externer Coach"


class OrganisationArt(models.TextChoices):
    LPR = "LPR", "Landespräventionsrat"
    AUFSICHT = "AUFSICHT", "Aufsicht und Prüfung"
    KOMMUNE = "KOMMUNE", "Kommune"
    POLIZEI = "POLIZEI", "Polizeidirektion"
    TRAEGER = "TRAEGER", "Träger der Coachings"


class Pruefbereich(models.TextChoices):
    """What a Prüfung may be limited to."""

    REGISTER = "REGISTER", "Register und Beratungen"
    VEREINBARUNG = "VEREINBARUNG", "Vereinbarungen"
    BEGLEITUNG = "BEGLEITUNG", "Coaching und Analysen"
    FOERDERUNG = "FOERDERUNG", "Förderung und Haushalt"
    ZAHLEN = "ZAHLEN", "Kennzahlen und Veröffentlichungen"


BEDEUTUNG: dict[str, str] = {
    Rolle.SACHBEARBEITUNG: (
        "Pflegt Register, Beratungen, Vereinbarungen, Coaching und Analysen, erfasst Unterschriften "
        "und bereitet Freigaben vor. Gibt nichts frei, was sie selbst vorgelegt hat."
    ),
    Rolle.LEITUNG: (
        "Darf alles, was die Sachbearbeitung darf, und gibt frei: Zahlenstände, Pressetexte, Übernahmen; "
        "annulliert Fehleinträge mit Begründung. Pflegt neben dem Haushalt Haushaltsansätze und Zuwendungen. "
        "Bestätigt Rollen, Vertretungen und Mandate, die jemand anderes beantragt hat."
    ),
    Rolle.HAUSHALT: (
        "Pflegt Haushaltsansätze und Zuwendungen; liest Register, Vereinbarungen, Coaching, Analysen und Zahlen."
    ),
    Rolle.ANORDNUNG: (
        "Ordnet Auszahlungen an, wozu sie schriftlich ermächtigt ist (VwV zu § 70 SäHO); liest wie der Haushalt. "
        "Ordnet nie an, was sie selbst festgestellt hat, und nie in eigener Sache."
    ),
    Rolle.LESEZUGRIFF: "Liest die Fachdaten, ändert nichts. Vom Coaching sieht er nur die Zahlen.",
    Rolle.SYSTEMVERWALTUNG: (
        "Legt Konten an, beantragt Rollen und hält das Portal am Laufen; liest das Protokoll. Sieht keine Fachdaten, "
        "außer in der protokollierten Ansicht als eine andere Person, in der sich nichts ändern lässt."
    ),
    Rolle.PRUEFUNG: (
        "Liest für die Dauer und im Umfang ihres Prüfauftrags (§ 91 SäHO); jeder Zugriff wird protokolliert."
    ),
    Rolle.KOMMUNE_BEARBEITUNG: (
        "Bereitet für die eigene Kommune vor: Angaben, Anträge, Beschlüsse, Rückfragen; "
        "lädt Kolleginnen und Kollegen ein."
    ),
    Rolle.KOMMUNE_ZEICHNUNG: (
        "Zeichnet für die eigene Kommune (§ 60 SächsGemO) und bestätigt, wer für sie arbeitet. "
        "Zeichnet nicht, was sie selbst vorbereitet hat, es sei denn, die Kommune hat das schriftlich erklärt."
    ),
    Rolle.POLIZEI_BEARBEITUNG: "Sieht die Kommunen der eigenen Polizeidirektion, deren Vereinbarungen und Analysen.",
    Rolle.POLIZEI_ZEICHNUNG: "Zeichnet Vereinbarungen für die eigene Polizeidirektion und bestätigt deren Konten.",
    Rolle.COACH: "Sieht die Coachings, mit denen er oder sie beauftragt ist, und nichts darüber hinaus.",
}

LPR_ROLLEN: frozenset[str] = frozenset(
    {Rolle.SACHBEARBEITUNG, Rolle.LEITUNG, Rolle.HAUSHALT, Rolle.ANORDNUNG, Rolle.LESEZUGRIFF}
)
SCHREIBENDE_ROLLEN: frozenset[str] = frozenset({Rolle.SACHBEARBEITUNG, Rolle.LEITUNG})
KOMMUNE_ROLLEN: frozenset[str] = frozenset({Rolle.KOMMUNE_BEARBEITUNG, Rolle.KOMMUNE_ZEICHNUNG})
POLIZEI_ROLLEN: frozenset[str] = frozenset({Rolle.POLIZEI_BEARBEITUNG, Rolle.POLIZEI_ZEICHNUNG})
ZEICHNENDE_ROLLEN: frozenset[str] = frozenset({Rolle.KOMMUNE_ZEICHNUNG, Rolle.POLIZEI_ZEICHNUNG, Rolle.ANORDNUNG})
VERWALTUNG_ROLLEN: frozenset[str] = LPR_ROLLEN | {Rolle.SYSTEMVERWALTUNG, Rolle.PRUEFUNG}
PORTAL_ROLLEN: frozenset[str] = KOMMUNE_ROLLEN | POLIZEI_ROLLEN | {Rolle.COACH}
# BSI ORP.4.A23: who sees other people's data or signs proves more than a password.
ZWEITER_FAKTOR: frozenset[str] = VERWALTUNG_ROLLEN | ZEICHNENDE_ROLLEN
VERTRETBARE_ROLLEN: frozenset[str] = frozenset({Rolle.SACHBEARBEITUNG, Rolle.LEITUNG, Rolle.HAUSHALT, Rolle.ANORDNUNG})
BEFRISTETE_ROLLEN: frozenset[str] = frozenset({Rolle.PRUEFUNG})
SCHRIFTLICHE_ROLLEN: frozenset[str] = frozenset({Rolle.PRUEFUNG, Rolle.ANORDNUNG})

_ART: dict[str, str] = {
    **dict.fromkeys(LPR_ROLLEN | {Rolle.SYSTEMVERWALTUNG}, OrganisationArt.LPR),
    Rolle.LESEZUGRIFF: OrganisationArt.AUFSICHT,
    Rolle.PRUEFUNG: OrganisationArt.AUFSICHT,
    **dict.fromkeys(KOMMUNE_ROLLEN, OrganisationArt.KOMMUNE),
    **dict.fromkeys(POLIZEI_ROLLEN, OrganisationArt.POLIZEI),
    Rolle.COACH: OrganisationArt.TRAEGER,
}


def organisation_art(rolle: str) -> str:
    """The kind of body for which somebody with this role acts."""
    return _ART[rolle]


def find_rolle(text: str) -> str | None:
    """A role by its code, its name in the code or its label, in any case ("SB", "leitung", "LPR Haushalt")."""
    gesucht = text.strip().casefold()
    if gesucht in {"ad", "fachadministration"}:  # the name of this role until 2026
        return Rolle.SYSTEMVERWALTUNG.value
    for rolle in Rolle:
        if gesucht in {rolle.value.casefold(), rolle.name.casefold(), str(rolle.label).casefold()}:
            return rolle.value
    return None
