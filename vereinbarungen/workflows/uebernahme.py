"""Takeover of existing stock: one person submits, another approves."""

from typing import Any

from asskomm.core.workflow import Uebergang, Workflow, Zustand

from ..enums import UebernahmeStatus as S


def _hat_zeilen(uebernahme: Any) -> str | None:
    return None if uebernahme.zeilen.exists() else "Die Datei enthält keine Zeilen."


UEBERNAHME = Workflow(
    name="Übernahme",
    start=S.ENTWURF,
    zustaende=(
        Zustand(S.ENTWURF, "Entwurf"),
        Zustand(S.VORGELEGT, "zur Freigabe vorgelegt"),
        Zustand(S.FREIGEGEBEN, "freigegeben und übernommen", ende=True),
        Zustand(S.ABGELEHNT, "abgelehnt", ende=True),
    ),
    uebergaenge=(
        Uebergang("vorlegen", frozenset({S.ENTWURF}), S.VORGELEGT, "Zur Freigabe vorlegen",
                  "vereinbarungen.submit_uebernahme", (_hat_zeilen,), knopf=False, frage_tag=False),
        Uebergang("freigeben", frozenset({S.VORGELEGT}), S.FREIGEGEBEN, "Freigeben und übernehmen",
                  "vereinbarungen.approve_uebernahme", vier_augen_zu="vorlegen", knopf=False, frage_tag=False),
        Uebergang("ablehnen", frozenset({S.ENTWURF, S.VORGELEGT}), S.ABGELEHNT, "Ablehnen",
                  "vereinbarungen.submit_uebernahme", grund_pflicht=True, frage_tag=False),
    ),
)  # fmt: skip
