"""What of this app can come in by a file."""

from asskomm.core.importarten import register_importart

from . import resources
from .bestandsimport import BestandResource
from .models import Uebernahme


def register_importe() -> None:
    register_importart(
        resources.CoachingResource,
        hinweise=(
            "Jede Zeile ist eine neue Anfrage. Wo schon ein Coaching läuft, bleibt es unverändert.",
            "Schritte werden von Hand eingetragen.",
        ),
    )
    register_importart(
        resources.AnalyseResource,
        hinweise=(
            "Jede Zeile ist ein neues Interesse. Eine Analyse gleichen Namens bleibt unverändert.",
            "Schritte werden von Hand eingetragen.",
        ),
    )
    register_importart(resources.AnalysemodulResource)
    register_importart(
        BestandResource,
        liste=Uebernahme,
        hinweise=(
            "Vereinbarungen aus der Zeit vor dem Portal mit ihren ursprünglichen Nummern und Tagen. Aus der Datei wird "
            "eine Übernahme; sie wird vorgelegt und von einer anderen Person der Leitung freigegeben. Vorher zählt "
            "nichts davon.",
        ),
    )
