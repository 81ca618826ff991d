"""Markdown of editors as it stands on a page: own files and pictures by their names, no other pictures."""

import re
from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils.safestring import SafeString

from asskomm.core.markdown import als_html

from .models import Inhaltsdatei
from .textstellen import KONTAKT

Dateiweg = Callable[[Inhaltsdatei], str]
_BILD = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)>\s]+)")
_EIGENER_WEG = re.compile(r"/(?:[\w?#][^\\\s]*)?")  # two slashes, or one and a backslash, lead to another server
_ANKER = re.compile(r"#[\w-]+")

_TABELLENKOPF = re.compile(r"^\|(.*)\|[ \t]*\n\|[ :|-]+\|[ \t]*$", re.MULTILINE)
_UEBERSCHRIFT = re.compile(r"^(#{1,6}) ", re.MULTILINE)


def mit_kontakt(text: str) -> str:
    return text.replace(KONTAKT, settings.KONTAKT_EMAIL)


def inhalt_als_html(text: str, *, dateien: Iterable[Inhaltsdatei], weg: Dateiweg) -> SafeString:
    """`weg` gives the address of a file: another one in the preview than in public."""
    nach_name = {d.dokument.name: d for d in dateien}

    def ziel(adresse: str) -> str:
        if datei := nach_name.get(adresse):
            return weg(datei)
        erlaubt = adresse.startswith(("https://", "mailto:")) or _EIGENER_WEG.fullmatch(adresse)
        return adresse if erlaubt or _ANKER.fullmatch(adresse) else ""

    def bild(adresse: str) -> str:
        datei = nach_name.get(adresse)
        return weg(datei) if datei is not None and datei.ist_bild else ""

    return als_html(mit_kontakt(text), ziel=ziel, bild=bild)


def textmaengel(text: str, *, dateien: Iterable[Inhaltsdatei]) -> list[str]:
    """What would come out wrong on the page: pictures that are not there, or that some readers would not get."""
    bilder = {d.dokument.name for d in dateien if d.ist_bild}
    maengel = []
    for alternative, name in _BILD.findall(text):
        if name not in bilder:
            maengel.append(f"Das Bild „{name}“ ist nicht als Datei dieses Inhalts hochgeladen (PNG oder JPEG).")
        if not alternative.strip():
            maengel.append(f"Das Bild „{name}“ braucht einen Alternativtext in den eckigen Klammern.")
    if re.search(r"\]\(\s*http:", text):
        maengel.append("Verweise nach außen beginnen mit https://; ein Verweis mit http:// würde entfernt.")
    if any(not zelle.strip() for kopf in _TABELLENKOPF.findall(text) for zelle in kopf.split("|")):
        maengel.append("Jede Spalte einer Tabelle braucht eine Überschrift.")
    if _springt([len(stufe) for stufe in _UEBERSCHRIFT.findall(text)]):
        maengel.append("Zwischenüberschriften beginnen mit „## “; darunter folgt „### “, ohne eine Stufe auszulassen.")
    if re.search(r"<[a-zA-Z/][^>@:]{0,200}>", text):
        maengel.append("Der Text enthält HTML. Es würde als Text erscheinen; bitte nehmen Sie Markdown.")
    return maengel


def _springt(stufen: list[int]) -> bool:
    """Those who listen to a page find their way by the levels; the first one below the page's own is „## “."""
    davor = 1
    for stufe in stufen:
        if stufe < 2 or stufe > davor + 1:
            return True
        davor = stufe
    return False
