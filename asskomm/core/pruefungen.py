"""What `check --deploy` asks beside Django's own questions."""

from typing import Any

from django.core import checks

from . import virenpruefung


def check_virenscanner(**_angaben: Any) -> list[checks.CheckMessage]:
    """Files of strangers come in: without a scanner somebody has to decide that knowingly."""
    if virenpruefung.ist_angeschlossen():
        return []
    return [checks.Warning(virenpruefung.OHNE_SCANNER, id="asskomm.W001")]


def verbinde() -> None:
    checks.register(check_virenscanner, checks.Tags.security, deploy=True)
