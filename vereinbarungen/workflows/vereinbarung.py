"""States of an agreement (fachmodell 6.1)."""

from typing import Any

from asskomm.core.workflow import Uebergang, Workflow, Zustand

from ..enums import Gremiumsergebnis, Parteirolle, VereinbarungArt
from ..enums import VereinbarungStatus as S


def _hat_kommune(v: Any) -> str | None:
    return None if v.beteiligungen.exists() else "Es ist noch keine Kommune beteiligt."


def _hat_text(v: Any) -> str | None:
    return None if v.vertragstexte.exists() else "Es ist noch keine Textfassung hinterlegt."


def _beschluesse_liegen_vor(v: Any) -> str | None:
    """What was entered last counts: a council may decide again, and a slip is corrected by a new entry."""
    letzte = dict(v.gremienbeschluesse.order_by("pk").values_list("kommune_id", "ergebnis"))
    zugestimmt = [kommune for kommune, ergebnis in letzte.items() if ergebnis == Gremiumsergebnis.ZUGESTIMMT]
    offen = v.beteiligungen.exclude(kommune__in=zugestimmt).select_related("kommune").order_by("kommune__sortiername")
    namen = ", ".join(b.kommune.name_eindeutig for b in offen)
    return f"Der Gremienbeschluss fehlt noch für: {namen}." if namen else None


def _parteien_vollstaendig(v: Any) -> str | None:
    rollen = set(v.parteien.filter(erforderlich=True).values_list("rolle", flat=True))
    noetig = {Parteirolle.KOMMUNE, Parteirolle.LPR}
    if v.art == VereinbarungArt.KOOPERATIONSVEREINBARUNG:
        noetig.add(Parteirolle.POLIZEI)
    fehlend = ", ".join(str(Parteirolle(r).label) for r in sorted(noetig - rollen))
    return f"Als Vertragspartei fehlt noch: {fehlend}." if fehlend else None


def _unterzeichnende_benannt(v: Any) -> str | None:
    offen = v.parteien.filter(erforderlich=True, vorgesehen="").select_related("kommune", "polizeidirektion")
    namen = ", ".join(str(p) for p in offen)
    return f"Unter „Vertragsparteien“ fehlt noch, wer unterzeichnet für: {namen}." if namen else None


def _alle_unterschrieben(v: Any) -> str | None:
    offen = [str(p) for p in v.offene_parteien()]
    return f"Es fehlt noch die Unterschrift: {', '.join(offen)}." if offen else None


def _hat_unterschriften(v: Any) -> str | None:
    gueltige = v.parteien.filter(unterzeichnungen__isnull=False, unterzeichnungen__annulliert_zeitpunkt__isnull=True)
    return "Es sind schon Unterschriften erfasst; bitte erst annullieren." if gueltige.exists() else None


def _ist_vorvereinbarung(v: Any) -> str | None:
    return None if v.art == VereinbarungArt.VORVEREINBARUNG else "Nur eine Vorvereinbarung wird ersetzt."


_IN_ARBEIT = frozenset({S.ENTWURF, S.IN_ABSTIMMUNG, S.BESCHLUSS_AUSSTEHEND, S.ZEICHNUNGSREIF, S.IN_ZEICHNUNG})
_BESTAND = frozenset({S.IN_KRAFT, S.ERSETZT, S.GEKUENDIGT, S.ABGELAUFEN})
_WORK = "vereinbarungen.work_vereinbarung"

VEREINBARUNG = Workflow(
    name="Vereinbarung",
    start=S.ENTWURF,
    zustaende=(
        Zustand(S.ENTWURF, "Entwurf"),
        Zustand(S.IN_ABSTIMMUNG, "in Abstimmung"),
        Zustand(S.BESCHLUSS_AUSSTEHEND, "Beschluss steht aus"),
        Zustand(S.ZEICHNUNGSREIF, "zeichnungsreif"),
        Zustand(S.IN_ZEICHNUNG, "in Zeichnung"),
        Zustand(S.IN_KRAFT, "in Kraft", "in Kraft"),
        Zustand(S.ERSETZT, "durch Kooperationsvereinbarung ersetzt", "abgelöst", ende=True),
        Zustand(S.GEKUENDIGT, "gekündigt", "beendet", ende=True),
        Zustand(S.ABGELAUFEN, "abgelaufen", "beendet", ende=True),
        Zustand(S.ZURUECKGEZOGEN, "zurückgezogen", ende=True),
        Zustand(S.ANNULLIERT, "nichtig (Fehleintrag)", ende=True),
    ),
    uebergaenge=(
        Uebergang("abstimmen", frozenset({S.ENTWURF}), S.IN_ABSTIMMUNG, "In Abstimmung geben", _WORK,
                  (_hat_kommune, _hat_text)),
        Uebergang("ueberarbeiten", frozenset({S.IN_ABSTIMMUNG, S.BESCHLUSS_AUSSTEHEND, S.ZEICHNUNGSREIF}), S.ENTWURF,
                  "Zur Überarbeitung zurückholen", _WORK, grund_pflicht=True),
        Uebergang("beschluss_abwarten", frozenset({S.IN_ABSTIMMUNG}), S.BESCHLUSS_AUSSTEHEND,
                  "Auf Gremienbeschluss warten", _WORK),
        Uebergang("beschluss_liegt_vor", frozenset({S.BESCHLUSS_AUSSTEHEND}), S.ZEICHNUNGSREIF,
                  "Zeichnungsreif: Beschluss liegt vor", _WORK, (_beschluesse_liegen_vor,)),
        Uebergang("ohne_beschluss", frozenset({S.IN_ABSTIMMUNG}), S.ZEICHNUNGSREIF,
                  "Zeichnungsreif ohne Beschluss", "vereinbarungen.waive_beschluss", grund_pflicht=True,
                  vier_augen_zu="abstimmen"),
        Uebergang("zeichnung_beginnen", frozenset({S.ZEICHNUNGSREIF}), S.IN_ZEICHNUNG,
                  "Zeichnung beginnen", _WORK, (_parteien_vollstaendig, _unterzeichnende_benannt),
                  gegen_ruecknahme=(_hat_unterschriften,)),
        Uebergang("in_kraft_setzen", frozenset({S.IN_ZEICHNUNG}), S.IN_KRAFT, "In Kraft setzen",
                  "vereinbarungen.sign_vereinbarung", (_parteien_vollstaendig, _alle_unterschrieben),
                  knopf=False, zukunft=True, ordnet_vor=True),
        Uebergang("ersetzen", frozenset({S.IN_KRAFT}), S.ERSETZT, "Durch Kooperationsvereinbarung ersetzen",
                  "vereinbarungen.sign_vereinbarung", (_ist_vorvereinbarung,), knopf=False, zukunft=True),
        Uebergang("kuendigen", frozenset({S.IN_KRAFT}), S.GEKUENDIGT, "Kündigung eintragen",
                  "vereinbarungen.end_vereinbarung", grund_pflicht=True, zukunft=True),
        Uebergang("ablaufen", frozenset({S.IN_KRAFT}), S.ABGELAUFEN, "Ende der Laufzeit eintragen",
                  "vereinbarungen.end_vereinbarung"),
        Uebergang("zurueckziehen", _IN_ARBEIT, S.ZURUECKGEZOGEN, "Zurückziehen", _WORK, grund_pflicht=True),
        Uebergang("annullieren", _BESTAND, S.ANNULLIERT, "Fehleintrag annullieren",
                  "vereinbarungen.annul_vereinbarung", grund_pflicht=True, knopf=False, zukunft=True, ordnet_vor=True),
        Uebergang("berichtigen", frozenset({S.IN_KRAFT}), S.IN_KRAFT, "Tag des Inkrafttretens berichtigen",
                  "vereinbarungen.annul_vereinbarung", grund_pflicht=True, knopf=False, zukunft=True, ordnet_vor=True),
    ),
)  # fmt: skip
