"""When the last backup was made: a file outside database and MEDIA_ROOT, for a backup changes nothing that it saves."""

import datetime as dt
import json
from pathlib import Path

from django.conf import settings

from asskomm.core.errors import Ablehnung

HOECHSTALTER = dt.timedelta(hours=26)  # daily, with two hours for a late start
_FEHLT = "Es ist noch keine Sicherung vermerkt (SICHERUNG_NACHWEIS); bitte „manage.py sichere“ einrichten."


def vermerke(*, datei: Path, zeitpunkt: str, pruefsumme: str, befunde: int) -> None:
    """Only where SICHERUNG_NACHWEIS is set."""
    if not settings.SICHERUNG_NACHWEIS:
        return
    werte = {"zeitpunkt": zeitpunkt, "datei": str(datei), "pruefsumme": pruefsumme, "befunde": befunde}
    try:
        Path(settings.SICHERUNG_NACHWEIS).write_text(json.dumps(werte, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as fehler:
        raise Ablehnung(
            f"Die Sicherung {datei} ist vollständig, aber SICHERUNG_NACHWEIS lässt sich nicht schreiben: {fehler}"
        ) from None


def check_sicherung(jetzt: dt.datetime) -> list[str]:
    """For `befund`; silent where SICHERUNG_NACHWEIS is not set."""
    if not settings.SICHERUNG_NACHWEIS:
        return []
    try:
        werte = json.loads(Path(settings.SICHERUNG_NACHWEIS).read_text(encoding="utf-8"))
        zeitpunkt, befunde = dt.datetime.fromisoformat(werte["zeitpunkt"]), int(werte["befunde"])
    except FileNotFoundError:
        return [_FEHLT]
    except (OSError, ValueError, TypeError, KeyError):
        return ["Der Vermerk über die letzte Sicherung (SICHERUNG_NACHWEIS) ist nicht lesbar."]
    gefunden = []
    if jetzt - zeitpunkt > HOECHSTALTER:
        stunden = int((jetzt - zeitpunkt).total_seconds() // 3600)
        gefunden.append(f"Die letzte Sicherung ist {stunden} Stunden alt.")
    if befunde:
        gefunden.append(f"Die letzte Sicherung hat {befunde} fehlende oder veränderte Dateien gemeldet.")
    return gefunden
