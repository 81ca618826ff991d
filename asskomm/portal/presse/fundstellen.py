"""Finds in a German text what may be a figure: counts, ordinals, shares, sums of money; each with its place.

What looks like a number but is none (days, times, telephone and house numbers, postal codes, tram lines, sections
of law) is blanked out first. Every step keeps the length of the text, so places stay those of the original.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from django.utils.dates import MONTHS

from .anteile import SCHAETZWOERTER
from .zahlwoerter import MILLION, lies_ordnungswort, lies_zahlwort

ZAHL, ORDNUNG, ANTEIL, BETRAG = "zahl", "ordnung", "anteil", "betrag"


@dataclass(frozen=True)
class Nennung:
    """A mention; `wert` is an int (count, ordinal), Fraction (share) or Decimal (euros)."""

    art: str
    von: int
    bis: int
    wert: int | Fraction | Decimal
    schaetzwort: str = ""
    genauigkeit: Decimal = Decimal(0)  # of a rounded sum: half of its last digit; of a percentage likewise
    als_wort: bool = False


@dataclass(frozen=True)
class Satz:
    von: int
    text: str  # blanked
    nennungen: tuple[Nennung, ...]
    tage: tuple[dt.date, ...]  # days named in the sentence, or by "Stand …" in its paragraph
    ist_tafelzeile: bool = False

    def stueck(self, von: int, bis: int) -> str:
        return self.text[max(von - self.von, 0) : max(bis - self.von, 0)]


_MONATE = "|".join(str(name) for name in MONTHS.values())
_MONATSNUMMER = {str(name): nummer for nummer, name in MONTHS.items()}
_TAG = re.compile(
    rf"\b(?P<t>\d{{1,2}})\.\s?(?:(?P<m>\d{{1,2}})\.\s?|(?P<name>{_MONATE})\s)(?P<j>\d{{4}})\b"
    r"|\b(?P<iso>\d{4}-\d{2}-\d{2})\b"
)
_KEINE_ZAHLEN = tuple(
    re.compile(muster, re.IGNORECASE)
    for muster in (
        r"\S+@\S+|(?:https?://|www\.)\S+",
        rf"\b\d{{1,2}}\.\s?(?:{_MONATE})\b",
        rf"\b(?:{_MONATE})\s\d{{4}}\b",
        r"\b\d{1,2}(?:[:.]\d{2})?\s?Uhr\b",
        r"\b\d{1,2}:\d{2}\b",
        r"\b(?:Telefon|Telefax|Tel\b|Fax\b|Mobil\w*|Durchwahl|Rufnummer|Hotline|Notruf)[:.\s]*[+(\d][\d\s()/+-]*",
        r"\+\d{1,3}[\s(][\d\s()/-]*|\b0\d{2,5}[\s/-]+\d[\d\s/-]*",
        r"\b(?-i:[A-ZÄÖÜ])[\w.-]*\s?(?:stra(?:ß|ss)e|str\.|platz|weg|allee|gasse|ring|ufer|markt)\s\d+\b"
        r"(?!\s(?:\w+e[rn]?\s)?(?:Kommunen|Städte|Gemeinden|\w*vereinbarung|\w*analyse|Coaching|KPR|Kommunale))",
        r"\b\d{5}\s(?=(?-i:[A-ZÄÖÜ]))(?!Euro|EUR|Kommune|Einwohner)",
        r"\b(?:Stra(?:ß|ss)enbahn|Bus|Tram|S-Bahn-?)?Linien?\s\d[\d\s,]*(?:und\s\d+|bis\s\d+)?",
        r"(?:§+|\b(?:Art\.|Artikel|Abs\.|Absatz|Satz|Nummer|Ziffer|Seite|Raum|Zimmer|Haus|Az\.))\s?\d[\d.,\s/-]*",
        r"\b\d{1,2}/\d{2,4}\b",
        r"\b(?:im Jahre?|Jahren?|seit|Anfang|Ende|Mitte|Sommer|Herbst|Winter|Frühjahr|Haushalt)\s(?:19|20)\d{2}\b",
    )
)
_SATZENDE = re.compile(
    r"(?<!\bca)(?<!\bDr)(?<!\bMio)(?<!\bMrd)(?<!\bNr)(?<!\bbzw)(?<!\brd)(?<!\bSt)(?<!\busw)(?<!\bProf)(?<!\bvgl)"
    r"(?<!\b[a-zA-Z])[.!?]\s+(?=[A-ZÄÖÜ0-9(])"
)
_SCHAETZ = "|".join(re.escape(wort) for wort in sorted(SCHAETZWOERTER, key=len, reverse=True))
_VORN = rf"(?:\b(?P<s>(?i:{_SCHAETZ}))\s+)?"
_ZIFFERN = r"(?<![\w/§,.-])(?P<z>\d{1,3}(?:\.\d{3}){1,6}|\d{1,3}(?:[ ]\d{3}){1,6}(?=\s(?:Euro|€))|\d+)(?P<k>,\d+)?"
_BETRAG = re.compile(
    rf"{_VORN}(?:{_ZIFFERN}|\b(?P<wort>[a-zäöüß]+))\s?(?P<e>Million(?:en)?|Mio\.?|Tausend|Tsd\.?)?"
    r"(?:\s(?P<rest>[a-zäöüß]+))?\s?(?:Euro\b|EUR\b|€)",
    re.IGNORECASE,
)
_PROZENT = re.compile(rf"{_VORN}(?:{_ZIFFERN}|\b(?P<wort>[a-zäöüß]+))\s?(?:Prozent\b|%)", re.IGNORECASE)
_TEILE = {"hälfte": 2, "drittel": 3, "viertel": 4, "fünftel": 5, "zehntel": 10}
_BRUCH = re.compile(
    rf"{_VORN}\b(?P<n>ein(?:e[mnrs]?)?|das|die|der|zwei|drei|vier|fünf)?\s?"
    r"\b(?P<t>Hälfte|Drittel|Viertel|Fünftel|Zehntel)n?\b",
    re.IGNORECASE,
)
_JEDE = re.compile(rf"{_VORN}\bjede[rsn]?\s(?P<o>zweite|dritte|vierte|fünfte|zehnte)[nrs]?\s", re.IGNORECASE)
_ORDNUNGSZAHL = re.compile(rf"{_VORN}(?<![\w/§,.-])(?P<z>\d{{1,3}})(?:\.|s?te[mnrs]?\b)(?=\s+[A-Za-zÄÖÜäöü-])")
_VERHAELTNIS = re.compile(rf"{_VORN}\b(?P<n>\w+)\s(?:von|aus)\s(?P<t>\w+)\b", re.IGNORECASE)
_GETRENNT = re.compile(r"(?<=[a-zäöüß])-\n([a-zäöüß]+)")  # a word split at the end of a line
_WEICH = re.compile(r"\w+(?:\u00ad\w+)+")
_UNWORT = re.compile(r"\S{200,}")  # no word and no number: the patterns would search it for minutes
_ANZAHL = re.compile(rf"{_VORN}{_ZIFFERN}(?![\w/%€]|\s?[%€])")
_WORT = re.compile(rf"{_VORN}\b(?P<w>[A-Za-zÄÖÜäöüß]+)\b")
_KEIN_ZAHLWORT = {"ein", "eine", "einer", "einem", "einen", "eins", "null"}  # articles, mostly
_VAGE = re.compile(r"(?:einige[nrm]?|mehrere[nrm]?|viele[nrm]?|wenige[nrm]?|paar|außer)\s$", re.IGNORECASE)
_ZEHN = 10
_KLEIN = 12  # "in zwei Städten", "in drei Schritten": a story, not the network


def zerlege(text: str) -> list[Satz]:
    """The sentences with the mentions in each."""
    glatt = re.sub(r"[»«„“”‚‘\"*#\u00a0\u202f\t]", " ", text.replace("\r", " "))
    glatt = _UNWORT.sub(lambda t: " " * len(t[0]), glatt)
    glatt = _WEICH.sub(lambda t: t[0].replace("\u00ad", "").ljust(len(t[0])), _GETRENNT.sub(r"\1  ", glatt))
    saetze = []
    for absatz in re.finditer(r"(?:[^\n]|\n(?![^\S\n]*\n))+", glatt):
        saetze += list(_saetze(absatz.group(), absatz.start()))
    return saetze


def zeile(text: str, stelle: int) -> int:
    return text.count("\n", 0, stelle) + 1


def _saetze(absatz: str, anfang: int) -> Iterator[Satz]:
    """Sentences of a paragraph; the rows of a table each count as one."""
    ist_tafel = absatz.lstrip().startswith("|")
    klar = absatz.replace("\n", " ")
    tage_absatz = _tage(klar) if ist_tafel or re.search(r"\bStand\b", klar) else ()
    leer = _ausgeblendet(klar)
    enden = [t.end() for t in re.finditer("\n", absatz)] if ist_tafel else _satzenden(leer)
    for von, bis in pairwise([0, *enden, len(absatz)]):
        stueck = leer[von:bis]
        tage = tuple(dict.fromkeys((*_tage(klar[von:bis]), *tage_absatz)))
        yield Satz(anfang + von, stueck, tuple(_nennungen(stueck, anfang + von)), tage, ist_tafel)


def _satzenden(leer: str) -> list[int]:
    """A full stop after a number ends a sentence, unless the number is an ordinal of what we count."""
    return [
        t.end()
        for t in _SATZENDE.finditer(leer)
        if not (leer[: t.start()][-1:].isdigit() and ist_gezaehlt(leer[t.end() : t.end() + 60]))
    ]


GEZAEHLT = re.compile(
    r"\s*(?:[a-zäöü]+e[rnms]?\s+){0,2}(?:ASSKomm\s*-?\s*)?-?"
    r"(?P<nomen>Kommunen?|Städten?|Stadt|Gemeinden?|Mitglied\w*|Partner\w*|Standorte?n?|Landkreise?n?|"
    r"Kooperationsvereinbarung\w*|Vereinbarung(?:en)?|(?:Kommunale\w*\s)?Präventionsr[aä]t\w*|KPR\b|"
    r"Coaching\S*|Sicherheitsanalysen?|Analysen?)\b"
)


def ist_gezaehlt(text: str) -> bool:
    return GEZAEHLT.match(text) is not None


def _tage(text: str) -> tuple[dt.date, ...]:
    tage = []
    for t in _TAG.finditer(text):
        monat = _MONATSNUMMER[t["name"]] if t["name"] else int(t["m"] or 0)
        try:
            tage.append(dt.date.fromisoformat(t["iso"]) if t["iso"] else dt.date(int(t["j"]), monat, int(t["t"])))
        except ValueError:  # 31.02.2023: then it is no day that figures could be compared with
            continue
    return tuple(tage)


def _ausgeblendet(text: str) -> str:
    for muster in (_TAG, *_KEINE_ZAHLEN):
        text = muster.sub(lambda t: re.sub(r"\d", "_", t.group()), text)
    return text


def _nennungen(satz: str, anfang: int) -> list[Nennung]:
    belegt = bytearray(len(satz))
    gefunden = []
    for finde in (_betraege, _prozente, _brueche, _verhaeltnisse, _ordnungen, _anzahlen, _zahlwoerter):
        for n in finde(satz):
            if not any(belegt[n.von : n.bis]):
                belegt[n.von : n.bis] = b"\1" * (n.bis - n.von)
                gefunden.append(n)
    versetzt = [
        Nennung(n.art, n.von + anfang, n.bis + anfang, n.wert, n.schaetzwort, n.genauigkeit, n.als_wort)
        for n in gefunden
    ]
    return sorted(versetzt, key=lambda n: n.von)


def _schaetzwort(treffer: re.Match[str]) -> str:
    return " ".join((treffer["s"] or "").casefold().split())


def _dezimal(treffer: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    """Value and half of its last digit; None if neither digits nor a number word stand there."""
    if treffer["z"] is None:
        zahl = lies_zahlwort(treffer["wort"])
        return None if zahl is None else (Decimal(zahl), Decimal(0))
    nachkomma = (treffer["k"] or "")[1:]
    ganz = re.sub(r"[. ]", "", treffer["z"])
    return Decimal(f"{ganz}.{nachkomma or 0}"), Decimal(5) / Decimal(10) ** (len(nachkomma) + 1)


def _betraege(satz: str) -> Iterator[Nennung]:
    for t in _BETRAG.finditer(satz):
        if (gelesen := _dezimal(t)) is None:
            continue
        wert, halb = gelesen
        rest = lies_zahlwort(t["rest"]) if t["rest"] else 0
        einheit = (t["e"] or "").casefold()
        faktor = MILLION if einheit.startswith("mi") else 1000 if einheit else 1
        if rest is not None:
            genau = halb * faktor if faktor > 1 and t["k"] else Decimal(0)
            yield Nennung(BETRAG, t.start(), t.end(), wert * faktor + rest, _schaetzwort(t), genau)


def _prozente(satz: str) -> Iterator[Nennung]:
    for t in _PROZENT.finditer(satz):
        if (gelesen := _dezimal(t)) is not None:
            yield Nennung(
                ANTEIL, t.start(), t.end(), Fraction(gelesen[0]) / 100, _schaetzwort(t), gelesen[1] or Decimal("0.5")
            )


def _brueche(satz: str) -> Iterator[Nennung]:
    for t in _BRUCH.finditer(satz):
        zaehler = lies_zahlwort(t["n"]) if t["n"] and t["n"].casefold() not in ("das", "die", "der") else 1
        if t["n"] or t["s"]:
            yield Nennung(
                ANTEIL, t.start(), t.end(), Fraction(zaehler or 1, _TEILE[t["t"].casefold()]), _schaetzwort(t)
            )
    for t in _JEDE.finditer(satz):
        nenner = lies_ordnungswort(t["o"]) or 1
        yield Nennung(ANTEIL, t.start(), t.end() - 1, Fraction(1, nenner), _schaetzwort(t))


def _verhaeltnisse(satz: str) -> Iterator[Nennung]:
    """ "zwei von fünf Kommunen": small numbers tell a share, "62 von 141" two counts."""
    for t in _VERHAELTNIS.finditer(satz):
        teil, ganzes = (int(wort) if wort.isdecimal() else lies_zahlwort(wort) for wort in (t["n"], t["t"]))
        if teil and ganzes and teil < ganzes <= _ZEHN and ist_gezaehlt(satz[t.end() : t.end() + 60]):
            yield Nennung(ANTEIL, t.start(), t.end(), Fraction(teil, ganzes), _schaetzwort(t))


def _ordnungen(satz: str) -> Iterator[Nennung]:
    for t in _ORDNUNGSZAHL.finditer(satz):
        if ist_gezaehlt(satz[t.end() : t.end() + 60]):
            yield Nennung(ORDNUNG, t.start("z"), t.end(), int(t["z"]))
    for t in _WORT.finditer(satz):
        wert = lies_ordnungswort(t["w"])
        if wert and wert > 1 and ist_gezaehlt(satz[t.end() : t.end() + 60]):
            yield Nennung(ORDNUNG, t.start("w"), t.end(), wert)


def _anzahlen(satz: str) -> Iterator[Nennung]:
    for t in _ANZAHL.finditer(satz):
        wert = int(re.sub(r"[. ]", "", t["z"]))
        ist_jahr = t["z"].isdigit() and 1990 <= wert <= 2100 and not ist_gezaehlt(satz[t.end() : t.end() + 60])
        if t["k"] is None and not ist_jahr:
            yield Nennung(ZAHL, t.start(), t.end(), wert, _schaetzwort(t))


def _zahlwoerter(satz: str) -> Iterator[Nennung]:
    for t in _WORT.finditer(satz):
        wert = None if t["w"].casefold() in _KEIN_ZAHLWORT else lies_zahlwort(t["w"])
        davor = satz[: t.start("w")].casefold()
        if wert is None or _VAGE.search(davor) or (wert <= _KLEIN and davor.endswith("in ")):
            continue
        yield Nennung(ZAHL, t.start(), t.end(), wert, _schaetzwort(t), als_wort=True)
