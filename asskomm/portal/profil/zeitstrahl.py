"""The timeline of a body: only what the public may know (fachmodell 6.6), the latest first."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from asskomm.core import fakten as f
from asskomm.core.stichtag import Genauigkeit, als_text
from kommunen import stats as kommunen_stats
from kommunen.workflows import KPR
from vereinbarungen.enums import VereinbarungArt

from ..kennzahlen.bestand import Wissen
from .auszug import MEILENSTEIN, NACHFOLGER, VORGAENGER, ZUWENDUNG, Angabe, Vertrag


class Eintrag(NamedTuple):
    am: dt.date
    genauigkeit: str
    titel: str
    text: str = ""
    url: str = ""
    marke: str = ""

    @property
    def datum(self) -> str:
        return als_text(self.am, self.genauigkeit)

    @property
    def iso(self) -> str:
        laenge = {Genauigkeit.JAHR.value: 4, Genauigkeit.MONAT.value: 7}.get(self.genauigkeit, 10)
        return self.am.isoformat()[:laenge]


def zeitstrahl(
    *,
    kommune: int,
    wissen: Wissen,
    vertraege: dict[int, Vertrag],
    angaben: dict[str, list[Angabe]],
    verbaende: Iterable[int],
    heute: dt.date,
) -> list[Eintrag]:
    """Facts of the body itself, and those of the associations it belongs to ("über …")."""
    eintraege = [
        *_fakten(wissen, kommune, ""),
        *_vertragsschritte(wissen, vertraege),
        *_weitere(angaben),
    ]
    for verband in verbaende:
        eintraege += _fakten(wissen, verband, f"über {wissen.register[verband].name}")
    return sorted((e for e in eintraege if e.am <= heute), key=lambda e: (e.am, e.titel), reverse=True)


def _fakten(wissen: Wissen, kommune: int, zusatz: str) -> Iterator[Eintrag]:
    for s in wissen.beraten:
        if s.objekt == kommune:
            yield Eintrag(s.von, s.genauigkeit, "Erste Beratung durch den Landespräventionsrat", zusatz)
    for s in wissen.coaching:
        if kommune in s.kommunen:  # of coaching the public sees no more than the year
            yield Eintrag(s.von, Genauigkeit.JAHR.value, "Begleitendes Coaching begonnen", zusatz)
    yield from _enge_zusammenarbeit(wissen, kommune, zusatz)
    yield from _analysen(wissen, kommune, zusatz)
    yield from _kpr_schritte(wissen, kommune, zusatz)


def _enge_zusammenarbeit(wissen: Wissen, kommune: int, zusatz: str) -> Iterator[Eintrag]:
    for s in wissen.eng:
        if s.objekt == kommune:
            yield Eintrag(s.von, s.genauigkeit, "Enge Zusammenarbeit mit ASSKomm begonnen", zusatz)
            if s.bis is not None:
                letzter = s.bis - dt.timedelta(days=1)
                yield Eintrag(letzter, Genauigkeit.TAG.value, "Enge Zusammenarbeit beendet", zusatz)


def _analysen(wissen: Wissen, kommune: int, zusatz: str) -> Iterator[Eintrag]:
    for s in wissen.analysen:
        if kommune in s.kommunen:
            gemeinsam = f"gemeinsame Analyse für {len(s.kommunen)} Kommunen" if len(s.kommunen) > 1 else ""
            text = ", ".join(t for t in (gemeinsam, zusatz) if t)
            yield Eintrag(s.von, s.genauigkeit, "Sicherheitsanalyse abgeschlossen", text)


def _kpr_schritte(wissen: Wissen, kommune: int, zusatz: str) -> Iterator[Eintrag]:
    """Steps of the council in their public words; states without such words do not show."""
    worte = {z.name: z.oeffentlich for z in KPR.zustaende if z.oeffentlich}
    for schritt in f.bekannt(wissen.bestand.kommunen[kommunen_stats.KPR], wissen.wissensstand):
        if schritt.kommune == kommune and schritt.am is not None and schritt.nach in worte:
            yield Eintrag(schritt.am, schritt.genauigkeit, f"Kommunaler Präventionsrat: {worte[schritt.nach]}", zusatz)


def _vertragsschritte(wissen: Wissen, vertraege: dict[int, Vertrag]) -> Iterator[Eintrag]:
    enden = {s.objekt: s.bis for s in wissen.in_kraft if not s.kommunen and s.bis is not None}
    for pk, vertrag in vertraege.items():
        v, tag = vertrag.vereinbarung, vertrag.in_kraft
        if tag is None:
            continue
        if v.art == VereinbarungArt.VORVEREINBARUNG:
            yield Eintrag(tag.am, tag.genauigkeit, "Vorvereinbarung unterzeichnet", vertrag.parteien)
            continue
        titel = "Kooperationsvereinbarung" + (f" Nr. {v.nummer_text}" if v.laufende_nr else "")
        yield Eintrag(tag.am, tag.genauigkeit, f"{titel} in Kraft", vertrag.parteien, marke="neueste")
        if pk in enden:
            yield Eintrag(enden[pk], Genauigkeit.TAG.value, f"{titel} beendet")


def _weitere(angaben: dict[str, list[Angabe]]) -> Iterator[Eintrag]:
    tag = Genauigkeit.TAG.value
    for a in angaben.get(MEILENSTEIN, ()):
        if a.am:
            yield Eintrag(a.am, tag, f"Meilenstein: {a.text}")
    for a in angaben.get(ZUWENDUNG, ()):
        if a.am:
            yield Eintrag(a.am, a.weiteres or tag, f"Zuwendung für {a.zahl}: {euro(a.zusatz)}", a.text)
    for a in (*angaben.get(NACHFOLGER, ()), *angaben.get(VORGAENGER, ())):
        if a.am:
            wort = "Aufgegangen in" if a.art == NACHFOLGER else "Nachfolgerin von"
            yield Eintrag(a.am, tag, f"{wort} {a.text}")


def euro(betrag: str) -> str:
    """21.150,00 €; the database hands decimals over as text."""
    ganze, _, cent = f"{Decimal(betrag):,.2f}".partition(".")
    return f"{ganze.replace(',', '.')},{cent} €"
