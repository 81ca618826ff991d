"""Regeln für Vorlagen: KERN nur in Bausteinen, nichts Eingebettetes, nichts von außen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.house.quelltext import Datei, ohne_kommentare

# Verweise (nur <a href>) nach draußen, auf die das Portal aus gutem Grund zeigt. Geladen wird von dort nie etwas.
ERLAUBTE_ZIELE = (
    "https://www.lpr.sachsen.de",  # der Betreiber und seine Seiten zu ASSKomm
    "https://www.asskomm.sachsen.de",  # der bisherige Auftritt
    "https://www.sachsen.de",  # Freistaat, im Impressum
    "https://www.sms.sachsen.de",  # Ministerium, Pflichtangaben
    "https://www.smi.sachsen.de",  # Ministerium, Pflichtangaben
    "https://www.medienservice.sachsen.de",  # veröffentlichte Medieninformationen als Quelle
    "https://www.datenschutz.sachsen.de",  # Aufsichtsbehörde, Pflicht nach Artikel 13 DSGVO
    "https://www.saechsdsb.de",  # Aufsichtsbehörde, Pflicht nach Artikel 13 DSGVO
    "https://www.durchsetzungsstelle.sachsen.de",  # Durchsetzungsverfahren, Pflicht nach § 7 BfWebG
    "https://www.revosax.sachsen.de",  # Gesetze und Richtlinien im Wortlaut
    "https://www.govdata.de",  # Lizenztext der offenen Daten
    "https://www.statistik.sachsen.de",  # Quelle des Registers
    "https://www.bkg.bund.de",  # Herkunft der Karte, Pflichtangabe der Datenlizenz
    "https://sgx.geodatenzentrum.de",  # Quellenverzeichnis der Karte, Pflichtangabe der Datenlizenz
)

# Wo KERN-Klassen stehen dürfen; formularfelder.py gehört zu den Tags und setzt sie an Eingabefelder.
KERN_ORTE = ("templates/components/", "asskomm/core/templatetags/", "asskomm/core/formularfelder.py")

EINGEBETTET = {
    r"<script(?![^>]*\bsrc=)": "eingebettetes Skript",
    r"<style\b": "eingebettetes CSS",
    r"<[a-z][^<>]*\sstyle\s*=": "style-Attribut",
    r"<[a-z][^<>]*\son[a-z]+\s*=": "Ereignis-Attribut",
    r"javascript:": "Skript in einer Adresse",
}
# Eine E-Mail kann keine CSS-Datei laden; ihr Rahmen trägt die wenigen Regeln selbst.
OHNE_CSS_DATEI = "templates/email/"
# Diese Namen sind Kennungen, keine Ladeadressen.
NAMENSRAUM = re.compile(r"xmlns(?::\w+)?=\"https?://[^\"]+\"|\bhttps?://www\.w3\.org/[^\s\"<]*")


def zeilenzahl(datei: Datei) -> Iterator[str]:
    if len(datei.zeilen) > 150:
        yield f"{datei.pfad}: {len(datei.zeilen)} Zeilen, erlaubt sind 150"


def nichts_eingebettet(datei: Datei) -> Iterator[str]:
    text = ohne_kommentare(datei.text)
    for muster, name in EINGEBETTET.items():
        if name == "eingebettetes CSS" and datei.pfad.startswith(OHNE_CSS_DATEI):
            continue
        for treffer in re.finditer(muster, text, flags=re.IGNORECASE):
            yield f"{_stelle(datei, text, treffer.start())}: {name}"


def nichts_von_aussen(datei: Datei) -> Iterator[str]:
    text = NAMENSRAUM.sub("", ohne_kommentare(datei.text))
    for treffer in re.finditer(r"(?:https?:)?//[a-z0-9][a-z0-9.-]*\.[a-z]{2,}[^\s\"'<>]*", text, flags=re.IGNORECASE):
        anfang = text.rfind("<", 0, treffer.start())
        ist_verweis = re.match(r"<a\s[^>]*href=[\"']$", text[anfang : treffer.start()], flags=re.IGNORECASE)
        if not (ist_verweis and treffer.group().startswith(ERLAUBTE_ZIELE)):
            yield f"{_stelle(datei, text, treffer.start())}: fremde Adresse {treffer.group()}"


def kern_nur_in_bausteinen(datei: Datei) -> Iterator[str]:
    if datei.pfad.startswith(KERN_ORTE):
        return
    for nummer, zeile in enumerate(ohne_kommentare(datei.text).splitlines(), start=1):
        if re.search(r"[\"'\s]kern-[a-z]", zeile):
            yield f"{datei.pfad}:{nummer}: KERN-Klassen stehen nur in templates/components"


def _stelle(datei: Datei, text: str, position: int) -> str:
    return f"{datei.pfad}:{text.count(chr(10), 0, position) + 1}"
