"""What the start page says, as finished values."""

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import reverse

from asskomm.core.stichtag import als_text, als_text_lang
from kommunen.enums import KommuneArt

from .enums import Ebene, Kennzahl
from .karte.ebenen import legende
from .karte.seite import zellen
from .karte.svg import uebersicht
from .kennzahlen.definitionen import spannen
from .netzwerk import Netz
from .stats import Kennzahlen, compute_kennzahlen, stand_am, zeitreihe
from .verzeichnis import adresse, zahl

GRUENDUNG = dt.date(2019, 2, 6)  # start conference in Chemnitz (fachmodell 1.1)
PUNKTE = 24
ZULETZT = 4


class Kachel(NamedTuple):
    wert: str
    bezeichnung: str
    werte: list[Any]
    notiz: str
    url: str


class Eintrag(NamedTuple):
    nummer: str
    titel: str
    text: str
    url: str
    neueste: bool


class Foerderung(NamedTuple):
    jahr: int
    betrag: str
    kommunen: int


def inhalt(netz: Netz) -> dict[str, Any]:
    zahlen = compute_kennzahlen(stichtag=netz.stichtag, wissensstand=netz.jetzt, bestand=netz.bestand)
    zuletzt = zuletzt_unterzeichnet(netz)
    return {
        "neueste": netz.neuester_vertrag.bezeichnung if netz.neuester_vertrag else "",
        "stand": als_text_lang(netz.stichtag),
        **_schlagzeile(zahlen.beraten),
        "kacheln": kacheln(netz, zahlen),
        "zuletzt": zuletzt,
        "marke": _marke(netz, zuletzt),
        "legende": {z.klasse: z.anzahl for z in legende(Ebene.STUFE, netz.gemeinden)},
        "foerderung": foerderung(netz),
        "handlungsfelder": [(f.name, f"{reverse('portal:kommunen')}?handlungsfeld={f.slug}") for f in netz.felder],
        "karte": uebersicht(zellen(netz, Ebene.STUFE)),
        "gemeinden": len(netz.gemeinden),
    }


def _schlagzeile(beraten: int) -> dict[str, str]:
    if beraten == 0:
        return {"betont": "Am Anfang", "titel_rest": "steht ein Gespräch."}
    betont = "In einer Kommune" if beraten == 1 else f"In {zahl(beraten)} Kommunen"
    return {"betont": betont, "titel_rest": "beginnt sie mit einem Gespräch."}


def kacheln(netz: Netz, z: Kennzahlen) -> list[Kachel]:
    neueste = netz.neuester_vertrag.bezeichnung if netz.neuester_vertrag else ""
    texte = (
        (Kennzahl.BERATEN, "Kommunen beraten", "seit der Gründung 2019"),
        (Kennzahl.ENG, "arbeiten eng zusammen", _anteil(z.eng, z.beraten)),
        (Kennzahl.VEREINBARUNGEN, "Kooperations\u00advereinbarungen", f"zuletzt: {neueste}" if neueste else ""),
        (Kennzahl.KPR, "Kommunale Präventionsräte", _raete(z.kpr_landkreise)),
        (Kennzahl.COACHING, "Coaching-Prozesse", "in Gang gesetzt"),
        (Kennzahl.ANALYSEN, "Sicherheits\u00adanalysen", "durchgeführt"),
    )
    statistik = reverse("portal:statistik")
    return [
        Kachel(zahl(z.wert(k)), name, _kurve(netz, k), notiz, f"{statistik}#{k.value}")  # type: ignore[arg-type]
        for k, name, notiz in texte
    ]


def zuletzt_unterzeichnet(netz: Netz) -> list[Eintrag]:
    """The latest agreements; of several on a day the highest number first."""
    bekannte = [
        s for s in netz.wissen.vereinbarungen
        if s.gilt_am(netz.stichtag) and not s.kommunen and s.objekt in netz.vertraege
    ]  # fmt: skip
    bekannte.sort(key=lambda s: (s.von, s.nummer or 0, s.objekt), reverse=True)
    return [_eintrag(netz, s, erster=n == 0) for n, s in enumerate(bekannte[:ZULETZT])]


def _eintrag(netz: Netz, spanne: Any, *, erster: bool) -> Eintrag:
    vertrag = netz.vertrag(spanne)
    beteiligt = {k for s in netz.wissen.vereinbarungen if s.objekt == spanne.objekt for k in s.kommunen}
    bodies = [netz.bestand.register[k] for k in sorted(beteiligt)]
    pds = sorted({k.polizeidirektion for k in bodies})
    text = f"{als_text(spanne.von, spanne.genauigkeit)} · PD {', '.join(pds)}"
    ziel = adresse(bodies[0].slug) if len(bodies) == 1 else f"{reverse('portal:kommunen')}?ebene=vereinbarung"
    return Eintrag(str(vertrag.laufende_nr or "–"), vertrag.bezeichnung, text, ziel, erster)


def _marke(netz: Netz, zuletzt: list[Eintrag]) -> dict[str, str]:
    """The pill above the headline: the newest agreement."""
    if netz.neueste is None:
        return {}
    vertrag = netz.vertrag(netz.neueste)
    tag = netz.neueste.von
    wann = als_text_lang(tag) if netz.neueste.genauigkeit == "TAG" else als_text(tag, netz.neueste.genauigkeit)
    marke = f"{vertrag.laufende_nr}." if vertrag.laufende_nr else "Neu"
    return {"zahl": marke, "text": f"Vereinbarung · {vertrag.bezeichnung} · {wann}", "url": zuletzt[0].url}


def foerderung(netz: Netz) -> Foerderung | None:
    """The latest year up to the key date with a budget, and the bodies with a grant for it."""
    jahre = [j for j in netz.wissen.haushaltsansaetze if j <= netz.stichtag.year]
    if not jahre:
        return None
    jahr = max(jahre)
    ende = min(netz.stichtag, dt.date(jahr, 12, 31))
    kommunen = {s.objekt for s in spannen(Kennzahl.GEFOERDERT, netz.wissen) if s.gilt_am(ende)}
    return Foerderung(jahr, betrag_kurz(netz.wissen.haushaltsansaetze[jahr]), len(kommunen))


def betrag_kurz(betrag: Decimal) -> str:
    """1,1 Mio. € or 420.000 €; never rounded away: a sum with more digits is written out."""
    millionen = betrag / 1_000_000
    if betrag >= 1_000_000 and millionen == round(millionen, 2):
        return f"{f'{millionen.normalize():f}'.replace('.', ',')} Mio. €"
    return f"{zahl(int(betrag))} €" if betrag == int(betrag) else f"{betrag:.2f} €".replace(".", ",")


def _kurve(netz: Netz, kennzahl: Kennzahl) -> list[Any]:
    """The course from the founding to the key date in equal steps."""
    punkte = zeitreihe(kennzahl=kennzahl, bis=netz.stichtag, wissensstand=netz.jetzt, bestand=netz.bestand)
    tage = max((netz.stichtag - GRUENDUNG).days, 1)
    return [stand_am(punkte, GRUENDUNG + dt.timedelta(days=tage * i // (PUNKTE - 1))) for i in range(PUNKTE)]


def _anteil(teil: int, ganzes: int) -> str:
    return f"{round(100 * teil / ganzes)} Prozent der beratenen" if ganzes else ""


def _raete(landkreise: int) -> str:
    if landkreise == 0:
        return "konstituiert oder reaktiviert"
    return f"dazu {landkreise} {KommuneArt.LANDKREIS.label if landkreise == 1 else 'Landkreise'}"
