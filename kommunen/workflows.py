from asskomm.core.workflow import Uebergang, Workflow, Zustand

from .enums import KPR_BESTEHEND, KprStatus

KPR = Workflow(
    name="Kommunaler Präventionsrat",
    start=KprStatus.GEPLANT,
    zustaende=(
        Zustand(KprStatus.GEPLANT, "geplant", "in Planung"),
        Zustand(KprStatus.KONSTITUIERT, "konstituiert", "konstituiert"),
        Zustand(KprStatus.REAKTIVIERT, "reaktiviert", "reaktiviert"),
        Zustand(KprStatus.RUHEND, "ruhend", "ruht"),
        Zustand(KprStatus.AUFGELOEST, "aufgelöst", "aufgelöst", ende=True),
    ),
    uebergaenge=(
        Uebergang(
            "konstituieren", frozenset({KprStatus.GEPLANT}), KprStatus.KONSTITUIERT,
            "Konstituierung eintragen", "kommunen.confirm_kpr",
        ),
        Uebergang(
            "reaktivieren", frozenset({KprStatus.GEPLANT, KprStatus.RUHEND}), KprStatus.REAKTIVIERT,
            "Reaktivierung eintragen", "kommunen.confirm_kpr",
        ),
        Uebergang(
            "ruhen", KPR_BESTEHEND, KprStatus.RUHEND,
            "Ruhen eintragen", "kommunen.confirm_kpr", grund_pflicht=True,
        ),
        Uebergang(
            "aufloesen", KPR_BESTEHEND | {KprStatus.RUHEND}, KprStatus.AUFGELOEST,
            "Auflösung eintragen", "kommunen.confirm_kpr", grund_pflicht=True,
        ),
        Uebergang(  # a wrong entry; only the undo of an import takes this step
            "verwerfen", frozenset(KprStatus) - {KprStatus.AUFGELOEST}, KprStatus.AUFGELOEST,
            "Als Fehleintrag verwerfen", "kommunen.confirm_kpr", grund_pflicht=True, knopf=False,
        ),
    ),
)  # fmt: skip
