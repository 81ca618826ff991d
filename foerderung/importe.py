"""What of this app can come in by a file."""

from asskomm.core.importarten import register_importart

from .resources import ZuwendungResource


def register_importe() -> None:
    register_importart(
        ZuwendungResource,
        hinweise=(
            "Bewilligte Zuwendungen aus der Zeit vor dem Portal. Zeilen, die es schon gibt, bleiben unverändert.",
        ),
    )
