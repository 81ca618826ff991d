"""Computes a deadline and says how: pure functions on §§ 187 to 189 BGB, which § 31 Abs. 1 VwVfG refers to.

Days are whole calendar days in Saxony; a deadline ends with the end of its last day. A rule is data (model
Fristregel), never a constant here.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import models

from ..errors import Ablehnung
from ..stichtag import als_text
from .kalender import EIN_TAG, LETZTES_JAHR, SITZ, Ort, hindernis, ist_arbeitstag, ist_werktag, wochentag

BGB_BEGINN = "§ 187 Abs. 1 BGB"
BGB_BEGINN_MIT = "§ 187 Abs. 2 BGB"
BGB_ENDE = "§ 188 Abs. 2 BGB"
BGB_TAGE = "§ 188 Abs. 1 BGB"
BGB_MONATSENDE = "§ 188 Abs. 3 BGB"
PAUSE = "§ 209 BGB entsprechend"
AUS_DEM_KALENDER = f"Diese Frist führt aus dem Kalender (bis {LETZTES_JAHR}). Bitte die Tage prüfen."
BEHOERDE_BEGINN = "§ 31 Abs. 2 VwVfG"
BEHOERDE_VERLAENGERUNG = "§ 31 Abs. 7 VwVfG"


class Einheit(models.TextChoices):
    TAG = "TAG", "Tage"
    ARBEITSTAG = "ARBEITSTAG", "Arbeitstage (Montag bis Freitag)"
    WERKTAG = "WERKTAG", "Werktage (Montag bis Sonnabend)"
    WOCHE = "WOCHE", "Wochen"
    MONAT = "MONAT", "Monate"
    JAHR = "JAHR", "Jahre"


class Richtung(models.TextChoices):
    VORWAERTS = "VOR", "ab dem Ereignis"
    RUECKWAERTS = "RUECK", "vor dem Ereignis"


class Verschiebung(models.TextChoices):
    KEINE = "KEINE", "verschiebt sich nicht"
    NAECHSTER = "NAECHSTER", "auf den nächsten Arbeitstag"
    VORHERIGER = "VORHERIGER", "auf den Arbeitstag davor"


_EINZAHL = {
    Einheit.TAG: "Tag",
    Einheit.ARBEITSTAG: "Arbeitstag",
    Einheit.WERKTAG: "Werktag",
    Einheit.WOCHE: "Woche",
    Einheit.MONAT: "Monat",
    Einheit.JAHR: "Jahr",
}
_ZAEHLT: dict[str, Callable[[dt.date, Ort], bool]] = {Einheit.ARBEITSTAG: ist_arbeitstag, Einheit.WERKTAG: ist_werktag}


@dataclass(frozen=True)
class Rechenregel:
    """`zaehlt_ereignistag`: § 187 Abs. 2 instead of Abs. 1; `quelle`: where the length comes from.

    `gesetzt`: by the authority, so that beginning and extension follow § 31 Abs. 2 and 7 VwVfG.
    """

    name: str
    laenge: int
    einheit: str
    quelle: str = ""
    richtung: str = Richtung.VORWAERTS
    zaehlt_ereignistag: bool = False
    verschiebung: str = Verschiebung.NAECHSTER
    verschiebung_quelle: str = "§ 31 Abs. 3 VwVfG"
    gesetzt: bool = False

    @property
    def dauer(self) -> str:
        """4 Wochen, 1 Monat."""
        return dauer(self.laenge, self.einheit)


@dataclass(frozen=True)
class Pause:
    """Days from and to, both included, that do not count."""

    von: dt.date
    bis: dt.date
    grund: str


@dataclass(frozen=True)
class Schritt:
    """One step of the derivation: what was done, the day it leads to, the source."""

    text: str
    tag: dt.date
    quelle: str = ""


@dataclass(frozen=True)
class Fristrechnung:
    """`ende`: the last day on which the deadline is kept; `beginn`: the first day that counts."""

    ende: dt.date
    beginn: dt.date
    schritte: tuple[Schritt, ...]

    def verlaengert(self, regel: Rechenregel, bis: dt.date, grund: str, ort: Ort = SITZ) -> "Fristrechnung":
        """The same with an extension on top; an earlier day than the computed one changes nothing.

        A new end on a day without work shifts like any other (§ 31 Abs. 3 speaks of every end of a Frist).
        """
        if bis <= self.ende:
            text = f"Verlängerung bis {als_text(bis)} ({grund}): Die Frist läuft ohnehin so lange."
            return replace(self, schritte=(*self.schritte, Schritt(text, self.ende)))
        quelle = BEHOERDE_VERLAENGERUNG if regel.gesetzt else ""
        schritte = [*self.schritte, Schritt(f"Verlängert bis {_tag(bis)}: {grund}", bis, quelle)]
        try:
            ende = _verschoben(regel, bis, ort, schritte) if hindernis(bis, ort) else bis
        except ValueError:
            raise Ablehnung(AUS_DEM_KALENDER) from None
        return replace(self, ende=ende, schritte=tuple(schritte))


def dauer(laenge: int, einheit: str) -> str:
    wort = _EINZAHL[Einheit(einheit)] if laenge == 1 else str(Einheit(einheit).label).partition(" (")[0]
    return f"{laenge} {wort}"


def rechne(
    regel: Rechenregel,
    ereignis_am: dt.date,
    pausen: Sequence[Pause] = (),
    ort: Ort = SITZ,
    *,
    ereignis: str = "Ereignis",
) -> Fristrechnung:
    """The last day of the deadline with its derivation; `ort`: whose holidays count, `ereignis`: what began it.

    Raises Ablehnung for what cannot be: a length of nothing, a pause that ends before it begins, pauses of a deadline
    that runs backwards, a result outside the calendar.
    """
    if gruende := _hindernisse(regel, pausen):
        raise Ablehnung(gruende)
    schritte = [Schritt(f"{ereignis} am {_tag(ereignis_am)}", ereignis_am)]
    try:
        if regel.richtung == Richtung.RUECKWAERTS:
            beginn, ende = _rueckwaerts(regel, ereignis_am, ort, schritte)
        else:
            beginn, ende = _vorwaerts(regel, ereignis_am, pausen, ort, schritte)
        ende = _verschoben(regel, ende, ort, schritte)
        ende = _nach_der_pause(regel, ende, pausen, ort, schritte)
    except (ValueError, OverflowError):
        raise Ablehnung(AUS_DEM_KALENDER) from None
    return Fristrechnung(ende, beginn, tuple(schritte))


def _hindernisse(regel: Rechenregel, pausen: Iterable[Pause]) -> list[str]:
    pausen = list(pausen)
    gruende = [] if regel.laenge > 0 else ["Eine Frist dauert mindestens einen Tag."]
    if pausen and regel.richtung == Richtung.RUECKWAERTS:
        gruende.append("Eine Frist, die vor dem Ereignis liegt, kann nicht ruhen.")
    return gruende + [
        f"Die Pause ab {als_text(p.von)} endet vor ihrem Beginn ({als_text(p.bis)})." for p in pausen if p.bis < p.von
    ]


# --- From the event onwards


def _vorwaerts(
    regel: Rechenregel, ereignis_am: dt.date, pausen: Sequence[Pause], ort: Ort, schritte: list[Schritt]
) -> tuple[dt.date, dt.date]:
    beginn = ereignis_am if regel.zaehlt_ereignistag else ereignis_am + EIN_TAG
    if regel.zaehlt_ereignistag:
        schritte.append(Schritt("Dieser Tag zählt mit: Mit ihm beginnt die Frist.", beginn, BGB_BEGINN_MIT))
    else:
        norm = BEHOERDE_BEGINN if regel.gesetzt else BGB_BEGINN
        schritte.append(Schritt(f"Dieser Tag zählt nicht mit: Die Frist beginnt am {_tag(beginn)}.", beginn, norm))
    if zaehlt := _ZAEHLT.get(regel.einheit):
        return beginn, _einzeln(regel, beginn, zaehlt, pausen=pausen, ort=ort, schritte=schritte)
    ende = _ende(regel, ereignis_am, beginn, schritte)
    return beginn, _mit_pausen(beginn, ende, pausen, schritte)


def _ende(regel: Rechenregel, ereignis_am: dt.date, beginn: dt.date, schritte: list[Schritt]) -> dt.date:
    if regel.einheit in (Einheit.TAG, Einheit.WOCHE):
        tage = regel.laenge * (7 if regel.einheit == Einheit.WOCHE else 1)
        ende = beginn + dt.timedelta(days=tage - 1)
        norm = BGB_ENDE if regel.einheit == Einheit.WOCHE else BGB_TAGE
    else:
        monate = regel.laenge * (12 if regel.einheit == Einheit.JAHR else 1)
        ende, zahl = monate_weiter(ereignis_am, monate, mit=regel.zaehlt_ereignistag)
        norm = BGB_ENDE
    schritte.append(Schritt(f"{regel.dauer} danach ist {_tag(ende)}.", ende, _quellen(regel.quelle, norm)))
    if norm == BGB_ENDE and regel.einheit != Einheit.WOCHE and ende.day != zahl:
        text = f"Einen {zahl}. hat dieser Monat nicht: Es zählt sein letzter Tag."
        schritte.append(Schritt(text, ende, BGB_MONATSENDE))
    return ende


def monate_weiter(tag: dt.date, monate: int, *, mit: bool = False) -> tuple[dt.date, int]:
    """The day with the same number `monate` later (`mit`: the one before it), and the number that was looked for."""
    stelle = tag.year * 12 + tag.month - 1 + monate
    zahl = tag.day
    if mit:
        zahl -= 1
        if zahl == 0:  # begins on a first: ends with the month before
            stelle -= 1
            zahl = monthrange(*_monat(stelle))[1]
    jahr, monat = _monat(stelle)
    return dt.date(jahr, monat, min(zahl, monthrange(jahr, monat)[1])), zahl


def _monat(stelle: int) -> tuple[int, int]:
    return stelle // 12, stelle % 12 + 1


def _mit_pausen(beginn: dt.date, ende: dt.date, pausen: Iterable[Pause], schritte: list[Schritt]) -> dt.date:
    """Each day of a pause within the run is added at the end; a day in two pauses counts once."""
    gezaehlt_bis = beginn - EIN_TAG
    for pause in sorted(pausen, key=lambda p: (p.von, p.bis)):
        von = max(pause.von, gezaehlt_bis + EIN_TAG)
        if pause.von > ende or pause.bis < von:
            text = f"{_pausentext(pause)}: Sie liegt außerhalb der Frist oder ist schon berücksichtigt."
            schritte.append(Schritt(text, ende))
            continue
        tage = (pause.bis - von).days + 1
        ende += dt.timedelta(days=tage)
        gezaehlt_bis = pause.bis
        hinzu = "kommt 1 Tag" if tage == 1 else f"kommen {tage} Tage"
        schritte.append(Schritt(f"{_pausentext(pause)}: Es {hinzu} hinzu, Ende {_tag(ende)}.", ende, PAUSE))
    return ende


def _pausentext(pause: Pause) -> str:
    return f"Pause von {als_text(pause.von)} bis {als_text(pause.bis)} ({pause.grund})"


def _einzeln(
    regel: Rechenregel,
    beginn: dt.date,
    zaehlt: Callable[[dt.date, Ort], bool],
    *,
    pausen: Sequence[Pause],
    ort: Ort,
    schritte: list[Schritt],
) -> dt.date:
    """Counts the days one by one; days of a pause and days that are none of the kind are left out."""
    tag, gezaehlt, ruhend = beginn, 0, 0
    while True:
        if any(p.von <= tag <= p.bis for p in pausen):
            ruhend += zaehlt(tag, ort)
        else:
            gezaehlt += zaehlt(tag, ort)
        if gezaehlt == regel.laenge:
            break
        tag += EIN_TAG
    text = f"{regel.dauer}, ohne freie Tage gezählt ({ort.name}): {_tag(tag)}."
    if ruhend:
        text = f"{text} Wegen der Pausen zählt davor nicht: {dauer(ruhend, regel.einheit)}."
    schritte.append(Schritt(text, tag, _quellen(regel.quelle, BGB_TAGE)))
    return tag


# --- Back from the event


def _rueckwaerts(
    regel: Rechenregel, ereignis_am: dt.date, ort: Ort, schritte: list[Schritt]
) -> tuple[dt.date, dt.date]:
    """The last day that leaves the whole length before the event (§§ 187, 188 BGB entsprechend)."""
    beginn = ereignis_am if regel.zaehlt_ereignistag else ereignis_am - EIN_TAG
    wort = "mit" if regel.zaehlt_ereignistag else "nicht mit"
    norm = BGB_BEGINN_MIT if regel.zaehlt_ereignistag else BGB_BEGINN
    schritte.append(Schritt(f"Rückwärts gezählt; dieser Tag zählt {wort}.", beginn, f"{norm} entsprechend"))
    zahl = 0
    if zaehlt := _ZAEHLT.get(regel.einheit):
        ende = _zurueck(beginn, regel.laenge, zaehlt, ort)
    elif regel.einheit in (Einheit.TAG, Einheit.WOCHE):
        tage = regel.laenge * (7 if regel.einheit == Einheit.WOCHE else 1)
        ende = beginn - dt.timedelta(days=tage - 1)
    else:
        monate = regel.laenge * (12 if regel.einheit == Einheit.JAHR else 1)
        bezug = ereignis_am + EIN_TAG if regel.zaehlt_ereignistag else ereignis_am
        ende, zahl = monate_weiter(bezug, -monate)
    text = f"{regel.dauer} davor ist {_tag(ende)}: der letzte Tag, an dem die Frist gewahrt ist."
    schritte.append(Schritt(text, ende, _quellen(regel.quelle, f"{BGB_ENDE} entsprechend")))
    if zahl and ende.day != zahl:
        text = f"Einen {zahl}. hat dieser Monat nicht: Es zählt sein letzter Tag."
        schritte.append(Schritt(text, ende, f"{BGB_MONATSENDE} entsprechend"))
    return beginn, ende


def _zurueck(tag: dt.date, laenge: int, zaehlt: Callable[[dt.date, Ort], bool], ort: Ort) -> dt.date:
    gezaehlt = 0
    while True:
        gezaehlt += zaehlt(tag, ort)
        if gezaehlt == laenge:
            return tag
        tag -= EIN_TAG


# --- Where the law shifts


def _nach_der_pause(
    regel: Rechenregel, ende: dt.date, pausen: Iterable[Pause], ort: Ort, schritte: list[Schritt]
) -> dt.date:
    """Where the shift has led into a pause: nobody has to act while the deadline rests."""
    for pause in sorted(pausen, key=lambda p: (p.von, p.bis)):
        if pause.von <= ende <= pause.bis:
            ende = pause.bis + EIN_TAG
            text = f"{_pausentext(pause)}: An diesem Tag ruht die Frist, also danach am {_tag(ende)}."
            schritte.append(Schritt(text, ende, PAUSE))
            ende = _verschoben(regel, ende, ort, schritte)
    return ende


def _verschoben(regel: Rechenregel, ende: dt.date, ort: Ort, schritte: list[Schritt]) -> dt.date:
    grund = hindernis(ende, ort)
    if regel.verschiebung == Verschiebung.KEINE:
        text = f"Das Ende bleibt, wie es ist: {_tag(ende)}"
        zusatz = f" ({grund}). Diese Frist verschiebt sich nicht." if grund else "."
        schritte.append(Schritt(text + zusatz, ende, regel.quelle))
        return ende
    if not grund:
        schritte.append(Schritt(f"{_tag(ende)} ist ein Arbeitstag ({ort.name}): Es bleibt dabei.", ende))
        return ende
    weiter = EIN_TAG if regel.verschiebung == Verschiebung.NAECHSTER else -EIN_TAG
    tag, freie = ende, []
    while grund := hindernis(tag, ort):
        freie.append(f"{als_text(tag)} ({grund})")
        tag += weiter
    wort = "ist kein Arbeitstag" if len(freie) == 1 else "sind keine Arbeitstage"
    text = f"{', '.join(freie)} {wort} ({ort.name}): Die Frist endet am {_tag(tag)}."
    schritte.append(Schritt(text, tag, regel.verschiebung_quelle))
    return tag


def _quellen(*teile: str) -> str:
    return ", ".join(teil for teil in teile if teil)


def _tag(tag: dt.date) -> str:
    """Mittwoch, 18.11.2026"""
    return f"{wochentag(tag)}, {als_text(tag)}"
