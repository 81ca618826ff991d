"""Press texts and editorial texts: one person writes and submits, Leitung (another person) releases."""

from asskomm.core.workflow import Uebergang, Workflow, Zustand

from .enums import InhaltStatus as I
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

_INHALT_SCHREIBEN, _INHALT_FREIGEBEN = "portal.write_inhalt", "portal.release_inhalt"
INHALT = Workflow(
    name="Inhalt",
    start=I.ENTWURF,
    zustaende=(
        Zustand(I.ENTWURF, "in Arbeit"),
        Zustand(I.VORGELEGT, "zur Freigabe vorgelegt"),
        Zustand(I.FREIGEGEBEN, "freigegeben", "veröffentlicht"),
        Zustand(I.ZURUECKGEZOGEN, "zurückgezogen"),
    ),
    uebergaenge=(
        Uebergang("vorlegen", frozenset({I.ENTWURF}), I.VORGELEGT, "Zur Freigabe vorlegen",
                  _INHALT_SCHREIBEN, frage_tag=False),
        Uebergang("ueberarbeiten", frozenset({I.VORGELEGT}), I.ENTWURF, "Zur Überarbeitung zurückgeben",
                  _INHALT_SCHREIBEN, grund_pflicht=True, frage_tag=False),
        Uebergang("freigeben", frozenset({I.VORGELEGT}), I.FREIGEGEBEN, "Freigeben",
                  _INHALT_FREIGEBEN, vier_augen_zu="vorlegen", frage_tag=False),
        # What is public stays so until the new version is released.
        Uebergang("neu_fassen", frozenset({I.FREIGEGEBEN, I.ZURUECKGEZOGEN}), I.ENTWURF, "Neue Fassung beginnen",
                  _INHALT_SCHREIBEN, frage_tag=False),
        Uebergang("zurueckziehen", frozenset({I.ENTWURF, I.VORGELEGT, I.FREIGEGEBEN}), I.ZURUECKGEZOGEN,
                  "Zurückziehen", _INHALT_FREIGEBEN, grund_pflicht=True, frage_tag=False),
    ),
)  # fmt: skip
