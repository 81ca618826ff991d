"""The data files of `lade_historie` and `lade_demo`: published facts with sources, and fictitious ones."""

import json
from pathlib import Path
from typing import Any

from asskomm.core.errors import Ablehnung
from kommunen.models import Kommune

ORDNER = Path(__file__).resolve().parent / "daten"


def lies_daten(name: str) -> dict[str, Any]:
    return json.loads((ORDNER / name).read_text(encoding="utf-8"))


class Kommunenverzeichnis:
    """Bodies by their key. In the files the name stands behind it for the reader: "14523020 Auerbach/Vogtl."."""

    def __init__(self) -> None:
        self._je_schluessel = {k.schluessel: k for k in Kommune.objects.select_related("landkreis")}
        if not self._je_schluessel:
            raise Ablehnung("Das Register ist leer. Bitte zuerst lade_register ausführen.")

    def __getitem__(self, eintrag: str) -> Kommune:
        schluessel = eintrag.split(" ", 1)[0]
        if schluessel not in self._je_schluessel:
            raise Ablehnung(f"„{eintrag}“ steht nicht im Register. Bitte zuerst lade_register ausführen.")
        return self._je_schluessel[schluessel]

    def alle(self, eintraege: list[str]) -> list[Kommune]:
        return [self[eintrag] for eintrag in eintraege]
