"""File names: what a name may hold, and what becomes of one that somebody has chosen."""

import re
import unicodedata
from pathlib import PurePath

from .arten import AUSFUEHRBAR

MAX_NAME = 150
_VERBOTEN = re.compile(r'[<>:"/\\|?*]')
_GERAETE = frozenset({"con", "prn", "aux", "nul", *(f"{g}{n}" for g in ("com", "lpt") for n in range(1, 10))})


def name_gruende(name: str) -> list[str]:
    """Reasons against the name itself; the ending is judged together with the content."""
    gruende = []
    if any(not z.isprintable() for z in name):
        gruende.append(
            "Der Dateiname enthält unsichtbare Zeichen, die seine Endung verdecken können. "
            "Bitte benennen Sie die Datei um."
        )
    if "/" in name or "\\" in name:
        gruende.append("Der Dateiname enthält einen Ordner. Bitte benennen Sie die Datei um.")
    innere = [teil.strip().lower() for teil in name.split(".")[1:-1]]
    if verdaechtig := [teil for teil in innere if teil in AUSFUEHRBAR]:
        gruende.append(
            f"Der Dateiname trägt zwei Endungen, darunter „.{verdaechtig[0]}“ für Programme. "
            "Bitte benennen Sie die Datei um."
        )
    return gruende


def sicherer_name(name: str, ersatz: str = "datei") -> str:
    """The last part of a path, without control and bidirectional characters, leading dots or words of Windows."""
    teil = unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)
    teil = "".join(z for z in teil if z.isprintable())
    teil = " ".join(_VERBOTEN.sub("_", teil).split()).strip(". ")
    stamm, punkt, endung = teil.rpartition(".")
    if not punkt:
        stamm, endung = teil, ""
    if stamm.split(".")[0].lower() in _GERAETE:
        stamm = f"_{stamm}"
    rest = punkt + endung[:20]
    return (stamm[: MAX_NAME - len(rest)].rstrip(". ") or ersatz) + rest
