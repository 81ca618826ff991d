"""Checks the figures and shares of a pasted text against the stock of a day.

Each mention is given to the figure whose words stand nearest (asskomm.portal.presse.zuordnung). A figure that is
not that of the day is compared with the day before and the day after, so that a background text left over from
yesterday explains itself. What cannot be given to a figure is left alone.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kommunen.models import Kommune
from vereinbarungen.models import Vereinbarung

from ..enums import Kennzahl
from ..kennzahlen.bestand import Faktenbestand
from ..stats import Kennzahlen, compute_kennzahlen
from .anteile import SCHAETZWOERTER, bruch_stimmt, prozent_text
from .fundstellen import ANTEIL, ORDNUNG, Nennung, Satz, zeile, zerlege
from .zahlwoerter import betrag_text, zahl_text
from .zuordnung import GEMEINDEN, Angabe, ordne_zu

_EIN_TAG = dt.timedelta(days=1)
_UNGEFAEHR = Fraction(5, 100)  # "rund 140" for 133 to 147
_KNAPP = Fraction(10, 100)  # "knapp 150" for 135 and more


@dataclass(frozen=True)
class Befund:
    zeile: int
    wortlaut: str
    text: str

    def __str__(self) -> str:
        return f"Zeile {self.zeile}: „{self.wortlaut}“ – {self.text}"


@dataclass(frozen=True)
class Massstab:
    """What a text is measured by: figures of any day, the numbers given on the day, the count of municipalities."""

    stichtag: dt.date
    zahlen: Callable[[dt.date], Kennzahlen]
    nummern: frozenset[int]
    gemeinden: int

    def wert(self, kennzahl: str, tag: dt.date) -> int | Decimal | None:
        if kennzahl == GEMEINDEN:
            return self.gemeinden
        wert: int | Decimal | None = getattr(self.zahlen(tag), kennzahl)
        return wert


def massstab(*, stichtag: dt.date, wissensstand: dt.datetime) -> Massstab:
    bestand = Faktenbestand.load(stichtag=stichtag)
    tage: dict[dt.date, Kennzahlen] = {}

    def zahlen(tag: dt.date) -> Kennzahlen:
        if tag not in tage:
            tage[tag] = compute_kennzahlen(stichtag=tag, wissensstand=wissensstand, bestand=bestand)
        return tage[tag]

    nummern = Vereinbarung.objects.gezaehlt().filter(in_kraft_am=stichtag).values_list("laufende_nr", flat=True)
    return Massstab(
        stichtag=stichtag,
        zahlen=zahlen,
        nummern=frozenset(nummer for nummer in nummern if nummer is not None),
        gemeinden=Kommune.objects.gemeinden().gueltig_am(stichtag).count(),
    )


def pruefe_text(text: str, *, gegen: Massstab) -> list[Befund]:
    """The findings in the order of the text; an empty list means: nothing to object to."""
    befunde = []
    for satz in zerlege(text):
        for angabe in ordne_zu(satz):
            if meldung := _pruefe(angabe, satz, gegen):
                zitat = text[angabe.nennung.von : angabe.bis]
                anfang = angabe.nennung.von + len(zitat) - len(zitat.lstrip())
                befunde.append(Befund(zeile(text, anfang), " ".join(zitat.replace("|", " ").split()), meldung))
    return befunde


def _pruefe(angabe: Angabe, satz: Satz, gegen: Massstab) -> str | None:
    if angabe.nennung.art == ANTEIL:
        return _pruefe_anteil(angabe, satz, gegen)
    if any(_stimmt(angabe, gegen, tag) for tag in (gegen.stichtag, *satz.tage, *_vortag(angabe, gegen))):
        return None
    return _erklaere(angabe, gegen)


def _vortag(angabe: Angabe, gegen: Massstab) -> Iterable[dt.date]:
    """The sentence itself says that it speaks of the day before."""
    return [gegen.stichtag - _EIN_TAG] if angabe.nennt_vortag else []


def _stimmt(angabe: Angabe, gegen: Massstab, tag: dt.date) -> bool:
    n = angabe.nennung
    if n.art == ORDNUNG:
        return _rang_stimmt(angabe, gegen, tag)
    werte = (gegen.wert(k, tag) for k in angabe.kennzahlen)
    return any(w is not None and _zahl_stimmt(n, Fraction(w)) for w in werte)


def _zahl_stimmt(n: Nennung, wahr: Fraction) -> bool:
    genannt = Fraction(n.wert)
    wort = SCHAETZWOERTER.get(n.schaetzwort)
    if wort is None or genannt == 0:
        return abs(wahr - genannt) <= Fraction(n.genauigkeit)
    if wort.richtung == 0:
        return abs(wahr - genannt) <= genannt * _UNGEFAEHR
    darueber = (wahr - genannt) * wort.richtung
    if n.schaetzwort in ("mindestens", "höchstens", "bis zu"):
        return darueber >= 0
    return 0 < darueber <= genannt * _KNAPP if wort.nah else darueber > 0


def _rang_stimmt(angabe: Angabe, gegen: Massstab, tag: dt.date) -> bool:
    """ "the 50th" is right if it was reached on the day, is still the latest, or is the number given that day."""
    kennzahl = angabe.kennzahlen[0]
    bis, vorher = gegen.wert(kennzahl, tag), gegen.wert(kennzahl, tag - _EIN_TAG)
    n = angabe.nennung.wert
    if kennzahl == Kennzahl.VEREINBARUNGEN and tag == gegen.stichtag and n in gegen.nummern:
        return True
    return bis is not None and vorher is not None and (n == bis or vorher < n <= bis)


def _erklaere(angabe: Angabe, gegen: Massstab) -> str:
    kennzahl, tag = angabe.kennzahlen[0], gegen.stichtag
    name = _name(kennzahl)
    if (wahr := gegen.wert(kennzahl, tag)) is None:
        return f"{name}: für den {tag:%d.%m.%Y} ist kein Wert erfasst, die Angabe lässt sich nicht belegen."
    davor, danach = tag - _EIN_TAG, tag + _EIN_TAG
    am_tag = f"am {tag:%d.%m.%Y} {_sind(wahr)}"
    if _stimmt(angabe, gegen, davor):
        return f"{name}: Das ist der Stand des Vortags ({davor:%d.%m.%Y}); {am_tag}."
    if _stimmt(angabe, gegen, danach):
        return f"{name}: Das ist erst der Stand des folgenden Tages ({danach:%d.%m.%Y}); {am_tag}."
    vorher = gegen.wert(kennzahl, davor)
    dazu = f" (Vortag: {_wert(vorher)})" if vorher is not None and vorher != wahr else ""
    return f"{name}: {am_tag[0].upper()}{am_tag[1:]}{dazu}."


def _pruefe_anteil(angabe: Angabe, satz: Satz, gegen: Massstab) -> str | None:
    erste: str | None = None
    for basis in angabe.basen:
        for tag in dict.fromkeys((gegen.stichtag, *satz.tage, *_vortag(angabe, gegen))):
            teil, ganzes = gegen.wert(angabe.kennzahlen[0], tag), gegen.wert(basis, tag)
            if not isinstance(teil, int) or not isinstance(ganzes, int) or not 0 < ganzes >= teil:
                continue
            if _anteil_stimmt(angabe.nennung, Fraction(teil, ganzes)):
                return None
            erste = erste or _erklaere_anteil(teil, ganzes, angabe.kennzahlen[0], basis, tag)
    return erste


def _erklaere_anteil(teil: int, ganzes: int, kennzahl: str, basis: str, tag: dt.date) -> str:
    sind = f"{zahl_text(teil)} von {zahl_text(ganzes)} sind {prozent_text(teil, ganzes)}"
    wovon = f"{_name(kennzahl)}, gemessen an: {_name(basis)}; Stand {tag:%d.%m.%Y}"
    return f"Dieser Anteil stimmt nicht: {sind} ({wovon})."


def _anteil_stimmt(n: Nennung, wahr: Fraction) -> bool:
    genannt = Fraction(n.wert)
    if not n.genauigkeit:
        return bruch_stimmt(wahr, genannt, n.schaetzwort)
    breite = Fraction(n.genauigkeit) / 100
    wort = SCHAETZWOERTER.get(n.schaetzwort)
    if wort is None:
        return abs(wahr - genannt) <= breite
    if wort.richtung == 0:
        return abs(wahr - genannt) <= Fraction(2, 100)
    darueber = (wahr - genannt) * wort.richtung
    return 0 <= darueber <= (Fraction(2, 100) if wort.nah else 1)


def _name(kennzahl: str) -> str:
    if kennzahl == GEMEINDEN:
        return "Kommunen in Sachsen"
    return _NAMEN.get(Kennzahl(kennzahl)) or str(Kennzahl(kennzahl).label)


_NAMEN = {
    Kennzahl.BERATEN: "beratene Kommunen",
    Kennzahl.ENG: "Kommunen in enger Zusammenarbeit",
    Kennzahl.GEFOERDERT: "geförderte Kommunen",
}


def _sind(wert: int | Decimal) -> str:
    return f"ist es {_wert(wert)}" if wert == 1 else f"sind es {_wert(wert)}"


def _wert(wert: int | Decimal | None) -> str:
    if wert is None:
        return "keine Angabe"
    return betrag_text(wert) if isinstance(wert, Decimal) else zahl_text(wert)
