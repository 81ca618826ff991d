"""A follow-up at many cases at once: the bulk action of the lists of the daily work."""

from asskomm.core.admin.aktionen import Fachaktion
from asskomm.core.admin.sammelaktionen import register_sammelaktion
from asskomm.core.services.wiedervorlage import ANLEGEN, create_wiedervorlage
from asskomm.core.wiedervorlageformulare import SammelForm
from kommunen.models import KommunalerPraeventionsrat, Kommune
from vereinbarungen.models import Coachingprozess, Sicherheitsanalyse, Vereinbarung

WIEDERVORLAGE = Fachaktion(
    name="wiedervorlage",
    label="Wiedervorlage anlegen",
    recht=ANLEGEN,
    dienst=create_wiedervorlage,
    formular=SammelForm,
    objektname="fall",
    einleitung="Jeder ausgewählte Eintrag erhält dieselbe Wiedervorlage.",
    erfolg="Die Wiedervorlage ist angelegt.",
)


def register_sammeln() -> None:
    for modell in (Kommune, KommunalerPraeventionsrat, Vereinbarung, Coachingprozess, Sicherheitsanalyse):
        register_sammelaktion(modell, WIEDERVORLAGE)
