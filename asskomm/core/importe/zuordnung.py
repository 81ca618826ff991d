"""How the columns of a foreign file become ours: suggested by their headings, corrected by a person, kept by name."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from ..suchtext import fold_umlaut
from ..tabellendatei import Dateispalte, Rohzeile

EXCEL_NULL = dt.date(1899, 12, 30)
DATUMSFORMATE = {
    "": "wie in Deutschland üblich (24.04.2023, 2023-04-24, 04/2023)",
    "tag-zuerst": "Tag zuerst, mit beliebigem Zeichen (24/04/2023, 24-4-23)",
    "monat-zuerst": "Monat zuerst, amerikanisch (04/24/2023)",
    "ziffern": "acht Ziffern (20230424)",
    "excel": "fortlaufende Zahl von Excel (45040)",
}
ZAHLENFORMATE = {
    "": "deutsch (1.234,56)",
    "englisch": "englisch (1,234.56)",
}
_TEILE = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{2}|\d{4})")
_TRENNER = re.compile(r"[/(),;:]")
_JAHRHUNDERT = 70  # two digits below it belong to this century

SYNONYME: dict[str, tuple[str, ...]] = {
    "Schlüssel": (
        "ags", "gemeindeschluessel", "amtlicher gemeindeschluessel", "kommune", "gemeinde", "stadt", "ort",
        "gebietskoerperschaft", "gemeinde stadt", "empfaenger", "zuwendungsempfaenger",
    ),
    "Datum": ("tag", "am", "beratung am", "beratungsdatum", "gespraechstermin", "termin", "wann"),
    "Art": ("kontaktart", "form", "beratungsart", "weg"),
    "Anlass": ("thema", "betreff", "grund", "gegenstand der beratung"),
    "Ergebnis": ("vereinbart", "notiz", "bemerkung", "bemerkungen", "resultat"),
    "Quelle": ("fundstelle", "herkunft", "akte", "beleg", "nachweis"),
    "Funktion": ("rolle", "position", "stelle", "dienststellung", "amt", "aufgabe"),
    "Name": ("ansprechpartner", "ansprechpartnerin", "ansprechperson", "vor und nachname", "person"),
    "E-Mail": ("mail", "email", "e mail adresse", "mailadresse", "emailadresse"),
    "Telefon": ("tel", "telefonnummer", "rufnummer", "fon", "durchwahl", "telefon dienstlich"),
    "Betrag": ("summe", "foerdersumme", "bewilligt", "bewilligter betrag", "zuwendung", "euro", "betrag in euro"),
    "Förderjahr": ("jahr", "haushaltsjahr", "bewilligungsjahr"),
    "Gegenstand": ("massnahme", "projekt", "zweck", "verwendungszweck", "vorhaben"),
    "bekannt gegeben am": ("bescheid vom", "bescheiddatum", "bewilligt am", "bekanntgabe", "datum"),
    "Status": ("stand", "zustand"),
    "Nummer": ("nr", "lfd nr", "laufende nummer"),
    "Kommunen": ("kommune", "gemeinde", "ags", "beteiligte", "vertragspartner"),
    "Bezeichnung": ("titel", "name der vereinbarung"),
    "In Kraft seit": ("unterzeichnet am", "geschlossen am", "inkrafttreten", "gueltig ab", "datum"),
    "Einwohner": ("einwohnerzahl", "bevoelkerung", "anzahl"),
    "seit": ("von", "beginn", "ab", "datum", "am"),
    "von": ("gueltig von", "ab", "seit"),
    "bis": ("gueltig bis", "ende"),
}  # fmt: skip
"""Headings that offices use for the same thing, folded."""


@dataclass(frozen=True)
class Zuordnung:
    """`spalten`: our heading → heading of the file; `feste`: our heading → one value for every row.

    `kopfzeile`: the row of the file where its headings stand. It belongs to the file, not to what is kept.
    """

    spalten: dict[str, str] = field(default_factory=dict)
    feste: dict[str, str] = field(default_factory=dict)
    datumsformat: str = ""
    zahlenformat: str = ""
    kopfzeile: int = field(default=0, compare=False)

    @classmethod
    def aus(cls, angaben: Mapping[str, Any]) -> "Zuordnung":
        return cls(
            dict(angaben.get("spalten", {})),
            dict(angaben.get("feste", {})),
            angaben.get("datumsformat", ""),
            angaben.get("zahlenformat", ""),
            angaben.get("kopfzeile", 0),
        )

    def als_angaben(self) -> dict[str, Any]:
        return {
            "spalten": self.spalten,
            "feste": self.feste,
            "datumsformat": self.datumsformat,
            "zahlenformat": self.zahlenformat,
            "kopfzeile": self.kopfzeile,
        }

    @property
    def belegt(self) -> set[str]:
        return {*self.spalten, *self.feste}

    def fehlende(self, spalten: Iterable[Dateispalte]) -> list[str]:
        """Required columns of ours that nothing fills."""
        return [s.name for s in spalten if s.pflicht and s.name not in self.belegt]

    def ungenutzte(self, kopf: Iterable[str]) -> list[str]:
        """Columns of the file that nothing takes over."""
        genutzt = set(self.spalten.values())
        return [k for k in kopf if k and k not in genutzt]

    def ist_selbstverstaendlich(self, kopf: Sequence[str], bekannt: Iterable[str]) -> bool:
        """Every heading is one of ours, letter by letter: nobody has to look at the mapping."""
        gleich = all(unsere == fremde for unsere, fremde in self.spalten.items())
        return gleich and not self.feste and not set(self.ungenutzte(kopf)) - set(bekannt)


def schlage_vor(kopf: Sequence[str], spalten: Sequence[Dateispalte]) -> Zuordnung:
    """First the same words, then synonyms, each also as one of several, then nearly the same; a heading serves once."""
    frei = {_wort(k): k for k in reversed(kopf) if k}
    gefunden: dict[str, str] = {}
    for finde, worte in _WEGE:
        for spalte in spalten:
            if spalte.name not in gefunden and (wort := finde(worte(spalte), frei)):
                gefunden[spalte.name] = frei.pop(wort)
    return Zuordnung({s.name: gefunden[s.name] for s in spalten if s.name in gefunden})


def passt(zuordnung: Zuordnung, kopf: Iterable[str]) -> bool:
    """Whether every heading that it names stands in the file."""
    return set(zuordnung.spalten.values()) <= set(kopf)


def _wort(text: str) -> str:
    return fold_umlaut(text)


def _name(spalte: Dateispalte) -> tuple[str, ...]:
    return (_wort(spalte.name),)


def _synonyme(spalte: Dateispalte) -> tuple[str, ...]:
    return (*spalte.synonyme, *SYNONYME.get(spalte.name, ()))


def _genau(worte: Sequence[str], frei: Mapping[str, str]) -> str | None:
    return next((w for w in worte if w in frei), None)


def _als_teil(worte: Sequence[str], frei: Mapping[str, str]) -> str | None:
    """As in "Ergebnis / Notiz", "Datum (Gespräch)"."""
    return next((w for w, kopf in frei.items() if {_wort(teil) for teil in _TRENNER.split(kopf)} & {*worte}), None)


def _aehnlich(worte: Sequence[str], frei: Mapping[str, str]) -> str | None:
    treffer = get_close_matches(worte[0], frei, n=1, cutoff=0.84)
    return treffer[0] if treffer else None


_WEGE = ((_genau, _name), (_als_teil, _name), (_genau, _synonyme), (_als_teil, _synonyme), (_aehnlich, _name))


class Uebersetzer:
    """Turns the rows of a file into values under our headings. `daten` and `zahlen` name the columns of that kind."""

    def __init__(
        self, kopf: Sequence[str], zuordnung: Zuordnung, *, daten: Iterable[str] = (), zahlen: Iterable[str] = ()
    ) -> None:
        self._orte = {unsere: list(kopf).index(fremde) for unsere, fremde in zuordnung.spalten.items()}
        self._je_ort = {ort: unsere for unsere, ort in self._orte.items()}
        self._feste = zuordnung.feste
        self._leser = {
            **dict.fromkeys(daten, _DATEN.get(zuordnung.datumsformat)),
            **dict.fromkeys(zahlen, _englisch if zuordnung.zahlenformat == "englisch" else None),
        }

    def werte(self, zeile: Rohzeile) -> dict[str, str]:
        breite = len(zeile.zellen)
        gelesen = {unsere: zeile.zellen[ort] if ort < breite else "" for unsere, ort in self._orte.items()}
        for spalte, leser in self._leser.items():
            if leser and gelesen.get(spalte):
                gelesen[spalte] = leser(gelesen[spalte])
        return gelesen | self._feste

    def befunde(self, zeile: Rohzeile) -> list[tuple[str, str]]:
        """Findings of the reader at columns that are taken over, and those about the row as a whole."""
        return [(self._je_ort.get(ort, ""), text) for ort, text in zeile.befunde if ort < 0 or ort in self._je_ort]


def _teile(text: str) -> list[int] | None:
    treffer = _TEILE.fullmatch(text.strip())
    return [int(t) for t in treffer.groups()] if treffer else None


def _jahr(jahr: int) -> int:
    return jahr if jahr >= 100 else jahr + (2000 if jahr < _JAHRHUNDERT else 1900)


def _tag_zuerst(text: str) -> str:
    teile = _teile(text)
    return f"{teile[0]:02}.{teile[1]:02}.{_jahr(teile[2])}" if teile else text


def _monat_zuerst(text: str) -> str:
    teile = _teile(text)
    return f"{teile[1]:02}.{teile[0]:02}.{_jahr(teile[2])}" if teile else text


def _ziffern(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isascii() and text.isdigit() else text


def _excel(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) == 5):
        return text
    return (EXCEL_NULL + dt.timedelta(days=int(text))).isoformat()


def _englisch(text: str) -> str:
    """1,234.56 → 1234,56"""
    return text.replace(",", "").replace(".", ",")


_DATEN = {"tag-zuerst": _tag_zuerst, "monat-zuerst": _monat_zuerst, "ziffern": _ziffern, "excel": _excel}
