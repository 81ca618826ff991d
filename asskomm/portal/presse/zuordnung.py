"""Which figure does a mention in a text speak of? By the noun that follows it, else by the nearest words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..enums import Kennzahl as K
from .fundstellen import ANTEIL, BETRAG, GEZAEHLT, ORDNUNG, ZAHL, Nennung, Satz

GEMEINDEN = "gemeinden"  # all municipalities of Saxony: a base of shares, no figure of ours

_WORTE: tuple[tuple[K, re.Pattern[str]], ...] = tuple(
    (kennzahl, re.compile(muster))
    for kennzahl, muster in (
        (K.ENG, r"\beng(?:e[nr]?)?\b(?=[^|]{0,80}?(?:zusammen|[Zz]usammenarbeit|kooperier|verbunden|Partner))"),
        (K.KPR, r"\bPräventionsr[aä]t\w*|\bKPR\b"),
        (K.VEREINBARUNGEN, r"Kooperationsvereinbarung\w*|\bVereinbarung(?:en)?\b"),
        (K.COACHING, r"\b\w*-?Coaching\S*"),
        (K.ANALYSEN, r"\bSicherheitsanalysen?|\bAnalysen?\b"),
        (K.GEFOERDERT, r"\b[Gg]eförderte?[nr]?\b|\b[Ff]inanziell unterstützt|\berhalten (?:bereits )?Förder\w*"),
        (K.BERATEN, r"\b[Bb]eraten(?:e[nr]?)?\b|\bberät\b|\bBeratung(?:en)?\b|\b[Kk]ontaktiert\w*"),
    )
)
_NOMEN: tuple[tuple[str, K], ...] = (
    ("kooperationsvereinbarung", K.VEREINBARUNGEN),
    ("vereinbarung", K.VEREINBARUNGEN),
    ("präventionsr", K.KPR),
    ("kommunale", K.KPR),
    ("kpr", K.KPR),
    ("coaching", K.COACHING),
    ("sicherheitsanalyse", K.ANALYSEN),
    ("analyse", K.ANALYSEN),
)
# Part of the network only, an addition to it, or a plan: not the figure of the day.
_OERTLICH = re.compile(
    r"\b(?:im|in|aus|des|der)\s(?:dem\s|der\s|den\s)?(?:Landkreis\w*|\w*kreis\b|\w*kreises\b|Vogtland\w*|Polizeidirektion\w*|"
    r"Ost\w*|West\w*|Nord\w*|Süd\w*|Zuständigkeits\w*|Region\w*|Oberlausitz|Lausitz|Erzgebirge)"
)
_ZUSATZ = re.compile(r"^\s*(?:weitere|neue|zusätzliche|andere|der\s(?:fünf|vier|drei|zwei)\b)", re.IGNORECASE)
_ZUSATZ_DAVOR = re.compile(r"\b(?:weitere[nrs]?|noch|zusätzlich|jeweils|je|alle)\s*$", re.IGNORECASE)
_GEPLANT = re.compile(
    r"\bvoraussichtlich|\bgeplant|\bsollen\b|\bwerden es\b|\bvorgesehen|analysen? (?:laufen|starten)", re.IGNORECASE
)
_UNTERZEICHNEN = re.compile(r"\bunterzeichne\w*|\bschließen sich|\btreten\b")
_ANDERES_JAHR = re.compile(r"\bin (?:19|20)\d{2}\b|\bim Jahre? ____|\b\d{4} wurden\b")
_VORTAG = re.compile(
    r"\bVortag\w*|\bTag (?:davor|zuvor|vor)\b|\bBisher\b|\bbislang\b|\bvor dieser\b|\bvon \w+ auf\b", re.IGNORECASE
)
_DAVON = re.compile(r"\b(?:davon|wovon|von denen|von ihnen|hiervon|darunter|beratenen)\b", re.IGNORECASE)
_ALLER = re.compile(
    r"\b(?:aller|sächsische[nr]?|sachsenweit)\s(?:\w+\s)?(?:Kommunen|Städte|Gemeinden)"
    r"|Kommunen (?:in Sachsen|im Freistaat)"
)
_GELD = re.compile(r"\bFörder\w*|\bHaushalt\w*|\b(?:finanzielle[nr]?\s)?Mittel\b")
_EINZELN = re.compile(r"\berhält\b|\berhielt\w*|\bbekommt\b|\bBescheid\w*|\bZuwendung\b|\bje\b")
_FREMDES_NOMEN = re.compile(r"^\s*(?:(?!Kommun|Städt|Gemeind)(?:[a-zäöü]+e[rnms]?\s+)?)(?!ASSKomm)[A-ZÄÖÜ]\w+")
_WERT_ENDE = re.compile(r"\s*(?:[,;.|/)]|und\b|$)")
_BASIS = re.compile(r"^\s*(?:der|von|aus|unter den|der insgesamt|von insgesamt)\s*$")


@dataclass(frozen=True)
class Angabe:
    """A mention with the figure it claims (the first of `kennzahlen`; the others pass as well)."""

    nennung: Nennung
    kennzahlen: tuple[str, ...]
    bis: int  # end of the wording to quote
    basen: tuple[str, ...] = ()  # of a share: of what
    nennt_vortag: bool = False


def ordne_zu(satz: Satz) -> list[Angabe]:
    if _GEPLANT.search(satz.text):
        return []
    zugeordnet = _Zuordnung(satz)
    if satz.ist_tafelzeile:
        return list(zugeordnet.tafelangaben())
    return sorted(zugeordnet.angaben(), key=lambda a: a.nennung.von)


class _Zuordnung:
    """Two rounds over one sentence: what has its words right behind it first, the rest takes what is left."""

    def __init__(self, satz: Satz) -> None:
        self.satz = satz
        self.nennungen = satz.nennungen
        self.treffer = [(m.start() + satz.von, k) for k, muster in _WORTE for m in muster.finditer(satz.text)]
        self.verbraucht: set[int] = set()
        self.zu: dict[Nennung, tuple[str, ...]] = {}
        self.vortag = bool(_VORTAG.search(satz.text))

    def angaben(self) -> Iterator[Angabe]:
        zahlen = [n for n in self.nennungen if n.art in (ZAHL, ORDNUNG) and not self._faellt_aus(n)]
        for n in zahlen:
            if gefunden := self._nach_nomen(n) or self._nach_doppelpunkt(n) or self._im_abschnitt(n):
                self.zu[n] = gefunden
        for n in zahlen:
            if n not in self.zu and n.art == ZAHL and (gefunden := self._rest(n)):
                self.zu[n] = gefunden
        for n, kennzahlen in self.zu.items():
            yield Angabe(n, kennzahlen, self._zitat_ende(n), nennt_vortag=self.vortag)
        yield from (a for n in self.nennungen if n.art == ANTEIL and (a := self._anteil(n)))
        yield from (a for n in self.nennungen if n.art == BETRAG and (a := self._betrag(n)))

    def tafelangaben(self) -> Iterator[Angabe]:
        """The head of the row says what all its cells are."""
        kennzahl = min(self.treffer)[1] if self.treffer else None
        for n in self.nennungen:
            if n.art == BETRAG and _GELD.search(self.satz.text):
                yield Angabe(n, (K.FOERDERMITTEL,), n.bis)
            elif n.art == ZAHL and kennzahl and min(self.treffer)[0] < n.von:
                yield Angabe(n, (kennzahl,), n.bis)

    # --- Counts and ordinals

    def _faellt_aus(self, n: Nennung) -> bool:
        """A part, an addition, a base ("62 der 141"), or a count of something else."""
        dahinter, davor = self._rechts(n), self._links(n)
        nomen = GEZAEHLT.match(dahinter)
        if _OERTLICH.search(dahinter) or _ZUSATZ.match(dahinter) or _ZUSATZ_DAVOR.search(davor):
            return True
        if _ANDERES_JAHR.search(davor) or (_BASIS.match(davor) and "beratene" not in dahinter[:12] and self._vorige(n)):
            return True
        if nomen and nomen["nomen"].startswith("Landkreis"):
            return True
        if nomen is None and n.art == ZAHL:
            return bool(_FREMDES_NOMEN.match(dahinter))
        # "Drei Städte unterzeichnen eine Vereinbarung" tells of the day, not of the network.
        return n.art == ZAHL and bool(_UNTERZEICHNEN.search(dahinter))

    def _nach_nomen(self, n: Nennung) -> tuple[str, ...] | None:
        nomen = GEZAEHLT.match(self._rechts(n))
        if nomen is None:
            return None
        wort = nomen["nomen"].casefold()
        for anfang, kennzahl in _NOMEN:
            if wort.startswith(anfang):
                self._verbrauche(kennzahl, n.bis)
                return (kennzahl,)
        if n.art == ORDNUNG:  # "die 50. Kommune im Netzwerk": the press means the agreement
            return (K.BERATEN,) if "beraten" in self.satz.text else (K.VEREINBARUNGEN, K.KOMMUNEN_MIT_VEREINBARUNG)
        return None

    def _nach_doppelpunkt(self, n: Nennung) -> tuple[str, ...] | None:
        """ "Coachings: 44, Analysen: 25": the label stands before its number."""
        if not self._links(n).rstrip().endswith(":") or not _WERT_ENDE.match(self._rechts(n)):
            return None
        stellen = [(s, k) for s, k in self.treffer if self._grenze_links(n) <= s < n.von and s not in self.verbraucht]
        if not stellen:
            return None
        stelle, kennzahl = max(stellen)
        self.verbraucht.add(stelle)
        return (kennzahl,)

    def _im_abschnitt(self, n: Nennung) -> tuple[str, ...] | None:
        for von, bis in ((n.bis, self._grenze_rechts(n)), (self._grenze_links(n), n.von)):
            stellen = [(s, k) for s, k in self.treffer if von <= s < bis and s not in self.verbraucht]
            if stellen:
                stelle, kennzahl = min(stellen, key=lambda t: abs(t[0] - n.von))
                self.verbraucht.add(stelle)
                return self._mit_spielraum(kennzahl)
        return None

    def _rest(self, n: Nennung) -> tuple[str, ...] | None:
        stellen = [(s, k) for s, k in self.treffer if s not in self.verbraucht]
        if not stellen or (n.als_wort and int(n.wert) <= 12):
            return None
        stelle, kennzahl = min(stellen, key=lambda t: (t[0] < n.von, abs(t[0] - n.von)))
        self.verbraucht.add(stelle)
        return self._mit_spielraum(kennzahl)

    @staticmethod
    def _mit_spielraum(kennzahl: K) -> tuple[str, ...]:
        """ "50 Kommunen haben eine Vereinbarung": bodies or agreements, the sentence does not tell which."""
        andere = {K.VEREINBARUNGEN: K.KOMMUNEN_MIT_VEREINBARUNG, K.ANALYSEN: K.ANALYSEN_KOMMUNEN}
        return (kennzahl, andere[kennzahl]) if kennzahl in andere else (kennzahl,)

    def _verbrauche(self, kennzahl: K, ab: int) -> None:
        stellen = sorted(s for s, k in self.treffer if k == kennzahl and s >= ab and s not in self.verbraucht)
        self.verbraucht.update(stellen[:1])

    # --- Shares and sums

    def _anteil(self, n: Nennung) -> Angabe | None:
        dahinter = self._rechts(n)
        if re.match(r"^\s*(?:der|von|aller)\s(?:\w+\s)?(?!beratenen|sächsischen)[A-ZÄÖÜ]", dahinter) and not re.match(
            r"^\s*(?:der|von|aller)\s(?:\w+\s)?(?:Kommun|Städt|Gemeind|ihnen|denen)", dahinter
        ):
            return None
        kennzahl = self._kennzahl_des_anteils(n)
        if kennzahl is None or not re.search(
            r"Kommun|Städte|Gemeinden|davon|wovon|ihnen|denen|\beng\b", self.satz.text
        ):
            return None
        return Angabe(n, (kennzahl,), self._zitat_ende(n), self._basen(kennzahl), self.vortag)

    def _kennzahl_des_anteils(self, n: Nennung) -> str | None:
        klammer = [
            m for m in self.zu
            if m.art == ZAHL and re.fullmatch(r"\s*[(,–-]\s*(?:also|das sind|das ist|rund)?\s*", self._zwischen(n, m))
        ]  # fmt: skip
        if klammer:
            return self.zu[klammer[0]][0]
        im_abschnitt = [(s, k) for s, k in self.treffer if n.bis <= s < self._grenze_rechts(n) and k != K.BERATEN]
        if im_abschnitt:
            return min(im_abschnitt)[1]
        andere = [m for m in self.zu if self.zu[m][0] != K.BERATEN]
        if andere:
            return self.zu[min(andere, key=lambda m: abs(m.von - n.von))][0]
        stellen = [(abs(s - n.von), k) for s, k in self.treffer]
        return min(stellen)[1] if stellen else None

    def _basen(self, kennzahl: str) -> tuple[str, ...]:
        if kennzahl == K.BERATEN or _ALLER.search(self.satz.text):
            return (GEMEINDEN,)
        if kennzahl == K.ENG or _DAVON.search(self.satz.text):
            return (K.BERATEN,)
        return (K.BERATEN, GEMEINDEN)

    def _betrag(self, n: Nennung) -> Angabe | None:
        if not _GELD.search(self.satz.text) or _EINZELN.search(self.satz.text) or _ANDERES_JAHR.search(self._links(n)):
            return None
        return Angabe(n, (K.FOERDERMITTEL,), n.bis)

    # --- Places

    def _rechts(self, n: Nennung) -> str:
        return self.satz.stueck(n.bis, self._grenze_rechts(n))

    def _links(self, n: Nennung) -> str:
        return self.satz.stueck(self._grenze_links(n), n.von)

    def _grenze_rechts(self, n: Nennung) -> int:
        ende = self.satz.von + len(self.satz.text)
        return min((m.von for m in self.nennungen if m.von >= n.bis), default=ende)

    def _grenze_links(self, n: Nennung) -> int:
        return max((m.bis for m in self.nennungen if m.bis <= n.von), default=self.satz.von)

    def _vorige(self, n: Nennung) -> bool:
        return any(m.bis <= n.von for m in self.nennungen)

    def _zwischen(self, a: Nennung, b: Nennung) -> str:
        return self.satz.stueck(min(a.bis, b.bis), max(a.von, b.von))

    def _zitat_ende(self, n: Nennung) -> int:
        nomen = GEZAEHLT.match(self._rechts(n))
        return n.bis + nomen.end() if nomen else n.bis
