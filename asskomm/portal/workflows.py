"""Press texts: one person writes and submits, Leitung (another person) releases."""

from asskomm.core.workflow import Uebergang, Workflow, Zustand

from .enums import PresseStatus as S

PRESSE = Workflow(
    name="Medieninformation",
    start=S.ENTWURF,
    zustaende=(
        Zustand(S.ENTWURF, "Entwurf"),
        Zustand(S.VORGELEGT, "zur Freigabe vorgelegt"),
        Zustand(S.FREIGEGEBEN, "freigegeben", "veröffentlicht"),
        Zustand(S.ZURUECKGEZOGEN, "zurückgezogen"),
    ),
    uebergaenge=(
        Uebergang("vorlegen", frozenset({S.ENTWURF}), S.VORGELEGT, "Zur Freigabe vorlegen",
                  "portal.write_medieninformation", frage_tag=False),
        Uebergang("ueberarbeiten", frozenset({S.VORGELEGT}), S.ENTWURF, "Zur Überarbeitung zurückgeben",
                  "portal.write_medieninformation", grund_pflicht=True, frage_tag=False),
        Uebergang("freigeben", frozenset({S.VORGELEGT}), S.FREIGEGEBEN, "Freigeben",
                  "portal.release_medieninformation", vier_augen_zu="vorlegen", knopf=False, frage_tag=False),
        Uebergang("zurueckziehen", frozenset({S.ENTWURF, S.VORGELEGT, S.FREIGEGEBEN}), S.ZURUECKGEZOGEN,
                  "Zurückziehen", "portal.release_medieninformation", grund_pflicht=True, frage_tag=False),
        Uebergang("neu_fassen", frozenset({S.ZURUECKGEZOGEN}), S.ENTWURF, "Neu fassen",
                  "portal.write_medieninformation", grund_pflicht=True, frage_tag=False),
    ),
)  # fmt: skip
