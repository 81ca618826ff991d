"""Baut Schriften und Gestaltungsgrundlage aus den npm-Paketen in den ungesicherten Ordner `.build/`.

Aus dem Repository kommt nichts, in das Repository geht nichts: `npm ci` holt KERN und Fira Sans, dieses Skript
verkleinert beides. Ein zweiter Lauf ohne Änderung ist nach einem Bruchteil einer Sekunde fertig.

    .build/assets/fonts/firasans-400.woff2 …   für den Browser (lateinisch samt sorbischen Buchstaben)
    .build/fonts/FiraSans-Regular.ttf …        dieselben Zeichen für den PDF-Satz, mit Lizenztext
    .build/assets/kern/kern.css                KERN ohne die Bausteine und Symbole, die niemand verwendet
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

WURZEL = Path(__file__).resolve().parent.parent
NPM = WURZEL / "node_modules"
KERN = NPM / "@kern-ux/native/dist"
LIZENZ_FIRA = NPM / "@fontsource/fira-sans/LICENSE"
ZIEL = WURZEL / ".build"

SCHNITTE = {"400": "Regular", "500": "Medium", "600": "SemiBold"}
# Deutsch, die Nachbarsprachen in lateinischer Schrift und Sorbisch (Ober- wie Niedersorbisch: ć č ě ł ń ó ŕ ř š ś ž ź).
LATEIN = [*range(0x20, 0x7F), *range(0xA0, 0x100)]
SORBISCH_UND_NACHBARN = [ord(z) for z in "ĆćČčĚěŁłŃńŔŕŘřŠšŚśŽžŹźĄąĘęŻżŐőŰűŮůŇňĎďŤťŒœŸẞ"]
SATZZEICHEN = [ord(z) for z in "–—‘’‚“”„†‡•…‰‹›⁄€№™−×÷≤≥≠≈←↑→↓↗↘▲▼●○■□✓"] + [0x2009, 0x200B]
MERKMALE = ["kern", "liga", "tnum", "lnum", "locl", "mark", "mkmk", "ccmp"]


def main() -> int:
    if not KERN.is_dir() or not LIZENZ_FIRA.is_file():
        sys.stderr.write(
            "build_assets: node_modules fehlt oder ist unvollständig. Bitte zuerst `make setup` ausführen.\n"
        )
        return 1
    if _veraltet("schriften", _schriften_stempel()):
        baue_schriften()
        _stemple("schriften", _schriften_stempel())
    quellen = _quelltexte()
    stempel = _kern_stempel(quellen)
    if _veraltet("kern", stempel):
        baue_kern(quellen)
        _stemple("kern", stempel)
    return 0


def baue_schriften() -> None:
    fuer_browser, fuer_pdf = ZIEL / "assets/fonts", ZIEL / "fonts"
    for ordner in (fuer_browser, fuer_pdf):
        shutil.rmtree(ordner, ignore_errors=True)
        ordner.mkdir(parents=True)
    for staerke, schnitt in SCHNITTE.items():
        schrift = _auszug(KERN / f"fonts/fira-sans/FiraSans-{schnitt}.woff2")
        schrift.flavor = "woff2"
        schrift.save(fuer_browser / f"firasans-{staerke}.woff2")
        # WeasyPrint müsste woff2 bei jedem Brief neu entpacken (1,3 s statt 0,2 s), deshalb daneben TTF.
        schrift.flavor = None
        schrift.save(fuer_pdf / f"FiraSans-{schnitt}.ttf")
    for ordner in (fuer_browser, fuer_pdf):
        shutil.copyfile(LIZENZ_FIRA, ordner / "OFL.txt")


def _auszug(datei: Path) -> Any:
    logging.getLogger("fontTools").setLevel(
        logging.ERROR
    )  # meldet sonst Eigenheiten der Fira-Tabellen, die nichts ändern
    from fontTools import subset  # erst hier: der häufige Lauf ohne Änderung bleibt schnell
    from fontTools.ttLib import TTFont

    wahl = subset.Options()
    wahl.hinting = False
    wahl.layout_features = MERKMALE
    wahl.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]  # Namen, Urheber- und Lizenzangabe bleiben
    wahl.notdef_outline = True
    wahl.drop_tables += ["DSIG", "FFTM"]
    schrift = TTFont(datei)
    werkzeug = subset.Subsetter(wahl)
    werkzeug.populate(unicodes=LATEIN + SORBISCH_UND_NACHBARN + SATZZEICHEN)
    werkzeug.subset(schrift)
    return schrift


def baue_kern(quellen: str) -> None:
    gebraucht = Verwendung(quellen)
    css = (KERN / "kern.min.css").read_text(encoding="utf-8")
    ziel = ZIEL / "assets/kern/kern.css"
    ziel.parent.mkdir(parents=True, exist_ok=True)
    ziel.write_text(verkleinere(css, gebraucht), encoding="utf-8")
    shutil.copyfile(KERN.parent / "LICENSE.md", ziel.parent / "LICENSE.md")


class Verwendung:
    """Welche Bausteine und Symbole von KERN in Vorlagen, Vorlagen-Tags und eigenem CSS vorkommen.

    Bausteine zählen im Ganzen (`kern-btn` samt allen Abwandlungen), damit zusammengesetzte Klassennamen wie
    `kern-badge--{{ art }}` nichts verlieren. Ein Symbol bleibt, wenn sein Name irgendwo als Wort steht.
    """

    def __init__(self, quellen: str) -> None:
        self.bausteine = {baustein(name) for name in re.findall(r"kern-[a-z0-9_-]+", quellen)}
        self.woerter = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", quellen))

    def braucht(self, klasse: str) -> bool:
        if klasse.startswith("kern-icon--"):
            return klasse in self.woerter or klasse.removeprefix("kern-icon--") in self.woerter or klasse in GROESSEN
        return baustein(klasse) in self.bausteine


# Abwandlungen des Symbols, die keine Bilder sind und deshalb immer bleiben
GROESSEN = {f"kern-icon--{groesse}" for groesse in ("small", "default", "large", "x-large")}


def baustein(klasse: str) -> str:
    """`kern-card__title` und `kern-card--small` gehören zum Baustein `kern-card`."""
    return re.split(r"__|--", klasse.rstrip("_-"))[0]


def verkleinere(css: str, gebraucht: Verwendung) -> str:
    import tinycss2

    return "".join(_regeln(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), gebraucht))


def _regeln(regeln: Iterable[Any], gebraucht: Verwendung) -> Iterator[str]:
    import tinycss2

    for regel in regeln:
        if regel.type == "qualified-rule":
            auswahl = _auswahl(tinycss2.serialize(regel.prelude), gebraucht)
            if auswahl:
                yield f"{auswahl}{{{tinycss2.serialize(regel.content)}}}"
        elif regel.type == "at-rule" and regel.lower_at_keyword in {"media", "supports"}:
            inhalt = tinycss2.parse_rule_list(regel.content, skip_comments=True, skip_whitespace=True)
            innen = "".join(_regeln(inhalt, gebraucht))
            if innen:
                yield f"@{regel.lower_at_keyword}{tinycss2.serialize(regel.prelude)}{{{innen}}}"
        elif regel.type == "at-rule" and regel.lower_at_keyword != "font-face":
            # Schriften bindet static/css selbst ein; alles andere (@charset, @keyframes) bleibt.
            yield regel.serialize()


def _auswahl(prelude: str, gebraucht: Verwendung) -> str:
    """Streicht aus einer Auswahlliste die Glieder, deren KERN-Klassen niemand verwendet."""
    bleiben = []
    for glied in re.split(r",(?![^(\[]*[)\]])", prelude):
        klassen = re.findall(r"\.(kern-[a-z0-9_-]+)", glied)
        if all(gebraucht.braucht(klasse) for klasse in klassen):
            bleiben.append(glied)
    return ",".join(bleiben)


def _quelltexte() -> str:
    muster = ("templates/**/*.html", "asskomm/**/*.py", "static/**/*.css", "static/**/*.js")
    dateien = sorted(datei for m in muster for datei in WURZEL.glob(m))
    return "\n".join(datei.read_text(encoding="utf-8") for datei in dateien)


def _schriften_stempel() -> str:
    return _summe(_eigene_quelle(), _paketfassung("@kern-ux/native"), _paketfassung("@fontsource/fira-sans"))


def _kern_stempel(quellen: str) -> str:
    gebraucht = Verwendung(quellen)
    symbole = sorted(gebraucht.woerter & _symbolnamen())
    return _summe(_eigene_quelle(), _paketfassung("@kern-ux/native"), *sorted(gebraucht.bausteine), *symbole)


def _symbolnamen() -> frozenset[str]:
    css = (KERN / "kern.min.css").read_text(encoding="utf-8")
    return frozenset(re.findall(r"\.kern-icon--([a-z0-9-]+)", css))


def _eigene_quelle() -> str:
    return Path(__file__).read_text(encoding="utf-8")


def _paketfassung(name: str) -> str:
    return (NPM / name / "package.json").read_text(encoding="utf-8")


def _summe(*teile: str) -> str:
    return hashlib.sha256("\0".join(teile).encode()).hexdigest()


def _stempeldatei(name: str) -> Path:
    return ZIEL / f"{name}.stamp"


def _veraltet(name: str, stempel: str) -> bool:
    datei = _stempeldatei(name)
    return not datei.is_file() or datei.read_text(encoding="utf-8") != stempel


def _stemple(name: str, stempel: str) -> None:
    ZIEL.mkdir(exist_ok=True)
    _stempeldatei(name).write_text(stempel, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
